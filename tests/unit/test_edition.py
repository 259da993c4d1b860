"""Step 2: an edition holds what its audience may see, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel

from communique.brief.base import Part
from communique.brief.schema import Brief
from communique.brief.walk import walk
from communique.edition import Edition, edit
from communique.errors import InvalidBrief

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASED = {"handling": {"audience": "internal", "release": "public", "marking": "INTERNAL", "note": "Do not forward."}}


def brief(**fields: Any) -> Brief:
    return Brief.model_validate({"title": "Fish", "date": "2026-02-03", **RELEASED, **fields})


def public(**fields: Any) -> Edition:
    return edit(brief(**fields), audience="public")


def codes(edition: Edition) -> list[str]:
    return [problem.code for problem in edition.problems]


def test_the_own_edition_is_the_whole_brief() -> None:
    made = brief(tensions=[{"title": "Quotas", "audience": "internal"}])

    assert edit(made).brief == made
    assert edit(made).suffix == ""


def test_an_internal_part_is_gone_with_all_that_is_in_it() -> None:
    left = public(
        tensions=[{"title": "Quotas", "do_not_raise": [{"text": "The boat", "audience": "internal"}, "The net"]}]
    ).brief

    assert [s.text.text for s in left.tensions[0].do_not_raise] == ["The net"]


def test_an_internal_group_leaves_no_trace() -> None:
    left = public(
        press_line={"text": "No comment.", "audience": "internal"},
        bottom_line={"text": "We win.", "audience": "internal"},
    )

    assert left.brief.press_line is None
    assert left.brief.bottom_line is None


def test_the_marking_and_its_note_stay_with_the_audience_they_are_meant_for() -> None:
    handling = public().brief.handling

    assert (handling.marking, handling.note, handling.contact) == (None, None, None)


def test_an_internal_edition_of_a_public_brief_is_marked() -> None:
    made = brief(handling={"audience": "public"}, tensions=[{"title": "Quotas", "audience": "internal"}])

    assert edit(made, audience="internal").brief.handling.marking == "INTERNAL"
    assert edit(made, audience="internal").suffix == ".internal"
    assert edit(made).brief.tensions == ()


@pytest.mark.parametrize("handling", [{}, {"audience": "internal"}, {"audience": "public", "release": "internal"}])
def test_without_a_release_there_is_no_public_edition(handling: dict[str, str]) -> None:
    with pytest.raises(InvalidBrief) as caught:
        edit(brief(handling=handling), audience="public")

    assert [p.code for p in caught.value.problems] == ["not-released"]


SOURCES = [
    {"id": "cable", "title": "Cable 26-117"},
    {"id": "report", "title": "Report"},
    {"id": "reading", "title": "Reading"},
]


def test_a_source_that_only_withheld_parts_cite_is_withheld() -> None:
    left = public(
        background="Known [@report].",
        tensions=[{"title": "Quotas", "text": "Said [@cable].", "audience": "internal"}],
        sources=SOURCES,
    )

    assert [s.id for s in left.brief.sources] == ["report", "reading"]


def test_a_source_named_in_a_field_counts_as_cited() -> None:
    left = public(
        key_figures=[{"number": 3, "label": "boats", "source": "cable", "audience": "internal"}], sources=SOURCES
    )

    assert "cable" not in [s.id for s in left.brief.sources]


def test_a_term_that_only_withheld_parts_use_is_withheld() -> None:
    left = public(
        lines_to_take=["The TAC holds.", {"text": "MSY is out of reach.", "audience": "internal"}],
        glossary=[{"term": term, "meaning": "A limit."} for term in ("TAC", "MSY", "UNCLOS")],
    )

    assert [t.term.text for t in left.brief.glossary] == ["TAC", "UNCLOS"]


def test_a_source_behind_a_withheld_source_is_withheld_too() -> None:
    """Also where two of them cite each other, and where a withheld term cites one."""
    left = public(
        lines_to_take=[{"text": "MSY is out of reach [@a].", "audience": "internal"}],
        glossary=[{"term": "MSY", "meaning": "A limit [@c]."}],
        sources=[
            {"id": "a", "title": "A", "note": "Confirmed by [@b]."},
            {"id": "b", "title": "B", "note": "Confirmed by [@a]."},
            {"id": "c", "title": "C"},
            {"id": "d", "title": "D"},
        ],
    ).brief

    assert [s.id for s in left.sources] == ["d"]
    assert left.glossary == ()


@pytest.mark.parametrize("words", ["Two MSYs are out of reach.", "The msy is out of reach.", "Straits are closed."])
def test_a_term_is_withheld_in_whatever_form_a_withheld_part_uses_it(words: str) -> None:
    left = public(
        lines_to_take=[{"text": words, "audience": "internal"}],
        glossary=[{"term": "MSY" if "msy" in words.lower() else "strait", "meaning": "A limit."}],
    )

    assert left.brief.glossary == ()


def test_a_term_stays_that_open_parts_use_in_the_plural_or_with_small_letters() -> None:
    left = public(
        background="Three straits, two MSYs.",
        lines_to_take=[{"text": "The strait and the MSY stay ours; use the TAC.", "audience": "internal"}],
        glossary=[{"term": t, "meaning": "A limit."} for t in ("Strait", "MSY", "TA")],
    )

    assert [t.term.text for t in left.brief.glossary] == ["Strait", "MSY"]


@pytest.mark.parametrize(
    "public_part", [{"background": "Known [@cable]."}, {"quotations": [{"words": "Yes.", "source": "cable"}]}]
)
def test_a_citation_of_an_internal_source_is_reported(public_part: dict[str, Any]) -> None:
    made = public(**public_part, sources=[{**SOURCES[0], "audience": "internal"}])

    assert made.brief.sources == ()
    assert codes(made) == ["withheld-source"]


SIDES = [
    {"name": "Norway", "members": [{"name": "Ola Nordmann", "audience": "internal"}, {"name": "Kari Nordmann"}]},
    {"name": "Chad", "audience": "internal"},
]


def test_what_refers_to_a_withheld_person_or_side_is_taken_out() -> None:
    left = public(
        delegations=SIDES,
        agenda=[{"topic": "Nets", "lead": "ola-nordmann"}, {"topic": "Boats", "lead": "Kari Nordmann"}],
        tensions=[
            {"title": "Quotas", "positions": [{"side": "norway", "text": "More"}, {"side": "CHAD", "text": "Less"}]}
        ],
    ).brief

    assert [item.lead and item.lead.text for item in left.agenda] == [None, "Kari Nordmann"]
    assert [p.side for p in left.tensions[0].positions] == ["norway"]


def test_prose_that_names_a_withheld_person_is_reported() -> None:
    made = public(delegations=SIDES, background="It was Ola Nordmann who asked.")

    assert codes(made) == ["withheld-name"]
    assert "Ola Nordmann" in made.problems[0].message


def test_a_plain_text_that_names_a_withheld_person_is_reported() -> None:
    made = public(delegations=SIDES, authors=[{"name": "Ola Nordmann"}])

    assert codes(made) == ["withheld-name"]


HIDDEN_SIDE = [{"name": "Chile", "members": [{"name": "José Ruiz Peña", "audience": "internal"}]}]


@pytest.mark.parametrize(
    "words",
    [
        "Jose\u0301 Ruiz Pen\u0303a asked",
        "José Ruiz\nPeña asked",
        "José\u00a0Ruiz\u00a0Peña asked",
        "JOSE RUIZ PENA asked",
        "José **Ruiz Peña** asked",
        "José Ruiz Peña’s question",
        "[write](mailto:jose.ruiz.pena@example.org)",
        "[write](https://example.org/Jos%C3%A9%20Ruiz%20Pe%C3%B1a)",
        "Minister Ruiz asked",
        "MINISTER PEÑA",
    ],
)
def test_a_withheld_person_is_known_however_the_name_is_typed(words: str) -> None:
    assert codes(public(delegations=HIDDEN_SIDE, background=words)) == ["withheld-name"]


@pytest.mark.parametrize("words", ["José asked", "A ruiz is no name", "Ruizland"])
def test_what_only_looks_like_a_withheld_name_is_not_reported(words: str) -> None:
    assert codes(public(delegations=HIDDEN_SIDE, background=words)) == []


def test_a_last_name_that_somebody_else_has_too_names_nobody() -> None:
    assert codes(public(delegations=SIDES, background="Minister Nordmann asked.")) == []


def test_a_withheld_name_is_found_in_a_script_without_spaces() -> None:
    side = {"name": "中国", "members": [{"name": "王小毅", "audience": "internal"}]}

    assert codes(public(delegations=[side], background="外长王小毅说")) == ["withheld-name"]


def test_who_leads_is_withheld_with_the_person_however_the_name_is_typed() -> None:
    agenda = [
        {"topic": str(n), "lead": lead} for n, lead in enumerate(("Jose\u0301 Ruiz Pen\u0303a", "JOSE RUIZ PENA"))
    ]

    made = public(delegations=HIDDEN_SIDE, agenda=agenda)
    assert [item.lead for item in made.brief.agenda] == [None, None]
    assert codes(made) == []


def test_another_language_is_said_to_be_no_translation() -> None:
    made = edit(brief(), language="es")

    assert codes(made) == ["untranslated"]
    assert made.suffix == ".es"


def test_both_differences_show_in_the_file_names() -> None:
    assert edit(brief(), audience="public", language="es").suffix == ".public.es"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ({"published": "2026-02-04", "last_significant_change": "2026-02-02"}, datetime(2026, 2, 4, tzinfo=UTC)),
        ({"last_significant_change": "2026-02"}, datetime(2026, 2, 1, tzinfo=UTC)),
        ({}, datetime(2026, 2, 3, tzinfo=UTC)),
    ],
)
def test_the_time_in_metadata_is_the_edition_s_own_date(version: dict[str, str], expected: datetime) -> None:
    assert edit(brief(version=version)).moment == expected


def test_a_withheld_date_is_not_the_time_in_metadata() -> None:
    assert public(version={"published": "2025-11-30", "audience": "internal"}).moment == datetime(
        2026, 2, 3, tzinfo=UTC
    )


def models(kind: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if kind in seen:
        return
    seen.add(kind)
    yield kind
    for field in kind.model_fields.values():
        for inner in _inside(field.annotation):
            yield from models(inner, seen)


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _inside(argument)


def test_every_part_can_be_taken_out() -> None:
    """A part stands in a tuple or in a field that may be empty, so that nothing of it need be left."""
    fixed, optional = [], ("None", "Optional", "tuple")
    for model in models(Brief, set()):
        for name, field in model.model_fields.items():
            text = str(field.annotation)
            parts = [inner for inner in _inside(field.annotation) if issubclass(inner, Part)]
            if parts and not any(word in text for word in optional):
                fixed.append(f"{model.__name__}.{name}")

    assert fixed == []


def test_the_walk_visits_every_value_with_its_place() -> None:
    made = brief(agenda=[{"topic": "Nets", "points": ["Ask."]}])
    found = dict(walk(made))

    assert found["agenda", 0, "points", 0, "text"].text == "Ask."  # type: ignore[attr-defined]
