"""A sparkline: how a number moved, as high as two lines of text, its last value marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas, Type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.document.plots import SparkPlot
    from communique.figures.look import Look

WIDTH: Final = 96.0
HEIGHT: Final = 24.0
FOOT: Final = 13.0  #: Where the lowest value lies; the dates stand below.
EDGE: Final = 2.5  #: Kept free for the mark at the end.
END: Final = Type(7.5, fill="muted")
AIR: Final = 8.0  #: Between the two dates.


def draw(plot: SparkPlot, look: Look) -> Canvas:
    """Draw the values where their dates lie, from the lowest at the foot to the highest at the head."""
    canvas = Canvas(look, WIDTH, HEIGHT)
    low, high = min(plot.values), max(plot.values)
    shares = (float((value - low) / (high - low)) if high > low else 0.5 for value in plot.values)
    points = [(x, FOOT - EDGE - share * (FOOT - 2 * EDGE)) for x, share in zip(_across(plot), shares, strict=True)]
    canvas.line(points, "accent", 1.0, stroke_linejoin="round")
    canvas.circle(*points[-1], 2.0, fill="accent")
    _ends(canvas, plot)
    return canvas


def _across(plot: SparkPlot) -> Sequence[float]:
    """Place the values by their dates, or at even steps where the last date is not known."""
    days = [day.toordinal() for day in plot.dates] or range(len(plot.values))
    first, last = days[0], days[-1]
    return [EDGE + (WIDTH - 2 * EDGE) * (day - first) / max(last - first, 1) for day in days]


def _ends(canvas: Canvas, plot: SparkPlot) -> None:
    """Write the first and the last date below the ends of the line, where both have room."""
    wide = sum(canvas.look.measure(words, END.size) for words in plot.ends)
    if all(plot.ends) and wide + AIR <= WIDTH:
        canvas.words(0, HEIGHT - 2, plot.ends[0], END)
        canvas.words(WIDTH, HEIGHT - 2, plot.ends[1], END.but(anchor="end"))
