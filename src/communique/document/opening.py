"""The beginning of a document, for who looks at page one while the whole is still being laid out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from communique.document.nodes import BulletList, Cards, Drawing
from communique.document.walk import plain

if TYPE_CHECKING:
    from communique.document.nodes import Block, Document, Section

P = TypeVar("P")

WORDS: Final = 480
"""More than fit on page one, in the smallest type of any pack; facts and contents stand abreast."""

LINE: Final = 7
"""Words that a line takes the room of, however short it is; two may stand abreast."""

DRAWN: Final = 150
"""Words that a drawing takes the room of."""


def opening(document: Document) -> Document:
    """
    Leave out what begins after page one; a document that ends there, or binds others, is given back as it is.

    All sections keep their titles, for the contents list them.
    """
    if document.parts:
        return document
    left = WORDS - LINE * (len(document.front.facts) + len(document.front.handling) + len(document.sections)) // 2
    kept: dict[str, Section] = {}
    for section in (*document.at("front"), *document.at("body"), *document.at("back")):
        blocks, left = _fitting(section.blocks, left - LINE)
        kept[section.id] = section if blocks == section.blocks else replace(section, blocks=blocks)
    sections = tuple(kept[section.id] for section in document)
    if sections == document.sections:
        return document
    return replace(document, sections=sections, limits=(), data=b"")


def _fitting(blocks: tuple[Block, ...], left: int) -> tuple[tuple[Block, ...], int]:
    """Take blocks as long as there is room; of a list, or of cards, as many as there is room for."""
    kept: list[Block] = []
    for block in blocks:
        if left <= 0:
            break
        if isinstance(block, Cards):
            cards, left = _first(block.cards, left)
            kept.append(replace(block, cards=cards))
        elif isinstance(block, BulletList):
            items, left = _first(block.items, left)
            kept.append(replace(block, items=items))
        else:
            kept.append(block)
            left -= _room(block)
    return tuple(kept), left


def _first(parts: tuple[P, ...], left: int) -> tuple[tuple[P, ...], int]:
    for number, part in enumerate(parts):
        if left <= 0:
            return parts[:number], left
        left -= _room(part)
    return parts, left


def _room(node: object) -> int:
    """Count the words of a node, a short line as a whole one."""
    if isinstance(node, Drawing):
        return DRAWN
    return sum(max(LINE, len(line.split())) for line in plain(node).splitlines())
