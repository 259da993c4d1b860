"""
A document that uses every node there is, for those who check how a pack or a writer looks.

Whatever a writer may meet stands here once: citations with and without a place,
a table longer than a page, names that do not fit, two and three cards abreast,
words in another language, characters that markup languages trip over. The people
and the places in it are invented.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime

from communique.document.nodes import (
    Abbreviation,
    Block,
    BulletList,
    Callout,
    Card,
    Cards,
    Cite,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Event,
    Fact,
    Figure,
    Front,
    Heading,
    Inline,
    Inlines,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Picture,
    Quotation,
    Row,
    Rule,
    Section,
    Span,
    Strong,
    Table,
    Text,
    Timeline,
)

LONG_NAME = "Maximiliana Bartholomäa von und zu Hohenschwangau-Württemberg de la Santísima Trinidad"
"""A name of more than eighty characters."""

HOSTILE = "Costs <b>& benefits</b> “quoted” 'single' \"double\" {{ 7 * 7 }} {% raw %} ]]> &amp; \\ $x$ #1"
"""What each markup language would stumble over; it must be read back as it stands."""


def t(text: str) -> Inlines:
    """Wrap words as inlines."""
    return (Text(text),)


def p(*inlines: Inline | str, role: str = "") -> Paragraph:
    """Make a paragraph of words and inlines."""
    return Paragraph(inlines=tuple(Text(i) if isinstance(i, str) else i for i in inlines), role=role)


def label(text: str) -> Span:
    """Mark a fixed word before a value."""
    return Span(t(text), role="label")


def png(width: int = 48, height: int = 32) -> bytes:
    """Draw a small picture of three bands, the same bytes each time."""
    bands = ((18, 63, 109), (238, 243, 248), (155, 28, 28))
    rows = b"".join(b"\0" + bytes(bands[y * 3 // height]) * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


PICTURE = Picture(data=png(), media_type="image/png", width=48, height=32, alt="Three bands: blue, pale and red")


def sample_section(*blocks: Block, title: str = "Section", ident: str = "section") -> Section:
    """Put blocks into a section of their own, for a test of one node."""
    return Section(id=ident, kind="text", title=t(title), blocks=blocks)


def document_of(*sections: Section, **changes: object) -> Document:
    """Make a document of these sections, with the sample's front and sources."""
    return replace(sample_document(), sections=sections, **changes)  # type: ignore[arg-type]


def sample_document() -> Document:
    """Make the document that uses every node."""
    return Document(
        kind="brief",
        slug="sample",
        language="en",
        prose_language="en",
        audience="internal",
        front=_front(),
        sections=_sections(),
        notes=(
            Note(
                number=1, source="accord", inlines=(Text("Accord, "), Emphasis(t("Joint text")), Text(", 12 May 2025"))
            ),
            Note(number=2, source="ledger", inlines=t("Harbour ledger, 2025")),
            Note(number=3, source="wire", inlines=t("North Sea Wire, 30 January 2026")),
        ),
        title="Meeting on the Kattegat crossing: shared tolls, ice service and the winter ferry",
        summary="Agree the toll formula today; leave the ice service to the experts.",
        authors=("Ingrid Aas", LONG_NAME),
        contact="nordic.desk@example.org",
        moment=datetime(2026, 2, 3, 9, 30, tzinfo=UTC),
        labels=LABELS,
    )


LABELS = {
    "contents": "Contents",
    "page": "Page",
    "of": "of",
    "sources": "Sources",
    "handling": "Handling",
    "skip": "Skip to the text",
    "rest_title": "Read the rest",
    "rest_text": "This message was shortened to fit. The complete brief also has:",
}


