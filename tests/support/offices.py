"""An office for tests: a database of its own, keys that are the same each time, and a clock that is set by hand."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from communique.mailing import lists
from communique.mailing.keys import open_keys
from communique.mailing.office import Office
from communique.mailing.store import open_store
from communique.mailing.tables import consent, list_, subscriber, subscription

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = 1_790_000_000_000
"""The time at which tests take place."""


@dataclass
class HandClock:
    """A clock that somebody sets."""

    now: int = NOON

    def __call__(self) -> int:
        """Say the time."""
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += round(seconds * 1000)


@contextmanager
def office_at(folder: Path, *names: str) -> Iterator[Office]:
    """Open an office with some lists."""
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(folder / "communique.db")
    clock = HandClock()
    keys = open_keys(folder / "communique.keys", store, secrets=random.Random(1).randbytes, clock=clock)
    with store.writing() as connection:
        for name in names:
            lists.create(connection, name, lists.Wanted(), clock())
    yield Office(store, keys, clock)
    store.close()


def everybody(office: Office) -> list[dict[str, Any]]:
    """Read everybody with all that lists know of them, whatever numbers they have."""
    with office.store.reading() as connection:
        names = {row.id: row.name for row in connection.execute(select(list_))}
        people = connection.execute(select(subscriber).order_by(subscriber.c.address_key)).all()
        told = []
        for person in people:
            stands = select(subscription).where(subscription.c.subscriber_id == person.id)
            records = select(consent).where(consent.c.subscriber_id == person.id).order_by(consent.c.id)
            told.append(
                {
                    **{name: getattr(person, name) for name in ("address", "address_key", "address_hash", "domain")},
                    **{name: getattr(person, name) for name in ("name", "language", "format", "attributes")},
                    "lists": {names[row.list_id]: row.state for row in connection.execute(stands)},
                    "consent": [
                        (names[row.list_id], row.act, row.source, row.wording, row.at)
                        for row in connection.execute(records)
                    ],
                }
            )
        return told
