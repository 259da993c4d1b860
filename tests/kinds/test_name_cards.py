"""Name cards: one for the table and one to wear for everybody, lettered as large as there is room."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.brief.load import load
from communique.brief.sections.delegations import DelegationPart, Person
from communique.choices import Choices
from communique.document.nodes import Cards, Paragraph, Text
from communique.document.walk import plain, rebuild, walk
from communique.errors import InvalidBrief, RenderError
from communique.kinds.seating import ranked
from support.kinds import file_of, flagship, handout
from support.strained import NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.brief.schema import Brief
    from communique.document.nodes import Document

HEAD = "title: A treaty\ndate: 2026-02-03\nhandling: {audience: public}\n"
MM = 1440 / 25.4


def cards(document: Document, role: str) -> list[str]:
    return [
        plain(card.title)
        for node in walk(document)
        if isinstance(node, Cards) and node.role == role
        for card in node.cards
    ]


def with_people(*names: str) -> Brief:
    people = tuple(Person(name=name) for name in names)
    side = DelegationPart(name="Norway", members=people)
    return flagship().model_copy(update={"delegations": (side,)})


def test_everybody_has_a_card_and_a_badge_in_the_order_of_precedence() -> None:
    everybody = [person.name for side in flagship().delegations for person in ranked(side)]
    document = handout(flagship(), "name-cards")

    assert cards(document, "tent") == cards(document, "badge") == everybody


def test_cards_can_be_made_for_one_person() -> None:
    for wanted in ("JD Vance", "jd-vance"):
        document = handout(flagship(), "name-cards", choices=Choices(person=wanted))

        assert cards(document, "tent") == cards(document, "badge") == ["JD Vance"]


def test_a_card_for_somebody_who_does_not_come_is_a_fault() -> None:
    with pytest.raises(InvalidBrief, match="nobody is called"):
        handout(flagship(), "name-cards", choices=Choices(person="J. D. Vanse"))


def test_a_brief_without_people_is_a_fault_with_a_place(write_brief: Callable[..., Path]) -> None:
    with pytest.raises(InvalidBrief) as caught:
        handout(load(write_brief("empty", f"{HEAD}delegations: [{{name: Norway}}]\n")), "name-cards")

    (problem,) = caught.value.problems
    assert (problem.code, str(problem.location)) == ("nothing-to-print", "briefs/empty/brief.yaml:4:14")


def test_all_that_is_too_long_is_said_at_once_each_with_its_place(write_brief: Callable[..., Path]) -> None:
    long = "Wolfgang-Maximilian-Emmerich-Wenzeslaus von und zu Mammendorf-Wimmelhausen"
    brief = load(
        write_brief(
            "long",
            "title: A treaty\ndate: 2026-02-03\nlanguage: en\ndelegations:\n"
            "  - name: Norway\n    members:\n      - name: Ola Nordmann\n"
            f"        office: {'Minister of Fisheries and ' * 9}Oceans\n      - name: {long}\n",
        )
    )

    with pytest.raises(InvalidBrief) as caught:
        handout(brief, "name-cards")
    found = [(problem.code, str(problem.location)) for problem in caught.value.problems]
    assert found == [("too-long", "briefs/long/brief.yaml:8:17"), ("too-long", "briefs/long/brief.yaml:9:15")]
    assert str(caught.value.problems[1].message) == f"name-cards: “{long}” is too long for a tent"


@settings(max_examples=4, deadline=None)
@given(st.lists(st.one_of(NAME.map(str), st.text("aeMWñ Ü-", min_size=1, max_size=45)), min_size=1, max_size=6))
def test_what_is_not_refused_with_a_place_fits_its_card_on_paper(names: list[str]) -> None:
    brief = with_people(*(" ".join(name.split()) or "x" for name in names))

    try:
        document = handout(brief, "name-cards")
    except InvalidBrief:
        return
    assert file_of(document, pack="chancery", paper="letter")


def test_what_stands_out_of_a_card_is_a_fault_in_the_last_resort() -> None:
    """A pack with a wider face than the shipped ones is told on the laid-out page."""

    def lengthened(node: Any) -> Any:
        return (
            replace(node, inlines=(Text("of Fisheries " * 60),))
            if isinstance(node, Paragraph) and not node.role
            else node
        )

    document = handout(flagship(), "name-cards", choices=Choices(person="JD Vance"))
    with pytest.raises(RenderError) as caught:
        file_of(rebuild(document, lengthened))

    assert {problem.code for problem in caught.value.problems} == {"too-long"}
    assert "does not fit: a name card of the name-cards is full" in caught.value.problems[0].message


def test_the_far_face_of_a_card_is_not_read_out_again() -> None:
    document = handout(flagship(), "name-cards", choices=Choices(person="JD Vance"))
    with pikepdf.open(BytesIO(file_of(document))) as pdf:
        sheet = pdf.pages[1]
        drawn = [i for i in pikepdf.parse_content_stream(sheet) if str(i.operator) == "BDC"]
        kinds = [str(i.operands[0]) for i in drawn if "/MCID" in i.operands[1] and str(i.operands[0]) != "/Artifact"]

    assert len(kinds) == 3  # the name, the side and the office, once each


def test_cards_in_word_have_their_size_on_another_paper_too() -> None:
    document = handout(flagship(), "name-cards", choices=Choices(person="JD Vance"))
    made = docx.Document(BytesIO(file_of(document, "docx", paper="letter")))
    *_, tent, badge = made.tables

    for table, high, wide in ((tent, 180, 62), (badge, 54, 86)):
        assert table._tbl.xpath(".//w:trHeight/@w:val") == [str(round(high * MM))]
        assert set(table._tbl.xpath(".//w:gridCol/@w:w")) == {str(round(wide * MM))}
    assert tent._tbl.xpath(".//w:textDirection/@w:val") == ["tbRl", "btLr"]
    assert made.element.xpath("//w:pgSz/@w:orient") == ["landscape"]
