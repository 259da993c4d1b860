"""What staff and the principal read before the meeting: read-ahead, lines to take, biographies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from communique.brief.schema import Brief
from communique.document.nodes import Callout, Card, Figure, Paragraph
from communique.document.walk import plain, walk
from communique.errors import InvalidBrief, RenderError
from communique.kinds.people import initials
from communique.packs.pack import find_pack
from communique.places import Place
from communique.problems import Severity
from communique.render import render
from support.kinds import file_of, handout, sample
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from communique.document.nodes import Document

BASE: dict[str, Any] = {"title": "A visit", "date": "2027-05-11"}


def made(kind: str, **fields: Any) -> Document:
    return handout(Brief.model_validate({**BASE, **fields}), kind)


# --- read-ahead


def test_the_six_headings_stand_in_their_order() -> None:
    titles = [plain(section.title) for section in handout(sample(), "read-ahead").sections]

    assert titles[:7] == [
        *("Bottom line", "Our objectives", "Arguments to use", "Tactical arguments"),
        *("Their objectives", "Our response", "Press line"),
    ]


def test_items_are_named_below_a_heading_where_there_are_several() -> None:
    items = [{"topic": "Fish", "points": ["More."]}, {"topic": "Ice", "points": ["Less."]}]

    assert plain(made("read-ahead", agenda=items).sections[0].blocks) == "Fish\nMore.\nIce\nLess."
    assert plain(made("read-ahead", agenda=items[:1]).sections[0].blocks) == "More."


def test_the_background_is_dates_and_facts_and_no_narrative() -> None:
    background = plain(handout(sample(), "read-ahead").sections[-1].blocks)

    assert "Last meeting" in background
    assert "Eight years" not in background


def test_more_than_two_pages_are_a_fault_with_the_words_to_cut() -> None:
    document = made("read-ahead", agenda=[{"topic": "Fish", "points": ["A point that takes a line of its own."] * 120}])

    with pytest.raises(RenderError, match=r"the read-ahead runs to \d pages") as caught:
        file_of(document)
    assert caught.value.problems[0].hint.startswith("Cut about ")


def test_a_brief_without_aims_and_arguments_has_none() -> None:
    with pytest.raises(InvalidBrief, match="no item has an objective"):
        made("read-ahead", agenda=[{"topic": "Fish"}])


# --- lines to take


def test_what_must_not_be_raised_is_set_apart_under_its_dispute() -> None:
    document = handout(sample(), "lines-to-take")
    (callout,) = (node for node in walk(document.sections) if isinstance(node, Callout) and node.role == "do-not-raise")

    assert plain(callout.title) == "Who sees the data"
    assert "submarine exercise" in plain(callout.blocks)


def test_a_second_page_of_lines_is_told_and_printed() -> None:
    question = {"question": "How much?", "answer": "As much as was said.", "if_pressed": "We add nothing."}
    document = made("lines-to-take", questions_and_answers=[question] * 20)
    (output,) = render(document, pack=find_pack("default", Place(ROOT), kind=document.kind), formats=["pdf"])
    told = [problem for problem in output.problems if problem.code == "too-long"]

    assert output.data.startswith(b"%PDF")
    assert [problem.severity for problem in told] == [Severity.WARNING]


# --- biographies


def test_people_stand_in_order_of_precedence_the_head_first() -> None:
    people = [{"name": "Third Man"}, {"name": "Second", "precedence": 2}, {"name": "First", "precedence": 1}]
    document = made("biographies", delegations=[{"name": "A", "principal": {"name": "Head"}, "members": people}])

    assert [plain(node.title) for node in walk(document.sections) if isinstance(node, Card)] == [
        *("Head", "First", "Second", "Third Man"),
    ]


def test_a_person_has_a_picture_or_initials() -> None:
    cards = [node for node in walk(handout(sample(), "biographies").sections) if isinstance(node, Card)]

    assert isinstance(cards[0].blocks[0], Figure)
    assert isinstance(cards[1].blocks[0], Paragraph)
    assert plain(cards[1].blocks[0]) == "OD"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ola Dahl", "OD"),
        ("Martín Rojas Vidal", "MV"),
        ("王小明", "王"),
        ("سلمى الحداد", "س"),
        ("élan", "É"),
        ("7 of 9", "O"),
        ("—", ""),
    ],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert initials(name) == letters
