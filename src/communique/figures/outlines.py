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
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique.places import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Points: TypeAlias = NDArray[np.float64]
    """Points, one a row: two numbers on a plane, three on the globe."""

FILE: Final = "countries.json.gz"

UNNUMBERED: Final = {"Kosovo": "XK"}
"""Countries without a number of ISO 3166, with the code that Unicode's CLDR has for them."""

KILOMETRES: Final = 6371.0
"""The radius of the globe."""

_SEAM: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its code, where it has one, and its shapes on the globe, outer edges and holes alike."""

    code: str
    rings: tuple[Points, ...]


@dataclass(frozen=True)
class Outlines:
    """A TopoJSON file of countries, whose edges are shared."""

    topology: dict[str, Any]

    @cached_property
    def countries(self) -> tuple[Country, ...]:
        """Every country with its shapes."""
        return tuple(
            Country(shape.get("id", ""), tuple(self._ring(ring) for ring in _rings(shape))) for shape in self._shapes
        )

    @cached_property
    def borders(self) -> tuple[Points, ...]:
        """The lines between two countries, each once."""
        return tuple(arc for arc, count in zip(self._arcs, self._uses, strict=True) if count > 1)

    @cached_property
    def coasts(self) -> tuple[Points, ...]:
        """The lines between land and sea, without the seam at 180 degrees."""
        return tuple(
            part for arc, count in zip(self._arcs, self._uses, strict=True) if count == 1 for part in _off_the_seam(arc)
        )

    @cached_property
    def _uses(self) -> list[int]:
        """Count of how many countries each arc is an edge."""
        uses = [0] * len(self._arcs)
        for shape in self._shapes:
            for number in {arc if arc >= 0 else ~arc for ring in _rings(shape) for arc in ring}:
                uses[number] += 1
        return uses

    @property
    def _shapes(self) -> list[dict[str, Any]]:
        shapes: list[dict[str, Any]] = self.topology["objects"]["countries"]["geometries"]
        return shapes

    @cached_property
    def _arcs(self) -> list[Points]:
        import numpy as np

        scale, move = self.topology["transform"]["scale"], self.topology["transform"]["translate"]
        steps = [np.cumsum(np.array(arc, dtype=np.float64), axis=0) for arc in self.topology["arcs"]]
        ends = np.cumsum([len(arc) for arc in steps])[:-1]
        return np.split(on_globe(np.concatenate(steps) * scale + move), ends)

    def _ring(self, numbers: list[int]) -> Points:
        import numpy as np

        parts = [self._arcs[n] if n >= 0 else self._arcs[~n][::-1] for n in numbers]
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
