"""
Tables in Word: the grid, the rows and the cells, from cells that are written already.

Every table has fixed widths, so that it looks the same in every word processor,
and rows that do not break over pages unless they are asked to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.ooxml import element
from communique.scripts import right_to_left
from communique.word_styles import COLUMN_GAP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from communique.writers.docx_paragraphs import Context


FACING: Final = frozenset({"Cards", "Timeline", "Parallel"})
"""Styles of tables whose columns face each other, with a line between them in the middle of a gap."""

ROOM: Final = 180  #: Twips after the words of any other cell; the table styles of `letter.docx` say the same.


@dataclass(frozen=True, slots=True)
class Grid:
    """The shape of a table: its style, and the width of each column in twips."""

    style: str
    widths: tuple[int, ...]
    header_row: bool = False
    header_column: bool = False
    rows_break: bool = False
    right_to_left: bool = False
    gap: int = 0  #: Between two columns, in twips.

    def inner(self, column: int) -> int:
        """Give the width of the text in a cell of a column."""
        return max(self.widths[column] - self.gap, 200)


def grid_of(context: Context, style: str, percents: Sequence[int], **shape: bool) -> Grid:
    """
    Shape a table to where it stands; it goes the way that its language does.

    Half a gap hangs out at either side, so that the outer columns stand as far
    out as the text.
    """
    identifier = context.package.style(style, "table")
    turned = right_to_left(context.package.language)
    hung = style in FACING
    widths = shares(percents, context.width + COLUMN_GAP * hung)
    return Grid(identifier, widths, right_to_left=turned, gap=COLUMN_GAP if hung else ROOM, **shape)


def shares(percents: Sequence[int], total: int) -> tuple[int, ...]:
    """Share a width out: each column its percents, and 0 an even part of what they leave."""
    free = percents.count(0)
    left = max(100 - sum(percents), 8 * free)
    parts = [percent or left / free for percent in percents]
    return tuple(round(total * part / sum(parts)) for part in parts)


def write_table(grid: Grid, rows: Iterable[Sequence[str]]) -> str:
    """Write a table of rows of cells; the first row is the head where the grid says so."""
    written = "".join(_row(grid, cells, head=grid.header_row and index == 0) for index, cells in enumerate(rows))
    return element("w:tbl", _properties(grid), _columns(grid.widths), written)


def _properties(grid: Grid) -> str:
    look = element(
        "w:tblLook",
        val=f"{0x0600 | 0x20 * grid.header_row | 0x80 * grid.header_column:04X}",
        firstRow=int(grid.header_row),
        lastRow=0,
        firstColumn=int(grid.header_column),
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    return element(
        "w:tblPr",
        element("w:tblStyle", val=grid.style) if grid.style else "",
        element("w:bidiVisual") if grid.right_to_left else "",
        element("w:tblW", w=sum(grid.widths), type="dxa"),
        element("w:tblLayout", type="fixed"),
        look,
    )


def _columns(widths: tuple[int, ...]) -> str:
    return element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))


def _row(grid: Grid, cells: Sequence[str], *, head: bool) -> str:
    whole = "" if grid.rows_break else element("w:cantSplit")
    properties = whole + (element("w:tblHeader") if head else "")
    written = "".join(_cell(width, cell) for width, cell in zip(grid.widths, cells, strict=True))
    return element("w:tr", element("w:trPr", properties) if properties else "", written)


def _cell(width: int, content: str) -> str:
    """Write one cell; Word asks that its last thing be a paragraph."""
    end = "" if content.endswith("</w:p>") else element("w:p")
    return element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), content, end)
