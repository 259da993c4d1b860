"""
What charts of all forms share: how series are told apart, how numbers are written, the line above the chart.

Series differ by shape, dash and shade of grey, never by hue alone: a chart reads
the same when it is printed in black and white.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from communique.figures.canvas import Type
from communique.figures.painter import mark, round_numbers
from communique.language import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axis import Axis

    from communique.document.plots import ChartPlot, ChartSeries
    from communique.figures.canvas import Canvas

LABEL: Final = Type(7.5)
VALUE: Final = Type(7.5, "SemiBold")
QUIET: Final = Type(7.5, fill="muted")
LEADING: Final = 9.0
MIDDLE: Final = 2.6  #: From the middle of a line of labels down to its baseline.
KEY: Final = 9.0  #: The width of a sample in the legend.

HAIR: Final = 0.5  #: Width of the lines of the grid.
STROKE: Final = 1.75  #: Width of the lines that carry numbers.
MARK: Final = 5.0  #: Width of a mark.
AIR: Final = 4.0  #: Points between a mark and its words.


@dataclass(frozen=True, slots=True)
class Style:
    """How one series is drawn: names of the pack's colours, a dash, a mark."""

    line: str
    dash: tuple[float, ...]
    mark: str  #: As Matplotlib names it.
    fill: str
    edge: str


STYLES: Final = (
    Style("accent", (), "o", "accent", "accent"),
    Style("medium", (4, 1.5), "s", "rule", "muted"),
    Style("low", (1.25, 1.25), "^", "paper", "accent"),
    Style("high", (6, 1.5, 1.25, 1.5), "D", "muted", "muted"),
    Style("muted", (2.5, 1), "v", "tint", "muted"),
    Style("ink", (8, 2), "P", "ink", "ink"),
)
"""The looks of series, first to last: full, light, white, grey, pale, black where areas are filled."""

SHADES: Final = (STYLES[0], STYLES[1], STYLES[3], STYLES[4])
"""The looks of areas that lie on each other: never white, which would read as nothing."""


def written(value: Decimal | float, locale: str, places: int | None = None) -> str:
    """Write a number in a language: with the decimals that it came with, or with so many."""
    from babel.numbers import format_decimal

    number = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if places is None:
        places = 0 if number == number.to_integral_value() else -int(number.as_tuple().exponent)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return signed(str(format_decimal(number, pattern, locale=locale)))


def places_of(step: float) -> int:
    """Count the decimals that the numbers of an axis need when they are a step apart."""
    exponent = Decimal(f"{abs(step):.6g}").normalize().as_tuple().exponent
    return max(0, -int(exponent))


def numbers(series: ChartSeries) -> list[float]:
    """List the values of a series as Matplotlib takes them: a gap is no number."""
    return [math.nan if value is None else float(value) for value in series.values]


def solid(series: ChartSeries) -> list[float]:
    """List values to be stacked, where a gap has no height."""
    return [0.0 if math.isnan(value) else value for value in numbers(series)]


def values_of(plot: ChartPlot) -> list[float]:
    """List all numbers of a chart."""
    return [float(value) for series in plot.series for value in series.values if value is not None]


def ends_of(plot: ChartPlot) -> tuple[float, float]:
    """Find the ends of the axis: bars and areas begin at nothing, dots and lines where they are."""
    low, high = min(values_of(plot)), max(values_of(plot))
    if plot.form in {"bar", "area"} or 0 <= low < high / 2 or low / 2 < high <= 0:
        low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if low < high else (low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2)


def abreast(plot: ChartPlot) -> int:
    """Count the bars that stand beside each other in a row: one where no row has numbers in two columns."""
    alone = all(
        sum(value is not None for value in row) <= 1 for row in zip(*(s.values for s in plot.series), strict=True)
    )
    return 1 if alone else len(plot.series)


def decimals_of(plot: ChartPlot) -> int:
    """Count the decimals that any of the numbers came with, so that all are written alike."""
    found = (value for series in plot.series for value in series.values if value is not None)
    return max(max(0, -int(value.as_tuple().exponent)) for value in found)


