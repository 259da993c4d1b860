"""Arrival and protocol: how the guests are received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import Part, PictureFile, Prose, Statement

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class Arrival(Part):
    """How the guests are received."""

    text: Prose | None = None
    """The course of the arrival as running text."""
    notes: tuple[Statement, ...] = ()
    """Single points of protocol."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""


def lower(part: Arrival, context: Context, path: str) -> Blocks:
    """Print the course of the arrival, then the single points, then the pictures."""
    return (
        *context.prose(part.text, f"{path}.text"),
        *context.statements(part.notes, f"{path}.notes"),
        *context.pictures(part.pictures, f"{path}.pictures"),
        *context.note(part, path),
    )
