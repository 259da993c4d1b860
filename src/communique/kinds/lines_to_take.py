"""
Lines to take: what to say, what to answer, and what to add if pressed; what must not be raised stands apart.

One page where it fits: a longer one is told, and printed all the same, since
nobody may be left without an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.brief.press import words
from communique.compose import section_of
from communique.document.nodes import Callout, Limit
from communique.kinds.sheet import context_of, nothing, part, sheet, when_and_where
from communique.problems import Severity

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.brief.sections.tensions import TensionPart
    from communique.choices import Choices
    from communique.document.nodes import Document, Section
    from communique.edition import Edition

KIND: Final = "lines-to-take"

LIMITS: Final = (Limit(pages=1, severity=Severity.WARNING),)


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the lines; a brief without lines and without questions has none."""
    context = context_of(edition)
    lines, questions = section_of(context, "lines_to_take"), section_of(context, "questions_and_answers")
    if not (lines or questions):
        hint = "Write what to say in `lines_to_take`, and what will be asked in `questions_and_answers`."
        raise nothing(edition, KIND, "there are no lines and no questions", hint)
    sections = (*lines, *silent(context), *questions, *press(context))
    return sheet(edition, KIND, sections, facts=when_and_where(context), limits=LIMITS)


def press(context: Context) -> tuple[Section, ...]:
    """Print the press line of the meeting; those of its items are for the readout."""
    line = context.brief.press_line
    if line is None:
        return ()
    blocks = (*words(line, context, "press_line"), *context.note(line, "press_line"))
    return part("press_line", context.titled(context.label("section.press_line"), line), blocks, path="press_line")


def silent(context: Context) -> tuple[Section, ...]:
    """Gather what must not be raised, each under the dispute that it belongs to."""
    tensions = tuple(context.keyed(context.brief.tensions, "tensions"))
    everything = tuple(statement for tension, _ in tensions for statement in tension.do_not_raise)
    below = context.within(*everything)
    boxes = tuple(_box(tension, path, below) for tension, path in tensions if tension.do_not_raise)
    title = context.titled(context.label("tension.do_not_raise"), *everything)
    return part("do_not_raise", title, boxes, path="tensions")


def _box(tension: TensionPart, path: str, context: Context) -> Callout:
    left = tension.do_not_raise
    return Callout(
        title=context.titled(context.line(tension.title), *left),
        blocks=context.within(*left).statements(left, f"{path}.do_not_raise"),
        role="do-not-raise",
        path=path,
    )
