"""
The index of the cache: one SQLite file, read with a few queries and written in few commits.

It holds nothing that cannot be made again. So whatever is wrong with it - a
format of another version, a damaged file, a folder that may not be written -
it is thrown away or left alone, and the build goes on without.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

VERSION: Final = 1
"""Goes up with every change of what stands in the tables."""

PATIENCE: Final = 10
"""Seconds to wait for another build that writes."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS file (path BLOB PRIMARY KEY, stat TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (kind TEXT, key TEXT, value TEXT NOT NULL, day INTEGER NOT NULL,
                                 PRIMARY KEY (kind, key)) WITHOUT ROWID;
"""

_AT_ONCE: Final = 500
"""Keys in one question."""

T = TypeVar("T")


class Index:
    """What is known of files, and notes by kind and key: traces, results, bases."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def files(self) -> dict[bytes, tuple[str, str]]:
        """Give every file whose digest is known, with its state at the time."""
        rows = self._try(lambda c: c.execute("SELECT path, stat, digest FROM file").fetchall()) or ()
        return {path: (stat, digest) for path, stat, digest in rows}

    def notes(self, kind: str, keys: Iterable[str]) -> dict[str, str]:
        """Give the notes that there are of some keys."""
        wanted = list(keys)
        found: dict[str, str] = {}
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            asked = f"SELECT key, value FROM note WHERE kind = ? AND key IN ({marks})"  # noqa: S608 -- question marks alone
            found.update(self._try(lambda c, a=asked, s=some: c.execute(a, (kind, *s)).fetchall()) or ())  # type: ignore[misc]
        return found

    def write(
        self, files: Mapping[bytes, tuple[str, str] | None], notes: Iterable[tuple[str, str, str]], day: int
    ) -> None:
        """Keep all of these in one commit; a file with nothing is forgotten."""
        known = [(path, *state) for path, state in files.items() if state]
        gone = [(path,) for path, state in files.items() if not state]

        def keep(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("REPLACE INTO file VALUES (?, ?, ?)", known)
                connection.executemany("DELETE FROM file WHERE path = ?", gone)
                connection.executemany("REPLACE INTO note VALUES (?, ?, ?, ?)", ((*note, day) for note in notes))

        self._try(keep)

    def used(self, kind: str, keys: Iterable[str], day: int) -> None:
        """Note the day on which notes were of use, where they were not yet on that day."""
        rows = [(day, kind, key, day) for key in keys]

        def note(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany("UPDATE note SET day = ? WHERE kind = ? AND key = ? AND day < ?", rows)

        self._try(note)

    def forget(self, before: int) -> None:
        """Drop notes that were of no use since a day."""

        def drop(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM note WHERE day < ?", (before,))

        self._try(drop)

    def count(self, kind: str) -> int:
        """Count the notes of a kind."""
        row = self._try(lambda c: c.execute("SELECT count(*) FROM note WHERE kind = ?", (kind,)).fetchone())
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Leave the file alone."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def _try(self, do: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do something with the file; a damaged one is thrown away, so that the next build begins anew."""
        try:
            return do(self._open())
        except sqlite3.OperationalError:  # locked for too long, read-only, no room: go on without
            return None
        except sqlite3.DatabaseError:
            self.close()
            with suppress(OSError):
                self._path.unlink()
            return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            made = sqlite3.connect(self._path, timeout=PATIENCE, check_same_thread=False)
            self._connection = made
            version: Any = made.execute("PRAGMA user_version").fetchone()[0]
            if version != VERSION:
                with made:
                    made.executescript(f"DROP TABLE IF EXISTS file; DROP TABLE IF EXISTS note; {_TABLES}")
                    made.execute(f"PRAGMA user_version = {VERSION}")
            made.execute("PRAGMA synchronous = NORMAL")
        return self._connection
