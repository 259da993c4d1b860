"""
Word's door: a letter of the pack, filled in, and given back as the bytes of a file.

docxtpl fills in the letter, in our sandbox, and python-docx opens and packs the
file. What the letter asks for is written by a ``Writer`` that the caller hands
in (``communique.writers.docx``), for engines know no writers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from communique.document.nodes import Paragraph, Section, Span, Text
from communique.document.walk import walk
from communique.engines.word_contents import insert_contents
from communique.engines.word_direction import set_language, turn
from communique.engines.word_file import (
    Unreadable,
    describe,
    forget,
    open_letter,
    suspicions,
)
from communique.engines.word_file import (
    pack as pack_file,
)
from communique.engines.word_fonts import drop_fonts
from communique.engines.word_package import File, Footnotes, PartPackage, Styles, tree_of
from communique.engines.word_paper import set_paper
from communique.engines.word_slots import Slot, Slots, W, fill
from communique.engines.word_template import Tag, check_tags, map_error, open_tags, tags_of
from communique.errors import InvalidPack
from communique.ooxml import EMU_PER_TWIP
from communique.problems import Location, Problem, Severity, faults
from communique.scripts import right_to_left
from communique.word_styles import WORD_STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from communique.document.nodes import Blocks, Document, Inlines, Note
    from communique.packs.pack import Pack

LETTER = "letter.docx"
_SOURCE = re.compile(r"sources\[(.+)\]")


class Writer(Protocol):
    """Nodes to Office Open XML: ``communique.writers.docx``."""

    def write_inlines(self, inlines: Inlines, package: Any) -> str:
        """Write words as runs."""

    def write_section(self, section: Section, package: Any) -> str:
        """Write a section under its heading."""

    def write_loose(self, blocks: Blocks, package: Any) -> str:
        """Write blocks that stand in no section."""

    def write_footnote(self, note: Note, identifier: int, package: Any) -> str:
        """Write the footnote of a source."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a letter has, for `communique packs check`."""

    names: tuple[str, ...]  #: What its tags say, in order.
    styles: tuple[str, ...]  #: The styles it defines.
    problems: tuple[Problem, ...]


def make(document: Document, *, pack: Pack, writer: Writer) -> tuple[bytes, tuple[Problem, ...]]:
    """Fill in the pack's letter; raise InvalidPack with all its faults where that cannot be done."""
    path = pack.require(LETTER)
    file = pack.shown(path)
    letter = _open(path.read_bytes(), file)
    tags = tags_of(letter.docx)
    _stop_at(_problems(letter.docx, tags, file))
    if pack.paper:
        set_paper(letter.docx, pack.paper)
    slots = Slots()
    _render(letter, document, pack, slots, _Where(tags, file))
    problems = _fill(letter.docx, document, writer, slots, file)
    describe(letter.docx, document)
    set_language(letter.docx, document)
    forget(letter.docx)
    return pack_file(letter.docx), problems


def inspect(data: bytes, *, file: str) -> Inspection:
    """Look a letter over without filling it in: its tags, its styles, and what is wrong with them."""
    try:
        letter = _open(data, file)
    except InvalidPack as error:
        return Inspection((), (), error.problems)
    tags = tags_of(letter.docx)
    styles = Styles(letter.docx.styles.element)
    missing = tuple(_missing_styles(styles, file))
    return Inspection(tuple(tag.words for tag in tags), styles.names, (*_problems(letter.docx, tags, file), *missing))


def _stop_at(problems: tuple[Problem, ...]) -> None:
    if faults(problems):
        raise InvalidPack(problems)


def _open(data: bytes, file: str) -> Any:
    try:
        return open_letter(data)
    except Unreadable as error:
        problem = Problem(message=f"cannot be used as a letter: {error}", code="bad-letter", location=Location(file))
        raise InvalidPack([problem]) from error


def _problems(docx: Any, tags: tuple[Tag, ...], file: str) -> tuple[Problem, ...]:
    return (*suspicions(docx, file), *open_tags(docx, file), *check_tags(tags, file))


def _missing_styles(styles: Styles, file: str) -> Iterator[Problem]:
    for name, kind in WORD_STYLES.items():
        found = styles.kind(name)
        if found != kind:
            hint = f"Make a {kind} style of that name in Word, or copy the letter of another pack."
            message = f'the {kind} style "{name}" is missing' + (f": it is a {found} style" if found else "")
            yield Problem(message=message, code="missing-style", location=Location(file), hint=hint)


# --- filling in -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Where:
    """What a message about the letter needs to name a place in it."""

    tags: tuple[Tag, ...]
    file: str


def _render(letter: Any, document: Document, pack: Pack, slots: Slots, where: _Where) -> None:
    """Let docxtpl fill the letter with marks, in our sandbox: its own is none, and does not escape."""
    environment = pack.environment().overlay(finalize=slots.text)
    try:
        letter.render(_names(document, pack, slots), environment, autoescape=True)
    except MemoryError:
        raise
    except Exception as error:  # a template can make Python raise anything
        raise InvalidPack([map_error(error, where.tags, where.file)]) from error


