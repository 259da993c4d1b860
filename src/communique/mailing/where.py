"""
A filter that chooses people: ``office = 'Senate' and language = 'es'``.

    filter      any-of
    any-of      all-of { or all-of }
    all-of      test { and test }
    test        not test | ( any-of ) | comparison
    comparison  field operator 'text' | field [not] in ( 'text', … ) | field is [not] empty
    operator    = != < <= > >= contains starts ends

A field is one of `FIELDS`, or an attribute that some subscriber has. Texts
compare as they are written, so a date is written 2026-01-31. What a subscriber
lacks is the empty text: there is no third answer between yes and no. A filter
is read here, by hand, and becomes expressions with bound values; no part of it
is ever SQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NoReturn

from communique.errors import ProblemsFound
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FIELDS: Final = ("address", "domain", "name", "language", "format")
"""What every subscriber has."""
OPERATORS: Final = ("=", "!=", "<=", ">=", "<", ">", "contains", "starts", "ends")
WORDS: Final = ("and", "or", "not", "in", "is", "empty", "contains", "starts", "ends")
DEEPEST: Final = 50
LONGEST: Final = 4000

_TOKEN: Final = re.compile(
    r"(?P<gap>\s+)|(?P<text>'(?:[^']|'')*')|(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)|(?P<word>[^\W\d]\w*)|(?P<wrong>.)",
    re.DOTALL,
)


class InvalidFilter(ProblemsFound):
    """A filter has a fault."""


# --- what a filter says


@dataclass(frozen=True, slots=True)
class Compare:
    """A field beside a text."""

    field: str
    operator: str
    text: str


@dataclass(frozen=True, slots=True)
class Among:
    """A field is one of some texts."""

    field: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Filter


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds."""

    parts: tuple[Filter, ...]


Filter = Compare | Among | Not | All | Any


# --- reading one


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  #: ``text``, ``sign``, ``word``, or ``end``.
    value: str
    column: int


def parse_filter(source: str, attributes: Collection[str]) -> Filter:
    """
    Read a filter; `attributes` are those that subscribers have.

    Raises:
        InvalidFilter: it is none [bad-filter, unknown-attribute], with the column and a hint.

    """
    if len(source) > LONGEST:
        _refuse(f"a filter has at most {LONGEST} characters", LONGEST)
    return _Reader(source, frozenset(attributes)).whole()


class _Reader:
    def __init__(self, source: str, attributes: frozenset[str]) -> None:
        self._tokens = list(_tokens(source))
        self._fields = attributes | set(FIELDS)
        self._at = 0
        self._depth = 0

    def whole(self) -> Filter:
        read = self._any_of()
        if self._next.kind != "end":
            hint = "close it" if self._next.value != ")" else "no bracket is open here"
            _refuse(f"“{self._next.value}” cannot stand here", self._next.column, f"join tests with and, or; {hint}")
        return read

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        taken = self._next
        self._at += taken.kind != "end"
        return taken

    def _passes(self, value: str) -> bool:
        """Step over a word or a sign, where it comes next."""
        passes = self._next.kind in {"word", "sign"} and self._next.value.lower() == value
        self._at += passes
        return passes

    def _any_of(self) -> Filter:
        parts = [self._all_of()]
        while self._passes("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _all_of(self) -> Filter:
        parts = [self._test()]
        while self._passes("and"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _test(self) -> Filter:
        self._depth += 1
        if self._depth > DEEPEST:
            _refuse(f"brackets and `not` are nested more than {DEEPEST} deep", self._next.column)
        test = Not(self._test()) if self._passes("not") else self._bracket() or self._comparison()
        self._depth -= 1
        return test

    def _bracket(self) -> Filter | None:
        opened = self._next.column
        if not self._passes("("):
            return None
        inner = self._any_of()
        if not self._passes(")"):
            _refuse("this bracket is not closed", opened)
        return inner

    def _comparison(self) -> Filter:
        field = self._field()
        if self._passes("is"):
            negated = self._passes("not")
            if not self._passes("empty"):
                _refuse("`empty` belongs here", self._next.column, f"{field} is empty, {field} is not empty")
            return Not(Compare(field, "=", "")) if negated else Compare(field, "=", "")
        negated = self._passes("not")
        if self._passes("in"):
            among = Among(field, self._texts())
            return Not(among) if negated else among
        if negated:
            _refuse("`in` belongs here", self._next.column, f"{field} not in ('Senate', 'House')")
        return self._compared(field)

    def _compared(self, field: str) -> Filter:
        sign = self._take()
        operator = {"<>": "!="}.get(sign.value, sign.value.lower())
        if sign.kind not in {"sign", "word"} or operator not in OPERATORS:
            _refuse(
                f"after “{field}” a comparison is expected", sign.column, f"one of {' '.join(OPERATORS)}, in, is empty"
            )
        return Compare(field, operator, self._text())

    def _field(self) -> str:
        token = self._take()
        if token.kind != "word" or (token.value.lower() in WORDS and token.value not in self._fields):
            said = f"“{token.value}” is no field" if token.value else "the filter ends where a field is expected"
            _refuse(said, token.column, "for example: office = 'Senate' and language = 'es'")
        if token.value not in self._fields:
            near = get_close_matches(token.value, sorted(self._fields), 1)
            hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(sorted(self._fields))}"
            _refuse(f'no subscriber has "{token.value}"', token.column, hint, "unknown-attribute")
        return token.value

    def _text(self) -> str:
        token = self._take()
        if token.kind != "text":
            hint = f"write '{token.value}'" if token.kind == "word" else "write it as 'Senate'"
            _refuse("a text in single quotation marks is expected", token.column, hint)
        text = token.value[1:-1].replace("''", "'")
        if not text.isprintable():
            _refuse("there is a character in this text that nobody sees", token.column)
        return text

    def _texts(self) -> tuple[str, ...]:
        if not self._passes("("):
            _refuse("a bracket is expected", self._next.column, "in ('Senate', 'House')")
        texts = [self._text()]
        while self._passes(","):
            texts.append(self._text())
        if not self._passes(")"):
            _refuse("a comma or the closing bracket is expected", self._next.column)
        return tuple(texts)


def _tokens(source: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(source):
        kind, column = str(found.lastgroup), found.start() + 1
        if kind == "wrong":
            _refuse_character(found[0], column)
        if kind != "gap":
            yield _Token(kind, found[0], column)
    yield _Token("end", "", len(source) + 1)


def _refuse_character(character: str, column: int) -> NoReturn:
    if character == "'":
        _refuse("a quotation mark is opened here and never closed", column, "an apostrophe within it is written twice")
    hint = {
        '"': "texts stand in single quotation marks: 'Senate'",
        "‘": "write straight quotation marks: 'Senate'",
        "“": "write straight quotation marks: 'Senate'",
        ";": "one filter, no semicolon",
    }.get(character, "numbers and dates stand in quotation marks too: '2026-01-31'" if character.isdigit() else "")
    _refuse(f"“{character}” means nothing here", column, hint)


def _refuse(message: str, column: int, hint: str = "", code: str = "bad-filter") -> NoReturn:
    raise InvalidFilter([Problem(message=message, code=code, location=Location("--where", 1, column), hint=hint)])
