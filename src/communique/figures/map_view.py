"""
The part of the globe that a map shows, and what of a shape or a line falls into it.

Places that lie together are seen from above their middle, areas true to size;
places all over the world are shown on a map of the whole of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from communique.figures.outlines import KILOMETRES, cut_line, cut_ring, facing, flat, on_globe, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from communique.document.plots import Spot
    from communique.figures.outlines import Points

DEEPEST: Final = 0.17
"""How deep into the globe a map of a region goes (z); 80 degrees from its middle."""

FURTHEST: Final = 0.42
"""Where places lie deeper than this around their middle (65 degrees), the map is one of the world."""

NEAREST: Final = 900.0
"""Kilometres that a map is wide at least; nearer than that the outlines are too coarse."""

ALONE: Final = 2000.0
"""Kilometres that the map of a single place is wide: enough to know the region by."""

MARGIN: Final = (84.0, 30.0)
"""Points around the outermost places, at the sides and above and below: room for their names."""

FLATTEST, TALLEST = 0.36, 0.4
"""How high a map is, for its width."""

NARROW: Final = 300.0
"""Points of a column in which a map is half as high again: that of a phone."""

WORLD: Final = 0.425
"""How high a map of the world is, for its width: down to sixty degrees south, where nobody meets."""

THIN: Final = 0.75
"""Points of a shape nearer to each other than this are left out: nobody sees them."""

_EQUAL_EARTH: Final = (1.340264, -0.081106, 0.000893, 0.003796)


@dataclass(frozen=True)
class View:
    """A region of the globe as it lies on a map: its middle, points for a radius of the globe, the map's size."""

    centre: Any
    scale: float
    width: float
    height: float
    deepest: float = DEEPEST

    def places(self, degrees: Points) -> Points:
        """Find where longitudes and latitudes lie on the map."""
        return self._laid(flat(on_globe(degrees) @ self._turn))

    def shows(self, low: Points, high: Points) -> NDArray[np.bool_]:
        """
        Tell which boxes in space may hold something that is on the map; one too many does no harm.

        On the map, a point lies as far from the middle as a string through the globe
        would be long. A shape around the whole map may be further off, by as much as
        the globe is curved inside its box.
        """
        import numpy as np

        size = (high - low).max(axis=1)
        off = np.linalg.norm(np.maximum(np.maximum(low - self.centre, self.centre - high), 0), axis=1)
        reach = np.hypot(self.width, self.height) / 2 / self.scale
        if reach > np.sqrt(2 - 2 * self.deepest):  # what is cut off there is on the map
            reach = np.inf
        return np.asarray(_large(size, self.scale) & (off <= reach + 1.5 * size**2))

    def shapes(self, ring: Points) -> Iterator[Points]:
        """Lay a shape on the map: what of it falls inside."""
        for part in cut_ring(ring @ self._turn, self.deepest) if _seen(ring, self.scale) else ():
            yield from _inside(self._laid(flat(part)), self.width, self.height)

    def lines(self, line: Points) -> Iterator[Points]:
        """Lay a line on the map: the parts of it that fall inside."""
        for part in cut_line(line @ self._turn, self.deepest) if _seen(line, self.scale) else ():
            yield from _line_inside(self._laid(flat(part)), self.width, self.height)

    @cached_property
    def _turn(self) -> Points:
        return facing(self.centre)

    @property
    def kilometres(self) -> float:
        """How many kilometres a point of the map is, in its middle."""
        return KILOMETRES / self.scale

    def _laid(self, plane: Points) -> Points:
        import numpy as np

        laid: Points = plane * (self.scale, -self.scale) + np.array((self.width / 2, self.height / 2))
        return laid


