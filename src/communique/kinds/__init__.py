"""
The document kinds: what can be made of a brief, one module each.

To learn what exists, read `KINDS`. To add a kind, write one module with a
`compose` and put it into the table; its look is `templates/<pack>/<kind>/kind.css`.
"""

from __future__ import annotations

from typing import Final

from communique.compose import compose as compose_brief
from communique.errors import UsageError
from communique.kinds import (
    biographies,
    handout_pack,
    lines_to_take,
    name_cards,
    newsletter,
    one_pager,
    pocket_card,
    read_ahead,
    readout,
    run_of_show,
    seating_plan,
)
from communique.kinds.kind import DocumentKind

__all__ = ["BRIEF", "HANDOUTS", "KINDS", "DocumentKind", "chosen_kinds"]

BRIEF: Final = DocumentKind(
    name="brief",
    compose=lambda edition, _: compose_brief(edition),
    description="the full brief",
    formats=("pdf", "docx", "email", "text", "web"),
)

NEWSLETTER: Final = DocumentKind(
    name=newsletter.KIND,
    compose=newsletter.compose,
    description="a newsletter over several briefs",
    formats=BRIEF.formats,
)

_TABLE: Final = (
    DocumentKind(
        name=one_pager.KIND,
        compose=one_pager.compose,
        limits=one_pager.LIMITS,
        description="a leave-behind: the ask, why it matters, three sourced facts, whom to ask",
    ),
    DocumentKind(
        name=read_ahead.KIND,
        compose=read_ahead.compose,
        limits=read_ahead.LIMITS,
        description="for the principal: six headings and the least of background, on two pages",
    ),
    DocumentKind(
        name=run_of_show.KIND,
        compose=run_of_show.compose,
        description="what happens when: lead, cue, press and room, with the version on every page",
    ),
    DocumentKind(
        name=lines_to_take.KIND,
        compose=lines_to_take.compose,
        limits=lines_to_take.LIMITS,
        description="what to say, what to answer, what to add if pressed, and what not to raise",
    ),
    DocumentKind(
        name=biographies.KIND,
        compose=biographies.compose,
        description="the delegations in order of precedence, with pictures and a few lines on each",
    ),
    DocumentKind(
        name=seating_plan.KIND,
        compose=seating_plan.compose,
        description="the table drawn, heads facing each other, and a list of who sits where",
    ),
    DocumentKind(
        name=name_cards.KIND,
        compose=name_cards.compose,
        limits=name_cards.LIMITS,
        description="folded cards for the table and badges to wear, to be cut out",
    ),
    DocumentKind(
        name=pocket_card.KIND,
        compose=pocket_card.compose,
        limits=pocket_card.LIMITS,
        description="agenda and lines to take on one sheet that is folded into a quarter",
    ),
    DocumentKind(
        name=readout.KIND,
        compose=readout.compose,
        description="after the meeting: what was agreed and raised, in words cleared for the press",
    ),
)

HANDOUTS: Final[dict[str, DocumentKind]] = {kind.name: kind for kind in _TABLE}
"""What staff carry, in the order in which a handout pack binds it."""

_PACK: Final = DocumentKind(
    name=handout_pack.KIND,
    compose=lambda edition, choices: handout_pack.compose(edition, choices, HANDOUTS),
    description="chosen handouts as one PDF, with a cover, tabs and page numbers that go on",
    formats=("pdf",),
)

KINDS: Final[dict[str, DocumentKind]] = {kind.name: kind for kind in (BRIEF, NEWSLETTER, *HANDOUTS.values(), _PACK)}
"""Every document kind, by its name on the command line."""


def chosen_kinds(names: tuple[str, ...]) -> tuple[DocumentKind, ...]:
    """Find handouts by name; all of them, and the pack that binds them, where none is named."""
    known = {**HANDOUTS, _PACK.name: _PACK}
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise UsageError(f'there is no handout "{unknown}"; handouts are: {", ".join(known)}')
    return tuple(known[name] for name in dict.fromkeys(names or known))
