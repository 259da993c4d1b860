"""
What a Word template asks for, kept apart until docxtpl is done.

docxtpl fills a template in as one long string, and reads that string again and
again with regular expressions, which change words that look like its own tags.
So it never sees a word of the brief: a template gets *marks*, and when docxtpl
is done each mark gives way to what it stands for.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from lxml import etree
from markupsafe import Markup

from communique.document.nodes import Block, Inline, Section
from communique.engines.word_language import word_language
from communique.ooxml import NAMESPACES, clean, element
from communique.scripts import ideographic, right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from communique.document.nodes import Document

OPEN, CLOSE = "\uf8f0", "\uf8f1"  # private use: no template has them
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_PLAIN = re.compile(r"[A-Za-z0-9#.-]{0,32}")  # a colour, a number: docxtpl may work with it, and can do no harm

W = f"{{{NAMESPACES['w']}}}"
_RUN_ORDER = [
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a template asked for: a string, or what the writer makes of nodes."""

    kind: Literal["text", "inlines", "blocks", "contents"]
    value: Any
    name: str  #: As a message names it: ``body``.
    language: str = ""  #: Of a string that is in another language than the text.


def _checked(value: Any, kinds: tuple[type, ...], name: str) -> tuple[Any, ...]:
    """See at once, where the template's place is known, whether it gave what can be written."""
    given = tuple(value)
    wrong = next((type(item).__name__ for item in given if not isinstance(item, kinds)), None)
    if wrong:
        raise TypeError(f"{name} cannot write {wrong}")
    return given


class Writing(Protocol):
    """Writes a slot's nodes for the part of the file that they stand in."""

    def __call__(self, slot: Slot) -> str:
        """Write Office Open XML."""


@dataclass
class Slots:
    """All that one rendering asked for."""

    asked: list[Slot] = field(default_factory=list)

    def text(self, value: object) -> object:
        """Keep a value that a template prints; Jinja calls this for each."""
        if isinstance(value, Markup):
            return value
        words = "" if value is None else str(value)
        if _PLAIN.fullmatch(words):
            return Markup(words)  # noqa: S704 - letters and digits
        return self._mark(Slot("text", words, ""))

    def labels(self, document: Document) -> Mapping[str, str]:
        """Keep the fixed words in their own language, where the text is in another."""
        if document.language == document.prose_language:
            return document.labels
        return {name: self._mark(Slot("text", words, "", document.language)) for name, words in document.labels.items()}

    def inlines(self, value: Any) -> Markup:
        """Keep words for the run that asks for them."""
        return self._mark(Slot("inlines", _checked(value, get_args(Inline), "inlines"), "inlines"))

    def blocks(self, value: Any, name: str, kind: Literal["blocks", "contents"] = "blocks") -> Markup:
        """Keep blocks for the paragraph that gives way to them."""
        mark = self._mark(Slot(kind, _checked(value, (*get_args(Block), Section), name), name))
        return Markup(element("w:p", element("w:r", element("w:t", mark))))  # noqa: S704 - our own mark, in our own markup

    def _mark(self, slot: Slot) -> Markup:
        self.asked.append(slot)
        return Markup(f"{OPEN}{len(self.asked) - 1}{CLOSE}")  # noqa: S704 - our own mark

    def of(self, words: str) -> Iterator[Slot]:
        """Go through the slots whose marks stand in a text."""
        return (self.asked[int(number)] for number in MARK.findall(words))

    def say(self, words: str) -> str:
        """Put plain strings in the place of their marks; anything else cannot stand in a plain string."""
        return MARK.sub(lambda mark: self._plain(int(mark[1])), words)

    def _plain(self, number: int) -> str:
        slot = self.asked[number]
        return clean(re.sub(r"\s+", " ", slot.value)) if slot.kind == "text" else ""


def fill(root: etree._Element, slots: Slots, write: Writing) -> list[str]:
    """Put everything in its place, in the order of the page; name the slots that stand where they cannot."""
    misplaced = []
    _wrap_bare(root)
    for node in list(root.iter(f"{W}t")):
        asked = list(slots.of(node.text or ""))
        if not asked or node.getparent() is None:
            continue
        if asked[0].kind in ("blocks", "contents"):
            misplaced += _fill_paragraph(node, asked[0], write)
        else:
            _fill_run(node, slots, write)
    _fill_attributes(root, slots)
    return misplaced


