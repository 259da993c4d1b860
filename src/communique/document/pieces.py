"""
Everything that a document prints, piece by piece, in reading order.

A piece is a run of words that stands together in every format: a paragraph, a
title, a cell. That all formats carry the same facts is the statement that each
piece is found, in this order, in the text taken back out of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from communique.document.nodes import (
    Abbreviation,
    Block,
    Blocks,
    BulletList,
    Callout,
    Cards,
    Cite,
    Code,
    CodeBlock,
    DefinitionList,
    Document,
    Drawing,
    Emphasis,
    Fact,
    Figure,
    Heading,
    Inline,
    Inlines,
    KeyFigures,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Parallel,
    Quotation,
    Rule,
    Span,
    Strong,
    Table,
    Text,
    Timeline,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CITE_START, CITE_END = "\ue000", "\ue001"
"""What a citation stands between in a piece's text; private-use characters that no brief may hold."""

BESIDE = "portrait"
"""The role of what stands beside a name, on its line: initials in the place of a picture."""


@dataclass(frozen=True, slots=True)
class Piece:
    """
    A run of words that stands together.

    ``ordered`` is false for the masthead, whose parts a template may place as
    it likes, and for what stands beside a name; every other piece follows the one before it. ``facing`` is true
    for what stands in a column beside others: where such columns run over a
    page, the first goes on behind what the second has on the page before.
    """

    text: str
    path: str = ""
    ordered: bool = True
    facing: bool = False


def pieces_of(document: Document) -> tuple[Piece, ...]:
    """List all that is printed: the masthead, then the sections in their order."""
    found = [
        *_front(document),
        *(piece for section in document for piece in _section(section.title, section.blocks, section.path)),
        *(piece for part in document.parts for piece in pieces_of(part)),
    ]
    return tuple(piece for piece in found if piece.text.strip())


def words(inlines: Inlines) -> str:
    """Write inlines as plain text, a citation between CITE_START and CITE_END."""
    return "".join(map(_word, inlines))


def _word(inline: Inline) -> str:
    match inline:
        case Text(text=text) | Code(text=text) | Abbreviation(text=text):
            return text
        case Emphasis(inlines=inlines) | Strong(inlines=inlines) | Link(inlines=inlines) | Span(inlines=inlines):
            return words(inlines)
        case Cite():
            return CITE_START + cite_text(inline) + CITE_END
        case LineBreak():
            return " "
        case _:
            assert_never(inline)


def cite_text(cite: Cite) -> str:
    """Write a citation as it is printed in superscript: ``1``, ``1, p. 4``; after another, with a comma before it."""
    return (", " if cite.joined else "") + ", ".join(part for part in (str(cite.number), cite.locator) if part)


def _front(document: Document) -> Iterator[Piece]:
    front = document.front
    for name, inlines in (("title", front.title), ("subtitle", front.subtitle), ("series", front.kicker)):
        yield Piece(words(inlines), name, ordered=False)
    yield Piece(front.marking, "handling.marking", ordered=False)
    for fact in (*front.facts, *front.handling):
        yield from _fact(fact)


def _fact(fact: Fact) -> Iterator[Piece]:
    yield Piece(words(fact.label), fact.path, ordered=False)
    yield Piece(words(fact.value), fact.path, ordered=False)


def _section(title: Inlines, blocks: Blocks, path: str) -> Iterator[Piece]:
    yield Piece(words(title), path)
    yield from _blocks(blocks)


def _blocks(blocks: Blocks) -> Iterator[Piece]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Piece]:
    match block:
        case Paragraph(inlines=inlines, path=path, role=role):
            yield Piece(words(inlines), path, ordered=role != BESIDE)
        case Heading(inlines=inlines, path=path):
            yield Piece(words(inlines), path)
        case BulletList(items=items) | OrderedList(items=items):
            for item in items:
                yield from _blocks(item)
        case DefinitionList(items=items):
            for definition in items:
                yield from _section(definition.term, definition.blocks, definition.path)
        case Table():
            yield from _table(block)
        case Quotation(blocks=blocks, attribution=attribution, path=path):
            yield from _blocks(blocks)
            yield Piece(words(attribution), path)
        case CodeBlock(text=text, path=path):
            yield Piece(text, path)
        case Rule():
            pass
        case Figure(caption=caption, twin=twin, path=path) | Drawing(caption=caption, twin=twin, path=path):
            yield Piece(words(caption), path)
            yield from _blocks(twin)
        case KeyFigures(figures=figures):
            for figure in figures:
                for inlines in (figure.value, figure.label, figure.note):
                    yield Piece(words(inlines), figure.path)
        case Timeline(events=events):
            for event in events:
                yield Piece(words(event.when), event.path)
                yield from _section(event.mark, event.blocks, event.path)
        case Cards():
            yield from _cards(block)
        case Callout(title=title, blocks=blocks, path=path):
            yield from _section(title, blocks, path)
        case Parallel(rows=rows):
            for row in rows:
                for cell in row:
                    yield from (replace(piece, facing=True) for piece in _blocks(cell))
        case _:
            assert_never(block)


def _cards(cards: Cards) -> Iterator[Piece]:
    for card in cards.cards:
        title = Piece(words(card.title), card.path)
        for piece in (title, *_section(card.subtitle, card.blocks, card.path)):
            yield replace(piece, facing=piece.facing or cards.layout == "columns")


def _table(table: Table) -> Iterator[Piece]:
    yield Piece(words(table.caption), table.path)
    for column in table.columns:
        yield Piece(words(column.title), table.path)
    for row in table.rows:
        for cell in row.cells:
            yield from _blocks(cell)
