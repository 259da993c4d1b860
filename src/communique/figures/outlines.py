"""
Outlines of countries, and how the globe is laid flat.

The outlines are Natural Earth's at 1:50 million, which are in the public domain;
`assets/outlines/README.md` says more. ``python -m communique.figures.outlines
NODE_MODULES`` makes the file from npm's ``world-atlas`` (the outlines) and
``i18n-iso-countries`` (which number is which country).

On the globe, shapes are rows of unit vectors; they are cut along a circle around
the centre of the map before they are laid flat, so that no shape tears at the
antimeridian or at a pole.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique.places import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    Points: TypeAlias = NDArray[np.float64]
    """Points, one a row: two numbers on a plane, three on the globe."""

    Shows: TypeAlias = Callable[[Points, Points], NDArray[np.bool_]]
    """Tells which boxes in space, by their low and their high corners, a map may show something of."""

FILE: Final = "countries.json.gz"

UNNUMBERED: Final = {"Kosovo": "XK"}
"""Countries without a number of ISO 3166, with the code that Unicode's CLDR has for them."""

KILOMETRES: Final = 6371.0
"""The radius of the globe."""

_SEAM: Final = 1e-9


@dataclass(frozen=True)
class Outlines:
    """
    A TopoJSON file of countries, whose edges are shared.

    Most of the globe is off a map, or too small for it. So what is asked for is
    chosen by the boxes of space that shapes and lines lie in, all at once: each
    box has a low and a high corner, and `shows` tells which may hold something.
    """

    topology: dict[str, Any]

    def shapes(self, shows: Shows) -> Iterator[tuple[str, Points]]:
        """Give the shapes of countries, outer edges and holes alike, each with the country's code, where it has one."""
        import numpy as np

        shapes = self._shapes
        arcs = [arc if arc >= 0 else ~arc for _, ring in shapes for arc in ring]
        starts = np.cumsum([0, *(len(ring) for _, ring in shapes)])[:-1]
        low, high = self._boxes
        shown = shows(np.minimum.reduceat(low[arcs], starts), np.maximum.reduceat(high[arcs], starts))
        return ((shapes[n][0], self._ring(shapes[n][1])) for n in np.flatnonzero(shown))

    def borders(self, shows: Shows) -> Iterator[Points]:
        """Give the lines between two countries, each once."""
        return (self._arc(n) for n in self._lines(shows) if self._uses[n] > 1)

    def coasts(self, shows: Shows) -> Iterator[Points]:
        """Give the lines between land and sea, without the seam at 180 degrees."""
        return (part for n in self._lines(shows) if self._uses[n] == 1 for part in _off_the_seam(self._arc(n)))

    def _lines(self, shows: Shows) -> list[int]:
        import numpy as np

        found: list[int] = np.flatnonzero(shows(*self._boxes)).tolist()
        return found

    @cached_property
    def _shapes(self) -> list[tuple[str, list[int]]]:
        """Every shape as the numbers of its arcs, with its country's code."""
        countries = self.topology["objects"]["countries"]["geometries"]
        return [(country.get("id", ""), ring) for country in countries for ring in _rings(country)]

    @cached_property
    def _uses(self) -> list[int]:
        """Count of how many countries each arc is an edge."""
        uses = [0] * len(self.topology["arcs"])
        for country in self.topology["objects"]["countries"]["geometries"]:
            for number in {arc if arc >= 0 else ~arc for ring in _rings(country) for arc in ring}:
                uses[number] += 1
        return uses

    @cached_property
    def _ends(self) -> list[int]:
        """Where each arc begins among all points, and where the last one ends."""
        return [0, *accumulate(len(arc) for arc in self.topology["arcs"])]

    @cached_property
    def _points(self) -> Points:
        """The points of all arcs on the globe; the file has steps, each arc's from nought on."""
        import numpy as np

        scale, move = self.topology["transform"]["scale"], self.topology["transform"]["translate"]
        numbers = chain.from_iterable(chain.from_iterable(self.topology["arcs"]))
        steps = np.fromiter(numbers, np.float64, 2 * self._ends[-1]).reshape(-1, 2)
        sums = np.concatenate((np.zeros((1, 2)), np.cumsum(steps, axis=0)))
        before = np.repeat(sums[self._ends[:-1]], np.diff(self._ends), axis=0)
        return on_globe((sums[1:] - before) * scale + move)

    @cached_property
    def _boxes(self) -> tuple[Points, Points]:
        """The low and the high corner of the box that each arc lies in."""
        import numpy as np

        starts = self._ends[:-1]
        return np.minimum.reduceat(self._points, starts), np.maximum.reduceat(self._points, starts)

    def _arc(self, number: int) -> Points:
        return self._points[self._ends[number] : self._ends[number + 1]]

    def _ring(self, numbers: list[int]) -> Points:
        import numpy as np

        parts = [self._arc(n) if n >= 0 else self._arc(~n)[::-1] for n in numbers]
        return np.concatenate([part[:-1] for part in parts])


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    for polygon in polygons:
        yield from polygon


