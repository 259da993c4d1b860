"""Background: what led here, as prose, titled parts, a timeline and dated facts."""

from __future__ import annotations

from communique.brief.base import EventPart, Line, Part, PictureFile, Prose, Statement


class TitledPart(Part):
    """A part of the background under a title of its own."""

    named_by = ("title",)

    title: Line
    """The part's title."""
    text: Prose
    """What it says."""


class BackgroundPart(Part):
    """What led here."""

    text: Prose | None = None
    """The background as running text, or `{file: background.md}`."""
    parts: tuple[TitledPart, ...] = ()
    """Titled parts, below the running text."""
    timeline: tuple[EventPart, ...] = ()
    """Events with their dates; printed by date whatever their order here."""
    facts: tuple[Statement, ...] = ()
    """Single facts, each with the date that it holds for."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""
