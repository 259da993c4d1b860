"""
A paper: what a brief and a newsletter have in common.

Both have a title and a date, authors, an edition and rules of handling; both
cite sources, may be translated, and know where they stand in their file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, PrivateAttr
from typing_extensions import TypeVar

from communique.brief.base import (
    Audience,
    Count,
    Data,
    EmailAddress,
    Line,
    Part,
    PartialDate,
    PhoneNumber,
    PlainText,
)
from communique.brief.clock import Moment
from communique.brief.codes import LanguageCode

if TYPE_CHECKING:
    from collections.abc import Mapping  # noqa: TC004 -- pydantic leaves the types of private fields alone

    from communique.brief.marks import Marks  # noqa: TC004 -- as above
    from communique.brief.schema import Brief
    from communique.brief.sections.sources import Source
    from communique.brief.translation.entries import Translation  # noqa: TC004 -- as above
    from communique.brief.walk import FilePath
    from communique.problems import Location


class Author(Part):
    """Somebody who wrote the brief."""

    named_by = ("name",)

    name: PlainText
    """The name as it is printed."""
    office: Line | None = None
    """The office or unit."""
    email: EmailAddress | None = None
    """An address for questions."""
    phone: PhoneNumber | None = None
    """A telephone number."""


class Series(Part):
    """The series that the brief belongs to."""

    name: Line
    """The series: "Bilateral meetings"."""
    number: PlainText | None = None
    """The number in the series: "2026-07"."""


class Version(Part):
    """Which edition of the brief this is."""

    edition: Count = 1
    """The number of the edition, from 1."""
    published: PartialDate | None = None
    """When it was published."""
    last_significant_change: PartialDate | None = None
    """When its message last changed; corrected typing errors do not count."""
    supersedes: Line | None = None
    """What it replaces."""


class Handling(Data):
    """The rules for those who hold the brief."""

    marking: Annotated[str, Field(max_length=60, pattern=r"^[^\r\n]+$")] | None = None
    """The marking that is printed on each page and stands in the subject: "INTERNAL"."""
    audience: Audience = "internal"
    """Who reads the brief as it stands."""
    release: Audience | None = None
    """The widest audience that an edition may be made for; without it, `audience`."""
    embargo: Moment | None = None
    """Not to be published before this moment: `2026-02-03 18:00 America/New_York`."""
    note: Line | None = None
    """How the brief is to be handled: "Do not forward"."""
    contact: Line | None = None
    """Whom to ask about handling."""


class Paper(Data):
    """Something that an office publishes: what each kind of it has."""

    kind: str
    """What kind of paper it is."""
    title: Line
    """The title."""
    subtitle: Line | None = None
    """A line below the title."""
    series: Series | None = None
    """The series, with the number in it."""
    language: LanguageCode = "en"
    """The language it is written in: `en`, `es`."""
    date: PartialDate
    """The date of the event, or of the paper where there is none."""
    authors: tuple[Author, ...] = ()
    """Who wrote it."""
    version: Version | None = None
    """Which edition this is."""
    handling: Handling = Field(default_factory=Handling)
    """Who may see it, and from when."""

    if TYPE_CHECKING:
        sources: tuple[Source, ...]  #: Each kind declares it itself, as its last field: the order is that of print.

    _slug: str = PrivateAttr(default="brief")
    _marks: Marks | None = PrivateAttr(default=None)
    _translations: Mapping[str, Translation] = PrivateAttr(default_factory=dict)

    @property
    def slug(self) -> str:
        """The name of the paper: its folder, or its file without the ending."""
        return self._slug

    @property
    def translations(self) -> Mapping[str, Translation]:
        """What was translated of it, by language; from the files beside it."""
        return self._translations

    def translation_into(self, language: str) -> Translation | None:
        """Find the translation into a language; one into Spanish serves Colombian Spanish too."""
        found = (self._translations.get(code) for code in (language, language.partition("-")[0]))
        return next((translation for translation in found if translation), None)

    def locate(self, path: FilePath) -> Location | None:
        """Find the place of a field in the file it was read from; None for a paper made in Python."""
        return self._marks.locate(path) if self._marks else None


P = TypeVar("P", bound=Paper, default="Brief")
"""A brief, where nothing else is said."""
