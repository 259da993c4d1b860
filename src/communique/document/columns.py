"""How wide the columns of a table are, worked out from what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.document.walk import plain

if TYPE_CHECKING:
    from communique.document.nodes import Table

LINE = 84
"""Characters, digits rather, that go into one line of a table over the full width of a page."""

WORD, CELL = 16, 60
"""A column need not hold a longer word whole, nor a longer cell on one line."""


def widths(table: Table) -> tuple[int, ...]:
    """Give each column its width in percent: as written where it is, else room for its longest word, and for its length."""
    given = [column.width * LINE / 100 for column in table.columns]
    words, cells = zip(*(_need(table, i) if not width else (0, 0) for i, width in enumerate(given)), strict=True)
    left = max(LINE - sum(given) - sum(words), 0)
    wanted = sum(cells) or 1
    needs = [width or word + left * cell / wanted for width, word, cell in zip(given, words, cells, strict=True)]
    total = sum(needs)
    return tuple(round(need * 100 / total) for need in needs)


def _need(table: Table, index: int) -> tuple[int, int]:
    """Measure a column: its longest word, and what its longest cell needs beyond that."""
    texts = [
        plain(table.columns[index].title),
        *(plain(row.cells[index]) for row in table.rows if index < len(row.cells)),
    ]
    word = min(max((len(word) for text in texts for word in text.split()), default=0), WORD) + 2
    cell = min(max(len(line) for text in texts for line in (text.split("\n") or [""])), CELL)
    return word, max(cell - word, 1)
