"""
What every kind of section needs to lay itself out as blocks.

A section lowers its part with a `Context`: it knows the language of the labels,
the brief around the part, and how the pieces that many sections share look:
statements with who says so, events, quotations, pictures, editor's notes.
Paths name each field by ids: ``tensions[visa].positions[us].text``.
"""

from __future__ import annotations

import string
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from communique.brief.base import unique_keys
from communique.brief.clock import zone
from communique.brief.paper import P
from communique.document.nodes import (
    Block,
    Blocks,
    BulletList,
    Callout,
    Cite,
    Event,
    Figure,
    Heading,
    Inline,
    Inlines,
    LineBreak,
    Paragraph,
    Quotation,
    Rule,
    Span,
    Strong,
    Text,
    Timeline,
)
from communique.document.walk import rebuild
from communique.scripts import right_to_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from communique.brief.base import (
        EventPart,
        Line,
        Part,
        PartialDate,
        PictureFile,
        Prose,
        QuotationPart,
        StatementPart,
    )
    from communique.brief.schema import Brief
    from communique.language import Language

Q = TypeVar("Q", bound="Part")

LEFT_TO_RIGHT: Final = "\u200e"
"""An invisible mark: what follows is read from the left."""


@dataclass(frozen=True)
class Context(Generic[P]):
    """The edition as its sections see it."""

    brief: P
    language: Language  #: Of labels, dates and numbers.
    quotes: tuple[str, str]  #: The quotation marks of the prose.
    marked: bool = False  #: Whether a part around this one carries the mark of what is internal already.

    # --- fixed words, in the language of the labels

    def fixed(self, text: str, role: str = "") -> Inlines:
        """Write fixed words; in an edition whose prose has another language they say which one is theirs."""
        language = "" if self.language.code == self.brief.language else self.language.code
        return (Span((Text(text),), role=role, language=language),) if role or language else (Text(text),)

    def label(self, name: str, role: str = "") -> Inlines:
        """Write a label."""
        return self.fixed(self.language.label(name), role)

    def phrase(self, name: str, /, role: str = "", **values: Inlines) -> Inlines:
        """Fill the placeholders of a phrase with inlines."""
        done: list[Inline] = []
        for words, placeholder, _, _ in string.Formatter().parse(self.language.label(name)):
            done += self.fixed(words) if words else ()
            done += values[placeholder] if placeholder else ()
        return (Span(tuple(done), role=role),) if role else tuple(done)

    def code(self, text: str) -> Inlines:
        """Write a number with marks in it, 2026-03 or +1 202 555; among Arabic its parts would change places."""
        return (Text(f"{LEFT_TO_RIGHT}{text}" if right_to_left(self.language.code) else text),)

    @property
    def comma(self) -> str:
        """What stands between the parts of a sentence: a comma and a space, or a full-width comma alone."""
        return self.language.label("comma")

    @property
    def gap(self) -> Inlines:
        """What stands behind a label that runs into a text; a full-width colon has its space in itself."""
        return (Text(" "),) if self.language.label("colon").isascii() else ()

    def date(self, value: PartialDate) -> Inlines:
        """Write a date as precisely as it is known."""
        return self.fixed(self.language.date(value))

    def joined(self, parts: Iterable[Inlines], mark: str = " · ") -> Inlines:
        """Put a mark between the parts that are not empty."""
        done: list[Inline] = []
        for part in filter(None, parts):
            done += [Text(mark)] if done else []
            done += part
        return tuple(done)

    # --- the writer's words

    def prose(self, value: Prose | None, path: str, *, role: str = "", depth: int = 0) -> Blocks:
        """Take over prose; `depth` is how many headings stand between it and the section's own."""
        blocks = () if value is None else value.blocks
        return tuple(_marked(rebuild(block, _lowered(depth)), path, role) for block in blocks)

    def line(self, value: Line | None) -> Inlines:
        """Take over a line."""
        return () if value is None else value.inlines

    def paragraph(self, inlines: Inlines, path: str, role: str = "") -> Blocks:
        """Make a paragraph, or nothing of nothing."""
        return (Paragraph(inlines=inlines, role=role, path=path),) if inlines else ()

    def labelled(self, name: str, blocks: Blocks, path: str = "") -> Blocks:
        """Put a label before blocks: run in where they begin with a paragraph, on a line above otherwise."""
        if not blocks:
            return ()
        label = self.phrase("colon", role="label", label=self.label(name))
        first = blocks[0]
        if isinstance(first, Paragraph):
            return (replace(first, inlines=(*label, *self.gap, *first.inlines)), *blocks[1:])
        return (Paragraph(inlines=label, path=path), *blocks)

    def keyed(self, parts: Sequence[Q], path: str) -> Iterator[tuple[Q, str]]:
        """Go through parts, each with its path: ``tensions[visa]``."""
        for part, key in zip(parts, unique_keys(parts), strict=True):
            yield part, f"{path}[{key}]"

    # --- what many parts share

    def note(self, part: Part, path: str) -> Blocks:
        """Print the editor's note on a part, marked as one."""
        if part.editor_note is None:
            return ()
        at = f"{path}.editor_note"
        body = Paragraph(inlines=part.editor_note.inlines, path=at)
        return (Callout(title=self.label("editor_note"), blocks=(body,), role="editor-note", path=at),)

    def inline_note(self, part: Part) -> Inlines:
        """Print the editor's note on a part within a line, where no block can stand."""
        if part.editor_note is None:
            return ()
        label = self.phrase("colon", role="label", label=self.label("editor_note"))
        return (*label, *self.gap, *part.editor_note.inlines)

    def is_withheld(self, *parts: Part) -> bool:
        """Whether all of these parts are missing from the public edition that the brief has."""
        released = (self.brief.handling.release or self.brief.handling.audience) == "public"
        return released and not self.marked and bool(parts) and all(part.audience == "internal" for part in parts)

    def mark(self, *parts: Part) -> Inlines:
        """Mark what the public edition does not hold, so that staff see what may not be passed on."""
        return self.label("internal_mark", role="mark") if self.is_withheld(*parts) else ()

    def titled(self, title: Inlines, *parts: Part) -> Inlines:
        """End a title with the mark of what is internal, if its parts are."""
        return self.joined((title, self.mark(*parts)), " ")

    def within(self, *parts: Part) -> Context[P]:
        """Go below a title that carries the mark for all of these parts, so that it is printed once."""
        return replace(self, marked=True) if self.is_withheld(*parts) else self

    def remarks(self, part: Part) -> Inlines:
        """Mark a part and print the editor's note on it within a line, where no block can stand."""
        return self.joined((self.mark(part), self.inline_note(part)))

    def according_to(self, value: Line | None) -> Inlines:
        """Say who says so; a text that already begins with “according to” is not given it twice."""
        if value is None:
            return ()
        begins = self.language.label("according_to").partition("{")[0].strip().casefold()
        if value.text.casefold().startswith(begins):
            return (Span(value.inlines, role="attribution"),)
        return self.phrase("according_to", role="attribution", attribution=value.inlines)

    def as_of(self, value: PartialDate | None) -> Inlines:
        """Say which date a fact holds for."""
        return () if value is None else self.phrase("as_of", role="as-of", date=self.date(value))

    def small_print(self, path: str, *parts: Inlines) -> Blocks:
        """Make a line of small print below a statement: “According to officials · as of March 2026”."""
        return self.paragraph(capitalised(self.joined(parts)), path, role="meta")

    def statement(self, part: StatementPart, path: str, *, role: str = "", tail: Inlines = ()) -> Blocks:
        """Lay out one statement: the words and what ends them, who says so and as of when, the editor's note."""
        marks = self.joined((tail, self.mark(part)), " ")
        return (
            *ended(self.prose(part.text, f"{path}.text", role=role, depth=1), marks),
            *self.small_print(path, self.according_to(part.attribution), self.as_of(part.as_of)),
            *self.note(part, path),
        )

    def statements(self, parts: Sequence[StatementPart], path: str, *, role: str = "") -> Blocks:
        """Lay out statements as a list."""
        items = tuple(self.statement(part, at) for part, at in self.keyed(parts, path))
        return (BulletList(items=items, role=role, path=path),) if items else ()

    def callout(self, name: str, parts: Sequence[StatementPart], path: str, role: str) -> Blocks:
        """Set statements apart under a label; a single one needs no list."""
        if not parts:
            return ()
        below = self.within(*parts)
        keyed = tuple(below.keyed(parts, path))
        blocks = below.statement(*keyed[0]) if len(keyed) == 1 else below.statements(parts, path)
        return (Callout(title=self.titled(self.label(name), *parts), blocks=blocks, role=role, path=path),)

    def events(self, parts: Sequence[EventPart], path: str) -> Blocks:
        """Lay out events by date, whatever their order in the brief; the last meeting is marked."""
        ordered = sorted(self.keyed(parts, path), key=lambda pair: _date_order(pair[0].date))
        events = tuple(self._event(part, at) for part, at in ordered)
        return (Timeline(events=events, path=path),) if events else ()

    def _event(self, part: EventPart, path: str) -> Event:
        said = self.small_print(path, self.according_to(part.attribution))
        blocks = (*self.prose(part.text, f"{path}.text", depth=1), *said, *self.note(part, path))
        last = self.label("background.last_meeting", role="mark") if part.last_meeting else ()
        mark = self.joined((last, self.mark(part)), " ")
        return Event(when=self.date(part.date), blocks=blocks, mark=mark, path=path)

    def quotation(self, part: QuotationPart, path: str) -> Blocks:
        """Lay out somebody's words, in the quotation marks of the prose around them."""
        opening, closing = self.quotes
        foreign = part.language and not part.words.translated_from
        words = (Span(part.words.inlines, language=part.language or ""),) if foreign else part.words.inlines
        quoted = Paragraph(inlines=(Text(opening), *words, Text(closing)), path=f"{path}.words")
        when = self.date(part.date) if part.date else ()
        said = self.joined((self.line(part.speaker), when, self.line(part.context), self._translated(part)), self.comma)
        cite = (Cite(part.source),) if part.source else ()
        attribution = self.titled((*said, *cite), part)
        quotation = Quotation(blocks=(quoted,), attribution=attribution, path=path)
        return (quotation, *self.note(part, path))

    def _translated(self, part: QuotationPart) -> Inlines:
        """Say of words that they are not those that were said."""
        source = part.words.translated_from
        return self.phrase("translation.quotation", language=self.spoken(source)) if source else ()

    def spoken(self, language: str) -> Inlines:
        """Name a language."""
        return self.fixed(self.language.language_name(language))

    def quotations(self, parts: Sequence[QuotationPart], path: str) -> Blocks:
        """Lay out quotations one below the other."""
        return tuple(block for part, at in self.keyed(parts, path) for block in self.quotation(part, at))

    def picture(self, part: PictureFile, path: str, *, role: str = "") -> Blocks:
        """Lay out a picture with its caption and who made it."""
        credit = (Span(part.credit.inlines, role="attribution"),) if part.credit else ()
        caption = self.joined((self.line(part.caption), credit, self.mark(part)))
        return (Figure(picture=part.picture, caption=caption, role=role, path=path), *self.note(part, path))

    def pictures(self, parts: Sequence[PictureFile], path: str) -> Blocks:
        """Lay out pictures one below the other."""
        return tuple(block for part, at in self.keyed(parts, path) for block in self.picture(part, at))

    # --- who is who

    def name(self, reference: str) -> str:
        """Turn the id of a side or a person of this brief into the name; anything else is a name already."""
        return self._names.get(reference, reference)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        sides = getattr(self.brief, "delegations", ())  # a newsletter has none
        people = {p.key: p.name for side in sides for p in (side.principal, *side.members) if p}
        return {**people, **{side.key: side.name for side in sides}}


