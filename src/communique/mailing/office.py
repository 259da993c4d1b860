"""The store, the keys and the clock of a workspace, opened together and passed to whatever needs them."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from communique.errors import EnvironmentFailed
from communique.mailing.keys import Keys, open_keys
from communique.mailing.store import Clock, Store, now, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Office:
    """Where people are kept, with which keys, and by which clock."""

    store: Store
    keys: Keys
    clock: Clock


@contextmanager
def open_office(database: Path, key_file: Path, clock: Clock = now) -> Iterator[Office]:
    """
    Open a workspace's mail, and close it.

    Raises:
        EnvironmentFailed: the database or the keys cannot be used, or the disk is full.

    """
    store = open_store(database)
    try:
        yield Office(store, open_keys(key_file, store, secrets=secrets.token_bytes, clock=clock), clock)
    except DBAPIError as error:
        raise EnvironmentFailed(f"the database {database} cannot be used: {error.orig}") from error
    finally:
        store.close()
