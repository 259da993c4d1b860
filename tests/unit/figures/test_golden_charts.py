"""Charts and maps look as they did when a person last looked at them; `pytest --accept` draws them anew."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from communique.figures.draw import PLOTS
from communique.figures.raster import picture
from support.drawn import look
from support.page_images import hold
from support.pdf_reader import ROOT
from support.plots import CHARTS, MAPS

if TYPE_CHECKING:
    from communique.document.plots import ChartPlot, LocatorPlot
    from communique.figures.look import Look

FIGURES = ROOT / "tests" / "golden" / "figures"


def seen(plot: ChartPlot | LocatorPlot, with_look: Look) -> Image.Image:
    """Draw a plot at the size of a page on a screen."""
    canvas = PLOTS[type(plot)](plot, with_look)
    whole = Image.open(io.BytesIO(picture(canvas, "", with_look).data)).convert("RGB")
    return whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS)


LOOKS = {
    "default": look(),
    "chancery": look("chancery"),
    "phone": look(width=220.0),
    "turned": replace(look(width=360.0), rightwards=False),
}
"""How figures are looked at: in both packs, on a phone, from right to left."""

FURTHER = {
    "chancery": ("lines", "areas", "bars-in-groups", "two-cities"),
    "phone": ("lines", "bars-below-zero", "close-together"),
    "turned": ("lines", "bars-below-zero", "dots", "two-cities"),
}
"""What is looked at in another look than the first."""


def test_further_looks_name_figures_that_there_are() -> None:
    assert {name for names in FURTHER.values() for name in names} <= {*CHARTS, *MAPS}


@pytest.mark.parametrize("name", [*CHARTS, *MAPS])
def test_a_figure_looks_as_accepted(name: str, *, accept: bool) -> None:
    plot: ChartPlot | LocatorPlot = CHARTS[name] if name in CHARTS else MAPS[name]
    looks = ["default", *(kind for kind, names in FURTHER.items() if name in names)]

    assert hold(f"{name}/in", {kind: seen(plot, LOOKS[kind]) for kind in looks}, accept=accept, pages=FIGURES) == []


@pytest.mark.parametrize("name", CHARTS)
def test_series_are_told_apart_without_any_colour(name: str) -> None:
    """In grey, no two marks of series have the same shade, dash and shape."""
    from communique.figures.chart_parts import SHADES, STYLES

    colors = look().colors
    plot = CHARTS[name]
    styles = (SHADES if plot.form == "area" else STYLES)[: len(plot.series)]
    told = {
        (_grey(colors[style.fill]) // 24, style.edge if plot.form != "line" else "", style.dash, style.mark)
        if plot.form in {"line", "dot"}
        else _grey(colors[style.fill]) // 24
        for style in styles
    }
    assert len(told) == len(styles)


def _grey(color: str) -> int:
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return round(0.299 * red + 0.587 * green + 0.114 * blue)
