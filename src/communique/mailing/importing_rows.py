"""The rows of a CSV file of people: a header that names the columns, and each row read, or refused with a reason."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, NoReturn

from communique.errors import EnvironmentFailed, ProblemsFound
from communique.mailing import segments
from communique.mailing.people import OWN, Refused, address_of, attribute_name, format_of, language_of, texts
from communique.mailing.subscriptions import ACTS, STATES
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from communique.mailing.keys import Keys

OTHER_NAMES: Final = {"email": "address", "e-mail": "address", "mail": "address", "lang": "language"}
DELIMITERS: Final = ",;\t"
DANGEROUS: Final = "=+-@\t\r\n\0'＝＋－＠"
"""A cell that begins so may be taken for a formula; an export puts ' before it."""
LONGEST_LINE: Final = 100_000


class InvalidTable(ProblemsFound):
    """A file cannot be read as a table of people."""


# --- a file, line by line


class Source:
    """The lines of a file, and how far it is read."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self.name = name
        self.offset = 0
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        """Give the lines that follow; bytes that are no UTF-8 remain as what no text can hold."""
        while raw := self._file.readline(LONGEST_LINE):
            self.offset += len(raw)
            self.line += 1
            if len(raw) == LONGEST_LINE:
                self.refuse("bad-csv", f"a line is longer than {LONGEST_LINE} bytes")
            if self.line == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
                if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
                    self.refuse("bad-encoding", "this is not UTF-8", "save it as “CSV UTF-8”")
            yield raw.decode("utf-8", "surrogateescape")

    def go_on(self, offset: int, line: int) -> None:
        """Go on where an earlier import stopped; at the first row where it had not begun."""
        if offset:
            self._file.seek(offset)
            self.offset, self.line = offset, line

    def refuse(self, code: str, message: str, hint: str = "") -> NoReturn:
        """Say that the file is no table."""
        raise InvalidTable([Problem(message=message, code=code, location=Location(self.name, self.line), hint=hint)])


@contextmanager
def open_csv(path: Path) -> Iterator[Source]:
    """Open a file of people."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise EnvironmentFailed(f"cannot read {path}: {error.strerror}") from error
    with file:
        yield Source(file, str(path))


# --- the header


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column holds."""

    names: tuple[str, ...]
    delimiter: str

    @classmethod
    def of(cls, source: Source) -> Columns:
        """Read the header; raise InvalidTable with every fault of it."""
        first = next(iter(source), "")
        if not first.strip():
            source.refuse("bad-csv", "the file is empty", "the first line names the columns: address,name,language")
        delimiter = max(DELIMITERS, key=first.count)
        try:
            cells = next(csv.reader([first], delimiter=delimiter, strict=True))
        except csv.Error as error:
            source.refuse("bad-csv", f"the line with the names of the columns cannot be read: {error}")
        names = tuple(_column(cell) for cell in cells)
        faults = list(_faults(names, source.name))
        if faults:
            raise InvalidTable(faults)
        return cls(names, delimiter)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns that are attributes."""
        return tuple(name for name in self.names if name not in _KNOWN)


_KNOWN: Final = (*OWN, "lists", "consent")


def _column(cell: str) -> str:
    name = unescaped(cell.strip())
    return OTHER_NAMES.get(name.lower(), name.lower() if name.lower() in _KNOWN else name)


def _faults(names: tuple[str, ...], file: str) -> Iterator[Problem]:
    place = Location(file, 1)
    if "address" not in names:
        near = get_close_matches("address", names, 1, 0.5)
        hint = f"is it “{near[0]}”? " if near else ""
        hint += "the first line names the columns: address,name,language"
        yield Problem(message="no column is named address", code="missing-column", location=place, hint=hint)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(message=f"two columns are named {name}", code="duplicate-column", location=place)
    for name in names:
        try:
            if name not in _KNOWN:
                attribute_name(name)
        except Refused as error:
            yield Problem(message=str(error), code=error.code, location=place)


# --- rows

