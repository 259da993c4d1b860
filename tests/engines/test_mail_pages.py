"""The e-mail's pages, both packs, in a browser: narrow and wide, light and dark; and without one."""

from __future__ import annotations

import html as html_module
import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html as lxml_html

from communique.document.attachments import embed
from communique.document.pieces import CITE_END, CITE_START, pieces_of
from support.mail import PACKS, html_of, mail_document

if TYPE_CHECKING:
    from pathlib import Path

WIDTHS = (320, 480, 640)
MODES = ("light", "dark")
DARK = "(prefers-color-scheme: dark)"

PROBE = """
const look = frame => {
  const page = frame.contentDocument, seen = [];
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const rgb = text => text.match(/[0-9.]+/g).map(Number);
  const ground = node => {
    for (; node; node = node.parentElement) {
      const c = rgb(frame.contentWindow.getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    const range = page.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!node.data.trim() || !box.width || getComputedStyle(parent).opacity === "0" || box.height < 4) continue;
    const style = frame.contentWindow.getComputedStyle(parent);
    const pair = [light(rgb(style.color)), light(ground(parent))].sort((a, b) => b - a);
    seen.push({
      text: node.data.trim().slice(0, 40), contrast: (pair[0] + 0.05) / (pair[1] + 0.05),
      size: parseFloat(style.fontSize), right: box.right, left: box.left,
    });
  }
  return {width: page.documentElement.scrollWidth, room: page.documentElement.clientWidth, seen};
};
addEventListener("load", () => {
  const found = {};
  for (const frame of document.querySelectorAll("iframe")) found[frame.name] = look(frame);
  document.body.textContent = "FOUND" + JSON.stringify(found) + "END";
});
"""


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "install chromium: these tests look at the e-mail in a browser"
    return found


@cache
def _looked_at(folder: Path) -> dict[str, Any]:
    """Open every page at every width in both modes, once, and measure what a reader sees."""
    frames = []
    for pack in PACKS:
        page = embed(html_of(mail_document(), pack), mail_document())
        for mode in MODES:
            shown = page.replace(DARK, "all" if mode == "dark" else "not all")
            frames += [
                f'<iframe name="{pack} {mode} {w}" width="{w}" height="600" srcdoc="{html_module.escape(shown)}"></iframe>'
                for w in WIDTHS
            ]
    path = folder / "probe.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><script>{PROBE}</script>{''.join(frames)}", encoding="utf-8")
    return _run(path, folder)


def _run(path: Path, folder: Path) -> dict[str, Any]:
    command = [_chromium(), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=5000", "--dump-dom", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    match = re.search(r"<body>FOUND(.*)END</body>", dom, re.DOTALL)
    assert match, dom[-2000:]
    found: dict[str, Any] = json.loads(html_module.unescape(match[1]))
    return found


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser measured, by pack, mode and width."""
    return _looked_at(tmp_path_factory.mktemp("mail"))


def test_the_browser_drew_every_page(seen: dict[str, Any]) -> None:
    assert len(seen) == len(PACKS) * len(MODES) * len(WIDTHS)
    assert min(len(page["seen"]) for page in seen.values()) > 200


def test_no_page_is_wider_than_its_screen(seen: dict[str, Any]) -> None:
    assert {name: page["width"] for name, page in seen.items() if page["width"] > page["room"]} == {}


def test_no_word_sticks_out_of_its_page(seen: dict[str, Any]) -> None:
    out = [
        (name, run["text"])
        for name, page in seen.items()
        for run in page["seen"]
        if run["right"] > page["room"] + 0.5 or run["left"] < 0
    ]

    assert out == []


def test_every_word_has_the_contrast_that_wcag_aa_asks_for(seen: dict[str, Any]) -> None:
    weak = {
        (name, run["text"], round(run["contrast"], 2))
        for name, page in seen.items()
        for run in page["seen"]
        if run["contrast"] < 4.5
    }

    assert weak == set()


def test_nothing_is_set_smaller_than_11_pixels_and_running_text_not_below_16(seen: dict[str, Any]) -> None:
    for page in seen.values():
        sizes = {run["text"]: run["size"] for run in page["seen"]}
        assert min(sizes.values()) >= 11
        assert sizes["The crossing opens."] >= 16


@pytest.mark.parametrize("pack", PACKS)
def test_layout_uses_nothing_that_mail_readers_drop(pack: str) -> None:
    """Classic Outlook and Gmail drop flex, grid, position, float and variables, and then the page falls apart."""
    page = html_of(mail_document(), pack)
    inline = re.findall(r'style="([^"]*)"', page)

    assert [s for s in inline if re.search(r"flex|grid|position|float|var\(|calc\(|transform:", s)] == []
    assert not re.search(r"display:\s*(flex|grid)|position:\s*(absolute|fixed|sticky|relative)|var\(--", page)


@pytest.mark.parametrize("pack", PACKS)
def test_layout_tables_say_that_they_are_no_tables_and_data_tables_have_headings(pack: str) -> None:
    page = html_of(mail_document(), pack)
    tables = re.findall(r"<table([^>]*)>(?:\s*<caption.*?</caption>)?(?:<tbody>|\s)*(<thead>)?", page)

    assert [attributes for attributes, head in tables if bool(head) == ('role="presentation"' in attributes)] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_picture_has_a_text_and_the_page_needs_none(pack: str) -> None:
    page = html_of(mail_document(), pack)

    assert all(re.search(r'alt="[^"]+"', image) for image in re.findall(r"<img[^>]*>", page))
    assert "Solveig Ødegård" in re.sub(r"<img[^>]*>", "", page)


@pytest.mark.parametrize("pack", PACKS)
def test_headings_go_down_one_level_at_a_time(pack: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html_of(mail_document(), pack))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1] == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_language_that_is_written_from_right_to_left_turns_the_whole_page(pack: str) -> None:
    page = html_of(replace(mail_document(), language="ar", prose_language="ar"), pack)

    assert '<html lang="ar" dir="rtl"' in page
    assert "direction:ltr" not in page
    assert ' align="left"' not in page


@pytest.mark.parametrize("pack", PACKS)
def test_an_independent_reader_finds_every_piece_in_order(pack: str) -> None:
    body = lxml_html.document_fromstring(html_of(mail_document(), pack)).find("body")
    assert body is not None
    text = _squeezed("".join(map(str, body.itertext())))
    at = 0
    for piece in pieces_of(mail_document()):
        words = _squeezed(piece.text.replace(CITE_START, "").replace(CITE_END, ""))
        found = text.find(words, at if piece.ordered else 0)
        assert found >= 0, piece
        at = found + len(words) if piece.ordered else at


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
