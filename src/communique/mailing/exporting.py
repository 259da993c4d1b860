"""
An export of people as CSV: safe to open in a program of tables, and importing it back changes nothing.

The columns are address, name, language and format, then every attribute, then
`lists` and `consent`. Each cell is quoted, and one that could be taken for a
formula has ' before it, which an import takes away again.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from communique.mailing import segments
from communique.mailing.importing_rows import escaped
from communique.mailing.people import OWN
from communique.mailing.tables import consent, list_, subscriber, subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Row

    from communique.mailing.store import Store

PAGE: Final = 2_000


def export(store: Store, *, where: str = "", lists: Sequence[int] = ()) -> Iterator[str]:
    """
    Write people line by line: all, those of some lists, those that a filter chooses.

    Raises:
        InvalidFilter: the filter has a fault.

    """
    with store.reading() as connection:
        chosen = segments.segment(connection, where)
        attributes = segments.attribute_names(connection)
        names = {row.id: row.name for row in connection.execute(select(list_.c.id, list_.c.name))}
    yield _line([*OWN, *attributes, "lists", "consent"])
    last = 0
    while True:
        with store.reading() as connection:
            rows = connection.execute(_page(last, chosen, lists)).all()
            more = _more(connection, [row.id for row in rows], names)
        for row in rows:
            yield _line(_cells(row, attributes, *more[row.id]))
        if len(rows) < PAGE:
            return
        last = rows[-1].id


def _page(last: int, chosen: ColumnElement[bool] | None, lists: Sequence[int]) -> Any:
    query = select(subscriber).where(subscriber.c.id > last).order_by(subscriber.c.id).limit(PAGE)
    if chosen is not None:
        query = query.where(chosen)
    if lists:
        here = (subscription.c.subscriber_id == subscriber.c.id, subscription.c.list_id.in_(lists))
        query = query.where(select(1).where(*here, subscription.c.state == "active").exists())
    return query


def _more(connection: Connection, people: list[int], names: dict[int, str]) -> dict[int, tuple[list[str], list[Any]]]:
    """Read the lists and the consents of a page of people, in two queries."""
    found: dict[int, tuple[list[str], list[Any]]] = {number: ([], []) for number in people}
    for row in connection.execute(_of(subscription, people).order_by(subscription.c.list_id)):
        state = "" if row.state == "active" else f":{row.state}"
        found[row.subscriber_id][0].append(f"{names[row.list_id]}{state}")
    for row in connection.execute(_of(consent, people).order_by(consent.c.id)):
        record = [names[row.list_id], row.act, _moment(row.at), row.source, row.wording]
        found[row.subscriber_id][1].append(record)
    return found


def _of(table: Any, people: list[int]) -> Any:
    return select(table).where(table.c.subscriber_id.in_(people))


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cells(row: Row[Any], attributes: Sequence[str], lists: list[str], consents: list[Any]) -> list[str]:
    own = json.loads(row.attributes)
    records = json.dumps(consents, ensure_ascii=False, separators=(",", ":")) if consents else ""
    values = [getattr(row, name) for name in OWN]
    return [*values, *(own.get(name, "") for name in attributes), "; ".join(lists), records]


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write any table in the same safe form."""
    yield _line(names)
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow([escaped(cell) for cell in cells])
    return written.getvalue()
