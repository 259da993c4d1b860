"""
Step 4, HTML: nodes to semantic HTML, for the PDF's page and for the web page.

The template owns the page, this writer owns the body. Class names are the roles
of `communique.roles` and the names of the nodes, so that a style sheet can be
written with `nodes.py` in view: `<article class="card tension tone-high">`.
Everything is escaped: nothing of the data can become markup.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from markupsafe import Markup

from communique.document.columns import widths
from communique.document.nodes import (
    BulletList,
    Callout,
    Card,
    Cards,
    CodeBlock,
    Definition,
    DefinitionList,
    Drawing,
    Event,
    Fact,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    OrderedList,
    Paragraph,
    Parallel,
    Quotation,
    Rule,
    Span,
    Table,
    Timeline,
)
from communique.document.walk import plain
from communique.writers.characters import legible
from communique.writers.html_inlines import (
    TOP,
    Context,
    class_attribute,
    direction,
    join,
    write_inline,
    write_inlines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import jinja2

    from communique.document.nodes import Block, Blocks, Column, Document, Inlines, Row, Section

__all__ = [
    "Context",
    "direction",
    "write_block",
    "write_blocks",
    "write_document",
    "write_facts",
    "write_inline",
    "write_inlines",
    "write_section",
]

_SOURCE_PATH = re.compile(r"sources\[([^\]]+)\]")


def write_document(document: Document, template: jinja2.Template, *, footnotes: bool = False, **names: object) -> str:
    """Fill a page template; `footnotes` prints each source's note at its first citation, for paged media."""
    context = Context(notes={note.source: note for note in document.notes}, footnotes=footnotes)
    return template.render(
        document=document,
        front=document.front,
        labels=document.labels,
        language=document.language,
        direction=direction(document.language),
        inlines=lambda inlines: write_inlines(inlines, context),
        blocks=lambda blocks: write_blocks(blocks, context),
        section=lambda section: write_section(section, context),
        sections=lambda place: join(write_section(s, context) for s in document.at(place)),
        facts=lambda facts, name="facts": write_facts(facts, name, context),
        plain=_title,
        **names,
    )


def _title(inlines: Inlines) -> str:
    """Keep the words of a title on one line, without citations: for bookmarks, running heads and contents."""
    return " ".join(plain(inlines).split())


# --- section and front matter ----------------------------------------------


def write_section(section: Section, context: Context) -> Markup:
    """Write a section with its title as a heading of level two."""
    name = section.kind.replace("_", "-")
    title = _heading(section.title, TOP, context)
    body = write_blocks(section.blocks, context)
    return Markup('<section class="section kind-{}" id="{}">\n{}\n{}</section>\n').format(name, section.id, title, body)


def write_facts(facts: Iterable[Fact], name: str, context: Context) -> Markup:
    """Write labelled lines of the masthead as a list of terms, `name` as its class."""
    items = Markup("\n").join(
        Markup('<dt class="fact-{0}">{1}</dt><dd class="fact-{0}">{2}</dd>').format(
            fact.name, write_inlines(fact.label, context), write_inlines(fact.value, context)
        )
        for fact in facts
    )
    return Markup('<dl class="{}">\n{}\n</dl>\n').format(name, items) if items else Markup()


# --- blocks ----------------------------------------------------------------


def write_blocks(blocks: Blocks, context: Context) -> Markup:
    """Write blocks below each other."""
    return join(write_block(block, context) for block in blocks)


