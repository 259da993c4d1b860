"""Translations of any brief: none is lost, none is stale in silence, and none brings back what is withheld."""

from __future__ import annotations

import copy
import itertools
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from communique.brief.load import load
from communique.brief.translation.faults import check
from communique.compose import compose
from communique.document.native import native
from communique.document.parallel import side_by_side
from communique.document.walk import plain
from communique.edition import edit
from communique.places import Place, shipped
from support import strategies
from support.straight_line import missing_from, outputs_of
from support.translating import MARK, brought_up, read, texts, translated

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

    from communique.brief.base import Audience
    from communique.document.nodes import Document

HIDDEN = "Zq7secret"
"""A word that no writer would think of."""

ENGLISH = strategies.briefs().map(lambda brief: {**brief, "language": "en"})
"""Briefs to be translated into Spanish."""


def document(folder: Path, language: str, audience: Audience | None = None) -> Document:
    return compose(edit(load(folder), language=language, audience=audience, place=Place(shipped())))


def shuffled(data: Any, draw: DataObject) -> Any:
    """Put the items of every list into another order."""
    if isinstance(data, dict):
        return {name: shuffled(value, draw) for name, value in data.items()}
    if isinstance(data, list):
        return [shuffled(item, draw) for item in draw.draw(st.permutations(data))]
    return data


@settings(max_examples=6)
@given(brief=ENGLISH)
def test_a_translation_that_is_brought_up_twice_is_the_same_file(brief: strategies.Data) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = strategies.written(brief, Path(name) / "generated")
        translated(folder)
        first = brought_up(folder)
        once = (folder / "brief.es.yaml").read_bytes()
        again = brought_up(folder)

        assert (folder / "brief.es.yaml").read_bytes() == once
        assert first == again
        assert check(load(folder), again) == ()


@settings(max_examples=6)
@given(brief=ENGLISH, draw=st.data())
def test_a_brief_in_another_order_keeps_its_translations(brief: strategies.Data, draw: DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = strategies.written(brief, Path(name) / "generated")
        translated(folder)
        before = texts(read(folder))
        strategies.written(shuffled(brief, draw), folder)
        after = brought_up(folder)

        assert texts(after) == before
        assert [path for path, entry in after.entries.items() if entry.stale] == []
        assert after.obsolete == {}


def edited(data: Any, chance: Random) -> Any:
    """Work on a brief as a writer does: items go, others are said in other words or change places."""
    if isinstance(data, dict):
        return {name: edited(value, chance) if name != "sources" else value for name, value in data.items()}
    if isinstance(data, list):
        kept = [edited(item, chance) for item in data if chance.random() < 0.7]
        chance.shuffle(kept)
        return kept
    return f"{data} moved" if isinstance(data, strategies.Words) and chance.random() < 0.4 else data


@settings(max_examples=6)
@given(brief=ENGLISH, seed=st.integers(0, 10**6))
def test_no_text_is_lost_whatever_becomes_of_the_brief(brief: strategies.Data, seed: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = strategies.written(brief, Path(name) / "generated")
        translated(folder)
        before = texts(read(folder))
        strategies.written(edited(brief, Random(seed)), folder)
        assert texts(brought_up(folder)) == before
        strategies.written(brief, folder)
        assert texts(brought_up(folder)) == before


@settings(max_examples=6)
@given(brief=ENGLISH, draw=st.data())
def test_a_stale_text_is_always_told_and_marked(brief: strategies.Data, draw: DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = strategies.written(brief, Path(name) / "generated")
        translated(folder)
        strategies.written({**brief, "title": f"{brief['title']} moved"}, folder)
        stale = [problem for problem in check(load(folder), read(folder)) if problem.code == "stale-translation"]
        title = plain(document(folder, "es").front.title)

        assert [problem.location and problem.location.file for problem in stale] == ["brief.es.yaml"]
        assert MARK in title
        assert "traducción de un texto anterior" in title
        assert MARK not in plain(document(folder, "es", "public").front.title)


def withheld(brief: strategies.Data, draw: DataObject) -> strategies.Data:
    """Mark some parts internal, and put a word of its own into each text of theirs."""
    marked = copy.deepcopy(brief)
    parts = [part for part, _ in strategies.parts_of(marked)]
    chosen = draw.draw(st.lists(st.sampled_from(parts), min_size=1, max_size=6, unique_by=id))
    numbers = itertools.count()
    for part in chosen:
        words: dict[str, Any] = strategies.reworded(part, lambda text: f"{text} {HIDDEN}{next(numbers)}")
        part.update(words, audience="internal")
    return marked


@settings(max_examples=6)
@given(brief=ENGLISH, draw=st.data())
def test_nothing_withheld_comes_back_by_a_translation(brief: strategies.Data, draw: DataObject) -> None:
    """Also where the original was internal once, and the translation still says what it said."""
    with tempfile.TemporaryDirectory() as name:
        folder = strategies.written(withheld(brief, draw), Path(name) / "generated")
        translated(folder)
        for data in (None, brief):
            if data is not None:  # all is open now, in other words
                strategies.written(data, folder)
                brought_up(folder)
            made = side_by_side([document(folder, language, "public") for language in ("en", "es")])

            assert HIDDEN.casefold() not in native(made).casefold()
            assert HIDDEN.casefold() not in made.data.decode().casefold()


@settings(max_examples=4)
@given(brief=ENGLISH)
def test_two_languages_side_by_side_lose_no_word(brief: strategies.Data) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = strategies.written(brief, Path(name) / "generated")
        translated(folder)
        both = [document(folder, language) for language in ("en", "es")]
        made = side_by_side(both)
        told = plain(made.sections)

        assert [line for one in both for line in lines(one) if line not in told] == []
        assert [d for o in outputs_of(made, "text", "docx") for d in missing_from(made, o)] == []


def lines(document: Document) -> list[str]:
    return [line for line in plain(document.sections).split("\n") if MARK in line]
