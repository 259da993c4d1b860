"""Where each value of a YAML file stands, down to the word within a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from communique.problems import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.walk import FilePath

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\n|.)")
_PROPERTIES = re.compile(r"&[^\s,\[\]{}]+\s*")
_HEADER = re.compile(r"[|>][^\n]*\n")


class Place(NamedTuple):
    """A line and a column, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text, to turn characters from 0 into places."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Note where each line begins."""
        return cls((0, *(match.end() for match in re.finditer("\n", text))))

    def place(self, at: int) -> Place:
        """Place a character."""
        line = bisect_right(self.starts, at)
        return Place(line, at - self.starts[line - 1] + 1)


class Scalar(str):  # noqa: SLOT000 -- a str with fields cannot have slots
    """A text of the file; ``start`` and ``end`` say where it is written, in characters from 0."""

    start: int
    end: int

    def __new__(cls, text: str, start: int = 0, end: int = 0) -> Self:
        """Keep the text with its place."""
        made = super().__new__(cls, text)
        made.start, made.end = start, end
        return made


@dataclass(slots=True)
class Mark:
    """The place of a value, and of what is in it."""

    place: Place
    names: dict[str | int, Place] = field(default_factory=dict)  #: Where the names of fields stand.
    values: dict[str | int, Mark] = field(default_factory=dict)
    refused: set[str | int] = field(default_factory=set)  #: Fields with a fault of their own, left out of the data.


@dataclass(frozen=True, slots=True)
class Marks:
    """The places of one file."""

    file: str
    text: str
    root: Mark
    lines: Lines

    def find(self, path: FilePath) -> tuple[Mark, FilePath]:
        """Follow a path as far as the file goes; parts that are not in the file are skipped."""
        mark, found = self.root, []
        for part in path:
            if part in mark.values:
                mark = mark.values[part]
                found.append(part)
        return mark, tuple(found)

    def locate(self, path: FilePath) -> Location:
        """Place a value: ``("delegations", 0, "name")``; what is not in the file is placed where it would be."""
        return Location(self.file, *self.find(path)[0].place)

    def locate_name(self, path: FilePath) -> Location:
        """Place the name of a field."""
        parent, _ = self.find(path[:-1])
        return Location(self.file, *parent.names.get(path[-1], parent.place))

    def locate_text(self, text: str, file: str, line: int, column: int) -> Location:
        """Place a character of a text that stands in this file, or in another beside it."""
        if file:
            return Location((Path(self.file).parent / file).as_posix(), line, column)
        return self.locate_within(text, line, column) if isinstance(text, Scalar) else self.locate(())

    def locate_within(self, text: Scalar, line: int, column: int) -> Location:
        """Place a character of a text by its line and column in the text."""
        offset = _offset(text, line, column)
        at = next((at for n, at in enumerate(self._written(text)) if n == offset), text.start)
        return Location(self.file, *self.lines.place(at))

    def _written(self, text: Scalar) -> Iterator[int]:
        """
        Go through the characters of a text, and say where in the file each is written.

        Quotation marks, indentation, folded lines and escapes make the two
        differ; what is written is followed until the character comes.
        """
        written = list(_characters(self.text, text.start, text.end))
        at = 0
        for character in text:
            if not character.isspace():
                while at < len(written) - 1 and written[at][0] != character:
                    at += 1
            yield written[at][1] if written else text.start
            if at < len(written) - 1 and (not character.isspace() or written[at][0].isspace()):
                at += 1


def _offset(text: str, line: int, column: int) -> int:
    """Turn line and column into characters from 0."""
    before = text.split("\n")[: line - 1]
    return sum(len(part) + 1 for part in before) + column - 1


def _characters(source: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Go through the characters that a scalar stands for, with the place of each."""
    if properties := _PROPERTIES.match(source, start, end):
        start = properties.end()
    if header := _HEADER.match(source, start, end):
        start = header.end()
    quote = source[start] if start < end and source[start] in "\"'" else ""
    at = start + len(quote)
    while at < end:
        escape = _ESCAPE.match(source, at, end) if quote == '"' else None
        if escape:
            yield _unescaped(escape[0]), at
            at = escape.end()
        else:
            yield source[at], at
            at += 2 if quote == "'" and source.startswith("''", at) else 1


def _unescaped(escape: str) -> str:
    if escape[1] in "xuU" and len(escape) > 2:  # noqa: PLR2004 -- a backslash, a letter, digits
        code = int(f"0x{escape[2:]}", 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 -- the last of Unicode
    return {"n": "\n", "t": "\t", "\n": " ", "_": "\u00a0", "0": "\0"}.get(escape[1], escape[1])
