"""
The handout pack: chosen handouts bound into one PDF, behind a cover that lists them.

All of them are laid out in one go, so that pages, bookmarks and tags run through
the whole. Each keeps its own masthead, limits and notes; what is an anchor in one
gets the kind's name before it, for anchors are unique in a file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from communique.choices import NOTHING
from communique.document.nodes import Card, Link, Section
from communique.document.walk import rebuild
from communique.errors import InvalidBrief
from communique.kinds.sheet import context_of, nothing, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from communique.choices import Choices
    from communique.document.nodes import Document
    from communique.edition import Edition
    from communique.kinds.kind import DocumentKind

KIND: Final = "handout-pack"


def compose(edition: Edition, choices: Choices, kinds: Mapping[str, DocumentKind]) -> Document:
    """
    Bind handouts together.

    Args:
        edition: what one audience reads.
        choices: which handouts; all that this brief has something to say in, where none is named.
        kinds: the handouts there are, in the order they are bound.

    """
    context = context_of(edition)
    parts = tuple(_parts(edition, choices, kinds))
    if not parts:
        raise nothing(edition, KIND, "no handout has anything to say", "Fill in an agenda, delegations or an ask.")
    front = sheet(edition, KIND, ())
    return replace(front, parts=parts, authors=front.authors, title=context.brief.title.text)


def _parts(edition: Edition, choices: Choices, kinds: Mapping[str, DocumentKind]) -> Iterator[Document]:
    for kind in (kinds[name] for name in choices.tabs or kinds):
        try:
            document = kind.compose(edition, choices)
        except InvalidBrief as error:
            if choices.tabs or any(problem.code != NOTHING for problem in error.problems):
                raise
            continue
        yield _anchored(document)


def _anchored(document: Document) -> Document:
    """Put the kind's name before every anchor of a document, and before what leads to one."""
    prefix = f"{document.kind}-"

    def change(node: Any) -> Any:
        if isinstance(node, Section) or (isinstance(node, Card) and node.id):
            return replace(node, id=f"{prefix}{node.id}")
        if isinstance(node, Link) and node.url.startswith("#"):
            return replace(node, url=f"#{prefix}{node.url[1:]}")
        return node

    return replace(document, sections=rebuild(document.sections, change))
