"""
How fast a mailing is sent, beside Postfix's own `smtp-source`, both to Postfix's `smtp-sink` on this machine: `make bench`.

Ours writes a durable ledger, commits each window before its dot, fills in what is
personal and signs each message with DKIM. They take turns within a minute, and the
ratio is what counts; the bar is 0.2 with RSA-2048 and 0.4 with Ed25519.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from statistics import median
from time import perf_counter, sleep
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from communique.mailing import store as stores
from communique.mailing.relay import Relay
from communique.mailing.sender import Pace, Sender
from communique.mailing.throttle import Limits
from support.office import Letter, office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIZE = 20_000
PEOPLE = 3_000
SESSIONS = 10
ROUNDS = 3
BARS = {"rsa": 0.2, "ed25519": 0.4}


def _signer(kind: str) -> Callable[[bytes], bytes]:
    """Sign what a DKIM signature signs: the same work on the same number of bytes."""
    if kind == "rsa":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return lambda body: (
            b"DKIM-Signature: b=" + key.sign(body, padding.PKCS1v15(), hashes.SHA256()).hex().encode() + b"\r\n"
        )
    secret = ed25519.Ed25519PrivateKey.generate()
    return lambda body: b"DKIM-Signature: b=" + secret.sign(body).hex().encode() + b"\r\n"


@pytest.fixture
def port() -> Iterator[int]:
    """Run Postfix's sink."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    with subprocess.Popen([_tool("smtp-sink"), *user, f"127.0.0.1:{port}", "256"]) as process:
        sleep(0.3)
        yield port
        process.kill()


def _tool(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    assert found
    return found


@pytest.mark.parametrize("kind", BARS)
def test_a_mailing_beside_smtp_source(kind: str, port: int, tmp_path: Path) -> None:
    ours, theirs = [], []
    for n in range(ROUNDS):
        theirs.append(_theirs(port))
        ours.append(_ours(port, tmp_path / f"{kind}{n}.db", _signer(kind)))
    ratio = median(ours) / median(theirs)
    sys.stdout.write(
        f"\n{PEOPLE} messages of {SIZE // 1000} KB, SQLite {stores.newest_sqlite().sqlite_version}, {kind}: communique "
        f"{median(ours):.0f}/s, smtp-source {median(theirs):.0f}/s, ratio {ratio:.2f} (at least {BARS[kind]})\n"
    )
    assert ratio >= BARS[kind]


def _theirs(port: int) -> float:
    command = [_tool("smtp-source"), "-s", str(SESSIONS), "-m", str(PEOPLE), "-l", str(SIZE), "-d", "-N"]
    with _timed() as seconds:
        subprocess.run([*command, f"127.0.0.1:{port}"], check=True, capture_output=True)
    return PEOPLE / seconds[0]


def _ours(port: int, path: Path, sign: Callable[[bytes], bytes]) -> float:
    store, mailing = office(path, (f"p{n}@d{n % 20}.example" for n in range(PEOPLE)), stores.now())
    relay = Relay(
        host="127.0.0.1",
        port=port,
        security="none",
        return_path="bounces@example.org",
        connections=3 * SESSIONS,
        messages_per_connection=1000,
    )
    pace = Pace(limits=Limits(concurrency=20))
    with _timed() as seconds:
        assert Sender(store, relay, {mailing: Letter(SIZE, sign)}, pace=pace).run() == {mailing: "done"}
    store.close()
    return PEOPLE / seconds[0]


@contextmanager
def _timed() -> Iterator[list[float]]:
    seconds = [0.0]
    begun = perf_counter()
    yield seconds
    seconds[0] = perf_counter() - begun
