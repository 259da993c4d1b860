"""A free section of text."""

from __future__ import annotations

from communique.brief.base import Line, Part, PictureFile, Prose, Statement


class TextSection(Part):
    """A section with a title of its own."""

    named_by = ("title",)

    kind: str = "text"
    """The kind of section: `text`, or a kind that was added to this installation."""
    title: Line
    """The section's title."""
    text: Prose | None = None
    """What it says."""
    statements: tuple[Statement, ...] = ()
    """Single points."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""
