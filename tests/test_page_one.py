"""The picture in the README is page one of the flagship, as the build makes it."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageStat

from communique.brief.load import load
from communique.compose import compose
from communique.edition import edit
from communique.packs.pack import find_pack
from communique.places import shipped, workspace
from communique.render import render

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "page-one.png"
WIDTH = 840  #: Pixels: twice what the README shows.


def page_one() -> Image.Image:
    """Draw page one of the internal edition."""
    place = workspace(shipped())
    document = compose(edit(load(shipped() / "briefs" / "us-colombia-2026-02-03"), place=place))
    (output,) = render(document, pack=find_pack("default", place), formats=["pdf"], stem="brief")
    with pypdfium2.PdfDocument(output.data) as pdf:
        page = pdf[0]
        drawn: Image.Image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
        page.close()
    return drawn


def test_the_readme_shows_page_one_as_it_is(accept: bool) -> None:
    """`pytest --accept` draws it anew; small differences of a rasteriser do not count."""
    drawn = page_one()
    if accept:
        PICTURE.parent.mkdir(exist_ok=True)
        drawn.quantize(64).save(PICTURE, optimize=True)
    shown = Image.open(io.BytesIO(PICTURE.read_bytes())).convert("RGB")

    assert shown.size == drawn.size
    assert max(ImageStat.Stat(ImageChops.difference(shown, drawn)).mean) < 3


def test_the_picture_is_small() -> None:
    """A newcomer does not wait for it."""
    assert PICTURE.stat().st_size < 150_000
