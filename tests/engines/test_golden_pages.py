"""
Every page of every sample looks as it did when a person last looked at it.

`pytest --accept tests/engines/test_golden_pages.py` takes what is made now; the
gallery, `docs/gallery.md`, is written of it when all is done. Look at the pages before you commit them: that
looking is the test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from support import gallery, once, page_images
from support.page_makers import exported, pages_of, photographed, printed, screens
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from support.browser import Mode

BRIEFS: Final = tuple(sorted(path.parent.name for path in (ROOT / "briefs").glob("*/brief.yaml")))
FURTHER: Final = ("railway-zh", "strait-ar")
"""Samples in other scripts."""
PACKS: Final = ("default", "chancery")
SAMPLES: Final = tuple((brief, pack) for brief in (*BRIEFS, *FURTHER) for pack in PACKS)
LANGUAGES: Final = tuple((f"us-colombia-2026-02-03.{language}", "default") for language in ("es", "en+es"))
"""The flagship in other languages, as it is printed."""

MAIL: Final[tuple[tuple[int, Mode], ...]] = ((640, "light"), (320, "dark"))
"""A desk by day, a phone by night."""
WEB: Final[tuple[tuple[int, Mode], ...]] = ((1280, "light"),)
FIRST: Final = 2
"""Screens of the web page that are kept; what follows is made of the same."""


def made(brief: str, pack: str, ending: str) -> bytes:
    """Make one file of a sample."""
    name, _, language = brief.partition(".")
    return once.made(name, pack, ending, language=language)


def fail_with(differences: list[str]) -> None:
    """Name every page that differs, and where to look."""
    if differences:
        advice = "If the new ones are right, run `make accept` and look at each."
        pytest.fail("\n".join([*differences, advice]), pytrace=False)


@pytest.mark.parametrize(("brief", "pack"), [*SAMPLES, *LANGUAGES])
def test_the_printed_pages_look_as_they_were_accepted(brief: str, pack: str, accept: bool, tmp_path: Path) -> None:
    pages = printed(made(brief, pack, "pdf"), tmp_path)

    fail_with(page_images.hold(f"{brief}/{pack}/pdf", pages, accept=accept))


def test_the_pages_of_word_look_as_they_were_accepted(accept: bool, tmp_path: Path) -> None:
    files = {f"{brief}+{pack}": made(brief, pack, "docx") for brief, pack in SAMPLES}
    differences = [
        difference
        for name, file in exported(files, tmp_path).items()
        for difference in page_images.hold(f"{name.replace('+', '/')}/word", pages_of(file), accept=accept)
    ]

    fail_with(differences)


def test_the_pages_on_screens_look_as_they_were_accepted(accept: bool, tmp_path: Path) -> None:
    pages = {
        f"{brief}/{pack}/{name}-{width}-{mode}": (made(brief, pack, ending).decode(), width, mode)
        for brief, pack in SAMPLES
        for name, ending, looks in (("mail", "html", MAIL), ("web", "web.html", WEB))
        for width, mode in looks
    }
    differences = [
        difference
        for name, page in photographed(pages, tmp_path).items()
        for difference in page_images.hold(name, screens(page, FIRST if "/web" in name else None), accept=accept)
    ]

    fail_with(differences)


def test_the_gallery_shows_all_of_them(accept: bool) -> None:
    """Where pictures are accepted it is written last, when all of them are there."""
    assert accept or gallery.PAGE.read_text("utf-8") == gallery.page()


def test_the_pictures_are_few_and_small() -> None:
    """A checkout is not made of pictures."""
    sizes = {path: path.stat().st_size for path in page_images.PAGES.rglob("*.png")}

    assert sum(sizes.values()) < 12_000_000
    assert {path.name: size for path, size in sizes.items() if size > 150_000} == {}


def test_no_picture_is_kept_of_what_is_no_longer_made() -> None:
    kept = {path.relative_to(page_images.PAGES).parts[:2] for path in page_images.PAGES.rglob("*.png")}

    assert kept == {*SAMPLES, *LANGUAGES}
