"""
From the element tree of a Markdown parser to nodes of the document.

Whatever stands in the tree comes out, as a node or as a fault: an element that
is not known here keeps its words and is reported.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from communique.document.nodes import (
    Abbreviation,
    Block,
    Blocks,
    BulletList,
    Cite,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionList,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Quotation,
    Row,
    Rule,
    Strong,
    Table,
    Text,
)
from communique.document.urls import refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol
    from xml.etree.ElementTree import Element

    from communique.document.nodes import Picture

    class PictureReader(Protocol):
        """Whoever reads the pictures of a text; raises PictureRefused."""

        def __call__(self, name: str, alt: str) -> Picture:
            """Read a picture by its file name."""


INLINE = {"em", "strong", "code", "a", "abbr", "br", "img", "cite", "raw", "d"}
"""Elements that stand within a line."""

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""A character by its name or number: ``&nbsp;``, ``&#8211;``."""


class PictureRefused(Exception):
    """A picture that may not or cannot be read, with the code and the hint of the fault."""

    def __init__(self, message: str, *, code: str = "bad-picture", hint: str = "") -> None:
        """Keep what the fault will say."""
        super().__init__(message)
        self.code = code
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text, where in it (from 1), and the way out."""

    line: int
    column: int
    message: str
    code: str
    hint: str = ""


@dataclass(slots=True)
class Faults:
    """The faults of one text, placed by looking for the words that each is about."""

    source: str
    found: list[Fault] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def add(self, needle: str, message: str, code: str, hint: str = "") -> None:
        """Report a fault at the next place where the words stand, at the start where they cannot be found."""
        needle = needle.partition("\x02")[0]
        at = self.source.find(needle, self._seen.get(needle, 0)) if needle else 0
        if at >= 0:
            self._seen[needle] = at + len(needle)
        self.at(max(at, 0), message, code, hint)

    def at(self, offset: int, message: str, code: str, hint: str = "") -> None:
        """Report a fault at a place in the text, counted in characters from 0."""
        line = self.source.count("\n", 0, offset) + 1
        column = offset - (self.source.rfind("\n", 0, offset) + 1) + 1
        self.found.append(Fault(line, column, message, code, hint))


def unescape(text: str) -> str:
    """Turn named and numbered characters into themselves: ``&ndash;`` becomes a dash."""
    return ENTITY.sub(lambda match: html.unescape(match[0]), text)


def raw_code(text: str) -> str:
    """Undo the escaping that the parser gives to code, once."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@dataclass(slots=True)
