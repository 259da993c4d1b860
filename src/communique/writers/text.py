"""
Nodes to plain text: what is read in a terminal, by a screen reader, or in the text part of a message.

The writer owns the body, the template `text.txt.j2` the page. Words are wrapped
at 72 columns as they are displayed, and an address is never broken. Structure is
said by position and by words, not by ornament: headings are underlined, lists
hang, and a table that does not fit becomes records under the names of its columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, assert_never

from communique.document.nodes import (
    Abbreviation,
    BulletList,
    Callout,
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
from communique.writers.characters import GLUE, columns, legible, one_line, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    import jinja2

    from communique.document.nodes import (
        Block,
        Blocks,
        Card,
        Document,
        Event,
        Fact,
        Inline,
        Inlines,
        KeyFigure,
        Section,
    )

WIDTH: Final = 72
"""Columns of a line; a longer word, an address for one, stands out whole."""

_INDENT: Final = "    "
_NARROWEST: Final = 24
_UNDERLINES: Final = {1: "=", 2: "=", 3: "-"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a block stands: the columns that are left to it, and the level of a heading in it."""

    width: int = WIDTH
    level: int = 3

    def indented(self, by: int) -> Frame:
        """Leave less room, but never so little that every word breaks."""
        return replace(self, width=max(self.width - by, _NARROWEST))

    def below(self) -> Frame:
        """Go one level of headings down."""
        return replace(self, level=self.level + 1)


def write_document(document: Document, template: jinja2.Template, **names: Any) -> str:
    """Fill the page template with the document; ends in one line feed."""
    text = template.render(
        document=document,
        front=document.front,
        labels=document.labels,
        language=document.language,
        direction=direction(document.language),
        inlines=write_inlines,
        blocks=write_blocks,
        section=write_section,
        sections=lambda place: "\n\n\n".join(write_section(s) for s in document.at(place)),
        facts=write_facts,
        heading=write_heading,
        wrap=wrap_lines,
        **names,
    )
    return _tidy(text)


def write_section(section: Section) -> str:
    """Write a section under its underlined title."""
    return _stack(write_heading(section.title, 2), write_blocks(section.blocks))


def write_heading(inlines: Inlines | str, level: int, width: int = WIDTH) -> str:
    """Write a heading on lines of its own, underlined where its level is; level 1 also has a line above."""
    lines = wrap_lines(inlines if isinstance(inlines, str) else write_inlines(inlines), width)
    mark = _UNDERLINES.get(level)
    if not mark or not lines:
        return lines
    rule = mark * min(max(columns(line) for line in lines.split("\n")), width)
    return f"{rule}\n{lines}\n{rule}" if level == 1 else f"{lines}\n{rule}"


def write_facts(facts: Iterable[Fact]) -> str:
    """Write labelled lines, each continued below its value."""
    return "\n".join(_labelled(write_inlines(f.label), write_inlines(f.value), WIDTH) for f in facts)


def wrap_lines(text: str, width: int = WIDTH) -> str:
    """Wrap words at a width in columns, keeping the line breaks that are there."""
    return "\n".join(wrap(text, width))


# --- blocks ----------------------------------------------------------------


def write_blocks(blocks: Blocks, frame: Frame = Frame()) -> str:
    """Write blocks, a blank line between two."""
    return _stack(*(write_block(block, frame) for block in blocks))


def write_block(block: Block, frame: Frame = Frame()) -> str:
    """Write one block."""
    match block:
        case Paragraph():
            return wrap_lines(write_inlines(block.inlines), frame.width)
        case Heading():
            return write_heading(block.inlines, block.level + 2, frame.width)
        case BulletList():
            return _list(["- "] * len(block.items), block.items, frame)
        case OrderedList():
            return _list([f"{n}. " for n in range(block.start, block.start + len(block.items))], block.items, frame)
        case DefinitionList():
            return "\n\n".join(_entry(write_inlines(d.term), d.blocks, frame) for d in block.items)
        case Table():
            return _stack(wrap_lines(write_inlines(block.caption), frame.width), _table(block, frame))
        case Quotation():
            return _quotation(block, frame)
        case CodeBlock():
            return _indent(legible(block.text), _INDENT)
        case Rule():
            return "* * *"
        case Figure():
            alt = f"[{one_line(block.picture.alt)}]" if block.picture.alt else ""
            words = wrap_lines("\n".join(filter(None, [alt, write_inlines(block.caption)])), frame.width)
            return _stack(words, write_blocks(block.twin, frame))
        case Drawing():
            return write_blocks(block.undrawn, frame)
        case KeyFigures():
            return "\n".join(_key_figure(figure, frame) for figure in block.figures)
        case Timeline():
            return "\n\n".join(_event(event, frame) for event in block.events)
        case Cards():
            return "\n\n".join(_card(card, frame) for card in block.cards)
        case Callout():
            return _entry(_colon(write_inlines(block.title)), block.blocks, frame)
        case Parallel():
            return "\n\n".join(write_blocks(cell, frame) for row in block.rows for cell in row)
        case _:
            assert_never(block)


def _list(marks: list[str], items: tuple[Blocks, ...], frame: Frame) -> str:
    room = max((len(mark) for mark in marks), default=0)
    loose = any(_is_long(item) for item in items)
    written = [_item(mark.rjust(room), item, frame, loose=loose) for mark, item in zip(marks, items, strict=True)]
    return ("\n\n" if loose else "\n").join(written)


def _is_long(item: Blocks) -> bool:
    """Tell whether an item is more than a line or two and a list below it."""
    return any(not isinstance(block, Paragraph | BulletList | OrderedList) for block in item) or (
        sum(isinstance(block, Paragraph) for block in item) > 1
    )


