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
HEADS: Final = (60.0, 96.0)  #: The least and the most width of the column that names the severities.
PAD: Final = 6.0
CLOSE: Final = 4.0  #: The padding in a phone's column.
BARS: Final = 20.0  #: What the mark before a title takes.
SMALL: Final = 300.0  #: Points below which a column is a phone's.
LOWEST: Final = 24.0  #: The height of an empty row.
BOX: Final = (4.0, 5.4)
ARROW: Final = 8.0  #: The length of an arrow before a trend.
SLOPES: Final = {"easing": -1, "steady": 0, "rising": 1}
SEVERITIES: Final = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the grid is laid out in a column: what the heads of rows take beside it, and the marks beside titles."""

    heads: float
    pad: float
    bars: float

    @classmethod
    def of(cls, plot: TensionPlot, look: Look) -> Layout:
        """Choose by the width of the column, and by the words for the severities."""
        if look.width < SMALL:
            return cls(0.0, CLOSE, 0.0)
        widest = max(look.measure(word, HEAD.size, HEAD.weight) for _, word in plot.severities) + 2 * PAD
        return cls(min(max(widest, HEADS[0]), HEADS[1]), PAD, BARS)


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
    """Draw the trends, then the grid below them from the gravest row down."""
    canvas, layout = Canvas(look, look.width), Layout.of(plot, look)
    _trends(canvas, plot, layout)
    for cells, word in grid(plot, look):
        _row(canvas, cells, word, layout)
    canvas.line(((0, canvas.height), (canvas.width, canvas.height)), "muted", 0.75)
    canvas.height += 1
    return canvas


def grid(plot: TensionPlot, look: Look) -> tuple[tuple[tuple[Cell, ...], str], ...]:
    """Put each tension into its cell; the gravest row first, each with the word for its severity."""
    layout = Layout.of(plot, look)
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


def _trends(canvas: Canvas, plot: TensionPlot, layout: Layout) -> None:
    """Name the columns, each with an arrow that goes the way of its tensions."""
    width = (canvas.width - layout.heads) / len(plot.trends)
    indent = layout.pad + ARROW + 4
    for column, (trend, word) in enumerate(plot.trends):
        left = layout.heads + column * width
        _arrow(canvas, left + layout.pad, 7.0, SLOPES[trend])
        lines = canvas.look.wrap(word, HEAD.size, width - indent - CLOSE, 2, HEAD.weight)
        for i, line in enumerate(lines):
            canvas.words(left + indent, 10 + i * LEADING, line, HEAD)
        canvas.height = max(canvas.height, 5 + len(lines) * LEADING)
    canvas.line(((0, canvas.height), (canvas.width, canvas.height)), "muted", 0.75)


def _arrow(canvas: Canvas, x: float, y: float, slope: int) -> None:
    """Draw an arrow that falls, goes on level, or rises."""
    rise = 2.6 * slope
    tip = (x + ARROW, y - rise)
    canvas.line(((x, y + rise), tip), "ink", 1.0)
    back = (
        ((-3.6, -0.4), (-1.4, 3.3))
        if slope > 0
        else ((-3.6, 0.4), (-1.4, -3.3))
        if slope
        else ((-2.8, -2.4), (-2.8, 2.4))
    )
    ends = [(tip[0] + dx, tip[1] + dy) for dx, dy in back]
    canvas.line((ends[0], tip, ends[1]), "ink", 1.0, stroke_linejoin="round")


def _row(canvas: Canvas, cells: tuple[Cell, ...], word: str, layout: Layout) -> None:
    height = max(LOWEST, *(cell.height for cell in cells))
    _head(canvas, word, height, layout)
    for cell in cells:
        if cell.marks:
            canvas.rect(cell.left + 1, canvas.height + 1.5, cell.width - 2, height - 3, fill="tint")
        _titles(canvas, cell, canvas.height + cell.layout.pad + TITLE.size)
    canvas.height += height
    canvas.line(((0, canvas.height), (canvas.width, canvas.height)), "rule", 0.5)


def _head(canvas: Canvas, word: str, height: float, layout: Layout) -> None:
    """Name a row beside it, in the middle of its height, or on a line above it."""
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
    """Fill one, two or three boxes, as grave as the tension is: the mark that stands on its card, and needs no colour."""
    for i in range(len(SEVERITIES)):
        fill = severity if i <= SEVERITIES.index(severity) else "rule"
        canvas.rect(x + i * (BOX[0] + 1.2), baseline - BOX[1], *BOX, fill=fill)
