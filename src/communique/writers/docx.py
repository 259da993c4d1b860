"""
The document in Word: nodes in, Office Open XML out, as strings.

Every look is a style by its name: a heading is "Heading 1", a role is the style
of that role (``roles.style_name``), and the running text of a card or a callout
has the style of its role. So the house changes its looks in `letter.docx`, in
Word, and what a staffer types next has them too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, assert_never

from communique.document.columns import widths
from communique.document.nodes import (
    Block,
    Blocks,
    BulletList,
    Callout,
    Card,
    Cards,
    CodeBlock,
    DefinitionList,
    Drawing,
    Event,
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
from communique.ooxml import element, run, text
from communique.roles import style_name
from communique.writers.docx_inlines import PLAIN, Look, write_inlines
from communique.writers.docx_paragraphs import (
    INSET,
    Context,
    anchored,
    heading_style,
    source_anchor,
    write_heading,
    write_paragraph,
)
from communique.writers.docx_pictures import PORTRAIT, write_drawing
from communique.writers.docx_tables import Grid, shares, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.document.nodes import Document, Inlines, Note, Section
    from communique.writers.docx_inlines import Package

__all__ = [
    "write_block",
    "write_blocks",
    "write_document",
    "write_footnote",
    "write_inlines",
    "write_loose",
    "write_section",
]

SPACER = "Spacer"
ABREAST = 4  #: Key figures in a row; more make a second row.
WHOLE = 1200  #: Characters of a card that no page tears; a longer one may need more than a page.
FACING = 3  #: Cards in a row.


def write_document(document: Document, package: Package) -> str:
    """Write all sections, in order; the masthead is the template's."""
    return "".join(write_section(section, package) for section in document)


def write_section(section: Section, package: Package) -> str:
    """Write a section under its heading; on page one the heading is quieter, and over the lead it is in its box."""
    first = next(iter(section.blocks), None)
    leads = isinstance(first, Paragraph) and first.role == "lead"
    style = "Lead Heading" if leads else "Front Heading" if section.place == "front" else "heading 1"
    context = Context(package, package.text_width)
    return write_heading(section.title, style, section.id, context) + write_blocks(section.blocks, context)


def write_loose(blocks: Blocks, package: Package) -> str:
    """Write blocks that stand in no section: a template's own choice of them."""
    return write_blocks(blocks, Context(package, package.text_width))


def write_blocks(blocks: Blocks, context: Context) -> str:
    """Write blocks below each other, with a little room where Word itself leaves none."""
    room = write_paragraph("", replace(context, numbering=0), style=SPACER)
    written = []
    for block, after in zip_longest(blocks, blocks[1:]):
        introduces = isinstance(block, Paragraph) and after is not None and not isinstance(after, Paragraph)
        written.append(write_block(block, replace(context, keep=introduces)))
        if _needs_room(block, after, written[-1], context):
            written.append(room)
    return "".join(written)


def _needs_room(block: Block, after: Block | None, xml: str, context: Context) -> bool:
    """After a table, and between two callouts, whose shades would run into each other."""
    if xml.endswith("</w:tbl>"):
        return after is not None or context.boxed
    return isinstance(block, Callout) and isinstance(after, Callout)


def write_block(block: Block, context: Context) -> str:
    """
    Write one block.

    Every block passes here with its ``path``: the one place to mark, in the
    file, which field of the brief a block came from.
    """
    match block:
        case Paragraph():
            return _running(block, context)
        case Heading():
            return write_heading(block.inlines, heading_style(max(1 + block.level, context.heading + 1)), "", context)
        case BulletList():
            return _list(block, context)
        case OrderedList():
            return _list(block, context)
        case DefinitionList():
            return _definitions(block, context)
        case Table():
            return _table(block, context)
        case Quotation():
            return _quotation(block, context)
        case CodeBlock():
            lines = element("w:br").join(text(line) for line in block.text.split("\n"))
            return write_paragraph(run(lines), context, style="Code Block")
        case Rule():
            return write_paragraph("", context, style="Rule")
        case Figure():
            return _figure(block, context)
        case Drawing():
            return write_blocks(block.undrawn, context)
        case KeyFigures():
            return _key_figures(block, context)
        case Timeline():
            return _timeline(block, context)
        case Cards():
            return _cards(block, context)
        case Callout():
            return _callout(block, context)
        case Parallel():
            return "".join(write_blocks(cell, context) for row in block.rows for cell in row)
        case _:
            assert_never(block)


