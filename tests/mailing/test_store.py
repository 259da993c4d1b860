"""The database: which journal by which SQLite, the migrations, and a start beside another."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from communique.errors import EnvironmentFailed
from communique.mailing import migrations
from communique.mailing.guards import GUARDS
from communique.mailing.store import HEAD, journal_for, newest_sqlite, open_store
from communique.mailing.tables import METADATA

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "truncate"),
        ((3, 44, 5), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "truncate"),
        ((3, 50, 6), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 51, 0), "truncate"),
        ((3, 51, 2), "truncate"),
        ((3, 51, 3), "wal"),
        ((3, 53, 4), "wal"),
    ],
)
def test_the_log_is_used_only_where_its_reset_is_mended(version: tuple[int, ...], mode: str) -> None:
    assert journal_for(version).mode == mode
    assert journal_for(version).synchronous == ("FULL" if mode == "wal" else "EXTRA")


@pytest.mark.parametrize("sqlite", [sqlite3, newest_sqlite()], ids=["own", "newest"])
def test_a_database_is_opened_as_its_sqlite_allows(sqlite: ModuleType, tmp_path: Path) -> None:
    store = open_store(tmp_path / "office.db", sqlite)
    journal = journal_for(sqlite.sqlite_version_info)
    with store.reading() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == journal.mode
        assert connection.scalar(text("PRAGMA synchronous")) == {"FULL": 2, "EXTRA": 3}[journal.synchronous]
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    store.close()


def test_the_migrations_make_the_tables(tmp_path: Path) -> None:
    steps = sorted(path.name for path in (Path(migrations.__path__[0]) / "versions").glob("[0-9]*.py"))
    assert steps[-1].startswith(f"{HEAD}_")
    store = open_store(tmp_path / "office.db")
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        assert set(names) == {f"guard_{guard.name}" for guard in GUARDS}
    store.close()


def test_many_open_a_new_database_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        for store in pool.map(lambda _: open_store(tmp_path / "office.db"), range(6)):
            store.close()


def test_what_is_written_is_all_there_or_not_at_all(tmp_path: Path) -> None:
    store = open_store(tmp_path / "office.db")
    with suppress(ZeroDivisionError), store.writing() as connection:
        connection.execute(text("INSERT INTO store_fact VALUES ('a', 'b')"))
        _ = 1 / 0
    with store.reading() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM store_fact WHERE name = 'a'")) == 0
    store.close()


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "office.db").write_text("this is no database, but it is long enough to be read as one\n" * 100)
    with pytest.raises(EnvironmentFailed, match="cannot open the database"):
        open_store(tmp_path / "office.db")


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    store = open_store(tmp_path / "office.db")
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(EnvironmentFailed, match="later version"):
        open_store(tmp_path / "office.db")
