"""Delegations: who sits on each side."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from communique.brief.base import Line, Part, PartialDate, PictureFile, Prose


class Person(Part):
    """Somebody who takes part."""

    named_by = ("name",)

    name: str
    """The name as it is printed, in the order the person uses."""
    office: Line | None = None
    """The office held: "Secretary of State"."""
    since: PartialDate | None = None
    """In office since."""
    role: Line | None = None
    """The role in this meeting: "note-taker", "interpreter"."""
    pronunciation: str | None = None
    """How the name is spoken: "REE-kar-doh ROH-ah"."""
    biography: Prose | None = None
    """A few lines on the person's career and views."""
    picture: PictureFile | None = None
    """A portrait."""
    precedence: Annotated[int, Field(ge=1)] | None = None
    """Place in the order of precedence, 1 first; without it the order of the file holds."""
    language: str | None = None
    """The language the person speaks in the meeting: `es`."""
    speaks: bool | None = None
    """Whether the person will speak."""


class DelegationPart(Part):
    """One side of the meeting."""

    named_by = ("name",)

    name: str
    """The side's name: "United States"."""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    """The ISO 3166 code of its country, in capitals: US, CO, NO."""
    principal: Person | None = None
    """The head of the delegation."""
    members: tuple[Person, ...] = ()
    """The others, in order of precedence."""
    note: Prose | None = None
    """Anything to know about the side as a whole."""
