"""What the tests of the Word file share: a package that only writes down, a file taken apart, a letter with a change."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from lxml import etree

from communique.engines import word
from communique.ooxml import NAMESPACES
from communique.packs.pack import Pack, find_pack
from communique.places import Place, shipped
from communique.writers import docx

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from communique.document.nodes import Document, Picture, Section
    from communique.problems import Problem
    from communique.word_styles import StyleKind

W = f"{{{NAMESPACES['w']}}}"


@dataclass
class NotedPackage:
    """A package that has everything, and notes what it was asked for."""

    text_width: int = 9000
    language: str = "en"
    main_language: str = "en"
    notes: tuple[int, ...] = (1, 2, 3)
    asked: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    placed: list[int] = field(default_factory=list)
    sources: tuple[str, ...] = ()
    sections: list[str] = field(default_factory=list)
    count: int = 0

    def style(self, name: str, kind: StyleKind) -> str:
        self.asked.append((name, kind))
        return "".join(word[:1].upper() + word[1:] for word in name.split())

    def number(self) -> int:
        self.count += 1
        return self.count

    def link(self, url: str) -> str:
        self.links.append(url)
        return f"rId{len(self.links)}"

    def picture(self, picture: Picture) -> str:
        return f"rIdPicture{picture.width}"

    def numbering(self, style: str, *, ordered: bool, level: int, start: int) -> int:
        self.asked.append((f"{style} {level} {start}", "numbering"))
        return self.number() if ordered else 1

    def footnote(self, number: int) -> int | None:
        if number not in self.notes:
            return None
        if number in self.placed:
            return 0
        self.placed.append(number)
        return number

    def speaking(self, language: str) -> NotedPackage:
        return replace(self, language=language)

    def within(self, section: Section) -> NotedPackage:
        self.sections.append(section.id)
        return self

    def cited(self, source: str) -> str:
        section = self.sections[-1] if self.sections else ""
        return f"cite_{source}_{section}" if section and source in self.sources else ""

    def citations(self, source: str) -> tuple[tuple[str, str], ...]:
        return tuple((f"cite_{source}_{section}", section) for section in self.sections if source in self.sources)

    def listed(self, source: str) -> bool:
        return source in self.sources

    def names_columns(self) -> bool:
        return True

    def word_language(self, tag: str) -> str:
        return tag

    def own_name(self, tag: str) -> str:
        return tag.upper()


def read(xml: str) -> etree._Element:
    """Read what a writer wrote."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return etree.fromstring(f"<w:body {declared}>{xml}</w:body>")


def find(root: etree._Element, path: str) -> list[etree._Element]:
    """Find elements by an XPath with Word's usual prefixes."""
    return cast("list[etree._Element]", root.xpath(path, namespaces=NAMESPACES))


def values(root: etree._Element, path: str) -> list[str]:
    """Find the values of attributes, or texts."""
    return [str(value) for value in find(root, path)]


def words(root: etree._Element) -> str:
    """Read the text below an element."""
    return "".join(node.text or "" for node in root.iter(f"{W}t"))


class WordFile:
    """A Word file taken apart, without python-docx."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def part(self, name: str) -> etree._Element:
        return etree.fromstring(self.parts[name])

    @cached_property
    def body(self) -> etree._Element:
        return self.part("word/document.xml")

    @cached_property
    def text(self) -> str:
        return "\n".join(words(paragraph) for paragraph in self.body.iter(f"{W}p"))


def pack(name: str = "default") -> Pack:
    """Find a shipped pack."""
    return find_pack(name, Place(shipped()))


def made(document: Document, name: str = "default") -> WordFile:
    """Make a document with a shipped pack, and take it apart."""
    return WordFile(make(document, pack(name))[0])


def make(document: Document, of: Pack) -> tuple[bytes, tuple[Problem, ...]]:
    """Make a document with a pack."""
    return word.make(document, pack=of, writer=docx)


def letter(changes: Mapping[str, str] | None = None, part: str = "word/document.xml") -> bytes:
    """Take the default letter, with some strings of one part changed."""
    with zipfile.ZipFile(io.BytesIO(pack().read("letter.docx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode()
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new, 1)
    return zipped({**parts, part: text.encode()})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts into a file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def pack_with(folder: Path, data: bytes) -> Pack:
    """Make a pack of a user's own that holds this letter."""
    target = folder / "templates" / "own" / "brief" / "letter.docx"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return find_pack("own", Place(folder))
