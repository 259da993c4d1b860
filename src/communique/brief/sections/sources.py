"""Sources: where the facts come from, numbered once in the order they are cited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from communique.brief.base import CalendarDay, Identifier, Line, Part, PartialDate
from communique.document.nodes import Emphasis, Link, OrderedList, Paragraph, Text
from communique.document.walk import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


class Source(Part):
    """Something that is cited, as `[@id]` or `[@id, p. 4]`."""

    id: Identifier
    """The name it is cited by."""
    kind: Literal[
        "report", "article", "book", "law", "speech", "interview", "data", "cable", "website", "picture", "other"
    ] = "other"
    """What sort of source it is."""
    title: Line
    """Its title, or what it is called here."""
    author: Line | None = None
    """Who wrote it."""
    publisher: Line | None = None
    """Who published it."""
    published: PartialDate | None = None
    """When it was published."""
    retrieved: CalendarDay | None = None
    """When it was read."""
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=2000)] | None = None
    """Its address."""
    note: Line | None = None
    """How far it can be relied on."""


def lower(parts: tuple[Source, ...], context: Context, path: str) -> Blocks:
    """Print the sources in full, numbered; they come here in the order of their numbers."""
    items = tuple((_entry(part, context),) for part in parts)
    return (OrderedList(items=items, path=path),) if items else ()


def _entry(part: Source, context: Context) -> Paragraph:
    """Print one entry; writers make its anchor of the path."""
    sentences = context.joined((_ended(sentence, context) for sentence in _sentences(part, context) if sentence), " ")
    return Paragraph(inlines=sentences, role="source", path=f"sources[{part.id}]")


def _sentences(part: Source, context: Context) -> Iterator[Inlines]:
    yield short_form(part, context, kind=True)
    if part.retrieved:
        yield context.phrase("source.retrieved", date=context.fixed(context.language.day(part.retrieved)))
    if part.url:
        yield (Link((Text(part.url),), part.url),)
    yield context.line(part.note)
    yield context.remarks(part)


def short_form(part: Source, context: Context, *, kind: bool = False) -> Inlines:
    """Name a source on one line: who, what, by whom published, when; in the list also what sort of source it is."""
    published = context.date(part.published) if part.published else ()
    title: Inlines = (Emphasis(context.line(part.title)),)
    if kind and part.kind != "other":
        title = (*title, *context.phrase("aside", text=context.label(f"source_kind.{part.kind}")))
    return context.joined((context.line(part.author), title, context.line(part.publisher), published), context.comma)


ENDS: Final = (".", "!", "?", "…", ".”", ".»", ".)", "。", "！", "？", "。”", "。）", "؟")
"""How a sentence may end."""


def _ended(sentence: Inlines, context: Context) -> Inlines:
    """End with a full stop what does not end with a mark of its own; an address stays bare."""
    bare = isinstance(sentence[-1], Link) or plain(sentence).endswith(ENDS)
    return sentence if bare else (*sentence, Text(context.language.label("full_stop")))
