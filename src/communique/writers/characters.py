"""Characters as a writer needs them: what may stand in a file, how wide it is shown, where a line may break."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

GLUE: Final = "\x1f"
"""A blank where no line breaks; written as a blank at the end."""

_ILLEGAL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS: Final = re.compile("[ \t\n\r\x0b\x0c\x85\u2028\u2029]+")
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf"})


def legible(text: str) -> str:
    """Put the replacement character in place of what no XML file may hold; line feeds and tabs stay."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Make running text of characters: legible, with single blanks and no line breaks."""
    return legible(_BLANKS.sub(" ", text))


def columns(text: str) -> int:
    """Count the columns that a terminal shows a text in: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_column(c) for c in text)


def _column(character: str) -> int:
    if unicodedata.category(character) in _INVISIBLE:
        return 0
    return 2 if _is_wide(character) else 1


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def pad(text: str, width: int, align: Literal["start", "center", "end"]) -> str:
    """Fill a text up to a width with blanks."""
    missing = max(width - columns(text), 0)
    before = {"start": 0, "center": missing // 2, "end": missing}[align]
    return " " * before + text + " " * (missing - before)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of a width in columns; a word that is wider stands on a line of its own."""
    return [line.replace(GLUE, " ") for part in text.split("\n") for line in _fill(part, width) if text]


def _fill(text: str, width: int) -> list[str]:
    lines, line, used = list[str](), "", 0
    for blank, unit in _units(text):
        size = columns(unit)
        if line and used + len(blank) + size > width:
            lines.append(line)
            line, used = unit, size
        else:
            line, used = (line + blank + unit, used + len(blank) + size) if line else (unit, size)
    return [*lines, line]


def _units(text: str) -> list[tuple[str, str]]:
    """Cut a text where a line may break: at blanks, and around wide characters, which have none between words."""
    units = list[tuple[str, str]]()
    for word in filter(None, text.split(" ")):
        parts = _around_wide(word)
        units += [(" ", parts[0]), *(("", part) for part in parts[1:])]
    return units


def _around_wide(word: str) -> list[str]:
    if word.isascii() or not any(map(_is_wide, word)):
        return [word]
    parts = [""]
    for character in word:
        if parts[-1] and (_is_wide(character) or _is_wide(parts[-1][-1])) and not _clings(character):
            parts.append("")
        parts[-1] += character
    return parts


def _clings(character: str) -> bool:
    """Tell whether a character never begins a line: a full stop, a closing bracket, a combining mark."""
    return unicodedata.category(character) in {"Po", "Pe", "Pf", "Pd", *_INVISIBLE}
