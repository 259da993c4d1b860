r"""
The contents of a Word file: a field that Word can update, filled in so that it shows before anybody does.

It has no page numbers. Where a page ends is known to the word processor alone,
and differs between two machines; a number that is printed wrong is worse than
none. Each entry is a link, and Word adds the numbers when somebody takes the
``\n`` out of the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.engines.word_slots import W, parse
from communique.ooxml import element, field, run, text

if TYPE_CHECKING:
    from lxml import etree

    from communique.engines.word_package import PartPackage

LEVELS = 1  #: The sections, as in the other formats; what is below them stands in Word's navigation pane.
INSTRUCTION = f'TOC \\o "1-{LEVELS}" \\h \\n \\z'


def insert_contents(
    paragraph: etree._Element, body: etree._Element, package: PartPackage, title: str, words: str
) -> None:
    """Put the field in the place of a paragraph; its title stands above it, in ``words`` that are runs already."""
    styles = {package.style(f"heading {level}", "paragraph"): level for level in range(1, LEVELS + 1)}
    headings = [
        (node, level) for node in body.iter(f"{W}p") if (level := styles.get(_style(node), 0)) and _words(node, package)
    ]
    entries = [_entry(node, level, package) for node, level in headings]
    parent = paragraph.getparent()
    if parent is not None:
        at = parent.index(paragraph)
        parent[at : at + 1] = parse(_control(entries, package, title, words)) if entries else []


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def _entry(heading: etree._Element, level: int, package: PartPackage) -> str:
    """Write the entry of a heading: its words, as a link to it."""
    anchor = f"_Toc{package.number():08d}"
    link = element("w:hyperlink", run(text(_words(heading, package))), anchor=anchor, history="1")
    _mark(heading, anchor, package.number())
    style = package.style(f"toc {level}", "paragraph")
    properties = element("w:pStyle", val=style) if style else ""
    return element("w:pPr", properties or element("w:widowControl")) + link


def _words(heading: etree._Element, package: PartPackage) -> str:
    """Read the words of a heading, without the marks of its footnotes."""
    mark = package.style("footnote reference", "character")
    runs = (run for run in heading.iter(f"{W}r") if _run_style(run) != mark)
    return "".join(
        (node.text or "") if node.tag == f"{W}t" else " " for run in runs for node in run.iter(f"{W}t", f"{W}br")
    ).strip()


def _run_style(node: etree._Element) -> str:
    style = node.find(f"{W}rPr/{W}rStyle")
    return style.get(f"{W}val", "") if style is not None else ""


def _mark(heading: etree._Element, anchor: str, number: int) -> None:
    """Put a bookmark around the words of a heading."""
    start, end = parse(element("w:bookmarkStart", id=number, name=anchor) + element("w:bookmarkEnd", id=number))
    properties = heading.find(f"{W}pPr")
    heading.insert(0 if properties is None else 1, start)
    heading.append(end)


def _control(entries: list[str], package: PartPackage, title: str, words: str) -> str:
    """
    Write the field over all entries, in the control that gives Word's button "Update table", and its title above.

    The title stands outside: LibreOffice moves a control that begins with a line above a paragraph.
    """
    begin, end = field(INSTRUCTION, "\0").split("\0")
    paragraphs = [
        entry.replace("</w:pPr>", "</w:pPr>" + begin, 1) if index == 0 else entry for index, entry in enumerate(entries)
    ]
    paragraphs[-1] += end
    gallery = element("w:docPartObj", element("w:docPartGallery", val="Table of Contents"), element("w:docPartUnique"))
    style = element("w:pStyle", val=package.style("TOC Heading", "paragraph"))
    heading = element("w:p", element("w:pPr", style), words)
    properties = element("w:sdtPr", element("w:alias", val=title), element("w:id", val=package.number()), gallery)
    listed = (element("w:p", paragraph) for paragraph in paragraphs)
    return heading + element("w:sdt", properties, element("w:sdtContent", *listed))