class Converter:
    """Turns elements into nodes, and keeps the faults met on the way."""

    faults: Faults
    codes: tuple[str, ...] = ()  #: The fenced blocks, taken out before parsing.
    read_picture: PictureReader | None = None
    levels: dict[str, int] = field(default_factory=dict)  #: Heading tags in use, and what they become.

    def document(self, root: Element) -> Blocks:
        """Turn the whole tree into blocks."""
        used = sorted({e.tag for e in root.iter() if re.fullmatch("h[1-6]", e.tag)})
        self.levels = {tag: level for level, tag in enumerate(used, start=1)}
        return self.blocks(root)

    # --- blocks

    def blocks(self, element: Element) -> Blocks:
        """Turn the content of an element into blocks; words that stand loose become paragraphs."""
        return tuple(self._blocks(element))

    def _blocks(self, element: Element) -> Iterator[Block]:
        loose: list[Inline] = list(_text(element.text))
        for child in element:
            if child.tag in INLINE:
                loose += self.inline(child)
            else:
                yield from self._paragraph(loose)
                loose = []
                yield from self.block(child)
            loose += _text(child.tail)
        yield from self._paragraph(loose)

    def _paragraph(self, inlines: Iterable[Inline]) -> Iterator[Block]:
        tidied = tidy(inlines)
        if tidied:
            yield Paragraph(inlines=tidied)

    def block(self, element: Element) -> Iterator[Block]:
        """Turn one element into blocks."""
        match element.tag:
            case "p":
                yield from self._figure_or_paragraph(element)
            case "ul":
                yield BulletList(items=self._items(element))
            case "ol":
                yield OrderedList(items=self._items(element), start=_number(element.get("start")))
            case "dl":
                yield DefinitionList(items=tuple(self._definitions(element)))
            case "blockquote":
                yield Quotation(blocks=self.blocks(element))
            case "pre":
                yield CodeBlock(text=raw_code("".join(element.itertext())).rstrip("\n"))
            case "hr":
                yield Rule()
            case "table":
                yield self._table(element)
            case tag if tag in self.levels:
                yield Heading(inlines=self.inlines(element), level=self.levels[tag])
            case tag:
                self.faults.add("", f"this Markdown makes <{tag}>, which a brief cannot hold", "unknown-markup")
                yield from self.blocks(element)

    def _figure_or_paragraph(self, element: Element) -> Iterator[Block]:
        code = re.fullmatch("\ue010(\\d+)\ue011", (element.text or "").strip())
        if code and not len(element):
            yield CodeBlock(text=self.codes[int(code[1])])
        elif (
            len(element) == 1
            and element[0].tag == "img"
            and not (element.text or "").strip()
            and not (element[0].tail or "").strip()
        ):
            yield from self._figure(element[0])
        else:
            yield from self._paragraph(self._inlines(element))

    def _figure(self, image: Element) -> Iterator[Block]:
        name, alt = unescape(image.get("src", "")), unescape(image.get("alt", ""))
        if self.read_picture is None:
            self._no_picture(name)
        else:
            try:
                yield Figure(picture=self.read_picture(name, alt), caption=tidy(_text(image.get("title"))))
            except PictureRefused as refused:
                self.faults.add(name, str(refused), refused.code, refused.hint)

    def _no_picture(self, name: str) -> None:
        hint = (
            "A picture stands in a paragraph of its own, in a text of more than one line, in a brief that has a folder."
        )
        self.faults.add(name, "a picture cannot stand here", "picture-in-text", hint)

    def _items(self, element: Element) -> tuple[Blocks, ...]:
        return tuple(self.blocks(item) for item in element)

    def _definitions(self, element: Element) -> Iterator[Definition]:
        term: Inlines | None = None
        blocks: Blocks = ()
        for child in element:
            if child.tag == "dt":
                if term is not None:
                    yield Definition(term=term, blocks=blocks)
                term, blocks = self.inlines(child), ()
            else:
                blocks += self.blocks(child)
        yield Definition(term=term or (), blocks=blocks)

    def _table(self, element: Element) -> Table:
        columns = tuple(
            Column(title=self.inlines(cell), align=_align(cell)) for cell in element.iterfind("thead/tr/th")
        )
        rows = (Row(cells=tuple(self.blocks(cell) for cell in row)) for row in element.iterfind("tbody/tr"))
        return Table(columns=columns, rows=tuple(row for row in rows if any(row.cells)))

    # --- inlines

    def inlines(self, element: Element) -> Inlines:
        """Turn the content of an element into inlines."""
        return tidy(self._inlines(element))

    def _inlines(self, element: Element) -> Iterator[Inline]:
        yield from _text(element.text)
        for child in element:
            yield from self.inline(child)
            yield from _text(child.tail)

    def inline(self, element: Element) -> Iterator[Inline]:
        """Turn one element into inlines."""
        match element.tag:
            case "em":
                yield from _wrapped(Emphasis, self._inlines(element))
            case "strong":
                yield from _wrapped(Strong, self._inlines(element))
            case "code":
                yield Code(_spaced(raw_code(element.text or "")))
            case "a":
                yield from self._link(element)
            case "abbr":
                yield Abbreviation(element.text or "", _spaced(element.get("title", "")))
            case "br":
                yield LineBreak()
            case "cite":
                yield from _cites(element)
            case "raw":
                yield from self._raw(element.text or "")
            case "img":
                self._no_picture(unescape(element.get("src", "")))
                yield from _text(element.get("alt"))
            case tag:
                self.faults.add("", f"this Markdown makes <{tag}>, which cannot stand within a line", "unknown-markup")
                yield from self._inlines(element)

    def _raw(self, text: str) -> Iterator[Inline]:
        hint = "Write Markdown; for a plain less-than sign write \\<."
        self.faults.add(text, "raw HTML is not allowed", "raw-html", hint)
        yield Text(text)

    def _link(self, element: Element) -> Iterator[Inline]:
        url = unescape(element.get("href", "")).strip()
        inlines = tuple(self._inlines(element))
        if problem := refusal(url):
            hint = "A link leads to https:, http:, mailto:, tel: or to an #anchor in this brief."
            self.faults.add(element.get("href", ""), problem, "bad-link", hint)
            yield from inlines
            return
        if element.get("title"):
            self.faults.add(
                element.get("title", ""), "the title of a link is not printed", "link-title", "Say it in the text."
            )
        if not tidy(inlines):
            self.faults.add(element.get("href", ""), "this link has no words", "empty-link", "Write [words](address).")
        if any(child.tag in {"a", "cite"} for child in element.iter() if child is not element):
            self.faults.add(
                element.get("href", ""),
                "a link cannot hold another link or a citation",
                "nested-link",
                "Put it after the link.",
            )
        yield Link(tidy(inlines), url)


