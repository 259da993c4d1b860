"""
Finish a drawing: as lines, and as points for formats that take no lines.

The points are drawn with the pack's fonts, and with those that the pack names
for other scripts, but with no other font of the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.document.nodes import Picture
from communique.figures.canvas import PIXELS
from communique.figures.fallbacks import files_of

if TYPE_CHECKING:
    from communique.figures.canvas import Canvas
    from communique.figures.look import Look

DENSITY: Final = 2
"""Pixels of the PNG for a CSS pixel, so that a telephone and a printer show it sharp."""

PRINTED: Final = 4
"""The same where a printer gets no lines."""


def picture(canvas: Canvas, alt: str, look: Look, *, points: bool = True) -> Picture:
    """
    Make a picture of a drawing; without `points`, of lines alone where it has any.

    On paper, a drawing with letters that change with their neighbours has no
    lines: the PDF engine sets the text of SVG letter by letter.
    """
    vector = canvas.svg()
    apart = canvas.shaped and not look.on_screen
    density = PRINTED if apart else DENSITY
    size = (max(1, round(canvas.width * PIXELS * density)), max(1, round(canvas.height * PIXELS * density)))
    data = _points(vector, size, canvas, look) if points or apart else b""
    if data:  # as the head of a PNG has them
        size = (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"))
    return Picture(
        data=data,
        media_type="image/png",
        width=size[0],
        height=size[1],
        alt=alt,
        vector=b"" if apart else vector.encode(),
    )


def _points(vector: str, size: tuple[int, int], canvas: Canvas, look: Look) -> bytes:
    import resvg_py

    others = [look.files(family) or files_of(family) for family in sorted(canvas.others)]
    files = dict.fromkeys((*look.own, *look.fonts, *(path for paths in others for path in paths)))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=vector,
            width=size[0],
            height=size[1],
            skip_system_fonts=all(others),
            font_files=[str(path) for path in files],
            font_family=look.family,
            sans_serif_family=look.family,
        )
    )
