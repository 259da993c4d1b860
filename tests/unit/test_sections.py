"""Sections: every field prints, whatever is internal is gone from a public edition, and how each kind looks."""

from __future__ import annotations

import copy
import types
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import ValidationError

from communique.brief.base import Data, Line, Part
from communique.brief.schema import Brief
from communique.brief.sections import SECTIONS, FreePart, SectionKind
from communique.compose import compose
from communique.document.nodes import (
    Blocks,
    BulletList,
    Callout,
    Card,
    Cards,
    Cite,
    Document,
    Paragraph,
    Quotation,
    Table,
    Text,
    Timeline,
)
from communique.document.pieces import pieces_of
from communique.document.walk import plain, walk
from communique.edition import edit
from support.everything import Everything, Folder, everything, parts_of

if TYPE_CHECKING:
    from communique.brief.lowering import Context


def document(audience: Literal["internal", "public"] = "internal", **fields: Any) -> Document:
    """Compose a brief of these fields."""
    base = {"title": "Fish", "date": "2026-02-03", "handling": {"audience": "internal", "release": "public"}}
    return compose(edit(Brief.model_validate({**base, **fields}, context=Folder()), audience=audience))


def texts(made: Document) -> list[str]:
    return [piece.text for piece in pieces_of(made)]


def nodes(made: Document, kind: type) -> list[Any]:
    return [node for section in made for node in walk(section) if isinstance(node, kind)]


@pytest.fixture(scope="module")
def full() -> Everything:
    return everything()


# --- everything


def test_every_field_of_the_schema_prints(full: Everything) -> None:
    printed = "\n".join(texts(compose(edit(full.brief())))).casefold()

    assert [path for path, words in full.printed.items() if words.casefold() not in printed] == []


def test_an_editors_note_prints_on_every_part(full: Everything) -> None:
    data = copy.deepcopy(full.data)
    notes = []
    for number, (part, model) in enumerate(parts_of(data)):
        part["editor_note"] = f"remark{number}x"
        notes.append((f"remark{number}x", model.__name__))

    printed = "\n".join(texts(compose(edit(Brief.model_validate(data, context=Folder())))))

    assert [name for note, name in notes if note not in printed] == []


def test_a_part_that_is_internal_leaves_nothing_in_a_public_edition_and_is_marked_in_its_own(full: Everything) -> None:
    total = len(list(parts_of(full.data)))
    assert total > 30
    for number in range(total):
        data = copy.deepcopy(full.data)
        part, model = list(parts_of(data))[number]
        part["audience"] = "internal"
        brief = Brief.model_validate(data, context=Folder())
        own = {words for path, words in full.printed.items() if words.startswith("word") and words in str(part)}
        public = compose(edit(brief, audience="public"))

        assert [word for word in own if word in "\n".join([*texts(public), repr(public)])] == [], model.__name__
        assert "(internal)" in "\n".join(texts(compose(edit(brief)))), model.__name__


def test_every_part_of_the_schema_can_be_left_out() -> None:
    """A field that holds a part is optional or a list, so that the part can be withheld."""

    def required(model: type[Data]) -> list[str]:
        found = []
        for name, info in model.model_fields.items():
            arms = get_args(info.annotation) if get_origin(info.annotation) in (Union, types.UnionType) else ()
            for arm in (info.annotation, *arms, *get_args(info.annotation)):
                if isinstance(arm, type) and issubclass(arm, Data):
                    optional = type(None) in arms or get_origin(info.annotation) is tuple
                    found += [] if optional or not issubclass(arm, Part) else [f"{model.__name__}.{name}"]
                    found += required(arm)
        return found

    assert required(Brief) == []


def test_a_brief_with_nothing_but_a_title_and_a_date_has_no_sections() -> None:
    assert document().sections == ()


# --- single kinds


def test_a_statement_says_who_says_so_and_as_of_when_in_small_print() -> None:
    made = document(
        arrival={"notes": [{"text": "It rained.", "attribution": "the press", "as_of": "2026-02"}]},
    )

    assert texts(made)[-2:] == ["It rained.", "According to the press · as of February 2026"]


def test_according_to_is_not_said_twice() -> None:
    made = document(arrival={"notes": [{"text": "It rained.", "attribution": "According to the press"}]})

    assert texts(made)[-1] == "According to the press"


def test_an_agenda_with_times_is_a_table_whose_empty_columns_are_left_out() -> None:
    made = document(
        time_zone="America/New_York",
        agenda=[{"topic": "Fish", "start": "09:30", "minutes": 45}, {"topic": "Ice", "start": "10:15"}],
    )
    (table,) = nodes(made, Table)

    assert [plain(column.title) for column in table.columns] == ["Time", "Item"]
    assert plain(table.caption) == "All times: Eastern Standard Time"
    assert [plain(row.cells[0]) for row in table.rows] == ["09:30–10:15 45 min", "10:15"]
    assert nodes(made, Cards) == []


