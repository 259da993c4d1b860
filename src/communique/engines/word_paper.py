"""
The paper of a letter: as its house saved it, or the other one that a build asks for.

The margins stay. What the letter has as wide as its text, such as the line of
three cells at the head of each page, becomes as wide as the text on the new paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from communique.engines.word_slots import W
from communique.ooxml import EMU_PER_TWIP, TWIPS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

PAPERS: Final = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""Width and height in millimetres."""

_WIDTHS: Final = ("tblW", "gridCol", "tcW")


def set_paper(docx: Any, size: str) -> None:
    """Put every section on a paper, and fit the tables to it."""
    sides = sorted(round(mm * TWIPS_PER_MM) for mm in PAPERS[size])
    before, high = _text_width(docx.sections[0]), _text_height(docx.sections[0])
    for section in docx.sections:
        lying = section.page_width > section.page_height
        width, height = reversed(sides) if lying else sides
        section.page_width, section.page_height = width * EMU_PER_TWIP, height * EMU_PER_TWIP
    after = _text_width(docx.sections[0])
    higher = _text_height(docx.sections[0]) / high
    for table in _tables(docx):
        _fit(table, after / before)
        _stretch(table, higher)
    _move_tabs(docx.styles.element, round(before / EMU_PER_TWIP), round((after - before) / EMU_PER_TWIP))


def _text_width(section: Any) -> float:
    return float(section.page_width - section.left_margin - section.right_margin - section.gutter)


def _text_height(section: Any) -> float:
    return float(section.page_height - section.top_margin - section.bottom_margin)


def _tables(docx: Any) -> Iterator[etree._Element]:
    """Go through the letter's own tables, those of heads and feet too."""
    parts = [rel.target_part for rel in docx.part.rels.values() if rel.reltype.endswith(("/header", "/footer"))]
    for part in (docx.part, *parts):
        yield from part.element.iter(f"{W}tbl")


def _fit(table: etree._Element, ratio: float) -> None:
    """Make a table wider or narrower; a share of the width is one already."""
    for node in table.iter(*(f"{W}{name}" for name in _WIDTHS)):
        width = node.get(f"{W}w", "")
        if node.get(f"{W}type", "dxa") == "dxa" and width.isdigit():
            node.set(f"{W}w", str(round(int(width) * ratio)))


def _stretch(table: etree._Element, ratio: float) -> None:
    """Make rows of a fixed height higher or lower: the panels of a sheet that is folded in the middle."""
    for node in table.iter(f"{W}trHeight"):
        if node.get(f"{W}hRule") == "exact":
            node.set(f"{W}val", str(round(int(node.get(f"{W}val", "0")) * ratio)))


def _move_tabs(styles: etree._Element, width: int, by: int) -> None:
    """Move the tab stops that stand at the right margin, such as that of the band on page one."""
    for tab in styles.iter(f"{W}tab"):
        at = int(tab.get(f"{W}pos", "0"))
        if tab.get(f"{W}val") == "right" and at > width * 0.9:
            tab.set(f"{W}pos", str(at + by))
