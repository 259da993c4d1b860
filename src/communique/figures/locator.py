"""
A locator map: where the places of a brief lie, and in which countries.

Restrained: land and sea, the countries named set apart, marks with names that
touch nothing, a scale, and a small globe where the map shows little of it. A map
is never turned round, whichever way its words are read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from communique.figures.canvas import Canvas, Type
from communique.figures.map_labels import Box, apart, mark_box, placed
from communique.figures.map_names import country_names
from communique.figures.map_view import View, view_of
from communique.figures.outlines import outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.document.plots import LocatorPlot, Spot
    from communique.figures.look import Look
    from communique.figures.map_view import World
    from communique.figures.outlines import Points

NAME: Final = Type(8.0, "SemiBold")
NUMBER: Final = Type(6.0, "SemiBold", "paper", "middle")
KEYED: Final = Type(7.5)
FINE: Final = Type(6.5, fill="muted")
LEADING: Final = 9.5
MARK: Final = 2.75  #: Radius of a mark.
DISC: Final = 5.0  #: Radius of a mark that holds a number.
KEY: Final = 150.0  #: Points that a column of the key needs.
LONGEST: Final = 104.0  #: The widest line of a name.
GLOBE: Final = 26.0  #: Radius of the small globe.
FAR: Final = 3600.0  #: Kilometres across; a map that shows less has a globe beside it.
EDGE: Final = 7.0  #: From the frame to the globe and the scale.

Name: TypeAlias = tuple[Box, tuple[str, ...]]
"""A name on the map: its place, its lines."""


def draw(plot: LocatorPlot, look: Look) -> Canvas:
    """Draw the map: land, countries, globe and scale, marks and names."""
    canvas = Canvas(replace(look, rightwards=True), look.width)
    found = ground(plot.spots, look.width)
    view = found.view
    canvas.height = view.height
    _land(canvas, found, {code for code, _ in plot.countries})
    marks = _marks(view, plot)
    taken = [*_globe(canvas, found, marks), *_scale(canvas, view, marks, plot.locale)]
    names = _names(canvas, plot, marks, taken)
    if names:
        taken += [*(box for box, _ in names), *(mark_box(mark, MARK + 2) for mark in marks)]
        country_names(canvas, plot, found.shapes, taken)
        _write(canvas, marks, names)
        return canvas
    discs = apart(marks, 2 * DISC + 0.5, Box(DISC, DISC, view.width - DISC, view.height - DISC))
    country_names(canvas, plot, found.shapes, [*taken, *(mark_box(disc, DISC + 1) for disc in discs)])
    _number(canvas, marks, discs)
    _key(canvas, plot)
    return canvas


# --- land and sea


@dataclass(frozen=True)
class Ground:
    """What lies in the frame of a map: the shapes of each country, by its code, and the lines between land and sea."""

    view: View | World
    shapes: dict[str, list[Points]]
    coasts: tuple[Points, ...]
    borders: tuple[Points, ...]
    globe: tuple[
        Points, ...
    ]  #: All land as the small globe shows it; nothing where the map is not near enough for one.


@lru_cache(maxsize=8)
def ground(spots: tuple[Spot, ...], width: float) -> Ground:
    """Lay out the ground under some places; it is the same in light and in dark."""
    view, shapes = view_of(spots, width), dict[str, list["Points"]]()
    for code, ring in outlines().shapes(view.shows):
        if parts := list(view.shapes(ring)):
            shapes.setdefault(code, []).extend(parts)
    coasts, borders = (
        tuple(part for line in lines(view.shows) for part in view.lines(line))
        for lines in (outlines().coasts, outlines().borders)
    )
    return Ground(view, shapes, coasts, borders, _turned_globe(view))


def _turned_globe(view: View | World) -> tuple[Points, ...]:
    if not isinstance(view, View) or view.width * view.kilometres > FAR or view.width < 6 * GLOBE:
        return ()
    whole = View(view.centre, GLOBE / 2**0.5, 2 * GLOBE, 2 * GLOBE, deepest=0.0)
    return tuple(part for _, ring in outlines().shapes(whole.shows) for part in whole.shapes(ring))


def _land(canvas: Canvas, found: Ground, apart: set[str]) -> None:
    """Paint sea and land, the countries set apart in a darker shade, and the lines between them."""
    canvas.rect(0, 0, canvas.width, canvas.height, fill="tint")
    for code in sorted(found.shapes, key=lambda code: code in apart):
        canvas.path(_closed(found.shapes[code]), fill="rule" if code in apart else "paper", fill_rule="evenodd")
    for lines, dash in ((found.coasts, None), (found.borders, "2 1.2")):
        steps = [step for line in lines for step in _open(line)]
        if steps:
            canvas.path(steps, fill="none", stroke="muted", stroke_width=0.4, stroke_dasharray=dash)
    canvas.rect(0.25, 0.25, canvas.width - 0.5, canvas.height - 0.5, fill="none", stroke="rule", stroke_width=0.5)


def _closed(shapes: Sequence[Points]) -> list[tuple[str, list[tuple[float, float]]]]:
    return [step for shape in shapes for step in (*_open(shape), ("Z", []))]


def _open(line: Points) -> list[tuple[str, list[tuple[float, float]]]]:
    points = [(x, y) for x, y in line.round(1).tolist()]
    return [("M", points[:1]), ("L", points[1:])]


def _marks(view: View | World, plot: LocatorPlot) -> list[tuple[float, float]]:
    import numpy as np

    degrees = np.array([(spot.longitude, spot.latitude) for spot in plot.spots], dtype=np.float64)
    return [(float(x), float(y)) for x, y in view.places(degrees)]


# --- globe and scale


def _globe(canvas: Canvas, found: Ground, marks: Sequence[tuple[float, float]]) -> list[Box]:
    """Draw a small globe that shows where the map lies, in a corner without marks; tells its place."""
    import numpy as np

    view = found.view
    if not found.globe or not isinstance(view, View):
        return []
    box = _corner(view, (2 * GLOBE, 2 * GLOBE), marks, ("top right", "bottom right", "top left", "bottom left"))
    if box is None:
        return []
    x, y = box.left + GLOBE, box.top + GLOBE
    canvas.circle(x, y, GLOBE, fill="tint", stroke="paper", stroke_width=2)
    corner = np.array((box.left, box.top))
    canvas.path(_closed([part + corner for part in found.globe]), fill="muted", fill_rule="nonzero")
    canvas.circle(x, y, GLOBE, fill="none", stroke="muted", stroke_width=0.5)
    wide, high = (max(side * GLOBE / 2**0.5 / view.scale, 5.0) for side in (view.width, view.height))
    canvas.rect(x - wide / 2, y - high / 2, wide, high, fill="none", stroke="alert", stroke_width=1.25)
    return [box]


def _scale(canvas: Canvas, view: View | World, marks: Sequence[tuple[float, float]], locale: str) -> list[Box]:
    """Draw how long a round number of kilometres is; a map of the world has no one scale. Tells its place."""
    from babel.units import format_unit

    if not isinstance(view, View):
        return []
    most = view.width * view.kilometres * 0.2
    length = max(n * 10**k for k in range(5) for n in (1, 2, 5) if n * 10**k <= most)
    words = str(format_unit(length, "length-kilometer", "short", locale=locale)).replace("\u202f", "\u00a0")
    wide = length / view.kilometres
    size = (max(wide, canvas.look.measure(words, FINE.size)), LEADING + 3)
    box = _corner(view, size, marks, ("bottom left", "bottom right", "top left", "top right"))
    if box is None:
        return []
    foot = box.bottom
    canvas.line(
        ((box.left, foot - 3), (box.left, foot), (box.left + wide, foot), (box.left + wide, foot - 3)), "ink", 0.75
    )
    canvas.words(box.left, foot - 5, words, FINE.but(fill="ink"))
    return [box]


def _corner(
    view: View, size: tuple[float, float], marks: Sequence[tuple[float, float]], corners: Sequence[str]
) -> Box | None:
    """Find a corner of the map for something, where no mark lies and the globe does not stand already."""
    for corner in corners:
        left = EDGE if "left" in corner else view.width - EDGE - size[0]
        top = EDGE if "top" in corner else view.height - EDGE - size[1]
        box = Box(left, top, left + size[0], top + size[1])
        if not any(box.touches(mark_box(mark, 3 * MARK)) for mark in marks):
            return box
    return None


# --- marks and names


def _names(
    canvas: Canvas, plot: LocatorPlot, marks: Sequence[tuple[float, float]], taken: Sequence[Box]
) -> list[Name] | None:
    """Find a place for every name; None where one has no room."""
    frame, look = Box(2, 2, canvas.width - 2, canvas.height - 2), canvas.look
    for longest in (LONGEST, LONGEST * 0.7):
        lines = [look.wrap(spot.name, NAME.size, longest, 3, NAME.weight) for spot in plot.spots]
        sizes = [
            (max(look.measure(line, NAME.size, NAME.weight) for line in found), len(found) * LEADING) for found in lines
        ]
        if boxes := placed(marks, sizes, frame, taken, MARK + 1):
            return list(zip(boxes, lines, strict=True))
    return None


def _write(canvas: Canvas, marks: Sequence[tuple[float, float]], names: Sequence[Name]) -> None:
    """Draw the marks, and the names in their places, with a line to those that stand far off."""
    for mark, (box, _) in zip(marks, names, strict=True):
        end = box.nearest(*mark)
        if abs(end[0] - mark[0]) + abs(end[1] - mark[1]) > 3 * MARK:
            canvas.line((mark, end), "ink", 0.5)
    for x, y in marks:
        canvas.circle(x, y, MARK, fill="alert", stroke="paper", stroke_width=1)
    for (x, _), (box, lines) in zip(marks, names, strict=True):
        before = box.right <= x
        for k, line in enumerate(lines, start=1):
            words = NAME.but(anchor="end" if before else None)
            canvas.words(box.right if before else box.left, box.top + k * LEADING - 2.5, line, words)


def _number(canvas: Canvas, marks: Sequence[tuple[float, float]], discs: Sequence[tuple[float, float]]) -> None:
    """Draw a disc with a number for each place, as near to it as the other discs allow."""
    for mark, disc in zip(marks, discs, strict=True):
        if abs(mark[0] - disc[0]) + abs(mark[1] - disc[1]) > 1:
            canvas.line((mark, disc), "alert", 0.75)
    for n, (x, y) in enumerate(discs, start=1):
        canvas.circle(x, y, DISC, fill="alert", stroke="paper", stroke_width=0.75)
        canvas.words(x, y + NUMBER.size * 0.36, str(n), NUMBER)


def _key(canvas: Canvas, plot: LocatorPlot) -> None:
    """Write below the map which number is which place, in columns."""
    count = max(1, int(canvas.width // KEY))
    rows = -(-len(plot.spots) // count)
    wide, top = canvas.width / count, canvas.height + LEADING + 2
    for first in range(0, len(plot.spots), rows):
        left, y = first // rows * wide, top
        for n, spot in enumerate(plot.spots[first : first + rows], start=first + 1):
            canvas.words(left + 10, y, str(n), KEYED.but(anchor="end", weight="SemiBold"))
            for line in canvas.look.wrap(spot.name, KEYED.size, wide - 22, 2):
                canvas.words(left + 14, y, line, KEYED)
                y += LEADING
        canvas.height = max(canvas.height, y - LEADING + 4)