Stand = tuple[int, str]
Record = tuple[int, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row says of lists: (list, state), and (list, act, source, wording, time)."""

    states: tuple[Stand, ...] = ()
    consents: tuple[Record, ...] = ()
    said: tuple[str, str, str, int] | None = None  #: The consent for lists that only a row names.


class Staged(NamedTuple):
    """A row that can be taken."""

    values: tuple[str, ...]  #: Address, key, hash, domain, name, language, format, attributes.
    wish: Wish


class Reader:
    """Reads the rows of a file."""

    def __init__(self, source: Source, columns: Columns, lists: Mapping[str, int], wish: Wish, keys: Keys) -> None:
        self.source = source
        self.columns = columns
        self._lists = lists
        self._wish = wish
        self._keys = keys
        self._plan = _Plan.of(columns)
        self._wishes = lru_cache(maxsize=1000)(self._wished)

    def at(self, moment: int) -> Reader:
        """Give what the options say of all rows a time: that of the import's beginning, whichever run this is."""
        wish = self._wish
        self._wish = replace(
            wish,
            consents=tuple((*record[:4], moment) for record in wish.consents),
            said=(*wish.said[:3], moment) if wish.said else None,
        )
        return self

    def rows(self) -> Iterator[tuple[int, Staged | Refused]]:
        """Read all rows, each with the number of its last line."""
        cells = csv.reader(self.source, delimiter=self.columns.delimiter, strict=True)
        width = len(self.columns.names)
        while True:
            try:
                row = next(cells, None)
            except csv.Error as error:
                self.source.refuse("bad-csv", f"this row cannot be read: {error}", _hint(str(error)))
            if row is None:
                return
            if len(row) != width:
                if row:
                    yield self.source.line, Refused("wrong-columns", f"{len(row)} cells, and {width} columns")
                continue
            try:
                yield self.source.line, self._row(row)
            except Refused as error:
                yield self.source.line, error

    def _row(self, row: list[str]) -> Staged:
        plan = self._plan
        cells = [cell if cell[:1] != "'" else unescaped(cell) for cell in row]
        wish = self._wishes(_at(cells, plan.lists), _at(cells, plan.consent)) if plan.wishes else self._wish
        address, name, language, form, *rest = texts([_at(cells, place) for place in plan.persons])
        read = address_of(address)
        attributes = _json(plan.attributes, tuple(rest)) if rest else "{}"
        known = (read.typed, read.key, self._keys.address_hash(read.key), read.domain)
        return Staged((*known, name, language_of(language), format_of(form) or "html", attributes), wish)

    def _wished(self, lists: str, consents: str) -> Wish:
        """Join what a row says of lists with what was said of all rows."""
        if not lists and not consents:
            return self._wish
        own = dict(self._stand(part.strip()) for part in lists.split(";") if part.strip())
        records = tuple(self._records(consents)) if consents else ()
        known = {record[0] for record in records}
        for number, state in own.items():
            if number not in known and state == "active":
                records += (self._said(number),)
        more = tuple(pair for pair in self._wish.states if pair[0] not in own)
        kept = tuple(record for record in self._wish.consents if record[0] not in own)
        return Wish((*own.items(), *more), (*records, *kept))

    def _stand(self, text: str) -> Stand:
        name, _, state = text.partition(":")
        if name not in self._lists:
            raise Refused("unknown-list", f"there is no list {name}")
        if state and state not in STATES:
            raise Refused("unknown-state", f"a person is {', '.join(STATES)} on a list")
        return self._lists[name], state or "active"

    def _said(self, number: int) -> Record:
        if self._wish.said is None:
            raise Refused("no-consent", "nothing says how this person agreed to the list")
        return (number, *self._wish.said)

    def _records(self, text: str) -> Iterator[Record]:
        """Read the records of consent that an export wrote."""
        try:
            for name, act, at, source, wording in json.loads(text):
                moment = round(datetime.fromisoformat(at).timestamp() * 1000)
                yield self._lists[name], ACTS[ACTS.index(act)], str(source), str(wording), moment
        except (KeyError, ValueError, TypeError) as error:
            raise Refused("bad-consent", "this is not a record of consent as an export writes it") from error


def _hint(said: str) -> str:
    if "end of data" in said or "field limit" in said:
        return "a quotation mark is opened and never closed"
    return "quote the cell, and write quotation marks in it twice" if "expected after" in said else ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """At which place of a row each thing stands; -1 for nowhere."""

    persons: tuple[int, ...]  #: Address, name, language, format, then the attributes.
    attributes: tuple[str, ...]
    lists: int
    consent: int

    @classmethod
    def of(cls, columns: Columns) -> _Plan:
        """Look up the places."""
        places = {name: place for place, name in enumerate(columns.names)}
        persons = tuple(places.get(name, -1) for name in (*OWN, *columns.attributes))
        return cls(persons, columns.attributes, places.get("lists", -1), places.get("consent", -1))

    @property
    def wishes(self) -> bool:
        """Whether a row says something of lists."""
        return self.lists >= 0 or self.consent >= 0


def _at(cells: list[str], place: int) -> str:
    return cells[place] if place >= 0 else ""


@lru_cache(maxsize=1000)
def _json(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    return segments.written({name: text or None for name, text in zip(names, values, strict=True)})


# --- formulas


def escaped(cell: str) -> str:
    """Keep a program of tables from taking a text for a formula."""
    return f"'{cell}" if cell[:1] and cell[0] in DANGEROUS else cell


def unescaped(cell: str) -> str:
    """Take the mark away again."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in DANGEROUS else cell
