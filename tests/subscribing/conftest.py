"""An office that strangers subscribe to, its mail server, its pages, and who looks after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.mailing import lists, subscribers, subscriptions
from communique.mailing.office import open_office
from communique.mailing.people import person
from communique.mailing.subscriptions import Evidence
from communique.web.app import make_app
from communique.web.caretaker import Caretaker
from support.offices import NOON, office_at
from support.readers import Client, Mailbox, mailbox
from support.subscribing import EVIDENCE, post_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.mailing.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with two lists that are open, and one for staff; Ana takes the first, Bo was suppressed."""
    with office_at(tmp_path / "office", "trade", "press", "staff") as opened:
        with opened.store.writing() as connection:
            lists.change(connection, "trade", lists.Wanted(title="Trade & tolls", open=True))
            lists.change(connection, "press", lists.Wanted(title="Press <daily>", description="Each day", open=True))
            number, _ = subscribers.put(connection, person({"address": "ana@example.org"}), opened.keys, NOON)
            subscriptions.give(connection, number, 1, EVIDENCE)
            subscribers.suppress(connection, opened.keys.address_hash("bo@example.org"), "complaint", NOON)
        yield opened


@pytest.fixture
def inbox() -> Iterator[tuple[Mailbox, int]]:
    with mailbox() as started:
        yield started


@pytest.fixture
def caretaker(office: Office, inbox: tuple[Mailbox, int], tmp_path: Path) -> Caretaker:
    return Caretaker(office, post_of(office, inbox[1], tmp_path))


@pytest.fixture
def pages(office: Office) -> Client:
    return Client(make_app(office, name="Office of the Governor"))


@pytest.fixture
def workspace(tmp_path: Path, inbox: tuple[Mailbox, int]) -> Path:
    """A workspace with a list, Ana who is to confirm, and a mail server."""
    (tmp_path / "briefs").mkdir()
    (tmp_path / "communique.toml").write_text(
        '[mail]\nurl = "https://briefs.example.org"\n[sender]\naddress = "briefs@example.org"\n'
        f'[relay]\nhost = "127.0.0.1"\nport = {inbox[1]}\nsecurity = "none"\n'
    )
    files = (tmp_path / "communique.db", tmp_path / "communique.keys")
    with open_office(*files) as opened, opened.store.writing() as connection:
        lists.create(connection, "trade", lists.Wanted(open=True), opened.clock())
        ana, now = person({"address": "ana@example.org"}), Evidence("test", opened.clock())
        subscribers.add(connection, opened.keys, ana, {"trade": (1, "asked")}, now)
    return tmp_path
