"""Inlines as the HTML of an e-mail, and what its elements are written with: anchors, classes, escaped words."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final, assert_never

from communique.document.nodes import Abbreviation, Cite, Code, Emphasis, LineBreak, Link, Span, Strong, Text
from communique.scripts import direction
from communique.writers.characters import legible

if TYPE_CHECKING:
    from communique.document.nodes import Inline, Inlines

BOX: Final = 'role="presentation" width="100%"'
_SOURCE: Final = re.compile(r"sources\[([^\]]+)\]")


def write_inlines(inlines: Inlines, *, linked: bool = False) -> str:
    """Write inlines as HTML; inside a link (``linked``) nothing links again."""
    return "".join(write_inline(inline, linked=linked) for inline in inlines)


def write_inline(inline: Inline, *, linked: bool = False) -> str:
    """Write one inline as HTML."""
    match inline:
        case Text():
            return text(inline.text)
        case Emphasis():
            return f"<em>{write_inlines(inline.inlines, linked=linked)}</em>"
        case Strong():
            return f"<strong>{write_inlines(inline.inlines, linked=linked)}</strong>"
        case Code():
            return f"<code>{text(inline.text)}</code>"
        case Link():
            words = write_inlines(inline.inlines, linked=True)
            return words if linked else f'<a href="{attribute(inline.url)}">{words}</a>'
        case Abbreviation():
            return f'<abbr title="{attribute(inline.expansion)}">{text(inline.text)}</abbr>'
        case Cite():
            return _cite(inline, linked=linked)
        case Span():
            language = _language(inline.language)
            return (
                f"<span{language}{class_attribute(inline.role)}>{write_inlines(inline.inlines, linked=linked)}</span>"
            )
        case LineBreak():
            return "<br/>"
        case _:
            assert_never(inline)


def _cite(cite: Cite, *, linked: bool) -> str:
    words = f"{cite.number}, {text(cite.locator)}" if cite.locator else str(cite.number)
    link = words if linked else f'<a href="#source-{attribute(cite.source)}">{words}</a>'
    return f"<sup>{', ' if cite.joined else ''}{link}</sup>"


# --- characters ------------------------------------------------------------


def anchor(path: str) -> str:
    """Give an entry of the list of sources the anchor that its citations lead to."""
    match = _SOURCE.fullmatch(path)
    return f' id="source-{attribute(match[1])}"' if match else ""


def _language(language: str) -> str:
    """Name the language of words among others, and the way it is written where that turns."""
    turned = ' dir="rtl"' if direction(language) == "rtl" else ""
    return f' lang="{attribute(language)}"{turned}' if language else ""


def class_attribute(*names: str) -> str:
    """Write the class attribute of an element; nothing where no name is given."""
    words = " ".join(dict.fromkeys(filter(None, names)))
    return f' class="{attribute(words)}"' if words else ""


def box(html: str, *classes: str) -> str:
    """Write a box as a table of one cell: padding, border and tint are the cell's, as Outlook wants it."""
    return f'<table {BOX} class="box"><tr><td{class_attribute(*classes)}>{html}</td></tr></table>'


def text(words: str) -> str:
    """Escape words."""
    return escape(legible(words), quote=False)


def attribute(words: str) -> str:
    """Escape words for an attribute."""
    return escape(legible(words).replace("\n", " "))
