"""The names of countries, within their outlines and clear of everything else on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from communique.figures.canvas import Type

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from communique.document.plots import LocatorPlot
    from communique.figures.canvas import Canvas
    from communique.figures.map_labels import Box
    from communique.figures.outlines import Points

    Cells: TypeAlias = NDArray[np.bool_]
    """The cells of a grid over the map, true or false."""

APART: Final = Type(8.0, fill="ink")
OTHER: Final = Type(7.0, fill="muted")
HIGH: Final = 9.0
GRAIN: Final = 2.0
"""Points to a cell of the grid on which room is looked for."""

MOST: Final = 9
"""Countries named besides those set apart, the largest on the map."""


def country_names(canvas: Canvas, plot: LocatorPlot, shapes: dict[str, list[Points]], taken: Sequence[Box]) -> None:
    """Write the names of the countries set apart, then of the largest others, each where it has room."""
    from babel import Locale

    named = dict(plot.countries)
    territories = Locale.parse(plot.locale).territories
    free = _free(canvas, taken)
    large = {code: sum(map(_area, parts)) for code, parts in shapes.items() if code}
    order = sorted(large, key=lambda code: (code not in named, -large[code], code))
    for code in order[: len(named) + MOST]:
        words, kind = named.get(code) or territories.get(code, ""), APART if code in named else OTHER
        wide = canvas.look.measure(words, kind.size)
        room = _room(_grid(canvas, shapes[code]) & free, (wide + 8, HIGH + 3))
        if words and room:
            x, y = room
            canvas.words(x, y + kind.size * 0.35, words, kind.but(anchor="middle"))
            _take(free, (x - wide / 2 - 3, y - HIGH, x + wide / 2 + 3, y + HIGH))


def _area(shape: Points) -> float:
    """Measure a shape, in square points."""
    x, y = shape[:, 0], shape[:, 1]
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() + x[-1] * y[0] - x[0] * y[-1])) / 2


def _grid(canvas: Canvas, parts: Sequence[Points]) -> Cells:
    """Tell which cells of the map lie within a country; its lakes and what it surrounds do not."""
    import numpy as np
    from PIL import Image, ImageChops, ImageDraw

    size = (int(canvas.width / GRAIN) + 1, int(canvas.height / GRAIN) + 1)
    whole = Image.new("1", size)
    for part in (part for part in parts if _area(part) > HIGH * HIGH):
        one = Image.new("1", size)
        ImageDraw.Draw(one).polygon([(float(x) / GRAIN, float(y) / GRAIN) for x, y in part], fill=1)
        whole = ImageChops.logical_xor(whole, one)
    return np.asarray(whole).copy()


def _free(canvas: Canvas, taken: Sequence[Box]) -> Cells:
    import numpy as np

    free = np.ones((int(canvas.height / GRAIN) + 1, int(canvas.width / GRAIN) + 1), dtype=bool)
    for box in taken:
        _take(free, (box.left - 2, box.top - 2, box.right + 2, box.bottom + 2))
    free[:2], free[-2:], free[:, :2], free[:, -2:] = False, False, False, False
    return free


def _take(free: Cells, box: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = (max(0, round(side / GRAIN)) for side in box)
    free[top : bottom + 1, left : right + 1] = False


def _room(grid: Cells, size: tuple[float, float]) -> tuple[float, float] | None:
    """Find the middle of a box that lies wholly in the cells that are true, as near as can be to the middle of all."""
    import numpy as np

    wide, high = (int(side / GRAIN) + 1 for side in size)
    if grid.shape[0] <= high or grid.shape[1] <= wide or not grid.any():
        return None
    sums = np.pad(grid.astype(np.int32).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    full = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide] == high * wide
    if not full.any():
        return None
    rows, columns = np.nonzero(grid)
    tops, lefts = np.nonzero(full)
    away = (tops + high / 2 - rows.mean()) ** 2 + (lefts + wide / 2 - columns.mean()) ** 2
    best = int(away.argmin())
    return (float(lefts[best]) + wide / 2) * GRAIN, (float(tops[best]) + high / 2) * GRAIN
