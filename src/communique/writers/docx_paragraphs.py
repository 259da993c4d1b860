"""Paragraphs in Word: their style, their place in a list, and the bookmarks that links lead to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from communique.ooxml import bookmark_name, element
from communique.roles import style_name
from communique.scripts import right_to_left
from communique.word_styles import LIST_STEP, MEASURED
from communique.writers.docx_inlines import bookmark, write_inlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.document.nodes import Blocks, Inlines
    from communique.writers.docx_inlines import Package

SPACER = "Spacer"
DEEPEST = 4  #: Word has nine levels of headings; four are in the house style.


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
    keep: bool = False  #: The next paragraph stays with what follows it.
    narrow: bool = False  #: In a column, whose width the lines of running text fill.
    together: bool = False  #: Every paragraph does.
    inset: int = 0  #: Twips by which the style of running text goes in, and lists with it.
    step: int = LIST_STEP  #: Twips by which a list goes in; none where its items have no sign.

    def box(self, style: str, *, width: int = 0, inset: int = 0) -> Context:
        """Step into a callout or a cell, whose text has a style of its own."""
        return replace(
            self, style=style, boxed=True, level=-1, numbering=0, keep=False, inset=inset, width=width or self.width
        )


Write: TypeAlias = "Callable[[Blocks, Context], str]"
"""How a part of the writer has the blocks within a block written."""


def write_paragraph(  # noqa: PLR0913 - what a paragraph may have beyond its words
    content: str, context: Context, *, style: str = "", role: str = "", look: str = "", indented: bool = False
) -> str:
    """
    Write a paragraph: of its role's style or the one given, else as running text is here.

    ``look`` is what it has beyond its style: ``keep`` with the next, no room above
    as ``first`` in a cell, ``center``, ``right``.
    """
    name = style_name(role) if role else style or context.style or _list_style(context) or "Body Text"
    identifier = context.package.style(name, "paragraph")
    properties = "".join(
        (
            element("w:pStyle", val=identifier) if identifier else "",
            _keeping(look, context),
            _item(context),
            _turn(context.package),
            element("w:spacing", before=0) if look == "first" else "",
            _indent(name, context, own=not style or indented, styled=bool(role or indented)),
            element("w:jc", val=look) if look in ("center", "right") else "",
        )
    )
    return element("w:p", element("w:pPr", properties) if properties else "", content)


def _keeping(look: str, context: Context) -> str:
    """Hold a paragraph and what follows together; not at the top of a cell, where it would move a whole table."""
    if look == "first":
        return element("w:keepNext", val=0)
    return element("w:keepNext") if look == "keep" or context.keep or context.together else ""


def _list_style(context: Context) -> str:
    """Name the style of a further paragraph of an item; none for what is no list."""
    if context.level < 0:
        return ""
    return "List Continue" if context.level == 0 else f"List Continue {min(context.level + 1, 3)}"


def _turn(package: Package) -> str:
    """Write which way a paragraph goes, in a column that goes another way than the document."""
    here, around = right_to_left(package.language), right_to_left(package.main_language)
    return "" if here == around else element("w:bidi", val=int(here))


def _item(context: Context) -> str:
    if not context.numbering:
        return ""
    return element("w:numPr", element("w:ilvl", val=context.level), element("w:numId", val=context.numbering))


def _indent(name: str, context: Context, *, own: bool, styled: bool) -> str:
    """In a box no style says how far a list goes in, and nowhere does that of a role: the paragraph does."""
    right = 0 if context.narrow and name in MEASURED else None
    if not own or context.level < 0 or not (context.boxed or (styled and not context.numbering)):
        return "" if right is None else element("w:ind", right=right)
    left = context.inset + context.step * (context.level + 1)
    return element("w:ind", left=left, right=right, hanging=context.step if context.numbering else None)


def write_caption(words: Inlines, context: Context, *, look: str = "") -> str:
    """Write what stands above a table or below a picture."""
    plain = replace(context, numbering=0)
    written = write_inlines(words, context.package)
    return write_paragraph(written, plain, style="caption", look=look) if words else ""


def source_of(path: str) -> str:
    """Tell which source an entry in the list of sources is about: ``sources[crs]`` is ``crs``."""
    return path[8:-1] if path.startswith("sources[") and path.endswith("]") else ""


def source_anchor(source: str) -> str:
    """Name the anchor of an entry in the list of sources."""
    return f"source-{source}" if source else ""


def anchored(content: str, anchor: str, package: Package) -> str:
    """Put the bookmark of an anchor around content, where there is an anchor."""
    return bookmark(bookmark_name(anchor), content, package.number()) if anchor else content


def heading_style(level: int) -> str:
    """Name the style of a heading by its level in Word."""
    return f"heading {min(level, DEEPEST)}"


def write_heading(title: Inlines, style: str, anchor: str, context: Context, *, first: bool = False) -> str:
    """Write a heading; it is in no list, wherever it stands, and has no room above where it comes first in a cell."""
    plain = replace(context, numbering=0)
    words = anchored(write_inlines(title, context.package), anchor, context.package)
    return write_paragraph(words, plain, style=style, look="first" if first else "")
