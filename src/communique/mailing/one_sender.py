"""
One sender for each database: a lock that ends with its process, and an epoch that only grows.

The lock keeps a second sender from starting. The epoch keeps the first one from
opening a window if it was thought dead: the database compares it at each window.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from communique.errors import EnvironmentFailed
from communique.mailing.claims import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.mailing.store import Clock, Store


@contextmanager
def only_sender(store: Store, clock: Clock) -> Iterator[Holder]:
    """
    Be the only sender of this database while inside.

    Raises:
        EnvironmentFailed: another process sends.

    """
    path = store.path.with_name(f"{store.path.name}-sender")
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            who = file.read().strip() or "another process"
            raise EnvironmentFailed(f"{who} is sending from this database already") from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        yield take_over(store, f"sender-{os.getpid()}", clock)


def take_over(store: Store, worker: str, clock: Clock) -> Holder:
    """Begin the next epoch; whoever holds an older one opens no window any more."""
    with store.writing() as connection:
        told = {"worker": worker, "now": clock()}
        changed = connection.execute(
            text("UPDATE sender_epoch SET epoch = epoch + 1, worker = :worker, at = :now"), told
        )
        if not changed.rowcount:
            connection.execute(
                text("INSERT INTO sender_epoch (id, epoch, worker, at) VALUES (1, 1, :worker, :now)"), told
            )
        epoch = connection.scalar(text("SELECT epoch FROM sender_epoch"))
    return Holder(f"{worker}-{epoch}", epoch)
