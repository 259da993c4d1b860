"""
The brief, whole: every field that a writer may fill.

The five parts that the product exists for are `background`, `delegations`,
`agenda`, `tensions` and `open_questions`. Their models stand with the way
they are laid out, one file a kind, in `communique.brief.sections`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, PrivateAttr

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
    QuotationPart,
    Shorthand,
    Statement,
)
from communique.brief.clock import ClockTime, Moment, TimeZone
from communique.brief.codes import LanguageCode
from communique.brief.drawings import Drawings
from communique.brief.seating import Seating
from communique.brief.sections import FreeSection
from communique.brief.sections.agenda import AgendaItem
from communique.brief.sections.arrival import Arrival
from communique.brief.sections.background import BackgroundPart
from communique.brief.sections.bottom_line import BottomLine
from communique.brief.sections.contacts import Contact
from communique.brief.sections.delegations import DelegationPart
from communique.brief.sections.glossary import GlossaryTerm
from communique.brief.sections.key_figures import KeyFigurePart
from communique.brief.sections.open_questions import OpenQuestion
from communique.brief.sections.places import PlacePart
from communique.brief.sections.press_line import PressLine
from communique.brief.sections.questions_and_answers import QuestionAndAnswer
from communique.brief.sections.sources import Source
from communique.brief.sections.tensions import TensionPart
from communique.brief.sections.why_it_matters import WhyItMatters

if TYPE_CHECKING:
    from collections.abc import Mapping  # noqa: TC004 -- pydantic leaves the types of private fields alone

    from communique.brief.marks import Marks  # noqa: TC004 -- as above
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


class Brief(Data):
    """A policy brief: what a writer maintains. Validated; nothing of any format in it."""

    kind: Literal["meeting", "topic"] = "meeting"
    """`meeting` for a brief for a meeting, `topic` for one on a subject."""
    title: Line
    """The title."""
    subtitle: Line | None = None
    """A line below the title."""
    series: Series | None = None
    """The series, with the brief's number in it."""
    language: LanguageCode = "en"
    """The language the brief is written in: `en`, `es`."""
    date: PartialDate
    """The date of the event, or of the brief where there is none."""
    start: ClockTime | None = None
    """When the event starts, on the clock of `time_zone`: 09:30."""
    end: ClockTime | None = None
    """When the event ends."""
    time_zone: TimeZone | None = None
    """The time zone of the event: America/New_York."""
    place: Line | None = None
    """Where the event takes place."""
    authors: tuple[Author, ...] = ()
    """Who wrote the brief."""
    version: Version | None = None
    """Which edition this is."""
    handling: Handling = Field(default_factory=Handling)
    """Who may see the brief, and from when."""
    bottom_line: Annotated[BottomLine, Shorthand("text")] | None = None
    """The message, in at most four lines."""
    ask: Statement | None = None
    """What we ask for: one thing, in a sentence."""
    why_it_matters: Annotated[WhyItMatters, Shorthand("text")] | None = None
    """Why it matters to those whom we ask."""
    facts: tuple[Statement, ...] = ()
    """The facts to take along, each with its source."""
    key_figures: tuple[KeyFigurePart, ...] = ()
    """The numbers to remember."""
    arrival: Annotated[Arrival, Shorthand("text")] | None = None
    """How the guests are received."""
    background: Annotated[BackgroundPart, Shorthand("text")] | None = None
    """What led here."""
    delegations: tuple[DelegationPart, ...] = ()
    """Who sits on each side; our own side first."""
    agenda: tuple[AgendaItem, ...] = ()
    """What will be talked about."""
    places: tuple[PlacePart, ...] = ()
    """Where things happen, on a map."""
    tensions: tuple[TensionPart, ...] = ()
    """Points of dispute."""
    open_questions: tuple[OpenQuestion, ...] = ()
    """What is not known yet."""
    questions_and_answers: tuple[QuestionAndAnswer, ...] = ()
    """What staff will be asked, and what to say."""
    lines_to_take: tuple[Statement, ...] = ()
    """What to say, one line each."""
    press_line: Annotated[PressLine, Shorthand("text")] | None = None
    """What may be said to the press."""
    contacts: tuple[Contact, ...] = ()
    """Whom to call on the day."""
    quotations: tuple[QuotationPart, ...] = ()
    """Words that matter for the whole brief."""
    sections: tuple[FreeSection, ...] = ()
    """Further sections, each with its kind."""
    seating: Seating = Field(default_factory=Seating)
    """How the delegations sit."""
    drawings: Drawings = Field(default_factory=Drawings)
    """Which pictures are drawn from the data."""
    glossary: tuple[GlossaryTerm, ...] = ()
    """What short forms and terms stand for."""
    sources: tuple[Source, ...] = ()
    """What is cited, as `[@id]` or `[@id, p. 4]`."""

    _slug: str = PrivateAttr(default="brief")
    _marks: Marks | None = PrivateAttr(default=None)
    _translations: Mapping[str, Translation] = PrivateAttr(default_factory=dict)

    @property
    def slug(self) -> str:
        """The name of the brief: its folder, or its file without the ending."""
        return self._slug

    @property
    def translations(self) -> Mapping[str, Translation]:
        """What was translated of the brief, by language; from the files beside it."""
        return self._translations

    def translation_into(self, language: str) -> Translation | None:
        """Find the translation into a language; one into Spanish serves Colombian Spanish too."""
        found = (self._translations.get(code) for code in (language, language.partition("-")[0]))
        return next((translation for translation in found if translation), None)

    def locate(self, path: FilePath) -> Location | None:
        """Find the place of a field in the file the brief was read from; None for a brief made in Python."""
        return self._marks.locate(path) if self._marks else None
