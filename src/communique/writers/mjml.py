"""
Nodes to MJML: the body of an e-mail, as sections of the page that `email.mjml.j2` lays out.

Two layers. What stands side by side on a wide screen and below each other on a
phone (key figures, the sides of a meeting) is `mj-section` and `mj-column`; all
else is plain HTML inside `mj-text`, where a role is a class and the template's
style sheet, inlined by the engine, gives it its look. Boxes are tables with
``role="presentation"``, since Outlook pads nothing else; cards that face each
other inside a card stand below each other here, for a mail is one column wide.

What is written is well-formed XML whatever the words: every character is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final, assert_never

from markupsafe import Markup

from communique.document.attachments import content_id
from communique.document.nodes import (
    Abbreviation,
    BulletList,
    Callout,
    Card,
    Cards,
    Cite,
    Code,
    CodeBlock,
    DefinitionList,
    Drawing,
    Emphasis,
    Figure,
    Heading,
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
from communique.scripts import direction
from communique.writers.characters import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import jinja2

    from communique.document.nodes import (
        Block,
        Blocks,
        Column,
        Definition,
        Document,
        Event,
        Inline,
        Inlines,
        KeyFigure,
        Picture,
        Row,
        Section,
    )

TEXT_WIDTH: Final = 552
"""Pixels that a picture may be wide: the page of 600 less its margins."""

PORTRAIT_WIDTH: Final = 96
"""Pixels that the picture of a person is wide."""

_FEW_COLUMNS: Final = 3
"""A table of more columns is read cell by cell on a phone, each under the name of its column."""

_BOX: Final = 'role="presentation" width="100%"'
_SOURCE: Final = re.compile(r"sources\[([^\]]+)\]")


def write_document(document: Document, template: jinja2.Template, **names: Any) -> str:
    """Fill the page template with the document: one MJML file, not yet HTML."""
    return template.render(
        document=document,
        front=document.front,
        labels=document.labels,
        language=document.language,
        direction=direction(document.language),
        inlines=lambda inlines: Markup(write_inlines(inlines)),  # noqa: S704 - the writer escapes
        blocks=lambda blocks: Markup(write_blocks(blocks)),  # noqa: S704
        section=lambda section: Markup(write_section(section)),  # noqa: S704
        sections=lambda place: Markup(write_sections(document.at(place))),  # noqa: S704
        **names,
    )


def write_sections(sections: Iterable[Section]) -> str:
    """Write sections below each other; running text of one and the next shares a row, for every row is long in HTML."""
    rows = list[str]()
    flows = list[Flow]()
    for chunk in (chunk for section in sections for chunk in _chunks(section)):
        match chunk:
            case Flow() if not flows or flows[0].front == chunk.front:
                flows.append(chunk)
            case Flow():
                rows, flows = [*rows, _row(flows)], [chunk]
            case Columns():
                rows, flows = [*rows, *([_row(flows)] if flows else []), _columns(chunk)], []
    return "\n".join([*rows, *([_row(flows)] if flows else [])])


def write_section(section: Section) -> str:
    """Write one section in rows of its own."""
    return write_sections((section,))


# --- rows ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flow:
    """Running text of one section, as HTML."""

    kind: str
    html: str
    front: str  #: The kind again where the section stands in front, and so has rows of its own look.


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands side by side, and below each other on a phone, as HTML."""

    kind: str
    cells: tuple[str, ...]


def _chunks(section: Section) -> Iterator[Flow | Columns]:
    """Cut a section where something stands side by side."""
    kind = "kind-" + section.kind.replace("_", "-")
    front = kind if section.place == "front" else ""
    title = f'<h2 id="{_attribute(section.id)}">{write_inlines(section.title)}</h2>\n' if section.title else ""
    flow = [title] if title else []
    for block in section.blocks:
        abreast = _abreast(block)
        if abreast and flow:
            yield Flow(kind, "\n".join(flow), front)
            flow = []
        yield from (Columns(kind, tuple(cells)) for cells in abreast)
        flow += [] if abreast else [write_block(block)]
    if flow:
        yield Flow(kind, "\n".join(flow), front)


def _abreast(block: Block) -> list[list[str]]:
    """Lay out what stands side by side, row by row; nothing for a block of running text."""
    match block:
        case KeyFigures():
            return _batches([_key_figure(figure) for figure in block.figures], 3)
        case Cards(layout="columns") if len(block.cards) > 1:
            return _batches([_card(card, block.role, 3) for card in block.cards], 2)
        case _:
            return []


