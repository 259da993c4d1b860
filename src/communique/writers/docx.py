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

from communique.document.lettering import TENT
from communique.document.nodes import (
    Block,
    Blocks,
    BulletList,
    Callout,
    Cards,
    CodeBlock,
    DefinitionList,
    Drawing,
    Figure,
    Heading,
    KeyFigures,
    Link,
    OrderedList,
    Paragraph,
    Parallel,
    Quotation,
    Rule,
    Span,
    Table,
    Timeline,
)
from communique.document.walk import walk
from communique.ooxml import bookmark_name, element, run, text
from communique.roles import style_name
from communique.word_styles import BOX_INSET
from communique.writers.docx_cards import write_callout, write_cards
from communique.writers.docx_data import write_data_table, write_parallel, write_timeline
from communique.writers.docx_figures import write_figure, write_key_figures
from communique.writers.docx_inlines import PLAIN, Look, write_inlines
from communique.writers.docx_paragraphs import (
    SPACER,
    Context,
    anchored,
    heading_style,
    source_anchor,
    source_of,
    write_heading,
    write_paragraph,
)

if TYPE_CHECKING:
    from communique.document.nodes import Document, Note, Section
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


def write_document(document: Document, package: Package) -> str:
    """Write all sections, in order; the masthead is the template's."""
    return "".join(write_section(section, package) for section in document)


def write_section(section: Section, package: Package) -> str:
    """Write a section under its heading; on page one the heading is quieter, and over the lead it is in its box."""
    first = next(iter(section.blocks), None)
    leads = isinstance(first, Paragraph) and first.role == "lead"
    style = "Lead Heading" if leads else "Front Heading" if section.place == "front" else "heading 1"
    context = Context(package.within(section), package.text_width)
    return write_heading(section.title, style, section.id, context) + write_blocks(section.blocks, context)


def write_loose(blocks: Blocks, package: Package) -> str:
    """Write blocks that stand in no section: a template's own choice of them."""
    return write_blocks(blocks, Context(package, package.text_width))


def write_blocks(blocks: Blocks, context: Context) -> str:
    """Write blocks below each other, with a little room where Word itself leaves none."""
    room = write_paragraph("", replace(context, numbering=0), style=SPACER)
    written = []
    for block, after in zip_longest(blocks, blocks[1:]):
        introduces = isinstance(block, Paragraph) and _introduced(after)
        written.append(write_block(block, replace(context, keep=introduces)))
        if _needs_room(block, after, written[-1], context):
            written.append(room)
    return "".join(written)


def _introduced(block: Block | None) -> bool:
    """Tell what must not stand on another page than the paragraph before it; cards to cut out have sheets of their own."""
    return not (block is None or isinstance(block, Paragraph) or (isinstance(block, Cards) and block.role == TENT))


def _needs_room(block: Block, after: Block | None, xml: str, context: Context) -> bool:
    """After a table, and between two callouts of one look, which Word would draw as one box."""
    if xml.endswith("</w:tbl>"):
        return after is not None or context.boxed
    return isinstance(block, Callout) and isinstance(after, Callout) and block.role == after.role


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
            return write_data_table(block, context, write_blocks)
        case Quotation():
            return _quotation(block, context)
        case CodeBlock():
            lines = element("w:br").join(text(line) for line in block.text.split("\n"))
            return write_paragraph(run(lines), context, style="Code Block")
        case Rule():
            return write_paragraph("", context, style="Rule")
        case Figure():
            return write_figure(block, context, write_blocks)
        case Drawing():
            return write_blocks(block.undrawn, context)
        case KeyFigures():
            return write_key_figures(block, context)
        case Timeline():
            return write_timeline(block, context, write_blocks)
        case Cards():
            return write_cards(block, context, write_blocks)
        case Callout():
            return write_callout(block, context, write_blocks)
        case Parallel():
            return write_parallel(block, context, write_blocks)
        case _:
            assert_never(block)


