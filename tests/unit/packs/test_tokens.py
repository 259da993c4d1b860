"""A pack's looks stand in `pack.toml` alone, and what is said of them there is true."""

from __future__ import annotations

import re
import tomllib

import pytest

from support.pdf_reader import ROOT, pack_of

PACKS = ("default", "chancery")
READ = {"ink", "muted", "accent", "alert", "low", "medium", "high"}
"""Colours that words are set in; the others are grounds and lines."""

_SECTION = re.compile(r"^\[(colors|dark)\](.*?)(?=^\[|\Z)", re.DOTALL | re.MULTILINE)
_COLOR = re.compile(r'^(\w+) = "(#[0-9a-f]{6})"(?:\s+# ([\d.]+), ([\d.]+))?$', re.MULTILINE)


def luminance(color: str) -> float:
    """Take the relative luminance of a colour, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Take the contrast ratio of two colours, as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palettes(pack: str) -> list[list[tuple[str, str, str, str]]]:
    """Read each palette of a pack out of the file itself: name, colour, and the two ratios beside it."""
    text = (ROOT / "templates" / pack / "pack.toml").read_text(encoding="utf-8")
    return [_COLOR.findall(section) for _, section in _SECTION.findall(text)]


@pytest.mark.parametrize("pack", PACKS)
def test_the_contrast_written_beside_each_colour_is_its_contrast(pack: str) -> None:
    for palette in palettes(pack):
        colors = {name: color for name, color, *_ in palette}
        assert READ | {"paper", "tint", "rule"} == set(colors)
        for name, color, on_paper, on_tint in palette:
            if name != "paper":
                real = (f"{contrast(color, colors['paper']):.1f}", f"{contrast(color, colors['tint']):.1f}")
                assert (name, on_paper, on_tint) == (name, *real)


@pytest.mark.parametrize("pack", PACKS)
def test_whatever_is_read_can_be_read_on_paper_and_on_the_tint_in_light_and_dark(pack: str) -> None:
    for palette in palettes(pack):
        for name, _, on_paper, on_tint in palette:
            assert name not in READ or min(float(on_paper), float(on_tint)) >= 4.5


@pytest.mark.parametrize("pack", PACKS)
def test_lines_and_spaces_share_one_unit_and_sizes_go_down(pack: str) -> None:
    settings = pack_of(pack).settings
    unit, steps = settings["grid"]["unit"], settings["type"]

    assert all(line % unit == 0 and line / size >= 1.1 for size, line in steps.values())
    assert all(settings["page"][side] % unit == 0 for side in ("top", "bottom", "inner", "outer"))
    assert all(settings["grid"][name] % unit == 0 for name in ("gutter", "measure"))
    sizes = [steps[name][0] for name in ("title", "heading", "subheading", "body", "minor", "small", "fine")]
    assert sizes == sorted(set(sizes), reverse=True)


def test_no_style_sheet_names_a_colour_or_a_family_of_its_own() -> None:
    """White on a band of colour is paper on accent: it has a name too."""
    named = [
        family
        for pack in PACKS
        for family in tomllib.loads((ROOT / f"templates/{pack}/pack.toml").read_text())["fonts"].values()
    ]
    for path in sorted((ROOT / "templates").glob("*/brief/page*.css")) + sorted(
        (ROOT / "templates").glob("*/brief/house.css")
    ):
        text = re.sub(r"/\*.*?\*/|@font-face.*?}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        rules = re.sub(r"{%.*?%}", "", text, flags=re.DOTALL)
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*{)", rules), path.name
        assert not [family for family in named if f'"{family}"' in rules], path.name


@pytest.mark.parametrize("file", ["page.css", "web.css", "email.css"])
def test_every_medium_takes_its_headings_and_its_message_from_the_one_scale(file: str) -> None:
    """A change of a step changes the page, the web page and the e-mail; Word's styles have a test of their own."""
    pack = pack_of()

    def drawn(step: str, size: float) -> str:
        scale = {**pack.settings["type"], step: [size, 60]}
        return pack.template(file).render(pack={**pack.settings, "type": scale}, direction="ltr")

    title = "long-title" if file == "email.css" else "title"
    for step in (title, "heading", "subheading", "standfirst", "lead", "small"):
        assert drawn(step, 41) != drawn(step, 43), step
