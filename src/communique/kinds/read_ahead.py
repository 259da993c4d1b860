"""
The read-ahead for the principal: six headings, the same for every meeting, and the least of background.

Our objectives, arguments to use, tactical arguments, their objectives, our
response, press line: what a head of government reads in the car. Two pages at
most; biographies, lines and the rest are tabs of the handout pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.compose import section_of
from communique.document.nodes import Fact, Heading, Limit, Text
from communique.kinds.lines_to_take import press, silent
from communique.kinds.sheet import context_of, nothing, part, sheet, when_and_where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from communique.brief.lowering import Context
    from communique.brief.sections.agenda import AgendaItem
    from communique.choices import Choices
    from communique.document.nodes import Block, Blocks, Document, Section
    from communique.edition import Edition

KIND: Final = "read-ahead"

LIMITS: Final = (Limit(pages=2), Limit(lines=4, role="lead"))


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the read-ahead; without an objective and without an argument there is nothing to go in with."""
    context = context_of(edition)
    headings = tuple(section for name in HEADINGS for section in _heading(name, context))
    if not headings:
        hint = "Give items of `agenda` their `objectives` and `points`."
        raise nothing(edition, KIND, "no item has an objective or a point", hint, "agenda")
    sections = (
        *section_of(context, "bottom_line"),
        *headings,
        *press(context),
        *silent(context),
        *part("background", context.label("section.background"), _background(context), path="background"),
    )
    return sheet(edition, KIND, sections, facts=(*when_and_where(context), *_opposite(context)), limits=LIMITS)


def _opposite(context: Context) -> Iterator[Fact]:
    """Name the heads of the other sides, with how the names are spoken."""
    for side, path in tuple(context.keyed(context.brief.delegations, "delegations"))[1:]:
        if head := side.principal:
            spoken = context.phrase("person.pronunciation", pronunciation=(Text(head.pronunciation or ""),))
            office = context.joined(((Text(head.name),), context.line(head.office)), context.comma)
            value = context.joined((office, spoken if head.pronunciation else ()))
            yield Fact(label=context.label("read_ahead.meets"), value=value, name="meets", path=f"{path}.principal")


# --- the headings


def _ours(item: AgendaItem, path: str, context: Context) -> Blocks:
    return context.statements(item.objectives.ours, f"{path}.objectives.ours") if item.objectives else ()


def _theirs(item: AgendaItem, path: str, context: Context) -> Blocks:
    return context.statements(item.objectives.theirs, f"{path}.objectives.theirs") if item.objectives else ()


def _points(item: AgendaItem, path: str, context: Context) -> Blocks:
    return context.statements(item.points, f"{path}.points", role="points")


def _tactical(item: AgendaItem, path: str, context: Context) -> Blocks:
    return context.statements(item.tactical, f"{path}.tactical")


def _response(item: AgendaItem, path: str, context: Context) -> Blocks:
    return context.statements(item.response, f"{path}.response")


HEADINGS: Final[dict[str, Callable[[AgendaItem, str, Context], Blocks]]] = {
    "our_objectives": _ours,
    "arguments": _points,
    "tactical": _tactical,
    "their_objectives": _theirs,
    "response": _response,
}
"""The headings in their order, and what of an item stands below each; the press line is the sixth."""


def _heading(name: str, context: Context) -> tuple[Section, ...]:
    """Gather what the items have to say under one heading, each named where there are several."""
    keyed = tuple(context.keyed(context.brief.agenda, "agenda"))
    several = sum(bool(_says(item)) for item, _ in keyed) > 1
    blocks: list[Block] = []
    for item, path in keyed:
        said = HEADINGS[name](item, path, context.within(item))
        if said and several:
            topic = context.titled(context.line(item.topic), item)
            blocks.append(Heading(inlines=topic, path=f"{path}.topic"))
        blocks += said
    return part(name, context.label(f"read_ahead.{name}"), tuple(blocks), path="agenda")


def _says(item: AgendaItem) -> bool:
    return bool(item.objectives or item.points or item.tactical or item.response)


# --- the background


def _background(context: Context) -> Blocks:
    """Print dates and facts, not a narrative: the timeline with the last meeting, and the facts."""
    background = context.brief.background
    if background is None:
        return ()
    events = context.events(background.timeline, "background.timeline")
    facts = context.statements(background.facts, "background.facts")
    short = context.prose(background.text, "background.text", depth=1)[:1]
    return (*events, *facts) or short
