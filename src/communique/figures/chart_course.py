"""
Charts from side to side: columns, lines, dots and areas over time, or over names in their order.

Lines and areas are named where they end, so that nobody has to look from a
legend to a line and back.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from communique.figures.chart_marks import DRAWN, has_numbers
from communique.figures.chart_parts import (
    AIR,
    HAIR,
    LABEL,
    LEADING,
    MIDDLE,
    STYLES,
    VALUE,
    decimals_of,
    ends_of,
    grid,
    heading,
    places_of,
    solid,
    spread,
    written,
)
from communique.figures.painter import axes, round_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.document.plots import ChartPlot
    from communique.figures.canvas import Canvas

ENDS: Final = 0.26  #: The widest that the names of lines may become, where they end.
TALL: Final = 138.0  #: Height of a chart, without its words.


def draw_course(canvas: Canvas, plot: ChartPlot) -> None:
    """Draw columns, lines, dots or areas over time, or over names in their order."""
    top = heading(canvas, plot, keyed=plot.form in {"bar", "dot"})
    named = plot.form in {"line", "area"}
    right = _room(canvas, plot) if named else 0.0
    tall = max(TALL, sum(len(_names(canvas, plot, n)) * LEADING + 1 for n in range(len(plot.series))) if named else 0)
    below = _places(canvas, plot)
    canvas.height = top + tall + (max(map(len, below)) + 1) * LEADING
    places = [float(day.toordinal()) for day in plot.dates] or [float(n) for n in range(len(plot.categories))]
    numbered = has_numbers(canvas, plot, places)
    low, high = _course_ends(plot, numbered=numbered)
    left = 0.0 if numbered else _axis_room(canvas, plot, low, high)
    with axes(canvas, (left, top, canvas.width - left - right, tall)) as opened:
        half = min((b - a for a, b in pairwise(places)), default=1.0) / 2 if plot.form == "bar" else 0.0
        edge = half or (places[-1] - places[0]) * 0.012 or 0.5
        opened.set_xlim(places[0] - edge, places[-1] + edge)
        opened.set_ylim(low, high)
        if not numbered:
            grid(opened.yaxis, canvas, plot, (low, high))
        if low <= 0 <= high:
            opened.axhline(0, color=canvas.color("ink"), linewidth=0.75, zorder=4)
        ends = DRAWN[plot.form](opened, canvas, plot, places)
        across = [float(opened.transData.transform((place, 0))[0]) for place in places]
        levels = [canvas.height - float(opened.transData.transform((0, end))[1]) for end in ends]
    _below(canvas, below, across, top + tall)
    if named:
        _name_ends(canvas, plot, levels, (canvas.width - right + 2 * AIR, top, top + tall))


def _course_ends(plot: ChartPlot, *, numbered: bool) -> tuple[float, float]:
    """Find the ends of the axis of numbers: round ones, but where each column has its number."""
    if numbered:
        low, high = ends_of(plot)
        return low * 1.1, high * 1.1
    if plot.form == "area" and len(plot.series) > 1:
        low, high = 0.0, max(map(sum, zip(*map(solid, plot.series), strict=True))) or 1.0
    else:
        low, high = ends_of(plot)
    ticks = round_numbers(low, high)
    return min(ticks[0], low), max(ticks[-1], high)


def _axis_room(canvas: Canvas, plot: ChartPlot, low: float, high: float) -> float:
    ticks = round_numbers(low, high)
    places = places_of(ticks[1] - ticks[0])
    wide = (canvas.look.measure(written(round(t, places), plot.locale, places), LABEL.size) for t in ticks)
    return max(wide) + AIR + 2


def _places(canvas: Canvas, plot: ChartPlot) -> list[tuple[str, ...]]:
    """Break what stands below the axis: dates on one line, names on two where need be."""
    slot = max(canvas.width / (len(plot.categories) + 1) - AIR, canvas.width / 5)
    return [canvas.look.wrap(words, LABEL.size, slot, 1 if plot.dates else 2) for words in plot.categories]


def _below(canvas: Canvas, names: Sequence[tuple[str, ...]], across: Sequence[float], foot: float) -> None:
    """Write dates or names below the axis, as many as have room."""
    wide = [max(canvas.look.measure(line, LABEL.size) for line in lines) / 2 for lines in names]
    at = [min(max(x, half), canvas.width - half) for x, half in zip(across, wide, strict=True)]
    for i in _shown(at, wide):
        canvas.line(((across[i], foot), (across[i], foot + 3)), "muted", HAIR)
        for n, line in enumerate(names[i], start=1):
            canvas.words(at[i], foot + n * LEADING + 2, line, LABEL.but(anchor="middle", fill="muted"))


def _shown(at: Sequence[float], wide: Sequence[float]) -> list[int]:
    """Choose which labels are shown: the last, and back from it every second, third …; the first too where it fits."""

    def apart(indices: Sequence[int]) -> bool:
        return all(at[b] - at[a] >= wide[a] + wide[b] + 2 * AIR for a, b in pairwise(indices))

    count = len(at)
    steps = (sorted(range(count - 1, -1, -step)) for step in range(1, count + 1))
    found = next(indices for indices in steps if apart(indices))
    return [0, *found] if found[0] and apart([0, *found]) else found


# --- the names of lines, where these end


def _room(canvas: Canvas, plot: ChartPlot) -> float:
    lines = (line for n in range(len(plot.series)) for line in _names(canvas, plot, n))
    return max(canvas.look.measure(line, VALUE.size, VALUE.weight) for line in lines) + 2 * AIR


def _names(canvas: Canvas, plot: ChartPlot, number: int) -> tuple[str, ...]:
    """Break what a line is labelled with: its name, or its last number where it is the only one."""
    words = plot.series[number].name
    if len(plot.series) == 1:
        last = next(value for value in reversed(plot.series[0].values) if value is not None)
        words = written(last, plot.locale, decimals_of(plot))
    return canvas.look.wrap(words, VALUE.size, canvas.width * ENDS, 3, VALUE.weight)


def _name_ends(canvas: Canvas, plot: ChartPlot, levels: Sequence[float], place: tuple[float, float, float]) -> None:
    """Write the name of each line at the level where it ends, moved apart where they would touch."""
    x, top, foot = place
    order = sorted(range(len(levels)), key=lambda n: levels[n])
    lines = [_names(canvas, plot, n) for n in order]
    gaps = [(len(a) + len(b)) / 2 * LEADING + 1 for a, b in pairwise(lines)]
    half = len(lines[0]) * LEADING / 2, len(lines[-1]) * LEADING / 2
    middles = spread([levels[n] for n in order], [0.0, *gaps], top + half[0], foot - half[1])
    for n, found, middle in zip(order, lines, middles, strict=True):
        color = STYLES[n].line if plot.form == "line" else "ink"
        for k, line in enumerate(found):
            y = middle + MIDDLE + (k - (len(found) - 1) / 2) * LEADING
            canvas.words(x, y, line, VALUE.but(fill=color))
