"""
Name cards: a folded card for the table and a badge for everybody who takes part.

Letters are as large as the name lets them be, and stay legible at three metres;
a name that no card holds is a fault, never a name cut short. The first page says
how to print, cut and fold, and is not cut itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from communique.document.lettering import LETTERINGS
from communique.document.nodes import Card, Cards, Limit, Text
from communique.document.walk import plain
from communique.errors import InvalidBrief
from communique.kinds.seating import ranked
from communique.kinds.sheet import context_of, nothing, part, sheet, uncited
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.brief.base import Line
    from communique.brief.lowering import Context
    from communique.brief.sections.delegations import DelegationPart, Person
    from communique.brief.walk import FilePath
    from communique.choices import Choices
    from communique.document.lettering import Lettering
    from communique.document.nodes import Document, Section
    from communique.edition import Edition

KIND: Final = "name-cards"

_Someone: TypeAlias = "tuple[DelegationPart, Person, FilePath]"

LIMITS: Final = (Limit(box="name-card"),)
"""What stands on a card stays on it."""


def compose(edition: Edition, choices: Choices) -> Document:
    """Letter a card and a badge for everybody, or for the one person that was chosen."""
    context = context_of(edition)
    people = [who for who in _people(edition) if choices.person is None or _is(who[1], choices.person, context)]
    if not people:
        raise nothing(edition, KIND, *_missing(choices), "delegations")
    if faults := {problem: None for who in people for problem in _too_long(edition, *who)}:
        raise InvalidBrief(list(faults))
    sections = (section for role in LETTERINGS for section in _section(role, people, context))
    document = sheet(edition, KIND, sections, limits=LIMITS)
    return replace(document, front=replace(document.front, handling=()))  # cards are no papers to be handled


def _missing(choices: Choices) -> tuple[str, str]:
    if choices.person is not None:
        return f'nobody is called "{choices.person}"', "Give the name or the id of a person in `delegations`."
    return "there is nobody to letter a card for", "Name the people of each side in `delegations`."


def _people(edition: Edition) -> Iterator[_Someone]:
    """Go through everybody, side by side, in the order of precedence, each with the path in the edition."""
    for number, side in enumerate(edition.brief.delegations):
        at = {id(member): ("members", n) for n, member in enumerate(side.members)}
        for person in ranked(side):
            yield side, person, ("delegations", number, *at.get(id(person), ("principal",)))


def _is(person: Person, wanted: str, context: Context) -> bool:
    return person.name == context.name(wanted)


def _section(role: str, people: Sequence[_Someone], context: Context) -> tuple[Section, ...]:
    cards = tuple(_card(role, side, person, context) for side, person, _ in people)
    name = f"name_cards.{role}"
    how = context.paragraph(context.label(f"{name}_how"), "", role="meta")
    return part(role, context.label(name), (*how, Cards(cards=cards, layout="columns", role=role, path="delegations")))


def _card(role: str, side: DelegationPart, person: Person, context: Context) -> Card:
    return Card(
        title=(Text(person.name),),
        subtitle=(Text(side.name),),
        blocks=context.paragraph(uncited(context.line(_office(person))), ""),
        role=role,
    )


def _office(person: Person) -> Line | None:
    """Take the office, or what the person does at the table: "interpreter"."""
    return person.office or person.role


def _too_long(edition: Edition, side: DelegationPart, person: Person, path: FilePath) -> Iterator[Problem]:
    """Find what does not fit at its smallest size; what is too long for both cards is said once."""
    line = _office(person)
    office = plain(uncited(line.inlines)) if line else "", (*path, "office" if person.office else "role")
    said = {"name": (person.name, (*path, "name")), "office": office}
    for what, (text, at) in {**said, "side": (side.name, (*path[:2], "name"))}.items():
        role = next((role for role, lettering in LETTERINGS.items() if not _holds(lettering, what, text)), None)
        if role:
            yield Problem(
                message=f"{KIND}: “{text}” is too long for a {role}",
                code="too-long",
                location=edition.brief.locate(at if edition.audience == "internal" else path[:1]),
                hint="Give a shorter form; no card is printed with half a name.",
            )


def _holds(lettering: Lettering, what: str, text: str) -> bool:
    steps = {"name": lettering.names[-1], "office": lettering.office, "side": lettering.side}
    return lettering.holds(text, steps[what])
