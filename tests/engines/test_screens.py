"""Web page and e-mail in a browser: narrow and wide, light and dark, with pictures and without, from either side."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from support.browser import browser
from support.fonts import environment
from support.once import once
from support.screens import BOTH, EVERYTHING, SAMPLES, everything, page_of, pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.browser import Mode
    from support.screens import Form

LOOKS: tuple[tuple[Mode, int], ...] = (
    *(("light", width) for width in (320, 480, 545, 600, 1280)),
    *(("dark", width) for width in (320, 1280)),
)
"""Modes and widths: a phone, both sides of where the layouts change, a desk."""

OFF = "without pictures 320"
SMALLEST_LABEL = 8.0
"""Pixels of the smallest words in a drawing."""

WORDS = """
() => {
  const seen = [];
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const rgb = text => text.match(/[0-9.]+/g).map(Number);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const c = rgb(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest(".skip, thead, style") || getComputedStyle(parent).opacity === "0") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || box.height < 4) continue;
    const style = getComputedStyle(parent);
    const pair = [light(rgb(style.color)), light(ground(parent))].sort((a, b) => b - a);
    seen.push({
      text: node.data.trim().slice(0, 40), contrast: (pair[0] + 0.05) / (pair[1] + 0.05),
      size: parseFloat(style.fontSize), right: box.right, left: box.left,
    });
  }
  return {width: document.documentElement.scrollWidth, room: document.documentElement.clientWidth, seen};
}
"""

PICTURES = """
() => [...document.images].filter((i) => i.getClientRects().length).map((i) => {
  const box = i.getBoundingClientRect();
  return {src: i.currentSrc, alt: i.alt, width: box.width, height: box.height, left: box.left, right: box.right};
})
"""


@pytest.fixture(scope="module", params=["web", "email"])
def looked_at(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What a reader sees of each page of a form: by page, mode and width; and at 320 pixels without pictures."""
    return once(f"looks-{request.param}", lambda: look(request.param, tmp_path_factory), tmp_path_factory)


def look(form: Form, folders: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Open each page once, and turn it from look to look."""
    seen: dict[str, dict[str, Any]] = {}
    with browser(environment(folders.mktemp("fonts"), packs=False)) as screen:
        for name, page in pages(form, folders).items():
            screen.show(page, 320)
            for mode, width in LOOKS:
                screen.turn(width, mode)
                seen[f"{name} {mode} {width}"] = {**screen.ask(WORDS), "pictures": screen.ask(PICTURES)}
            if form == "email":
                screen.show(re.sub(r'src="data:[^"]*"', 'src="data:image/png;base64,AAAA"', page), 320)
                seen[f"{name} {OFF}"] = {**screen.ask(WORDS), "pictures": screen.ask(PICTURES)}
    return seen


def drawings(page: dict[str, Any]) -> Iterator[tuple[dict[str, Any], etree._Element]]:
    """Give the drawings that a page shows as SVG, each with its box."""
    for picture in page["pictures"]:
        media, _, data = picture["src"].partition(";base64,")
        if media == "data:image/svg+xml":
            yield picture, etree.fromstring(b64decode(data))


def test_every_page_was_drawn(looked_at: dict[str, dict[str, Any]]) -> None:
    count = len(EVERYTHING) + len((*SAMPLES, BOTH))

    assert len(looked_at) in {count * len(LOOKS), count * (len(LOOKS) + 1)}
    assert min(len(page["seen"]) for page in looked_at.values()) > 50


def test_no_page_is_wider_than_its_screen(looked_at: dict[str, dict[str, Any]]) -> None:
    assert {name: page["width"] for name, page in looked_at.items() if page["width"] > page["room"]} == {}


def test_no_word_and_no_picture_sticks_out_of_its_page(looked_at: dict[str, dict[str, Any]]) -> None:
    out = [
        (name, shown.get("text") or shown["alt"])
        for name, page in looked_at.items()
        for shown in (*page["seen"], *page["pictures"])
        if shown["right"] > page["room"] + 0.5 or shown["left"] < -0.5
    ]

    assert out == []


def test_every_word_has_the_contrast_that_wcag_aa_asks_for(looked_at: dict[str, dict[str, Any]]) -> None:
    weak = {
        (name, run["text"], round(run["contrast"], 2))
        for name, page in looked_at.items()
        for run in page["seen"]
        if run["contrast"] < 4.5
    }

    assert weak == set()


def test_nothing_is_set_smaller_than_11_pixels_and_running_text_not_below_16(
    looked_at: dict[str, dict[str, Any]],
) -> None:
    for name, page in looked_at.items():
        sizes = {run["text"]: run["size"] for run in page["seen"]}
        assert min(sizes.values()) >= 11, name
        assert sizes.get("The crossing opens.", 16) >= 16


def test_where_pictures_are_off_their_words_stand_in_their_place(looked_at: dict[str, dict[str, Any]]) -> None:
    """Each text is a few lines in the column, and leaves no hole of the picture's height."""
    texts = [picture for name, page in looked_at.items() if name.endswith(OFF) for picture in page["pictures"]]

    assert len(texts) >= 10 or not any(name.endswith(OFF) for name in looked_at)
    for picture in texts:
        lines = 3 + len(picture["alt"]) * 9 / picture["width"]
        assert 14 <= picture["height"] <= 20 * lines, picture


def test_words_in_drawings_can_be_read_at_every_width(looked_at: dict[str, dict[str, Any]]) -> None:
    small = {
        (name, round(least, 1))
        for name, page in looked_at.items()
        for box, svg in drawings(page)
        if (least := _smallest(svg) * box["width"] / float(svg.get("viewBox", "").split()[2])) < SMALLEST_LABEL
    }

    assert small == set()


def test_paper_is_white_for_a_reader_whose_screen_is_dark(tmp_path: Path) -> None:
    """The drawings and the colours that go to paper are those of a light screen."""
    with browser(environment(tmp_path, packs=False)) as screen:
        screen.show(page_of(everything(), "default", "web"), 1280)
        light = [picture["src"] for picture in screen.ask(PICTURES)]
        screen.turn(1280, "dark")
        dark = [picture["src"] for picture in screen.ask(PICTURES)]
        screen.print("dark")
        printed, paper = screen.ask(PICTURES), screen.ask("getComputedStyle(document.documentElement).backgroundColor")

    assert [picture["src"] for picture in printed] == light != dark
    assert paper == "rgb(255, 255, 255)"


def _smallest(svg: etree._Element) -> float:
    return min((float(text.get("font-size", "")) for text in svg.iter("{*}text")), default=99.0)
