"""A filter as a condition on the table of subscribers, and the attributes that filters may name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, assert_never

from sqlalchemy import ColumnElement, Text, and_, false, func, literal, not_, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from communique.mailing.tables import store_fact, subscriber
from communique.mailing.where import FIELDS, All, Among, Any, Compare, Not, parse_filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any as Anything

    from sqlalchemy import Connection

    from communique.mailing.where import Filter

ATTRIBUTES: Final = "attributes"
"""The fact that lists all names of attributes."""


def segment(connection: Connection, where: str) -> ColumnElement[bool] | None:
    """
    Read a filter as a condition on `subscriber`; None where it is empty.

    Raises:
        InvalidFilter: it has a fault, or names an attribute that nobody has.

    """
    return condition(parse_filter(where, attribute_names(connection))) if where.strip() else None


def condition(part: Filter) -> ColumnElement[bool]:
    """Write a filter as an expression; every text in it is a bound value."""
    match part:
        case Compare():
            return _compared(_value(part.field), part.operator, part.text)
        case Among():
            return _value(part.field).in_(part.texts) if part.texts else false()
        case Not():
            return not_(condition(part.part))
        case All():
            return and_(*map(condition, part.parts))
        case Any():
            return or_(*map(condition, part.parts))
        case _:
            assert_never(part)


def _value(field: str) -> ColumnElement[str]:
    return subscriber.c[field] if field in FIELDS else _attribute(field)


def _compared(value: ColumnElement[str], operator: str, text: str) -> ColumnElement[bool]:
    """Compare letter by letter on every database: LIKE would not, for it folds case in one and not in another."""
    size = len(text)
    match operator:
        case "contains":
            return or_(literal(not text), func.replace(value, text, "") != value)
        case "starts":
            return func.substr(value, 1, size) == text
        case "ends":
            return func.substr(value, func.length(value) - size + 1, size) == text
        case "=":
            return value == text
        case "!=":
            return value != text
        case "<":
            return value < text
        case "<=":
            return value <= text
        case ">":
            return value > text
        case _:
            return value >= text


# --- attributes


class _Extract(FunctionElement[str]):
    """One attribute of a subscriber, or the empty text."""

    type = Text()
    inherit_cache = True


def _attribute(name: str) -> ColumnElement[str]:
    return func.coalesce(_Extract(subscriber.c.attributes, literal(name)), "")


@compiles(_Extract, "sqlite")
def _extract_sqlite(element: _Extract, compiler: Anything, **options: Anything) -> str:
    column, name = element.clauses
    return f"json_extract({compiler.process(column, **options)}, '$.\"' || {compiler.process(name, **options)} || '\"')"


@compiles(_Extract, "postgresql")
def _extract_postgresql(element: _Extract, compiler: Anything, **options: Anything) -> str:
    column, name = element.clauses
    return f"(CAST({compiler.process(column, **options)} AS jsonb) ->> {compiler.process(name, **options)})"


def written(attributes: Mapping[str, str | None]) -> str:
    """Write attributes for the table, plainly: SQLite does not find a name that is written with escapes."""
    return json.dumps(attributes, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def written_nulls(names: Iterable[str]) -> str:
    """Write what takes attributes away when it is laid over others."""
    return written(dict.fromkeys(names))


def attribute_names(connection: Connection) -> tuple[str, ...]:
    """List the attributes that subscribers have, or had."""
    known = connection.scalar(select(store_fact.c.value).where(store_fact.c.name == ATTRIBUTES))
    return tuple(json.loads(known)) if known else ()


def remember_attributes(connection: Connection, names: Iterable[str]) -> None:
    """Add to the list of attributes."""
    known = attribute_names(connection)
    listed = sorted({*known, *names})
    if tuple(listed) == known:
        return
    connection.execute(store_fact.delete().where(store_fact.c.name == ATTRIBUTES))
    connection.execute(store_fact.insert().values(name=ATTRIBUTES, value=json.dumps(listed, ensure_ascii=False)))
