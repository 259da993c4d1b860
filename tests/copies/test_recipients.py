"""A table of recipients: what spreadsheets write is read, and every fault has its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.copies import recipients
from communique.copies.recipients import InvalidRecipients, Recipient, read

if TYPE_CHECKING:
    from communique.problems import Problem


def faults(table: str | bytes) -> list[tuple[int, int, str]]:
    data = table if isinstance(table, bytes) else table.encode()
    with pytest.raises(InvalidRecipients) as caught:
        read(data, shown="list.csv")
    assert all(problem.hint for problem in caught.value.problems)
    places = [(problem.location, problem.code) for problem in caught.value.problems]
    return [(place.line, place.column, code) for place, code in places if place]


def plain(table: str | bytes) -> list[tuple[int, str, str, str]]:
    data = table if isinstance(table, bytes) else table.encode()
    return [(r.number, r.name, r.office, r.email) for r in read(data, shown="list.csv")]


def test_names_alone_are_numbered_in_their_order() -> None:
    assert plain("name\nAna Ospina\nLuis Rey\n") == [(1, "Ana Ospina", "", ""), (2, "Luis Rey", "", "")]


def test_what_a_spreadsheet_writes_is_read() -> None:
    """A mark of the byte order, semicolons, columns in another order, lines that end as on Windows, an empty line."""
    table = '\ufeffE-Mail;Copy Number;Name;Office\r\nana@example.org;7;Ana Ospina;\r\n;;"Rey; Luis";Desk\r\n\r\n'
    assert plain(table) == [(7, "Ana Ospina", "", "ana@example.org"), (1, "Rey; Luis", "Desk", "")]


def test_numbers_that_are_given_stay_and_others_fill_the_gaps() -> None:
    assert [row[0] for row in plain("name,copy number\nA,2\nB,\nC,\nD,1\n")] == [2, 3, 4, 1]


def test_a_place_is_kept_for_later_faults() -> None:
    assert str(read(b"office,name\nDesk,Ana\n", shown="list.csv")[0].location) == "list.csv:2:6"


def test_all_faults_come_at_once_each_with_its_place() -> None:
    table = (
        "name,copy number,e-mail\n"
        "Ana,1,ana@example.org\n"
        ",2,\n"  # no name
        "Luis,1,luis\n"  # a number twice, no address
        "=HYPERLINK(1),x,\n"  # a formula, no number
        "Ana,4,\n"  # a name twice
        "A\u202eB,5,\n"  # a hidden character
    )
    assert faults(table) == [
        (3, 1, "empty-text"),
        (4, 6, "duplicate-id"),
        (4, 8, "bad-form"),
        (5, 1, "formula-cell"),
        (5, 15, "bad-number"),
        (6, 1, "duplicate-id"),
        (7, 2, "hidden-character"),
    ]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("", [(1, 1, "bad-table")]),
        ("name\n", [(1, 1, "bad-table")]),
        ("nmae,office\nAna,Desk\n", [(1, 1, "missing-field"), (1, 1, "unknown-field")]),
        ("name,name\nAna,Ana\n", [(1, 6, "duplicate-field")]),
        ("name\nAna,Desk\n", [(2, 5, "bad-table")]),
        ('name\n"Ana\n', [(2, 1, "bad-table")]),
        ("name\nAn\x00a\n", [(2, 3, "hidden-character")]),
        ("name\nÁna\nL".encode() + b"\xff", [(3, 2, "bad-encoding")]),
        ("name\nAna\n".encode("utf-16"), [(1, 1, "bad-encoding")]),
        (f"name\n{'A' * 81}\n", [(2, 1, "too-long")]),
        ("name,office\nAna,-1+1\n", [(2, 5, "formula-cell")]),
        ("name,copy number\nAna,0\n", [(2, 5, "bad-number")]),
        ("name\n" + "".join(f"P{n}\n" for n in range(10_001)), [(10_002, 1, "too-long")]),
        (b"name\n" + b"A" * (recipients.LARGEST + 1), [(0, 0, "too-large")]),
    ],
)
def test_each_fault_is_told(table: str | bytes, found: list[tuple[int, int, str]]) -> None:
    assert faults(table) == found


def test_an_unknown_column_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(InvalidRecipients, match='did you mean "office"'):
        read(b"name,offcie\nAna,Desk\n", shown="list.csv")


def test_copies_for_nobody_in_particular_are_only_numbered() -> None:
    assert recipients.numbered(2) == (Recipient(number=1), Recipient(number=2))


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: f"name,office,copy number\n{text}".encode()))
def test_any_bytes_are_people_with_different_numbers_or_faults_with_hints(data: bytes) -> None:
    problems: tuple[Problem, ...] = ()
    found: tuple[Recipient, ...] = ()
    try:
        found = read(data, shown="list.csv")
    except InvalidRecipients as error:
        problems = error.problems
    assert bool(problems) != bool(found)
    assert all(problem.hint and problem.location for problem in problems)
    assert len({recipient.number for recipient in found}) == len(found)
    assert all(recipient.name for recipient in found)
