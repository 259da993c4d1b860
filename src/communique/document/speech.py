"""Say of words which language they are in, so that they are spoken, hyphenated and marked as such."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from communique.document import nodes
from communique.document.nodes import Span
from communique.document.walk import rebuild

if TYPE_CHECKING:
    from communique.document.nodes import Blocks, Inlines

_RUNS: Final[dict[type[Any], tuple[str, ...]]] = {
    nodes.Paragraph: ("inlines",),
    nodes.Heading: ("inlines",),
    nodes.Definition: ("term",),
    nodes.Column: ("title",),
    nodes.Table: ("caption",),
    nodes.Quotation: ("attribution",),
    nodes.Figure: ("caption",),
    nodes.Drawing: ("caption",),
    nodes.KeyFigure: ("value", "label", "note"),
    nodes.Event: ("when", "mark"),
    nodes.Card: ("title", "subtitle"),
    nodes.Callout: ("title",),
}
"""Where words stand, by the kind of node."""


def spoken(inlines: Inlines, language: str) -> Inlines:
    """Mark a run of words as being in a language."""
    return (Span(inlines, language=language),) if inlines else ()


def in_language(blocks: Blocks, language: str) -> Blocks:
    """Mark every run of words in some blocks as being in a language."""

    def change(node: Any) -> Any:
        runs = {name: spoken(getattr(node, name), language) for name in _RUNS.get(type(node), ())}
        return replace(node, **runs) if runs else node

    return rebuild(blocks, change)
