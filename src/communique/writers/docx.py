"""
The document in Word: nodes in, Office Open XML out, as strings.

Every look is a style by its name: a heading is "Heading 1", a role is the style
of that role (``roles.style_name``), and the running text of a card or a callout
has the style of its role. So the house changes its looks in `letter.docx`, in
Word, and what a staffer types next has them too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, assert_never

from communique.document.nodes import (
    Block,
    Blocks,
    BulletList,
    Callout,
    Card,
    Cards,
    CodeBlock,
    DefinitionList,
    Event,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    OrderedList,
    Paragraph,
    Quotation,
    Rule,
    Span,
    Table,
    Text,
    Timeline,
)
from communique.ooxml import EMU_PER_TWIP, bookmark_name, element, escape, run, text
from communique.roles import style_name
from communique.writers.docx_inlines import PLAIN, Look, Package, bookmark, footnote_bookmark, write_inlines
from communique.writers.docx_tables import Grid, shares, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.document.nodes import Document, Inlines, Note, Picture, Section

__all__ = [
    "footnote_bookmark",
    "write_block",
    "write_blocks",
    "write_document",
    "write_footnote",
    "write_inlines",
    "write_loose",
    "write_section",
]

INDENT = 360  #: Twips by which a level of a list goes in.
INSET = 220  #: Twips by which the shipped styles of callouts and quotations go in.
SPACER = "Spacer"
DEEPEST = 4  #: Word has nine levels of headings; four are in the house style.
PIXEL = 15  #: Twips, at 96 dots to the inch.
PORTRAIT = 1250  #: Twips: the width of a portrait.
TALLEST = 9000  #: Twips: a picture leaves room for its caption and for some text.
ABREAST = 4  #: Key figures in a row; more make a second row.
FACING = 3  #: Cards in a row.


@dataclass(frozen=True, slots=True)
class Context:
    """Where a block stands."""

    package: Package
    width: int  #: Of the text here, in twips.
    heading: int = 1  #: The level of the heading above, in Word's count.
    style: str = ""  #: The style of running text here, empty for Normal.
    boxed: bool = False  #: Lists too have that style: a callout, a cell.
    level: int = -1  #: Of the list around, 0 for the outermost.
    numbering: int = 0  #: The list that the next paragraph is an item of.
    inset: int = 0  #: Twips by which the style of running text goes in, and lists with it.

    def box(self, style: str, *, width: int = 0, inset: int = 0) -> Context:
        """Step into a callout or a cell, whose text has a style of its own."""
        return replace(self, style=style, boxed=True, level=-1, numbering=0, inset=inset, width=width or self.width)


def write_document(document: Document, package: Package) -> str:
    """Write all sections, in order; the masthead is the template's."""
    return "".join(write_section(section, package) for section in document)


def write_section(section: Section, package: Package) -> str:
    """Write a section under its heading; on page one the heading is quieter, and over the lead it is in its box."""
    leads = isinstance(next(iter(section.blocks), None), Paragraph) and section.blocks[0].role == "lead"
    style = "Lead Heading" if leads else "Front Heading" if section.place == "front" else "heading 1"
    context = Context(package, package.text_width)
    return _titled(section.title, style, section.id, context) + write_blocks(section.blocks, context)


def write_loose(blocks: Blocks, package: Package) -> str:
    """Write blocks that stand in no section: a template's own choice of them."""
    return write_blocks(blocks, Context(package, package.text_width))


def write_blocks(blocks: Blocks, context: Context) -> str:
    """Write blocks below each other, with a little room where Word itself leaves none."""
    room = _paragraph("", replace(context, numbering=0), style=SPACER)
    written = []
    for block, after in zip_longest(blocks, blocks[1:]):
        written.append(write_block(block, context))
        if _needs_room(block, after, written[-1], context):
            written.append(room)
    return "".join(written)


def _needs_room(block: Block, after: Block | None, xml: str, context: Context) -> bool:
    """After a table, and between two callouts, whose shades would run into each other."""
    if xml.endswith("</w:tbl>"):
        return after is not None or context.boxed
    return isinstance(block, Callout) and isinstance(after, Callout)


def write_block(block: Block, context: Context) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a node is the shape of a writer
    """
    Write one block.

    Every block passes here with its ``path``: the one place to mark, in the
    file, which field of the brief a block came from.
    """
    match block:
        case Paragraph():
            return _paragraph(write_inlines(block.inlines, context.package), context, role=block.role, path=block.path)
        case Heading():
            return _titled(block.inlines, _heading(context.heading + block.level), "", context)
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
            return _paragraph(run(lines), context, style="Code Block")
        case Rule():
            return _paragraph("", context, style="Rule")
        case Figure():
            return _figure(block, context)
        case KeyFigures():
            return _key_figures(block, context)
        case Timeline():
            return _timeline(block, context)
        case Cards():
            return _cards(block, context)
        case Callout():
            return _callout(block, context)
        case _:
            assert_never(block)


