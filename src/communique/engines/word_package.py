"""What the Word writer asks of the file around it, answered on python-docx's parts."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lxml import etree

from communique.document.walk import plain
from communique.engines.word_language import own_name, word_language
from communique.engines.word_slots import W, parse
from communique.ooxml import DECLARATION, ROOT, element

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.opc.part import Part

    from communique.document.nodes import Note, Picture, Section
    from communique.engines.word import Writer
    from communique.word_styles import StyleKind

FIRST_NUMBER = 100_000  #: Bookmarks and pictures of the template have smaller ones.
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Styles:
    """The styles of a file, by their names; Word does not mind capitals."""

    def __init__(self, root: etree._Element) -> None:
        """Read `styles.xml`."""
        self.missing: dict[str, StyleKind] = {}
        self._by_id = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        self._by_name = {_value(style, "name").lower(): style for style in self._by_id.values()}

    @property
    def names(self) -> tuple[str, ...]:
        """All names, as the file writes them."""
        return tuple(sorted(_value(style, "name") for style in self._by_id.values()))

    def kind(self, name: str) -> str:
        """Tell what a style is for: ``paragraph``, ``character``, ``table``; empty where there is none."""
        style = self._by_name.get(name.lower())
        return style.get(f"{W}type", "paragraph") if style is not None else ""

    def find(self, name: str, kind: StyleKind) -> str:
        """Find a style's identifier; of another kind, it may have a twin that it is linked to."""
        style = self._by_name.get(name.lower())
        if style is None:
            self.missing.setdefault(name, kind)
            return ""
        if style.get(f"{W}type", "paragraph") != kind:
            style = self._by_id.get(_value(style, "link"))
        return style.get(f"{W}styleId", "") if style is not None and style.get(f"{W}type") == kind else ""

    def numbering(self, name: str) -> int:
        """Find the numbering that a style has, of its own or from the style it is based on."""
        style = self._by_name.get(name.lower())
        seen = 0
        while style is not None and seen < len(self._by_id):
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                return int(number.get(f"{W}val", "0"))
            style, seen = self._by_id.get(_value(style, "basedOn")), seen + 1
        return 0


def _value(node: etree._Element, name: str) -> str:
    child = node.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""


def tree_of(part: Any) -> etree._Element:
    """Give a part a tree of plain lxml: python-docx's elements have a ``text`` of their own."""
    part._element = root = etree.fromstring(etree.tostring(part.element))  # noqa: SLF001 - no other way to set it
    return root


@dataclass
class File:
    """What all parts of one file share."""

    docx: Any  #: python-docx's document.
    writer: Writer
    notes: Mapping[int, Note]
    styles: Styles
    text_width: int
    language: str  #: Of the prose, BCP 47.
    footnotes: Footnotes
    listed: frozenset[str]  #: The sources that the document's own list has.
    named: set[str] = field(default_factory=set)  #: Sections whose columns have had their languages named.
    placed: list[int] = field(default_factory=list)  #: Numbers of the notes in the file, in order.
    citations: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)  #: By source and section.
    count: int = FIRST_NUMBER

    @property
    def numberings(self) -> etree._Element | None:
        """The root of `numbering.xml`, where the file has one."""
        parts = (rel.target_part for rel in self.docx.part.rels.values() if rel.reltype == f"{_RELATION}/numbering")
        part = next(parts, None)
        return part.element if part is not None else None


class Footnotes:
    """The footnotes of a file; a template without any gets the part, and the two lines that Word asks for."""

    def __init__(self, docx: Any) -> None:
        """Read them, or begin them."""
        found = (rel.target_part for rel in docx.part.rels.values() if rel.reltype == f"{_RELATION}/footnotes")
        self.part: Part = next(found, None) or _new_footnotes(docx)
        self.root = etree.fromstring(self.part.blob)

    def add(self, xml: str) -> None:
        """Add one."""
        self.root.extend(parse(xml))

    def next(self) -> int:
        """Give the next identifier."""
        return max(int(note.get(f"{W}id", "0")) for note in self.root) + 1 if len(self.root) else 1

    def save(self) -> None:
        """Put them back into the file."""
        self.part._blob = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001 - python-docx has no door for footnotes


def _new_footnotes(docx: Any) -> Part:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    kinds = (("separator", -1), ("continuationSeparator", 0))
    lines = (
        element("w:footnote", element("w:p", element("w:r", element(f"w:{kind}"))), type=kind, id=number)
        for kind, number in kinds
    )
    xml = DECLARATION + element("w:footnotes", *lines, **ROOT)
    part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, xml.encode(), docx.part.package)
    docx.part.relate_to(part, f"{_RELATION}/footnotes")
    return part


