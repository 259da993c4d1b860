"""
Markdown, as writers of briefs use it: the only module that knows the `markdown` package.

Paragraphs, emphasis, lists, tables, links, definition lists, abbreviations,
quotations, code; and citations as in Pandoc: ``[@id]``, ``[@id, p. 4]``,
``[@a; @b, pp. 2-3]``. Raw HTML is a fault. Nothing of a text is lost in
silence: what cannot be carried over is reported with its line and column.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

import markdown as python_markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import AUTOMAIL_RE, HTML_RE, InlineProcessor
from markdown.util import AtomicString

from communique.document.elements import ENTITY, Converter, Fault, Faults, PictureRefused, unescape
from communique.document.nodes import Blocks, Inlines, Paragraph
from communique.document.walk import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.document.elements import PictureReader

__all__ = ["Fault", "Parsed", "PictureRefused", "inlines_of", "parse", "parse_line", "plain_text"]

LONGEST_TEXT = 400_000
"""Characters in one text; about a hundred printed pages."""

LONGEST_PARAGRAPH = 20_000
"""Characters without an empty line between them."""

MOST_MARKS = 2_000
"""Marks of emphasis between two empty lines."""

DEEPEST = 20
"""How far lists, quotations, brackets and emphasis may stand inside each other."""

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff"
    "\u115f\u1160\u180e\u2800\u3164\uffa0"  # blanks that count as letters
    "\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"  # no characters, or another one in each font
    + "".join(chr(plane << 16 | last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF))
    + "]|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]"  # a text in signs that nobody sees; flags have some
)
"""What no reader sees, and a program reads; marks that join letters or say their direction are none of it."""

_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ ]*[\w+#.-]*[ ]*\n(?P<code>.*?)(?<=\n)(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL
)
_ADJACENT = re.compile(r"^(: .*\n)(?=[^\s:].*\n: )", re.MULTILINE)
"""A definition right above the next term, which the package would take for words of the definition."""

_CITATION = re.compile(r"@[a-z0-9]+(?:-[a-z0-9]+)*(?:,[^;@]+)?(?:;\s*@[a-z0-9]+(?:-[a-z0-9]+)*(?:,[^;@]+)?)*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as blocks, and what is wrong with it."""

    blocks: Blocks
    faults: tuple[Fault, ...] = ()


@lru_cache(maxsize=2048)
def parse(source: str) -> Parsed:
    """Turn a text into blocks; never raises."""
    return parse_with(source, None)


def parse_with(source: str, read_picture: PictureReader | None) -> Parsed:
    """Turn a text into blocks, with a way to read the pictures that it names."""
    faults = Faults(source)
    text = _checked(source, faults)
    return _parse(text, faults, read_picture) if text else Parsed((), tuple(faults.found))


@lru_cache(maxsize=4096)
def parse_line(source: str) -> Parsed:
    """Turn one line into a paragraph; marks that start lists or headings are characters like any other here."""
    faults = Faults(source)
    text = _checked(source.strip(), faults)
    if re.search(r"\n\s*\n", text):
        faults.add("\n", "one line is expected here", "not-a-line", "Leave out the empty line.")

    def root(_: _Parser) -> Element:
        made = Element("div")
        SubElement(made, "p").text = text
        return made

    return _parsed(root, Converter(faults))


def plain_text(blocks: Blocks) -> str:
    """Write the words of blocks without markup or citations, one line for each block."""
    return plain(blocks)


def inlines_of(blocks: Blocks) -> Inlines:
    """Take the words out of a line that was parsed as one paragraph."""
    return blocks[0].inlines if blocks and isinstance(blocks[0], Paragraph) else ()


# --- before parsing: what would not end, and what cannot be seen