def _wrapped(kind: type[Emphasis | Strong], inlines: Iterable[Inline]) -> Iterator[Inline]:
    inner = merged(inlines)
    if inner:
        yield kind(inner)


def _cites(element: Element) -> Iterator[Inline]:
    for part in (element.text or "").split(";"):
        source, _, locator = part.strip().removeprefix("@").partition(",")
        yield Cite(source.strip(), _locator(locator))


def _locator(text: str) -> str:
    """Keep ``p. 4`` on one line."""
    return re.sub(r"\.\s+(?=\w)", ".\u00a0", _spaced(text).strip())


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 1  # noqa: PLR2004 - a list from a million on is a typing error


def _align(cell: Element) -> Literal["start", "center", "end"]:
    style = cell.get("style", "")
    return "center" if "center" in style else "end" if "right" in style else "start"


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text)


def _text(text: str | None) -> Iterator[Inline]:
    if text:
        yield Text(_spaced(text))


def merged(inlines: Iterable[Inline]) -> Inlines:
    """Join neighbouring texts, close the gap before a citation, and join citations that follow one another."""
    done: list[Inline] = []
    for inline in inlines:
        last = done[-1] if done else None
        match last, inline:
            case Text(), Text():
                done[-1] = Text(_spaced(last.text + inline.text))
            case Text(" "), Cite() if len(done) > 1 and isinstance(done[-2], Cite):
                done[-1] = replace(inline, joined=True)
            case Text(), Cite():
                done[-1:] = [Text(last.text.rstrip(" ")), inline] if last.text.strip(" ") else [inline]
            case Cite(), Cite():
                done.append(replace(inline, joined=True))
            case _:
                done.append(inline)
    return tuple(done)


def tidy(inlines: Iterable[Inline]) -> Inlines:
    """Merge the inlines of a whole line, and drop the space at both its ends."""
    done = list(merged(inlines))
    while done and _blank(done[0]):
        done.pop(0)
    while done and _blank(done[-1]):
        done.pop()
    if done and isinstance(done[0], Text):
        done[0] = Text(done[0].text.lstrip(" "))
    if done and isinstance(done[-1], Text):
        done[-1] = Text(done[-1].text.rstrip(" "))
    return tuple(_after_break(done))


def _after_break(inlines: Iterable[Inline]) -> Iterator[Inline]:
    last: Inline | None = None
    for inline in inlines:
        stripped = Text(inline.text.lstrip(" ")) if isinstance(inline, Text) and isinstance(last, LineBreak) else inline
        if stripped != Text(""):
            yield stripped
        last = inline


def _blank(inline: Inline) -> bool:
    return isinstance(inline, LineBreak) or (isinstance(inline, Text) and not inline.text.strip(" "))