def room_for(canvas: Canvas, value: float, plot: ChartPlot) -> float:
    """Measure a number that stands beside a mark, and the air around it."""
    return canvas.look.measure(written(value, plot.locale, decimals_of(plot)), VALUE.size, VALUE.weight) + AIR + MARK


def ticks_of(plot: ChartPlot, ends: tuple[float, float]) -> tuple[list[float], list[str]]:
    """Choose round numbers between the ends of an axis, and write them."""
    ticks = round_numbers(*ends)
    places = places_of(ticks[1] - ticks[0])
    shown = [tick for tick in ticks if ends[0] <= tick <= ends[1]]
    return shown, [written(round(tick, places), plot.locale, places) for tick in shown]


def grid(axis: Axis, canvas: Canvas, plot: ChartPlot, ends: tuple[float, float], *, below: bool = False) -> None:
    """Rule hairlines at round numbers between the ends of an axis, and write the numbers beside them."""
    ticks, labels = ticks_of(plot, ends)
    if below:
        labels = _apart(canvas, ticks, labels, axis.axes.bbox.width / (ends[1] - ends[0]))
    axis.set_ticks(ticks, labels=labels)
    axis.grid(visible=True, color=canvas.color("rule"), linewidth=HAIR)
    side: dict[str, Any] = {"labelbottom" if below else "labelleft": True}
    axis.set_tick_params(labelsize=LABEL.size, labelcolor=canvas.color("muted"), pad=AIR, **side)
    axis.axes.set_axisbelow(True)


def _apart(canvas: Canvas, ticks: Sequence[float], labels: Sequence[str], scale: float) -> list[str]:
    """Leave out the labels that would touch the one before."""
    shown, free = list[str](), -math.inf
    for tick, words in zip(ticks, labels, strict=True):
        half = canvas.look.measure(words, LABEL.size) / 2
        fits = tick * scale - half >= free
        shown.append(words if fits else "")
        free = tick * scale + half + AIR if fits else free
    return shown


def heading(canvas: Canvas, plot: ChartPlot, *, keyed: bool) -> float:
    """Write the unit, and what the shades or marks of several series mean; tells where they end."""
    x, y = 0.0, LEADING - 2
    for line in canvas.look.wrap(plot.unit, QUIET.size, canvas.width, 2):
        canvas.words(0, y, line, QUIET)
        y += LEADING
    y += 2 if plot.unit else 0
    if keyed and len(plot.series) > 1:
        for number, series in enumerate(plot.series):
            words = canvas.look.wrap(series.name, LABEL.size, canvas.width - KEY - 4, 1)[0]
            wide = KEY + 4 + canvas.look.measure(words, LABEL.size) + 12
            if x and x + wide > canvas.width:
                x, y = 0.0, y + LEADING + 1.5
            sample(canvas, plot.form, number, x, y - MIDDLE)
            canvas.words(x + KEY + 4, y, words, LABEL)
            x += wide
        y += LEADING + 2
    return y - LEADING + 7


def sample(canvas: Canvas, form: str, number: int, x: float, y: float) -> None:
    """Draw a sample of a series for the legend, from a corner to the right, around a middle."""
    style = STYLES[number]
    if form == "dot":
        mark(canvas, style.mark, (x + KEY / 2, y), (style.fill, style.edge), MARK)
        return
    canvas.rect(x, y - 3, KEY, 6.0, fill=style.fill, stroke=style.edge, stroke_width=0.6)


def spread(places: Sequence[float], gaps: Sequence[float], low: float, high: float) -> list[float]:
    """
    Move labels apart along a line as little as is needed.

    Args:
        places: where each one wants to stand, in the order in which they shall stand.
        gaps: how far each one keeps from the one before it; the first number counts for nothing.
        low: where the first may stand.
        high: where the last may stand.

    """
    found: list[float] = []
    for place, gap in zip(places, gaps, strict=True):
        found.append(max(place, found[-1] + gap if found else low))
    for i in reversed(range(len(found))):
        most = found[i + 1] - gaps[i + 1] if i + 1 < len(found) else high
        found[i] = min(found[i], most)
    return found
