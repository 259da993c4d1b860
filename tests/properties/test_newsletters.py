"""Laws of newsletters: a public one holds no word that the public may not read, whatever the briefs are."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.brief.load import load, read
from communique.brief.newsletter import Newsletter
from communique.choices import Choices
from communique.edition import edit
from communique.errors import InvalidBrief
from communique.kinds import KINDS
from communique.kinds.newsletter import KIND
from communique.packs import find_pack
from communique.places import Place, shipped
from communique.render import render
from support import strategies
from support.bytes_of import everything

if TYPE_CHECKING:
    from communique.brief.base import Audience
    from communique.document.nodes import Document
    from communique.edition import Edition

MARK = "Zq7secret"
"""A word that no writer would think of."""

IMPRINT = {"publisher": "We", "address": ["1 Example Street"]}
OPEN = {"audience": "public"}
CLOSED = {"audience": "internal", "marking": "INTERNAL"}


def internal(brief: strategies.Data) -> strategies.Data:
    """Put the word into every text of a brief, and keep the brief internal."""
    return {**strategies.reworded(brief, lambda text: f"{text} {MARK}"), "handling": CLOSED}


def partly(brief: strategies.Data) -> strategies.Data:
    """Let the public read a brief, but for some of its parts, which have the word in them."""
    made = copy.deepcopy(brief)
    for part, _ in list(strategies.parts_of(made))[::2]:
        words: dict[str, Any] = strategies.reworded(part, lambda text: f"{text} {MARK}")
        part.update(words, audience="internal")
    return {**made, "handling": OPEN}


@st.composite
def newsletters(draw: st.DrawFn) -> strategies.Data:
    """Make a newsletter without stories, for the public."""
    made = draw(
        strategies.part(Newsletter, leave=("id", "lead", "items", "handling", "imprint", "sources", "language"))
    )
    sources = [{"id": name, "title": "A source"} for name in strategies.SOURCES]
    return {**made, "handling": OPEN, "imprint": IMPRINT, "sources": sources}


def written(folder: str, newsletter: strategies.Data, **briefs: strategies.Data) -> Path:
    for name, brief in briefs.items():
        strategies.written(brief, Path(folder) / name)
    return strategies.written(newsletter, Path(folder) / "week")


def document_of(folder: Path, audience: Audience | None = None) -> Document:
    edition: Edition[Any] = edit(
        load(folder, Newsletter), audience=audience, place=Place(shipped()), address="https://a.example"
    )
    return KINDS[KIND].compose(edition, Choices())


@settings(max_examples=6)
@given(newsletter=newsletters(), brief=strategies.briefs())
def test_a_public_newsletter_of_an_internal_brief_is_refused_before_anything_is_made(
    newsletter: strategies.Data, brief: strategies.Data
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, {**newsletter, "items": ["visit"]}, visit=internal(brief))
        found, problems = read(path, Newsletter)

    assert found is None
    assert "internal-brief" in {problem.code for problem in problems}


@given(newsletter=newsletters(), brief=strategies.briefs())
def test_no_word_that_the_public_may_not_read_is_in_its_tree(
    newsletter: strategies.Data, brief: strategies.Data
) -> None:
    """Neither of a story that is withheld, nor of what is internal in a brief that the public may read."""
    items = [{"brief": "talks", "audience": "internal"}, "visit"]
    releasable = {**newsletter, "handling": {**CLOSED, "release": "public"}, "items": items}
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(written(folder, releasable, talks=internal(brief), visit=partly(brief)), "public")

    assert MARK not in repr(document) + repr([section.data for section in document]) + document.data.decode()


@settings(max_examples=2)
@given(newsletter=newsletters(), brief=strategies.briefs())
def test_nor_in_any_file_of_it(newsletter: strategies.Data, brief: strategies.Data) -> None:
    items = [{"brief": "talks", "audience": "internal"}, "visit"]
    releasable = {**newsletter, "handling": {**CLOSED, "release": "public"}, "items": items}
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(written(folder, releasable, talks=internal(brief), visit=partly(brief)), "public")
    outputs = render(document, pack=find_pack("default", Place(shipped()), kind=KIND))

    found = [out.name for out in outputs if MARK.casefold() in everything(out.name, out.data).casefold()]
    assert found == []


@settings(max_examples=3)
@given(newsletter=newsletters(), brief=strategies.briefs())
def test_what_staff_read_is_in_a_newsletter_of_theirs(newsletter: strategies.Data, brief: strategies.Data) -> None:
    """The search is not blind: the same words are in the internal newsletter."""
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(
            written(folder, {**newsletter, "handling": CLOSED, "items": ["talks"]}, talks=internal(brief))
        )

    assert MARK in repr(document)


@given(newsletter=newsletters())
def test_words_of_its_own_that_are_internal_are_withheld(newsletter: strategies.Data) -> None:
    made = {**newsletter, "handling": {**CLOSED, "release": "public"}}
    for part, _ in strategies.parts_of(made, Newsletter):
        if part is not made["imprint"] and part.get("id") not in strategies.SOURCES:
            words: dict[str, Any] = strategies.reworded(part, lambda text: f"{text} {MARK}")
            part.update(words, audience="internal")
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(written(folder, made), "public")

    assert MARK not in repr(document)


def test_an_edition_asks_again_whether_it_may(tmp_path: Path) -> None:
    """A newsletter that is changed in Python after it was loaded is held against its briefs once more."""
    path = written(
        str(tmp_path),
        {"kind": KIND, "title": "A", "date": "2026", "items": ["visit"]},
        visit={"title": "B", "date": "2026"},
    )
    handling = load(path, Newsletter).handling.model_copy(update=OPEN)
    changed = load(path, Newsletter).model_copy(update={"handling": handling})

    with pytest.raises(InvalidBrief, match="internal-brief"):
        edit(changed)
