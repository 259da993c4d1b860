"""Glossary: what the short forms and terms stand for."""

from __future__ import annotations

from communique.brief.base import Line, Part, Prose


class GlossaryTerm(Part):
    """A term or a short form."""

    named_by = ("term",)

    term: Line
    """The term: "SDN list"."""
    meaning: Prose
    """What it means, or stands for."""
