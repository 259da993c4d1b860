"""
Golden pictures of pages: what a page looked like when a person last accepted it.

A page made now may differ from its golden picture in a few pixels; a changed
word, colour or rule is more. Where they differ, three pictures stand side by
side in `out/differences`: as it was, as it is, and what differs, in red.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageDraw

from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PAGES: Final = ROOT / "tests" / "golden" / "pages"
DIFFERENCES: Final = ROOT / "out" / "differences"

LOUD: Final = 32
"""By how much a colour has to change to be seen: the palette of a golden picture is true to half of it."""

FEW: Final = 12
"""Pixels of a page that may differ. A page that is made again differs in none, a changed letter in about forty."""

RED: Final = (214, 0, 28)
GAP: Final = 16
ROUND: Final = 160
"""Pixels that are shown above and below what differs, where a page is long."""


def changed(old: Image.Image, new: Image.Image) -> Image.Image:
    """Mark the pixels that differ, in white on black; what only one of two pages has differs."""
    size = max(old.width, new.width), max(old.height, new.height)
    far = ImageChops.difference(_spread(old, size, "black"), _spread(new, size, "black"))
    red, green, blue = far.split()
    loud = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda by: 255 * (by > LOUD))
    both = min(old.width, new.width), min(old.height, new.height)
    if both == size:
        return loud
    alone = Image.new("L", size, 255)
    alone.paste(loud.crop((0, 0, *both)), (0, 0))
    return alone


def same(old: Image.Image, new: Image.Image) -> bool:
    """Whether two pages look the same."""
    return _count(changed(old, new)) <= FEW


def difference(old: Image.Image, new: Image.Image) -> Image.Image:
    """Draw a page as it was, as it is, and what differs between the two."""
    marks = changed(old, new)
    left, top, right, bottom = marks.getbbox() or (0, 0, *marks.size)
    rows = (0, max(0, top - ROUND), marks.width, min(marks.height, bottom + ROUND))
    red = Image.new("RGB", marks.size, RED)
    shown = Image.composite(
        red, Image.blend(_spread(new, marks.size, "white"), Image.new("RGB", marks.size, "white"), 0.7), marks
    )
    ImageDraw.Draw(shown).rectangle((left - 4, top - 4, right + 3, bottom + 3), outline=RED, width=2)
    parts = [part.crop(rows) for part in (_spread(old, marks.size, "white"), _spread(new, marks.size, "white"), shown)]
    sheet = Image.new("RGB", (3 * marks.width + 2 * GAP, parts[0].height), "grey")
    for place, part in enumerate(parts):
        sheet.paste(part, (place * (marks.width + GAP), 0))
    return sheet


def hold(
    name: str, made: Mapping[str, Image.Image], *, accept: bool, pages: Path = PAGES, out: Path = DIFFERENCES
) -> list[str]:
    """
    Hold pages against their golden pictures, and say what differs, a line for each page.

    Args:
        name: what the pictures' names begin with: ``rural-buses/default/pdf``.
        made: pages made now, by the rest of their names: ``1``, ``2``.
        accept: write the pictures anew instead.
        pages: the folder of the golden pictures.
        out: where differences are drawn.

    """
    if accept:
        _rewrite(name, made, pages)
    folder, start = (pages / name).parent, (pages / name).name
    kept = {path.stem.removeprefix(f"{start}-"): path for path in folder.glob(f"{start}-*.png")}
    shutil.rmtree(out / name, ignore_errors=True)
    return [
        line
        for part in sorted({*kept, *made}, key=_in_order)
        if (line := _held(f"{name}-{part}", kept.get(part), made.get(part), out))
    ]


def _held(name: str, kept: Path | None, made: Image.Image | None, out: Path) -> str:
    if made is None:
        return f"{name}: this page is no longer made"
    if kept is None:
        made.save(_at(out / f"{name}.png"))
        return f"{name}: this page has no golden picture yet; it is drawn in {out / f'{name}.png'}"
    old = _read(kept)
    if same(old, made):
        return ""
    difference(old, made).save(_at(out / f"{name}.png"))
    return f"{name}: {_count(changed(old, made))} pixels differ; as it was, as it is and what differs: {out / f'{name}.png'}"


def _rewrite(name: str, made: Mapping[str, Image.Image], pages: Path) -> None:
    """Write the pictures that changed, and take away those of pages that are no more."""
    folder, start = (pages / name).parent, (pages / name).name
    for path in folder.glob(f"{start}-*.png"):
        if path.stem.removeprefix(f"{start}-") not in made:
            path.unlink()
    for part, page in made.items():
        path = pages / f"{name}-{part}.png"
        if not (path.exists() and same(_read(path), page)):
            small(page).save(_at(path), optimize=True)


def small(page: Image.Image) -> Image.Image:
    """Give a page at most 256 colours, each within half of what can be seen."""
    return page.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _read(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


def _spread(page: Image.Image, size: tuple[int, int], ground: str) -> Image.Image:
    sheet = Image.new("RGB", size, ground)
    sheet.paste(page.convert("RGB"), (0, 0))
    return sheet


def _count(marks: Image.Image) -> int:
    return marks.histogram()[255]


def _at(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _in_order(part: str) -> tuple[int, str]:
    return len(part), part