def ended(blocks: Blocks, tail: Inlines) -> Blocks:
    """Put a mark at the end of the last paragraph, or below where no paragraph stands last."""
    if not tail:
        return blocks
    *before, last = blocks
    if isinstance(last, Paragraph):
        return (*before, replace(last, inlines=(*last.inlines, Text(" "), *tail)))
    return (*blocks, Paragraph(inlines=tail, role="meta"))


def capitalised(inlines: Inlines) -> Inlines:
    """Begin with a capital letter, as a sentence does."""
    if not inlines:
        return ()
    first, *rest = inlines
    if isinstance(first, Text):
        return (Text(first.text[:1].upper() + first.text[1:]), *rest)
    return (replace(first, inlines=capitalised(first.inlines)), *rest) if isinstance(first, Span) else inlines


def strong(inlines: Inlines) -> Inlines:
    """Give words weight."""
    return (Strong(inlines),)


def lines(*parts: Inlines) -> Inlines:
    """Put each part on a line of its own within a paragraph."""
    done: list[Inline] = []
    for part in filter(None, parts):
        done += [LineBreak()] if done else []
        done += part
    return tuple(done)


def key_of(path: str) -> str:
    """Take the last key out of a path: ``visa`` of ``tensions[visa]``."""
    return path.rpartition("[")[2].removesuffix("]")


def collation(text: str) -> str:
    """Order words as an index does: accents, capitals and opening quotation marks do not count."""
    plain_letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain_letters if c.isalnum() or c == " ").strip()


def moment_of(brief: Brief) -> datetime | None:
    """When the event starts, with its time zone; noon stands in for an unknown hour, None for an unknown day or zone."""
    day = brief.date.start
    if brief.time_zone is None or not day.day:
        return None
    return datetime.combine(day.first, brief.start or time(12), zone(brief.time_zone))


def _date_order(value: PartialDate) -> tuple[int, int, int]:
    """Order events: what is known less precisely stands before what it may contain."""
    return value.start.year, value.start.month, value.start.day


def _lowered(depth: int) -> Callable[[object], object]:
    """Put headings below those that stand above the prose."""

    def change(node: object) -> object:
        return replace(node, level=node.level + depth) if isinstance(node, Heading) else node

    return change


def _marked(block: Block, path: str, role: str) -> Block:
    """Say which field a block comes from; a paragraph takes the look as well."""
    if isinstance(block, Rule):
        return block
    return replace(block, path=path, role=role) if isinstance(block, Paragraph) else replace(block, path=path)
