"""Seating: nobody is lost or seated twice, precedence holds, heads face each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.brief.load import load
from communique.brief.sections.delegations import DelegationPart
from communique.document.nodes import Drawing, Table
from communique.document.plots import SeatingPlot
from communique.document.walk import plain, walk
from communique.errors import InvalidBrief
from communique.kinds.seating import ranked, seated
from communique.parity import verify_file
from support.kinds import file_of, flagship, handout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.document.nodes import Document

RANKS = st.one_of(st.none(), st.integers(1, 9))
LANGUAGES = st.sampled_from(([], [], [], ["en", "es"]))


@st.composite
def delegations(draw: st.DrawFn) -> DelegationPart:
    """Make a delegation of up to forty people and a head."""
    people = [
        {"name": f"Person {n}", "interprets": draw(LANGUAGES)} | ({"precedence": rank} if (rank := draw(RANKS)) else {})
        for n in range(draw(st.integers(0, 39)))
    ]
    head = {"principal": {"name": "The head"}} if draw(st.booleans()) else {}
    return DelegationPart.model_validate({"name": "A side", "members": people, **head})


@given(delegations())
def test_everybody_sits_once_and_no_chair_is_taken_twice(side: DelegationPart) -> None:
    chairs = seated(side)
    everybody = [p.name for p in (side.principal, *side.members) if p]

    assert sorted(chair.person.name for chair in chairs) == sorted(everybody)
    assert len({(chair.hand, chair.behind) for chair in chairs}) == len(chairs)
    assert [chair.number for chair in chairs] == list(range(1, len(chairs) + 1))


@given(delegations())
def test_nobody_sits_nearer_to_the_head_than_a_person_of_higher_precedence(side: DelegationPart) -> None:
    table = [chair for chair in seated(side) if not chair.behind]
    distances = [abs(chair.hand) for chair in table]

    assert distances == sorted(distances)
    assert [chair.hand for chair in table[:5]] == [0, 1, -1, 2, -2][: len(table)]
    given_ranks = [c.person.precedence for c in table if c.person is not side.principal and c.person.precedence]
    assert given_ranks == sorted(given_ranks)


@given(delegations())
def test_the_seats_leave_no_gap_and_interpreters_sit_behind(side: DelegationPart) -> None:
    chairs = seated(side)
    hands = sorted(chair.hand for chair in chairs if not chair.behind)
    behind = [chair.behind for chair in chairs if chair.person.interprets]

    assert hands == list(range(hands[0], hands[-1] + 1)) if hands else not hands
    assert behind == list(range(1, len(behind) + 1))
    assert [p for p in ranked(side) if p.interprets] == list(ranked(side))[len(ranked(side)) - len(behind) :]


def plan_of(document: Document) -> SeatingPlot:
    (drawing,) = (node for node in walk(document) if isinstance(node, Drawing))
    assert isinstance(drawing.plot, SeatingPlot)
    return drawing.plot


def brief_of(write_brief: Callable[..., Path], more: str, sides: int = 2) -> Any:
    names = ("Norway", "Chile", "Kenya", "Japan")[:sides]
    listed = "".join(
        f"  - name: {n}\n    principal: {{name: Head of {n}}}\n    members: [{{name: Aide of {n}}}]\n" for n in names
    )
    head = "title: Talks\ndate: 2026-02-03\nhandling: {audience: public}\n"
    return load(write_brief("talks", f"{head}delegations:\n{listed}{more}"))


def test_the_drawing_its_words_and_the_list_name_the_same_people(write_brief: Callable[..., Path]) -> None:
    document = handout(brief_of(write_brief, ""), "seating-plan")
    (drawing,) = (node for node in walk(document) if isinstance(node, Drawing))
    (table,) = (node for node in walk(document) if isinstance(node, Table))
    people = {chair.name for side in plan_of(document).sides for chair in side.chairs}

    assert people == {plain(row.cells[2]) for row in table.rows}
    assert all(name in drawing.alt for name in people)


def test_the_host_sits_first_and_more_than_two_sides_sit_round_a_table(write_brief: Callable[..., Path]) -> None:
    two = plan_of(handout(brief_of(write_brief, "seating: {host: Chile}\n"), "seating-plan"))
    four = plan_of(handout(brief_of(write_brief, "", sides=4), "seating-plan"))

    assert [side.name for side in two.sides] == ["Chile", "Norway"]
    assert (two.form, four.form, len(four.sides)) == ("facing", "round", 4)


@pytest.mark.parametrize(
    ("sides", "more", "said"),
    [(1, "", "no two delegations"), (3, "seating: {table: facing}\n", "3 delegations cannot face each other")],
)
def test_a_table_that_cannot_be_laid_is_a_fault(
    sides: int, more: str, said: str, write_brief: Callable[..., Path]
) -> None:
    with pytest.raises(InvalidBrief, match=said):
        handout(brief_of(write_brief, more, sides=sides), "seating-plan")


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_each_format_carries_the_plan(form: str) -> None:
    document = handout(flagship(), "seating-plan")

    assert verify_file(document, file_of(document, form), name=f"seating-plan.{form}", shown="seating-plan") == ()


def test_a_public_plan_does_not_seat_whom_only_staff_may_see(write_brief: Callable[..., Path]) -> None:
    path = write_brief(
        "secret",
        "title: Talks\ndate: 2026-02-03\nhandling: {release: public}\ndelegations:\n"
        "  - name: Norway\n    members: [{name: A}, {name: The spy, audience: internal}]\n"
        "  - name: Chile\n    members: [{name: B}]\n",
    )

    assert "The spy" in plain(handout(load(path), "seating-plan").sections)
    assert not re.search("spy", repr(handout(load(path), "seating-plan", audience="public")))
