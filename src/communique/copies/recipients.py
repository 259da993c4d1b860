"""
Who gets a copy: a table with a name in each line, or nothing but a number of copies.

    name,office,copy number,e-mail
    Ana María Ospina,Embassy of Colombia,1,ana@example.org

Commas, semicolons or tabs part the cells, and a mark of the byte order before
them does no harm: spreadsheets write all of that. Every fault is told at once,
with its line and column.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from communique.brief.tables import Cell, placed
from communique.errors import ProblemsFound
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST: Final = 10_000
"""Copies of one document."""
LONGEST: Final = 80
"""Letters of a name or an office."""
LARGEST: Final = 4 * 2**20

COLUMNS: Final[Mapping[str, str]] = {
    "name": "name",
    "recipient": "name",
    "office": "office",
    "copy number": "number",
    "copy": "number",
    "number": "number",
    "e-mail": "email",
    "email": "email",
}
"""What the columns may be called -> what they hold."""
EXAMPLE: Final = "name,office,copy number,e-mail"

_NUMBER: Final = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
_FORMULA: Final = ("=", "+", "-", "@")
_NO_LETTER: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_JOINERS: Final = "\u200c\u200d"
"""They have no look of their own, and names in Persian or Hindi need them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One who gets a copy; without a name the copy is only numbered."""

    number: int
    name: str = ""
    office: str = ""
    email: str = ""
    location: Location | None = None

    @property
    def shown(self) -> str:
        """The name and the office, as the copy shows them."""
        return ", ".join(part for part in (self.name, self.office) if part)


class InvalidRecipients(ProblemsFound):
    """A table of recipients has faults."""


def numbered(count: int) -> tuple[Recipient, ...]:
    """Number copies for nobody in particular."""
    return tuple(Recipient(number=number) for number in range(1, count + 1))


def read(data: bytes, *, shown: str) -> tuple[Recipient, ...]:
    """Read a table of recipients; raise InvalidRecipients with every fault. `shown` is the file's name for messages."""
    reading = _Reading(shown)
    recipients = tuple(reading.recipients(data))
    if reading.problems:
        raise InvalidRecipients(reading.problems)
    return recipients


