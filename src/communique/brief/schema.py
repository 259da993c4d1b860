"""
The brief, whole: every field that a writer may fill.

The five parts that the product exists for are `background`, `delegations`,
`agenda`, `tensions` and `open_questions`. Their models stand with the way
they are laid out, one file a kind, in `communique.brief.sections`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from communique.brief.base import Line, QuotationPart, Shorthand, Statement
from communique.brief.clock import ClockTime, TimeZone
from communique.brief.drawings import Drawings
from communique.brief.paper import Paper
from communique.brief.press import PressLine
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
from communique.brief.sections.questions_and_answers import QuestionAndAnswer
from communique.brief.sections.sources import Source
from communique.brief.sections.tensions import TensionPart
from communique.brief.sections.why_it_matters import WhyItMatters


class Brief(Paper):
    """A policy brief: what a writer maintains. Validated; nothing of any format in it."""

    kind: Literal["meeting", "topic"] = "meeting"
    """`meeting` for a brief for a meeting, `topic` for one on a subject."""
    start: ClockTime | None = None
    """When the event starts, on the clock of `time_zone`: 09:30."""
    end: ClockTime | None = None
    """When the event ends."""
    time_zone: TimeZone | None = None
    """The time zone of the event: America/New_York."""
    place: Line | None = None
    """Where the event takes place."""
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
