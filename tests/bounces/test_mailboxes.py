"""The mailbox of bounces: a real Dovecot by IMAP and POP3 in TLS, and a Maildir; from the message that went out to the ledger."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

from communique.bounces.handling import Policy
from communique.bounces.mailboxes import Access, Maildir, opened
from communique.bounces.reading import read_all
from communique.errors import EnvironmentFailed, UsageError
from communique.mailing.relay import Relay
from communique.mailing.sender import Pace, Sender
from support import dovecot
from support.office import Letter, add_list, add_mailing, add_people, start
from support.offices import NOON, office_at
from support.reports import dsn, return_path, send_out, states, suppressions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.mailing.office import Office
    from support.dovecot import Dovecot

LETTER = b"From: Ana <ana@example.org>\nTo: bounces@example.org\nSubject: a question\n\nWho are you?\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot.running() as running:
        yield running


@pytest.fixture
def mail(server: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    for file in (*server.mail.glob("new/*"), *server.mail.glob("cur/*")):
        file.unlink()
    return server


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(tmp_path, "weekly") as opened_office:
        with opened_office.store.writing() as connection:
            add_people(connection, ["ana@example.org", "bo@example.org"], now=NOON)
        send_out(opened_office)
        yield opened_office


def access(server: Dovecot, way: str, **more: Any) -> Access:
    """Say how to reach the server: by `imap`, `imaps`, `pop3`, `pop3s`, or as a `maildir`."""
    if way == "maildir":
        return Access(protocol="maildir", path=server.mail, **more)
    who = {"user": dovecot.USER, "password": dovecot.PASSWORD, "ca_file": server.certificate}
    where = {"host": "localhost", "port": getattr(server, way), "security": "tls" if way.endswith("s") else "starttls"}
    return Access(protocol=way.removesuffix("s"), **(where | who | more))


@pytest.mark.parametrize(
    ("way", "delete", "kept"),
    [
        ("imaps", False, ["FS", "S"]),
        ("imap", True, ["FS"]),
        ("pop3s", True, ["S"]),  # as its server notes for itself
        ("pop3", True, ["S"]),
        ("maildir", False, ["FS", "S"]),
        ("maildir", True, ["FS"]),
    ],
)
def test_what_is_handled_is_put_away_and_what_is_not_ours_stays(
    way: str, delete: bool, kept: list[str], mail: Dovecot, office: Office
) -> None:
    mail.deliver(dsn(return_path(office, 1)), LETTER)
    for expected in ({"hard": 1, "stray": 1}, {"stray": 1} if way.startswith("pop3") else {}):
        with opened(access(mail, way, delete=delete)) as box:
            assert len(box) == sum(expected.values())
            assert read_all(box, office, Policy()) == expected
    assert [flags.replace("a", "") for flags in mail.flags()] == kept
    assert (states(office), suppressions(office)) == (["bounced", "sent"], ["hard-bounce"])


def test_the_same_report_by_imap_and_by_pop3_is_one(mail: Dovecot, office: Office) -> None:
    mail.deliver(dsn(return_path(office, 1)))
    for way, expected in (("imaps", {"hard": 1}), ("pop3s", {"known": 1})):
        with opened(access(mail, way)) as box:
            assert read_all(box, office, Policy()) == expected


def test_a_trial_changes_nothing_here_or_there(mail: Dovecot, office: Office) -> None:
    mail.deliver(dsn(return_path(office, 1)), LETTER)
    for _ in range(2):
        with opened(access(mail, "imaps")) as box:
            assert read_all(box, office, Policy(), trial=True) == {"hard": 1, "stray": 1}
    assert (states(office), suppressions(office)) == (["sent", "sent"], [])


def test_a_message_larger_than_what_is_read_is_read_at_its_beginning(mail: Dovecot, office: Office) -> None:
    report = dsn(return_path(office, 1)).replace(b"All that was said.", b"again and again\r\n" * 100_000)
    for way in ("imaps", "pop3s", "maildir"):
        mail.deliver(report)
        with opened(access(mail, way, delete=True)) as box:
            assert sum(read_all(box, office, Policy()).values()) == 1
    assert states(office) == ["bounced", "sent"]


@pytest.mark.parametrize("way", ["imaps", "pop3s"])
def test_a_wrong_password_a_strange_certificate_and_a_silent_port_are_told(way: str, mail: Dovecot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for change, why in (
        ({"password": "wrong"}, "Authentication failed"),
        ({"ca_file": None}, "the certificate of localhost is not right: self-signed certificate"),
        ({"port": port}, "Connection refused"),
    ):
        with pytest.raises(EnvironmentFailed, match=why), opened(access(mail, way, **change)):
            pass


def test_a_folder_that_is_not_there_is_told(mail: Dovecot) -> None:
    with (
        pytest.raises(EnvironmentFailed, match="there is no folder Bounced"),
        opened(access(mail, "imaps", folder="Bounced")),
    ):
        pass


@pytest.mark.parametrize("way", ["imaps", "pop3s"])
def test_a_password_may_have_accents(way: str, mail: Dovecot) -> None:
    with opened(access(mail, way, user=dovecot.OTHER, password=dovecot.ACCENTED)) as box:
        assert len(box) == 0


def test_a_folder_may_have_accents(mail: Dovecot, office: Office) -> None:
    folder = dovecot.maildir(mail.mail / ".R&APw-ckl&AOQ-ufer &- mehr")  # as the server keeps it
    (folder / "new" / "1").write_bytes(dsn(return_path(office, 1)))
    if not os.getuid():
        for path in (folder, *folder.iterdir(), folder / "new" / "1"):
            shutil.chown(path, "dovecot", "dovecot")
    with opened(access(mail, "imaps", folder="Rückläufer & mehr")) as box:
        assert read_all(box, office, Policy()) == {"hard": 1}


def test_nothing_is_read_in_the_clear_over_a_network() -> None:
    for wrong in (Access(protocol="imap", host="mail.example.org", user="x", security="none"), Access(protocol="imap")):
        with pytest.raises(UsageError), opened(wrong):
            pass


def test_killed_between_handling_and_putting_away_it_is_found_again(tmp_path: Path, office: Office) -> None:
    """The first reader is ended for good at that moment."""
    path = dovecot.maildir(tmp_path / "mail")
    (path / "new" / "1.test").write_bytes(dsn(return_path(office, 1)))

    class Ended(Exception):
        pass

    class Dying(Maildir):
        def done(self, name: str, *, ours: bool) -> None:  # noqa: ARG002 -- the signature of a mailbox
            raise Ended

    with pytest.raises(Ended):
        read_all(Dying(path, delete=False), office, Policy())
    assert read_all(Maildir(path, delete=False), office, Policy()) == {"known": 1}
    assert read_all(Maildir(path, delete=False), office, Policy()) == {}
    assert states(office) == ["bounced", "sent"]


def test_from_the_message_that_went_out_to_the_ledger(mail: Dovecot, tmp_path: Path) -> None:
    """A real server takes the message; what it reports goes to where the message said; the command reads it."""
    taken: list[Any] = []

    class Handler:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
            await asyncio.sleep(0)
            taken.append(envelope)
            return "250 2.0.0 taken"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    workspace = tmp_path / "office"
    with office_at(workspace) as one:
        now = 1_700_000_000_000
        with one.store.writing() as connection:
            number = add_mailing(connection, [add_list(connection)])
            add_people(connection, ["ana@one.example", "bo@two.example"], now=now)
            start(connection, number, now)
        relay = Relay(host="127.0.0.1", port=port, security="none", return_path="bounces@example.org")
        assert Sender(one.store, relay, {number: Letter()}, lambda: now, pace=Pace()).run() == {number: "done"}
        controller.stop()
        sent = {envelope.rcpt_tos[0]: envelope.mail_from for envelope in taken}
    mail.deliver(dsn(sent["ana@one.example"]), LETTER)
    (workspace / "communique.toml").write_text(
        f'[bounces]\nprotocol = "imap"\nhost = "localhost"\nport = {mail.imaps}\nuser = "{dovecot.USER}"\n'
        f'ca_file = "{mail.certificate}"\n',
        encoding="utf-8",
    )
    told = [_command(workspace, *words) for words in (["read"], ["list"], ["list", "--strays"])]
    assert told[0].split() == [
        "1",
        "addresses",
        "that",
        "are",
        "gone:",
        "nobody",
        "is",
        "written",
        "to",
        "there",
        "again",
        "1",
        "are",
        "none",
        "of",
        "ours,",
        "and",
        "wait",
        "for",
        "somebody",
        "to",
        "look:",
        "communique",
        "bounces",
        "list",
        "--strays",
    ]
    assert "hard 5.1.1          a…@one.example  brief: 550 5.1.1" in told[1]
    assert "no token of ours: a question" in told[2]
    with office_at(workspace) as one:
        assert (states(one), suppressions(one)) == (["bounced", "sent"], ["hard-bounce"])


def _command(workspace: Path, *words: str) -> str:
    secret = {**os.environ, "COMMUNIQUE_BOUNCES_PASSWORD": dovecot.PASSWORD}
    done = subprocess.run(
        [sys.executable, "-m", "communique", "bounces", *words],
        cwd=workspace, env=secret, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
