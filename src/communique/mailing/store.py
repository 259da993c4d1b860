"""
The database of subscribers and mailings: opened, brought up to date, read and written.

SQLite by the version rule. Versions up to 3.51.2 can lose a committed
transaction when one connection writes while another checkpoints the log
(sqlite.org/wal.html#the_wal_reset_bug); a ledger that forgets an open window
writes to somebody twice. So the write-ahead log is used only where that is
mended, and the older rollback journal everywhere else, each as durable as it
goes: what is committed outlives a power cut. `pysqlite3` brings a mended SQLite
to a Python that was linked with an older one.
"""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from communique.errors import EnvironmentFailed
from communique.mailing import guards
from communique.mailing.tables import store_fact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from sqlalchemy import TextClause

HEAD: Final = "0001"
"""The newest migration; a test holds it to the folder."""
BUSY: Final = 30_000
"""Milliseconds that a writer waits for another before it gives up."""
FINGERPRINT: Final = "guards"


class Clock(Protocol):
    """Whatever says the time: milliseconds of UTC since 1970."""

    def __call__(self) -> int:
        """Say the time."""
        ...


def now() -> int:
    """Say the time by the machine's clock."""
    return int(time() * 1000)


@dataclass(frozen=True, slots=True)
class Journal:
    """How SQLite keeps what is committed."""

    mode: str
    synchronous: str


def journal_for(version: tuple[int, ...]) -> Journal:
    """Choose by SQLite's version: the write-ahead log only where its reset is mended."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return Journal("wal", "FULL") if mended else Journal("truncate", "EXTRA")


@dataclass(frozen=True, slots=True)
class Store:
    """One open database, passed to whoever reads or writes it."""

    engine: Engine
    path: Path

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read one state of the database; keep it short, for a writer may wait for it."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in one transaction, alone from its first statement on; an exception undoes all of it."""
        with self.engine.connect() as connection:
            connection.execution_options(communique_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def trying(self) -> Iterator[Connection]:
        """Write as in `writing`, to see what would come of it, and take all of it back."""
        with self.engine.connect() as connection:
            connection.execution_options(communique_writes=True)
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def newest_sqlite() -> ModuleType:
    """Find the newest SQLite that is installed: Python's own, or the one of `pysqlite3`."""
    found = [sqlite3]
    with suppress(ImportError):
        found.append(import_module("pysqlite3"))
    return max(found, key=lambda module: module.sqlite_version_info)


def open_store(path: Path, sqlite: ModuleType | None = None) -> Store:
    """
    Open the database of a workspace, make it where there is none, and bring it up to date.

    Raises:
        EnvironmentFailed: it cannot be read or written, is no database, or is of a later version.

    """
    engine = _engine(path, sqlite or newest_sqlite())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # addresses are nobody else's business
        if not _is_current(engine):
            _bring_up_to_date(engine, path)
    except (DBAPIError, OSError) as error:
        engine.dispose()
        said = error.orig if isinstance(error, DBAPIError) else error
        raise EnvironmentFailed(f"cannot open the database {path}: {said}") from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, path)


def look_into(path: Path, sqlite: ModuleType | None = None) -> Connection:
    """Open a database as it stands, for a look that changes nothing of it."""
    address = f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true"
    engine = create_engine(address, module=sqlite or newest_sqlite(), poolclass=NullPool, hide_parameters=True)
    return engine.connect()


def _engine(path: Path, sqlite: ModuleType) -> Engine:
    journal = journal_for(sqlite.sqlite_version_info)
    options = {"timeout": BUSY / 1000, "check_same_thread": False}
    # Parameters stay hidden: an error that is printed names nobody.
    engine = create_engine(f"sqlite:///{path}", module=sqlite, connect_args=options, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, below
        mode = connection.execute(f"PRAGMA journal_mode={journal.mode}").fetchone()[0]
        if mode != journal.mode:
            raise EnvironmentFailed(f"{path} is open in another program, in the journal mode {mode}")
        for pragma in (
            f"synchronous={journal.synchronous}",
            "foreign_keys=ON",
            "cache_size=-16000",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("communique_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def execute_many(connection: Connection, statement: TextClause, rows: list[dict[str, Any]]) -> int:
    """Execute a statement for many rows and give how many it changed; what sending does all the time, by the shortest way."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(statement.text, rows).rowcount  # SQLite reads `:name` as it stands
    return connection.execute(statement, rows).rowcount


# --- migrations


def _is_current(engine: Engine) -> bool:
    """See whether the newest migration and these guards are in place, without paying for Alembic."""
    with suppress(OperationalError), engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        installed = connection.scalar(select(store_fact.c.value).where(store_fact.c.name == FINGERPRINT))
        return version == HEAD and installed == guards.fingerprint()
    return False


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    """Migrate alone: whoever comes second waits, and finds it done."""
    with _locked(path.with_name(f"{path.name}-migrate")):
        if _is_current(engine):
            return
        with engine.connect() as connection:
            connection.execution_options(communique_writes=True)
            with connection.begin():
                _upgrade(connection)
                guards.install(connection)
                connection.execute(store_fact.delete().where(store_fact.c.name == FINGERPRINT))
                connection.execute(store_fact.insert().values(name=FINGERPRINT, value=guards.fingerprint()))


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise EnvironmentFailed("this database was made by a later version of Communiqué") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