class PartPackage:
    """The writer's `Package` for one part of the file: its text, a head or foot, the footnotes."""

    def __init__(
        self, file: File, part: Part, *, notes: bool, language: str = "", section: Section | None = None
    ) -> None:
        """Answer for a part; footnotes stand in the text alone."""
        self._file = file
        self._part = part
        self._notes = notes
        self._section = section
        self.language = language or file.language

    def speaking(self, language: str) -> PartPackage:
        """Answer for a column in another language."""
        return PartPackage(self._file, self._part, notes=self._notes, language=language, section=self._section)

    def within(self, section: Section) -> PartPackage:
        """Answer for a section, whose citations are noted."""
        return PartPackage(self._file, self._part, notes=self._notes, language=self.language, section=section)

    @property
    def text_width(self) -> int:
        """The width of the text on the page, in twips."""
        return self._file.text_width

    @property
    def main_language(self) -> str:
        """The document's own language, which needs no mark."""
        return self._file.language

    def style(self, name: str, kind: StyleKind) -> str:
        """Find the identifier of a style by its name in Word."""
        return self._file.styles.find(name, kind)

    def number(self) -> int:
        """Give a number that nothing else in the file has."""
        self._file.count += 1
        return self._file.count

    def link(self, url: str) -> str:
        """Relate the part to an address."""
        safe = quote(url, safe="!#$%&'()*+,/:;=?@[]~")
        return self._part.relate_to(safe, f"{_RELATION}/hyperlink", is_external=True)

    def picture(self, picture: Picture) -> str:
        """Put a picture into the file, once, and relate the part to it."""
        image = self._part.package.get_or_add_image_part(io.BytesIO(picture.data))
        return self._part.relate_to(image, f"{_RELATION}/image")

    def numbering(self, style: str, *, ordered: bool, level: int, start: int) -> int:
        """Give the numbering of a style's lists; a list that counts gets one of its own, which starts anew."""
        base = self._file.styles.numbering(style)
        root = self._file.numberings
        if not ordered or not base or root is None:
            return base
        numbers = root.findall(f"{W}num")
        known = {int(number.get(f"{W}numId", "0")): _value(number, "abstractNumId") for number in numbers}
        new = max(known, default=0) + 1
        restart = element("w:lvlOverride", element("w:startOverride", val=start), ilvl=level)
        xml = element("w:num", element("w:abstractNumId", val=known.get(base, "0")), restart, numId=new)
        numbers[-1].addnext(parse(xml)[0])
        return new

    def footnote(self, number: int) -> int | None:
        """Make the footnote of a source: its identifier, 0 where it stands already, None where none can."""
        note = self._file.notes.get(number)
        if note is None or not (self._notes or number in self._file.placed):
            return None
        if number in self._file.placed:
            return 0
        self._file.placed.append(number)
        identifier = self._file.footnotes.next()
        inside = PartPackage(self._file, self._file.footnotes.part, notes=False)
        self._file.footnotes.add(self._file.writer.write_footnote(note, identifier, inside))
        return identifier

    def cited(self, source: str) -> str:
        """Give the anchor of the first citation of a source in a section, for the list of sources to lead back to."""
        section = self._section
        if section is None or not self.listed(source):
            return ""
        places = self._file.citations.setdefault(source, {})
        if section.id in places:
            return ""
        anchor = f"cite_{source}_{section.id}"
        places[section.id] = anchor, " ".join(plain(section.title).split())
        return anchor

    def citations(self, source: str) -> tuple[tuple[str, str], ...]:
        """List where a source is cited so far: by the anchor and the section's title."""
        return tuple(self._file.citations.get(source, {}).values())

    def listed(self, source: str) -> bool:
        """Tell whether the document's list of sources has an entry that a note can lead to."""
        return source in self._file.listed

    def names_columns(self) -> bool:
        """Tell, once a section, that columns are to stand under their languages' names; page one needs none."""
        section = self._section
        if section is None or section.place == "front" or section.id in self._file.named:
            return False
        self._file.named.add(section.id)
        return True

    def word_language(self, tag: str) -> str:
        """Name a language as Word does."""
        return word_language(tag)

    def own_name(self, tag: str) -> str:
        """Name a language in its own words."""
        return own_name(tag)