def _running(paragraph: Paragraph, context: Context) -> str:
    """Write running text; in a callout the words of a role have its look, and their paragraph stays in the box."""
    boxed = bool(context.inset and paragraph.role)
    look = Look(style=style_name(paragraph.role)) if boxed else PLAIN
    words = write_inlines(paragraph.inlines, context.package, look)
    content = anchored(words, source_anchor(paragraph.path), context.package)
    return write_paragraph(content, context, role="" if boxed else paragraph.role)


def write_footnote(note: Note, identifier: int, package: Package) -> str:
    """Write the footnote of a source: its number, which Word counts, and its short form."""
    reference = element("w:rStyle", val=package.style("footnote reference", "character"))
    mark = run(element("w:footnoteRef"), properties=reference) + run(text(" "))
    style = element("w:pPr", element("w:pStyle", val=package.style("footnote text", "paragraph")))
    return element("w:footnote", element("w:p", style, mark, write_inlines(note.inlines, package)), id=identifier)


def _quotation(quotation: Quotation, context: Context) -> str:
    style = style_name(quotation.role) if quotation.role else "Quote"
    said = write_blocks(quotation.blocks, context.box(style, inset=INSET))
    if not quotation.attribution:
        return said
    return said + write_paragraph(
        write_inlines(quotation.attribution, context.package), context, style="Quote Attribution"
    )


def _callout(callout: Callout, context: Context) -> str:
    """Write a callout as paragraphs of its role's style, which draws the box: they edit like any other."""
    box = context.box(style_name(callout.role) if callout.role else "Callout", inset=INSET)
    title = write_inlines(callout.title, context.package, Look(style="Callout Title"))
    return (write_paragraph(title, box, look="keep") if title else "") + write_blocks(callout.blocks, box)


def _definitions(definitions: DefinitionList, context: Context) -> str:
    written = []
    for item in definitions.items:
        written.append(write_paragraph(write_inlines(item.term, context.package), context, style="Definition Term"))
        written.append(write_blocks(item.blocks, replace(context, style="Definition", numbering=0, level=-1)))
    return "".join(written)


# --- lists -----------------------------------------------------------------


def _list(block: BulletList | OrderedList, context: Context) -> str:
    """Write a list; one that counts has a numbering of its own, and so starts anew."""
    ordered = isinstance(block, OrderedList)
    start = block.start if isinstance(block, OrderedList) else 1
    level = min(context.level + 1, 8)
    builtin = "List Number" if ordered else "List Bullet"
    style = style_name(block.role) if block.role else context.style if context.boxed else builtin
    number = context.package.numbering(builtin, ordered=ordered, level=level, start=start)
    further = replace(context, level=level, numbering=0, style=context.style if context.boxed else "")
    return "".join(_item_blocks(item, replace(further, numbering=number, style=style), further) for item in block.items)


def _item_blocks(item: Blocks, first: Context, further: Context) -> str:
    """Write an item: its first paragraph carries the number or the bullet."""
    if not item or not isinstance(item[0], Paragraph):
        return write_paragraph("", first) + write_blocks(item, further)
    return write_block(item[0], replace(first, keep=len(item) > 1)) + write_blocks(item[1:], further)


# --- tables ----------------------------------------------------------------


def _grid(context: Context, style: str, percents: Sequence[int], **shape: bool) -> Grid:
    package = context.package
    identifier = package.style(style, "table")
    return Grid(identifier, shares(percents, context.width), right_to_left=package.right_to_left, **shape)


def _table(table: Table, context: Context) -> str:
    """Write a table of data; a row that is too long widens it rather than lose a word."""
    caption = _caption(table.caption, context, look="keep")
    count = max([len(table.columns), *(len(row.cells) for row in table.rows)])
    percents = [*widths(table), *[0] * (count - len(table.columns))]
    titled = any(column.title for column in table.columns)
    style = style_name(table.role) if table.role else "Brief Table"
    grid = _grid(context, style, percents, header_row=titled, header_column=table.header_column)
    aligned = [{"start": "", "center": "center", "end": "right"}[column.align] for column in table.columns]
    aligned += [""] * (count - len(aligned))
    titles = [column.title for column in table.columns] + [()] * (count - len(table.columns))
    head = [
        write_paragraph(write_inlines(title, context.package), context, style="Table Heading", look=align)
        for title, align in zip(titles, aligned, strict=True)
    ]
    body = [_data_row(row.cells, grid, aligned, context) for row in table.rows]
    return caption + write_table(grid, ([head] if titled else []) + body)


