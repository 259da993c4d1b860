"""
The one-pager, a leave-behind: what we ask, why it matters, three sourced facts, and whom to ask.

One objective on one page, always: a text that would run over is a fault that
says how many words to cut.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from communique.brief.masthead import author_of
from communique.brief.sections import key_figures
from communique.compose import section_of
from communique.document.nodes import Cite, Limit, Paragraph
from communique.document.walk import walk
from communique.kinds.sheet import context_of, nothing, part, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.base import StatementPart
    from communique.brief.lowering import Context
    from communique.choices import Choices
    from communique.document.nodes import Block, Blocks, Document, Section
    from communique.edition import Edition

KIND: Final = "one-pager"
FACTS: Final = 3
"""How many facts a reader takes along."""

LIMITS: Final = (Limit(pages=1), Limit(lines=4, role="lead"))


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the one-pager; a brief without an ask and without a bottom line has nothing to leave behind."""
    context = context_of(edition)
    message = section_of(context, "ask") or section_of(context, "bottom_line")
    if not message:
        hint = "Write what you ask for in `ask`, or the message in `bottom_line`."
        raise nothing(edition, KIND, "there is neither an ask nor a bottom line", hint)
    sections = (
        *(replace(section, place="front", blocks=tuple(_led(section.blocks))) for section in message),
        *section_of(context, "why_it_matters"),
        *_facts(context),
        *part("contact", context.label("one_pager.contact"), _contact(context), path="authors"),
    )
    return sheet(edition, KIND, sections, limits=LIMITS)


def _led(blocks: Blocks) -> Iterator[Block]:
    """Print the message in the look of a lead, whether it is the ask or the bottom line."""
    for block in blocks:
        yield replace(block, role="lead") if isinstance(block, Paragraph) and not block.role else block


def _facts(context: Context) -> tuple[Section, ...]:
    """Take the first facts that say where they come from: numbers as a strip, statements as a list."""
    brief = context.brief
    numbers = tuple(islice((figure for figure in brief.key_figures if figure.source), FACTS))
    stated = tuple(islice((fact for fact in brief.facts if _sourced(fact)), FACTS - len(numbers)))
    strip = key_figures.lower(numbers, context, "key_figures") if numbers else ()
    listed = context.statements(stated, "facts", role="points")
    return part("facts", context.label("one_pager.facts"), (*strip, *listed))


def _sourced(fact: StatementPart) -> bool:
    return any(isinstance(node, Cite) for node in walk(fact.text.blocks))


def _contact(context: Context) -> Blocks:
    """Say whom to ask: the first author that can be reached."""
    author = next((author for author in context.brief.authors if author.email or author.phone), None)
    return context.paragraph(author_of(author, context), "authors") if author else ()
