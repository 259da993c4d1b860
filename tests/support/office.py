"""Makes a database with a list of people and an approved mailing to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communique.mailing import audience
from communique.mailing.prepared import Message, Person
from communique.mailing.store import open_store
from communique.mailing.tables import list_, mailing, mailing_list, subscriber, subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import ModuleType

    from sqlalchemy import Connection, Insert

    from communique.mailing.store import Store

NOW = 1_790_000_000_000
TOKENS = audience.Tokens(b"a key for tests", "example.org")


def unsigned(_body: bytes) -> bytes:
    return b""


@dataclass(frozen=True)
class Letter:
    """A frozen content of a given size: enough of a message for the sender, which looks no deeper."""

    size: int = 2_000
    sign: Callable[[bytes], bytes] = field(default=unsigned)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(b"letter").hexdigest()

    def for_person(self, person: Person) -> Message:
        head = (
            f"From: Office <office@example.org>\r\nTo: <{person.address}>\r\nSubject: Brief {person.fields['copy']}\r\n"
            f"Message-ID: <{person.message_id}>\r\nDate: Mon, 23 Nov 2026 16:00:00 +0000\r\n"
            f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        )
        line = b"All that is said here is said to everybody who reads this letter, and to you.\r\n"
        body = head.encode() + line * (self.size // len(line))
        return Message((body,), self.sign(body))


def add_people(connection: Connection, addresses: Iterable[str], list_id: int = 1, now: int = NOW) -> None:
    """Subscribe people to a list."""
    rows = [
        {
            "address": address,
            "address_key": address.lower(),
            "address_hash": hashlib.sha256(address.lower().encode()).hexdigest()[:32],
            "domain": address.rpartition("@")[2],
            "name": address.partition("@")[0],
            "created_at": now,
            "changed_at": now,
        }
        for address in addresses
    ]
    if not rows:
        return
    first = (connection.exec_driver_sql("SELECT COALESCE(MAX(id), 0) FROM subscriber").scalar() or 0) + 1
    connection.execute(subscriber.insert(), [{"id": first + n, **row} for n, row in enumerate(rows)])
    taken = [
        {"subscriber_id": first + n, "list_id": list_id, "state": "active", "created_at": now, "changed_at": now}
        for n in range(len(rows))
    ]
    connection.execute(subscription.insert(), taken)


def add_list(connection: Connection, name: str = "weekly", **values: object) -> int:
    """Make a list."""
    return _insert(connection, list_.insert().values(name=name, created_at=NOW, **values))


def _insert(connection: Connection, statement: Insert) -> int:
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_mailing(connection: Connection, lists: Iterable[int] = (1,), name: str = "brief", **values: object) -> int:
    """Make a mailing and approve it."""
    told = {"content_sha256": Letter().sha256, "created_at": NOW} | values
    number = _insert(connection, mailing.insert().values(name=name, **told))
    for one in lists:
        connection.execute(mailing_list.insert().values(mailing_id=number, list_id=one))
    approve = mailing.update().where(mailing.c.id == number)
    connection.execute(approve.values(state="approved", approved_by="ana", approved_at=NOW))
    return number


def start(connection: Connection, number: int, now: int = NOW) -> int:
    """Begin to send."""
    return audience.start(connection, number, audience.people(connection, number), TOKENS, now)


def office(path: Path, addresses: Iterable[str], now: int = NOW, sqlite: ModuleType | None = None) -> tuple[Store, int]:
    """Make a database, its people and a mailing to them that is ready to be sent."""
    store = open_store(path, sqlite)
    with store.writing() as connection:
        add_list(connection)
        add_people(connection, addresses)
        number = add_mailing(connection)
        start(connection, number, now)
    return store, number