def write_block(block: Block, context: Context) -> Markup:
    """Write one block."""
    match block:
        case Paragraph():
            return _paragraph(block, context)
        case Heading():
            return _heading(block.inlines, max(TOP + block.level, context.depth + 1), context)
        case BulletList():
            return Markup("<ul{}>\n{}</ul>\n").format(class_attribute(block.role), _items(block.items, context))
        case OrderedList():
            start = Markup(' start="{}"').format(block.start) if block.start != 1 else ""
            return Markup("<ol{}{}>\n{}</ol>\n").format(
                class_attribute(block.role), start, _items(block.items, context)
            )
        case DefinitionList():
            items = join(_definition(item, context) for item in block.items)
            return Markup("<dl{}>\n{}</dl>\n").format(class_attribute(block.role), items)
        case Table():
            return _table(block, context)
        case Quotation():
            return _quotation(block, context)
        case CodeBlock():
            return Markup("<pre><code>{}</code></pre>\n").format(legible(block.text))
        case Rule():
            return Markup("<hr>\n")
        case Figure():
            return _figure(block, context)
        case Drawing():
            return write_blocks(block.undrawn, context)
        case KeyFigures():
            items = join(_key_figure(figure, context) for figure in block.figures)
            classes = class_attribute("figures", f"count-{len(block.figures)}", block.role)
            return Markup("<ul{}>\n{}</ul>\n").format(classes, items)
        case Timeline():
            items = join(_event(event, context) for event in block.events)
            return Markup("<ol{}>\n{}</ol>\n").format(class_attribute("timeline", block.role), items)
        case Cards():
            return _cards(block, context)
        case Callout():
            title = Markup('<p class="callout-title">{}</p>\n').format(write_inlines(block.title, context))
            body = write_blocks(block.blocks, context)
            return Markup('<div{} role="note">\n{}{}</div>\n').format(
                class_attribute("callout", block.role), title, body
            )
        case Parallel():
            return join(write_blocks(cell, context) for row in block.rows for cell in row)
    assert_never(block)


def _paragraph(block: Paragraph, context: Context) -> Markup:
    """Write a paragraph; one that is a label alone stays with what it introduces."""
    match block.inlines:
        case (Span(role="label"),):
            introduces = "lead-in"
        case _:
            introduces = ""
    return Markup("<p{}>{}</p>\n").format(
        class_attribute(block.role, introduces), write_inlines(block.inlines, context)
    )


def _heading(inlines: Inlines, level: int, context: Context) -> Markup:
    """Write a heading; its plain words stand beside it, for bookmarks and running heads."""
    text = write_inlines(inlines, context)
    return Markup('<h{0} data-label="{1}">{2}</h{0}>\n').format(context.outline.step(level), _title(inlines), text)


def _items(items: Iterable[Blocks], context: Context) -> Markup:
    return join(Markup("<li{}>{}</li>\n").format(_anchor(item), _tight(item, context)) for item in items)


def _anchor(blocks: Blocks) -> Markup:
    """Give an entry of the list of sources the anchor that citations lead to."""
    match blocks:
        case (Paragraph(role="source", path=path), *_) if found := _SOURCE_PATH.fullmatch(path):
            return Markup(' id="source-{}" class="source"').format(found[1])
    return Markup()


def _tight(blocks: Blocks, context: Context) -> Markup:
    """Write what stands in an item or a cell; a first plain paragraph needs no box of its own."""
    match blocks:
        case (Paragraph(role="" | "source") as first, *rest):
            return write_inlines(first.inlines, context) + write_blocks(tuple(rest), context)
    return write_blocks(blocks, context)


def _definition(item: Definition, context: Context) -> Markup:
    term = write_inlines(item.term, context)
    return Markup("<dt>{}</dt>\n<dd>{}</dd>\n").format(term, _tight(item.blocks, context))


def _quotation(block: Quotation, context: Context) -> Markup:
    said = write_inlines(block.attribution, context)
    footer = Markup("<footer>{}</footer>\n").format(said) if said else ""
    body = write_blocks(block.blocks, context)
    return Markup("<blockquote{}>\n{}{}</blockquote>\n").format(class_attribute("quotation", block.role), body, footer)


def _figure(block: Figure, context: Context) -> Markup:
    picture = block.picture
    vector = bool(picture.vector)
    media_type, data = ("image/svg+xml", picture.vector) if vector else (picture.media_type, picture.data)
    image = Markup('<img src="data:{};base64,{}" width="{}" height="{}" alt="{}">').format(
        media_type, b64encode(data).decode("ascii"), picture.width, picture.height, legible(picture.alt)
    )
    words = write_inlines(block.caption, context)
    caption = Markup("\n<figcaption>{}</figcaption>").format(words) if words else ""
    figure = Markup("<figure{}>\n{}{}\n</figure>\n").format(class_attribute("figure", block.role), image, caption)
    return figure + write_blocks(block.twin, context)


def _key_figure(figure: KeyFigure, context: Context) -> Markup:
    parts = (("value", figure.value), ("label", figure.label), ("note", figure.note))
    lines = (
        Markup('<span class="figure-{}">{}</span>').format(n, write_inlines(words, context))
        for n, words in parts
        if words
    )
    return Markup("<li>{}</li>\n").format(Markup(" ").join(lines))


