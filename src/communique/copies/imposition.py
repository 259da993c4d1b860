"""
Imposition: the pages of a finished PDF set two by two on sheets for a printer.

``booklet`` puts them in the order of a saddle stitch, each at its own size on
paper of twice the width: A4 on A3, A5 on A4. ``2up`` sets two smaller pages
side by side on the paper they had. An imposed file is for the printer alone: it
has no tags and claims no standard; the file to read stays beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from communique.copies.mark import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Imposition: TypeAlias = Literal["booklet", "2up"]
IMPOSITIONS: Final[tuple[str, ...]] = get_args(Imposition)

Pair: TypeAlias = tuple[int | None, int | None]
"""The pages on one side of a sheet, from left to right; None for an empty place."""

_CLAIM: Final = re.compile(rb'<rdf:Description rdf:about=""[^>]*\bpdf(?:a|ua)id:part="\d"[^>]*/>')


def pairs(pages: int, how: Imposition, *, rightwards: bool = True) -> tuple[Pair, ...]:
    """Say which pages, counted from 0, stand side by side, side after side."""
    order = _saddle(pages) if how == "booklet" else _in_turn(pages)
    return tuple(pair if rightwards else (pair[1], pair[0]) for pair in order)


def _saddle(pages: int) -> Iterator[Pair]:
    """Fold sheets of four pages into each other: the outermost holds the first and the last."""
    places = -(-pages // 4) * 4
    numbers: list[int | None] = [n if n < pages else None for n in range(places)]
    for sheet in range(places // 4):
        first, last = 2 * sheet, places - 1 - 2 * sheet
        yield numbers[last], numbers[first]
        yield numbers[first + 1], numbers[last - 1]


def _in_turn(pages: int) -> Iterator[Pair]:
    for first in range(0, pages, 2):
        yield first, first + 1 if first + 1 < pages else None


def impose(source: Any, how: Imposition, *, rightwards: bool = True) -> tuple[Any, tuple[tuple[Sheet, ...], ...]]:
    """
    Make sheets of the pages of an open PDF.

    Returns:
        The new PDF, and for each of its pages where the pages of the old one stand.

    """
    import pikepdf

    boxes = [Sheet.of(page.trimbox) for page in source.pages]
    width, height = max(box.width for box in boxes), max(box.height for box in boxes)
    wide, high, scale = (2 * width, height, 1.0) if how == "booklet" else (height, width, height / 2 / width)
    made = pikepdf.new()
    forms = [made.copy_foreign(page.as_form_xobject()) for page in source.pages]
    areas = []
    for pair in pairs(len(boxes), how, rightwards=rightwards):
        placed = tuple(_places(pair, boxes, (wide, high), scale))
        page = made.add_blank_page(page_size=(wide, high))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({f"/P{n}": forms[n] for n, _ in placed}))
        page.obj.Contents = made.make_stream("\n".join(_shown(n, at, boxes[n]) for n, at in placed).encode())
        areas.append(tuple(at for _, at in placed))
    _describe(source, made)
    return made, tuple(areas)


def _places(
    pair: Pair, boxes: Sequence[Sheet], paper: tuple[float, float], scale: float
) -> Iterator[tuple[int, Sheet]]:
    """Put each page of a pair into the middle of its half."""
    wide, high = paper
    for side, number in enumerate(pair):
        if number is not None:
            width, height = boxes[number].width * scale, boxes[number].height * scale
            left = wide / 2 * side + (wide / 2 - width) / 2
            yield number, Sheet(width, height, left, (high - height) / 2, scale)


def _shown(number: int, at: Sheet, box: Sheet) -> str:
    x, y = at.left - box.left * at.scale, at.bottom - box.bottom * at.scale
    return f"q {at.scale:.5f} 0 0 {at.scale:.5f} {x:.3f} {y:.3f} cm /P{number} Do Q"


def _describe(source: Any, made: Any) -> None:
    """Take over what the file says of itself, but for the standards that it does not keep any more."""
    import pikepdf

    if "/Metadata" in source.Root:
        packet = _CLAIM.sub(b"", source.Root.Metadata.read_bytes())
        made.Root.Metadata = pikepdf.Stream(made, packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    if "/Lang" in source.Root:
        made.Root.Lang = str(source.Root.Lang)


def imposed(data: bytes, how: Imposition, *, rightwards: bool = True) -> bytes:
    """Impose a finished PDF: the same bytes for the same file."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as source:
        made, _ = impose(source, how, rightwards=rightwards)
        file = io.BytesIO()
        made.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return file.getvalue()
