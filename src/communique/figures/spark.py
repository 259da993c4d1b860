"""A sparkline: how a number moved, as high as a line of text, its last value marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas

if TYPE_CHECKING:
    from communique.document.plots import SparkPlot
    from communique.figures.look import Look

WIDTH: Final = 60.0
HEIGHT: Final = 15.0
EDGE: Final = 2.5  #: Kept free for the mark at the end.


def draw(plot: SparkPlot, look: Look) -> Canvas:
    """Draw the values at even steps, from the lowest at the foot to the highest at the head."""
    canvas = Canvas(look, WIDTH, HEIGHT)
    low, high = min(plot.values), max(plot.values)
    step = (WIDTH - 2 * EDGE) / max(len(plot.values) - 1, 1)
    shares = (float((value - low) / (high - low)) if high > low else 0.5 for value in plot.values)
    points = [(EDGE + i * step, HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE)) for i, share in enumerate(shares)]
    canvas.line(points, "accent", 1.0, stroke_linejoin="round")
    canvas.circle(*points[-1], 2.0, fill="accent")
    return canvas