class _Reading:
    """Reads a table, and notes its faults on the way."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self.problems: list[Problem] = []
        self._numbers: dict[int, Cell] = {}
        self._people: dict[tuple[str, str], Cell] = {}

    def recipients(self, data: bytes) -> Iterator[Recipient]:
        rows = self._rows(self._text(data))
        head = next(rows, None)
        if head is None:
            if not self.problems:
                self._fault(Cell("", 1, 1), "there is nobody in this table", f"Begin it with: {EXAMPLE}", "bad-table")
            return
        columns = self._columns(head)
        if "name" not in columns:
            return
        people = [self._person(row, columns, len(head)) for row in rows]
        if not people and not self.problems:
            self._fault(head[0], "there is nobody in this table", "Write a line for each recipient.", "bad-table")
        if len(people) > MOST:
            self._fault(
                Cell("", people[MOST][0].line, 1),
                f"these are more than {MOST:,} copies",
                "Make two tables.",
                "too-long",
            )
        free = iter(set(range(1, len(people) + len(self._numbers) + 1)) - set(self._numbers))
        for cell, number, name, office, email in people:
            place = Location(self._shown, cell.line, cell.column)
            yield Recipient(number=number or next(free), name=name, office=office, email=email, location=place)

    # --- the text

    def _text(self, data: bytes) -> str:
        if len(data) > LARGEST:
            self._fault(Cell("", 0, 0), "this table is too large", f"At most {LARGEST // 2**20} MB.", "too-large")
            return ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8", "replace").split("\n")
            hint = "Save it as CSV UTF-8."
            self._fault(Cell("", len(before), len(before[-1]) + 1), "this is not UTF-8", hint, "bad-encoding")
            return ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return "\n".join(self._without_hidden(line, number) for number, line in enumerate(text.split("\n"), start=1))

    def _without_hidden(self, line: str, number: int) -> str:
        if line.isprintable():
            return line
        for at, character in enumerate(line, start=1):
            if unicodedata.category(character) in _NO_LETTER and character not in f"\t{_JOINERS}":
                message = f"this line holds a hidden character (U+{ord(character):04X})"
                self._fault(Cell("", number, at), message, "Delete it.", "hidden-character")
        return line

    def _rows(self, text: str) -> Iterator[list[Cell]]:
        lines = text.split("\n")
        first = next((line for line in lines if line.strip()), "")
        mark = next((mark for mark in ("\t", ";", ",") if mark in first), ",")
        reader = csv.reader(io.StringIO(text), delimiter=mark, skipinitialspace=True, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                hint = 'Put a text with commas in quotation marks, and close them: "Ospina, Ana".'
                self._fault(Cell("", line, 1), "the quotation marks of this line are not closed", hint, "bad-table")
                return
            if any(cell.strip() for cell in row):
                yield placed(row, line, lines[line - 1])

    # --- the columns

    def _columns(self, head: list[Cell]) -> dict[str, int]:
        columns: dict[str, int] = {}
        for at, cell in enumerate(head):
            field = COLUMNS.get(cell.text.lower().replace("_", " "))
            if field is None:
                self._unknown(cell)
            elif field in columns:
                self._fault(cell, f'the column "{cell.text}" is given twice', "Keep one.", "duplicate-field")
            else:
                columns[field] = at
        if "name" not in columns:
            self._fault(
                head[0], "there is no column for the names", f"Begin the table with: {EXAMPLE}", "missing-field"
            )
        return columns

    def _unknown(self, cell: Cell) -> None:
        close = get_close_matches(cell.text.lower(), COLUMNS, 1)
        hint = f'did you mean "{close[0]}"?' if close else "Columns are: name, office, copy number, e-mail."
        self._fault(cell, f'unknown column "{cell.text}"', hint, "unknown-field")

    # --- the people

    def _person(self, row: list[Cell], columns: Mapping[str, int], wide: int) -> tuple[Cell, int, str, str, str]:
        if len(row) > wide:
            hint = 'Put a text with commas in quotation marks: "Ospina, Ana".'
            self._fault(row[wide], "this line has more cells than there are columns", hint, "bad-table")
        end = Cell("", row[-1].line, row[-1].column + len(row[-1].text))
        cells = {field: row[at] if at < len(row) else end for field, at in columns.items()}
        for field, cell in cells.items():
            self._refuse_formula(cell, field)
        name, office = cells["name"], cells.get("office", end)
        self._refuse_name(name, office)
        return name, self._number(cells.get("number")), name.text, office.text, self._email(cells.get("email"))

    def _refuse_formula(self, cell: Cell, field: str) -> None:
        if cell.text.startswith(_FORMULA) and field != "number":
            message = f'"{cell.text[:20]}" begins like a formula, which a spreadsheet would run'
            self._fault(cell, message, "Begin it with a letter.", code="formula-cell")

    def _refuse_name(self, name: Cell, office: Cell) -> None:
        if not name.text:
            self._fault(name, "there is no name in this line", "Write whose copy it is.", "empty-text")
            return
        for cell in (name, office):
            if len(cell.text) > LONGEST:
                self._fault(cell, f"this has more than {LONGEST} letters", "Shorten it.", "too-long")
        key = (name.text.casefold(), office.text.casefold())
        first = self._people.setdefault(key, name)
        if first is not name:
            message = f'"{name.text}" stands in line {first.line} too'
            self._fault(name, message, "Delete one of them, or tell them apart by their offices.", "duplicate-id")

    def _number(self, cell: Cell | None) -> int:
        if cell is None or not cell.text:
            return 0
        if not _NUMBER.fullmatch(cell.text):
            self._fault(cell, f'"{cell.text[:20]}" is no copy number', "Write a whole number above 0.", "bad-number")
            return 0
        number = int(cell.text)
        first = self._numbers.setdefault(number, cell)
        if first is not cell:
            message = f"copy number {number} is given in line {first.line} too"
            self._fault(cell, message, "Give each copy its own number.", "duplicate-id")
        return number

    def _email(self, cell: Cell | None) -> str:
        if cell is None or not cell.text:
            return ""
        if not _EMAIL.fullmatch(cell.text):
            self._fault(cell, f'"{cell.text[:40]}" is no e-mail address', "Write it as name@example.org.", "bad-form")
        return cell.text

    def _fault(self, cell: Cell, message: str, hint: str, code: str) -> None:
        place = Location(self._shown, cell.line, cell.column)
        self.problems.append(Problem(message=message, code=code, hint=hint, location=place))
