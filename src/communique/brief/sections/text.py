"""A free section of text, and what every free section has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from communique.brief.base import Line, Part, PictureFile, Prose, Statement

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class FreePart(Part):
    """A section with a title and a kind of its own."""

    named_by = ("title",)

    kind: str = "text"
    """The kind of section: `text`, or a kind that was added to this installation."""
    title: Line
    """The section's title."""


class TextSection(FreePart):
    """A section of text."""

    kind: Literal["text"] = "text"
    """The kind of section: running text, single points, pictures."""
    text: Prose | None = None
    """What it says."""
    statements: tuple[Statement, ...] = ()
    """Single points."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""


def lower(part: TextSection, context: Context, path: str) -> Blocks:
    """Print the text, then the single points, then the pictures."""
    return (
        *context.prose(part.text, f"{path}.text"),
        *context.statements(part.statements, f"{path}.statements"),
        *context.pictures(part.pictures, f"{path}.pictures"),
        *context.note(part, path),
    )
