"""
The door to Matplotlib: its axes, painted on our canvas.

Matplotlib reckons scales, ticks and marks; what it wants drawn comes to
`Painter`, which measures words with the pack's fonts and hands everything to the
canvas. So nothing of the machine gets into a chart: no font, no settings file;
and where one reads from right to left, the canvas turns the chart round.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from communique.figures.canvas import Canvas, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from matplotlib.axes import Axes

    from communique.figures.canvas import Anchor
    from communique.figures.look import Weight

_ALONE: Final = {"MPL_IGNORE_SYSTEM_FONTS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Look at no font of the machine; take no memory for threads that draw nothing."""

_ANCHORS: Final[dict[str, Anchor]] = {"left": "start", "center": "middle", "right": "end"}
_SHIFTS: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}

CAPITALS: Final = 0.7
"""Height of a capital letter, for the size of the type."""

_MOVE, _LINE, _QUADRATIC, _CUBIC, _CLOSE = 1, 2, 3, 4, 79
_LETTERS: Final = {_MOVE: "M", _LINE: "L", _QUADRATIC: "Q", _CUBIC: "C", _CLOSE: "Z"}


@contextmanager
def axes(canvas: Canvas, box: tuple[float, float, float, float]) -> Iterator[Axes]:
    """Open axes in a box of the canvas (left, top, width, height, in points); they are painted when the block ends."""
    matplotlib = _library()
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, "text.parse_math": False}):
        from matplotlib.figure import Figure

        figure = Figure(figsize=(canvas.width / 72, canvas.height / 72), dpi=72, frameon=False)
        left, top, width, height = box
        opened = figure.add_axes(
            (
                left / canvas.width,
                1 - (top + height) / canvas.height,
                width / canvas.width,
                height / canvas.height,
            )
        )
        opened.patch.set_visible(False)
        for spine in opened.spines.values():
            spine.set_visible(False)
        opened.tick_params(length=0, labelleft=False, labelbottom=False)
        yield opened
        figure.draw(_painter()(canvas))


def round_numbers(low: float, high: float) -> list[float]:
    """Choose four to six round numbers for an axis, the first and the last at or beyond its ends."""
    _library()
    from matplotlib.ticker import MaxNLocator

    return [float(tick) for tick in MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]


@cache
def _library() -> ModuleType:
    """Import Matplotlib as it comes, without the machine's fonts and the user's settings."""
    with TemporaryDirectory(prefix="communique-") as empty, _environment({**_ALONE, "MPLCONFIGDIR": empty}):
        import matplotlib as mpl
        from matplotlib import figure  # noqa: F401 -- reads the fonts, which is to happen here
    return mpl


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@cache
def _painter() -> type[Any]:
    """Define the painter when Matplotlib is there to derive it from."""
    from matplotlib.backend_bases import RendererBase

    class Painter(RendererBase):
        """Draws on a canvas what Matplotlib asks for."""

        def __init__(self, canvas: Canvas) -> None:
            super().__init__()
            self._canvas = canvas

        def flipy(self) -> bool:
            return True

        def points_to_pixels(self, points: Any) -> Any:
            return points

        def get_canvas_width_height(self) -> tuple[float, float]:
            return self._canvas.width, self._canvas.height

        def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:  # noqa: ARG002
            size = prop.get_size_in_points()
            return self._canvas.look.measure(s, size, _weight(prop)), size * CAPITALS, 0.0

        def draw_text(  # type: ignore[override] # noqa: PLR0913, PLR0917 -- Matplotlib's signature
            self,
            gc: Any,
            x: float,
            y: float,
            s: str,
            prop: Any,
            angle: float,  # noqa: ARG002
            **more: Any,
        ) -> None:
            size, weight, text = prop.get_size_in_points(), _weight(prop), more.get("mtext")
            anchor = _ANCHORS[text.get_horizontalalignment()] if text else "start"
            shift = self._canvas.look.measure(s, size, weight) * _SHIFTS[anchor]
            self._canvas.words(x + shift, y, s, Type(size, weight, _color(gc.get_rgb()) or "ink", anchor))

        def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
            offset, dashes = gc.get_dashes()
            width = gc.get_linewidth()
            stroke = _color(gc.get_rgb()) if width else None
            self._canvas.path(
                _steps(path, transform, self._canvas.height),
                fill=_color(rgbFace) or "none",
                stroke=stroke,
                stroke_width=width if stroke else None,
                stroke_dasharray=" ".join(f"{n:g}" for n in dashes) if stroke and dashes is not None else None,
                stroke_dashoffset=offset or None,
            )

    return Painter


def _weight(prop: Any) -> Weight:
    return "SemiBold" if prop.get_weight() == "bold" else "Regular"


def _color(value: Any) -> str | None:
    """Write one of Matplotlib's colours, which are of parts from 0 to 1; None for one that cannot be seen."""
    if value is None or (len(value) == 4 and value[3] == 0):  # noqa: PLR2004 -- the fourth part is how opaque it is
        return None
    return "#" + "".join(f"{round(part * 255):02x}" for part in value[:3])


def _steps(path: Any, transform: Any, height: float) -> Iterator[tuple[str, Sequence[tuple[float, float]]]]:
    """Go through a path in the canvas's own terms: a letter as SVG has it, and its points."""
    for vertices, code in path.iter_segments(transform, simplify=False):
        points = [(float(x), height - float(y)) for x, y in zip(vertices[::2], vertices[1::2], strict=True)]
        yield _LETTERS[int(code)], () if code == _CLOSE else points


def mark(canvas: Canvas, shape: str, place: tuple[float, float], colors: tuple[str, str], size: float) -> None:
    """Draw one of Matplotlib's marks at a place: its colours are those of face and edge."""
    _library()
    from matplotlib.markers import MarkerStyle
    from matplotlib.transforms import Affine2D

    style = MarkerStyle(shape)
    x, y = place
    transform = style.get_transform() + Affine2D().scale(size).translate(x, canvas.height - y)
    canvas.path(_steps(style.get_path(), transform, canvas.height), fill=colors[0], stroke=colors[1], stroke_width=0.75)
