"""Agenda: what will be talked about, by whom, when, and with what aim."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from communique.brief.base import Line, Part, Prose, Statement
from communique.brief.clock import ClockTime


class Objectives(Part):
    """What each side wants of an item."""

    ours: tuple[Statement, ...] = ()
    """What we want."""
    theirs: tuple[Statement, ...] = ()
    """What they want, as far as it is known."""


class AgendaItem(Part):
    """One item of the agenda."""

    named_by = ("topic",)

    topic: Line
    """What it is about."""
    lead: Line | None = None
    """Who leads it: a name, or the id of a person or a delegation of this brief."""
    start: ClockTime | None = None
    """When it starts, on the clock of the brief's `time_zone`: 09:30."""
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    """How long it is planned to take."""
    press: Literal["open", "pool", "photo", "closed"] | None = None
    """Whether the press is there: `open`, `pool`, `photo` (pictures only) or `closed`."""
    room: Line | None = None
    """Where it takes place."""
    attribution: Line | None = None
    """Who says that it was or will be raised."""
    text: Prose | None = None
    """What to know about it."""
    objectives: Objectives | None = None
    """What each side wants."""
    points: tuple[Statement, ...] = ()
    """Points to make."""
    sub_topics: tuple[Statement, ...] = ()
    """What belongs to it."""