def write_footnote(note: Note, identifier: int, package: Package) -> str:
    """Write the footnote of a source: its number, which Word counts, and its short form."""
    reference = element("w:rStyle", val=package.style("footnote reference", "character"))
    mark = run(element("w:footnoteRef"), properties=reference) + run(text(" "))
    style = element("w:pPr", element("w:pStyle", val=package.style("footnote text", "paragraph")))
    return element("w:footnote", element("w:p", style, mark, write_inlines(note.inlines, package)), id=identifier)


# --- paragraphs ------------------------------------------------------------


def _paragraph(
    content: str, context: Context, *, style: str = "", role: str = "", path: str = "", look: str = ""
) -> str:
    """Write a paragraph: of its role's style or the one given, else as running text is here."""
    name = style_name(role) if role else style or context.style or _list_style(context)
    identifier = context.package.style(name, "paragraph") if name else ""
    properties = "".join(
        (
            element("w:pStyle", val=identifier) if identifier else "",
            element("w:keepNext") if look == "keep" else "",
            _item(context),
            element("w:spacing", before=0) if look == "first" else "",
            "" if style else _indent(context, styled=bool(role)),
            element("w:jc", val=look) if look in ("center", "right") else "",
        )
    )
    anchored = _anchored(content, _source_anchor(path), context.package)
    return element("w:p", element("w:pPr", properties) if properties else "", anchored)


def _list_style(context: Context) -> str:
    """Name the style of a further paragraph of an item; what is no list is Normal."""
    if context.level < 0:
        return ""
    return "List Continue" if context.level == 0 else f"List Continue {min(context.level + 1, 3)}"


def _item(context: Context) -> str:
    if not context.numbering:
        return ""
    return element("w:numPr", element("w:ilvl", val=context.level), element("w:numId", val=context.numbering))


def _indent(context: Context, *, styled: bool) -> str:
    """In a box no style says how far a list goes in, and nowhere does that of a role: the paragraph does."""
    if context.level < 0 or not (context.boxed or (styled and not context.numbering)):
        return ""
    left = context.inset + INDENT * (context.level + 1)
    return element("w:ind", left=left, hanging=INDENT if context.numbering else None)


def _source_anchor(path: str) -> str:
    """Name the anchor of an entry in the list of sources: ``sources[crs]`` is ``source-crs``."""
    return f"source-{path[8:-1]}" if path.startswith("sources[") and path.endswith("]") else ""


def _anchored(content: str, anchor: str, package: Package) -> str:
    return bookmark(bookmark_name(anchor), content, package.number()) if anchor else content


def _heading(level: int) -> str:
    return f"heading {min(level, DEEPEST)}"


def _titled(title: Inlines, style: str, anchor: str, context: Context, *, first: bool = False) -> str:
    """Write a heading; it is in no list, wherever it stands, and has no room above where it comes first in a cell."""
    plain = replace(context, numbering=0)
    words = _anchored(write_inlines(title, context.package), anchor, context.package)
    return _paragraph(words, plain, style=style, look="first" if first else "")


def _quotation(quotation: Quotation, context: Context) -> str:
    style = style_name(quotation.role) if quotation.role else "Quote"
    said = write_blocks(quotation.blocks, context.box(style, inset=INSET))
    if not quotation.attribution:
        return said
    return said + _paragraph(write_inlines(quotation.attribution, context.package), context, style="Quote Attribution")


def _callout(callout: Callout, context: Context) -> str:
    """Write a callout as paragraphs of its role's style, which draws the box: they edit like any other."""
    box = context.box(style_name(callout.role) if callout.role else "Callout", inset=INSET)
    title = write_inlines(callout.title, context.package, Look(style="Callout Title"))
    return (_paragraph(title, box, look="keep") if title else "") + write_blocks(callout.blocks, box)


def _definitions(definitions: DefinitionList, context: Context) -> str:
    written = []
    for item in definitions.items:
        written.append(_paragraph(write_inlines(item.term, context.package), context, style="Definition Term"))
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
        return _paragraph("", first) + write_blocks(item, further)
    return write_block(item[0], first) + write_blocks(item[1:], further)


# --- tables ----------------------------------------------------------------


def _grid(context: Context, style: str, percents: Sequence[int], **shape: bool) -> Grid:
    package = context.package
    identifier = package.style(style, "table")
    return Grid(identifier, shares(percents, context.width), right_to_left=package.right_to_left, **shape)


