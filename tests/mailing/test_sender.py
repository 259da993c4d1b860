"""A sender among people: told to stop, paused from outside, started twice, late, or up against a bad certificate."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
from dataclasses import dataclass, replace
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from sqlalchemy import text

from communique.errors import EnvironmentFailed, UsageError
from communique.mailing import control
from communique.mailing import store as stores
from communique.mailing.one_sender import only_sender
from communique.mailing.prepared import CannotBeMade, Message
from communique.mailing.sender import Sender
from support.faults import pace, relay, sink
from support.office import NOW, Letter, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.mailing.prepared import Person
    from communique.mailing.relay import Relay
    from communique.mailing.store import Store


# aiosmtpd does not see that a connection is in TLS from its first byte on
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
LOGIN: dict[str, Any] = {"user": "office", "password": "secret"}


@pytest.fixture
def many(tmp_path: Path) -> Iterator[tuple[Store, int]]:
    """An office with 600 people, each of whom takes the server a moment."""
    store, mailing = office(tmp_path / "office.db", (f"p{n}@d{n % 9}.example" for n in range(600)), stores.now())
    yield store, mailing
    store.close()


def _counts(store: Store, mailing: int) -> dict[str, int]:
    with store.reading() as connection:
        return {state: n for state, n in control.counts(connection, mailing).items() if n}


def _soon(store: Store, mailing: int) -> None:
    """Wait until some are sent."""
    deadline = monotonic() + 20
    while _counts(store, mailing).get("sent", 0) < 20:
        assert monotonic() < deadline
        sleep(0.01)


def test_sigterm_lets_open_conversations_end(many: tuple[Store, int], tmp_path: Path) -> None:
    """Nothing is left in hand, and nothing is unknown; the next sender does the rest."""
    store, mailing = many
    with sink(tmp_path / "record") as port:
        child = os.fork()
        if not child:
            sender = Sender(stores.open_store(store.path), relay(port, 4), {mailing: Letter()}, pace=pace(1))
            with sender.stops_on_signals():
                sender.run()
            os._exit(0)
        _soon(store, mailing)
        os.kill(child, signal.SIGTERM)
        assert os.waitpid(child, 0)[1] == 0
        assert set(_counts(store, mailing)) == {"sent", "queued"}
        assert Sender(store, relay(port, 4), {mailing: Letter()}, pace=pace(1)).run() == {mailing: "done"}
    assert len((tmp_path / "record").read_text().splitlines()) == 600


def test_a_pause_from_outside_stops_a_sender(many: tuple[Store, int], tmp_path: Path) -> None:
    store, mailing = many
    with sink(tmp_path / "record") as port:
        sender = Sender(store, relay(port, 4), {mailing: Letter()}, pace=pace(1))
        ends: list[dict[int, str]] = []
        thread = Thread(target=lambda: ends.append(sender.run()))
        thread.start()
        _soon(store, mailing)
        with store.writing() as connection:
            assert control.pause(connection, mailing, "a wrong name on page 2")
        thread.join(20)
        assert ends == [{mailing: "paused"}]
        assert set(_counts(store, mailing)) == {"sent", "queued"}
        with store.writing() as connection:
            control.resume(connection, mailing)
        assert Sender(store, relay(port, 4), {mailing: Letter()}, pace=pace(1)).run() == {mailing: "done"}
    assert len((tmp_path / "record").read_text().splitlines()) == 600


def test_a_second_sender_does_not_start(many: tuple[Store, int]) -> None:
    store, mailing = many
    program = (
        "import sys; from pathlib import Path; from communique.mailing import store, one_sender\n"
        "with one_sender.only_sender(store.open_store(Path(sys.argv[1])), store.now): pass"
    )
    with only_sender(store, stores.now):
        done = subprocess.run(
            [sys.executable, "-c", program, str(store.path)], capture_output=True, text=True, check=False
        )
        assert done.returncode
        assert f"process {os.getpid()} is sending from this database already" in done.stderr
        with pytest.raises(EnvironmentFailed, match="already"):
            Sender(store, relay(9, 4), {mailing: Letter()}).run()


def test_other_content_than_was_approved_is_not_sent(many: tuple[Store, int]) -> None:
    class Other(Letter):
        @property
        def sha256(self) -> str:
            return "other"

    store, mailing = many
    with pytest.raises(EnvironmentFailed, match="not what was approved"):
        Sender(store, relay(9, 4), {mailing: Other()}).run()


def test_each_person_gets_what_can_be_made_and_taken(tmp_path: Path) -> None:
    """Bare line ends would smuggle a second message; no server is asked to take them."""

    class Odd(Letter):
        def for_person(self, person: Person) -> Message:
            message = super().for_person(person)
            match person.address.partition("@")[0]:
                case "unmade":
                    raise CannotBeMade("no-link")
                case "smuggled":
                    return Message((message.body + b"\n.\r\nMAIL FROM:<eve@e.example>\r\n",))
                case "long":
                    return Message((message.body + b"x" * 999 + b"\r\n",))
                case "dots":
                    return Message((message.body + b".\r\n..\r\n.x\r\n",))
            return message

    names = ["unmade", "smuggled", "long", "dots", "zoë", "a b", "ana", "x\r\ny"]
    store, mailing = office(tmp_path / "office.db", [f"{name}@d.example" for name in names], stores.now())
    with sink(tmp_path / "record") as port:
        Sender(store, relay(port, 4), {mailing: Odd()}, pace=pace(1)).run()
    with store.reading() as connection:
        rows = connection.execute(text("SELECT address, state, reason FROM delivery")).all()
    found = {row.address.removesuffix("@d.example"): (row.state, row.reason) for row in rows}
    assert found == {
        "unmade": ("held", "no-link"),
        "smuggled": ("held", "line-ends"),
        "long": ("held", "long-line"),
        "dots": ("sent", ""),
        "zoë": ("failed", "smtputf8"),
        "a b": ("failed", "bad-address"),
        "ana": ("sent", ""),
        "x\r\ny": ("failed", "bad-address"),
    }
    assert len((tmp_path / "record").read_text().splitlines()) == 2


def test_who_left_is_passed_over_and_what_is_late_is_not_sent(tmp_path: Path) -> None:
    names = ["left", "suppressed", "late", "ana"]
    store, mailing = office(tmp_path / "office.db", [f"{name}@d.example" for name in names], stores.now())
    with store.writing() as connection:
        for statement in (
            "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = 1",
            "INSERT INTO suppression SELECT address_hash, 'complaint', 1 FROM subscriber WHERE id = 2",
            f"UPDATE delivery SET expires_at = {NOW - 1} WHERE subscriber_id = 3",
        ):
            connection.execute(text(statement))
    with sink(tmp_path / "record") as port:
        assert Sender(store, relay(port, 4), {mailing: Letter()}, pace=pace(1)).run() == {mailing: "done"}
    with store.reading() as connection:
        rows = connection.execute(text("SELECT address, state, reason FROM delivery")).all()
    assert {(row.address.partition("@")[0], row.state, row.reason) for row in rows} == {
        ("left", "skipped", "left"),
        ("suppressed", "skipped", "suppressed"),
        ("late", "failed", "expired"),
        ("ana", "sent", ""),
    }


# --- TLS, by a server of somebody else's making


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate for this machine, that no authority has signed."""
    folder = tmp_path_factory.mktemp("tls")
    key, chain = folder / "key.pem", folder / "chain.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", chain], check=True, capture_output=True)
    return key, chain


