"""
No brief breaks a page, however long its names and however many its members.

Nothing stands outside the page, is cut away or is printed over another word: on
paper by WeasyPrint's boxes, on screens by the rectangles of a browser, in Word
by the PDF that LibreOffice makes of it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.render import render
from support import boxes, fonts, rectangles, sheets
from support.browser import Browser, browser
from support.page_makers import exported
from support.pdf_reader import ROOT, pack_of
from support.sample_document import sample_document
from support.straight_line import document_of
from support.strained import strained
from support.strategies import Data, written
from support.ugly_document import ugly_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.document.nodes import Document

PACKS: Final = ("default", "chancery")
BRIEFS: Final = tuple(sorted((ROOT / "briefs").glob("*/brief.yaml")))
FEW: Final = max(1, settings().max_examples // 5)
"""Examples of a law that takes a second for each."""

each_pack = pytest.mark.parametrize("pack", PACKS)


def composed(brief: Data) -> Document:
    """Write a generated brief down, and take it to a document."""
    with tempfile.TemporaryDirectory() as folder:
        return document_of(written(brief, Path(folder) / "strained"))


# --- paper -------------------------------------------------------------------


@each_pack
@settings(max_examples=FEW)
@given(brief=strained())
def test_no_brief_breaks_the_printed_page(pack: str, brief: Data) -> None:
    assert boxes.faults(boxes.laid_out(composed(brief), pack_of(pack))) == []


@each_pack
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_what_people_really_send_does_not_break_the_printed_page(pack: str, paper: str) -> None:
    for document in (sample_document(), ugly_document(2, 12)):
        assert boxes.faults(boxes.laid_out(document, pack_of(pack).on(paper))) == []


@each_pack
@pytest.mark.parametrize("brief", BRIEFS, ids=lambda path: path.parent.name)
def test_no_sample_breaks_the_printed_page(brief: Path, pack: str) -> None:
    assert boxes.faults(boxes.laid_out(document_of(brief.parent), pack_of(pack))) == []


# --- screens -----------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start the browser of a reader who has none of the packs' families."""
    with browser(fonts.environment(tmp_path_factory.mktemp("fonts"), packs=False)) as started:
        yield started


@pytest.mark.parametrize("form", ["email", "web"])
@settings(max_examples=FEW)
@given(brief=strained(), pack=st.sampled_from(PACKS))
def test_no_brief_breaks_the_page_on_a_screen(form: str, chromium: Browser, brief: Data, pack: str) -> None:
    output = render(composed(brief), pack=pack_of(pack), formats=[form])[0]

    assert rectangles.of_output(output, chromium) == []


@each_pack
@pytest.mark.parametrize("form", ["email", "web"])
def test_what_people_really_send_does_not_break_the_page_on_a_screen(form: str, chromium: Browser, pack: str) -> None:
    for document in (sample_document(), ugly_document(2, 12)):
        output = render(document, pack=pack_of(pack), formats=[form])[0]
        assert rectangles.of_output(output, chromium) == []


# --- Word --------------------------------------------------------------------


@settings(max_examples=max(1, FEW // 3))
@given(brief=strained())
def test_no_brief_breaks_the_page_of_word(brief: Data) -> None:
    documents = (composed(brief), sample_document(), ugly_document(2, 12))
    files = {
        f"{index}-{pack}": render(document, pack=pack_of(pack), formats=["docx"])[0].data
        for index, document in enumerate(documents)
        for pack in PACKS
    }
    with tempfile.TemporaryDirectory() as folder:
        made = exported(files, Path(folder))
        assert {name: found for name, file in made.items() if (found := sheets.faults(file))} == {}
