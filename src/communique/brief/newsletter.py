"""
The newsletter: what happened, from the briefs of some days, in one paper for many readers.

A story refers to a brief by its slug, and takes its title, bottom line, date,
picture and link from it; words of its own come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PrivateAttr

from communique.brief.base import (
    EmailAddress,
    Identifier,
    Line,
    Part,
    PartialDate,
    PhoneNumber,
    PictureFile,
    PlainText,
    Prose,
    QuotationPart,
    Shorthand,
)
from communique.brief.clock import ClockTime, Moment, TimeZone
from communique.brief.codes import LanguageCode
from communique.brief.paper import Paper
from communique.brief.sections.key_figures import KeyFigurePart
from communique.brief.sections.sources import Source

if TYPE_CHECKING:
    from collections.abc import Mapping  # noqa: TC004 -- pydantic leaves the types of private fields alone

    from communique.brief.schema import Brief  # noqa: TC004 -- as above

WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=2000)]
"""An address that begins with https:// or http://."""


class Opening(Part):
    """What the number is about."""

    text: Prose
    """A few sentences; they stand above everything else."""


class Story(Part):
    """One thing that is told: of a brief, in words of its own, or both."""

    named_by = ("brief", "title")

    brief: Identifier | None = None
    """The name of a brief beside this newsletter: its folder, or its file without the ending."""
    title: Line | None = None
    """The headline; the brief's title where it is left out."""
    text: Prose | None = None
    """What there is to tell; the brief's bottom line where it is left out."""
    date: PartialDate | None = None
    """When it happened; the brief's date where it is left out."""
    picture: PictureFile | None = None
    """A picture in the newsletter's folder; the brief's first where it is left out."""
    link: WebAddress | None = None
    """Where the story goes on; made from `[web] address` in communique.toml where a public brief is left to go on."""
    language: LanguageCode | None = None
    """The language of its words, where it is not the newsletter's; the brief's where they are."""
    marking: Annotated[str, Field(max_length=60, pattern=r"^[^\r\n]+$")] | None = None
    """The marking of the story alone; the brief's, where it differs from the newsletter's."""
    embargo: Moment | None = None
    """Not to be published before this moment; the brief's where it is left out."""


class DiaryEntry(Part):
    """Something that is to come."""

    named_by = ("text",)

    date: PartialDate
    """When: `2026-02-12`, `2026-03`, a span `2026-03-02/2026-03-04`."""
    start: ClockTime | None = None
    """When it starts, on the clock of `time_zone`: 09:30."""
    time_zone: TimeZone | None = None
    """The time zone of `start`: America/Bogota."""
    text: Line
    """What will happen."""
    place: Line | None = None
    """Where it will."""
    link: WebAddress | None = None
    """Where there is more about it."""


class Correction(Part):
    """What an earlier number had wrong."""

    named_by = ("number", "text")

    number: PlainText | None = None
    """The number that was wrong: "2026-05"."""
    date: PartialDate | None = None
    """The date of that number."""
    text: Prose
    """What it said, and what is right."""


class Imprint(Part):
    """Who publishes the newsletter, and where they are found."""

    named_by = ("publisher",)

    publisher: Line
    """Who publishes it."""
    responsible: Line | None = None
    """Who answers for its content."""
    address: tuple[PlainText, ...] = ()
    """The postal address, line by line; a newsletter for the public cannot do without one."""
    email: EmailAddress | None = None
    """An address for letters to the office."""
    phone: PhoneNumber | None = None
    """A telephone number."""
    note: Line | None = None
    """Anything else that must stand there."""


class Newsletter(Paper):
    """A newsletter: one number of it."""

    kind: Literal["newsletter"]
    """`newsletter`."""
    opening: Annotated[Opening, Shorthand("text")] | None = None
    """What the number is about, in a few sentences."""
    lead: Annotated[Story, Shorthand("brief")] | None = None
    """The story that stands first."""
    items: tuple[Annotated[Story, Shorthand("brief")], ...] = ()
    """The other stories, in the order they are printed."""
    key_figures: tuple[KeyFigurePart, ...] = ()
    """The numbers of these days."""
    quotation: QuotationPart | None = None
    """Somebody's words, to remember."""
    diary: tuple[DiaryEntry, ...] = ()
    """What is to come."""
    corrections: tuple[Correction, ...] = ()
    """What earlier numbers had wrong."""
    imprint: Imprint | None = None
    """Who publishes it, with a postal address; needed where a public edition may be made."""
    sources: tuple[Source, ...] = ()
    """What is cited in the newsletter's own words; a brief's words bring its sources with them."""

    _briefs: Mapping[str, Brief] = PrivateAttr(default_factory=dict)

    @property
    def briefs(self) -> Mapping[str, Brief]:
        """The briefs that the stories refer to, by slug; from the folders beside the newsletter's."""
        return self._briefs

    @property
    def stories(self) -> tuple[Story, ...]:
        """Every story, the lead first."""
        return (*((self.lead,) if self.lead else ()), *self.items)
