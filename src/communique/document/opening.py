"""The beginning of a document, for who looks at page one while the whole is still being laid out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from communique.document.nodes import BulletList, Cards, Drawing
from communique.document.walk import plain

if TYPE_CHECKING:
    from communique.document.nodes import Block, Document

P = TypeVar("P")

ROOM: Final = 2800
"""Characters: more than fit on page one in any pack, with masthead and all."""

LINE: Final = 40
"""Characters that a line takes the room of, however short it is; two may stand abreast."""

DRAWN: Final = 900
"""Characters that a drawing takes the room of."""


def opening(document: Document) -> Document:
    """
    Leave out what begins after page one; a document that ends there, or binds others, is given back as it is.

    What belongs on page one stays whole, and all sections keep their titles, for the contents list them.
    """
    if document.parts:
        return document
    front = document.at("front")
    abreast = len(document.front.facts) + len(document.front.handling) + len(document.sections)
    left = ROOM - LINE * abreast // 2 - sum(_room(block) for section in front for block in section.blocks)
    kept = {section.id: section for section in front}
    for section in (*document.at("body"), *document.at("back")):
        blocks, left = _fitting(section.blocks, left - LINE)
        kept[section.id] = replace(section, blocks=blocks)
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
    """Count the characters of a node, a short line as a whole one."""
    if isinstance(node, Drawing):
        return DRAWN
    return sum(max(LINE, len(line)) for line in plain(node).splitlines())