def _item(mark: str, item: Blocks, frame: Frame, *, loose: bool) -> str:
    inner = frame.indented(len(mark))
    parts = [write_block(block, inner) for block in item]
    text = ("\n\n" if loose else "\n").join(filter(None, parts))
    return mark + _indent(text, " " * len(mark))[len(mark) :] if text else mark.rstrip()


def _entry(title: str, blocks: Blocks, frame: Frame) -> str:
    body = _indent(write_blocks(blocks, frame.indented(len(_INDENT))), _INDENT)
    return "\n".join(filter(None, [wrap_lines(title, frame.width), body]))


def _event(event: Event, frame: Frame) -> str:
    mark = write_inlines(event.mark)
    when = write_inlines(event.when) + (f" ({mark})" if mark else "")
    return _entry(when, event.blocks, frame)


def _card(card: Card, frame: Frame) -> str:
    title = write_heading(card.title, frame.level, frame.width)
    subtitle = wrap_lines(write_inlines(card.subtitle), frame.width)
    return _stack("\n".join(filter(None, [title, subtitle])), write_blocks(card.blocks, frame.below()))


def _key_figure(figure: KeyFigure, frame: Frame) -> str:
    line = f"{write_inlines(figure.value)} {write_inlines(figure.label)}"
    lines = [*wrap(line, frame.width - 2), *wrap(write_inlines(figure.note), frame.width - 2)]
    return "- " + _indent("\n".join(lines), "  ")[2:]


def _quotation(block: Quotation, frame: Frame) -> str:
    inner = frame.indented(len(_INDENT))
    by = write_inlines(block.attribution)
    lines = wrap_lines(f"—{GLUE}{by}", inner.width) if by else ""
    return _indent("\n".join(filter(None, [write_blocks(block.blocks, inner), lines])), _INDENT)


# --- tables ----------------------------------------------------------------


def _table(table: Table, frame: Frame) -> str:
    titles = [write_inlines(column.title) for column in table.columns]
    rows = [[write_blocks(cell, frame) for cell in row.cells] for row in table.rows]
    return _aligned(table, titles, rows, frame) or _records(table, titles, frame)


def _aligned(table: Table, titles: list[str], rows: list[list[str]], frame: Frame) -> str:
    """Set a table in columns; nothing where a cell needs two lines or the columns do not fit."""
    lines = [[cell.replace(GLUE, " ") for cell in row] for row in [titles, *rows]]
    widths = [max(map(columns, column)) for column in zip_longest(*lines, fillvalue="")]
    if any("\n" in cell for row in lines for cell in row) or sum(widths) + 2 * (len(widths) - 1) > frame.width:
        return ""
    aligns = [column.align for column in table.columns]
    head, *body = ["  ".join(map(pad, row, widths, aligns)).rstrip() for row in lines]
    return "\n".join([head, "  ".join("-" * width for width in widths), *body])


def _records(table: Table, titles: list[str], frame: Frame) -> str:
    """Write each row as lines of "title: value"; the titles stand once above, as in the table."""
    head = wrap_lines(" | ".join(titles), frame.width)
    records = ["\n".join(_fields(titles, row.cells, frame)) for row in table.rows]
    return _stack(head, *records)


def _fields(titles: list[str], cells: tuple[Blocks, ...], frame: Frame) -> Iterable[str]:
    for title, cell in zip_longest(titles, cells, fillvalue=""):
        match cell:
            case (Paragraph(inlines=inlines),):
                yield _labelled(str(title), write_inlines(inlines), frame.width)
            case tuple() if cell:
                yield _entry(_colon(str(title)), cell, frame)


def _labelled(label: str, value: str, width: int) -> str:
    first, *rest = wrap(f"{_colon(label)} {value}" if label else value, width - len(_INDENT)) or [""]
    return "\n".join([first, *(_INDENT + line for line in rest)])


def _colon(label: str) -> str:
    return label if not label or label.endswith((":", "?", "!")) else f"{label}:"


# --- inlines ---------------------------------------------------------------


def write_inlines(inlines: Inlines) -> str:
    """Write inlines as one run of words; a line break in it is a line feed."""
    return _run(inlines).strip(" ")


def _run(inlines: Inlines) -> str:
    text = ""
    for inline in inlines:
        text += GLUE + write_inline(inline) if _needs_space(inline, text) else write_inline(inline)
    return text


def _needs_space(inline: Inline, before: str) -> bool:
    return isinstance(inline, Cite) and not inline.joined and bool(before) and not before[-1].isspace()


def write_inline(inline: Inline) -> str:
    """Write one inline; emphasis has no sign of its own, which a screen reader would spell out."""
    match inline:
        case Text() | Code() | Abbreviation():
            return one_line(inline.text)
        case Emphasis() | Strong() | Span():
            return _run(inline.inlines)
        case Link():
            return _link(_run(inline.inlines), inline.url)
        case Cite():
            locator = f", {one_line(inline.locator)}" if inline.locator else ""
            return ("," + GLUE if inline.joined else "") + f"[{inline.number}{locator}]".replace(" ", GLUE)
        case LineBreak():
            return "\n"
        case _:
            assert_never(inline)


def _link(words: str, url: str) -> str:
    address = url.removeprefix("mailto:").removeprefix("tel:")
    if url.startswith("#") or words.strip() == address:
        return words
    return f"{words} <{legible(url)}>"


# --- lines -----------------------------------------------------------------


def _stack(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))


def _indent(text: str, by: str) -> str:
    return "\n".join(by + line if line else "" for line in text.split("\n"))


def _tidy(text: str) -> str:
    """Free lines of blanks at their end, and the page of more than two blank lines in a row."""
    lines = (line.rstrip(" ") for line in text.replace(GLUE, " ").split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n") + "\n"