def test_an_agenda_without_times_and_details_is_a_list() -> None:
    made = document(agenda=[{"topic": "Fish"}, {"topic": "Ice", "attribution": "the press"}])
    (found,) = nodes(made, BulletList)

    assert [plain(item) for item in found.items] == ["Fish", "Ice\nRaised, according to the press"]


def test_an_agenda_item_with_details_has_a_card_with_both_sides_objectives_abreast() -> None:
    made = document(agenda=[{"topic": "Fish", "objectives": {"ours": ["More"], "theirs": ["Less"]}}])
    outer, facing = nodes(made, Cards)

    assert (outer.role, facing.layout) == ("agenda-item", "columns")
    assert [plain(card) for card in facing.cards] == ["Our objectives\nMore", "Their objectives\nLess"]


def test_an_item_says_who_is_there_what_starts_it_and_what_became_of_it() -> None:
    made = document(
        delegations=[{"name": "Norway", "members": [{"name": "Ingrid Aas", "id": "aas"}]}],
        agenda=[{"topic": "Fish", "cue": "The doors close", "people": ["aas", "Ola"], "outcome": "not-raised"}],
    )
    (found,) = (item for found in nodes(made, BulletList) if found.path == "agenda" for item in found.items)

    assert plain(found).split("\n") == ["Fish Not raised", "With Ingrid Aas, Ola · Cue: The doors close"]


def test_a_point_says_what_became_of_it() -> None:
    made = document(
        agenda=[{"topic": "Fish", "points": [{"text": "More.", "outcome": "agreed"}], "tactical": ["Now."]}]
    )

    assert texts(made)[-4:] == ["Points to make:", "More. Agreed", "Tactical arguments:", "Now."]


def test_an_interpreter_says_between_which_languages() -> None:
    made = document(delegations=[{"name": "Norway", "members": [{"name": "Ingrid Aas", "interprets": ["nb", "es"]}]}])

    assert texts(made)[-1] == "Interprets between Norwegian Bokmål, Spanish"


def test_who_leads_is_named_where_an_id_stands() -> None:
    made = document(
        delegations=[{"name": "Norway", "id": "no", "members": [{"name": "Ingrid Aas", "id": "aas"}]}],
        agenda=[{"topic": "Fish", "lead": "aas"}, {"topic": "Ice", "lead": "no"}],
    )

    assert "Led by Ingrid Aas" in texts(made)
    assert "Led by Norway" in texts(made)


def test_sides_face_each_other_with_the_principal_first_and_members_by_precedence() -> None:
    people = [{"name": "Third"}, {"name": "Second", "precedence": 2}, {"name": "First", "precedence": 1}]
    made = document(
        delegations=[
            {"name": "Norway", "country": "NO", "principal": {"name": "Head", "office": "Minister"}, "members": people},
            {"name": "Oslo", "country": "NO"},
        ]
    )
    (cards,) = nodes(made, Cards)

    assert cards.layout == "columns"
    assert plain(cards.cards[0]) == "Norway NO\nHead, Minister\nFirst\nSecond\nThird"
    assert plain(cards.cards[1].subtitle) == "Norway"


def test_more_than_three_sides_stand_below_each_other() -> None:
    (cards,) = nodes(document(delegations=[{"name": n} for n in "ABCD"]), Cards)

    assert cards.layout == "stack"


def test_a_tension_says_in_words_how_grave_it_is() -> None:
    made = document(tensions=[{"title": "Quotas", "since": "2025-10", "severity": "high", "trend": "rising"}])
    (card,) = nodes(made, Card)

    assert (card.tone, card.id, card.path) == ("high", "tension-quotas", "tensions[quotas]")
    assert plain(card.subtitle) == "High severity · Rising · Since October 2025"


def test_positions_are_named_by_their_sides() -> None:
    made = document(
        delegations=[{"name": "Norway", "id": "no"}],
        tensions=[{"title": "Q", "positions": [{"side": "no", "text": "More."}, {"side": "Press", "text": "Less."}]}],
    )
    (cards,) = (c for c in nodes(made, Cards) if c.role == "position")

    assert [plain(card.title) for card in cards.cards] == ["Norway", "Press"]
    assert cards.cards[0].path == "tensions[q].positions[no]"


def test_events_stand_by_date_and_the_last_meeting_is_marked() -> None:
    events = [
        {"date": "2026-01-15", "text": "c", "last_meeting": True},
        {"date": "2025", "text": "a"},
        {"date": "2025-03?", "text": "b"},
    ]
    (timeline,) = nodes(document(background={"timeline": events}), Timeline)

    assert [plain(event) for event in timeline.events] == [
        "2025\na",
        "March 2025 (inferred)\nb",
        "January\u00a015, 2026\nLast meeting\nc",
    ]


def test_a_quotation_stands_in_the_marks_of_the_prose_around_it() -> None:
    quotation = {
        "words": "Basta",
        "speaker": "She",
        "date": "2026-02",
        "source": "r",
        "language": "es",
        "context": "in a video",
    }
    fields: Any = {"quotations": [quotation], "sources": [{"id": "r", "title": "Report"}]}
    base = {"title": "F", "date": "2026", "handling": {"audience": "public"}}
    english = compose(edit(Brief.model_validate({**base, **fields}), language="es"))
    (found,) = nodes(english, Quotation)

    assert plain(found.blocks) == "“Basta”"
    assert plain(found.attribution) == "She, febrero de 2026, in a video"
    assert found.attribution[-1] == Cite("r", number=1, first=True)


