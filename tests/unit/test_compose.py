"""Step 3: the masthead, the order of sections, and the numbers of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from communique.brief.load import load
from communique.brief.schema import Brief
from communique.compose import compose
from communique.document.native import native
from communique.document.nodes import Cite, Document, OrderedList, Paragraph
from communique.document.parallel import side_by_side
from communique.document.walk import plain, rebuild, walk
from communique.edition import edit
from communique.places import shipped
from support.straight_line import outputs_of

if TYPE_CHECKING:
    from support.golden import Golden

SOURCES = [{"id": n, "title": f"Title {n}", "author": "Somebody", "publisher": "Press"} for n in ("a", "b", "c", "d")]


def document(*, language: str | None = None, order: tuple[str, ...] = (), **fields: Any) -> Document:
    base = {"title": "Fish *and* ice", "date": "2026-02-03", "sources": SOURCES}
    brief = Brief.model_validate({**base, **fields})
    return compose(edit(brief, language=language), order=order or None)


def cites(made: Document) -> list[Cite]:
    return [node for node in walk(made) if isinstance(node, Cite)]


def facts(made: Document) -> dict[str, str]:
    return {plain(fact.label): plain(fact.value) for fact in (*made.front.facts, *made.front.handling)}


# --- numbers


def test_sources_are_numbered_in_the_order_in_which_they_are_printed() -> None:
    made = document(background="x [@a] [@b]", bottom_line="y [@c]", tensions=[{"title": "t", "text": "z [@b]"}])

    assert [(c.source, c.number, c.first) for c in cites(made)] == [
        ("c", 1, True),
        ("b", 2, True),
        ("a", 3, True),
        ("b", 2, False),
    ]
    assert [(n.number, n.source) for n in made.notes] == [(1, "c"), (2, "b"), (3, "a")]


def test_the_series_stands_above_the_title_and_its_source_is_the_first() -> None:
    made = document(title="Fish [@b]", subtitle="and ice [@a]", series={"name": "Weekly [@c]"}, language="en")
    both = side_by_side([made, document(title="Peces [@b]", series={"name": "Semanal [@c]"})])

    assert [note.source for note in made.notes] == ["c", "b", "a"]
    assert [(c.number, c.first) for c in cites(both) if c.source == "c"] == [(1, True), (1, False)]


def test_the_list_of_sources_has_the_same_numbers_and_the_uncited_last() -> None:
    made = document(background="x [@c] [@b]")
    (entries,) = made.sections[-1].blocks

    assert made.sections[-1].place == "back"
    assert isinstance(entries, OrderedList)
    assert [item[0].path for item in entries.items if isinstance(item[0], Paragraph)] == [
        f"sources[{n}]" for n in ("c", "b", "a", "d")
    ]
    assert [n.source for n in made.notes] == ["c", "b"]


def test_a_citation_of_a_source_that_is_not_there_leaves_no_comma_behind() -> None:
    made = document(background="x [@gone; @a; @b].")

    assert [(c.source, c.joined) for c in cites(made)] == [("a", False), ("b", True)]


def test_a_note_is_the_short_form_of_its_source() -> None:
    made = document(
        background="x [@a]", sources=[{**SOURCES[0], "published": "2026-01", "note": "Weak.", "url": "https://x.org"}]
    )

    assert plain(made.notes[0].inlines) == "Somebody, Title a, Press, January 2026"


def test_an_entry_says_all_that_is_known_of_a_source() -> None:
    source = {
        "id": "a",
        "kind": "cable",
        "title": "T",
        "retrieved": "2026-02-01",
        "url": "https://x.org",
        "note": "Weak",
    }
    made = document(sources=[{**source, "editor_note": "Seen."}])

    assert plain(made.sections[-1].blocks) == (
        "T (cable). Retrieved February\u00a01, 2026. https://x.org Weak. Editor’s note: Seen."
    )


# --- order and ids


def test_a_brief_on_a_topic_begins_with_its_background() -> None:
    fields: Any = {
        "background": "x",
        "agenda": [{"topic": "y"}],
        "bottom_line": "z",
        "glossary": [{"term": "t", "meaning": "m"}],
    }

    assert [s.kind for s in document(**fields, sources=[])] == ["bottom_line", "agenda", "background", "glossary"]
    assert [s.kind for s in document(**fields, kind="topic", sources=[])] == [
        "bottom_line",
        "background",
        "agenda",
        "glossary",
    ]


def test_an_order_may_be_given_and_front_and_back_keep_their_places() -> None:
    made = document(
        background="x", agenda=[{"topic": "y"}], bottom_line="z", sections=[{"title": "s", "text": "t"}],
        order=("sources", "sections", "background"),
    )  # fmt: skip

    assert [s.kind for s in made] == ["bottom_line", "text", "background", "agenda", "sources"]


def test_anchors_are_unique() -> None:
    twice = [{"title": "Same", "text": "x"}, {"title": "Same", "text": "y"}]
    made = document(sections=twice, tensions=twice, delegations=[{"name": "Same"}, {"name": "Same"}])
    ids = [ident for node in walk(made) if (ident := getattr(node, "id", ""))]

    assert len(ids) == len(set(ids)) == 9


def test_the_validated_field_stays_within_reach() -> None:
    (section,) = document(bottom_line="x", sources=[]).sections

    assert section.data.text.text == "x"


# --- masthead


def test_the_masthead_says_when_where_who_and_which_edition() -> None:
    made = document(
        series={"name": "Talks", "number": "7"}, start="09:30", end="11:00", time_zone="America/Bogota", place="Bogotá",
        authors=[{"name": "A", "office": "Desk", "email": "a@x.org", "phone": "+57 1"}, {"name": "B"}],
        version={"edition": 3, "published": "2026-01", "supersedes": "the second"},
    )  # fmt: skip

    assert plain(made.front.kicker) == "Talks · No. 7"
    assert facts(made) == {
        "Date": "February\u00a03, 2026, 09:30–11:00 (Colombia Standard Time)",
        "Place": "Bogotá",
        "Prepared by": "A, Desk a@x.org · +57 1 B",
        "Edition": "3",
        "Published": "January 2026",
        "Replaces": "the second",
    }
    assert (made.title, made.authors, made.contact) == ("Fish and ice", ("A", "B"), "a@x.org")


def test_handling_stands_apart_and_the_release_in_the_internal_edition_only() -> None:
    handling = {"marking": "M", "release": "public", "embargo": "2026-02-03 18:00 UTC", "note": "N", "contact": "C"}
    internal = document(handling=handling)

    assert internal.front.marking == "M"
    assert [f.name for f in internal.front.handling] == ["embargo", "release", "note", "contact"]
    assert "Release" not in facts(document(handling={**handling, "audience": "public"}))


def test_the_summary_is_the_bottom_line_in_plain_words() -> None:
    assert document(bottom_line="One *two* [@a].\n\nThree.").summary == "One two. Three."


def test_fixed_words_say_their_language_where_the_prose_has_another() -> None:
    spanish = document(language="es", bottom_line="x")
    (title,) = spanish.sections[0].title

    assert (spanish.language, spanish.prose_language) == ("es", "en")
    assert (title.language, plain(title)) == ("es", "Lo esencial")  # type: ignore[union-attr]
    assert plain(spanish.front.title) == "Fish and ice"


# --- trees


def test_a_tree_rebuilt_without_a_change_is_the_same_tree() -> None:
    made = document(background="x [@a]")

    assert rebuild(made.sections, lambda node: node) is made.sections


def test_a_node_that_becomes_none_is_dropped() -> None:
    made = document(background="x [@a].")

    assert cites(rebuild(made, lambda node: None if isinstance(node, Cite) else node)) == []


# --- golden files: read the diff before you accept it


@pytest.mark.parametrize(
    ("slug", "options"),
    [
        ("us-colombia-2026-02-03", {}),
        ("us-colombia-2026-02-03", {"audience": "public"}),
        ("us-colombia-2026-02-03", {"language": "es"}),
        ("rural-buses", {}),
        ("river-navigation", {}),
    ],
)
def test_the_sample_briefs_are_laid_out_as_accepted(slug: str, options: dict[str, Any], golden: Golden) -> None:
    edition = edit(load(shipped() / "briefs" / slug), **options)

    golden(f"{slug}{edition.suffix}.native", native(compose(edition)))


def test_sources_are_numbered_as_the_page_prints_them_the_message_before_the_facts(write_brief: Any) -> None:
    """Word counts its notes as they come, and refuses any other order."""
    text = (
        "title: A visit\ndate: 2026-02-03\nhandling: {audience: public}\nplace: The palace [@later]\n"
        "bottom_line: They met [@first].\nsources: [{id: later, title: L}, {id: first, title: F}]\n"
    )
    document = compose(edit(load(write_brief("numbers", text))))

    assert [note.source for note in document.notes] == ["first", "later"]
    assert outputs_of(document, "docx")[0].problems == ()
