"""Open questions: what is not known, who will find out, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import CalendarDay, Line, Part, Prose, Statement
from communique.document.nodes import Card, Cards

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


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
    due: CalendarDay | None = None
    """By when."""
    outcomes: tuple[Statement, ...] = ()
    """Possible outcomes."""


def lower(parts: tuple[OpenQuestion, ...], context: Context, path: str) -> Blocks:
    """Print each question with who will find out, why it matters and what would answer it."""
    cards = tuple(_card(part, at, context) for part, at in context.keyed(parts, path))
    return (Cards(cards=cards, role="question", path=path),)


def _card(part: OpenQuestion, path: str, context: Context) -> Card:
    owner = context.phrase("question.owner", owner=context.line(part.owner)) if part.owner else ()
    due = context.phrase("question.due", date=context.fixed(context.language.day(part.due))) if part.due else ()
    return Card(
        title=context.titled(context.line(part.question), part),
        subtitle=context.joined((owner, due)),
        blocks=(
            *context.labelled("question.why", context.prose(part.why, f"{path}.why", depth=2)),
            *context.labelled(
                "question.would_answer", context.prose(part.would_answer, f"{path}.would_answer", depth=2)
            ),
            *context.labelled("question.outcomes", context.statements(part.outcomes, f"{path}.outcomes")),
            *context.note(part, path),
        ),
        role="question",
        path=path,
    )
