"""Contacts: whom to call on the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import EmailAddress, Line, Part, PhoneNumber, PlainText
from communique.brief.lowering import lines, strong
from communique.document.nodes import BulletList, Link, Paragraph, Text

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


class Contact(Part):
    """Somebody to call on the day."""

    named_by = ("name",)

    name: PlainText
    """The name of a person or a desk."""
    role: Line | None = None
    """What to call them for: "motorcade", "interpreters"."""
    phone: PhoneNumber | None = None
    """A telephone number that is answered on the day."""
    email: EmailAddress | None = None
    """An address."""


def lower(parts: tuple[Contact, ...], context: Context, path: str) -> Blocks:
    """Print a list: who it is, what for, and how to reach them."""
    return (BulletList(items=tuple(_contact(part, at, context) for part, at in context.keyed(parts, path)), path=path),)


def _contact(part: Contact, path: str, context: Context) -> Blocks:
    who = context.joined((strong((Text(part.name),)), context.line(part.role)), context.comma)
    said = lines(context.titled(who, part), reach(part.phone, part.email, context))
    return (Paragraph(inlines=said, path=path), *context.note(part, path))


def reach(phone: str | None, email: str | None, context: Context) -> Inlines:
    """Say how somebody is reached: an address for mail, a telephone number."""
    address = (Link((Text(email),), f"mailto:{email}"),) if email else ()
    return context.joined((address, context.code(phone) if phone else ()))
