"""Questions and answers: what staff will be asked, and what to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import Line, Part, Prose
from communique.document.nodes import Callout, Card, Cards

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class QuestionAndAnswer(Part):
    """A question that will be asked."""

    named_by = ("question",)

    question: Line
    """The question."""
    answer: Prose
    """What to answer, in words that can be spoken."""
    if_pressed: Prose | None = None
    """What to add if pressed."""


def lower(parts: tuple[QuestionAndAnswer, ...], context: Context, path: str) -> Blocks:
    """Print each question with its answer, and below it what to add if pressed."""
    cards = tuple(_card(part, at, context) for part, at in context.keyed(parts, path))
    return (Cards(cards=cards, role="question", path=path),)


def _card(part: QuestionAndAnswer, path: str, context: Context) -> Card:
    return Card(
        title=context.titled(context.line(part.question), part),
        blocks=(
            *context.prose(part.answer, f"{path}.answer", role="answer", depth=2),
            *_if_pressed(part, f"{path}.if_pressed", context),
            *context.note(part, path),
        ),
        role="question",
        path=path,
    )


def _if_pressed(part: QuestionAndAnswer, path: str, context: Context) -> Blocks:
    blocks = context.prose(part.if_pressed, path, depth=2)
    return (
        (Callout(title=context.label("question.if_pressed"), blocks=blocks, role="if-pressed", path=path),)
        if blocks
        else ()
    )
