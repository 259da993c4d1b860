"""Questions and answers: what staff will be asked, and what to say."""

from __future__ import annotations

from communique.brief.base import Line, Part, Prose


class QuestionAndAnswer(Part):
    """A question that will be asked."""

    named_by = ("question",)

    question: Line
    """The question."""
    answer: Prose
    """What to answer, in words that can be spoken."""
    if_pressed: Prose | None = None
    """What to add if pressed."""
