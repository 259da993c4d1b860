"""The rules of a run of show: each clash with its place, what is the matter, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.clashes import clashes, span
from communique.brief.codes import languages
from communique.brief.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from communique.brief.clashes import Clash
    from communique.brief.schema import Brief


def agenda_overlap(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001 -- every rule is asked alike
    """An item starts when the one before it has ended, unless each has a room of its own."""
    for clash, item, other in _of_kind(brief, "overlap"):
        start, end = span(brief.agenda[item])[0], span(brief.agenda[other])[1]
        named = brief.agenda[other].topic.text
        runs = f'before "{named}" ends at {end:%H:%M}' if start < end else f'as "{named}" does'
        message = f"this item starts at {start:%H:%M}, {runs}"
        yield Finding(_place(clash, "start"), message, "Change `start`, or `minutes` of the other item.")


def person_in_two_places(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """Nobody is needed in two rooms at one time."""
    for clash, item, other in _of_kind(brief, "two_places"):
        start, named = span(brief.agenda[item])[0], brief.agenda[other].topic.text
        field = "people" if brief.agenda[item].people else "lead"
        message = f'"{clash.person}" is needed here at {start:%H:%M}, and at "{named}" too'
        yield Finding(_place(clash, field), message, "Change a time, or name somebody else.")


def missing_interpreter(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """Where people speak different languages, somebody is there who interprets between them."""
    for clash in clashes(brief):
        if clash.kind != "no_interpreter":
            continue
        spoken = " and ".join(languages().get(code, code) for code in clash.languages)
        if clash.item is None:
            path: tuple[str | int, ...] = ("delegations",)
            hint = f"Give an interpreter `interprets: [{', '.join(clash.languages)}]`."
        else:
            path, hint = ("agenda", clash.item, "people"), "Name an interpreter in `people` too."
        yield Finding(path, f"nobody here interprets between {spoken}", hint)


def _of_kind(brief: Brief, kind: str) -> Iterator[tuple[Clash, int, int]]:
    """Select the clashes of two items."""
    for clash in clashes(brief):
        if clash.kind == kind and clash.item is not None and clash.other is not None:
            yield clash, clash.item, clash.other


def _place(clash: Clash, field: str) -> tuple[str | int, ...]:
    return ("agenda", clash.item or 0, field)
