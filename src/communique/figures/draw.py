"""Put pictures in the place of drawings: `PLOTS` says what draws each kind of plot."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from communique.document import plots
from communique.document.nodes import Drawing, Figure, Parallel
from communique.document.walk import rebuild, walk
from communique.figures import charts, locator, seating, sides, spark, tensions, timeline
from communique.figures.canvas import PIXELS
from communique.figures.raster import DENSITY, picture
from communique.scripts import right_to_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from communique.document.nodes import Document, Picture
    from communique.figures.canvas import Canvas
    from communique.figures.look import Look

PLOTS: Final[dict[type[Any], Callable[[Any, Look], Canvas]]] = {
    plots.TimelinePlot: timeline.draw,
    plots.SidesPlot: sides.draw,
    plots.SeatingPlot: seating.draw,
    plots.TensionPlot: tensions.draw,
    plots.SparkPlot: spark.draw,
    plots.ChartPlot: charts.draw,
    plots.LocatorPlot: locator.draw,
}
"""What draws each kind of plot."""


def draw(document: Document, look: Look, *, points: bool = True) -> Document:
    """
    Make a copy of a document whose drawings are pictures; without drawings, it is the document itself.

    Without `points`, a picture has only its lines, for formats that show these.
    """
    if not any(isinstance(node, Drawing) for node in walk(document)):
        return document
    abreast = dict(_abreast(document, look))
    return rebuild(
        document,
        lambda node: _figure(node, abreast.get(id(node), look), points=points) if isinstance(node, Drawing) else node,
    )


def _abreast(document: Document, look: Look) -> Iterator[tuple[int, Look]]:
    """Find the drawings that share the width with those in other languages, and how each is drawn."""
    for parallel in (node for node in walk(document) if isinstance(node, Parallel)):
        for row in parallel.rows:
            for cell, language in zip(row, parallel.languages, strict=True):
                narrower = look.beside(len(parallel.languages), rightwards=not right_to_left(language))
                yield from ((id(node), narrower) for node in walk(cell) if isinstance(node, Drawing))


def _figure(drawing: Drawing, look: Look, *, points: bool) -> Figure:
    return Figure(
        picture=_picture(drawing.plot, drawing.alt, look, points=points),
        caption=drawing.caption,
        twin=drawing.twin,
        role=drawing.role,
        path=drawing.path,
    )


@lru_cache(maxsize=64)
def _picture(plot: Any, alt: str, look: Look, *, points: bool) -> Picture:
    """
    Draw a plot, and for screens also in dark colours and for a phone's column; a sparkline fits one as it is.

    The e-mail's drawings are the web page's, and those of a preview seldom change
    between two of its editions.
    """
    draw_plot = PLOTS[type(plot)]
    made = picture(draw_plot(plot, look), alt, look, points=points)
    if not look.on_screen:
        return made
    dark = draw_plot(plot, look.in_the_dark()).svg().encode()
    fits = made.width <= look.narrow * PIXELS * DENSITY
    narrow = None if fits or not look.narrow else _picture(plot, alt, look.on_a_phone(), points=points)
    return replace(made, dark=dark, narrow=narrow)