def _checked(source: str, faults: Faults) -> str:
    """Free a text of hidden characters, and refuse one that would take for ever; each is a fault."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    for hidden in HIDDEN.finditer(source if "\r" not in source else text):
        name = f"U+{ord(hidden[0]):04X}"
        faults.at(
            hidden.start(),
            f"this text holds a hidden character ({name})",
            "hidden-character",
            "Delete it; copied text often brings such characters along.",
        )
    text = HIDDEN.sub("", text)
    if len(text) > LONGEST_TEXT or any(_endless(part) for part in _paragraphs(text)):
        hint = f"At most {LONGEST_PARAGRAPH:,} characters between two empty lines, {LONGEST_TEXT:,} in all."
        faults.at(0, "this text is too long to be read", "too-long", hint)
    elif _depth(text) > DEEPEST:
        faults.at(0, f"this text is nested more than {DEEPEST} deep", "too-deep", "Write it flatter.")
    else:
        return text
    return ""


def _endless(paragraph: str) -> bool:
    """Whether a paragraph, or the marks in it, are more than the parser ends with in good time."""
    return len(paragraph) > LONGEST_PARAGRAPH or len(re.findall(r"\*+|_+|<", paragraph)) > MOST_MARKS


def _depth(text: str) -> int:
    """Estimate how far a text is nested, from its marks alone."""
    starts = (match[0] for match in re.finditer(r"^[ >]*(?=[^ >\n])", text, re.MULTILINE))
    indents = max((max(start.count(">"), len(start) // 4) for start in starts), default=0)
    unruled = re.sub(r"^ {0,3}(?:\*+|_+) *$", "", text, flags=re.MULTILINE)
    runs = max((len(run) // 2 for run in re.findall(r"\*{4,}|_{4,}", unruled)), default=0)
    return max(indents, runs, *(_brackets(part) for part in _paragraphs(text)))


def _brackets(paragraph: str) -> int:
    depth = deepest = 0
    for mark in re.findall(r"[\[\]()]", paragraph):
        depth = max(0, depth + (1 if mark in "[(" else -1))
        deepest = max(deepest, depth)
    return deepest


def _paragraphs(text: str) -> list[str]:
    return re.split(r"\n\s*\n", text)


# --- parsing


def _parse(text: str, faults: Faults, read_picture: PictureReader | None) -> Parsed:
    codes: list[str] = []

    def taken(match: re.Match[str]) -> str:
        codes.append(match["code"].removesuffix("\n"))
        return f"\n\ue010{len(codes) - 1}\ue011\n"

    lines = _ADJACENT.sub(r"\1\n", _FENCE.sub(taken, text)).strip("\n").split("\n")

    def root(parser: _Parser) -> Element:
        made = parser.parser.parseDocument(lines).getroot()
        assert made is not None  # noqa: S101 - for the type checker; the parser always makes one
        return made

    return _parsed(root, Converter(faults, tuple(codes), read_picture))


def _parsed(root: Callable[[_Parser], Element], converter: Converter) -> Parsed:
    """Make the tree and turn it into blocks; a parser that was broken off is not used again."""
    with _lock:
        parser = _parser(converter.faults)
        try:
            return _converted(parser, root(parser), converter)
        except RecursionError:
            _shared_parser.cache_clear()
    converter.faults.at(0, "this text is nested too deep", "too-deep", "Write it flatter.")
    return Parsed((), tuple(converter.faults.found))


def _converted(parser: _Parser, root: Element, converter: Converter) -> Parsed:
    for processor in parser.treeprocessors:
        result = processor.run(root)
        root = root if result is None else result
    blocks = converter.document(root)
    _report_unused(parser, root, converter.faults)
    return Parsed(blocks, tuple(sorted(converter.faults.found, key=lambda f: (f.line, f.column))))


def _report_unused(parser: _Parser, root: Element, faults: Faults) -> None:
    """Report definitions that nothing refers to: they would be lost in silence."""
    for name in sorted(set(parser.links) - parser.links.used):
        faults.add(
            f"[{name}]:", f'nothing links to "{name}"', "unused-reference", f"Write [words][{name}], or drop the line."
        )
    used = {element.text for element in root.iter("abbr")}
    for name in sorted(set(parser.abbreviations) - used):
        faults.add(
            f"*[{name}]:",
            f'the short form "{name}" does not stand in this text',
            "unused-abbreviation",
            "Drop the line.",
        )


_lock = threading.Lock()


class _Parser(python_markdown.Markdown):
    """The package's parser, with the faults of the text at hand and what it defines."""

    faults: Faults
    links: _References
    abbreviations: dict[str, str]


def _parser(faults: Faults) -> _Parser:
    parser = _shared_parser()
    parser.reset()
    parser.faults = faults
    return parser


@lru_cache
def _shared_parser() -> _Parser:
    parser = _Parser(extensions=["def_list", "abbr", "sane_lists", TableExtension(), _Briefs()])
    parser.abbreviations = next(e.abbrs for e in parser.registeredExtensions if hasattr(e, "abbrs"))
    parser.links = _References()
    parser.references = parser.links
    return parser


