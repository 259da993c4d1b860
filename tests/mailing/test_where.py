"""The filter that chooses people: what it says, what it selects, and how it is refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select

from communique.mailing import segments
from communique.mailing.segments import attribute_names, condition, remember_attributes, segment
from communique.mailing.tables import METADATA, subscriber
from communique.mailing.where import OPERATORS, All, Among, Any, Compare, InvalidFilter, Not, parse_filter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from communique.mailing.where import Filter

ATTRIBUTES = ("office", "región", "state")
PEOPLE: tuple[Mapping[str, str], ...] = (
    {"language": "es", "office": "Senate", "state": "NM"},
    {"language": "en", "office": "Senate"},
    {"language": "es", "office": "House", "región": "O'Higgins"},
    {"language": "", "name": "Zoë", "office": "senate", "state": "2026-01-31"},
    {"language": "en", "región": "%_\\", "state": "Sen"},
)


@contextmanager
def people() -> Iterator[Connection]:
    """Keep five subscribers in memory."""
    engine = create_engine("sqlite://")
    METADATA.create_all(engine, tables=[subscriber, METADATA.tables["store_fact"]])
    with engine.begin() as connection:
        for number, person in enumerate(PEOPLE):
            own = {name: person[name] for name in ("language", "name") if name in person}
            more = {name: text for name, text in person.items() if name not in own}
            address = f"p{number}@example.org"
            fixed = {"address": address, "address_key": address, "address_hash": "", "domain": "example.org"}
            row = {**fixed, **own, "attributes": segments.written(more), "created_at": 0, "changed_at": 0}
            connection.execute(insert(subscriber).values(row))
        remember_attributes(connection, ATTRIBUTES)
        yield connection
    engine.dispose()


def chosen(connection: Connection, where: str) -> list[int]:
    """Number the people that a filter chooses."""
    found = segment(connection, where)
    assert found is not None
    return [row.id - 1 for row in connection.execute(select(subscriber.c.id).where(found).order_by(subscriber.c.id))]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("office = 'Senate' and language = 'es'", [0]),
        ("office = 'Senate' or language = 'es' and office = 'House'", [0, 1, 2]),
        ("(office = 'Senate' or language = 'es') and not state = 'NM'", [1, 2]),
        ("office != 'Senate'", [2, 3, 4]),
        ("office in ('Senate', 'House')", [0, 1, 2]),
        ("office not in ('Senate', 'House')", [3, 4]),
        ("office is empty", [4]),
        ("OFFICE IS NOT EMPTY".replace("OFFICE", "office"), [0, 1, 2, 3]),
        ("región = 'O''Higgins'", [2]),
        ("región contains '%_'", [4]),
        ("región contains ''", [0, 1, 2, 3, 4]),
        ("office starts 'S'", [0, 1]),
        ("office ends 'ate'", [0, 1, 3]),
        ("state >= '2026-01-01' and state < '2026-02-01'", [3]),
        ("domain = 'example.org' and name = 'Zoë'", [3]),
        ("not not language <> 'es'", [1, 3, 4]),
    ],
)
def test_a_filter_chooses(where: str, expected: list[int]) -> None:
    with people() as connection:
        assert chosen(connection, where) == expected


TEXTS = st.sampled_from(["", "Senate", "es", "S", "ate", "%", "O'Higgins", "2026-01-31", "longer than any of them"])
NAMES = st.sampled_from([*ATTRIBUTES, "language", "name"])
FILTERS: st.SearchStrategy[Filter] = st.recursive(
    st.builds(Compare, NAMES, st.sampled_from(OPERATORS), TEXTS)
    | st.builds(Among, NAMES, st.lists(TEXTS, min_size=1, max_size=3).map(tuple)),
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


def holds(part: Filter, person: Mapping[str, str]) -> bool:
    """Say by hand what a filter says of a person."""
    match part:
        case Compare(field, operator, text):
            value = person.get(field, "")
            return {
                "=": value == text,
                "!=": value != text,
                "<": value < text,
                "<=": value <= text,
                ">": value > text,
                ">=": value >= text,
                "contains": text in value,
                "starts": value.startswith(text),
                "ends": value.endswith(text),
            }[operator]
        case Among(field, texts):
            return person.get(field, "") in texts
        case Not(inner):
            return not holds(inner, person)
        case All(parts):
            return all(holds(inner, person) for inner in parts)
        case Any(parts):
            return any(holds(inner, person) for inner in parts)


def written(part: Filter) -> str:
    """Write a filter so that it can be read again."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    match part:
        case Compare(field, operator, text):
            return f"{field} {operator} {quoted(text)}"
        case Among(field, texts):
            return f"{field} in ({', '.join(map(quoted, texts))})"
        case Not(inner):
            return f"not ({written(inner)})"
        case All(parts):
            return " and ".join(f"({written(inner)})" for inner in parts)
        case Any(parts):
            return " or ".join(f"({written(inner)})" for inner in parts)


