"""Editions and documents, whatever the brief: nothing internal survives, and numbers count from one."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from communique.brief.schema import Brief
from communique.compose import compose
from communique.document.native import native
from communique.document.nodes import Cite
from communique.document.walk import walk
from communique.edition import edit
from support.everything import Folder, everything, parts_of

FULL = everything()
PARTS = len(list(parts_of(FULL.data)))
IDS = [f"s{n}" for n in range(6)]


@given(st.sets(st.integers(0, PARTS - 1), max_size=6))
def test_nothing_of_what_is_internal_is_in_the_public_document(chosen: set[int]) -> None:
    data = copy.deepcopy(FULL.data)
    parts = list(parts_of(data))
    for number in chosen:
        parts[number][0]["audience"] = "internal"
    hidden = {
        w for number in chosen for w in FULL.printed.values() if w.startswith("word") and w in str(parts[number][0])
    }

    public = compose(edit(Brief.model_validate(data, context=Folder()), audience="public"))

    assert [word for word in hidden if word in native(public) or word in repr(public)] == []


@given(st.lists(st.sampled_from(IDS), max_size=12), st.lists(st.sampled_from(IDS), unique=True))
def test_numbers_count_from_one_in_the_order_of_first_citation(cited: list[str], listed: list[str]) -> None:
    data: dict[str, Any] = {"title": "T", "date": "2026", "sources": [{"id": i, "title": i} for i in listed]}
    if cited:
        data["background"] = " ".join(f"x [@{i}]." for i in cited)
    made = compose(edit(Brief.model_validate(data)))
    found = [node for node in walk(made.sections) if isinstance(node, Cite)]
    order = list(dict.fromkeys(i for i in cited if i in listed))

    assert [c.number for c in found if c.first] == list(range(1, len(order) + 1))
    assert [c.source for c in found if c.first] == order == [note.source for note in made.notes]
    assert all(order.index(c.source) + 1 == c.number for c in found)
