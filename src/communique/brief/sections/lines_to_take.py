"""Lines to take: what to say, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import StatementPart

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks

__all__ = ["StatementPart", "lower"]


def lower(parts: tuple[StatementPart, ...], context: Context, path: str) -> Blocks:
    """Print the lines as a list, each ready to be spoken."""
    return context.statements(parts, path, role="points")
