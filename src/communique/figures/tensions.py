"""
The tension map: how grave each tension is, upwards, against which way it moves, across.

Each tension stands in the cell of its severity and trend, as a line of text
behind its mark; a cell grows with what it holds, so that names never collide.
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
BARS: Final = 14.0  #: What the mark before a title takes.
LOWEST: Final = 24.0  #: The height of an empty row.
BAR: Final = 2.4
SEVERITIES: Final = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Cell:
    """The tensions of one severity and trend: where the cell begins, how wide it is, each title's lines."""

    left: float
    width: float
    marks: tuple[tuple[Mark, tuple[str, ...]], ...]

    @property
    def height(self) -> float:
        """The height that the titles take."""
        return sum(len(lines) * LEADING + 3 for _, lines in self.marks) + 2 * PAD - 3


def draw(plot: TensionPlot, look: Look) -> Canvas:
    """Draw the grid from the gravest row down, then the trends below their columns."""
    canvas = Canvas(look, look.width)
    for cells, word in grid(plot, look):
        _row(canvas, cells, word)
    _foot(canvas, plot)
    return canvas


def grid(plot: TensionPlot, look: Look) -> tuple[tuple[tuple[Cell, ...], str], ...]:
    """Put each tension into its cell; the gravest row first, each with the word for its severity."""
    width = (look.width - HEADS) / len(plot.trends)

    def cell(column: int, severity: str, trend: str) -> Cell:
        here = [mark for mark in plot.marks if (mark.severity, mark.trend) == (severity, trend)]
        marks = tuple((mark, look.wrap(mark.title, TITLE.size, width - 2 * PAD - BARS, 4)) for mark in here)
        return Cell(HEADS + column * width, width, marks)

    return tuple(
        (tuple(cell(i, severity, trend) for i, (trend, _) in enumerate(plot.trends)), word)
        for severity, word in reversed(plot.severities)
    )


def _row(canvas: Canvas, cells: tuple[Cell, ...], word: str) -> None:
    top = canvas.height
    height = max(LOWEST, *(cell.height for cell in cells))
    canvas.line(((0, top), (canvas.width, top)), "rule", 0.5)
    lines = canvas.look.wrap(word, HEAD.size, HEADS - PAD, 3, HEAD.weight)
    for i, line in enumerate(lines):
        canvas.words(0, top + (height - (len(lines) - 1) * LEADING) / 2 + 3 + i * LEADING, line, HEAD)
    for cell in cells:
        if cell.marks:
            canvas.rect(cell.left + 1, top + 1, cell.width - 2, height - 2, fill="tint")
        _titles(canvas, cell, top + PAD + TITLE.size)
    canvas.height = top + height


def _titles(canvas: Canvas, cell: Cell, baseline: float) -> None:
    for mark, lines in cell.marks:
        _bars(canvas, cell.left + PAD, baseline, mark.severity)
        for line in lines:
            canvas.words(cell.left + PAD + BARS, baseline, line, TITLE)
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
    top, width = canvas.height, (canvas.width - HEADS) / len(plot.trends)
    canvas.line(((0, top), (canvas.width, top)), "muted", 0.75)
    for column, (_, word) in enumerate(plot.trends):
        lines = canvas.look.wrap(word, HEAD.size, width - 2 * PAD, 2, HEAD.weight)
        for i, line in enumerate(lines):
            canvas.words(HEADS + column * width + PAD, top + 12 + i * LEADING, line, HEAD)
        canvas.height = max(canvas.height, top + 6 + len(lines) * LEADING)
