"""The one who looks at a browser's rectangles sees what a reader would stumble over, in pages made up for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import fonts, rectangles
from support.browser import Browser, browser

if TYPE_CHECKING:
    from collections.abc import Iterator

SHEET = "<!doctype html><style>body {margin: 20px; font: 16px/20px 'Source Serif 4'} p {margin: 0}</style>"
LONG = "Donaudampfschiffahrtsgesellschaft" * 3

FAULTY = {
    f"<p>{LONG}": "the page is",
    f"<p>{LONG} ": "outside the window",
    "<p style='margin-left: -60px'>Two words": "outside the window",
    f"<p style='overflow: hidden'>{LONG}": "cut away",
    "<p style='overflow: hidden; height: 22px'>One line, and a second one, and then a third one": "cut away",
    f"<table style='table-layout: fixed; width: 200px'><td style='overflow: hidden'>{LONG[:30]}<td>x": "cut away",
    f"<table style='table-layout: fixed; width: 200px'><td>{LONG[:30]}<td>word": "over each other",
    "<p>One line<p style='margin-top: -14px'>and another": "over each other",
}
SOUND = (
    "<p>Words, and more of them, so that there is a second line. <sup>1</sup> <i>f</i>(<b>g</b>)",
    f"<div style='overflow-x: auto'><p>{LONG}</div>",
    f"<p style='overflow-wrap: anywhere'>{LONG}",
    "<p style='position: absolute; width: 1px; height: 1px; overflow: hidden'>for those who listen",
    "<a style='position: absolute; left: -999px'>waits until it is focused</a>",
    "<div style='display: none'>preheader</div><p>x",
    "<table><td>Cell<td>cell",
    "<p dir=rtl>שלום עולם",
)


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start one browser for these tests."""
    with browser(fonts.environment(tmp_path_factory.mktemp("fonts"))) as started:
        yield started


@pytest.mark.parametrize(("page", "fault"), FAULTY.items())
def test_each_fault_is_seen(page: str, fault: str, chromium: Browser) -> None:
    found = rectangles.faults(SHEET + page, chromium, 320)

    assert [line for line in found if line.startswith(f"320 px: {fault}")]


@pytest.mark.parametrize("page", SOUND)
def test_what_is_sound_is_left_alone(page: str, chromium: Browser) -> None:
    assert rectangles.faults(SHEET + page, chromium, 320) == []


def test_a_page_is_judged_at_the_width_that_is_asked_for(chromium: Browser) -> None:
    page = f"{SHEET}<p style='width: 500px'>Words"

    assert rectangles.faults(page, chromium, 320) == ["320 px: the page is 520 wide in a window of 320"]
    assert rectangles.faults(page, chromium, 640) == []
