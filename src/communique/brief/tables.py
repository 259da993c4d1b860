"""
A table of numbers as a writer has it: lines of CSV, in the brief or in a file beside it.

Commas, semicolons or tabs part the cells, whichever the first line has: what is
copied out of a spreadsheet can be pasted. The first line names the columns, the
first column the rows; an empty cell is a number that is missing. Every fault has
its line and column.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from communique.brief.dates import Day, PartialDate
from communique.brief.markup import Markup, folder_of
from communique.document.markdown import HIDDEN, Fault, Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema, core_schema

MOST_ROWS: Final = 200
MOST_COLUMNS: Final = 7
"""The names of the rows, and six columns of numbers."""

LONGEST_NAME: Final = 120
"""Letters of a name of a row or a column."""

_NUMBER: Final = re.compile(r"[-\u2212+]?(?:\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})", re.ASCII)
_COMMA: Final = re.compile(r"[-\u2212+]?\d+,\d+", re.ASCII)
_FULL_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\??", re.ASCII)
_SEASON: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
"""A year that begins in one and ends in the next, as offices write it: 2010-11, which reads as a month too."""

_MISSING: Final = frozenset(("", "-", "–", "—", "…", "..", "n/a", "na", "null"))


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands between two marks, with its line and column."""

    text: str
    line: int
    column: int


@dataclass(slots=True)
class _Reading:
    """A table while it is read, and the faults found on the way."""

    columns: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    numbers: list[tuple[Decimal | None, ...]] = field(default_factory=list)
    seasons: list[Cell] = field(default_factory=list)  #: Names of rows that may be a month, or a year across two.
    faults: list[Fault] = field(default_factory=list)

    def fault(self, cell: Cell, message: str, hint: str, code: str = "bad-table") -> None:
        self.faults.append(Fault(cell.line, cell.column, message, code, hint))


class NumberTable(Markup):
    """Numbers by row and column, written as CSV."""

    _example = "a `|`, and below it lines such as: Year, Buses, Trains"

    @cached_property
    def _reading(self) -> _Reading:
        return _read(self.source)

    @cached_property
    def parsed(self) -> Parsed:
        """What is wrong with the table; it holds no Markdown."""
        return Parsed((), tuple(self._reading.faults))

    def _printed(self) -> str:
        """Give all of it: a table has no markup, and each cell is printed."""
        return self.source

    @property
    def text(self) -> str:
        """The words alone: the names of columns and rows."""
        return "\n".join((self.corner, *self.columns, *self.names))

    @property
    def corner(self) -> str:
        """What the first column is called."""
        return self._reading.columns[0] if self._reading.columns else ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of numbers."""
        return tuple(self._reading.columns[1:])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rows."""
        return tuple(self._reading.names)

    @cached_property
    def dates(self) -> tuple[PartialDate, ...]:
        """The names of the rows as dates, where all of them are; otherwise nothing."""
        try:
            return tuple(PartialDate.parse(name) for name in self.names)
        except ValueError:
            return ()

    @property
    def rows(self) -> tuple[tuple[Decimal | None, ...], ...]:
        """The numbers row by row; None where one is missing."""
        return tuple(self._reading.numbers)

    @classmethod
    def _from_other(cls, value: object, info: core_schema.ValidationInfo[Any]) -> Any:
        if isinstance(value, dict) and set(value) == {"file"} and isinstance(value["file"], str):
            return cls(folder_of(info).read_text(value["file"]), file=value["file"])
        return super()._from_other(value, info)

    def _serialize(self, info: core_schema.SerializationInfo[Any]) -> str:  # noqa: ARG002 -- all of a table is printed
        return self.source

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe lines of CSV, or the name of a file of them."""
        name = {"type": "string", "description": "A CSV file in the folder of the brief."}
        named = {"type": "object", "properties": {"file": name}, "required": ["file"], "additionalProperties": False}
        return {"anyOf": [{"type": "string", "minLength": 1}, named]}


# --- reading


def _read(source: str) -> _Reading:
    """Read a table; never raises."""
    reading = _Reading()
    lines = source.replace("\r\n", "\n").replace("\r", "\n")
    for n, line in enumerate(lines.split("\n"), start=1):
        for hidden in HIDDEN.finditer(line):
            message = f"this table holds a hidden character (U+{ord(hidden[0]):04X})"
            reading.fault(Cell("", n, hidden.start() + 1), message, "Delete it.", "hidden-character")
    rows = _rows(HIDDEN.sub("", lines), reading)
    head = next(rows, None)
    if head is None:
        return reading
    _take_head(head, reading)
    for row in rows:
        if len(reading.names) >= MOST_ROWS:
            reading.fault(
                row[0], f"this table has more than {MOST_ROWS} rows", "Keep the rows that the chart is to show."
            )
            return reading
        _take_row(row, reading)
    if not reading.names and not reading.faults:
        reading.fault(head[0], "this table has no rows", "Write one below the names of the columns: 2025, 49.0")
    _refuse_empty_columns(head, reading)
    _refuse_seasons(reading)
    return reading


def _rows(text: str, reading: _Reading) -> Iterator[list[Cell]]:
    """Part a text into rows of cells, each with its place; empty lines count for nothing."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    mark = next((mark for mark in ("\t", ";", ",") if mark in first), ",")
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                reading.fault(Cell("", line, 1), "a cell of this line is too long", "Shorten it.", "too-long")
                return
            hint = 'Put a text with commas in quotation marks, and close them: "Trinidad and Tobago, total".'
            reading.fault(Cell("", line, 1), "the quotation marks of this line are not closed", hint)
            return
        if any(cell.strip() for cell in row):
            yield placed(row, line, lines[line - 1])


