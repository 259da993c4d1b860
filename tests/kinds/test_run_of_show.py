"""The run of show: in the order of time, the same head on each page, and every clash told."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.brief.schema import Brief
from communique.choices import Choices
from communique.document.nodes import Table
from communique.document.walk import plain, walk
from communique.errors import InvalidBrief, UsageError
from support.kinds import file_of, handout, sample
from support.pdf_reader import texts

if TYPE_CHECKING:
    from communique.document.nodes import Document

HEAD: dict[str, Any] = {"title": "A visit", "date": "2027-05-11", "time_zone": "UTC"}


def made(agenda: list[dict[str, Any]], person: str | None = None, **more: Any) -> Document:
    """Make the run of show of an agenda."""
    return handout(
        Brief.model_validate({**HEAD, **more, "agenda": agenda}), "run-of-show", choices=Choices(person=person)
    )


def table(document: Document) -> Table:
    return next(node for node in walk(document.sections) if isinstance(node, Table))


def warned(document: Document) -> str:
    return plain(tuple(section for section in document.sections if section.id == "warnings"))


def test_items_stand_in_the_order_of_time_and_those_without_one_last() -> None:
    document = made([{"topic": "Tea"}, {"topic": "Talk", "start": "10:30"}, {"topic": "Hello", "start": "09:00"}])

    assert [plain(row.cells[-1]) for row in table(document).rows] == ["Hello", "Talk", "Tea"]


def test_a_row_says_start_minutes_item_lead_cue_press_and_room() -> None:
    rows = table(handout(sample(), "run-of-show"))

    assert [plain(column.title) for column in rows.columns] == "Start Min Item Lead Cue Press Room".split()  # noqa: SIM905
    assert [plain(cell) for cell in rows.rows[0].cells] == [
        *("10:00", "10", "Arrival and handshake", "Ingrid Strand\nWith Martín Rojas Vidal, Nora Berg"),
        *("The president’s car stops", "Pictures only", "North steps"),
    ]


def test_every_page_names_version_time_place_and_contacts() -> None:
    agenda = [{"topic": f"Item {n}", "start": f"{n // 60:02}:{n % 60:02}", "minutes": 1} for n in range(90)]
    brief = sample().model_copy(update={"agenda": Brief.model_validate({**HEAD, "agenda": agenda}).agenda})
    pages = [" ".join(text.split()) for text in texts(file_of(handout(brief, "run-of-show")))]

    assert len(pages) > 2
    for said in ("Edition 4", "May 11, 2027, 10:00–12:40", "Government guest house, Oslo", "+47 55 55 01 12"):
        assert [said in page for page in pages] == [True] * len(pages), said


def test_without_a_time_there_is_none() -> None:
    with pytest.raises(InvalidBrief, match="no item has a time"):
        made([{"topic": "Tea"}])


# --- for one person


def test_for_a_person_it_has_the_items_where_that_person_is() -> None:
    document = handout(sample(), "run-of-show", choices=Choices(person="alvaro soto"))

    assert plain(document.front.subtitle) == "For Álvaro Soto"
    assert [plain(row.cells[2]) for row in table(document).rows] == ["Shared buoys"]


def test_somebody_who_is_only_named_in_the_agenda_has_one_too() -> None:
    agenda = [{"topic": "A", "start": "09:00", "people": ["Ola"]}, {"topic": "B", "start": "10:00", "people": ["Eva"]}]

    assert [plain(row.cells[1]) for row in table(made(agenda, "ola")).rows] == ["A"]


def test_a_person_whom_nobody_knows_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UsageError, match=r'nobody here is called "Eve"; the delegations have: Ingrid Strand, Ola Dahl'):
        handout(sample(), "run-of-show", choices=Choices(person="Eve"))


# --- clashes

NAMES = ("anna", "bo", "cleo")
ROOMS = ("Hall", "Library", "")


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    minute = draw(st.integers(0, 40))
    item: dict[str, Any] = {"topic": f"Item {minute}", "start": f"09:{minute:02}"}
    item["people"] = draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))
    if room := draw(st.sampled_from(ROOMS)):
        item["room"] = room
    if minutes := draw(st.integers(0, 15)):
        item["minutes"] = minutes
    return item


def taken(item: dict[str, Any]) -> set[int]:
    """List the minutes that an item takes; one without minutes takes the one it begins in."""
    start = int(item["start"][3:])
    return set(range(start, start + max(item.get("minutes", 0), 1)))


@given(st.lists(items(), min_size=1, max_size=5))
def test_a_run_of_show_with_clashes_always_says_so(agenda: list[dict[str, Any]]) -> None:
    """Told minute by minute: two items in a place, or in an unknown one, and a person in two rooms."""
    clash = False
    for one, other in combinations(agenda, 2):
        if taken(one) & taken(other):
            rooms = {one.get("room", ""), other.get("room", "")}
            clash |= "" in rooms or len(rooms) == 1 or bool({*one["people"]} & {*other["people"]})

    assert bool(warned(made(agenda))) == clash


SPOKEN = ("en", "es", "fr")


@given(
    st.lists(st.sampled_from(SPOKEN), max_size=4),
    st.lists(st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=2, unique=True), max_size=3),
)
def test_a_missing_interpreter_is_always_told(spoken: list[str], interpreters: list[list[str]]) -> None:
    """Whoever speaks can be heard by everybody, over as many interpreters as it takes; or the sheet says so."""
    people: list[dict[str, Any]] = [{"name": f"Speaker {n}", "language": code} for n, code in enumerate(spoken)]
    people += [{"name": f"Interpreter {n}", "interprets": codes} for n, codes in enumerate(interpreters)]
    heard = set(spoken[:1])
    for _ in SPOKEN:
        heard |= {code for codes in interpreters if {*codes} & heard for code in codes}
    document = made([{"topic": "Talk", "start": "09:00"}], delegations=[{"name": "All", "members": people}])

    assert ("Nobody interprets" in warned(document)) == bool({*spoken} - heard)


def test_an_item_that_leaves_the_interpreter_out_says_so_in_the_language_of_the_sheet() -> None:
    agenda = [item.model_copy(update={"people": ("rojas",)}) for item in sample().agenda[:1]]
    document = handout(sample().model_copy(update={"agenda": tuple(agenda)}), "run-of-show", language="es")

    assert "10:00 Arrival and handshake: nadie interpreta entre español" in warned(document)


def test_clashes_are_for_staff() -> None:
    agenda = [{"topic": "A", "start": "09:00"}, {"topic": "B", "start": "09:00"}]
    brief = Brief.model_validate({**HEAD, "agenda": agenda, "handling": {"release": "public"}})

    assert warned(handout(brief, "run-of-show"))
    assert not warned(handout(brief, "run-of-show", audience="public"))