def _data_row(cells: tuple[Blocks, ...], grid: Grid, aligned: Sequence[str], context: Context) -> list[str]:
    padded = (*cells, *((),) * (len(grid.widths) - len(cells)))
    return [_data_cell(cell, grid, column, aligned[column], context) for column, cell in enumerate(padded)]


def _data_cell(blocks: Blocks, grid: Grid, column: int, align: str, context: Context) -> str:
    style = "Table Row Heading" if grid.header_column and column == 0 else "Table Text"
    box = context.box(style, width=grid.inner(column))
    if not blocks:
        return write_paragraph("", box)
    return "".join(
        write_paragraph(write_inlines(block.inlines, context.package), box, role=block.role, look=align)
        if isinstance(block, Paragraph)
        else write_blocks((block,), box)
        for block in blocks
    )


def _caption(words: Inlines, context: Context, *, look: str = "") -> str:
    return (
        write_paragraph(
            write_inlines(words, context.package), replace(context, numbering=0), style="caption", look=look
        )
        if words
        else ""
    )


def _key_figures(strip: KeyFigures, context: Context) -> str:
    """Write numbers to remember as a table without lines, as many in a row as read well."""
    across = min(len(strip.figures), ABREAST) or 1
    grid = _grid(context, "Key Figures", [0] * across)
    cells = [_key_figure(figure, context.box("Key Figure Note", width=grid.inner(0))) for figure in strip.figures]
    cells += [""] * (-len(cells) % across)
    return write_table(grid, [cells[i : i + across] for i in range(0, len(cells), across)])


def _key_figure(figure: KeyFigure, context: Context) -> str:
    parts = ((figure.value, "Key Figure"), (figure.label, "Key Figure Label"), (figure.note, "Key Figure Note"))
    return "".join(
        write_paragraph(write_inlines(words, context.package), context, style=style) for words, style in parts if words
    )


def _timeline(timeline: Timeline, context: Context) -> str:
    """Write events as a table: when, and what."""
    grid = _grid(context, "Timeline", [24, 0], header_column=True)
    rows = [_event(event, grid, context) for event in timeline.events]
    return write_table(grid, rows)


def _event(event: Event, grid: Grid, context: Context) -> list[str]:
    date = context.box("Timeline Date", width=grid.inner(0))
    marked = (Span(event.mark, role="mark"),) if event.mark else ()
    when = [write_paragraph(write_inlines(words, context.package), date) for words in (event.when, marked) if words]
    return ["".join(when), write_blocks(event.blocks, context.box("Table Text", width=grid.inner(1)))]


# --- cards -----------------------------------------------------------------


def _cards(cards: Cards, context: Context) -> str:
    if cards.layout == "stack":
        return "".join(
            _card(card, replace(context, style=_card_style(card), numbering=0, level=-1)) for card in cards.cards
        )
    return _facing(cards, context)


def _card_style(card: Card) -> str:
    return style_name(card.role) if card.role else ""


def _facing(cards: Cards, context: Context) -> str:
    """Write cards that face each other as a table: read cell by cell, they keep their order."""
    across = min(len(cards.cards), FACING) or 1
    long = any(len(plain(card)) > WHOLE for card in cards.cards)
    grid = _grid(context, "Cards", [0] * across, rows_break=long)
    cells = [_card(card, context.box(_card_style(card) or "Card", width=grid.inner(0))) for card in cards.cards]
    cells += [""] * (-len(cells) % across)
    return write_table(grid, [cells[i : i + across] for i in range(0, len(cells), across)])


def _card(card: Card, context: Context) -> str:
    """Write a card: its title as a heading, the line below it, and what it says."""
    level = context.heading + 1
    title = write_heading(card.title, heading_style(level), card.id, context, first=context.boxed)
    look = Look(style=f"Tone {card.tone.title()}") if card.tone else PLAIN
    subtitle = write_inlines(card.subtitle, context.package, look)
    below = write_paragraph(subtitle, context, style="Card Subtitle") if subtitle else ""
    return title + below + write_blocks(card.blocks, replace(context, heading=level))


# --- pictures --------------------------------------------------------------


def _figure(figure: Figure, context: Context) -> str:
    largest = PORTRAIT if figure.role == "portrait" else context.width
    style = style_name(figure.role) if figure.role else "Figure"
    drawing = run(write_drawing(figure.picture, min(largest, context.width), context.package))
    look = "keep" if figure.caption else ""
    picture = write_paragraph(drawing, replace(context, numbering=0), style=style, look=look)
    return picture + _caption(figure.caption, context) + write_blocks(figure.twin, context)
