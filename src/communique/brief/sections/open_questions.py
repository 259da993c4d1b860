"""Open questions: what is not known, who will find out, and by when."""

from __future__ import annotations

from datetime import date

from communique.brief.base import Line, Part, Prose, Statement


class OpenQuestion(Part):
    """Something that is not known yet."""

    named_by = ("question",)

    question: Line
    """The question."""
    why: Prose | None = None
    """Why it matters."""
    would_answer: Prose | None = None
    """What would answer it."""
    owner: Line | None = None
    """Who will find out."""
    due: date | None = None
    """By when."""
    outcomes: tuple[Statement, ...] = ()
    """Possible outcomes."""
