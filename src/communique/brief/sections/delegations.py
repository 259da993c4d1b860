"""Delegations: who sits on each side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from communique.brief import drawings
from communique.brief.base import Count, Flag, Line, Part, PartialDate, PictureFile, PlainText, Prose
from communique.brief.codes import CountryCode, LanguageCode
from communique.brief.lowering import key_of, strong
from communique.document.nodes import BulletList, Card, Cards, Paragraph, Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


class Person(Part):
    """Somebody who takes part."""

    named_by = ("name",)

    name: PlainText
    """The name as it is printed, in the order the person uses."""
    office: Line | None = None
    """The office held: "Secretary of State"."""
    since: PartialDate | None = None
    """In office since."""
    role: Line | None = None
    """The role in this meeting: "note-taker", "interpreter"."""
    pronunciation: PlainText | None = None
    """How the name is spoken: "REE-kar-doh ROH-ah"."""
    biography: Prose | None = None
    """A few lines on the person's career and views."""
    picture: PictureFile | None = None
    """A portrait."""
    precedence: Count | None = None
    """Place in the order of precedence, 1 first; without it the order of the file holds."""
    language: LanguageCode | None = None
    """The language the person speaks in the meeting: `es`."""
    interprets: tuple[LanguageCode, ...] = ()
    """For an interpreter, the languages between which the person interprets: `[en, es]`."""
    speaks: Flag | None = None
    """Whether the person will speak."""


class DelegationPart(Part):
    """One side of the meeting."""

    named_by = ("name",)

    name: PlainText
    """The side's name: "United States"."""
    country: CountryCode | None = None
    """The ISO 3166 code of its country, in capitals: US, CO, NO."""
    principal: Person | None = None
    """The head of the delegation."""
    members: tuple[Person, ...] = ()
    """The others, in order of precedence."""
    note: Prose | None = None
    """Anything to know about the side as a whole."""


MOST_ABREAST = 3
"""Sides that fit beside each other; more stand below each other."""


def lower(parts: tuple[DelegationPart, ...], context: Context, path: str) -> Blocks:
    """Print the sides facing each other, the principal first and set apart."""
    cards = tuple(_card(part, at, context) for part, at in context.keyed(parts, path))
    layout: Literal["columns", "stack"] = "columns" if 1 < len(cards) <= MOST_ABREAST else "stack"
    return (*drawings.sides(context), Cards(cards=cards, layout=layout, role="delegation", path=path))


def _card(part: DelegationPart, path: str, context: Context) -> Card:
    country = context.language.country(part.country) if part.country else ""
    named = country and country.casefold() != part.name.casefold()
    return Card(
        title=context.titled(_titled(part), part),
        subtitle=context.fixed(country) if named else (),
        blocks=(
            *(_person(part.principal, f"{path}.principal", context, role="principal") if part.principal else ()),
            *_members(part.members, f"{path}.members", context),
            *context.prose(part.note, f"{path}.note", depth=2),
            *context.note(part, path),
        ),
        role="delegation",
        id=f"delegation-{key_of(path)}",
        path=path,
    )


def _titled(part: DelegationPart) -> Inlines:
    """Name the side, with the code of its country as a mark."""
    code = (Text(" "), Span((Text(part.country),), role="mark")) if part.country else ()
    return (Text(part.name), *code)


def _members(members: tuple[Person, ...], path: str, context: Context) -> Blocks:
    keyed = sorted(context.keyed(members, path), key=lambda pair: pair[0].precedence or len(members) + 1)
    items = tuple(_person(member, at, context) for member, at in keyed)
    return (BulletList(items=items, role="members", path=path),) if items else ()


def _person(part: Person, path: str, context: Context, role: str = "") -> Blocks:
    """Print the name and the office, the details on a line of small print, then who the person is."""
    return (
        Paragraph(inlines=context.titled(_name(part, context), part), role=role, path=path),
        *context.small_print(path, *details_of(part, context)),
        *(context.picture(part.picture, f"{path}.picture", role="portrait") if part.picture else ()),
        *context.prose(part.biography, f"{path}.biography", depth=2),
        *context.note(part, path),
    )


def _name(part: Person, context: Context) -> Inlines:
    office = context.line(part.office)
    return (*strong((Text(part.name),)), *((Text(context.comma), *office) if office else ()))


def details_of(part: Person, context: Context) -> Iterable[Inlines]:
    """Say how the name is spoken, the role, since when in office, and the languages."""
    if part.pronunciation:
        spoken = (Span((Text(part.pronunciation),), role="pronunciation"),)
        yield context.phrase("person.pronunciation", pronunciation=spoken)
    yield context.line(part.role)
    if part.since:
        yield context.phrase("person.since", date=context.date(part.since))
    if part.language:
        yield context.phrase("person.language", language=context.fixed(context.language.language_name(part.language)))
    if part.interprets:
        named = (context.fixed(context.language.language_name(code)) for code in part.interprets)
        yield context.phrase("person.interprets", languages=context.joined(named, context.comma))
    if part.speaks is not None:
        yield context.label("person.speaks" if part.speaks else "person.silent")
