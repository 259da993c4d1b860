"""Tensions: points of dispute, with each side's position."""

from __future__ import annotations

from typing import Literal

from communique.brief.base import EventPart, Line, Part, PartialDate, Prose, QuotationPart, Statement


class Position(Part):
    """What one side holds."""

    named_by = ("side",)

    side: str
    """The side: the id of a delegation of this brief, or a name."""
    text: Prose
    """What it holds, or says of the other."""
    attribution: Line | None = None
    """Who says that it does."""


class TensionPart(Part):
    """A point of dispute."""

    named_by = ("title",)

    title: Line
    """What the dispute is about, in a few words."""
    text: Prose | None = None
    """What it is, in a sentence or two."""
    since: PartialDate | None = None
    """Since when."""
    severity: Literal["low", "medium", "high"] | None = None
    """How grave it is."""
    trend: Literal["easing", "steady", "rising"] | None = None
    """Which way it moves."""
    positions: tuple[Position, ...] = ()
    """What each side holds."""
    events: tuple[EventPart, ...] = ()
    """What happened, printed by date."""
    quotations: tuple[QuotationPart, ...] = ()
    """What was said, word for word."""
    sensitivities: tuple[Statement, ...] = ()
    """What is delicate."""
    do_not_raise: tuple[Statement, ...] = ()
    """What must not be raised in the meeting."""
    gestures: tuple[Statement, ...] = ()
    """What has eased it."""
