"""Put pictures in the place of drawings: `PLOTS` says what draws each kind of plot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from communique.document import plots
from communique.document.nodes import Drawing, Figure, Picture
from communique.document.walk import rebuild, walk
from communique.figures import charts, locator, sides, spark, tensions, timeline
from communique.figures.canvas import PIXELS
from communique.figures.look import covered

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.document.nodes import Document
    from communique.figures.canvas import Canvas
    from communique.figures.look import Look

PLOTS: Final[dict[type[Any], Callable[[Any, Look], Canvas]]] = {
    plots.TimelinePlot: timeline.draw,
    plots.SidesPlot: sides.draw,
    plots.TensionPlot: tensions.draw,
    plots.SparkPlot: spark.draw,
    plots.ChartPlot: charts.draw,
    plots.LocatorPlot: locator.draw,
}
"""What draws each kind of plot."""

DENSITY: Final = 2
"""Pixels of the PNG for a CSS pixel, so that a telephone and a printer show it sharp."""


def draw(document: Document, look: Look) -> Document:
    """Make a copy of a document whose drawings are pictures; without drawings, it is the document itself."""
    if not any(isinstance(node, Drawing) for node in walk(document)):
        return document
    return rebuild(document, lambda node: _figure(node, look) if isinstance(node, Drawing) else node)


def _figure(drawing: Drawing, look: Look) -> Figure:
    return Figure(
        picture=_picture(drawing, look),
        caption=drawing.caption,
        twin=drawing.twin,
        role=drawing.role,
        path=drawing.path,
    )


def _picture(drawing: Drawing, look: Look) -> Picture:
    """Draw a plot, and for screens also in dark colours and for a phone's column; a sparkline fits one as it is."""
    draw_plot = PLOTS[type(drawing.plot)]
    made = picture(draw_plot(drawing.plot, look), drawing.alt, look)
    if not look.on_screen:
        return made
    dark = draw_plot(drawing.plot, look.in_the_dark()).svg().encode()
    fits = made.width <= look.narrow * PIXELS * DENSITY
    narrow = None if fits or not look.narrow else _picture(drawing, look.on_a_phone())
    return replace(made, dark=dark, narrow=narrow)


def picture(canvas: Canvas, alt: str, look: Look) -> Picture:
    """Finish a drawing: as SVG, and as PNG at twice its size, drawn with the pack's fonts alone."""
    import resvg_py

    vector = canvas.svg()
    width, height = (max(1, round(side * PIXELS * DENSITY)) for side in (canvas.width, canvas.height))
    known = frozenset[int]().union(*map(covered, look.fonts))
    data = resvg_py.svg_to_bytes(
        svg_string=vector,
        width=width,
        height=height,
        skip_system_fonts=all(ord(c) in known for c in vector),
        font_files=[str(path) for path in look.fonts],
        font_family=look.family,
        sans_serif_family=look.family,
    )
    return Picture(
        data=bytes(data), media_type="image/png", width=width, height=height, alt=alt, vector=vector.encode()
    )