@dataclass(frozen=True)
class World:
    """The whole world on a map (the Equal Earth projection), with a meridian in its middle."""

    meridian: float  #: Degrees east.
    width: float
    height: float

    @cached_property
    def scale(self) -> float:
        """Points for a radius of the globe."""
        import numpy as np

        return self.width / (2 * float(_equal_earth(np.array([[180.0, 0.0]]))[0, 0]))

    def places(self, degrees: Points) -> Points:
        """Find where longitudes and latitudes lie on the map."""
        import numpy as np

        east = (degrees[:, 0] - self.meridian + 180) % 360 - 180
        return self._laid(_equal_earth(np.stack((east, degrees[:, 1]), axis=-1)))

    def shows(self, low: Points, high: Points) -> NDArray[np.bool_]:
        """Tell which boxes in space are large enough to be seen."""
        import numpy as np

        return np.asarray(_large((high - low).max(axis=1), self.scale))

    def shapes(self, ring: Points) -> Iterator[Points]:
        """Lay a shape on the map, its halves east and west of the middle one after the other."""
        for side in (1, -1) if _seen(ring, self.scale) else ():
            for part in cut_ring(ring @ self._halves[side], -0.003):
                yield from _inside(self._side(part, side), self.width, self.height)

    def lines(self, line: Points) -> Iterator[Points]:
        """Lay a line on the map."""
        for side in (1, -1) if _seen(line, self.scale) else ():
            for part in cut_line(line @ self._halves[side], 0.0):
                yield from _line_inside(self._side(part, side), self.width, self.height)

    @cached_property
    def _top(self) -> float:
        """How far the equator lies below the upper edge, which is at 86 degrees north."""
        import numpy as np

        return float(_equal_earth(np.array([[0.0, 86.0]]))[0, 1]) * self.scale

    @cached_property
    def _halves(self) -> dict[int, Points]:
        """The turns of the globe after which z counts how far a point lies on one side of the middle."""
        import numpy as np

        return {side: facing(on_globe(np.array((self.meridian + 90.0 * side, 0.0)))) for side in (1, -1)}

    def _side(self, faced: Points, side: int) -> Points:
        """Lay one half of the turned globe flat."""
        import numpy as np

        # After the turn x points along the meridians' circle, y north, z at the half's own middle.
        east = np.degrees(np.arctan2(faced[:, 0], faced[:, 2])) + 90.0 * side
        north = np.degrees(np.arcsin(np.clip(faced[:, 1], -1, 1)))
        return self._laid(_equal_earth(np.stack((np.clip(east, -180, 180), north), axis=-1)))

    def _laid(self, plane: Points) -> Points:
        import numpy as np

        laid: Points = plane * (self.scale, -self.scale) + np.array((self.width / 2, self._top))
        return laid


def _equal_earth(degrees: Points) -> Points:
    import numpy as np

    a, b, c, d = _EQUAL_EARTH
    east, north = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    t = np.arcsin(np.sqrt(3) / 2 * np.sin(north))
    slope = a + 3 * b * t**2 + t**6 * (7 * c + 9 * d * t**2)
    laid: Points = np.stack(
        (2 * np.sqrt(3) * east * np.cos(t) / (3 * slope), t * (a + b * t**2 + t**6 * (c + d * t**2))), axis=-1
    )
    return laid


# --- which part


def view_of(spots: Sequence[Spot], width: float) -> View | World:
    """Choose what a map shows: all places with air around them, no nearer than the outlines bear."""
    import numpy as np

    degrees = np.array([(spot.longitude, spot.latitude) for spot in spots], dtype=np.float64)
    globe = on_globe(degrees)
    centre = _middle(globe)
    if centre is None or float((globe @ facing(centre))[:, 2].min()) < FURTHEST:
        return World(_meridian(degrees[:, 0]), width, width * WORLD)
    plane = flat(globe @ facing(centre))
    wide, high = (float(n) for n in plane.max(axis=0) - plane.min(axis=0))
    margin = (min(MARGIN[0], width / 4), MARGIN[1])
    tall = 1.5 if width < NARROW else 1.0
    flattest, tallest = width * FLATTEST * tall, width * TALLEST * tall
    scale = min((width - 2 * margin[0]) / max(wide, 1e-9), (tallest - 2 * margin[1]) / max(high, 1e-9))
    scale = min(scale, width * KILOMETRES / (NEAREST if len(set(spots)) > 1 else ALONE))
    height = min(max(high * scale + 2 * margin[1], flattest), tallest)
    return View(centre, scale, width, height)


def _middle(globe: Points) -> Points | None:
    """Find the point above which all places lie best in the frame; None where they lie around the whole globe."""
    import numpy as np

    mean = globe.mean(axis=0)
    if float(np.linalg.norm(mean)) < FURTHEST:
        return None
    centre: Points = mean / np.linalg.norm(mean)
    for _ in range(3):
        faced = globe @ facing(centre)
        if float(faced[:, 2].min()) < 0:
            return None
        plane = flat(faced)
        x, y = (plane.max(axis=0) + plane.min(axis=0)) / 2
        depth = 1 - (x * x + y * y) / 2
        across = np.sqrt(1 - (x * x + y * y) / 4)
        centre = facing(centre) @ np.array((x * across, y * across, depth))
        centre = centre / np.linalg.norm(centre)
    return centre


