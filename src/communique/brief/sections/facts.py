"""Facts: what to take along, each with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import StatementPart

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks

__all__ = ["StatementPart", "lower"]


def lower(parts: tuple[StatementPart, ...], context: Context, path: str) -> Blocks:
    """Print the facts as a list."""
    return context.statements(parts, path)
