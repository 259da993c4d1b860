"""Arrival and protocol: how the guests are received."""

from __future__ import annotations

from communique.brief.base import Part, PictureFile, Prose, Statement


class Arrival(Part):
    """How the guests are received."""

    text: Prose | None = None
    """The course of the arrival as running text."""
    notes: tuple[Statement, ...] = ()
    """Single points of protocol."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""
