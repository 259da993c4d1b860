"""
The tension map: how grave each tension is, upwards, against which way it moves, across.

Each tension stands in the cell of its severity and trend, as a line of text
behind its mark; a cell grows with what it holds, so that names never collide.
In a phone's column the severity stands above its row and the mark above its
title, so that the cells are wide enough for words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas, Type

if TYPE_CHECKING:
    from communique.document.plots import Mark, TensionPlot
    from communique.figures.look import Look

TITLE: Final = Type(8.0)
HEAD: Final = Type(8.0, "SemiBold")
LEADING: Final = 10.0
HEADS: Final = 60.0  #: The width of the column that names the severities.
PAD: Final = 6.0
CLOSE: Final = 4.0  #: The padding in a phone's column.
BARS: Final = 14.0  #: What the mark before a title takes.
SMALL: Final = 300.0  #: Points below which a column is a phone's.
LOWEST: Final = 24.0  #: The height of an empty row.
BAR: Final = 2.4
SEVERITIES: Final = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the grid is laid out in a column: what the heads of rows take beside it, and the marks beside titles."""

    heads: float
    pad: float
    bars: float

    @classmethod
    def of(cls, width: float) -> Layout:
        """Choose by the width of the column."""
        return cls(0.0, CLOSE, 0.0) if width < SMALL else cls(HEADS, PAD, BARS)


@dataclass(frozen=True, slots=True)
class Cell:
    """The tensions of one severity and trend: where the cell begins, how wide it is, each title's lines."""

    left: float
    width: float
    marks: tuple[tuple[Mark, tuple[str, ...]], ...]
    layout: Layout

    @property
    def height(self) -> float:
        """The height that the titles take, and the marks where they stand above them."""
        above = 0 if self.layout.bars else LEADING
        return sum(len(lines) * LEADING + 3 + above for _, lines in self.marks) + 2 * self.layout.pad - 3


def draw(plot: TensionPlot, look: Look) -> Canvas:
    """Draw the grid from the gravest row down, then the trends below their columns."""
    canvas = Canvas(look, look.width)
    for cells, word in grid(plot, look):
        _row(canvas, cells, word)
    _foot(canvas, plot)
    return canvas


def grid(plot: TensionPlot, look: Look) -> tuple[tuple[tuple[Cell, ...], str], ...]:
    """Put each tension into its cell; the gravest row first, each with the word for its severity."""
    layout = Layout.of(look.width)
    width = (look.width - layout.heads) / len(plot.trends)
    room = width - 2 * layout.pad - layout.bars

    def cell(column: int, severity: str, trend: str) -> Cell:
        here = [mark for mark in plot.marks if (mark.severity, mark.trend) == (severity, trend)]
        marks = tuple((mark, look.wrap(mark.title, TITLE.size, room, 4)) for mark in here)
        return Cell(layout.heads + column * width, width, marks, layout)

    return tuple(
        (tuple(cell(i, severity, trend) for i, (trend, _) in enumerate(plot.trends)), word)
        for severity, word in reversed(plot.severities)
    )


def _row(canvas: Canvas, cells: tuple[Cell, ...], word: str) -> None:
    height = max(LOWEST, *(cell.height for cell in cells))
    canvas.line(((0, canvas.height), (canvas.width, canvas.height)), "rule", 0.5)
    _head(canvas, word, height)
    for cell in cells:
        if cell.marks:
            canvas.rect(cell.left + 1, canvas.height + 1, cell.width - 2, height - 2, fill="tint")
        _titles(canvas, cell, canvas.height + cell.layout.pad + TITLE.size)
    canvas.height += height


def _head(canvas: Canvas, word: str, height: float) -> None:
    """Name a row beside it, in the middle of its height, or on a line above it."""
    layout = Layout.of(canvas.width)
    lines = canvas.look.wrap(word, HEAD.size, (layout.heads or canvas.width) - PAD, 3, HEAD.weight)
    middle = (height - (len(lines) - 1) * LEADING) / 2 + 3
    for i, line in enumerate(lines):
        canvas.words(0, canvas.height + (middle if layout.heads else LEADING) + i * LEADING, line, HEAD)
    canvas.height += 0 if layout.heads else LEADING * len(lines) + 3


def _titles(canvas: Canvas, cell: Cell, baseline: float) -> None:
    left = cell.left + cell.layout.pad
    for mark, lines in cell.marks:
        _bars(canvas, left, baseline, mark.severity)
        baseline += 0 if cell.layout.bars else LEADING
        for line in lines:
            canvas.words(left + cell.layout.bars, baseline, line, TITLE)
            baseline += LEADING
        baseline += 3


def _bars(canvas: Canvas, x: float, baseline: float, severity: str) -> None:
    """Draw one, two or three full bars, as grave as the tension is: a mark that needs no colour."""
    for i in range(len(SEVERITIES)):
        height = 2.5 + 2 * i
        fill = severity if i <= SEVERITIES.index(severity) else "paper"
        place = (x + i * (BAR + 1), baseline - height)
        canvas.rect(*place, BAR, height, fill=fill, stroke=severity, stroke_width=0.5)


def _foot(canvas: Canvas, plot: TensionPlot) -> None:
    layout = Layout.of(canvas.width)
    top, width = canvas.height, (canvas.width - layout.heads) / len(plot.trends)
    canvas.line(((0, top), (canvas.width, top)), "muted", 0.75)
    for column, (_, word) in enumerate(plot.trends):
        lines = canvas.look.wrap(word, HEAD.size, width - 2 * layout.pad, 2, HEAD.weight)
        for i, line in enumerate(lines):
            canvas.words(layout.heads + column * width + layout.pad, top + 12 + i * LEADING, line, HEAD)
        canvas.height = max(canvas.height, top + 6 + len(lines) * LEADING)