def parse(xml: str) -> list[etree._Element]:
    """Read what a writer wrote."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return list(etree.fromstring(f"<parts {declared}>{xml}</parts>", parser))


def _replace(old: etree._Element, new: Iterable[etree._Element]) -> None:
    parent = old.getparent()
    if parent is None:  # pragma: no cover - a root is never replaced
        return
    at = parent.index(old)
    parent[at : at + 1] = list(new)


def _fill_paragraph(node: etree._Element, slot: Slot, write: Writing) -> list[str]:
    run = node.getparent()
    paragraph = run.getparent() if run is not None else None
    around = paragraph.getparent() if paragraph is not None else None
    if paragraph is None or around is None or around.tag not in _HOLDS_BLOCKS:
        return [slot.name]
    if slot.kind == "blocks":
        _replace(paragraph, parse(write(slot)))
    return []


_HOLDS_BLOCKS = frozenset(
    f"{W}{name}" for name in ("body", "tc", "hdr", "ftr", "footnote", "sdtContent", "txbxContent")
)


def _fill_run(node: etree._Element, slots: Slots, write: Writing) -> None:
    """Take the run around a text apart at its marks; each piece keeps the run's look."""
    run = node.getparent()
    if run is None or run.tag != f"{W}r":
        return
    look = run.find(f"{W}rPr")
    pieces: list[etree._Element] = []
    for child in [child for child in run if child is not look]:
        if child.tag == f"{W}t" and MARK.search(child.text or ""):
            pieces += _pieces(child.text or "", look, slots, write)
        else:
            pieces.append(_run(look, child))
    _replace(run, pieces)


def _pieces(words: str, look: etree._Element | None, slots: Slots, write: Writing) -> Iterator[etree._Element]:
    parts = MARK.split(words)
    for index, part in enumerate(parts):
        slot = slots.asked[int(part)] if index % 2 else None
        if slot and slot.kind == "inlines":
            yield from (_looking(piece, look) for piece in parse(write(slot)))
        elif said := slots.say(f"{OPEN}{part}{CLOSE}") if slot else part:
            yield _run(look, _text(said), language=slot.language if slot else "")


def _text(words: str) -> etree._Element:
    node = etree.Element(f"{W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    node.text = words
    return node


def _run(look: etree._Element | None, *children: etree._Element, language: str = "") -> etree._Element:
    run = etree.Element(f"{W}r")
    if look is not None:
        run.append(deepcopy(look))
    if language:
        _speak(run, language)
    run.extend(children)
    return run


def _speak(run: etree._Element, language: str) -> None:
    """Say the language of a run of fixed words, and which way it goes."""
    turned, name = right_to_left(language), word_language(language)
    properties = run.find(f"{W}rPr")
    if properties is None:
        run.append(properties := etree.Element(f"{W}rPr"))
    properties.append(etree.Element(f"{W}rtl", {f"{W}val": str(int(turned))}))
    keys = ("bidi",) if turned else ("val", "eastAsia") if ideographic(language) else ("val",)
    properties.append(etree.Element(f"{W}lang", {f"{W}{key}": name for key in keys}))
    properties[:] = sorted(properties, key=run_order)


def _looking(piece: etree._Element, look: etree._Element | None) -> etree._Element:
    """Give the runs of a piece the template's look, where they have none of their own."""
    if look is not None:
        for run in piece.iter(f"{W}r"):
            own = run.find(f"{W}rPr")
            if own is None:
                run.insert(0, own := etree.Element(f"{W}rPr"))
            has = {child.tag for child in own}
            own.extend(deepcopy(child) for child in look if child.tag not in has)
            own[:] = sorted(own, key=run_order)
    return piece


def run_order(node: etree._Element) -> int:
    """Tell where a property of a run stands among the others, as the schema asks for."""
    name = etree.QName(node).localname
    return _RUN_ORDER.index(name) if name in _RUN_ORDER else len(_RUN_ORDER)


def _wrap_bare(root: etree._Element) -> None:
    """Give marks that docxtpl left without a run (``{{r x }}``) one."""
    for node in list(root.iter(f"{W}p", f"{W}r", f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}pPr", f"{W}hyperlink")):
        if MARK.search(node.tail or ""):
            node.addnext(_run(None, _text(node.tail or "")))
            node.tail = None
        if node.tag == f"{W}p" and MARK.search(node.text or ""):
            node.insert(0, _run(None, _text(node.text or "")))
            node.text = None


def _fill_attributes(root: etree._Element, slots: Slots) -> None:
    """Fill what is no text of a run: an attribute, the words in a drawing, a field's instruction."""
    for node in root.iter():
        for name, value in node.attrib.items():
            if OPEN in str(value):
                node.set(name, slots.say(str(value)))
        if node.tag != f"{W}t" and node.text and OPEN in node.text:
            node.text = slots.say(node.text)