def placed(row: list[str], line: int, written: str) -> list[Cell]:
    """Find the column of each cell of a row, in the line as it is written."""
    cells, at = [], 0
    for text in row:
        words = text.strip()
        found = written.find(words.split("\n")[0], at)
        cells.append(Cell(" ".join(words.split()), line, max(found, at) + 1))
        at = max(found, at) + len(words) + (0 if words else 1)
    return cells


def _take_head(cells: list[Cell], reading: _Reading) -> None:
    reading.columns = [cell.text for cell in cells]
    if len(cells) == 1:
        reading.fault(cells[0], "this table has no column of numbers", "Part the cells by commas: Year, Buses, Trains")
    if len(cells) > MOST_COLUMNS:
        reading.fault(
            cells[MOST_COLUMNS],
            f"this table has more than {MOST_COLUMNS - 1} columns of numbers",
            "Nobody tells more apart in one chart: make two.",
        )
    for n, cell in enumerate(cells):
        if n and not cell.text:
            reading.fault(cell, "this column has no name", "Name each column of numbers in the first line.")
        _check_name(cell, reading.columns[1:n] if n else [], "column", reading)


def _take_row(cells: list[Cell], reading: _Reading) -> None:
    name, *values = cells
    if len(cells) != len(reading.columns):
        message = f"this row has {len(cells)} cells, and the table {len(reading.columns)} columns"
        reading.fault(name, message, "Leave a cell empty where a number is missing; write 1234.5, without grouping.")
    if not name.text:
        reading.fault(name, "this row has no name", "Begin it with a date or a name.")
    _check_name(name, reading.names, "row", reading)
    _check_date(name, reading)
    reading.names.append(name.text)
    reading.numbers.append(tuple(_number(cell, reading) for cell in values[: len(reading.columns) - 1]))


def _check_name(cell: Cell, taken: list[str], what: str, reading: _Reading) -> None:
    if len(cell.text) > LONGEST_NAME:
        reading.fault(cell, f"this name of a {what} is longer than {LONGEST_NAME} letters", "Shorten it.", "too-long")
    if cell.text and cell.text in taken:
        reading.fault(cell, f'a {what} with the name "{cell.text}" stands above already', "Names in one table differ.")


def _check_date(name: Cell, reading: _Reading) -> None:
    """Refuse a slip in a date, which would make names of all dates of the table; and note what may be a season."""
    if _FULL_DATE.fullmatch(name.text):
        try:
            Day.parse(name.text)
        except ValueError:
            reading.fault(name, f'"{name.text}" is not a date', "Write 2026-02-03: year, month, day.", "bad-date")
    match = _SEASON.fullmatch(name.text)
    if match and int(match[2]) == (int(match[1]) + 1) % 100:
        reading.seasons.append(name)


def _refuse_seasons(reading: _Reading) -> None:
    """Refuse to guess where every row may be a month or a year across two: 2010-11 and 2011-12."""
    if len(reading.seasons) == len(reading.names) > 1:
        cell = reading.seasons[0]
        year = int(cell.text[:4])
        hint = f"Write {year}/{year + 1} for a year across two, {cell.text}-01 for the month."
        reading.fault(cell, f'"{cell.text}" may be a month, or a year across two', hint, "bad-date")


def _number(cell: Cell, reading: _Reading) -> Decimal | None:
    """Read a number as it is written everywhere in a brief; what could be read in two ways is a fault."""
    if cell.text.casefold() in _MISSING:
        return None
    if _NUMBER.fullmatch(cell.text):
        return Decimal(cell.text.replace("\u2212", "-"))
    shown = cell.text[:40]
    hint = "Write it as 1234.5, without grouping; leave the cell empty where there is no number."
    if _COMMA.fullmatch(cell.text):
        hint = f"Write it as {cell.text.replace(',', '.')} if the comma marks decimals, or as {cell.text.replace(',', '')} if it marks thousands."
    reading.fault(cell, f'"{shown}" is not a number', hint, "bad-number")
    return None


def _refuse_empty_columns(head: list[Cell], reading: _Reading) -> None:
    if reading.faults:
        return
    for n, cell in enumerate(head[1:]):
        if all(row[n] is None for row in reading.numbers):
            reading.fault(cell, f'the column "{cell.text}" holds no number', "Fill it, or leave it out.")
