"""Quotations: words that matter for the whole brief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import QuotationPart

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks

__all__ = ["QuotationPart", "lower"]


def lower(parts: tuple[QuotationPart, ...], context: Context, path: str) -> Blocks:
    """Print the quotations one below the other."""
    return context.quotations(parts, path)