def _meridian(east: Any) -> float:
    """Find the meridian that most places lie around; that of Greenwich where they lie all around."""
    import numpy as np

    turn = np.radians(east)
    x, y = float(np.cos(turn).mean()), float(np.sin(turn).mean())
    return round(float(np.degrees(np.arctan2(y, x))) / 15) * 15.0 if np.hypot(x, y) > 0.2 else 0.0  # noqa: PLR2004


# --- what falls into the frame


def _seen(globe: Points, scale: float) -> bool:
    """Whether a shape or a line on the globe is large enough to be seen on a map of a scale."""
    return bool(_large((globe.max(axis=0) - globe.min(axis=0)).max(), scale))


def _large(size: Any, scale: float) -> Any:
    """Whether something on the globe, as large as that in any direction, is seen on a map of a scale."""
    return size * scale >= 2 * THIN


def _inside(shape: Points, width: float, height: float) -> Iterator[Points]:
    """Cut a shape along the four sides of the frame, and leave out points that nobody can tell apart."""
    low, high = shape.min(axis=0), shape.max(axis=0)
    if high[0] < 0 or high[1] < 0 or low[0] > width or low[1] > height or max(high - low) < 2 * THIN:
        return
    for axis, limit, sign in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        shape = _cut_side(shape, axis, limit, sign)
        if len(shape) < 3:  # noqa: PLR2004 -- fewer points enclose nothing
            return
    thinned = _thin(shape)
    if len(thinned) > 2:  # noqa: PLR2004
        yield thinned


def _cut_side(shape: Points, axis: int, limit: float, sign: int) -> Points:
    """Cut a closed shape along one line (Sutherland and Hodgman)."""
    import numpy as np

    inside = (shape[:, axis] - limit) * sign >= 0
    if inside.all():
        return shape
    crosses = inside != np.roll(inside, 1)
    a, b = np.roll(shape, 1, axis=0)[crosses], shape[crosses]
    kept = np.empty((int(crosses.sum() + inside.sum()), 2))
    ends = np.cumsum(crosses.astype(int) + inside)  # a crossing comes before the point that it leads to
    kept[ends[crosses] - 1 - inside[crosses]] = a + (b - a) * (limit - a[:, axis, None]) / (b - a)[:, axis, None]
    kept[ends[inside] - 1] = shape[inside]
    return kept


def _line_inside(line: Points, width: float, height: float) -> Iterator[Points]:
    """Cut a line along the frame: what runs inside, up to where it crosses a side."""
    import numpy as np

    low, high = line.min(axis=0), line.max(axis=0)
    if high[0] < 0 or high[1] < 0 or low[0] > width or low[1] > height:
        return
    inside = np.asarray((line >= 0).all(axis=1) & (line <= (width, height)).all(axis=1))
    for start, end in spans(inside):
        before = _entry(line[start], line[start - 1], (width, height)) if start else line[:0]
        behind = _entry(line[end - 1], line[end], (width, height)) if end < len(line) else line[:0]
        part = np.concatenate((before, line[start:end], behind))
        if len(part) > 1:
            yield _thin(part)


def _entry(inner: Points, outer: Points, size: tuple[float, float]) -> Points:
    """Find where a line that comes from outside crosses the frame."""
    import numpy as np

    step = outer - inner
    limits = np.where(step > 0, np.array(size), 0.0)
    shares = [(limits[axis] - inner[axis]) / step[axis] for axis in (0, 1) if step[axis] != 0]
    crossing: Points = (inner + step * min([1.0, *shares]))[None]
    return crossing


def _thin(points: Points) -> Points:
    """Leave out points that lie nearer than `THIN` to the one before; the last one stays."""
    import numpy as np

    kept = [0]
    x, y = points[0]
    for n, (to_x, to_y) in enumerate(points.tolist()):
        if abs(to_x - x) + abs(to_y - y) >= THIN:
            kept.append(n)
            x, y = to_x, to_y
    if kept[-1] != len(points) - 1:
        kept.append(len(points) - 1)
    thinned: Points = points[np.array(kept)]
    return thinned
