"""Charts of what is named: bars or dots from side to side, a row for each name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from communique.figures.chart_parts import (
    AIR,
    LABEL,
    LEADING,
    MARK,
    MIDDLE,
    STYLES,
    VALUE,
    abreast,
    decimals_of,
    ends_of,
    grid,
    heading,
    numbers,
    room_for,
    ticks_of,
    values_of,
    written,
)
from communique.figures.painter import axes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from communique.document.plots import ChartPlot
    from communique.figures.canvas import Canvas

NAMES: Final = 0.36  #: The widest that names of rows may become, of the canvas.
BAR: Final = 9.0  #: Thickness of a bar, in points; of several in a row, each is a little thinner.
GROUPED: Final = 6.5
BETWEEN: Final = 6.0  #: Points between two rows.
LEAST: Final = 72.0  #: Points that bars have to themselves where each has its number.


def draw_rows(canvas: Canvas, plot: ChartPlot) -> None:
    """Draw bars or dots from side to side, a row for each name; each bar has its number, or all have a grid."""
    top = heading(canvas, plot, keyed=True)
    names = [canvas.look.wrap(name, LABEL.size, canvas.width * NAMES, 2) for name in plot.categories]
    left = max(canvas.look.measure(line, LABEL.size) for lines in names for line in lines) + 2 * AIR
    steps = _row_heights(plot, names)
    ends, room = ends_of(plot), canvas.width - left
    margins = _beside_bars(canvas, plot)
    numbered = plot.form == "bar" and room - sum(margins) >= LEAST
    if not numbered:
        margins = _beside_grid(canvas, plot, left)
    canvas.height = top + sum(steps) + (2 if numbered else LEADING + 5)
    with axes(canvas, (left + margins[0], top, room - sum(margins), sum(steps))) as opened:
        opened.set_xlim(*ends)
        opened.set_ylim(sum(steps), 0)
        if not numbered:
            grid(opened.xaxis, canvas, plot, ends, below=True)
        places = [sum(steps[:i]) + step / 2 for i, step in enumerate(steps)]
        draw_marks = _bars if plot.form == "bar" else _dots
        draw_marks(opened, canvas, plot, places)
        if numbered:
            _numbers(opened, canvas, plot, places)
        if ends[0] <= 0 <= ends[1]:
            opened.axvline(0, color=canvas.color("ink"), linewidth=0.75, zorder=4)
    for place, lines in zip(places, names, strict=True):
        for n, line in enumerate(lines):
            y = top + place + MIDDLE + (n - (len(lines) - 1) / 2) * LEADING
            canvas.words(left - 2 * AIR, y, line, LABEL.but(anchor="end"))


def _beside_bars(canvas: Canvas, plot: ChartPlot) -> tuple[float, float]:
    """Measure the numbers at the ends of bars: those below zero, and the others."""
    wide = [(value < 0, room_for(canvas, value, plot)) for value in values_of(plot)]
    below = max((room for negative, room in wide if negative), default=0.0)
    return below, max((room for negative, room in wide if not negative), default=0.0)


def _beside_grid(canvas: Canvas, plot: ChartPlot, left: float) -> tuple[float, float]:
    """Measure how far the outermost numbers of a grid stick out, where each is written around its line."""
    ticks = [canvas.look.measure(words, LABEL.size) / 2 for words in ticks_of(plot, ends_of(plot))[1]]
    return max(MARK, ticks[0] - left), max(MARK, ticks[-1])


def _row_heights(plot: ChartPlot, names: Sequence[Sequence[str]]) -> list[float]:
    thick = BAR if abreast(plot) == 1 or plot.form == "dot" else GROUPED * len(plot.series)
    return [max(thick, LEADING * len(lines)) + BETWEEN for lines in names]


def _thick(plot: ChartPlot) -> float:
    return BAR if abreast(plot) == 1 else GROUPED


def _shift(plot: ChartPlot, number: int) -> float:
    """Find how far the bars of a series stand from the middle of their rows."""
    return (number - (abreast(plot) - 1) / 2) * _thick(plot) if abreast(plot) > 1 else 0.0


def _bars(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> None:
    for n, series in enumerate(plot.series):
        opened.barh(
            [place + _shift(plot, n) for place in places],
            numbers(series),
            _thick(plot) - (0 if abreast(plot) == 1 else 0.75),
            color=canvas.color(STYLES[n].fill),
            edgecolor=canvas.color(STYLES[n].edge),
            linewidth=0.6,
        )


def _numbers(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> None:
    for n, series in enumerate(plot.series):
        for place, value in zip(places, series.values, strict=True):
            if value is not None:
                _beside(opened, canvas, plot, (float(value), place + _shift(plot, n)))


def _beside(opened: Axes, canvas: Canvas, plot: ChartPlot, place: tuple[float, float]) -> None:
    """Write the number at the far end of its bar."""
    value, _ = place
    opened.annotate(
        written(value, plot.locale, decimals_of(plot)),
        place,
        xytext=(-AIR if value < 0 else AIR, -MIDDLE),
        textcoords="offset points",
        ha="right" if value < 0 else "left",
        va="baseline",
        color=canvas.color("ink"),
        fontsize=VALUE.size if abreast(plot) == 1 else LABEL.size - 1,
        fontweight="bold" if abreast(plot) == 1 else "normal",
    )


def _dots(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> None:
    """Draw a mark for each number, those of a row joined by a line."""
    for row, place in enumerate(places):
        found = [value for series in plot.series if not math.isnan(value := numbers(series)[row])]
        if len(found) > 1:
            opened.plot((min(found), max(found)), (place, place), color=canvas.color("muted"), linewidth=1, zorder=2)
    for style, series in zip(STYLES, plot.series, strict=False):
        opened.plot(
            numbers(series),
            places,
            linestyle="none",
            marker=style.mark,
            markersize=MARK + 1,
            markerfacecolor=canvas.color(style.fill),
            markeredgecolor=canvas.color(style.edge),
            markeredgewidth=0.75,
            clip_on=False,
            zorder=5,
        )
