"""Inlines as HTML, and what every node's markup depends on: where it stands, and which notes there are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from markupsafe import Markup, escape

from communique.document.nodes import (
    Abbreviation,
    Cite,
    Code,
    Emphasis,
    LineBreak,
    Link,
    Span,
    Strong,
    Text,
)
from communique.document.urls import refusal
from communique.document.walk import plain
from communique.scripts import direction
from communique.writers.characters import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from communique.document.nodes import Blocks, Inline, Inlines, Note, Section

TOP = 2
"""The heading level of a section's title; the document's title has level 1."""


class Outline:
    """The headings so far: a level is never skipped, or the document could not be gone through by them."""

    def __init__(self) -> None:
        """Start below the document's title."""
        self._last = 1

    def step(self, level: int) -> int:
        """Take the level that a heading gets which asks for this one."""
        self._last = min(level, self._last + 1, 6)
        return self._last


class Citations:
    """Where each source is cited: the first place in each section, by its anchor and the section's title."""

    def __init__(self) -> None:
        """Start without any."""
        self._places: dict[str, dict[str, tuple[str, str]]] = {}

    def anchor(self, source: str, section: Section) -> str:
        """Name the anchor of a citation; empty where the section has cited the source before."""
        places = self._places.setdefault(source, {})
        if section.id in places:
            return ""
        places[section.id] = (f"cite_{source}_{section.id}", one_line(section.title))
        return places[section.id][0]

    def of(self, source: str) -> tuple[tuple[str, str], ...]:
        """List where a source is cited."""
        return tuple(self._places.get(source, {}).values())


@dataclass(frozen=True, slots=True)
class Context:
    """Where the writer is: what a node's markup depends on beside the node."""

    notes: Mapping[str, Note] = field(default_factory=dict)  #: By source; a citation links to nothing else.
    footnotes: bool = False  #: Whether the note is printed at a source's first citation.
    listed: bool = True  #: Whether the document has a list of sources, which a citation leads to.
    depth: int = TOP  #: Heading level of what stands around.
    linked: bool = False  #: Inside a link, where no other link may stand.
    section: Section | None = None  #: The section around; none in the masthead.
    outline: Outline = field(default_factory=Outline)
    citations: Citations = field(default_factory=Citations)


Write: TypeAlias = "Callable[[Blocks, Context], Markup]"
"""How a part of the writer has the blocks within a block written."""


def write_inlines(inlines: Inlines, context: Context) -> Markup:
    """Write inlines after each other."""
    return join(write_inline(inline, context) for inline in inlines)


def write_heading(inlines: Inlines, level: int, context: Context) -> Markup:
    """Write a heading; its plain words stand beside it, for bookmarks and running heads."""
    text = write_inlines(inlines, context)
    return Markup('<h{0} data-label="{1}">{2}</h{0}>\n').format(context.outline.step(level), one_line(inlines), text)


def one_line(inlines: Inlines) -> str:
    """Keep the words of a title on one line, without citations: for bookmarks, running heads and contents."""
    return " ".join(plain(inlines).split())


def write_inline(inline: Inline, context: Context) -> Markup:
    """Write one inline."""
    match inline:
        case Text():
            return escape(legible(inline.text))
        case Emphasis():
            return Markup("<em>{}</em>").format(write_inlines(inline.inlines, context))
        case Strong():
            return Markup("<strong>{}</strong>").format(write_inlines(inline.inlines, context))
        case Code():
            return Markup("<code>{}</code>").format(legible(inline.text))
        case Link():
            return _link(inline, context)
        case Abbreviation():
            return Markup('<abbr title="{}">{}</abbr>').format(legible(inline.expansion), legible(inline.text))
        case Cite():
            return _cite(inline, context)
        case Span():
            words = write_inlines(inline.inlines, context)
            return Markup("<span{}{}>{}</span>").format(class_attribute(inline.role), _language(inline.language), words)
        case LineBreak():
            return Markup("<br>\n")
    assert_never(inline)


def _link(link: Link, context: Context) -> Markup:
    words = write_inlines(link.inlines, replace(context, linked=True))
    if context.linked or refusal(link.url):
        return words
    return Markup('<a href="{}">{}</a>').format(legible(link.url), words)


def _cite(cite: Cite, context: Context) -> Markup:
    """Write a citation: a raised number that leads to the source, and the note where it is the first."""
    words = f"{cite.number}, {cite.locator}" if cite.locator else str(cite.number)
    note = context.notes.get(cite.source)
    anchor = Markup('<a href="#source-{}">{}</a>').format(cite.source, legible(words))
    leads = note and context.listed
    number = anchor if leads and not context.linked else escape(legible(words))
    place = context.citations.anchor(cite.source, context.section) if leads and context.section else ""
    ident = Markup(' id="{}"').format(place) if place else ""
    raised = Markup('<sup class="cite"{}>{}{}</sup>').format(ident, ", " if cite.joined else "", number)
    return raised + _note(note, context) if note and cite.first and context.footnotes else raised


def _note(note: Note, context: Context) -> Markup:
    """Write a note where it is first cited; the style sheet moves it to the foot of the page."""
    words = write_inlines(note.inlines, replace(context, footnotes=False))
    return Markup('<span class="note"><span class="note-number">{}</span> {}</span>').format(note.number, words)


def _language(language: str) -> Markup:
    if not language:
        return Markup()
    turned = Markup(' dir="rtl"') if direction(language) == "rtl" else ""
    return Markup(' lang="{}"{}').format(language, turned)


def class_attribute(*names: str) -> Markup:
    """Write the class attribute of an element; nothing where no name is given."""
    named = " ".join(name for name in names if name)
    return Markup(' class="{}"').format(named) if named else Markup()


def join(parts: Iterable[Markup]) -> Markup:
    """Put markup after markup."""
    return Markup().join(parts)