class _Briefs(Extension):
    """What briefs add to Markdown, and what they take away from it."""

    def extendMarkdown(self, md: python_markdown.Markdown) -> None:  # noqa: N802 - the package's name
        md.preprocessors.deregister("html_block")
        md.treeprocessors.deregister("prettify")
        md.ESCAPED_CHARS.append("<")  # as our own hint on raw HTML says
        for name in ("html", "entity", "automail"):
            md.inlinePatterns.deregister(name)
        for processor, name, priority in (
            (_Citation(_CITED, md), "citation", 175),
            (_Footnote(r"\[\^[^\[\]\s]+\]", md), "footnote", 174),
            (_Mail(AUTOMAIL_RE, md), "automail", 110),
            (_Raw(_HTML, md), "raw", 90),
            (_Entity(ENTITY.pattern, md), "entity", 80),
        ):
            md.inlinePatterns.register(processor, name, priority)
        md.parser.blockprocessors.register(_Tables(md.parser, {"use_align_attribute": False}), "table", 75)


_CITED = r"\[(?P<inner>(?:-?@|[^\[\]\n@]{0,40}\s-?@)[^\[\]]*)\](?!\()"
"""What looks like a citation: brackets whose words begin with an ``@``, or lead up to one."""

_HTML = HTML_RE + r"|<!--|<!\[CDATA\[|<\?(?=\w)|<!(?=[A-Za-z])"
"""What looks like HTML, with comments that are never closed."""


class _References(dict[str, tuple[str, str]]):
    """Link definitions, and which of them a link has used."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> tuple[str, str]:
        self.used.add(name)
        return super().__getitem__(name)

    def clear(self) -> None:
        super().clear()
        self.used.clear()


class _Processor(InlineProcessor):
    """Turns what its pattern matches into an element; always takes the whole match."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str | None, int, int]:  # type: ignore[override]  # noqa: N802, ARG002
        return self.made(m), m.start(0), m.end(0)

    def made(self, match: re.Match[str]) -> Element | str | None:
        """Make the element; None leaves the words as they are."""
        raise NotImplementedError

    def fault(self, match: re.Match[str], message: str, code: str, hint: str) -> None:
        """Report a fault at the place of the match."""
        assert isinstance(self.md, _Parser)  # noqa: S101 - for the type checker; there is no other parser
        self.md.faults.add(match[0], message, code, hint)


class _Citation(_Processor):
    def made(self, match: re.Match[str]) -> Element | None:
        inner = match["inner"].strip()
        if not _CITATION.fullmatch(inner):
            hint = "Write [@id], [@id, p. 4] or [@first; @second], each id as it stands under `sources`."
            self.fault(match, "this is not a citation", "bad-citation", hint)
            return None
        return _element("cite", inner)


class _Footnote(_Processor):
    def made(self, match: re.Match[str]) -> None:
        hint = "Cite a source as [@id]; put a remark into the text."
        self.fault(match, "a brief has no footnotes of its own", "footnote", hint)


class _Mail(_Processor):
    def made(self, match: re.Match[str]) -> Element:
        address = self.unescape(match[1]).removeprefix("mailto:")
        return _element("a", address, href=f"mailto:{address}")


class _Raw(_Processor):
    def made(self, match: re.Match[str]) -> Element:
        return _element("raw", self.unescape(match[0]))


class _Entity(_Processor):
    def made(self, match: re.Match[str]) -> str:
        character = unescape(match[0])
        if HIDDEN.search(character) or character in {"", "\ufffd"}:
            self.fault(match, f"{match[0]} is a hidden character", "hidden-character", "Delete it.")
            return ""
        return "".join(f"\x02{ord(c)}\x03" for c in character)


def _element(tag: str, text: str, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text = AtomicString(text)
    return element


class _Tables(TableProcessor):
    """Tables as they are, but for cells beyond the last column, which would be lost in silence."""

    def _build_row(self, row: str, parent: Element, align: list[str | None]) -> None:
        if len(self._split_row(row)) > len(align):  # type: ignore[attr-defined]
            hint = r"Give the head as many cells, or write \| for a bar within a cell."
            assert isinstance(self.parser.md, _Parser)  # noqa: S101 - for the type checker
            self.parser.md.faults.add(
                row.strip(), "this row has more cells than its table has columns", "wide-row", hint
            )
        super()._build_row(row, parent, align)  # type: ignore[misc]
