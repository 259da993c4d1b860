"""What refers to what: ids that are cited, and ids that are given twice."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from communique.brief.marks import Scalar
from communique.brief.yaml import shown
from communique.document.nodes import Cite
from communique.document.walk import walk
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.base import Line, Prose
    from communique.brief.marks import Mark, Marks
    from communique.brief.yaml import Data


MOST_COMPARED = 1_000
"""How many ids are compared to guess which one was meant."""


def check(data: Data, marks: Marks) -> Iterator[Problem]:
    """Report ids that stand twice in a list, and fields named `source` that name none."""
    known = source_ids(data)
    for value, mark in _groups(data, marks.root):
        if isinstance(value, list):
            yield from _repeated(value, mark, marks.file)
        elif isinstance(source := value.get("source"), Scalar) and source not in known:
            yield unknown_source(source, known, Location(marks.file, *mark.values["source"].place))


def source_ids(data: Data) -> frozenset[str]:
    """The ids under `sources`, of those that are written well enough to have one."""
    sources = data.get("sources") if isinstance(data, dict) else None
    items = sources if isinstance(sources, list) else []
    return frozenset(str(item["id"]) for item in items if isinstance(item, dict) and isinstance(item.get("id"), Scalar))


def unknown(markup: Line | Prose, known: frozenset[str]) -> Iterator[tuple[str, int, int]]:
    """Find the citations of a text that no source answers, with line and column in the text."""
    at = 0
    for node in walk(markup.parsed.blocks):
        if isinstance(node, Cite):
            at = max(at, markup.source.find(f"@{node.source}", at))
            if node.source not in known:
                yield node.source, markup.source.count("\n", 0, at) + 1, at - markup.source.rfind("\n", 0, at)
            at += 1


def unknown_source(source: str, known: frozenset[str], place: Location) -> Problem:
    """Say that no source has this id."""
    close = difflib.get_close_matches(source[:80], sorted(known)[:MOST_COMPARED], n=1)
    hint = f'did you mean "{close[0]}"?' if close else f"List it under `sources`, with `id: {shown(source)}`."
    return Problem(message=f'no source has the id "{shown(source)}"', code="unknown-source", location=place, hint=hint)


def _repeated(items: list[Data], mark: Mark, file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, item in enumerate(items):
        name = item.get("id") if isinstance(item, dict) else None
        if not isinstance(name, Scalar):
            continue
        place = mark.values[number].values["id"].place
        if name in seen:
            message = f'the id "{shown(name)}" is given here for the second time'
            hint = f"The first is on line {seen[name]}; ids in one list differ."
            yield Problem(message=message, code="duplicate-id", location=Location(file, *place), hint=hint)
        seen.setdefault(name, place.line)


def _groups(data: Data, mark: Mark) -> Iterator[tuple[dict[str, Data] | list[Data], Mark]]:
    """Go through all lists and groups of fields with their places, without recursion."""
    waiting = [(data, mark)]
    while waiting:
        value, at = waiting.pop()
        if isinstance(value, dict | list):
            yield value, at
            items = enumerate(value) if isinstance(value, list) else value.items()
            waiting += [(item, at.values[name]) for name, item in items]