def _names(document: Document, pack: Pack, slots: Slots) -> dict[str, Any]:
    """Name what a letter may ask for."""
    language = document.language
    return {
        "document": document,
        "front": document.front,
        "labels": slots.labels(document),
        "pack": pack.settings,
        "language": language,
        "direction": "rtl" if right_to_left(language) else "ltr",
        "inlines": slots.inlines,
        "blocks": partial(slots.blocks, name="blocks"),
        "section": lambda section: slots.blocks((section,), "section"),
        "sections": lambda place: slots.blocks(document.at(place), "sections"),
        "body": slots.blocks(document.at("body") + document.at("back"), "body"),
        "contents": slots.blocks((), "contents", "contents"),
    }


def _fill(docx: Any, document: Document, writer: Writer, slots: Slots, file: str) -> tuple[Problem, ...]:
    """Put what was asked for in its place; contents last, for they list what stands there by then."""
    shared = _file(docx, document, writer, file)
    package = PartPackage(shared, docx.part, notes=True)
    text = tree_of(docx.part)
    misplaced = fill(text, slots, partial(_write, writer, package))
    for part in _heads_and_feet(docx):
        here = PartPackage(shared, part, notes=False)
        misplaced += fill(tree_of(part), slots, partial(_write, writer, here))
    notes = PartPackage(shared, shared.footnotes.part, notes=False)
    misplaced += fill(shared.footnotes.root, slots, partial(_write, writer, notes))
    for paragraph in _contents(text, slots):
        title = document.labels.get("contents", "Contents")
        words = writer.write_inlines((Span((Text(title),), language=document.language),), package)
        insert_contents(paragraph, text, package, title, words)
    parts = [text, *(tree_of(part) for part in _heads_and_feet(docx)), shared.footnotes.root]
    turn(docx, parts, document.prose_language)
    drop_fonts(docx, parts)
    shared.footnotes.save()
    problems = (*_misplaced(misplaced, file), *_disorder(shared, file))
    _stop_at(problems)
    return (*problems, *_unstyled(shared.styles, file))


def _heads_and_feet(docx: Any) -> list[Any]:
    return [rel.target_part for rel in docx.part.rels.values() if rel.reltype.endswith(("/header", "/footer"))]


def _file(docx: Any, document: Document, writer: Writer, file: str) -> File:
    if not docx.sections:
        hint = "Open it in Word and save it again; a tag must not print markup of its own."
        message = "the letter has no page set-up, or loses it when it is filled in"
        raise InvalidPack([Problem(message=message, code="bad-letter", location=Location(file), hint=hint)])
    page = docx.sections[0]
    width = page.page_width - page.left_margin - page.right_margin - page.gutter
    notes = {note.number: note for note in document.notes}
    styles = Styles(docx.styles.element)
    return File(
        docx=docx,
        writer=writer,
        notes=notes,
        styles=styles,
        text_width=width // EMU_PER_TWIP,
        language=document.prose_language,
        footnotes=Footnotes(docx),
        listed=frozenset(_listed(document)),
    )


def _listed(document: Document) -> Iterator[str]:
    """Name the sources that the document's list has."""
    for node in walk(document):
        if isinstance(node, Paragraph) and node.role == "source" and (found := _SOURCE.fullmatch(node.path)):
            yield found[1]


def _write(writer: Writer, package: PartPackage, slot: Slot) -> str:
    if slot.kind == "inlines":
        return writer.write_inlines(slot.value, package)
    sections = [item for item in slot.value if isinstance(item, Section)]
    if sections:
        return "".join(writer.write_section(section, package) for section in sections)
    return writer.write_loose(slot.value, package)


def _contents(body: etree._Element, slots: Slots) -> list[etree._Element]:
    """Find the paragraphs that give way to the contents."""
    asked = (node for node in body.iter(f"{W}t") if any(slot.kind == "contents" for slot in slots.of(node.text or "")))
    return [next(node.iterancestors(f"{W}p")) for node in asked]


def _misplaced(names: list[str], file: str) -> Iterator[Problem]:
    for name in dict.fromkeys(names):
        hint = f"Write {{{{p {name} }}}}, in a paragraph of its own."
        message = f'"{name}" stands inside a line, and is more than a line'
        yield Problem(message=message, code="block-in-line", location=Location(file), hint=hint)


def _disorder(shared: File, file: str) -> Iterator[Problem]:
    """Word counts footnotes as they come: a letter that prints the text in another order changes the numbers."""
    if shared.placed != sorted(shared.placed):
        hint = "Print the sections in the order that the other formats have."
        message = "the letter prints the footnotes in another order than they are numbered"
        yield Problem(message=message, code="footnote-order", location=Location(file), hint=hint)


def _unstyled(styles: Styles, file: str) -> Iterator[Problem]:
    for name, kind in styles.missing.items():
        message = f'the {kind} style "{name}" is missing: what needs it looks plain'
        yield Problem(message=message, code="missing-style", location=Location(file), severity=Severity.WARNING)
