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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, assert_never

from markupsafe import Markup

from communique.document.nodes import (
    BulletList,
    Callout,
    Card,
    Cards,
    CodeBlock,
    DefinitionList,
    Drawing,
    Figure,
    Heading,
    KeyFigures,
    OrderedList,
    Paragraph,
    Parallel,
    Quotation,
    Rule,
    Table,
    Timeline,
)
from communique.scripts import direction
from communique.writers.mjml_figures import write_figure, write_key_figure
from communique.writers.mjml_inlines import (
    BOX,
    anchor,
    attribute,
    box,
    class_attribute,
    text,
    write_inline,
    write_inlines,
)
from communique.writers.mjml_tables import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import jinja2

    from communique.document.nodes import (
        Block,
        Blocks,
        Definition,
        Document,
        Event,
        Inlines,
        Section,
        Tone,
    )

__all__ = ["write_block", "write_blocks", "write_document", "write_inline", "write_inlines", "write_section"]

BARS: Final[dict[Tone, str]] = {
    "low": "\u25a0\u25a1\u25a1",
    "medium": "\u25a0\u25a0\u25a1",
    "high": "\u25a0\u25a0\u25a0",
}
"""How grave a card is, as boxes filled before the word: a mark that needs no colour."""


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
    title = f'<h2 id="{attribute(section.id)}">{write_inlines(section.title)}</h2>\n' if section.title else ""
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
            return _batches([write_key_figure(figure) for figure in block.figures], 3)
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
    looks = f"row {attribute(flows[0].front)}".strip()
    column = f' mj-class="{attribute(flows[0].front)}-column" css-class="{attribute(flows[0].front)}-column"'
    html = "\n".join(f"<div{class_attribute(flow.kind)}>{flow.html}</div>" for flow in flows)
    inside = f"<mj-column{column if flows[0].front else ''}><mj-text>{html}</mj-text></mj-column>"
    return f'<mj-section mj-class="{looks}" css-class="{looks}">{inside}</mj-section>'


def _columns(columns: Columns) -> str:
    looks = f"columns {attribute(columns.kind)}"
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
            return f"<p{anchor(block.path)}{class_attribute(block.role)}>{write_inlines(block.inlines)}</p>"
        case Heading():
            return _heading(block.inlines, block.level + 2)
        case BulletList():
            return f"<ul{class_attribute(block.role)}>\n{_items(block.items, level)}</ul>"
        case OrderedList():
            start = f' start="{block.start}"' if block.start != 1 else ""
            return f"<ol{start}{class_attribute(block.role)}>\n{_items(block.items, level)}</ol>"
        case DefinitionList():
            return f"<dl{class_attribute(block.role)}>\n{''.join(_definition(d, level) for d in block.items)}</dl>"
        case Table():
            return write_table(block, lambda cell: _cell(cell, level))
        case Quotation():
            by = f'\n<p class="by">— {write_inlines(block.attribution)}</p>' if block.attribution else ""
            return f"<blockquote{class_attribute(block.role)}>{write_blocks(block.blocks, level)}{by}</blockquote>"
        case CodeBlock():
            return f"<pre>{text(block.text)}</pre>"
        case Rule():
            return "<hr/>"
        case Figure():
            return write_figure(block) + write_blocks(block.twin, level)
        case Drawing():
            return write_blocks(block.undrawn, level)
        case KeyFigures():
            return "\n".join(map(write_key_figure, block.figures))
        case Timeline():
            return f'<table {BOX} class="timeline">\n{"".join(_event(e, level) for e in block.events)}</table>'
        case Cards():
            return "\n".join(_card(card, block.role, level, first=not n) for n, card in enumerate(block.cards))
        case Callout():
            title = f'<p class="callout-title">{write_inlines(block.title)}</p>\n' if block.title else ""
            return box(title + write_blocks(block.blocks, level), "callout", block.role)
        case Parallel():
            pairs = (zip(block.languages, row, strict=True) for row in block.rows)
            sides = (
                "".join(_side(language, cell, level, first=not n) for n, (language, cell) in enumerate(pair))
                for pair in pairs
            )
            return "".join(f"<div{class_attribute('pair', block.role)}>{pair}</div>" for pair in sides)
        case _:
            assert_never(block)


def _side(language: str, blocks: Blocks, level: int, *, first: bool) -> str:
    """Write one language of a pair, below the other; words that run against each other begin at their own edges."""
    way = direction(language)
    classes = class_attribute("side", way, "" if first else "translated")
    return f'<div{classes} lang="{attribute(language)}" dir="{way}">{write_blocks(blocks, level)}</div>'


def _items(items: tuple[Blocks, ...], level: int) -> str:
    return "".join(_item("li", item, level) for item in items)


def _item(tag: str, blocks: Blocks, level: int) -> str:
    """Write an item; its first paragraph needs no element of its own, so that a short list is a tight one."""
    match blocks:
        case (Paragraph(inlines=inlines, role=role, path=path), *rest):
            below = write_blocks(tuple(rest), level)
            return f"<{tag}{anchor(path)}{class_attribute(role)}>{write_inlines(inlines)}{below}</{tag}>\n"
        case _:
            return f"<{tag}>{write_blocks(blocks, level)}</{tag}>\n"


def _definition(definition: Definition, level: int) -> str:
    return f"<dt>{write_inlines(definition.term)}</dt>{_item('dd', definition.blocks, level)}"


def _cell(blocks: Blocks, level: int) -> str:
    """Write a cell; a lone paragraph without a role needs no element of its own."""
    match blocks:
        case (Paragraph(inlines=inlines, role="", path=path),) if not anchor(path):
            return write_inlines(inlines)
        case _:
            return write_blocks(blocks, level)


def _event(event: Event, level: int) -> str:
    mark = f'<span class="mark">{write_inlines(event.mark)}</span> ' if event.mark else ""
    what = mark + _cell(event.blocks, level)
    return f'<tr><td class="when">{write_inlines(event.when)}</td><td class="what">{what}</td></tr>\n'


def _card(card: Card, role: str, level: int, *, first: bool = False) -> str:
    """Write a card as a box; the first below a heading needs no rule of its own above it."""
    bars = f'<span class="bars" aria-hidden="true">{BARS[card.tone]}</span> ' if card.tone else ""
    subtitle = f'<p class="subtitle">{bars}{write_inlines(card.subtitle)}</p>\n' if card.subtitle else ""
    head = (_heading(card.title, level, card.id) if card.title else "") + subtitle
    return box(
        head + write_blocks(card.blocks, level + 1), "card", card.role or role, card.tone, "first" if first else ""
    )


def _heading(inlines: Inlines, level: int, anchor: str = "") -> str:
    tag = f"h{min(level, 6)}"
    ident = f' id="{attribute(anchor)}"' if anchor else ""
    return f"<{tag}{ident}>{write_inlines(inlines)}</{tag}>\n"