@given(st.lists(FILTERS, min_size=5, max_size=5))
def test_the_database_chooses_whom_the_filter_says(parts: list[Filter]) -> None:
    with people() as connection:
        for part in parts:
            assert parse_filter(written(part), ATTRIBUTES) == part
            rows = connection.execute(select(subscriber.c.id).where(condition(part)).order_by(subscriber.c.id))
            assert [row.id - 1 for row in rows] == [n for n, person in enumerate(PEOPLE) if holds(part, person)]


@pytest.mark.parametrize(
    ("where", "column", "says", "hint"),
    [
        ("offcie = 'Senate'", 1, 'no subscriber has "offcie"', 'did you mean "office"?'),
        ("office = Senate", 10, "a text in single quotation marks is expected", "write 'Senate'"),
        ('office = "Senate"', 10, '“"” means nothing here', "single quotation marks"),
        ("office = 'Senate", 10, "never closed", "written twice"),
        ("office = 'a' language = 'es'", 14, "“language” cannot stand here", "and, or"),
        ("(office = 'a'", 1, "not closed", ""),
        ("office = 'a')", 13, "“)” cannot stand here", "no bracket is open"),
        ("office", 7, "a comparison is expected", "contains"),
        ("office like 'S%'", 8, "a comparison is expected", "contains"),
        ("office in 'Senate'", 11, "a bracket is expected", "in ("),
        ("office in ()", 12, "a text in single quotation marks", ""),
        ("office not = 'x'", 12, "`in` belongs here", "not in"),
        ("office is null", 11, "`empty` belongs here", "is empty"),
        ("office = 'a' and", 17, "ends where a field is expected", "office = 'Senate'"),
        ("office = 12", 10, "means nothing here", "2026-01-31"),
        ("office = 'a'; drop table subscriber", 13, "means nothing here", "no semicolon"),
        ("office = 'a' -- x", 14, "means nothing here", ""),
        ("office = 'a\x00'", 10, "nobody sees", ""),
        ("not " * 60 + "office is empty", 201, "nested more than 50 deep", ""),
        ("office = '" + "x" * 4000 + "'", 4000, "at most 4000", ""),
    ],
)
def test_a_filter_is_refused_at_its_column(where: str, column: int, says: str, hint: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        parse_filter(where, ATTRIBUTES)

    (problem,) = refused.value.problems
    assert problem.location is not None
    assert (problem.location.column, problem.code in {"bad-filter", "unknown-attribute"}) == (column, True)
    assert says in problem.message
    assert hint in problem.hint


@given(st.text(max_size=60) | st.text(st.sampled_from("()'=<>! ,officeandornotinx"), max_size=60))
def test_whatever_is_written_is_read_or_refused(where: str) -> None:
    try:
        part = parse_filter(where, ATTRIBUTES)
    except InvalidFilter:
        return
    with people() as connection:
        connection.execute(select(subscriber.c.id).where(condition(part))).all()


def test_attributes_are_remembered_each_once() -> None:
    with people() as connection:
        remember_attributes(connection, ["office", "seat"])

        assert attribute_names(connection) == ("office", "región", "seat", "state")
        assert segment(connection, "  ") is None
