"""How wide the columns of a table are, and how many key figures stand abreast, worked out from what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.document.nodes import Span
from communique.document.walk import plain

if TYPE_CHECKING:
    from communique.document.nodes import Inline, Inlines, KeyFigures, Table

LINE = 84
"""Characters, digits rather, that go into one line of a table over the full width of a page."""

WORD, CELL = 16, 60
"""A column need not hold a longer word whole, nor a longer cell on one line."""

DESK = 64
"""Characters that go into one line of a table in an e-mail at a desk."""

PHONE, PHRASE = 35, 18
"""Characters that go into one line of a table on a phone; and those of a phrase, that no cell there need exceed to be read."""


ABREAST = {1: 1, 2: 2, 3: 3, 5: 3, 6: 3, 9: 3}
"""Key figures in a row, by how many there are, so that the rows fill; four of any other number."""

DIGITS = {4: 8, 3: 11, 2: 17}
"""Digits of a key figure that a column holds, by how many columns there are."""


SMALLER = 0.6
"""How wide a letter of its unit is, beside a digit of the number."""


def abreast(strip: KeyFigures) -> int:
    """Tell how many key figures stand in a row: so many as fill the rows, and that no number is broken."""
    longest = max((_digits(figure.value) for figure in strip.figures), default=0)
    room = next((count for count, digits in DIGITS.items() if longest <= digits), 1)
    return min(ABREAST.get(len(strip.figures), max(DIGITS)), room)


def _digits(value: Inlines) -> float:
    """Count the characters of the longest part of a key figure that must not be broken: the number, before all."""
    return max(map(_unbroken, value), default=0)


def _unbroken(part: Inline) -> float:
    """Measure a part; what is said in another language is a whole figure again."""
    if isinstance(part, Span):
        return _digits(part.inlines) if part.language else len(plain(part))
    return SMALLER * _word(plain(part))


def _word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def crowded(table: Table) -> bool:
    """Tell a table whose longest words, beside each other, are longer than a line of an e-mail."""
    return sum(word + 1 for word, _ in map(_longest, _texts(table))) > DESK


def fits_a_phone(table: Table) -> bool:
    """Tell a table that can be read as one on a phone: no word is broken, and no sentence is a column of words."""
    return sum(max(word, min(cell, PHRASE)) + 1 for word, cell in map(_longest, _texts(table))) <= PHONE


def widths(table: Table) -> tuple[int, ...]:
    """Give each column its width in percent: as written where it is, else room for its longest word, and for its length."""
    given = [column.width * LINE / 100 for column in table.columns]
    words, cells = zip(
        *((0, 0) if width else _need(texts) for width, texts in zip(given, _texts(table), strict=True)), strict=True
    )
    left = max(LINE - sum(given) - sum(words), 0)
    wanted = sum(cells) or 1
    needs = [width or word + left * cell / wanted for width, word, cell in zip(given, words, cells, strict=True)]
    return _percent(needs)


def _percent(needs: list[float]) -> tuple[int, ...]:
    """Share out a hundred: rounded down, and what is left to those that lost most, so that no table grows past its page."""
    shares = [need * 100 / (sum(needs) or 1) for need in needs]
    left = 100 - sum(map(int, shares))
    losers = sorted(range(len(shares)), key=lambda at: int(shares[at]) - shares[at])[:left]
    return tuple(int(share) + (at in losers) for at, share in enumerate(shares))


def _texts(table: Table) -> tuple[tuple[str, ...], ...]:
    """Write out each column: its title and its cells."""
    return tuple(
        (plain(column.title), *(plain(row.cells[i]) for row in table.rows if i < len(row.cells)))
        for i, column in enumerate(table.columns)
    )


def _need(texts: tuple[str, ...]) -> tuple[int, int]:
    """Measure a column: its longest word, and what its longest cell needs beyond that."""
    longest, line = _longest(texts)
    word = min(longest, WORD) + 2
    return word, max(min(line, CELL) - word, 1)


def _longest(texts: tuple[str, ...]) -> tuple[int, int]:
    """Measure the longest word and the longest line."""
    word = max((len(word) for text in texts for word in text.split()), default=0)
    return word, max((len(line) for text in texts for line in text.split("\n")), default=0)