def _front() -> Front:
    return Front(
        title=t("Meeting on the Kattegat crossing: shared tolls, ice service and the winter ferry"),
        subtitle=t("What both sides want, what divides them, and what to say"),
        kicker=t("Bilateral meetings · No. 2026-07"),
        facts=(
            Fact(
                label=t("Date"),
                value=t("Tuesday, 3 February 2026, 10:30 to 12:00 (Central European Time)"),
                name="date",
            ),
            Fact(label=t("Place"), value=t("Town Hall, Skagen"), name="place"),
            Fact(
                label=t("Authors"),
                value=(
                    Text("Ingrid Aas, Nordic Desk ("),
                    Link(t("nordic.desk@example.org"), "mailto:nordic.desk@example.org"),
                    Text("); " + LONG_NAME),
                ),
                name="authors",
            ),
            Fact(label=t("Edition"), value=t("2, published 1 February 2026"), name="version"),
        ),
        marking="INTERNAL",
        handling=(
            Fact(label=t("Embargo"), value=t("3 February 2026, 18:00 (Central European Time)"), name="embargo"),
            Fact(label=t("Handling"), value=t("Do not forward"), name="note"),
        ),
    )


def _sections() -> tuple[Section, ...]:
    return (
        _bottom_line(),
        _key_figures(),
        _background(),
        _delegations(),
        _agenda(),
        _tensions(),
        _open_questions(),
        _answers(),
        _press(),
        _free(),
        _glossary(),
        _sources(),
    )


def _bottom_line() -> Section:
    text = p(
        "Agree the toll formula today",
        Cite("accord", number=1, first=True),
        "; leave the ice service to the experts. ",
        Strong(t("Do not link the two.")),
        role="lead",
    )
    return Section(id="bottom-line", kind="bottom_line", title=t("Bottom line"), blocks=(text,), place="front")


def _key_figures() -> Section:
    figures = (
        KeyFigure(
            value=t("1.26 million"),
            label=t("crossings a year"),
            note=(Span(t("as of 31 December 2025"), role="as-of"), Cite("ledger", number=2, first=True)),
        ),
        KeyFigure(
            value=t("€38.40"), label=t("toll for a lorry"), note=(Span(t("as of 1 January 2026"), role="as-of"),)
        ),
        KeyFigure(value=t("14"), label=t("days of closure last winter")),
    )
    blocks = (KeyFigures(figures=figures),)
    return Section(id="key-figures", kind="key_figures", title=t("Key figures"), blocks=blocks, place="front")


def _background() -> Section:
    events = (
        Event(when=t("1998"), blocks=(p("The crossing opens."),)),
        Event(
            when=t("12 May 2025"),
            blocks=(p("The ministers sign the joint text", Cite("accord", number=1, locator="p. 4"), "."),),
            mark=(Span(t("Last meeting"), role="mark"),),
        ),
        Event(
            when=(Text("December 2025 to January 2026 "), Span(t("(inferred)"), role="meta")),
            blocks=(p("Ice closes the lane for fourteen days."), p("Both sides pay for the tugs.")),
        ),
    )
    blocks: tuple[Block, ...] = (
        p(
            "The ",
            Abbreviation("KCA", "Kattegat Crossing Authority"),
            " runs the ferry and the bridge. Its statutes are ",
            Link(
                (Text("public, in "), Emphasis(t("three")), Text(" languages")), "https://example.org/statutes?a=1&b=2"
            ),
            "; see ",
            Link(t("the points of dispute"), "#tensions"),
            ". The motto is ",
            Span(t("«Sammen over vannet»"), language="nb"),
            ". Two reports agree",
            Cite("ledger", number=2, locator="p. 12"),
            Cite("wire", number=3, first=True, joined=True),
            ".",
        ),
        Heading(inlines=t("How the toll is set")),
        p("The formula is ", Code("toll = base × (1 + ice)"), ";", LineBreak(), "it has not changed since 1998."),
        Heading(inlines=t("In detail"), level=2),
        OrderedList(
            items=((p("The base is fixed each year."),), (p("The ice factor is:"), _nested()), (p("Paid monthly."),))
        ),
        Heading(inlines=t("Timeline")),
        Timeline(events=events),
        Figure(picture=PICTURE, caption=(Text("The flag of the crossing"), Cite("ledger", number=2))),
    )
    return Section(id="background", kind="background", title=t("Background"), blocks=blocks)


