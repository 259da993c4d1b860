"""
Step 4, HTML: nodes to semantic HTML, for the PDF's page and for the web page.

The template owns the page, this writer owns the body. Class names are the roles
of `communique.roles` and the names of the nodes, so that a style sheet can be
written with `nodes.py` in view: `<article class="card tension tone-high">`.
Everything is escaped: nothing of the data can become markup.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from markupsafe import Markup

from communique.document.nodes import (
    BulletList,
    Callout,
    Cards,
    CodeBlock,
    Definition,
    DefinitionList,
    Drawing,
    Event,
    Fact,
    Figure,
    Heading,
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
from communique.scripts import direction
from communique.writers.characters import legible
from communique.writers.html_cards import write_cards
from communique.writers.html_figures import write_figure, write_key_figures
from communique.writers.html_inlines import (
    TOP,
    Context,
    class_attribute,
    join,
    one_line,
    write_heading,
    write_inline,
    write_inlines,
)
from communique.writers.html_tables import write_parallel, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import jinja2

    from communique.document.nodes import Block, Blocks, Document, Section

__all__ = [
    "Context",
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
    bound = [_names(part, footnotes) for part in document.parts]
    return template.render(**_names(document, footnotes), plain=one_line, parts=bound, **names)


def _names(document: Document, footnotes: bool) -> dict[str, object]:
    """Name what a template asks for of one document."""
    notes = {note.source: note for note in document.notes}
    listed = any(section.kind == "sources" for section in document)
    context = Context(notes=notes, footnotes=footnotes, listed=listed)
    return {
        "document": document,
        "front": document.front,
        "labels": document.labels,
        "language": document.language,
        "direction": direction(document.language),
        "inlines": lambda inlines: write_inlines(inlines, context),
        "blocks": lambda blocks: write_blocks(blocks, context),
        "section": lambda section: write_section(section, context),
        "sections": lambda place: join(write_section(s, context) for s in document.at(place)),
        "facts": lambda facts, name="facts": write_facts(facts, name, context),
    }


def write_section(section: Section, context: Context) -> Markup:
    """Write a section with its title as a heading of level two."""
    name = section.kind.replace("_", "-")
    within = replace(context, section=section)
    title = write_heading(section.title, TOP, within)
    body = write_blocks(section.blocks, within)
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
            return write_heading(block.inlines, max(TOP + block.level, context.depth + 1), context)
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
            return write_table(block, context, _tight)
        case Quotation():
            return _quotation(block, context)
        case CodeBlock():
            return Markup("<pre><code>{}</code></pre>\n").format(legible(block.text))
        case Rule():
            return Markup("<hr>\n")
        case Figure():
            return write_figure(block, context, write_blocks)
        case Drawing():
            return write_blocks(block.undrawn, context)
        case KeyFigures():
            return write_key_figures(block, context)
        case Timeline():
            items = join(_event(event, context) for event in block.events)
            return Markup("<ol{}>\n{}</ol>\n").format(class_attribute("timeline", block.role), items)
        case Cards():
            return write_cards(block, context, write_blocks)
        case Callout():
            title = Markup('<p class="callout-title">{}</p>\n').format(write_inlines(block.title, context))
            body = write_blocks(block.blocks, context)
            return Markup('<div{} role="note">\n{}{}</div>\n').format(
                class_attribute("callout", block.role), title, body
            )
        case Parallel():
            return write_parallel(block, context, write_blocks)
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


def _items(items: Iterable[Blocks], context: Context) -> Markup:
    return join(_item(item, context) for item in items)


def _item(blocks: Blocks, context: Context) -> Markup:
    """Write an item; an entry of the list of sources is what citations lead to, and leads back to them."""
    words = _tight(blocks, context)
    match blocks:
        case (Paragraph(role="source", path=path), *_) if found := _SOURCE_PATH.fullmatch(path):
            back = _cited_in(found[1], context)
            return Markup('<li id="source-{}" class="source">{}{}</li>\n').format(found[1], words, back)
    return Markup("<li>{}</li>\n").format(words)


def _cited_in(source: str, context: Context) -> Markup:
    """Lead back to where a source is cited: to the first place in each section."""
    places = context.citations.of(source)
    links = (Markup('<a href="#{}">{}</a>').format(anchor, title) for anchor, title in places)
    return Markup('\n<p class="cited-in">↑ {}</p>').format(Markup(", ").join(links)) if places else Markup()


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


def _event(event: Event, context: Context) -> Markup:
    mark = " " + write_inlines(event.mark, context) if event.mark else ""
    when = Markup('<p class="when">{}{}</p>').format(write_inlines(event.when, context), mark)
    classes = class_attribute("event", "marked" if event.mark else "")
    what = write_blocks(event.blocks, context)
    return Markup('<li{}>{}\n<div class="what">\n{}</div></li>\n').format(classes, when, what)