def test_what_must_not_be_raised_is_set_apart() -> None:
    made = document(tensions=[{"title": "Q", "do_not_raise": ["The boat"], "sensitivities": ["a", "b"]}])

    assert [(plain(c.title), c.role) for c in nodes(made, Callout)] == [
        ("Sensitive", "sensitivity"),
        ("Do not raise", "do-not-raise"),
    ]


def test_a_number_keeps_its_unit_on_its_line() -> None:
    figures = [
        {"number": 1234.5, "unit": "million barrels", "label": "a", "at_least": True},
        {"number": 12.4, "unit": "%", "label": "b"},
        {"number": 3.2, "currency": "COP", "unit": "billion", "label": "c"},
        {"number": 1200, "currency": "USD", "label": "d"},
    ]
    made = document(key_figures=figures)
    (strip,) = nodes(made, type(made.sections[0].blocks[0]))

    assert [plain(figure.value) for figure in strip.figures] == [
        "at least 1,234.5\u00a0million barrels",
        "12.4%",
        "COP\u00a03.2\u00a0billion",
        "$1,200",
    ]


def test_labels_run_in_before_a_text_and_stand_above_a_list() -> None:
    made = document(open_questions=[{"question": "Why?", "why": "It matters.", "outcomes": ["a", "b"]}])

    assert texts(made)[-4:] == ["Why it matters: It matters.", "Possible outcomes:", "a", "b"]


def test_glossary_terms_are_in_the_order_of_an_index() -> None:
    made = document(glossary=[{"term": t, "meaning": "x"} for t in ("Zebra", "“Clinton List”", "Árbol", "balance")])

    assert texts(made)[-8::2] == ["Árbol", "balance", "“Clinton List”", "Zebra"]


def test_headings_in_prose_stand_below_the_title_of_their_card() -> None:
    from communique.document.nodes import Heading

    made = document(tensions=[{"title": "Q", "text": "# Inner\n\nx"}], arrival="# Outer\n\nx")

    assert [(plain(h), h.level) for h in nodes(made, Heading)] == [("Outer", 1), ("Inner", 3)]


# --- what is internal


def test_an_internal_section_is_marked_once_in_its_title() -> None:
    made = document(lines_to_take=[{"text": "a", "audience": "internal"}, {"text": "b", "audience": "internal"}])

    assert texts(made)[-3:] == ["Lines to take (internal)", "a", "b"]


def test_a_single_internal_statement_is_marked_at_its_end() -> None:
    made = document(lines_to_take=[{"text": "a", "audience": "internal"}, "b"])

    assert texts(made)[-3:] == ["Lines to take", "a (internal)", "b"]


def test_a_brief_that_is_internal_as_a_whole_needs_no_marks() -> None:
    made = document(lines_to_take=[{"text": "a", "audience": "internal"}], handling={"audience": "internal"})

    assert texts(made)[-2:] == ["Lines to take", "a"]


# --- free sections and new kinds


class Gifts(FreePart):
    """A new kind, as an installation would add one."""

    kind: Literal["gifts"] = "gifts"
    giver: Line


def lower_gifts(part: Gifts, context: Context, path: str) -> Blocks:
    """Print who gives."""
    return context.paragraph(context.line(part.giver), f"{path}.giver")


@pytest.fixture
def gifts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECTIONS, "gifts", SectionKind("gifts", Gifts, lower_gifts, free=True))


@pytest.mark.usefixtures("gifts")
def test_a_new_kind_of_section_is_a_model_and_a_function() -> None:
    made = document(sections=[{"kind": "gifts", "title": "Gifts", "giver": "The host"}])
    (section,) = made.sections

    assert (section.id, section.kind, section.path) == ("section-gifts", "gifts", "sections[gifts]")
    assert section.blocks == (Paragraph(inlines=(Text("The host"),), path="sections[gifts].giver"),)
    assert isinstance(section.data, Gifts)


@pytest.mark.usefixtures("gifts")
def test_a_new_kind_is_in_the_json_schema() -> None:
    assert "giver" in str(Brief.model_json_schema())


def test_an_unknown_kind_is_refused_with_a_suggestion_at_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        document(sections=[{"kind": "txet", "title": "x"}])
    (error,) = caught.value.errors()

    assert (error["loc"], error["type"]) == (("sections", 0, "kind"), "unknown-kind")
    assert error["ctx"]["hint"] == 'did you mean "text"?'


def test_a_fault_in_a_free_section_keeps_its_place() -> None:
    with pytest.raises(ValidationError) as caught:
        document(sections=[{"title": "x", "txet": "y"}])

    assert [(e["loc"], e["type"]) for e in caught.value.errors()] == [(("sections", 0, "txet"), "extra_forbidden")]
