"""Golden pictures of pages find what a reader would see, draw it, and nothing else."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from communique.render import render
from support.page_images import changed, difference, hold, same, small
from support.page_makers import photographed, printed, screens
from support.pdf_reader import pack_of
from support.sample_document import document_of, p, sample_section

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "They will sign in October, if article 7 holds; the text of annex III is agreed. " * 20


@cache
def page(text: str, folder: Path, dark: str = "") -> Image.Image:
    """Print a page of text."""
    (output,) = render(document_of(sample_section(p(text))), pack=pack_of(), formats=["pdf"])
    folder.mkdir(exist_ok=True)
    return printed(output.data, folder)["01"]


@pytest.fixture
def old(tmp_path: Path) -> Image.Image:
    """Print the page that the others are held against."""
    return page(TEXT, tmp_path / "old")


def test_a_page_that_is_made_again_is_the_same(old: Image.Image, tmp_path: Path) -> None:
    again = page(TEXT, tmp_path / "again")

    assert changed(old, again).getbbox() is None


def test_the_golden_picture_of_a_page_looks_like_the_page(old: Image.Image) -> None:
    assert changed(small(old).convert("RGB"), old).getbbox() is None


@pytest.mark.parametrize(("word", "other"), [("October", "November"), ("7", "1"), ("signs", "sighs"), ("III", "II")])
def test_one_changed_word_is_found(word: str, other: str, tmp_path: Path) -> None:
    """Once, in the last line of a page: a single figure or letter is enough."""
    before, after = (page(f"{TEXT} In {end}.", tmp_path / end) for end in (word, other))

    assert not same(before, after)
    left, top, right, bottom = changed(before, after).getbbox() or (0, 0, 0, 0)
    assert bottom - top < 20
    assert right > left


def test_another_colour_is_found(old: Image.Image) -> None:
    """A fortieth of what there is between black and white is not seen, a sixth is."""
    assert same(old, old.point(lambda value: value - value // 40))
    assert not same(old, old.point(lambda value: value - value // 6))


def test_a_line_that_moved_by_a_point_is_found(old: Image.Image) -> None:
    moved = Image.new("RGB", old.size, "white")
    moved.paste(old, (0, 1))

    assert not same(old, moved)


def test_a_page_of_another_size_is_found(old: Image.Image) -> None:
    assert not same(old, old.crop((0, 0, old.width, old.height - 1)))
    assert not same(Image.new("RGB", (10, 30), "black"), Image.new("RGB", (30, 10), "black"))


def test_what_differs_is_drawn_beside_what_was_and_what_is(tmp_path: Path) -> None:
    before, after = (page(f"{TEXT} In {end}.", tmp_path / end) for end in ("May", "June"))
    sheet = difference(before, after)
    reds = sum(count for count, color in sheet.getcolors(1 << 20) or () if color == (214, 0, 28))

    assert sheet.width == 3 * before.width + 32
    assert sheet.height < before.height / 2
    assert reds > 100


def test_each_page_is_held_and_named(old: Image.Image, tmp_path: Path) -> None:
    """A page that differs, one that is new and one that is no more: each has its line, and its picture."""
    kept, out = tmp_path / "golden", tmp_path / "out"
    assert hold("visit/pdf", {"01": old, "02": old, "03": old}, accept=True, pages=kept, out=out) == []
    other = old.point(lambda value: 255 - value)

    said = hold("visit/pdf", {"01": old, "02": other, "04": old}, accept=False, pages=kept, out=out)

    assert [line.partition(":")[0] for line in said] == ["visit/pdf-02", "visit/pdf-03", "visit/pdf-04"]
    assert sorted(path.name for path in out.rglob("*.png")) == ["pdf-02.png", "pdf-04.png"]
    assert str(out / "visit" / "pdf-02.png") in said[0]


def test_to_accept_takes_away_what_is_no_more_and_leaves_what_is_the_same(old: Image.Image, tmp_path: Path) -> None:
    """A rewritten picture is one that changed, so a diff shows those alone."""
    hold("visit/pdf", {"01": old, "02": old}, accept=True, pages=tmp_path)
    before = (tmp_path / "visit" / "pdf-01.png").stat().st_mtime_ns

    hold("visit/pdf", {"01": old}, accept=True, pages=tmp_path)

    assert [path.name for path in (tmp_path / "visit").iterdir()] == ["pdf-01.png"]
    assert (tmp_path / "visit" / "pdf-01.png").stat().st_mtime_ns == before


MAIL = (
    "<!doctype html><style>@media (prefers-color-scheme: dark) {body {background: #000; color: #fff}}</style><p>%s</p>"
)


def test_a_page_is_photographed_at_its_width_in_its_mode_and_whole(tmp_path: Path) -> None:
    pages = photographed(
        {"day": (MAIL % "word", 320, "light"), "night": (MAIL % ("word <br>" * 300), 640, "dark")}, tmp_path
    )

    assert pages["day"].size == (320, 800)
    assert pages["night"].width == 640
    assert (pages["day"].getpixel((1, 1)), pages["night"].getpixel((1, 1))) == ((255, 255, 255), (0, 0, 0))
    parts = screens(pages["night"])
    assert sum(part.height for part in parts.values()) == pages["night"].height > 3000
    assert list(screens(pages["night"], 2)) == ["01", "02"]