def _running(paragraph: Paragraph, context: Context) -> str:
    """Write running text; in a callout the words of a role have its look, and their paragraph stays in the box."""
    boxed = bool(context.inset and paragraph.role)
    look = Look(style=style_name(paragraph.role)) if boxed else PLAIN
    words = write_inlines(paragraph.inlines, context.package, look)
    content = anchored(words, source_anchor(source_of(paragraph.path)), context.package)
    return write_paragraph(
        content, context, style=_label_style(paragraph, context), role="" if boxed else paragraph.role
    )


def _label_style(paragraph: Paragraph, context: Context) -> str:
    """Name the style of a label that introduces what follows, where it stands in running text."""
    match paragraph:
        case Paragraph(inlines=(Span(role="label"),), role="") if not context.boxed and context.level < 0:
            return "Label Line"
    return ""


def write_footnote(note: Note, identifier: int, package: Package) -> str:
    """Write the footnote of a source: its number, which Word counts, and its short form, which leads to the long one."""
    reference = element("w:rStyle", val=package.style("footnote reference", "character"))
    mark = run(element("w:footnoteRef"), properties=reference) + run(text(" "))
    style = element("w:pPr", element("w:pStyle", val=package.style("footnote text", "paragraph")))
    words = write_inlines(note.inlines, package)
    if package.listed(note.source) and not any(isinstance(node, Link) for node in walk(note.inlines)):
        words = element("w:hyperlink", words, anchor=bookmark_name(source_anchor(note.source)), history="1")
    return element("w:footnote", element("w:p", style, mark, words), id=identifier)


def _quotation(quotation: Quotation, context: Context) -> str:
    style = style_name(quotation.role) if quotation.role else "Quote"
    said = write_blocks(quotation.blocks, context.box(style, inset=BOX_INSET))
    if not quotation.attribution:
        return said
    return said + write_paragraph(
        write_inlines(quotation.attribution, context.package), context, style="Quote Attribution"
    )


def _definitions(definitions: DefinitionList, context: Context) -> str:
    written = []
    for item in definitions.items:
        written.append(write_paragraph(write_inlines(item.term, context.package), context, style="Definition Term"))
        written.append(write_blocks(item.blocks, replace(context, style="Definition", numbering=0, level=-1)))
    return "".join(written)


# --- lists -----------------------------------------------------------------

_UNSIGNED = ("members",)
"""Roles of lists whose items have no sign before them."""


def _list(block: BulletList | OrderedList, context: Context) -> str:
    """Write a list; one that counts has a numbering of its own, and so starts anew."""
    ordered = isinstance(block, OrderedList)
    start = block.start if isinstance(block, OrderedList) else 1
    level = min(context.level + 1, 8)
    builtin = style_name(block.role) if block.role in _UNSIGNED else "List Number" if ordered else "List Bullet"
    style = style_name(block.role) if block.role else context.style if context.boxed else builtin
    number = context.package.numbering(builtin, ordered=ordered, level=level, start=start)
    step = 0 if block.role in _UNSIGNED else context.step
    further = replace(context, level=level, numbering=0, step=step, style=context.style if context.boxed else "")
    return "".join(_item_blocks(item, replace(further, numbering=number, style=style), further) for item in block.items)


def _item_blocks(item: Blocks, first: Context, further: Context) -> str:
    """Write an item: its first paragraph carries the number or the bullet."""
    if not item or not isinstance(item[0], Paragraph):
        return write_paragraph("", first) + write_blocks(item, further)
    written = write_block(item[0], replace(first, keep=len(item) > 1)) + write_blocks(item[1:], further)
    return written + _cited_in(source_of(item[0].path), further)


def _cited_in(source: str, context: Context) -> str:
    """Lead back from an entry of the sources to where it is cited: to the first place in each section."""
    places = context.package.citations(source) if source else ()
    if not places:
        return ""
    links = (
        element("w:hyperlink", run(text(title)), anchor=bookmark_name(anchor), history="1") for anchor, title in places
    )
    return write_paragraph(run(text("↑ ")) + run(text(", ")).join(links), context, style="Cited In", indented=True)