def _event(event: Event, context: Context) -> Markup:
    mark = " " + write_inlines(event.mark, context) if event.mark else ""
    when = Markup('<p class="when">{}{}</p>').format(write_inlines(event.when, context), mark)
    classes = class_attribute("event", "marked" if event.mark else "")
    what = write_blocks(event.blocks, context)
    return Markup('<li{}>{}\n<div class="what">\n{}</div></li>\n').format(classes, when, what)


# --- cards -----------------------------------------------------------------

_ABREAST = 3
"""As many cards as stand side by side on paper."""

_LONG = 2000
"""Characters in all columns from which on cards would fill half a page: paper then sets them below each other."""


def _cards(block: Cards, context: Context) -> Markup:
    """
    Write cards; those that face each other stand in rows.

    Paper keeps a row together: broken over two pages, it would be read left top,
    right top, left foot, right foot. So cards too long for that are marked ``long``.
    """
    cards = tuple(_card(card, context) for card in block.cards)
    if block.layout == "stack" or len(cards) == 1:
        return Markup("<div{}>\n{}</div>\n").format(class_attribute("cards", "stack", block.role), join(cards))
    abreast = _abreast(len(cards))
    chunks = (cards[i : i + abreast] for i in range(0, len(cards), abreast))
    rows = join(Markup('<div class="row">\n{}</div>\n').format(join(chunk)) for chunk in chunks)
    long = any(len(plain(card)) * abreast > _LONG for card in block.cards)
    classes = class_attribute("cards", "columns", f"abreast-{abreast}", "long" if long else "", block.role)
    return Markup("<div{}>\n{}</div>\n").format(classes, rows)


def _abreast(count: int) -> int:
    """Choose how many cards share a row: four stand two by two."""
    return 2 if count in {2, 4} else _ABREAST


def _card(card: Card, context: Context) -> Markup:
    inner = replace(context, depth=context.depth + 1)
    title = _heading(card.title, inner.depth, context)
    subtitle = write_inlines(card.subtitle, context)
    below = Markup('<p class="subtitle">{}</p>\n').format(subtitle) if subtitle else ""
    body = write_blocks(card.blocks, inner)
    classes = class_attribute("card", card.role, f"tone-{card.tone}" if card.tone else "")
    ident = Markup(' id="{}"').format(card.id) if card.id else ""
    return Markup("<article{}{}>\n{}{}{}</article>\n").format(classes, ident, title, below, body)


# --- tables ----------------------------------------------------------------


def _table(table: Table, context: Context) -> Markup:
    caption = write_inlines(table.caption, context)
    parts = (
        Markup("<caption>{}</caption>\n").format(caption) if caption else Markup(),
        Markup("<colgroup>{}</colgroup>\n").format(join(map(Markup('<col style="width: {}%">').format, widths(table)))),
        _head(table.columns, context),
        Markup("<tbody>\n{}</tbody>\n").format(join(_row(row, table, context) for row in table.rows)),
    )
    return Markup("<table{}>\n{}</table>\n").format(class_attribute(table.role), join(parts))


def _head(columns: Iterable[Column], context: Context) -> Markup:
    columns = tuple(columns)
    if not any(column.title for column in columns):
        return Markup()
    cells = join(
        Markup('<th scope="col"{}>{}</th>').format(class_attribute(_align(c)), write_inlines(c.title, context))
        for c in columns
    )
    return Markup("<thead>\n<tr>{}</tr>\n</thead>\n").format(cells)


def _row(row: Row, table: Table, context: Context) -> Markup:
    """Write a row; cells that are missing are written empty, for a ragged table cannot be read aloud."""
    padded = (*row.cells, *(() for _ in range(len(table.columns) - len(row.cells))))
    cells = (_cell(i, cell, table, context) for i, cell in enumerate(padded[: len(table.columns)]))
    return Markup("<tr>{}</tr>\n").format(join(cells))


def _cell(index: int, blocks: Blocks, table: Table, context: Context) -> Markup:
    head = table.header_column and index == 0
    tag, scope = ("th", Markup(' scope="row"')) if head else ("td", "")
    classes = class_attribute(_align(table.columns[index]))
    return Markup("<{0}{1}{2}>{3}</{0}>").format(tag, scope, classes, _tight(blocks, context))


def _align(column: Column) -> str:
    return "" if column.align == "start" else f"align-{column.align}"