def _nested() -> BulletList:
    deeper = OrderedList(items=((p("in the north;"),), (p("in the south."),)), start=3)
    return BulletList(items=((p("nought in summer;"),), (p("a tenth in winter,"), deeper)))


def _delegations() -> Section:
    two = (_side("Norway", 4), _side("Denmark", 3))
    three = tuple(
        Card(title=t(name), blocks=(p("Sends an observer, without a vote."),), role="delegation")
        for name in ("Sweden", "Germany", "The Åland Islands")
    )
    blocks = (Cards(cards=two, layout="columns"), Heading(inlines=t("Observers")), Cards(cards=three, layout="columns"))
    return Section(id="delegations", kind="delegations", title=t("Delegations"), blocks=blocks)


def _side(name: str, members: int) -> Card:
    principal = p(
        Strong(t("Solveig Ødegård")),
        " ",
        Span(t("SOOL-vay OE-deh-gore"), role="pronunciation"),
        LineBreak(),
        "Minister of Transport, head of delegation",
        role="principal",
    )
    names = ["Aksel Berg", LONG_NAME, "Pål Dahl", "Jørgen Eide"]
    items = tuple(
        (p(Strong(t(names[i])), ", ", "State Secretary for Ports and Inland Waterways"),) for i in range(members)
    )
    portrait = Figure(picture=PICTURE, role="portrait")
    blocks = (portrait, principal, BulletList(items=items, role="members"), p("Speaks Danish among themselves."))
    return Card(title=t(name), blocks=blocks, role="delegation", id=f"delegation-{name.lower()}")


def _agenda() -> Section:
    columns = (
        Column(title=t("Time"), width=14),
        Column(title=t("Topic")),
        Column(title=t("Lead"), width=22),
        Column(title=t("Minutes"), align="end", width=12),
        Column(title=t("Press"), align="center", width=12),
    )
    rows = tuple(
        Row(
            cells=(
                (p(f"{10 + i // 6:02}:{i % 6 * 10:02}"),),
                (p(f"Item {i + 1}: tolls, ice and timetables, with the state of play and what was agreed last time"),),
                (p("Solveig Ødegård"),),
                (p("10"),),
                (p(Span(t("Closed press"), role="mark")),),
            )
        )
        for i in range(24)
    )
    item = Card(
        title=t("1. The toll formula"),
        subtitle=t("10:30 · 20 minutes · Solveig Ødegård"),
        role="agenda-item",
        id="agenda-tolls",
        blocks=(
            p(Span(t("Raised by the Danish side, according to its embassy."), role="attribution")),
            Heading(inlines=t("Our objectives"), level=2),
            BulletList(items=((p("A formula that holds for five years."),),), role="points"),
        ),
    )
    table = Table(columns=columns, rows=rows, caption=t("Running order"), header_column=True, role="agenda")
    return Section(id="agenda", kind="agenda", title=t("Agenda"), blocks=(table, Cards(cards=(item,))))


def _tensions() -> Section:
    positions = Cards(
        layout="columns",
        cards=(
            Card(
                title=t("Norway"),
                blocks=(p("Whoever breaks the ice sends the bill."), p("According to its ministry.", role="meta")),
                role="position",
            ),
            Card(title=t("Denmark"), blocks=(p("The ice is everybody's."),), role="position"),
        ),
    )
    quotation = Quotation(
        blocks=(p("We have paid for the last tug."),),
        attribution=(Text("Solveig Ødegård, 30 January 2026"), Cite("wire", number=3)),
    )
    blocks: tuple[Block, ...] = (
        p(label("Severity"), " high · ", label("Trend"), " rising", role="meta"),
        p("Who pays for ice-breaking has been open since the crossing was built."),
        positions,
        quotation,
        Callout(
            title=t("Do not raise"), blocks=(BulletList(items=((p("The grounding of 2019."),),)),), role="do-not-raise"
        ),
        Callout(title=t("Sensitive"), blocks=(p("The minister's brother owns a tug."),), role="sensitivity"),
        Callout(title=t("What has eased it"), blocks=(p("Denmark lent two tugs in January."),), role="easing"),
    )
    high = Card(title=t("Who pays for the ice"), subtitle=t("Since 1998"), blocks=blocks, tone="high", role="tension")
    low = Card(title=t("Names on the signs"), blocks=(p("Each side spells its own."),), tone="low", role="tension")
    return Section(id="tensions", kind="tensions", title=t("Tensions"), blocks=(Cards(cards=(high, low)),))