def _table(table: Table, context: Context) -> str:
    """Write a table of data; a row that is too long widens it rather than lose a word."""
    caption = _caption(table.caption, context, look="keep")
    count = max([len(table.columns), *(len(row.cells) for row in table.rows)])
    percents = [column.width for column in table.columns] + [0] * (count - len(table.columns))
    titled = any(column.title for column in table.columns)
    style = style_name(table.role) if table.role else "Brief Table"
    grid = _grid(context, style, percents, header_row=titled, header_column=table.header_column)
    aligned = [{"start": "", "center": "center", "end": "right"}[column.align] for column in table.columns]
    aligned += [""] * (count - len(aligned))
    titles = [column.title for column in table.columns] + [()] * (count - len(table.columns))
    head = [
        _paragraph(write_inlines(title, context.package), context, style="Table Heading", look=align)
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
        return _paragraph("", box)
    return "".join(
        _paragraph(write_inlines(block.inlines, context.package), box, role=block.role, path=block.path, look=align)
        if isinstance(block, Paragraph)
        else write_blocks((block,), box)
        for block in blocks
    )


def _caption(words: Inlines, context: Context, *, look: str = "") -> str:
    return (
        _paragraph(write_inlines(words, context.package), replace(context, numbering=0), style="caption", look=look)
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
        _paragraph(write_inlines(words, context.package), context, style=style) for words, style in parts if words
    )


def _timeline(timeline: Timeline, context: Context) -> str:
    """Write events as a table: when, and what."""
    grid = _grid(context, "Timeline", [24, 0], header_column=True)
    rows = [_event(event, grid, context) for event in timeline.events]
    return write_table(grid, rows)


def _event(event: Event, grid: Grid, context: Context) -> list[str]:
    date = context.box("Timeline Date", width=grid.inner(0))
    marked = (Span(event.mark, role="mark"),) if event.mark else ()
    when = [_paragraph(write_inlines(words, context.package), date) for words in (event.when, marked) if words]
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
    grid = _grid(context, "Cards", [0] * across, rows_break=True)
    cells = [_card(card, context.box(_card_style(card) or "Card", width=grid.inner(0))) for card in cards.cards]
    cells += [""] * (-len(cells) % across)
    return write_table(grid, [cells[i : i + across] for i in range(0, len(cells), across)])


def _card(card: Card, context: Context) -> str:
    """Write a card: its title as a heading, the line below it, and what it says."""
    level = context.heading + 1
    title = _titled(card.title, _heading(level), card.id, context, first=context.boxed)
    look = Look(style=f"Tone {card.tone.title()}") if card.tone else PLAIN
    subtitle = write_inlines(card.subtitle, context.package, look)
    below = _paragraph(subtitle, context, style="Card Subtitle") if subtitle else ""
    return title + below + write_blocks(card.blocks, replace(context, heading=level))


# --- pictures --------------------------------------------------------------


def _figure(figure: Figure, context: Context) -> str:
    largest = PORTRAIT if figure.role == "portrait" else context.width
    style = style_name(figure.role) if figure.role else "Figure"
    drawing = run(_drawing(figure.picture, min(largest, context.width), context.package))
    look = "keep" if figure.caption else ""
    picture = _paragraph(drawing, replace(context, numbering=0), style=style, look=look)
    return picture + _caption(figure.caption, context)


def _drawing(picture: Picture, largest: int, package: Package) -> str:
    """Draw a picture in the line of text, with what it shows as its description."""
    wide = min(picture.width * PIXEL, largest)
    scale = min(1, TALLEST * picture.width / (wide * picture.height))
    cx = max(round(wide * scale), 1) * EMU_PER_TWIP
    cy = max(round(wide * scale * picture.height / picture.width), 1) * EMU_PER_TWIP
    number = package.number()
    named = {"id": number, "name": f"Picture {number}", "descr": picture.alt}
    fill = element("a:blip", r_embed=package.picture(picture)) + element("a:stretch", element("a:fillRect"))
    frame = element("a:off", x=0, y=0) + element("a:ext", cx=cx, cy=cy)
    shape = element("a:xfrm", frame) + element("a:prstGeom", element("a:avLst"), prst="rect")
    drawn = element(
        "pic:pic",
        element("pic:nvPicPr", element("pic:cNvPr", **named), element("pic:cNvPicPr")),
        element("pic:blipFill", fill),
        element("pic:spPr", shape),
    )
    graphic = element(
        "a:graphic", element("a:graphicData", drawn, uri="http://schemas.openxmlformats.org/drawingml/2006/picture")
    )
    frame_locks = element("wp:cNvGraphicFramePr", element("a:graphicFrameLocks", noChangeAspect=1))
    inline = element(
        "wp:inline",
        element("wp:extent", cx=cx, cy=cy),
        element("wp:docPr", **named),
        frame_locks,
        graphic,
        distT=0,
        distB=0,
        distL=0,
        distR=0,
    )
    return element("w:drawing", inline)
