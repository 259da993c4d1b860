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


def draw_rows(canvas: Canvas, plot: ChartPlot) -> None:
    """Draw bars or dots from side to side, a row for each name, every number beside its mark."""
    look, top = canvas.look, heading(canvas, plot, keyed=True)
    names = [look.wrap(name, LABEL.size, canvas.width * NAMES, 2) for name in plot.categories]
    left = max(look.measure(line, LABEL.size) for lines in names for line in lines) + 2 * AIR
    steps = _row_heights(plot, names)
    middles = [top + sum(steps[:i]) + step / 2 for i, step in enumerate(steps)]
    canvas.height = top + sum(steps) + (LEADING + 5 if plot.form == "dot" else 2)
    low, high = ends_of(plot)
    margins = [
        max((room_for(canvas, v, plot) for v in values_of(plot) if (v < 0) is side), default=0.0)
        for side in (True, False)
    ]
    box = (left + margins[0], top, max(canvas.width - left - sum(margins), 40.0), sum(steps))
    with axes(canvas, box) as opened:
        opened.set_xlim(low, high)
        opened.set_ylim(sum(steps), 0)
        places = [middle - top for middle in middles]
        if plot.form == "bar":
            _bars(opened, canvas, plot, places)
        else:
            _dots(opened, canvas, plot, places)
        if low <= 0 <= high:
            opened.axvline(0, color=canvas.color("ink"), linewidth=0.75, zorder=4)
    for middle, lines in zip(middles, names, strict=True):
        for n, line in enumerate(lines):
            y = middle + MIDDLE + (n - (len(lines) - 1) / 2) * LEADING
            canvas.words(left - 2 * AIR, y, line, LABEL.but(anchor="end"))


def _row_heights(plot: ChartPlot, names: Sequence[Sequence[str]]) -> list[float]:
    thick = BAR if abreast(plot) == 1 or plot.form == "dot" else GROUPED * len(plot.series)
    return [max(thick, LEADING * len(lines)) + BETWEEN for lines in names]


def _bars(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> None:
    beside = abreast(plot)
    thick = BAR if beside == 1 else GROUPED
    for n, series in enumerate(plot.series):
        style, shift = STYLES[n], (n - (beside - 1) / 2) * thick if beside > 1 else 0.0
        for place, value, number in zip(places, numbers(series), series.values, strict=True):
            if number is None:
                continue
            opened.barh(
                place + shift,
                value,
                thick - (0 if beside == 1 else 0.75),
                color=canvas.color(style.fill),
                edgecolor=canvas.color(style.edge),
                linewidth=0.6,
            )
            _beside(opened, canvas, plot, (value, place + shift))


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
    """Draw a mark for each number, those of a row joined by a line, over a grid with its numbers below."""
    grid(opened.xaxis, canvas, plot, opened.get_xlim(), below=True)
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
