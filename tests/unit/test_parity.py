"""Parity: a file carries every piece of its document, in order."""

from __future__ import annotations

import pytest

from communique.document.nodes import Card, Cards, Cite, Document, Note, Paragraph, Text
from communique.document.pieces import pieces_of
from communique.parity import Difference, differences, normal, problems
from communique.readback import Reading
from support.sample_document import document_of, sample_section

FIRST = "The two presidents met for the first time on a cold Tuesday"
SECOND = "At least 126 people died in 36 known operations"
FRONT = "A title"


def para(words: str, *cites: Cite) -> Paragraph:
    return Paragraph(inlines=(Text(words), *cites), path=words)


def document(*blocks: Paragraph | Cards) -> Document:
    return document_of(sample_section(*blocks))


def body(*pages: str) -> Reading:
    """Make a reading that carries the masthead and the section's title, then the pages."""
    above = "\n".join(piece.text for piece in pieces_of(document()))
    return Reading((f"{above}\n{pages[0]}", *pages[1:]))


def kinds(made: Document, reading: Reading) -> list[tuple[str, str]]:
    return [(d.kind, d.piece.path) for d in differences(made, reading)]


def test_line_breaks_hyphens_and_case_make_no_difference() -> None:
    made = document(para(FIRST), para(SECOND))

    assert kinds(made, body(FIRST.upper() + "\nat least 126 peo-\nple died in 36\u00a0known ope\u00adrations")) == []


def test_a_paragraph_that_is_gone_is_missing() -> None:
    assert kinds(document(para(FIRST), para(SECOND)), body(FIRST)) == [("missing", SECOND)]


def test_a_changed_number_is_missing() -> None:
    assert kinds(document(para(SECOND)), body(SECOND.replace("126", "127"))) == [("missing", SECOND)]


def test_two_paragraphs_that_changed_places_are_out_of_order() -> None:
    assert kinds(document(para(FIRST), para(SECOND)), body(f"{SECOND} {FIRST}")) == [("misplaced", SECOND)]


@pytest.mark.parametrize("number", ["", "2"])
def test_a_citation_with_another_number_or_none_is_found(number: str) -> None:
    made = document(para(FIRST, Cite("report", number=1)))

    assert kinds(made, body(f"{FIRST}{number}")) == [("missing", FIRST)]


@pytest.mark.parametrize("number", ["1", "[1]", "¹"])
def test_a_citation_may_be_raised_or_in_brackets(number: str) -> None:
    assert kinds(document(para(FIRST, Cite("report", number=1))), body(f"{FIRST}{number}")) == []


def test_a_paragraph_may_run_over_a_page_and_its_foot_and_head() -> None:
    made = document(para(FIRST), para(SECOND))
    pages = (FIRST + " At least 126 people 1 A note. Page 1 of 2", "INTERNAL Running head died in 36 known operations")

    assert kinds(made, body(*pages)) == []


def test_a_paragraph_may_run_over_two_pages() -> None:
    made = document(para(f"{FIRST} {SECOND}"))

    assert (
        kinds(
            made,
            body("The two presidents met foot", "head for the first time on a cold foot", f"head Tuesday {SECOND}"),
        )
        == []
    )


def test_a_word_lost_at_a_page_break_is_found() -> None:
    pages = ("At least 126 people foot", "head in 36 known operations")

    assert kinds(document(para(SECOND)), body(*pages)) == [("missing", SECOND)]


def test_facing_columns_may_interleave_over_a_page() -> None:
    cards = tuple(
        Card(title=(Text(side),), blocks=(para(f"{side} opens"), para(f"{side} goes on")))
        for side in ("Norway", "Chad")
    )
    made = document(Cards(cards=cards, layout="columns"), para(SECOND))

    assert kinds(made, body("Norway Norway opens Chad Chad opens", f"Norway goes on Chad goes on {SECOND}")) == []


ARABIC = "قال الوزير إن 126 شخصا"


@pytest.mark.parametrize(
    ("read", "expected"), [("شخصا 126 إن الوزير قال", []), ("شخصا 126 إن الوزير", [("missing", ARABIC)])]
)
def test_words_from_right_to_left_may_be_read_in_any_order(read: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(document(para(ARABIC), para(SECOND)), body(f"{read} {SECOND}")) == expected


def test_footnotes_are_held_by_number_and_text() -> None:
    from dataclasses import replace

    made = replace(document(para(SECOND)), notes=(Note(number=1, source="report", inlines=(Text("News report"),)),))
    told = body(SECOND)

    assert kinds(made, Reading(told.pages, notes={1: "News report, 2026"})) == []
    assert kinds(made, Reading(told.pages, notes={2: "News report, 2026"})) == [("wrong-note", "sources[report]")]
    assert kinds(made, Reading((told.pages[0] + " 1 News report",), foot=True)) == []
    assert kinds(made, Reading((told.pages[0] + " 2 News report",), foot=True)) == [("wrong-note", "sources[report]")]
    assert kinds(made, told) == []


def test_a_difference_is_told_with_its_words_and_its_field() -> None:
    made = document(para(SECOND))
    found = differences(made, body(FIRST))

    assert found == (Difference("missing", found[0].piece),)
    assert str(problems(found, file="out/fish/brief.pdf")[0]).startswith(
        f"out/fish/brief.pdf: error: “{SECOND}” is missing (from {SECOND}) [missing-piece]"
    )


def test_letters_that_look_alike_in_print_are_alike() -> None:
    assert normal("ﬁnd “co\u00adoperation”¹") == normal("Find “cooperation”1")