def _batches(cells: list[str], size: int) -> list[list[str]]:
    """Deal cells into rows as even as they can be: four in rows of three make two and two."""
    rows = max(-(-len(cells) // size), 1)
    each = max(-(-len(cells) // rows), 1)
    return [cells[i : i + each] for i in range(0, len(cells), each)]


def _row(flows: list[Flow]) -> str:
    """Write a row of one column; the kind of each section is a class of its part, and in front also the row's look."""
    looks = f"row {_attribute(flows[0].front)}".strip()
    column = f' mj-class="{_attribute(flows[0].front)}-column" css-class="{_attribute(flows[0].front)}-column"'
    html = "\n".join(f"<div{_class(flow.kind)}>{flow.html}</div>" for flow in flows)
    inside = f"<mj-column{column if flows[0].front else ''}><mj-text>{html}</mj-text></mj-column>"
    return f'<mj-section mj-class="{looks}" css-class="{looks}">{inside}</mj-section>'


def _columns(columns: Columns) -> str:
    looks = f"columns {_attribute(columns.kind)}"
    width = 100 // max(len(columns.cells), 1)
    inside = "".join(f'<mj-column width="{width}%"><mj-text>{cell}</mj-text></mj-column>\n' for cell in columns.cells)
    return f'<mj-section mj-class="{looks}" css-class="{looks}">\n{inside}</mj-section>'


# --- blocks ----------------------------------------------------------------


def write_blocks(blocks: Blocks, level: int = 3) -> str:
    """Write blocks as HTML for an `mj-text`; a card's title in them is a heading of this level."""
    return "\n".join(write_block(block, level) for block in blocks)


def write_block(block: Block, level: int = 3) -> str:
    """Write one block as HTML."""
    match block:
        case Paragraph():
            return f"<p{_anchor(block.path)}{_class(block.role)}>{write_inlines(block.inlines)}</p>"
        case Heading():
            return _heading(block.inlines, block.level + 2)
        case BulletList():
            return f"<ul{_class(block.role)}>\n{_items(block.items, level)}</ul>"
        case OrderedList():
            start = f' start="{block.start}"' if block.start != 1 else ""
            return f"<ol{start}{_class(block.role)}>\n{_items(block.items, level)}</ol>"
        case DefinitionList():
            return f"<dl{_class(block.role)}>\n{''.join(_definition(d, level) for d in block.items)}</dl>"
        case Table():
            return _table(block, level)
        case Quotation():
            by = f'\n<p class="by">— {write_inlines(block.attribution)}</p>' if block.attribution else ""
            return f"<blockquote{_class(block.role)}>{write_blocks(block.blocks, level)}{by}</blockquote>"
        case CodeBlock():
            return f"<pre>{_text(block.text)}</pre>"
        case Rule():
            return "<hr/>"
        case Figure():
            width = PORTRAIT_WIDTH if block.role == "portrait" else TEXT_WIDTH
            caption = f'<p class="caption">{write_inlines(block.caption)}</p>' if block.caption else ""
            return f"<p{_class('picture', block.role)}>{_picture(block.picture, width)}</p>{caption}{write_blocks(block.twin, level)}"
        case Drawing():
            return write_blocks(block.undrawn, level)
        case KeyFigures():
            return "\n".join(map(_key_figure, block.figures))
        case Timeline():
            return f'<table {_BOX} class="timeline">\n{"".join(_event(e, level) for e in block.events)}</table>'
        case Cards():
            return "\n".join(_card(card, block.role, level) for card in block.cards)
        case Callout():
            title = f'<p class="callout-title">{write_inlines(block.title)}</p>\n' if block.title else ""
            return _box(title + write_blocks(block.blocks, level), "callout", block.role)
        case Parallel():
            return "".join(write_blocks(cell, level) for row in block.rows for cell in row)
        case _:
            assert_never(block)


def _items(items: tuple[Blocks, ...], level: int) -> str:
    return "".join(_item("li", item, level) for item in items)


def _item(tag: str, blocks: Blocks, level: int) -> str:
    """Write an item; its first paragraph needs no element of its own, so that a short list is a tight one."""
    match blocks:
        case (Paragraph(inlines=inlines, role=role, path=path), *rest):
            below = write_blocks(tuple(rest), level)
            return f"<{tag}{_anchor(path)}{_class(role)}>{write_inlines(inlines)}{below}</{tag}>\n"
        case _:
            return f"<{tag}>{write_blocks(blocks, level)}</{tag}>\n"


def _definition(definition: Definition, level: int) -> str:
    return f"<dt>{write_inlines(definition.term)}</dt>{_item('dd', definition.blocks, level)}"


def _event(event: Event, level: int) -> str:
    mark = f'<span class="mark">{write_inlines(event.mark)}</span> ' if event.mark else ""
    what = mark + _cell(event.blocks, level)
    return f'<tr><td class="when">{write_inlines(event.when)}</td><td class="what">{what}</td></tr>\n'


def _key_figure(figure: KeyFigure) -> str:
    """Write a number large; it may break where the brief keeps number and unit together, for columns are narrow."""
    value = write_inlines(figure.value).replace("\u00a0", " ")
    lines = f'<p class="value">{value}</p><p class="unit">{write_inlines(figure.label)}</p>'
    note = f'<p class="note">{write_inlines(figure.note)}</p>' if figure.note else ""
    return _box(lines + note, "figure")


def _card(card: Card, role: str, level: int) -> str:
    subtitle = f'<p class="subtitle">{write_inlines(card.subtitle)}</p>\n' if card.subtitle else ""
    head = (_heading(card.title, level, card.id) if card.title else "") + subtitle
    return _box(head + write_blocks(card.blocks, level + 1), "card", card.role or role, card.tone)


def _box(html: str, *classes: str) -> str:
    """Write a box as a table of one cell: padding, border and tint are the cell's, as Outlook wants it."""
    return f'<table {_BOX} class="box"><tr><td{_class(*classes)}>{html}</td></tr></table>'


def _heading(inlines: Inlines, level: int, anchor: str = "") -> str:
    tag = f"h{min(level, 6)}"
    ident = f' id="{_attribute(anchor)}"' if anchor else ""
    return f"<{tag}{ident}>{write_inlines(inlines)}</{tag}>\n"


def _picture(picture: Picture, room: int) -> str:
    width = max(min(picture.width, room), 1)
    height = max(round(width * picture.height / max(picture.width, 1)), 1)
    size = f'width="{width}" height="{height}"'
    return f'<img src="cid:{content_id(picture)}" alt="{_attribute(picture.alt)}" {size}/>'


# --- tables ----------------------------------------------------------------


def _table(table: Table, level: int) -> str:
    wide = "wide" if len(table.columns) > _FEW_COLUMNS else ""
    caption = f"<caption>{write_inlines(table.caption)}</caption>\n" if table.caption else ""
    head = f"<thead><tr>{''.join(map(_column, table.columns))}</tr></thead>\n"
    body = "".join(_table_row(table, row, level, labelled=bool(wide)) for row in table.rows)
    rows = f"<tbody>\n{body}</tbody>\n" if body else ""
    classes = _class("data", wide, table.role)
    return f'<table width="100%"{classes}>\n{caption}{head}{rows}</table>'


def _column(column: Column) -> str:
    width = f' width="{column.width}%"' if column.width else ""
    return f'<th scope="col"{width}{_class(_align(column))}>{write_inlines(column.title)}</th>'


def _table_row(table: Table, row: Row, level: int, *, labelled: bool) -> str:
    cells = ""
    for i, (column, blocks) in enumerate(zip(table.columns, row.cells, strict=False)):
        names_row = table.header_column and i == 0
        tag, scope = ("th", ' scope="row"') if names_row else ("td", "")
        label = f'<span class="cell-label">{write_inlines(column.title)}</span> ' if labelled and not names_row else ""
        cells += f"<{tag}{scope}{_class(_align(column))}>{label}{_cell(blocks, level)}</{tag}>"
    return f"<tr>{cells}</tr>\n"


def _align(column: Column) -> str:
    return column.align if column.align != "start" else ""


def _cell(blocks: Blocks, level: int) -> str:
    """Write a cell; a lone paragraph without a role needs no element of its own."""
    match blocks:
        case (Paragraph(inlines=inlines, role="", path=path),) if not _anchor(path):
            return write_inlines(inlines)
        case _:
            return write_blocks(blocks, level)


# --- inlines ---------------------------------------------------------------


def write_inlines(inlines: Inlines, *, linked: bool = False) -> str:
    """Write inlines as HTML; inside a link (``linked``) nothing links again."""
    return "".join(write_inline(inline, linked=linked) for inline in inlines)


def write_inline(inline: Inline, *, linked: bool = False) -> str:
    """Write one inline as HTML."""
    match inline:
        case Text():
            return _text(inline.text)
        case Emphasis():
            return f"<em>{write_inlines(inline.inlines, linked=linked)}</em>"
        case Strong():
            return f"<strong>{write_inlines(inline.inlines, linked=linked)}</strong>"
        case Code():
            return f"<code>{_text(inline.text)}</code>"
        case Link():
            words = write_inlines(inline.inlines, linked=True)
            return words if linked else f'<a href="{_attribute(inline.url)}">{words}</a>'
        case Abbreviation():
            return f'<abbr title="{_attribute(inline.expansion)}">{_text(inline.text)}</abbr>'
        case Cite():
            return _cite(inline, linked=linked)
        case Span():
            language = f' lang="{_attribute(inline.language)}"' if inline.language else ""
            return f"<span{language}{_class(inline.role)}>{write_inlines(inline.inlines, linked=linked)}</span>"
        case LineBreak():
            return "<br/>"
        case _:
            assert_never(inline)


def _cite(cite: Cite, *, linked: bool) -> str:
    words = f"{cite.number}, {_text(cite.locator)}" if cite.locator else str(cite.number)
    link = words if linked else f'<a href="#source-{_attribute(cite.source)}">{words}</a>'
    return f"<sup>{', ' if cite.joined else ''}{link}</sup>"


# --- characters ------------------------------------------------------------


def _anchor(path: str) -> str:
    """Give an entry of the list of sources the anchor that its citations lead to."""
    match = _SOURCE.fullmatch(path)
    return f' id="source-{_attribute(match[1])}"' if match else ""


def _class(*names: str) -> str:
    words = " ".join(dict.fromkeys(filter(None, names)))
    return f' class="{_attribute(words)}"' if words else ""


def _text(text: str) -> str:
    return escape(legible(text), quote=False)


def _attribute(text: str) -> str:
    return escape(legible(text).replace("\n", " "))
