"""Briefs that strain a layout: names without an end, long delegations, many figures, wide tables, deep lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st

from communique.brief.sections import SECTIONS
from support.strategies import PHRASE, Data, Words, briefs, part

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

MANY: Final = {
    "agenda": 30,
    "delegations": 4,
    "glossary": 20,
    "key_figures": 12,
    "lines_to_take": 20,
    "open_questions": 20,
    "quotations": 5,
    "tensions": 8,
}
"""How many parts a section may have at most."""

MEMBERS: Final = 60

UNBROKEN: Final = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    "W" * 90,
    "https://example.org/" + "a-long-path/" * 20,
    "1234567890" * 12,
    "外交部長" * 30,
    "وللاستراتيجيات الحكومية " * 7,
    "สถานเอกอัครราชทูต" * 6,
    "١٢٣٤٥٦٧٨٩٠١٢٣٤٥",
)
"""Names that no line holds, in scripts with spaces and without, from left to right and from right to left."""

NAME: Final = st.one_of(PHRASE, PHRASE, st.sampled_from(UNBROKEN)).map(lambda text: Words(text[:200]))


@st.composite
def strained(draw: DrawFn) -> Data:
    """Make a valid brief with a few sections much longer than anybody expects."""
    made = draw(briefs())
    for name in draw(st.sets(st.sampled_from(sorted(MANY)), min_size=1, max_size=3)):
        made[name] = draw(_repeated(part(SECTIONS[name].model), MANY[name]))
    for side in made.get("delegations", ()):
        side["name"] = draw(NAME)
        side["members"] = draw(_repeated(_member(), MEMBERS))
    made["title"] = draw(NAME)
    made["sections"] = [{"title": draw(NAME), "text": draw(st.one_of(_table(), _list()))}]
    return made


def _member() -> SearchStrategy[Data]:
    return st.fixed_dictionaries({"name": NAME}, optional={"office": NAME, "role": NAME, "pronunciation": NAME})


@st.composite
def _repeated(draw: DrawFn, element: SearchStrategy[Data], most: int) -> list[Data]:
    """Draw a few, and repeat them to any number: what strains is the length, not the variety."""
    few = draw(st.lists(element, min_size=1, max_size=3))
    return [dict(few[index % len(few)]) for index in range(draw(st.integers(1, most)))]


@st.composite
def _table(draw: DrawFn) -> Words:
    """Write a table of up to ten columns, its words and numbers of any length."""
    columns = draw(st.integers(1, 10))
    cell = st.one_of(NAME, st.integers(0, 10**20).map(str)).map(lambda text: text.replace("|", "/").replace("\n", " "))
    rows = draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=2, max_size=6))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return Words("\n".join([lines[0], "|" + "---|" * columns, *lines[1:]]))


@st.composite
def _list(draw: DrawFn) -> Words:
    """Write a list inside a list inside a list."""
    depth = draw(st.integers(1, 6))
    return Words("\n".join(f"{'    ' * level}- {draw(NAME)}" for level in range(depth)))
