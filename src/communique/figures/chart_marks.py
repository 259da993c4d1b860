"""What is drawn over time: columns, lines, points, areas. Each tells the level at which every series ends."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from communique.figures.chart_parts import (
    AIR,
    LEADING,
    MARK,
    SHADES,
    STROKE,
    STYLES,
    VALUE,
    abreast,
    decimals_of,
    numbers,
    room_for,
    solid,
    values_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from communique.document.plots import ChartPlot
    from communique.figures.canvas import Canvas

MARKED: Final = 24  #: The most places at which a line carries marks.


def has_numbers(canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> bool:
    """Whether each column has room for its number, so that no axis is needed."""
    if plot.form != "bar" or abreast(plot) > 1 or len(places) == 1:
        return False
    step = min(b - a for a, b in pairwise(places)) / (places[-1] - places[0]) * canvas.width * 0.8
    return all(room_for(canvas, value, plot) <= step for value in values_of(plot))


def _columns(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> list[float]:
    step = min((b - a for a, b in pairwise(places)), default=1.0)
    beside = abreast(plot)
    thick = step * 0.72 / beside
    for n, series in enumerate(plot.series):
        shift = (n - (beside - 1) / 2) * thick if beside > 1 else 0.0
        opened.bar(
            [place + shift for place in places],
            numbers(series),
            thick * (1 if beside == 1 else 0.94),
            color=canvas.color(STYLES[n].fill),
            edgecolor=canvas.color(STYLES[n].edge),
            linewidth=0.6,
            zorder=3,
        )
    if has_numbers(canvas, plot, places):
        for place, value in ((p, v) for series in plot.series for p, v in zip(places, numbers(series), strict=True)):
            if not math.isnan(value):
                _above(opened, canvas, plot, (place, value))
    return []


def _above(opened: Axes, canvas: Canvas, plot: ChartPlot, place: tuple[float, float]) -> None:
    """Write the number at the far end of its column."""
    opened.annotate(
        written(place[1], plot.locale, decimals_of(plot)),
        place,
        xytext=(0, -LEADING if place[1] < 0 else AIR - 1),
        textcoords="offset points",
        ha="center",
        va="baseline",
        color=canvas.color("ink"),
        fontsize=VALUE.size,
        fontweight="bold",
    )


def _lines(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> list[float]:
    ends = []
    for style, series in zip(STYLES, plot.series, strict=False):
        values = numbers(series)
        opened.plot(
            places,
            values,
            color=canvas.color(style.line),
            linewidth=STROKE,
            linestyle=(0, style.dash) if style.dash and plot.form == "line" else "solid",
            marker=style.mark if len(places) <= MARKED else None,
            markersize=MARK - 1,
            markerfacecolor=canvas.color(style.line if not style.dash else "paper"),
            markeredgewidth=1,
            solid_capstyle="round",
            clip_on=False,
            zorder=5,
        )
        ends.append(next((value for value in reversed(values) if not math.isnan(value)), 0.0))
    return ends


def _points(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> list[float]:
    for style, series in zip(STYLES, plot.series, strict=False):
        opened.plot(
            places,
            numbers(series),
            linestyle="none",
            marker=style.mark,
            markersize=MARK,
            markerfacecolor=canvas.color(style.fill),
            markeredgecolor=canvas.color(style.edge),
            markeredgewidth=0.75,
            clip_on=False,
            zorder=5,
        )
    return []


def _areas(opened: Axes, canvas: Canvas, plot: ChartPlot, places: Sequence[float]) -> list[float]:
    """Fill what is below a line; several are laid on each other, the first one lowest."""
    floor, ends = [0.0] * len(places), []
    for style, series in zip(SHADES, plot.series, strict=False):
        values = numbers(series) if len(plot.series) == 1 else solid(series)
        level = [base + value for base, value in zip(floor, values, strict=True)]
        opened.fill_between(
            places, floor, level, facecolor=canvas.color(style.fill), edgecolor=canvas.color("paper"), linewidth=0.75
        )
        opened.plot(places, level, color=canvas.color(style.edge), linewidth=1, clip_on=False, zorder=5)
        ends.append((floor[-1] + level[-1]) / 2)
        floor = level
    return ends if len(plot.series) > 1 else [next(value for value in reversed(level) if not math.isnan(value))]


DRAWN: Final = {"bar": _columns, "line": _lines, "dot": _points, "area": _areas}
"""What draws each form over time."""
