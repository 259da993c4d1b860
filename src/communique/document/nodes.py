"""
The document tree, whole: what every writer can be asked to draw.

A closed set of frozen types. A writer is a ``match`` over it that ends in
``assert_never``, so that the type checker names the writer that forgot a node.
Nothing here knows a format, and nothing here is internal to another audience:
the edition has removed that before the tree is made.

Words are kept in tuples of inlines (``Inlines``), and whatever stands on lines
of its own in tuples of blocks (``Blocks``). ``role`` names a look from
``communique.roles``; ``path`` is the field of the brief that a node was made
from (``tensions[visa].positions[us].text``), by ids and not by positions, so
that it survives reordering; it is empty where a node comes from no one field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from communique.document.sealed import Sealed
from communique.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from communique.document.plots import Plot

# --- inlines ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are read; no markup of any format."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that are stressed: italic, as a rule."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of weight: bold, as a rule."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Code:
    """Characters to be taken literally."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address: ``https:``, ``mailto:``, ``tel:`` or ``#anchor``."""

    inlines: Inlines
    url: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form, with the words that it stands for."""

    text: str
    expansion: str


@dataclass(frozen=True, slots=True)
class Cite:
    """
    A citation of one source, at one place in it.

    ``number`` is the source's number in the edition and 0 until the document
    is numbered; ``first`` is true at the source's first citation in the
    document, where a format with footnotes prints the note. ``joined`` is true
    right after another citation: a writer prints a comma between the two.
    """

    source: str
    locator: str = ""
    number: int = 0
    first: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Words with a look of their own (``role``) or in another language (``language``)."""

    inlines: Inlines
    role: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A new line inside a paragraph."""


Inline: TypeAlias = Text | Emphasis | Strong | Code | Link | Abbreviation | Cite | Span | LineBreak
Inlines: TypeAlias = tuple[Inline, ...]

# --- blocks ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text."""

    inlines: Inlines
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside a section; ``level`` 1 stands right below the section's own."""

    inlines: Inlines
    level: int = 1
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletList:
    """Items without an order."""

    items: tuple[Blocks, ...]
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedList:
    """Items in an order that counts, numbered from ``start``."""

    items: tuple[Blocks, ...]
    start: int = 1
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term and what is said of it."""

    term: Inlines
    blocks: Blocks
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionList:
    """Terms, each with what is said of it."""

    items: tuple[Definition, ...]
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; ``width`` in percent of the table, 0 for what is left."""

    title: Inlines
    align: Literal["start", "center", "end"] = "start"
    width: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: one cell, of blocks, for each column."""

    cells: tuple[Blocks, ...]
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head; ``header_column`` says that the first cell names its row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Inlines = ()
    header_column: bool = False
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Somebody's words, set apart, with who said them and when."""

    blocks: Blocks
    attribution: Inlines = ()
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """Lines to be taken literally."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A break between two thoughts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """
    A picture, made safe: bytes without metadata, and what they show.

    ``data`` is PNG or JPEG as ``media_type`` says, ``width`` and ``height`` are
    its pixels, ``vector`` the same picture as sanitised SVG where it was one. A
    drawing for screens has two variants more: ``dark``, its lines in the
    colours of a dark screen, and ``narrow``, the whole of it drawn for a phone.
    """

    data: bytes = field(repr=False)
    media_type: Literal["image/png", "image/jpeg"]
    width: int
    height: int
    alt: str
    vector: bytes = field(default=b"", repr=False)
    dark: bytes = field(default=b"", repr=False)
    narrow: Picture | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its caption, and its twin: the same facts to be read, such as the table of a chart."""

    picture: Picture
    caption: Inlines = ()
    twin: Blocks = ()
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """
    A picture to be drawn from data, in the type and colours of a pack.

    `render` draws it and puts a `Figure` in its place; a format without
    pictures writes the caption and the twin, or `alt` where there is none.
    """

    plot: Plot
    alt: str  #: The same facts in words.
    caption: Inlines = ()
    twin: Blocks = ()
    role: str = ""
    path: str = ""

    @property
    def undrawn(self) -> Blocks:
        """What stands in its place where no picture is drawn."""
        caption = (Paragraph(inlines=self.caption),) if self.caption else ()
        return (*caption, *(self.twin or (Paragraph(inlines=(Text(self.alt),)),)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """
    A number to remember: the number as printed, what it counts, as of when and from where.

    ``spark`` shows how it moved, in a picture as high as a line.
    """

    value: Inlines
    label: Inlines
    note: Inlines = ()
    spark: Drawing | Figure | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """A strip of numbers to remember."""

    figures: tuple[KeyFigure, ...]
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened when; ``mark`` sets an event apart (“Last meeting”)."""

    when: Inlines
    blocks: Blocks
    mark: Inlines = ()
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Events in order."""

    events: tuple[Event, ...]
    role: str = ""
    path: str = ""


Tone: TypeAlias = Literal["", "low", "medium", "high"]
"""How grave a card is; always printed in words too, never by colour alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing among its like: a side, a tension, a position. Its title is a heading."""

    title: Inlines
    blocks: Blocks
    subtitle: Inlines = ()
    tone: Tone = ""
    role: str = ""
    id: str = ""  #: Anchor, unique in the document; empty where nothing points here.
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Cards below each other (``stack``) or facing each other (``columns``)."""

    cards: tuple[Card, ...]
    layout: Literal["stack", "columns"] = "stack"
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """Text set apart from the flow under a short label: an editor's note, a do-not-raise."""

    title: Inlines
    blocks: Blocks
    role: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallel:
    """The same in several languages, side by side: a row for what belongs together, a cell for each language."""

    languages: tuple[str, ...]  #: BCP 47, one for each column.
    rows: tuple[tuple[Blocks, ...], ...]
    role: str = ""
    path: str = ""


Block: TypeAlias = (
    Paragraph
    | Heading
    | BulletList
    | OrderedList
    | DefinitionList
    | Table
    | Quotation
    | CodeBlock
    | Rule
    | Figure
    | Drawing
    | KeyFigures
    | Timeline
    | Cards
    | Callout
    | Parallel
)
Blocks: TypeAlias = tuple[Block, ...]

# --- the whole -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    A titled part of the document.

    ``place`` says where on the page it belongs: ``front`` on page one (bottom
    line, key figures), ``body``, or ``back`` (glossary, sources).
    """

    id: str  #: Anchor, unique in the document.
    kind: str  #: A name from ``SECTIONS``.
    title: Inlines
    blocks: Blocks
    place: Literal["front", "body", "back"] = "body"
    path: str = ""
    made_of: Sealed = field(default=Sealed(None), repr=False, compare=False)

    @property
    def data(self) -> Any:
        """The validated field, for a template that lays out one kind by hand."""
        return self.made_of.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A labelled line of the masthead or the handling block."""

    label: Inlines
    value: Inlines
    name: str = ""  #: The field's name, for a template that wants this one: ``place``.
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The masthead: what stands above the first section."""

    title: Inlines
    subtitle: Inlines = ()
    kicker: Inlines = ()  #: Series and number.
    facts: tuple[Fact, ...] = ()  #: Date, place, authors, edition.
    marking: str = ""  #: The handling marking, on each page and in the subject: "INTERNAL".
    handling: tuple[Fact, ...] = ()  #: Embargo, release, contact.
    version: Inlines = ()  #: Which edition, and of when: for the head of each page of a handout, which is handed on alone.
    running: tuple[Inlines, ...] = ()  #: Lines below the version at the head of each page: when and where.
    contacts: tuple[Inlines, ...] = ()  #: Lines below the document kind at the head of each page: whom to call.

    @property
    def below_version(self) -> Inlines:
        """The running lines as inlines, each begun with a line break."""
        return tuple(inline for line in self.running for inline in (LineBreak(), *line))

    @property
    def below_kind(self) -> Inlines:
        """The contacts as inlines, each begun with a line break."""
        return tuple(inline for line in self.contacts for inline in (LineBreak(), *line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The short form of a source, for the foot of a page; the list at the end has the long one."""

    number: int
    source: str
    inlines: Inlines


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """
    How long a document may be, measured on the rendered page.

    In pages of the whole, in lines of the paragraphs that have a role, or in
    what a box of a fixed size holds: a card that is cut out.
    """

    pages: int = 0  #: 0 where the limit is one of lines, or of a box.
    lines: int = 0
    role: str = ""  #: Of the paragraphs whose lines are counted: ``lead``.
    severity: Severity = Severity.ERROR
    box: str = ""  #: The class of the boxes that nothing may stand out of: ``tent``.


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One edition, laid out as neutral blocks; whatever is printed is in here.

    ``language`` is that of the fixed words (labels, dates), and of the prose
    too unless ``prose_language`` differs: then every run of fixed words in the
    tree is a ``Span`` with its own language.
    """

    kind: str  #: The document kind, and so the template folder: ``brief``.
    slug: str
    language: str  #: BCP 47, of the labels.
    prose_language: str  #: BCP 47, of the writer's words.
    audience: str
    front: Front
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]  #: In the order of their numbers, from 1.
    title: str  #: Plain text, for metadata.
    summary: str  #: Plain text of the bottom line, for metadata and the preheader.
    authors: tuple[str, ...]
    contact: str  #: E-mail address for the From line, or empty.
    moment: datetime  #: The time that stands in metadata; aware, from the edition, never the machine's.
    labels: Mapping[str, str]  #: The fixed words a template needs, by name.
    data: bytes = field(default=b"", repr=False)  #: The edition's data as JSON, for a format that can carry a file.
    limits: tuple[Limit, ...] = ()
    parts: tuple[Document, ...] = ()  #: Documents that are bound together in this one, each below a tab.

    def at(self, place: str) -> tuple[Section, ...]:
        """Select the sections of one place, in order."""
        return tuple(s for s in self.sections if s.place == place)

    def __iter__(self) -> Iterator[Section]:
        """Go through the sections in order."""
        return iter(self.sections)