@dataclass
class Secure:
    """A server that wants TLS and a password, and what it took."""

    relay: Relay
    taken: list[Any]


@pytest.fixture(params=["starttls", "tls"])
def secure(request: pytest.FixtureRequest, certificate: tuple[Path, Path]) -> Iterator[Secure]:
    """Run aiosmtpd."""
    taken: list[Any] = []

    class Handler:
        async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
            taken.append(envelope)
            return "250 2.0.0 taken"

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options: dict[str, Any] = {"ssl_context": context, "auth_require_tls": False}
    if request.param == "starttls":
        options = {"tls_context": context, "require_starttls": True}
    controller = Controller(
        Handler(),
        hostname="127.0.0.1",
        port=port,
        auth_required=True,
        authenticator=lambda *a: AuthResult(success=a[-1].password == b"secret", handled=False),
        **options,
    )
    controller.start()
    way = replace(relay(port, 2), host="localhost", security=request.param, **LOGIN)
    yield Secure(replace(way, ca_file=certificate[1]), taken)
    controller.stop()


@pytest.fixture
def few(tmp_path: Path) -> Iterator[tuple[Store, int]]:
    store, mailing = office(tmp_path / "office.db", ["ana@one.example", "bo@two.example"], stores.now())
    yield store, mailing
    store.close()


def test_mail_goes_out_in_tls_with_a_password(secure: Secure, few: tuple[Store, int]) -> None:
    store, mailing = few
    assert Sender(store, secure.relay, {mailing: Letter()}, pace=pace(1)).run() == {mailing: "done"}
    assert sorted(envelope.rcpt_tos for envelope in secure.taken) == [["ana@one.example"], ["bo@two.example"]]
    with store.reading() as connection:
        tokens = set(connection.scalars(text("SELECT 'bounces+' || verp || '@example.org' FROM delivery")))
    assert {envelope.mail_from for envelope in secure.taken} == tokens
    assert all(envelope.content.startswith(b"From: Office") for envelope in secure.taken)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ca_file": None}, "the server's certificate is not valid"),
        ({"host": "127.0.0.1"}, "the server's certificate is not valid"),  # the name in it is another
        ({"password": "wrong"}, "the server refuses the user or the password: 535"),
    ],
)
def test_a_server_that_is_not_who_it_says_gets_nothing(
    change: dict[str, Any], why: str, secure: Secure, few: tuple[Store, int]
) -> None:
    store, mailing = few
    assert Sender(store, replace(secure.relay, **change), {mailing: Letter()}, pace=pace(1)).run() == {
        mailing: "paused"
    }
    assert not secure.taken
    assert _counts(store, mailing) == {"queued": 2}
    with store.reading() as connection:
        assert str(connection.scalar(text("SELECT why FROM mailing"))).startswith(why)


def test_a_server_without_tls_gets_nothing(few: tuple[Store, int], tmp_path: Path) -> None:
    store, mailing = few
    with sink(tmp_path / "record") as port:
        way = replace(relay(port, 2), security="starttls")
        assert Sender(store, way, {mailing: Letter()}, pace=pace(1)).run() == {mailing: "paused"}
    assert not (tmp_path / "record").read_text()


def test_no_mail_in_the_clear_over_a_network() -> None:
    with pytest.raises(UsageError, match="must be encrypted"):
        replace(relay(25, 2), host="mail.example.org")


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(replace(relay(25, 2), **LOGIN))