def _off_the_seam(arc: Points) -> Iterator[Points]:
    """Leave out what runs along the meridian of 180 degrees, where the data are cut."""
    on = (abs(arc[:, 1]) < _SEAM) & (arc[:, 0] <= 0)
    for start, end in spans(~(on[:-1] & on[1:])):
        yield arc[start : end + 1]


@lru_cache(maxsize=1)
def outlines() -> Outlines:
    """Read the outlines that are shipped."""
    packed = (shipped() / "assets" / "outlines" / FILE).read_bytes()
    return Outlines(json.loads(gzip.decompress(packed)))


# --- the globe


def on_globe(degrees: Points) -> Points:
    """Turn longitudes and latitudes into unit vectors."""
    import numpy as np

    east, north = np.radians(degrees[..., 0]), np.radians(degrees[..., 1])
    return np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)), axis=-1)


def facing(centre: Points) -> Points:
    """Find the turn of the globe that brings a point of it to face us: x then points east, y north, z at us."""
    import numpy as np

    east = np.array((-centre[1], centre[0], 0.0))
    length = float(np.hypot(centre[0], centre[1]))
    east = east / length if length > _SEAM else np.array((0.0, 1.0, 0.0))
    return np.stack((east, np.cross(centre, east), centre), axis=-1)


def flat(faced: Points) -> Points:
    """Lay a turned globe flat so that areas stay as they are (Lambert's azimuthal projection)."""
    import numpy as np

    return faced[..., :2] * np.sqrt(2 / np.maximum(1 + faced[..., 2:], _SEAM))


def cut_ring(ring: Points, depth: float) -> list[Points]:
    """Cut a shape on a turned globe where it goes deeper than `depth` (z), and close it along the cut."""
    import numpy as np

    inside = ring[:, 2] >= depth
    if inside.all():
        return [ring]
    if not inside.any():
        return []
    parts: list[Points] = []
    runs = _runs(ring, inside, depth)
    for run, following in zip(runs, [*runs[1:], runs[0]], strict=True):
        parts += [run, _along(run[-1], following[0], depth)]
    return [np.concatenate(parts)]


def cut_line(line: Points, depth: float) -> list[Points]:
    """Keep the parts of a line on a turned globe that are no deeper than `depth`."""
    inside = line[:, 2] >= depth
    if inside.all():
        return [line]
    return [line[start:end] for start, end in spans(inside) if end - start > 1]


def spans(inside: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Find where a row of true and false is true: begin and end of each stretch."""
    import numpy as np

    steps = np.flatnonzero(np.diff(np.concatenate(([0], inside.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]


def _runs(ring: Points, inside: NDArray[np.bool_], depth: float) -> list[Points]:
    """Part a closed shape into its stretches inside, each with the two points at which it crosses the cut."""
    import numpy as np

    start = int(np.flatnonzero(~inside)[0])
    ring, inside = np.roll(ring, -start, axis=0), np.roll(inside, -start)
    return [
        np.concatenate(
            (
                _crossing(ring[first - 1], ring[first], depth)[None],
                ring[first:end],
                _crossing(ring[end - 1], ring[end % len(ring)], depth)[None],
            )
        )
        for first, end in spans(inside)
    ]


def _crossing(a: Points, b: Points, depth: float) -> Points:
    import numpy as np

    share = (depth - a[2]) / (b[2] - a[2])
    point = a + share * (b - a)
    radius = np.sqrt(1 - depth**2) / max(float(np.hypot(point[0], point[1])), _SEAM)
    return np.array((point[0] * radius, point[1] * radius, depth))


def _along(a: Points, b: Points, depth: float) -> Points:
    """Follow the cut from one point to another, the shorter way round."""
    import numpy as np

    start, end = np.arctan2(a[1], a[0]), np.arctan2(b[1], b[0])
    turn = (end - start + np.pi) % (2 * np.pi) - np.pi
    angles = start + turn * np.linspace(0, 1, max(2, int(abs(turn) / np.radians(3))))[1:-1]
    radius = np.sqrt(1 - depth**2)
    return np.stack((radius * np.cos(angles), radius * np.sin(angles), np.full_like(angles, depth)), axis=-1)


# --- made


def main(modules: Path) -> None:
    """Make the file that is shipped: without names, and with the codes of ISO 3166."""
    codes = {number: code for code, _, number, _ in json.loads((modules / "i18n-iso-countries/codes.json").read_text())}
    world = json.loads((modules / "world-atlas/countries-50m.json").read_text())
    shapes = [
        {
            "type": g["type"],
            "id": codes.get(g.get("id"), UNNUMBERED.get(g["properties"]["name"], "")),
            "arcs": g["arcs"],
        }
        for g in world["objects"]["countries"]["geometries"]
    ]
    kept = {
        "type": "Topology",
        "transform": world["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": world["arcs"],
    }
    packed = gzip.compress(json.dumps(kept, separators=(",", ":")).encode(), mtime=0)
    (shipped() / "assets" / "outlines" / FILE).write_bytes(packed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
