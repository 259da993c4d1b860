"""Page one comes before the others: it is drawn from the beginning of the brief, and looks as it will in the whole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from communique.brief.load import load
from communique.compose import compose
from communique.document.opening import opening
from communique.edition import edit
from communique.packs import find_pack
from communique.places import Place
from communique.preview.session import Session, State, View
from communique.render import render
from communique.steps import Order, first_page, prepare
from support.command import SMALL_BRIEF

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.document.nodes import Document

PROJECT = Path(__file__).parents[2]
FLAGSHIP = "us-colombia-2026-02-03"
SENTENCE = "The two of us met here again and soon we may go on to do it. "
LONG = SMALL_BRIEF + "background:\n  text: |\n" + "    The two sides met again and agreed on a date.\n\n" * 200


def flagship() -> Document:
    place = Place(PROJECT)
    return compose(edit(load(PROJECT / "briefs" / FLAGSHIP), place=place))


def dense(paragraph: int) -> str:
    """Write a brief of small words, so many sentences to a paragraph, that fills three pages."""
    text = "\n\n    ".join([SENTENCE * paragraph] * (150 // paragraph))
    return f"{SMALL_BRIEF}background:\n  text: |\n    {text}\n"


@pytest.mark.parametrize("pack", ["default", "chancery"])
@pytest.mark.parametrize("paragraph", [0, 1, 4, 8, 50])
def test_page_one_of_the_beginning_is_page_one_of_the_whole_but_for_page_numbers(
    paragraph: int, pack: str, workspace: Place, write_brief: Callable[..., Path]
) -> None:
    """The flagship, and paragraphs of so many sentences."""
    made = write_brief("dense", dense(paragraph)) if paragraph else PROJECT / "briefs" / FLAGSHIP
    document = compose(edit(load(made), place=workspace))
    house = find_pack(pack, Place(PROJECT))

    whole, cut = (_page_one(one, house) for one in (document, opening(document)))

    assert opening(document) != document
    assert len(whole.split()) > 100
    assert cut == whole


def _page_one(document: Document, house: object) -> str:
    """Read page one without its numbers, for those of other pages are not known yet."""
    (output,) = render(document, pack=house, formats=["pdf"])  # type: ignore[arg-type]
    with pypdfium2.PdfDocument(output.data) as pdf:
        return re.sub(r"\d+", "", pdf[0].get_textpage().get_text_bounded())


def test_the_beginning_keeps_every_title_and_leaves_out_what_comes_later() -> None:
    document = flagship()
    cut = opening(document)

    assert [section.title for section in cut] == [section.title for section in document]
    assert cut.at("front") == document.at("front")
    assert cut.at("back")[-1].blocks == ()


def test_however_long_the_contents_are_what_belongs_on_page_one_stays_whole() -> None:
    document = flagship()
    more = tuple(replace(section, id=f"{section.id}-{n}") for n in range(20) for section in document.at("body"))
    cut = opening(replace(document, sections=(*document.sections, *more)))

    assert cut.at("front") == document.at("front")
    assert {section.blocks for section in cut if section.place != "front"} == {()}


def test_what_ends_on_page_one_has_no_beginning_of_its_own(workspace: Place, write_brief: Callable[..., Path]) -> None:
    folder = write_brief("small", SMALL_BRIEF)
    prepared = prepare(Order(path=folder, place=workspace, today=date(2026, 1, 1)))

    assert first_page(prepared, pack="default", place=workspace, pages=400) is None


def test_documents_that_are_bound_together_are_never_cut() -> None:
    document = flagship()
    bound = replace(document, parts=(document,))

    assert opening(bound) is bound


def test_it_is_shown_while_the_pages_are_laid_out_and_gone_when_they_are_there(
    workspace: Place, write_brief: Callable[..., Path]
) -> None:
    folder = write_brief("long", LONG)
    told: Queue[State] = Queue()
    with Session(folder, workspace, View(), pack=None, tell=told.put) as session:
        states = [_next(told)]
        while states[-1].working or not states[-1].shown:
            states.append(_next(told))
            if states[-1].first:
                key = states[-1].first.key
                assert session.picture(key, 1) == states[-1].first.data or session.state.first is None
        last = session.state
        session.choose(View(audience="public"))
        assert session.state.first is None

    drawn = [state for state in states if state.first]
    assert drawn, "page one was told of"
    assert all("pdf" in state.working for state in drawn)
    assert drawn[0].first
    assert drawn[0].first.data.startswith(b"\x89PNG")
    assert last.first is None
    assert last.shown["pdf"].sizes[0] == drawn[0].first.sizes[0]
    assert last.seconds["first"] < last.seconds["pdf"]


def _next(told: Queue[State]) -> State:
    return told.get(timeout=60)
