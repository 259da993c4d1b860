"""The ask: what we ask for, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import StatementPart

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks

__all__ = ["StatementPart", "lower"]


def lower(part: StatementPart, context: Context, path: str) -> Blocks:
    """Print the ask in the look of a lead."""
    return context.statement(part, path, role="lead")
