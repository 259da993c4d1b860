"""
How fast a mailing is sent, beside Postfix's own `smtp-source`, both to Postfix's `smtp-sink` on this machine: `make bench`.

Ours writes a durable ledger, commits each window before its dot, fills in what is
personal and signs each message with DKIM. They take turns, and the ratio is what
counts; the goal is 0.2 with RSA-2048 and 0.4 with Ed25519.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from statistics import median
from time import perf_counter, sleep
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from benchmarks.results import record
from communique.mailing import store as stores
from communique.mailing.dkim import Signer
from communique.mailing.keys import new_keys
from communique.mailing.letter import Letter, ListName
from communique.mailing.message import Prepared
from communique.mailing.prepared import Person
from communique.mailing.quoted import slot
from communique.mailing.relay import Relay
from communique.mailing.sender import Pace, Sender
from communique.mailing.throttle import Limits
from support.office import add_list, add_mailing, add_people, start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZE = 20_000
PEOPLE = 5_000
SESSIONS = (4, 10, 100)
"""Of the peer; with ten it is about as fast as it gets, and the goals are set against that."""
CONNECTIONS = 100
ROUNDS = 5
GOALS = {"unsigned": "", "Ed25519": "0.4", "RSA-2048": "0.2"}
KEYS = new_keys(lambda size: bytes(range(size)), 0)
WORDS = "All that is said here is said to everybody who reads this letter, and to you."


def signers(kind: str) -> tuple[Signer, ...]:
    """Make the keys of a domain."""
    if kind == "RSA-2048":
        return (Signer("example.org", "rsa", "rsa-sha256", generate_private_key(65537, 2048)),)
    return (Signer("example.org", "ed", "ed25519-sha256", Ed25519PrivateKey.generate()),) if kind == "Ed25519" else ()


def letter() -> Letter:
    """Write a letter of about 20 KB, with the name, the copy's number and the links of each person."""
    foot = f"To {slot('name')}, copy {slot('copy')}: {slot('unsubscribe')} {slot('preferences')} {slot('view')}"
    return Letter(
        subject="A brief of twenty kilobytes",
        sender="Office",
        address="office@example.org",
        html=f"<p>{WORDS}</p>\n" * 185 + f"<p>{foot}</p>",
        text=f"{WORDS}\n" * 35 + foot,
        lists={1: ListName(name="weekly", title="Weekly")},
        list_domain="lists.example.org",
        pages="https://briefs.example.org",
    )


@pytest.fixture
def port() -> Iterator[int]:
    """Run Postfix's sink."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    with subprocess.Popen([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "256"]) as process:
        sleep(0.3)
        yield port
        process.kill()


def tool(name: str) -> str:
    """Find one of the programs of Postfix."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found
    return found


def test_a_mailing_beside_smtp_source(port: int, tmp_path: Path) -> None:
    """Each kind of signature, and the peer before each of its rounds."""
    size = len(Prepared(letter(), KEYS, stores.now()).for_person(_somebody()).body)
    assert 0.9 * SIZE < size < 1.1 * SIZE
    ours: dict[str, list[float]] = {kind: [] for kind in GOALS}
    theirs: dict[int, list[float]] = {sessions: [] for sessions in SESSIONS}
    for n in range(ROUNDS):
        for sessions, rates in theirs.items():
            rates.append(_theirs(port, size, sessions))
        for kind, rates in ours.items():
            rates.append(_ours(port, tmp_path / f"{kind}{n}.db", signers(kind)))
    peers = {sessions: median(rates) for sessions, rates in theirs.items()}
    record(
        "send",
        "A mailing, beside Postfix's `smtp-source`",
        ["", "messages a second", *(f"to {sessions} sessions" for sessions in SESSIONS), "goal"],
        [
            *((f"smtp-source, {n} sessions", f"{p:,.0f}", *_ratios(p, peers), "") for n, p in peers.items()),
            *((f"communique, {k}", f"{median(r):,.0f}", *_ratios(median(r), peers), GOALS[k]) for k, r in ours.items()),
        ],
        f"{PEOPLE:,} messages of {size / 1000:.0f} KB to smtp-sink on loopback; durable ledger in SQLite "
        f"{stores.newest_sqlite().sqlite_version}, windows committed before each dot, personal fields filled, {CONNECTIONS} connections.",
    )


def _somebody() -> Person:
    return Person(
        delivery_id=1, mailing_id=1, subscriber_id=1, list_id=1, address="p1@d1.example",
        message_id="a" * 24 + "@example.org", verp="v", fields={"name": "p1", "copy": "1"},
    )  # fmt: skip


def _ratios(rate: float, peers: dict[int, float]) -> list[str]:
    return [f"{rate / peer:.2f}" for peer in peers.values()]


def _theirs(port: int, size: int, sessions: int) -> float:
    command = [tool("smtp-source"), "-s", str(sessions), "-m", str(PEOPLE), "-l", str(size), "-d", "-N"]
    with _timed() as seconds:
        subprocess.run([*command, f"127.0.0.1:{port}"], check=True, capture_output=True)
    return PEOPLE / seconds[0]


def _ours(port: int, path: Path, keys: tuple[Signer, ...]) -> float:
    prepared = Prepared(letter(), KEYS, stores.now(), keys)
    store = stores.open_store(path)
    with store.writing() as connection:
        add_list(connection)
        add_people(connection, (f"p{n}@d{n % 20}.example" for n in range(PEOPLE)), now=stores.now())
        mailing = add_mailing(connection, content_sha256=prepared.sha256)
        start(connection, mailing, stores.now())
    relay = Relay(
        host="127.0.0.1",
        port=port,
        security="none",
        return_path="bounces@example.org",
        connections=CONNECTIONS,
        messages_per_connection=1000,
    )
    pace = Pace(limits=Limits(concurrency=20))
    with _timed() as seconds:
        assert Sender(store, relay, {mailing: prepared}, pace=pace).run() == {mailing: "done"}
    store.close()
    return PEOPLE / seconds[0]


@contextmanager
def _timed() -> Iterator[list[float]]:
    seconds = [0.0]
    begun = perf_counter()
    yield seconds
    seconds[0] = perf_counter() - begun
