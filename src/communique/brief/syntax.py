"""What the YAML parser says, said so that a writer understands it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from communique.brief.marks import Place
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

SENTENCES: Final[tuple[tuple[str, str, str], ...]] = (
    (r"character '\\t'", "a tab cannot stand here", "Indent with spaces."),
    (r"mapping values are not allowed", "a colon cannot stand here", "Put a text that holds a colon in quotes, or mend the indentation."),
    (r"could not find expected ':'", "a colon is missing after the name of this field", "Write `name: value`, or indent the line as part of the text above."),
    (r"but found '<scalar>'", "these words stand outside of the quotation marks before them", "Within single quotes write an apostrophe twice; or indent the line as its neighbours are."),
    (r"expected <block end>|did not find expected '-'|block sequence entries are not allowed|bad indentation", "this line is not indented as its neighbours are", "Give all fields of a group the same number of spaces."),
    (r"end of stream|document separator", "a quotation mark is opened here and never closed", "Close it; an apostrophe within single quotes is written twice."),
    (r"expected ',' or '[]}]'|flow (?:node|sequence|mapping)", "a bracket is opened here and never closed, or a comma is missing", "Put a text that begins with a bracket in quotes."),
    (r"unknown escape|escape sequence", "this backslash means nothing here", "Use single quotes, or write the backslash twice."),
    (r"chomping or indentation", "words stand behind the mark | or >", "Begin the text on the next line."),
    (r"version 1", "this is another version of YAML", "Delete this line."),
    (r"cannot start any token|alphabetic or numeric|expected URI|node content", "a text cannot begin with this character", "Put the text in quotes."),
    (r"<document start>", "this cannot stand after the end of the brief", "Mend the indentation, or delete it."),
)  # fmt: skip
"""What the parser says, as a pattern -> the sentence, and the way out; the first that fits."""

_FROM_WHERE_IT_BEGAN: Final = ("opened here", "colon is missing")
"""Faults that are noticed far behind their place."""


def problem_of(error: YAMLError, file: str, at: Place) -> Problem:
    """Turn the parser's error into a problem; `at` is the last place that was understood."""
    said = str(getattr(error, "problem", None) or "")
    message, hint = next(
        ((message, hint) for pattern, message, hint in SENTENCES if re.search(pattern, said)),
        ("this is not valid YAML", "Look for a stray mark near this place."),
    )
    began = any(words in message for words in _FROM_WHERE_IT_BEGAN)
    mark: Any = (getattr(error, "context_mark", None) if began else None) or getattr(error, "problem_mark", None)
    place = Place(mark.line + 1, mark.column + 1) if mark else at
    return Problem(message=message, code="bad-yaml", location=Location(file, *place), hint=hint)
