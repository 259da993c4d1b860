"""The handout pack: handouts bound into one file, with a cover, tabs and page numbers that go on."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from communique.brief.load import load
from communique.choices import Choices
from communique.document.nodes import Card, Section
from communique.document.walk import walk
from communique.errors import InvalidBrief
from communique.kinds import HANDOUTS
from communique.parity import verify_file
from support.kinds import file_of, flagship, handout


def bookmarks(outline: Any) -> list[str]:
    return [item.title for item in outline.root]


def test_it_carries_all_that_its_handouts_say() -> None:
    document = handout(flagship(), "handout-pack")

    assert len(document.parts) >= 1
    assert verify_file(document, file_of(document), name="handout-pack.pdf", shown="handout-pack") == ()


def test_each_handout_has_a_bookmark_a_tab_in_the_contents_and_the_pages_count_on() -> None:
    document = handout(flagship(), "handout-pack")
    data = file_of(document)
    titles = [part.front.kicker[0].text for part in document.parts]  # type: ignore[union-attr]

    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert bookmarks(outline) == ["Handout pack", *titles]
        pages = len(pdf.pages)
    with pypdfium2.PdfDocument(data) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    assert all(title in texts[0] for title in titles)
    said = [(number, re.search(r"Page (\d+) of (\d+)", text)) for number, text in enumerate(texts, start=1)]
    assert [(int(found[1]), int(found[2])) for _, found in said if found] == [(n, pages) for n, found in said if found]
    assert sum(1 for _, found in said if found) > pages / 2  # a sheet that is cut or folded has none


def test_no_anchor_stands_twice() -> None:
    document = handout(flagship(), "handout-pack")
    ids = Counter(
        node.id for part in document.parts for node in walk(part) if isinstance(node, Section | Card) and node.id
    )

    assert [name for name, times in ids.items() if times > 1] == []


def test_the_tabs_are_those_that_were_chosen_in_their_order() -> None:
    chosen = tuple(reversed(HANDOUTS))[-1:]
    document = handout(flagship(), "handout-pack", choices=Choices(tabs=chosen))

    assert [part.kind for part in document.parts] == list(chosen)


def test_a_brief_with_nothing_for_any_handout_is_a_fault(write_brief: Any) -> None:
    brief = load(write_brief("mute", "title: A treaty\ndate: 2026-02-03\nhandling: {audience: public}\n"))

    with pytest.raises(InvalidBrief, match="no handout"):
        handout(brief, "handout-pack")
