"""
Languages of a Word file: which one its text is in, and a file whose text goes from right to left.

The letter of a pack is drawn from left to right. For Arabic it is turned when
it is full: paragraphs, runs, tables and pages say that they go the other way,
and what the styles draw at one side of a paragraph goes to the other. Indents
and alignments need no change: Word counts them from where a line begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from communique.engines.word_language import word_language
from communique.engines.word_slots import W, run_order
from communique.scripts import ideographic, right_to_left, slants

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from communique.document.nodes import Document

_AFTER_BIDI: Final = frozenset(
    ("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc")
) | {
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
}
"""What stands behind a paragraph's direction in its properties."""

_AFTER_BIDI_VISUAL: Final = frozenset(
    ("tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd", "tblBorders", "shd")
) | {"tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription", "tblPrChange"}
_AFTER_PAGE_BIDI: Final = frozenset(("rtlGutter", "docGrid", "printerSettings", "sectPrChange"))


def set_language(docx: Any, document: Document) -> None:
    """Say which language the text is in, for the spelling checker and for a screen reader."""
    language = document.prose_language
    styles = docx.styles.element
    run = _child(_child(_child(styles, "docDefaults", 0), "rPrDefault", 0), "rPr")
    for node in list(run.iter(f"{W}lang")):
        run.remove(node)
    said = _languages(language)
    run.append(etree.Element(f"{W}lang", said))
    for node in docx.settings.element.iter(f"{W}themeFontLang"):
        node.attrib.update(said)
    if not slants(language):
        _straighten(styles)


def _languages(language: str) -> dict[str, str]:
    """Name a language for each kind of script that is in it: Word asks for three."""
    name = word_language(language)
    said = {f"{W}val": name}
    if ideographic(language):
        said[f"{W}eastAsia"] = name
    if right_to_left(language):
        said[f"{W}bidi"] = name
    return said


def _straighten(styles: etree._Element) -> None:
    """Take italics out of the styles: these scripts have none."""
    for node in list(styles.iter(f"{W}i", f"{W}iCs")):
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


def turn(docx: Any, parts: Sequence[etree._Element], language: str) -> None:
    """Let the whole file go from right to left, where its language does."""
    if not right_to_left(language):
        return
    for part in parts:
        _turn_text(part)
    for border in docx.styles.element.iter(f"{W}pBdr"):
        _mirror(border)
    for section in parts[0].iter(f"{W}sectPr"):
        _insert(section, etree.Element(f"{W}bidi"), _AFTER_PAGE_BIDI)


def _turn_text(root: etree._Element) -> None:
    """Say it of each paragraph, each run with words and each table that does not say of itself where it goes."""
    for paragraph in root.iter(f"{W}p"):
        properties = _child(paragraph, "pPr", 0)
        if properties.find(f"{W}bidi") is None:
            _insert(properties, etree.Element(f"{W}bidi"), _AFTER_BIDI)
    for run in root.iter(f"{W}r"):
        properties = _child(run, "rPr", 0)
        if properties.find(f"{W}rtl") is None and properties.find(f"{W}lang") is None:
            properties.append(etree.Element(f"{W}rtl"))
            properties[:] = sorted(properties, key=run_order)
    for properties in root.iter(f"{W}tblPr"):
        if properties.find(f"{W}bidiVisual") is None and not _in_another_language(properties):
            _insert(properties, etree.Element(f"{W}bidiVisual"), _AFTER_BIDI_VISUAL)
    for border in root.iter(f"{W}pBdr"):
        _mirror(border)


def _in_another_language(properties: etree._Element) -> bool:
    """Tell whether a table stands in a column that goes from left to right: its first paragraph says so."""
    table = properties.getparent()
    first = next(table.iter(f"{W}p"), None) if table is not None else None
    turned = first.find(f"{W}pPr/{W}bidi") if first is not None else None
    return turned is not None and turned.get(f"{W}val") == "0"


def _mirror(borders: etree._Element) -> None:
    """Move what a paragraph has at its left to its right: these two are sides of the page and not of the line."""
    left, right = borders.find(f"{W}left"), borders.find(f"{W}right")
    for node, tag in ((left, "right"), (right, "left")):
        if node is not None:
            node.tag = f"{W}{tag}"
    order = ("top", "left", "bottom", "right", "between", "bar")
    borders[:] = sorted(borders, key=lambda node: order.index(etree.QName(node).localname))


def _insert(properties: etree._Element, node: etree._Element, after: Iterable[str]) -> None:
    """Put a property where the schema asks for it: before the first of those that stand behind it."""
    behind = {f"{W}{name}" for name in after}
    at = next((n for n, child in enumerate(properties) if child.tag in behind), len(properties))
    properties.insert(at, node)


def _child(parent: etree._Element, name: str, at: int = -1) -> etree._Element:
    child = parent.find(f"{W}{name}")
    if child is None:
        child = etree.Element(f"{W}{name}")
        parent.insert(at if at >= 0 else len(parent), child)
    return child
