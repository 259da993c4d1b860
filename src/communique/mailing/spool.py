"""
What an import has read so far: a small database of its own beside the large one.

Reading a large file locks nobody out, and what is read outlives a kill. When
all is read, the rows lie sorted by their keys, and the large database takes
them in one transaction. The file is then deleted.
"""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Column, Integer, MetaData, Table, Text

from communique.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NAME: Final = "spool"
"""What the file is called within a transaction of the large database."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, at INTEGER, line INTEGER, rows INTEGER, started_at INTEGER);
CREATE TABLE IF NOT EXISTS row (line INTEGER PRIMARY KEY, address, address_key, address_hash, domain, name, language,
    format, attributes, wish INTEGER);
CREATE TABLE IF NOT EXISTS stand (wish INTEGER, list_id INTEGER, state, PRIMARY KEY (wish, list_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, wish INTEGER, list_id INTEGER, act, source, wording,
    at INTEGER);
CREATE INDEX IF NOT EXISTS record_wish ON record (wish);
CREATE TABLE IF NOT EXISTS refusal (line INTEGER, code, message, PRIMARY KEY (line, code)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS person (address_key PRIMARY KEY, line INTEGER, address, address_hash, domain, name, language,
    format, attributes, wish INTEGER) WITHOUT ROWID;
"""

_TABLES: Final = MetaData(schema=NAME)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text) for name in names]


def _numbers(*names: str) -> list[Column[int]]:
    return [Column(name, Integer) for name in names]


person: Final = Table(
    "person",
    _TABLES,
    *_texts("address_key", "address", "address_hash", "domain", "name", "language", "format", "attributes"),
    *_numbers("line", "wish"),
)
"""Who is read, in the order of the keys."""
stand: Final = Table("stand", _TABLES, *_numbers("wish", "list_id"), *_texts("state"))
"""What a wish says of a list."""
record: Final = Table("record", _TABLES, *_numbers("id", "wish", "list_id", "at"), *_texts("act", "source", "wording"))
"""How we know it."""
refusal: Final = Table("refusal", _TABLES, *_numbers("line"), *_texts("code", "message"))
"""What is refused."""


class Spool:
    """An open spool."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @property
    def progress(self) -> tuple[int, int, int, int] | None:
        """Say how far the file is read: bytes, lines, rows, and when that began; None where it has not begun."""
        found = self._connection.execute("SELECT at, line, rows, started_at FROM progress").fetchone()
        return tuple(found) if found else None

    def begin(self, now: int) -> None:
        """Note when the import began."""
        with self._connection:
            self._connection.execute("INSERT INTO progress VALUES (1, 0, 0, 0, ?)", (now,))

    def put(self, tables: Iterable[tuple[str, Iterable[tuple[Any, ...]]]], *, at: int, line: int, rows: int) -> None:
        """Put a portion aside: the rows of each table, and how far the file is read with them."""
        with self._connection:
            for statement, values in tables:
                self._connection.executemany(statement, values)
            self._connection.execute("UPDATE progress SET at = ?, line = ?, rows = rows + ?", (at, line, rows))

    def sort(self) -> None:
        """Lay the rows in the order of their keys, once, and refuse an address that stands in an earlier row."""
        if self._connection.execute("PRAGMA user_version").fetchone()[0]:
            return
        with self._connection:
            kept = self._connection.execute(_SORT).rowcount
            if kept < self._connection.execute("SELECT count(*) FROM row").fetchone()[0]:
                self._connection.execute(_REFUSE_TWICE)
            self._connection.execute("PRAGMA user_version = 1")
        self._connection.execute("PRAGMA shrink_memory").close()


_SORT: Final = """
INSERT INTO person SELECT address_key, line, address, address_hash, domain, name, language, format, attributes, wish
FROM row WHERE true ORDER BY address_key, line ON CONFLICT DO NOTHING"""
_REFUSE_TWICE: Final = """
INSERT INTO refusal SELECT r.line, 'same-address', 'the same address stands in line ' || p.line
FROM row r JOIN person p USING (address_key) WHERE r.line > p.line"""


@contextmanager
def open_spool(path: Path) -> Iterator[Spool]:
    """
    Open the spool of an import, or make it; only one process has it.

    Raises:
        UsageError: another process is importing the same.

    """
    path.touch(mode=0o600)
    with path.with_name(f"{path.name}-lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError("this file is being imported already") from error
        with closing(sqlite3.connect(path)) as connection:
            for pragma in ("journal_mode=TRUNCATE", "synchronous=NORMAL", "cache_size=-24000"):
                connection.execute(f"PRAGMA {pragma}").close()
            connection.executescript(_SCHEMA)
            yield Spool(path, connection)


def remove(path: Path) -> None:
    """Delete a spool: itself last, so that what a kill leaves is found by the next import."""
    for ending in ("-journal", "-lock", ""):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
