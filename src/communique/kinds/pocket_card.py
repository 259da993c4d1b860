"""
The pocket card: one sheet, printed on one side and folded twice, a quarter of a page in the hand.

On the cover what, when and where; inside the agenda, and beside it the lines to
say; on the back how names are spoken and whom to call. More than its four
pages hold is a fault that says how many words to cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.brief.lowering import lines, strong
from communique.brief.sections.contacts import reach
from communique.document.nodes import BulletList, Limit, Paragraph, Span, Text
from communique.kinds.seating import ranked
from communique.kinds.sheet import context_of, nothing, part, sheet, uncited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.lowering import Context
    from communique.brief.sections.agenda import AgendaItem
    from communique.brief.sections.contacts import Contact
    from communique.brief.sections.delegations import Person
    from communique.choices import Choices
    from communique.document.nodes import Block, Blocks, Document, Inlines, Section
    from communique.edition import Edition

KIND: Final = "pocket-card"

LIMITS: Final = (Limit(box="panel"),)
"""Each of the four pages is a quarter of the sheet."""


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the four pages; a brief without an agenda and without lines to take has nothing for the pocket."""
    context = context_of(edition)
    agenda, said = _agenda(context), _said(context)
    if not agenda and not said:
        hint = "Fill in `agenda` or `lines_to_take`."
        raise nothing(edition, KIND, "there is neither an agenda nor a line to take", hint)
    sections = (
        *_page("agenda", agenda, context),
        *_page("lines_to_take", said, context),
        *_page("delegations", _names(context), context),
        *_page("contacts", _contacts(context), context),
    )
    return sheet(edition, KIND, uncited(sections), subtitle=(), limits=LIMITS)


def _page(name: str, blocks: Blocks, context: Context) -> tuple[Section, ...]:
    """Make a page of the card, or a part of the last one."""
    return part(name, context.label(f"section.{name}"), blocks, path=name, front=True)


def _agenda(context: Context) -> Blocks:
    """Set each item on a line or two: when, what, who leads and where."""
    return tuple(
        block for item, at in context.keyed(context.brief.agenda, "agenda") for block in _item(item, at, context)
    )


def _item(item: AgendaItem, path: str, context: Context) -> Iterator[Block]:
    start = strong(context.fixed(context.language.time(item.start))) if item.start else ()
    minutes = context.phrase("date.minutes", role="label", minutes=(Text(str(item.minutes)),)) if item.minutes else ()
    lead = (Text(context.name(item.lead.text)),) if item.lead else ()
    press = context.label(f"press.{item.press}") if item.press else ()
    what = context.titled(context.joined((start, context.line(item.topic)), " "), item)
    yield Paragraph(inlines=what, role="statement", path=f"{path}.topic")
    yield from context.small_print(path, minutes, lead, context.line(item.room), press)
    topics = tuple(
        context.prose(topic.text, f"{at}.text") for topic, at in context.keyed(item.sub_topics, f"{path}.sub_topics")
    )
    if topics:
        yield BulletList(items=topics, path=f"{path}.sub_topics")


def _said(context: Context) -> Blocks:
    """List what to say: the ask, then the lines to take."""
    brief = context.brief
    asked = context.statement(brief.ask, "ask", role="statement") if brief.ask else ()
    items = tuple(
        context.prose(line.text, f"{at}.text") for line, at in context.keyed(brief.lines_to_take, "lines_to_take")
    )
    return (*asked, *((BulletList(items=items, role="points", path="lines_to_take"),) if items else ()))


def _names(context: Context) -> Blocks:
    """Name the head of each delegation, and whoever has a name that needs to be practised."""
    people = [
        person
        for side in context.brief.delegations
        for number, person in enumerate(ranked(side))
        if person.pronunciation or not number
    ]
    return tuple(block for person in people for block in context.paragraph(_name(person, context), "", "statement"))


def _name(person: Person, context: Context) -> Inlines:
    spoken = (Span((Text(person.pronunciation),), role="pronunciation"),) if person.pronunciation else ()
    who = context.joined((strong((Text(person.name),)), context.line(person.office)), context.comma)
    return lines(who, spoken)


def _contacts(context: Context) -> Blocks:
    """Say whom to call: by telephone, for a card is no place to write mail on."""
    return tuple(
        Paragraph(inlines=lines(strong((Text(one.name),)), _calling(one, context)), role="statement", path=at)
        for one, at in context.keyed(context.brief.contacts, "contacts")
        if one.phone
    )


def _calling(one: Contact, context: Context) -> Inlines:
    return context.joined((context.line(one.role), reach(one.phone, None, context)))
