"""What is marked internal is nowhere in a public edition: not in its text, its properties, or anything packed in it."""

from __future__ import annotations

import copy
import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import strategies
from support.bytes_of import everything
from support.straight_line import document_of, outputs_of

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

MARK = "Zq7secret"
"""A word that no writer would think of."""


def _marked(brief: strategies.Data, draw: DataObject) -> strategies.Data:
    """Mark some parts internal, and put a word of its own into each text of theirs, and into the ids."""
    marked = copy.deepcopy(brief)
    parts = [part for part, _ in strategies.parts_of(marked)]
    chosen = draw.draw(st.lists(st.sampled_from(parts), min_size=1, max_size=6, unique_by=id))
    numbers = itertools.count()
    for part in chosen:
        words: dict[str, Any] = strategies.reworded(part, lambda text: f"{text} {MARK}{next(numbers)}")
        part.update(words, audience="internal")
    return marked


def _public(brief: strategies.Data, *formats: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        document = document_of(strategies.written(brief, Path(folder) / "generated"), "public")
    return {output.name: everything(output.name, output.data) for output in outputs_of(document, *formats)}


@pytest.mark.parametrize("form", ["docx", "email", "text", "web"])
@given(brief=strategies.briefs(), draw=st.data())
def test_no_word_of_an_internal_part_is_in_a_public_file(form: str, brief: strategies.Data, draw: DataObject) -> None:
    made = _public(_marked(brief, draw), form)
    assert [name for name, text in made.items() if MARK.casefold() in text.casefold()] == []


@settings(max_examples=4)
@given(brief=strategies.briefs(), draw=st.data())
def test_no_word_of_an_internal_part_is_in_a_public_pdf(brief: strategies.Data, draw: DataObject) -> None:
    (text,) = _public(_marked(brief, draw), "pdf").values()
    assert MARK.casefold() not in text.casefold()


def test_the_search_sees_into_every_format(tmp_path: Path) -> None:
    """A word that is not internal is found in every file, so the search is not blind."""
    folder = strategies.written({"title": f"A {MARK}", "date": "2026-01-01"}, tmp_path / "brief")
    outputs = outputs_of(document_of(folder))
    assert [output.name for output in outputs if MARK not in everything(output.name, output.data)] == []
