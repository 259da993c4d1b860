"""
Lines to take: what to say, what to answer, and what to add if pressed; what must not be raised stands apart.

One page where it fits: a longer one is told, and printed all the same, since
nobody may be left without an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.compose import section_of
from communique.document.nodes import Callout, Limit
from communique.kinds.sheet import context_of, nothing, part, sheet
from communique.problems import Severity

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.choices import Choices
    from communique.document.nodes import Blocks, Document
    from communique.edition import Edition

KIND: Final = "lines-to-take"

LIMITS: Final = (Limit(pages=1, severity=Severity.WARNING),)

SAID: Final = ("lines_to_take", "questions_and_answers", "press_line")
"""What is said, in this order; what is not stands between the lines and the questions."""


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the lines; a brief without lines and without questions has none."""
    context = context_of(edition)
    lines, questions, press = (section_of(context, name) for name in SAID)
    if not (lines or questions):
        hint = "Write what to say in `lines_to_take`, and what will be asked in `questions_and_answers`."
        raise nothing(edition, KIND, "there are no lines and no questions", hint)
    silent = part("do_not_raise", context.label("tension.do_not_raise"), do_not_raise(context), path="tensions")
    return sheet(edition, KIND, (*lines, *silent, *questions, *press), limits=LIMITS)


def do_not_raise(context: Context) -> Blocks:
    """Gather what must not be raised, each under the dispute that it belongs to."""
    return tuple(
        Callout(
            title=context.titled(context.line(tension.title), *tension.do_not_raise),
            blocks=context.within(*tension.do_not_raise).statements(tension.do_not_raise, f"{path}.do_not_raise"),
            role="do-not-raise",
            path=path,
        )
        for tension, path in context.keyed(context.brief.tensions, "tensions")
        if tension.do_not_raise
    )
