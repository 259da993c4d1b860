"""
Charts of a table: bars, lines, dots, areas. Matplotlib reckons, the canvas draws.

What is named goes down the page, a row each with its words beside it; what
happened over time goes across.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.figures.canvas import Canvas
from communique.figures.chart_course import draw_course
from communique.figures.chart_rows import draw_rows

if TYPE_CHECKING:
    from communique.document.plots import ChartPlot
    from communique.figures.look import Look


def draw(plot: ChartPlot, look: Look) -> Canvas:
    """Draw a chart: rows down the page for names, a course across it for dates and for lines."""
    canvas = Canvas(look, look.width)
    if plot.form in {"bar", "dot"} and not plot.dates:
        draw_rows(canvas, plot)
    else:
        draw_course(canvas, plot)
    return canvas
