"""The end of an import: of what was put aside, people, subscriptions and consents are made, in one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Text, and_, func, literal, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from communique.mailing import segments
from communique.mailing.spool import NAME, person, record, refusal, stand
from communique.mailing.tables import (
    consent,
    import_job,
    import_refusal,
    list_,
    subscriber,
    subscription,
    suppression,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import ColumnElement, Connection, Select

    from communique.mailing.importing_rows import Columns
    from communique.mailing.store import Store

CACHE: Final = 64_000
"""Kilobytes that SQLite may hold in memory for the one large transaction."""


@dataclass(frozen=True, slots=True)
class Job:
    """Which import this is."""

    file_sha256: str
    options: str
    started_at: int
    ended_at: int


def done_before(connection: Connection, job: Job) -> int:
    """Find the number of this very import, where it was killed after its end; 0 where it has not ended."""
    same = (import_job.c.file_sha256 == job.file_sha256, import_job.c.started_at == job.started_at)
    return int(connection.scalar(select(import_job.c.id).where(*same)) or 0)


def apply(store: Store, place: Path, job: Job, columns: Columns, rows: int) -> int:
    """Make people of all rows that are left, or of none; give the number of the import."""
    with store.engine.connect() as connection, _attached(connection, place):
        connection.execution_options(communique_writes=True)
        with connection.begin():
            number = _begin(connection, job)
            _refuse_suppressed(connection, number)
            before = _count(connection, select(func.count()).select_from(subscriber))
            touched = connection.execute(_people(connection, columns, job.ended_at)).rowcount
            added = _count(connection, select(func.count()).select_from(subscriber)) - before
            _note_who_left(connection, number)
            connection.execute(_subscriptions(connection, job.ended_at))
            connection.execute(_consents())
            segments.remember_attributes(connection, columns.attributes)
            refused = _count(connection, select(func.count()).where(import_refusal.c.job_id == number))
            done = {"rows": rows, "added": added, "changed": touched - added, "refused": refused}
            connection.execute(import_job.update().where(import_job.c.id == number).values(done))
    return number


def _begin(connection: Connection, job: Job) -> int:
    """Write the import down, with what was refused while it was read."""
    made = connection.execute(import_job.insert().values(asdict(job)).returning(import_job.c.id))
    number = int(made.scalar_one())
    read = select(literal(number), refusal.c.line, refusal.c.code, refusal.c.message)
    connection.execute(import_refusal.insert().from_select(_REFUSAL, read))
    return number


def _count(connection: Connection, query: Select[Any]) -> int:
    return int(connection.scalar(query) or 0)


@contextmanager
def _attached(connection: Connection, place: Path) -> Iterator[None]:
    """Open the spool beside the database, and let SQLite keep the large transaction in memory."""
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    before = driver.execute("PRAGMA cache_size").fetchone()[0]
    driver.execute(f"ATTACH ? AS {NAME}", (str(place),))
    driver.execute(f"PRAGMA main.cache_size=-{CACHE}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA main.cache_size={before}")
        driver.execute(f"DETACH {NAME}")


# --- refusals

_REFUSAL: Final = ["job_id", "line", "code", "message"]


def _refuse_suppressed(connection: Connection, job: int) -> None:
    says = literal("this address is suppressed: ") + suppression.c.reason
    held = suppression.c.address_hash == person.c.address_hash
    rows = select(literal(job), person.c.line, literal("suppressed"), says).join(suppression, held)
    connection.execute(import_refusal.insert().from_select(_REFUSAL, rows))
    connection.execute(person.delete().where(person.c.address_hash.in_(select(suppression.c.address_hash))))


def _note_who_left(connection: Connection, job: int) -> None:
    """Note whom a row wants on a list that they have left: they stay away from it, and keep what else it says."""
    says = literal("this person has left the list ") + func.min(list_.c.name) + "; only they can take that back"
    query = (
        _read(literal(job), person.c.line, literal("has-left"), says)
        .join(stand, _WISHED)
        .join(subscription, and_(_SAME_PERSON, subscription.c.list_id == stand.c.list_id))
        .join(list_, list_.c.id == subscription.c.list_id)
        .where(subscription.c.state == "unsubscribed", stand.c.state != "unsubscribed")
        .group_by(person.c.line)
    )
    connection.execute(import_refusal.insert().from_select(_REFUSAL, query))


_WISHED: Final = stand.c.wish == person.c.wish
_SAME_PERSON: Final = subscription.c.subscriber_id == subscriber.c.id


def _read(*columns: Any) -> Select[Any]:
    """Choose from the rows that were read, each with the subscriber that it became."""
    return select(*columns).select_from(person).join(subscriber, subscriber.c.address_key == person.c.address_key)


# --- people


class _Merged(FunctionElement[str]):
    """Attributes with others laid over them; null takes one away."""

    type = Text()
    inherit_cache = True


@compiles(_Merged, "sqlite")
def _merged_sqlite(element: _Merged, compiler: Any, **options: Any) -> str:
    return f"json_patch({compiler.process(element.clauses, **options)})"


@compiles(_Merged, "postgresql")
def _merged_postgresql(element: _Merged, compiler: Any, **options: Any) -> str:
    under, over = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(jsonb_strip_nulls(CAST({under} AS jsonb) || CAST({over} AS jsonb)) AS text)"


def _insert(connection: Connection, table: Any) -> Any:
    """Begin an INSERT that knows ON CONFLICT, which each database writes in its own way."""
    from sqlalchemy.dialects import postgresql, sqlite

    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _people(connection: Connection, columns: Columns, now: int) -> Any:
    """Write people in the order of their keys, so that the index grows at its end; known ones only where they differ."""
    names = ["address", "address_key", "address_hash", "domain", "name", "language", "format"]
    merged = _Merged(literal("{}"), person.c.attributes) if columns.attributes else literal("{}")
    source = select(*(person.c[name] for name in names), merged, literal(now), literal(now))
    source = source.where(true()).order_by(person.c.address_key)
    made = _insert(connection, subscriber).from_select([*names, "attributes", "created_at", "changed_at"], source)
    given = [name for name in ("address", "name", "language", "format") if name in columns.names]
    new: dict[str, ColumnElement[Any]] = {name: made.excluded[name] for name in given}
    if columns.attributes:
        new["attributes"] = _merged_known(made.excluded.attributes, columns.attributes)
    differs = or_(*(subscriber.c[name] != value for name, value in new.items()))
    return made.on_conflict_do_update(index_elements=["address_key"], set_={**new, "changed_at": now}, where=differs)


def _merged_known(excluded: ColumnElement[Any], attributes: tuple[str, ...]) -> ColumnElement[str]:
    """Replace the attributes that the file has a column for, and keep the others."""
    nothing = segments.written_nulls(attributes)
    return _Merged(_Merged(subscriber.c.attributes, literal(nothing)), excluded)


# --- lists


def _subscriptions(connection: Connection, now: int) -> Any:
    """Write what rows want of lists; who has left stays away, and nobody falls back to waiting."""
    source = _read(subscriber.c.id, stand.c.list_id, stand.c.state, literal(now), literal(now)).join(stand, _WISHED)
    columns = ["subscriber_id", "list_id", "state", "created_at", "changed_at"]
    made = _insert(connection, subscription).from_select(columns, source.where(true()).order_by(person.c.address_key))
    forward = or_(
        and_(subscription.c.state == "pending", made.excluded.state == "active"),
        and_(subscription.c.state != "unsubscribed", made.excluded.state == "unsubscribed"),
    )
    return made.on_conflict_do_update(
        index_elements=["subscriber_id", "list_id"],
        set_={"state": made.excluded.state, "changed_at": made.excluded.changed_at},
        where=forward,
    )


def _consents() -> Any:
    """Write the records of consent that are not there yet; none for a list that the person stays away from."""
    columns = ("list_id", "act", "source", "wording", "at")
    same = (consent.c[name] == record.c[name] for name in columns)
    known = select(1).select_from(consent).where(consent.c.subscriber_id == subscriber.c.id, *same)
    source = (
        _read(subscriber.c.id, *(record.c[name] for name in columns))
        .join(record, record.c.wish == person.c.wish)
        .join(subscription, and_(_SAME_PERSON, subscription.c.list_id == record.c.list_id))
        .join(stand, and_(_WISHED, stand.c.list_id == record.c.list_id))
        .where(~known.correlate(subscriber, record).exists())
        .where(or_(subscription.c.state != "unsubscribed", stand.c.state == "unsubscribed"))
        .order_by(person.c.address_key, record.c.id)
    )
    return consent.insert().from_select(["subscriber_id", *columns], source)
