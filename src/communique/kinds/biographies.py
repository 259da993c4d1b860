"""Biographies: a sheet of the delegations in order of precedence, each person with picture, office and a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.brief.sections.delegations import details_of
from communique.document.nodes import Card, Cards, Paragraph, Section, Text
from communique.kinds.people import in_precedence, initials
from communique.kinds.sheet import context_of, nothing, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.lowering import Context
    from communique.brief.sections.delegations import Person
    from communique.choices import Choices
    from communique.document.nodes import Blocks, Document
    from communique.edition import Edition

KIND: Final = "biographies"


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the sheet, a section for each side."""
    context = context_of(edition)
    sections = tuple(_sides(context))
    if not sections:
        hint = "Name people in `delegations`, each with `office`, `since` and `biography`."
        raise nothing(edition, KIND, "no delegation has people in it", hint, "delegations")
    return sheet(edition, KIND, sections)


def _sides(context: Context) -> Iterator[Section]:
    for number, (side, path) in enumerate(context.keyed(context.brief.delegations, "delegations"), start=1):
        if people := in_precedence(side, path, context):
            below = context.within(side)
            cards = Cards(cards=tuple(_card(person, at, below) for person, at in people), path=path)
            title = context.titled((Text(side.name),), side)
            blocks = (cards, *context.prose(side.note, f"{path}.note", depth=1), *context.note(side, path))
            yield Section(id=f"side-{number}", kind="biographies", title=title, blocks=blocks, path=path)


def _card(person: Person, path: str, context: Context) -> Card:
    """Print who somebody is: the picture or the initials, the office, how the name is spoken, a few lines."""
    return Card(
        title=context.titled((Text(person.name),), person),
        subtitle=context.line(person.office),
        blocks=(
            *_portrait(person, path, context),
            *context.small_print(path, *details_of(person, context)),
            *context.prose(person.biography, f"{path}.biography", depth=2),
            *context.note(person, path),
        ),
        path=path,
    )


def _portrait(person: Person, path: str, context: Context) -> Blocks:
    if person.picture:
        return context.picture(person.picture, f"{path}.picture", role="portrait")
    letters = initials(person.name)
    return (Paragraph(inlines=(Text(letters),), role="portrait", path=f"{path}.name"),) if letters else ()
