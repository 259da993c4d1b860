"""`communique send`, as staff use it: from a brief to what arrives at a real server."""

from __future__ import annotations

import email
import email.policy
import re
import socket
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from communique.mailing import lists, subscribers
from communique.mailing.office import open_office
from communique.mailing.people import person
from communique.mailing.subscriptions import Evidence
from support.command import Result, communique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from communique.mailing.office import Office

BRIEF = """\
title: The ferry treaty
date: 2026-02-03
bottom_line: The two ministers signed the treaty.
handling: {release: public, marking: INTERNAL}
authors: [{name: Ferry desk, email: desk@example.org}]
lines_to_take: [{text: Say nothing of the toll., audience: internal}]
"""
SETTINGS = """\
[checks]
spam = "off"
[mail]
url = "https://briefs.example.org"
[sender]
name = "Ferry desk"
address = "desk@example.org"
postal_address = "Ferry desk, 1 Quay, Harbour"
[relay]
host = "127.0.0.1"
port = {port}
security = "none"
"""


class Inbox:
    """What arrived, by address."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802, ARG002 -- aiosmtpd asks so
        self.messages += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 2.0.0 taken"

    def read(self) -> dict[str, EmailMessage]:
        found = {}
        for address, data in self.messages:
            message: Any = email.message_from_bytes(data, policy=email.policy.default)
            found[address] = message
        return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    """Start a real server on a free port."""
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


@pytest.fixture
def office(write_brief: Callable[..., Path], inbox: tuple[Inbox, int]) -> Callable[..., Result]:
    """Set an office up: a brief, and a public list of two people."""
    root = write_brief("ferry", BRIEF).parents[1]
    (root / "communique.toml").write_text(SETTINGS.format(port=inbox[1]))

    def run(*given: str) -> Result:
        return communique(*given, folder=root, SOURCE_DATE_EPOCH="1795449600")

    with open_office(root / "communique.db", root / "communique.keys", lambda: 1_795_449_600_000) as made:
        subscribe(made, "harbours", "ana@example.com", "bo@example.com")
    return run


def subscribe(office: Office, name: str, *addresses: str) -> None:
    """Make a list, and put people on it."""
    with office.store.writing() as connection:
        number = lists.create(connection, name, lists.Wanted(title="The harbours"), office.clock())
        for address in addresses:
            somebody = person({"address": address, "name": address.partition("@")[0].title()})
            evidence = Evidence("staff", office.clock(), "Asked")
            subscribers.add(connection, office.keys, somebody, {name: (number, "given")}, evidence)


SEND = ("send", "ferry", "--list", "harbours", "--audience", "public")


def test_a_mailing_reaches_each_subscriber_once_with_a_link_to_leave(
    office: Callable[..., Result], inbox: tuple[Inbox, int]
) -> None:
    sent = office(*SEND, "--yes", "--attach", "pdf")

    assert sent.status == 0, sent.err
    found = inbox[0].read()
    assert sorted(address for address, _ in inbox[0].messages) == ["ana@example.com", "bo@example.com"]
    ana = found["ana@example.com"]
    assert ana["To"] == "Ana <ana@example.com>"
    assert ana["Subject"] == "The ferry treaty"
    assert ana["List-Id"] == "<harbours.example.org>"
    assert ana["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = ana.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "1 Quay, Harbour" in text
    assert re.search(r"Unsubscribe: https://briefs\.example\.org/u/[\w-]+", text.replace("\r\n", "\n"))
    assert [part.get_filename() for part in ana.iter_attachments()] == ["brief.public.pdf"]
    assert "toll" not in text  # internal
    assert ana["Message-ID"] != found["bo@example.com"]["Message-ID"]


def test_it_is_not_sent_twice_unless_that_is_said(office: Callable[..., Result], inbox: tuple[Inbox, int]) -> None:
    assert office(*SEND, "--yes").status == 0
    twice = office(*SEND, "--yes")

    assert (twice.status, "[sent-before]" in twice.out) == (1, True)
    assert len(inbox[0].messages) == 2
    assert office(*SEND, "--yes", "--again").status == 0
    assert len(inbox[0].messages) == 4


def test_a_proof_goes_to_colleagues_and_its_hash_approves_what_they_saw(
    office: Callable[..., Result], inbox: tuple[Inbox, int]
) -> None:
    proof = office(*SEND, "--proof", "boss@example.org")
    assert proof.status == 0, proof.err
    ((address, _),) = inbox[0].messages
    assert address == "boss@example.org"
    assert str(inbox[0].read()[address]["Subject"]).startswith("[PROOF ")

    hashed = re.search(r"--approve (\w+)", proof.err)
    assert hashed is not None
    assert office(*SEND, "--approve", "0" * 16).status == 2
    assert len(inbox[0].messages) == 1
    assert office(*SEND, "--approve", hashed[1]).status == 0
    assert len(inbox[0].messages) == 3


def test_an_internal_edition_does_not_go_to_a_public_list(
    office: Callable[..., Result], inbox: tuple[Inbox, int]
) -> None:
    refused = office("send", "ferry", "--list", "harbours", "--yes")

    assert refused.status == 1
    assert "[not-cleared]" in refused.out
    assert inbox[0].messages == []


def test_all_faults_come_at_once_before_any_question(office: Callable[..., Result], workspace: Any) -> None:
    path = workspace.root / "communique.toml"
    path.write_text(path.read_text().replace("postal_address", "# ").replace('url = "https://briefs.example.org"', ""))
    refused = office(*SEND, "--where", "name = 'Nobody'", "--at", "2020-01-01 09:00 UTC")

    assert refused.status == 1
    assert {"no-postal-address", "no-unsubscribe", "nobody", "past-time"} <= set(
        re.findall(r"\[([a-z-]+)\]", refused.out)
    )


def test_a_dry_run_keeps_nothing_and_sends_nothing(office: Callable[..., Result], inbox: tuple[Inbox, int]) -> None:
    looked = office(*SEND, "--dry-run")

    assert looked.status == 0, looked.err
    assert "people:   2" in looked.out
    assert office("mailings", "list").out == ""
    assert inbox[0].messages == []


def test_a_scheduled_mailing_waits_and_one_long_past_needs_a_person(
    office: Callable[..., Result], inbox: tuple[Inbox, int], workspace: Any
) -> None:
    planned = office(*SEND, "--yes", "--at", "2099-03-28 09:30 Europe/Berlin")
    assert (planned.status, "2099-03-28 08:30 UTC" in planned.err) == (0, True)
    assert office("mailings", "run").err.strip() == "nothing is due"

    import sqlite3

    with sqlite3.connect(workspace.root / "communique.db") as database:
        database.execute("UPDATE mailing SET send_at = 1000")
    late = office("mailings", "run")
    assert (late.status, "too late" in late.err, inbox[0].messages) == (1, True, [])
    assert office("mailings", "release", "ferry.public.en").status == 0
    assert len(inbox[0].messages) == 2


def test_a_report_tells_what_became_of_it(office: Callable[..., Result], workspace: Any) -> None:
    office(*SEND, "--yes")

    assert "2 sent" in office("mailings", "report", "ferry.public.en").out
    table = office("mailings", "report", "1", "--format", "csv").out
    assert [line.replace('"', "").split(",")[:2] for line in table.splitlines()[1:]] == [
        ["ana@example.com", "sent"],
        ["bo@example.com", "sent"],
    ]
    page = office("mailings", "report", "1", "--format", "pdf")
    assert page.status == 0, page.err
    assert (workspace.root / page.out.strip()).read_bytes().startswith(b"%PDF")
