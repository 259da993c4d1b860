"""
YAML as plain data with places.

YAML 1.2, core schema: ``NO``, ``12:30`` and ``2026-02-03`` are texts. The data
is built from the parser's events in one loop, so that nothing recurses, and
the bounds are met before anything grows: depth, number of values with all
aliases written out, digits of a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from communique.brief import syntax
from communique.brief.events import Odd, careful, quick
from communique.brief.marks import Lines, Mark, Marks, Place, Scalar
from communique.document.markdown import HIDDEN
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Data: TypeAlias = "dict[str, Data] | list[Data] | Scalar | int | Decimal | bool | None"
"""What a YAML file holds."""

LARGEST_FILE = 1_000_000
"""Bytes; some five hundred printed pages."""

DEEPEST = 24
"""How far lists and fields may stand inside each other."""

MOST_VALUES = 20_000
"""How many values a file may hold, aliases written out."""

MOST_FAULTS = 200
"""How many faults are told at once."""

LONGEST_NUMBER = 30
"""Digits of a number, zeros written out."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Tree:
    """A file read: its data, the places, and what is wrong with it as YAML."""

    data: Data
    marks: Marks
    problems: tuple[Problem, ...] = ()


class BrokenYaml(Exception):
    """The file cannot be read to its end; holds the one problem."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(str(problem))
        self.problem = problem


@dataclass(slots=True)
class _Value:
    """A value that is read, with what it costs to write it out wherever an alias names it."""

    data: Data
    mark: Mark
    size: int = 1
    height: int = 0
    refused: bool = False


@dataclass(slots=True)
class _Group:
    """A list or a group of fields that is still being read."""

    value: _Value
    anchor: str | None = None
    name: Scalar | None = None  #: The field whose value comes next.
    named: bool = False  #: A name was read, even a refused one.


def read(text: str, file: str) -> Tree:
    """
    Read the text of a file; `file` is its name in messages.

    Raises:
        BrokenYaml: the text is not YAML, or too much of it.

    """
    lines = Lines.of(text)
    hidden = tuple(islice(_hidden(text, file, lines), MOST_FAULTS + 1))
    return (None if hidden else _quickly(text, file, lines)) or _Reader(file, _visible(text), lines).read(hidden)


def _quickly(text: str, file: str, lines: Lines) -> Tree | None:
    """Read a file in a twentieth of the time, if there is nothing odd about it and nothing wrong with it."""
    try:
        tree = _Reader(file, text, lines, quick).read(())
    except (Odd, BrokenYaml):
        return None
    return None if tree.problems else tree


def _hidden(text: str, file: str, lines: Lines) -> Iterator[Problem]:
    for found in HIDDEN.finditer(text):
        yield Problem(
            message=f"a hidden character (U+{ord(found[0]):04X}) stands here",
            code="hidden-character",
            location=Location(file, *lines.place(found.start())),
            hint="Delete it; copied text often brings such characters along.",
        )


def _visible(text: str) -> str:
    """Put a sign that is dropped later where a hidden character stood, so that all places stay."""
    return HIDDEN.sub("\ufffd", text)


@dataclass(slots=True)
class _Reader:
    file: str
    text: str
    lines: Lines
    parse: Callable[[str], Iterator[Any]] = careful
    problems: list[Problem] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    anchors: dict[str, _Value] = field(default_factory=dict)
    root: _Value | None = None
    at: Place = field(default_factory=lambda: Place(1, 1))
    documents: int = 0

    def read(self, problems: tuple[Problem, ...]) -> Tree:
        for event in self._events():
            self.at = Place(event.start_mark.line + 1, event.start_mark.column + 1)
            self._take(event)
        root = self.root or _Value(None, Mark(Place(1, 1)))
        marks = Marks(self.file, self.text, root.mark, self.lines)
        return Tree(root.data, marks, (*problems, *self.problems))

    def _events(self) -> Iterator[Any]:
        from ruamel.yaml.error import YAMLError

        try:
            yield from self.parse(self.text)
        except YAMLError as error:
            raise BrokenYaml(syntax.problem_of(error, self.file, self.at)) from None
        except (ValueError, OverflowError, IndexError, AttributeError, TypeError):  # slips of the parser on odd input
            raise self._broken("this is not valid YAML", "bad-yaml", "Look for a stray mark near this place.") from None

    # --- faults

    def _fault(self, message: str, code: str, hint: str) -> None:
        self._tell(Problem(message=message, code=code, location=Location(self.file, *self.at), hint=hint))

    def _tell(self, problem: Problem) -> None:
        if len(self.problems) <= MOST_FAULTS:
            self.problems.append(problem)

    def _broken(self, message: str, code: str, hint: str) -> BrokenYaml:
        return BrokenYaml(Problem(message=message, code=code, location=Location(self.file, *self.at), hint=hint))

    # --- events

    def _take(self, event: Any) -> None:
        match type(event).__name__:
            case "DocumentStartEvent":
                self._open_document()
            case "MappingStartEvent":
                self._open_group(event, {})
            case "SequenceStartEvent":
                self._open_group(event, [])
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close_group()
            case "ScalarEvent":
                self._put_scalar(event)
            case "AliasEvent":
                self._put(self._alias(event.anchor))

    def _open_document(self) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._broken(
                "a second document begins here", "several-documents", "Keep one brief in a file; delete the line `---`."
            )

    def _open_group(self, event: Any, data: dict[str, Data] | list[Data]) -> None:
        self._refuse_tag(event)
        if len(self.groups) == DEEPEST:
            raise self._broken(f"this is nested more than {DEEPEST} deep", "too-deep", "Write it flatter.")
        self.groups.append(_Group(_Value(data, Mark(self.at)), event.anchor))

    def _close_group(self) -> None:
        group = self.groups.pop()
        if group.anchor:
            self.anchors[group.anchor] = group.value
        self._put(group.value)

    def _put_scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        value = self._scalar(event)
        if event.anchor:
            self.anchors[event.anchor] = value
        self._put(value)

    def _refuse_tag(self, event: Any) -> None:
        if event.tag is not None:
            self._fault(
                "a brief holds no tags", "tag", 'Delete the word that begins with "!", or put the text in quotes.'
            )

    def _alias(self, name: str) -> _Value:
        if name in self.anchors:
            return self.anchors[name]
        if any(group.anchor == name for group in self.groups):
            self._fault(f'"*{name}" stands inside what it repeats', "cyclic-alias", "Write the text out.")
        else:
            self._fault(
                f'nothing is called "&{shown(name)}"', "unknown-alias", 'Put a text that begins with "*" in quotes.'
            )
        return _Value(None, Mark(self.at), refused=True)

    # --- values

    def _put(self, value: _Value) -> None:
        if not self.groups:
            self.root = value
            return
        group = self.groups[-1]
        self._count(group, value)
        if isinstance(group.value.data, list):
            self._append(group, group.value.data, value)
        elif not group.named:
            group.named, group.name = True, self._name(group, value)
        else:
            self._set(group, value)

    def _count(self, group: _Group, value: _Value) -> None:
        """Count what the data would be with all aliases written out, and stop before it explodes."""
        group.value.size += value.size
        group.value.height = max(group.value.height, value.height + 1)
        if sum(open_group.value.size for open_group in self.groups) > MOST_VALUES:
            raise self._broken(
                f"this holds more than {MOST_VALUES:,} values",
                "too-many-values",
                "Split the brief, or write out what is repeated with *.",
            )
        if len(self.groups) + value.height > DEEPEST:
            raise self._broken(f"this is nested more than {DEEPEST} deep", "too-deep", "Write it flatter.")

    def _name(self, group: _Group, value: _Value) -> Scalar | None:
        name = value.data
        if not isinstance(name, Scalar):
            self._fault("the name of a field is a text", "bad-name", "Put it in quotes, or mend the indentation.")
            return None
        if name in group.value.mark.names:
            line = group.value.mark.names[name].line
            self._fault(
                f'the field "{shown(name)}" stands here for the second time',
                "duplicate-field",
                f"The first is on line {line}; keep one.",
            )
            return None
        group.value.mark.names[name] = self.at
        return name

    def _set(self, group: _Group, value: _Value) -> None:
        name, group.name, group.named = group.name, None, False
        if name is None or not isinstance(group.value.data, dict):
            return
        group.value.mark.values[name] = value.mark
        if self._missing(value, f'the field "{shown(name)}" is empty', group.value.mark.names[name]):
            group.value.mark.refused.add(name)
        else:
            group.value.data[name] = value.data

    def _append(self, group: _Group, items: list[Data], value: _Value) -> None:
        if self._missing(value, "this item is empty", self.at):
            return
        group.value.mark.values[len(items)] = value.mark
        items.append(value.data)

    def _missing(self, value: _Value, message: str, place: Place) -> bool:
        if value.data is None and not value.refused:
            location = Location(self.file, *place)
            self._tell(
                Problem(message=message, code="empty-field", location=location, hint="Fill it in, or leave it out.")
            )
        return value.data is None

    def _scalar(self, event: Any) -> _Value:
        text, mark = event.value, Mark(self.at)
        plain = not event.style
        if plain and text in _CONSTANTS:
            return _Value(_CONSTANTS[text], mark)
        if plain and (_INT.fullmatch(text) or _FLOAT.fullmatch(text)):
            number = _number(text)
            if number is None:
                self._fault(
                    "this number is too long, or no number at all",
                    "bad-number",
                    f"At most {LONGEST_NUMBER} digits; put a text that looks like a number in quotes.",
                )
            return _Value(number, mark, refused=number is None)
        return _Value(Scalar(self._clean(text), event.start_mark.index, event.end_mark.index), mark)

    def _clean(self, text: str) -> str:
        """Drop hidden characters: those of the file are reported already, those that were escaped are now."""
        for found in HIDDEN.finditer(text):
            if found[0] != "\ufffd":
                self._fault(
                    f"this text holds a hidden character (U+{ord(found[0]):04X})", "hidden-character", "Delete it."
                )
        return HIDDEN.sub("", text)


def _number(text: str) -> int | Decimal | None:
    """Read a number exactly; None where it is too long, infinite, or not a number."""
    if len(text) > LONGEST_NUMBER + 10:
        return None
    if _INT.fullmatch(text):
        value = int(text, 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10)
        return value if abs(value) < 10**LONGEST_NUMBER else None
    if "n" in text.lower():
        return None
    number = Decimal(text)
    return number if abs(number.adjusted()) < LONGEST_NUMBER else None


def shown(text: str, longest: int = 40) -> str:
    """Shorten a text for a message."""
    return text if len(text) <= longest else text[:longest] + "…"
