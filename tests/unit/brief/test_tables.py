"""Tables of numbers as writers have them: typed, pasted out of a spreadsheet, or in a file."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pydantic_core import PydanticCustomError

from communique.brief.folder import LARGEST_TEXT, Folder
from communique.brief.load import read
from communique.brief.tables import MOST_ROWS, NumberTable

if TYPE_CHECKING:
    from pathlib import Path


def rows(source: str) -> list[tuple[Decimal | None, ...]]:
    """Read a table without faults."""
    table = NumberTable(source)
    assert table.faults == ()
    return list(table.rows)


@pytest.mark.parametrize("mark", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_cells_are_parted_by_what_the_first_line_has(mark: str, end: str) -> None:
    table = NumberTable(end.join(["Year,Buses,Trains", "2025,49.0,3", "", "2026,,4"]).replace(",", mark))

    assert (table.corner, table.columns, table.names) == ("Year", ("Buses", "Trains"), ("2025", "2026"))
    assert table.rows == ((Decimal("49.0"), Decimal(3)), (None, Decimal(4)))
    assert table.faults == ()


@pytest.mark.parametrize(
    ("written", "number"),
    [("3", "3"), ("-3.50", "-3.50"), ("−3", "-3"), ("+.5", "0.5"), ("7.", "7"), (" 8 ", "8"), ('"9"', "9")],
)
def test_numbers_are_read_as_people_write_them(written: str, number: str) -> None:
    """The decimals that a number came with are kept: they say how precise it is."""
    ((found,),) = rows(f"Year, Buses\n2025, {written}")

    assert str(found) == str(Decimal(number))


@pytest.mark.parametrize("written", ["", "-", "–", "…", "n/a", "N/A"])
def test_a_number_may_be_missing(written: str) -> None:
    assert rows(f"Year, Buses\n2025, 1\n2026, {written}")[1] == (None,)


@pytest.mark.parametrize(
    "written", ["49,5", '"1,234"', "1.234,5", "1 234", "12%", "€4", "1e5", "inf", "nan", "0x10", "٣", "1" * 16, "--3"]
)
def test_what_could_be_read_in_two_ways_is_no_number(written: str) -> None:
    """Rather a fault than a wrong number: nothing is guessed."""
    table = NumberTable(f"Year; Buses\n2025; {written}\n2026; 4")

    assert [fault.code for fault in table.faults] == ["bad-number"]
    assert (table.faults[0].line, table.faults[0].column) == (2, 8 if '"' in written else 7)


def test_a_name_may_hold_commas_and_quotation_marks() -> None:
    table = NumberTable('Place, Ships\n"Trinidad, and Tobago", 4\n"The ""Pearl""", 5')

    assert table.names == ("Trinidad, and Tobago", 'The "Pearl"')
    assert table.rows == ((Decimal(4),), (Decimal(5),))


def test_rows_are_dates_where_all_of_them_are() -> None:
    assert [str(date) for date in NumberTable("Month, A\n2025-01, 1\n2025-02, 2").dates] == ["2025-01", "2025-02"]
    assert NumberTable("Month, A\n2025-01, 1\nTotal, 2").dates == ()


def test_a_table_without_end_is_read_no_further_than_a_chart_goes() -> None:
    table = NumberTable("Year, Buses\n" + "\n".join(f"row {n}, {n}" for n in range(5000)))

    assert len(table.rows) == MOST_ROWS
    assert [(fault.line, fault.code) for fault in table.faults] == [(MOST_ROWS + 2, "bad-table")]


def test_an_enormous_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "enormous.csv").write_bytes(b"Year,Buses\n" + b"2025,1\n" * (LARGEST_TEXT // 7 + 1))

    with pytest.raises(PydanticCustomError) as error:
        Folder(tmp_path).read_text("enormous.csv")
    assert error.value.type == "too-large"


def test_no_bytes_whatever_make_the_reader_fail() -> None:
    """Whatever stands in a file, it is a table or has faults; and each fault has a place in it."""
    chance = random.Random(7)
    for _ in range(300):
        source = "".join(chance.choice('ab,;\t\n"1.-\r\x00 é') for _ in range(chance.randrange(60)))
        table = NumberTable(source)
        count = len(source.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        assert all(1 <= fault.line <= count + 1 and fault.column >= 1 for fault in table.faults)
        assert table.faults or len(table.rows) == len(table.names)


def test_faults_of_a_file_are_placed_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "numbers.csv").write_text("Year,Buses\n2025,many\n", encoding="utf-8")
    (tmp_path / "brief.yaml").write_text(
        "title: A visit\ndate: 2026-02-03\nsections:\n  - {kind: chart, title: T, table: {file: numbers.csv}}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)

    _, (problem,) = read("brief.yaml")

    assert str(problem.location) == "numbers.csv:2:6"


def test_a_slip_in_a_date_is_a_fault_and_makes_no_names_of_the_others() -> None:
    faults = NumberTable("Day,Buses\n2025-02-28,1\n2025-02-30,2").faults

    assert [(fault.code, fault.line, fault.column) for fault in faults] == [("bad-date", 3, 1)]


@pytest.mark.parametrize(
    ("names", "clear"),
    [
        (("2010-11", "2011-12"), False),  # "November 2010" would be a wrong fact, and nobody would see it
        (("2010-11", "2010-12"), True),
        (("2011-12", "2012-13"), True),
        (("2010/2011", "2011/2012"), True),
        (("2010-11",), True),
    ],
)
def test_what_may_be_a_month_or_a_year_across_two_is_not_guessed(names: tuple[str, ...], clear: bool) -> None:
    table = NumberTable("\n".join(["Year,Buses", *(f"{name},1" for name in names)]))

    assert [fault.code for fault in table.faults] == ([] if clear else ["bad-date"])


def test_a_cell_without_an_end_is_called_too_long_and_not_unclosed() -> None:
    faults = NumberTable(f"Year,Buses\n{'x' * 200_000},1").faults

    assert [(fault.code, fault.line) for fault in faults] == [("too-long", 2)]
