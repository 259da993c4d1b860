"""Timelines, sides, tensions and sparklines look as they did when a person last looked at them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from communique.figures.draw import PLOTS
from communique.figures.raster import DENSITY, picture
from support.drawings import DRAWINGS
from support.drawn import look
from support.page_images import hold
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from communique.document.plots import Plot
    from communique.figures.look import Look

FIGURES: Final = ROOT / "tests" / "golden" / "figures"

FURTHER: Final = {
    "chancery": ("timeline-crowded", "sides-two", "tensions", "spark-uneven"),
    "phone": ("timeline-crowded", "timeline-arabic", "sides-three", "tensions"),
}
"""What is looked at in another look than the first."""


def seen(plot: Plot, with_look: Look) -> Image.Image:
    """Draw a plot at the size of a page on a screen."""
    canvas = PLOTS[type(plot)](plot, with_look)
    made = picture(canvas, "", with_look)
    whole = Image.open(io.BytesIO(made.data)).convert("RGB")
    times = round(made.width / canvas.width / DENSITY * 3 / 4) * DENSITY
    return whole.resize((whole.width // times, whole.height // times), Image.Resampling.LANCZOS)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_looks_as_accepted(name: str, *, accept: bool) -> None:
    plot, language = DRAWINGS[name]
    looks = {
        "default": look(language=language),
        "chancery": look("chancery", language=language),
        "phone": look(width=205.0, language=language),
    }
    kinds = ["default", *(kind for kind, names in FURTHER.items() if name in names)]

    assert hold(f"{name}/in", {kind: seen(plot, looks[kind]) for kind in kinds}, accept=accept, pages=FIGURES) == []
