"""Why it matters: what the matter means to those whom we ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import Part, Prose

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class WhyItMatters(Part):
    """What the matter means to those whom we ask."""

    text: Prose
    """Why it matters, in a paragraph."""


def lower(part: WhyItMatters, context: Context, path: str) -> Blocks:
    """Print it as running text."""
    return (*context.prose(part.text, f"{path}.text"), *context.note(part, path))
