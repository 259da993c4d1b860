"""What only a message that arrived can bring back settles what the ledger did not know of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import text

from communique.mailing import control
from communique.mailing.claims import Room, Walk, Wish, claim
from communique.mailing.ledger import Move, open_windows, record
from communique.mailing.one_sender import take_over
from communique.mailing.tokens import Named, Purpose, sign
from communique.web.app import make_app
from support.office import add_mailing, add_people, start
from support.offices import NOON, office_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.mailing.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose mailing to Ana and Bo went out, and of which no answer was heard."""
    with office_at(tmp_path, "weekly") as opened:
        with opened.store.writing() as connection:
            add_people(connection, ["ana@example.org", "bo@example.org"], now=NOON)
            start(connection, add_mailing(connection), NOON)
        holder = take_over(opened.store, "sender", opened.clock)
        with opened.store.writing() as connection:
            mine = claim(connection, holder, Wish(1, Room(9), 9), Walk(), NOON)
            open_windows(connection, holder, [(one, f"body-{one.id}") for one in mine], NOON)
            record(connection, [Move(delivery=one, to="unknown", reason="no-answer") for one in mine], NOON)
            control.finish(connection, 1, NOON)
        yield opened


def press(office: Office, path: str, button: dict[str, str]) -> None:
    """Press a button of a public page."""

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app(office, name="Office"))) as client:
            return await client.post(f"https://briefs.example.org{path}", data=button)

    assert asyncio.run(answer()).status_code == 200


def known(office: Office) -> tuple[list[str], str]:
    """Read the states of the deliveries, and of the mailing."""
    with office.store.reading() as connection:
        states = connection.scalars(text("SELECT state FROM delivery ORDER BY id")).all()
        return list(states), control.state_of(connection, 1)


def test_a_button_in_a_message_settles_what_became_of_it_and_of_no_other(office: Office) -> None:
    assert known(office) == (["unknown", "unknown"], "done_with_unknown")
    press(office, f"/p/{sign(office.keys, Purpose.PREFERENCES, Named(1, 0, 1))}", {"save": "yes", "list-1": "on"})
    assert known(office) == (["sent", "unknown"], "done_with_unknown")
    press(office, f"/u/{sign(office.keys, Purpose.UNSUBSCRIBE, Named(2, 1, 2))}", {"List-Unsubscribe": "One-Click"})
    assert known(office) == (["sent", "sent"], "done")

    with office.store.reading() as connection:
        grounds = connection.execute(text("SELECT who, verdict, evidence FROM resolution ORDER BY delivery_id")).all()
    assert [tuple(row) for row in grounds] == [
        ("evidence", "sent", "page:preferences"),
        ("evidence", "sent", "one-click"),
    ]


def test_a_link_that_names_no_delivery_settles_nothing(office: Office) -> None:
    press(office, f"/u/{sign(office.keys, Purpose.UNSUBSCRIBE, Named(1, 1))}", {"leave": "yes"})
    assert known(office) == (["unknown", "unknown"], "done_with_unknown")
