"""One letter, two papers: nothing of it is left at the width of the other."""

from __future__ import annotations

import io
from typing import Any

import docx as python_docx
import pytest

from communique.ooxml import NAMESPACES
from communique.render import render
from support.pdf_reader import pack_of
from support.sample_document import sample_document

W = f"{{{NAMESPACES['w']}}}"
SIZES = {"a4": (210, 297), "letter": (215.9, 279.4)}


@pytest.mark.parametrize("pack", ["default", "chancery"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_word_file_is_on_the_paper_that_was_asked_for(pack: str, paper: str) -> None:
    (output,) = render(sample_document(), pack=pack_of(pack).on(paper), formats=["docx"])
    document: Any = python_docx.Document(io.BytesIO(output.data))

    for section in document.sections:
        assert (section.page_width.mm, section.page_height.mm) == pytest.approx(SIZES[paper], abs=0.1)
        text = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            for table in part.tables:
                columns = [int(column.get(f"{W}w")) for column in table._tbl.iter(f"{W}gridCol")]
                assert sum(columns) == pytest.approx(text, abs=20)


def test_what_stands_at_the_margin_moves_with_it() -> None:
    files = (render(sample_document(), pack=pack_of().on(paper), formats=["docx"])[0].data for paper in SIZES)
    a4, letter = (python_docx.Document(io.BytesIO(data)).styles["Nameplate"] for data in files)

    moved = letter.paragraph_format.tab_stops[0].position.twips - a4.paragraph_format.tab_stops[0].position.twips
    assert moved == pytest.approx(round((215.9 - 210) * 1440 / 25.4), abs=3)


def test_without_a_wish_the_letter_stays_on_its_own_paper() -> None:
    (asked,) = render(sample_document(), pack=pack_of().on("a4"), formats=["docx"])
    (own,) = render(sample_document(), pack=pack_of(), formats=["docx"])

    assert asked.data == own.data
