"""The pocket card: four pages of a quarter sheet, printed on one side."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pikepdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communique.brief.load import load
from communique.errors import InvalidBrief, RenderError
from communique.parity import verify_file
from support.kinds import file_of, flagship, handout, sample
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.brief.schema import Brief

HEAD = "title: A treaty\ndate: 2026-02-03\nhandling: {audience: public}\n"


def pages(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def test_it_has_the_agenda_the_lines_the_names_and_the_numbers_to_call() -> None:
    document = handout(sample(), "pocket-card")

    assert [section.kind for section in document] == ["agenda", "lines_to_take", "delegations", "contacts"]
    assert document.notes == ()


@pytest.mark.parametrize(("pack", "paper"), [("default", "a4"), ("chancery", "letter")])
def test_it_is_one_sheet_in_each_pack_and_on_each_paper(pack: str, paper: str) -> None:
    assert pages(file_of(handout(sample(), "pocket-card"), pack=pack, paper=paper)) == 1


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_words_that_stand_on_their_heads_are_read_back_in_their_order(
    form: str, write_brief: Callable[..., Path]
) -> None:
    lines = "lines_to_take: ['We **will** sign, and we will *not* wait', 'It is [public](https://example.org) now']\n"
    document = handout(load(write_brief("said", f"{HEAD}{lines}")), "pocket-card")

    assert verify_file(document, file_of(document, form), name=f"pocket-card.{form}", shown="pocket-card") == ()


def test_a_brief_with_nothing_to_say_is_a_fault_with_a_place(write_brief: Callable[..., Path]) -> None:
    with pytest.raises(InvalidBrief) as caught:
        handout(load(write_brief("mute", HEAD)), "pocket-card")

    (problem,) = caught.value.problems
    assert (problem.code, str(problem.location)) == ("nothing-to-print", "briefs/mute/brief.yaml:1:8")


@example(60)
@example(1)
@settings(max_examples=2, deadline=None)
@given(st.integers(min_value=1, max_value=60))
def test_however_much_there_is_to_say_it_fits_its_page_or_is_a_fault_that_counts_the_words(count: int) -> None:
    brief = flagship().model_copy(update={"lines_to_take": flagship().lines_to_take[:1] * count})

    fault, data = _made(brief)

    if fault is None:
        assert (pages(data), count < 20) == (1, True)
    else:
        assert re.fullmatch(r"Cut about \d+ words\.", fault)
        assert count > 5


def _made(brief: Brief) -> tuple[str | None, bytes]:
    """Make the sheet; or say what is to be cut."""
    try:
        return None, file_of(handout(brief, "pocket-card"))
    except RenderError as error:
        (problem,) = error.problems
        assert problem.code == "too-long"
        return problem.hint, b""


@pytest.mark.parametrize(("name", "row", "words"), [("state-visit", 0, "Chile"), ("strait-ar", 1, "مضيق")])
def test_the_cover_in_word_lies_where_it_is_outside_once_the_sheet_is_folded(name: str, row: int, words: str) -> None:
    """Read from the left, the fold is at the cover's left hand; read from the right, at its right."""
    document = handout(load(ROOT / "tests" / "samples" / "briefs" / name), "pocket-card")
    made = docx.Document(BytesIO(file_of(document, "docx")))
    (table,) = made.tables

    assert len(table.rows) == 2
    assert words in table.rows[row].cells[1].text
    assert table._tbl.xpath(".//w:textDirection/@w:val") == ["tbRl", "btLr"] * 2
    assert table._tbl.xpath(".//w:bidiVisual/@w:val") == ["off"]