def _open_questions() -> Section:
    facts = DefinitionList(
        items=(
            Definition(
                term=t("Why it matters"), blocks=(p("Without an answer the winter timetable cannot be printed."),)
            ),
            Definition(term=t("Who will find out"), blocks=(p("Nordic Desk, by 10 February 2026"),)),
        )
    )
    card = Card(title=t("Will the ferry run in March?"), blocks=(facts,), tone="medium", role="question")
    return Section(
        id="open-questions", kind="open_questions", title=t("Open questions"), blocks=(Cards(cards=(card,)),)
    )


def _answers() -> Section:
    pressed = Callout(title=t("If pressed"), blocks=(p("We expect a text by the spring."),), role="if-pressed")
    answer = p("We talked about tolls, and we shall meet again.", role="answer")
    card = Card(title=t("What was the meeting about?"), blocks=(answer, pressed), role="question")
    kind = "questions_and_answers"
    return Section(id="answers", kind=kind, title=t("Questions and answers"), blocks=(Cards(cards=(card,)),))


def _press() -> Section:
    line = Callout(
        title=t("Press line"),
        blocks=(p("The two ministers met in Skagen and agreed to meet again."),),
        role="press-line",
    )
    return Section(id="press-line", kind="press_line", title=t("Press line"), blocks=(line,))


def _free() -> Section:
    blocks: tuple[Block, ...] = (
        p(HOSTILE),
        BulletList(items=((p("A statement ", Span(t("as of January 2026"), role="as-of"), role="statement"),),)),
        CodeBlock(text="if ice > 0:\n    toll *= 1.1  # <winter>"),
        Rule(),
        Callout(title=t("Editor's note"), blocks=(p("The figure of 1998 was in crowns."),), role="editor-note"),
        Quotation(blocks=(p("No speaker is known."),)),
        Table(
            columns=(Column(title=t("A"), width=50), Column(title=t("B"), align="end")),
            rows=(_row("ü", "1.5"), _row("", "−2")),
        ),
    )
    return Section(id="notes", kind="text", title=(Text("Odds "), Emphasis(t("and")), Text(" ends")), blocks=blocks)


def _row(*cells: str) -> Row:
    return Row(cells=tuple((p(cell),) if cell else () for cell in cells))


def _glossary() -> Section:
    terms = DefinitionList(
        items=(
            Definition(term=t("KCA"), blocks=(p("Kattegat Crossing Authority, the operator."),)),
            Definition(term=t("Ice factor"), blocks=(p("What winter adds to the toll."),)),
        )
    )
    return Section(id="glossary", kind="glossary", title=t("Glossary"), blocks=(terms,), place="back")


def _sources() -> Section:
    entries = (
        ("accord", "Ministries of Transport, ", "Joint text on the crossing", "https://example.org/accord"),
        ("ledger", "Kattegat Crossing Authority, ", "Harbour ledger", ""),
        ("wire", "North Sea Wire, ", "Ministers to meet in Skagen", "https://example.org/wire/" + "2026/" * 12),
    )
    items = tuple((_source(*entry),) for entry in entries)
    blocks = (OrderedList(items=items),)
    return Section(id="sources", kind="sources", title=t("Sources"), blocks=blocks, place="back")


def _source(ident: str, publisher: str, title: str, url: str) -> Paragraph:
    where: tuple[Inline, ...] = (Text(", "), Link(t(url), url)) if url else ()
    return Paragraph(inlines=(Text(publisher), Emphasis(t(title)), *where), role="source", path=f"sources[{ident}]")
