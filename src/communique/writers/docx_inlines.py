"""
Words in Word: inlines as runs, links, footnote marks and the fields that repeat them.

What a run needs of the file around it (a relationship, a footnote, a style's
identifier) it asks of a ``Package``, so that the writer itself stays pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, assert_never

from communique.document.nodes import (
    Abbreviation,
    Cite,
    Code,
    Emphasis,
    Inline,
    Inlines,
    LineBreak,
    Link,
    Span,
    Strong,
    Text,
)
from communique.ooxml import bookmark_name, element, field, run, text
from communique.roles import style_name
from communique.scripts import ideographic, right_to_left, slants

if TYPE_CHECKING:
    from communique.document.nodes import Picture, Section
    from communique.word_styles import StyleKind

_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


class Package(Protocol):
    """What the writer asks of the file around it; each part of the file has its own."""

    @property
    def text_width(self) -> int:
        """The width of the text on the page, in twips."""

    @property
    def language(self) -> str:
        """The language of what is written here, BCP 47: the document's own, or that of a column."""

    @property
    def main_language(self) -> str:
        """The document's own language, which needs no mark."""

    def speaking(self, language: str) -> Package:
        """Answer for a column in another language."""

    def within(self, section: Section) -> Package:
        """Answer for a section, whose citations are noted."""

    def style(self, name: str, kind: StyleKind) -> str:
        """Find the identifier of a style by its name in Word; a missing one is reported, and empty."""

    def number(self) -> int:
        """Give a number that nothing else in the file has: for a bookmark, a picture."""

    def link(self, url: str) -> str:
        """Give the identifier of the relationship to an address."""

    def picture(self, picture: Picture) -> str:
        """Give the identifier of the relationship to a picture."""

    def numbering(self, style: str, *, ordered: bool, level: int, start: int) -> int:
        """Give the numbering of one list: a new one for a list that counts."""

    def footnote(self, number: int) -> int | None:
        """Make the footnote of a source: its identifier, 0 where it stands already, None where none can."""

    def cited(self, source: str) -> str:
        """Give the anchor of a citation, which the list of sources leads back to; empty where it needs none."""

    def citations(self, source: str) -> tuple[tuple[str, str], ...]:
        """List where a source is cited: the first place in each section, by its anchor and the section's title."""

    def listed(self, source: str) -> bool:
        """Tell whether the document's list of sources has an entry that a note can lead to."""

    def names_columns(self) -> bool:
        """Tell, once a section, that columns in several languages are to stand under their languages' names."""

    def word_language(self, tag: str) -> str:
        """Name a language as Word does: ``es-ES``."""

    def own_name(self, tag: str) -> str:
        """Name a language in its own words: ``Español``."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; everything around it has had its say."""

    style: str = ""  #: The name of a character style.
    bold: bool = False
    italic: bool = False
    language: str = ""
    size: float = 0  #: In points, for a size that no style has: letters as large as a card has room for.


PLAIN = Look()


def write_inlines(inlines: Inlines, package: Package, look: Look = PLAIN) -> str:
    """Write words as runs."""
    return "".join(write_inline(inline, package, look) for inline in inlines)


def write_inline(inline: Inline, package: Package, look: Look) -> str:
    """Write one inline as runs."""
    inside = partial(write_inlines, package=package)
    match inline:
        case Text(words) | Abbreviation(words):
            return _run(text(words), package, look) if words else ""
        case Emphasis(inlines):
            return inside(inlines, look=_stressed(look, look.language or package.language))
        case Strong(inlines):
            return inside(inlines, look=replace(look, bold=True))
        case Code(words):
            return _run(text(words), package, replace(look, style="Code"))
        case Link():
            return _link(inline, package, look)
        case Cite():
            return _cite(inline, package, look)
        case Span(inlines, role, language):
            style = style_name(role) if role else look.style
            return inside(inlines, look=replace(look, style=style, language=language or look.language))
        case LineBreak():
            return _run(element("w:br"), package, look)
        case _:
            assert_never(inline)


def _stressed(look: Look, language: str) -> Look:
    """Stress words as their script does: where no hand slants, by weight."""
    return replace(look, italic=not look.italic) if slants(language) else replace(look, bold=True)


def footnote_bookmark(number: int) -> str:
    """Name the bookmark around the mark of a footnote, which later citations repeat."""
    return f"_RefSource{number}"


def _run(content: str, package: Package, look: Look) -> str:
    return run(content, properties=properties(package, look))


def properties(package: Package, look: Look) -> str:
    """Write the properties of a run, in the order that the schema asks for."""
    style = package.style(look.style, "character") if look.style else ""
    return "".join(
        (
            element("w:rStyle", val=style) if style else "",
            element("w:b") + element("w:bCs") if look.bold else "",
            element("w:i") + element("w:iCs") if look.italic else "",
            "".join(element(name, val=round(look.size * 2)) for name in ("w:sz", "w:szCs") if look.size),
            _language(package, look.language),
        )
    )


def _language(package: Package, tag: str) -> str:
    """Say the language of a run and which way it goes, as far as they are not the document's own."""
    tag, main = tag or package.language, package.main_language
    if tag == main:
        return element("w:rtl") if right_to_left(main) else ""
    name = package.word_language(tag)
    if right_to_left(tag):
        return element("w:rtl") + element("w:lang", bidi=name)
    turned_back = element("w:rtl", val="0") if right_to_left(main) else ""
    return turned_back + element("w:lang", val=name, eastAsia=name if ideographic(tag) else None)


def _link(link: Link, package: Package, look: Look) -> str:
    words = write_inlines(link.inlines, package, replace(look, style="Hyperlink"))
    if link.url.startswith("#"):
        return element("w:hyperlink", words, anchor=bookmark_name(link.url[1:]), history="1")
    if not _SAFE_LINK.match(link.url):
        return write_inlines(link.inlines, package, look)
    return element("w:hyperlink", words, r_id=package.link(link.url), history="1")


def _cite(cite: Cite, package: Package, look: Look) -> str:
    """A footnote's mark where the source is first cited, afterwards a field that repeats its number."""
    marked = replace(look, style="footnote reference", bold=False, italic=False, language="")
    looks = properties(package, marked)
    comma = run(text(", "), properties=looks) if cite.joined else ""
    locator = run(text(f", {cite.locator}".replace(" ", "\u00a0")), properties=looks) if cite.locator else ""
    mark, anchor = _mark(cite, package, looks), package.cited(cite.source)
    return comma + (bookmark(bookmark_name(anchor), mark, package.number()) if anchor else mark) + locator


def _mark(cite: Cite, package: Package, looks: str) -> str:
    """
    Mark a citation: with the footnote where the file has none for this source yet, else with its number again.

    A page that the template arranges anew may print another citation first than
    the document does, so that the file decides, and not ``cite.first``.
    """
    name = footnote_bookmark(cite.number)
    number = run(text(str(cite.number)), properties=looks)
    footnote = package.footnote(cite.number)
    if footnote is None:
        return number
    if footnote:
        return bookmark(name, run(element("w:footnoteReference", id=footnote), properties=looks), package.number())
    return field(f"NOTEREF {name} \\f \\h", number, properties=looks)


def bookmark(name: str, content: str, number: int) -> str:
    """Put a bookmark around content."""
    return element("w:bookmarkStart", id=number, name=name) + content + element("w:bookmarkEnd", id=number)
