"""The styles of a first `letter.docx`: every look of the house as a style of Word's, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from communique.ooxml import ROOT, element
from communique.packs.letter_boxes import boxes
from communique.packs.letter_looks import edge, lines, look, paragraph, style
from communique.packs.letter_marks import characters, tables
from communique.word_styles import LIST_STEP

if TYPE_CHECKING:
    from communique.packs.letter_tokens import Tokens


def styles(tokens: Tokens) -> str:
    """Write `styles.xml`."""
    page_one = (*_masthead(tokens), *_particulars(tokens), *_lead(tokens))
    text = (*_running(tokens), *_quoted(tokens), *_headings(tokens), *_lists(tokens), *_small(tokens))
    every = (_defaults(tokens), *text, *page_one, *boxes(tokens), *characters(tokens), *tables(tokens))
    return element("w:styles", *every, **ROOT)


# --- text -------------------------------------------------------------------


def _defaults(tokens: Tokens) -> str:
    run = tokens.letters("body", "body", color="ink", more=element("w:lang", val="en-US"))
    return element(
        "w:docDefaults",
        element("w:rPrDefault", element("w:rPr", run)),
        element("w:pPrDefault", element("w:pPr", lines(after=0, line=tokens.line("body")))),
    )


def _running(tokens: Tokens) -> tuple[str, ...]:
    """Write running text: "Normal" is as wide as the page for whoever types, "Body Text" as wide as reads well."""
    ragged = tokens.ragged
    return (
        style("paragraph", "Normal", default=True, paragraph=lines(after=6, line=tokens.line("body"))),
        paragraph("Body Text", lines(after=9, line=tokens.line("body"), right=ragged)),
        *(
            paragraph(name, lines(after=9, line=tokens.line("body"), right=ragged))
            for name in ("Tension", "Question", "Agenda Item")
        ),
        paragraph("Statement", lines(after=3, line=tokens.line("body"), right=ragged)),
        paragraph("Answer", lines(after=6, line=16.5, right=ragged), tokens.letters("subheading", "body")),
        paragraph("Definition Term", *_term(tokens), following="Definition"),
        paragraph("Definition", lines(after=9, line=tokens.line("body"), right=ragged)),
        paragraph("Code Block", *_code(tokens)),
        paragraph("Rule", lines(before=6, after=9, borders=edge("bottom", tokens.colors["rule"])), look(size=4)),
        paragraph("Spacer", lines(line=6, exact=True), look(size=2)),
        paragraph("Figure", lines(before=9, after=6)),
        paragraph("caption", lines(after=3, line=tokens.line("small")), tokens.letters("small", color="muted")),
        paragraph("footnote text", lines(after=1.5, line=10.5), look(size=8)),
    )


def _term(tokens: Tokens) -> tuple[str, str]:
    above = lines(after=0, line=tokens.line("small"), keep=True)
    if tokens.centred:
        return above, tokens.letters("body", "body", color="muted", italic=True)
    return above, tokens.letters("small", color="muted", bold=True)


def _code(tokens: Tokens) -> tuple[str, str]:
    bar = edge("left", tokens.colors["rule"], size=1.5, space=8)
    return lines(before=3, after=9, line=12, left=190, right=tokens.ragged, borders=bar), tokens.letters(
        "small", "code"
    )


def _quoted(tokens: Tokens) -> tuple[str, ...]:
    said = tokens.letters("subheading", "body", italic=True)
    who = tokens.letters("small", color="muted")
    if tokens.centred:
        middle: dict[str, Any] = {"left": 480, "right": 480, "align": "center"}
    else:
        bar = edge("left", tokens.colors["accent"], size=1.5, space=13)
        middle = {"left": 300, "right": tokens.ragged, "borders": bar}
    return (
        paragraph("Quote", lines(before=6, after=3, line=16.5, keep=True, **middle), said),
        paragraph("Quote Attribution", lines(after=12, line=tokens.line("small"), **middle), who),
    )


def _headings(tokens: Tokens) -> tuple[str, ...]:
    color = tokens.colors["accent"]
    if tokens.centred:
        first: dict[str, Any] = {"borders": edge("bottom", color, space=4), "align": "center"}
        looks = (
            tokens.letters("heading", color="accent"),
            tokens.letters("subheading", color="ink", bold=True),
            tokens.letters("subheading", color="ink", italic=True),
        )
    else:
        first = {"borders": edge("top", color, size=1.5, space=6)}
        looks = (
            tokens.letters("heading", color="accent", bold=True),
            tokens.letters("subheading", color="ink", bold=True),
            tokens.letters("minor", color="ink", bold=True),
        )
    paragraphs = (
        lines(
            before=tokens.space, after=tokens.space * 3 / 8, line=tokens.line("heading"), keep=True, outline=0, **first
        ),
        lines(before=tokens.space * 5 / 8, after=3, line=tokens.line("subheading"), keep=True, outline=1),
        lines(before=9, after=3, line=tokens.line("minor"), keep=True, outline=2),
        lines(before=9, after=3, line=tokens.line("small"), keep=True, outline=3),
    )
    every = zip(paragraphs, (*looks, tokens.letters("small", color="muted", bold=True)), strict=True)
    return tuple(
        paragraph(f"heading {level}", *how, based="Normal", following="Body Text")
        for level, how in enumerate(every, start=1)
    )


def _lists(tokens: Tokens) -> tuple[str, ...]:
    """Write lists; the members of a delegation are one without a sign before each, and lines between them."""
    line = tokens.line("body")
    item: dict[str, Any] = {"after": 3, "line": line, "right": tokens.ragged}
    between = "".join(edge(side, tokens.colors["rule"], space=3) for side in ("top", "between"))
    levels = enumerate(("List Continue", "List Continue 2", "List Continue 3"), 1)
    return (
        paragraph("List Bullet", lines(**item, numbering=numbered(1))),
        paragraph("List Number", lines(**item, numbering=numbered(2))),
        *(paragraph(name, lines(**item, left=LIST_STEP * level)) for level, name in levels),
        paragraph(
            "Members",
            lines(before=2, after=2, line=13.5, borders=between, numbering=numbered(3)),
            tokens.letters("minor", "body"),
        ),
        paragraph("Points", lines(**item), based="List Bullet"),
        paragraph("Source", lines(after=1.5, line=12, right=tokens.ragged), look(size=9)),
        paragraph(
            "Cited In",
            lines(after=6, line=tokens.line("fine"), right=tokens.ragged),
            tokens.letters("fine", "body", color="muted"),
        ),
    )


def numbered(number: int) -> str:
    """Write which numbering the paragraphs of a style have."""
    return element("w:numPr", element("w:numId", val=number))


def _small(tokens: Tokens) -> tuple[str, ...]:
    small = tokens.letters("small", color="muted")
    line = tokens.line("small")
    over = edge("top", tokens.colors["accent"], size=0.75, space=4)
    return (
        style("paragraph", "Meta", based="Normal", link="Meta Char", paragraph=lines(after=6, line=line), run=small),
        style("character", "Meta Char", link="Meta", run=small),
        paragraph("Label Line", lines(before=3, after=3, line=tokens.line("body"), right=tokens.ragged, keep=True)),
        paragraph("Card Subtitle", lines(after=6, line=line, keep=True), small),
        paragraph("Principal", lines(after=3, line=16.5, keep=True, borders=over), tokens.letters("lead", "body")),
        paragraph("Portrait", lines(before=3, after=6)),
        *(paragraph(name, lines(after=6, line=13.5), look(size=10)) for name in ("Card", "Position")),
        paragraph("Delegation", lines(before=6, after=3, line=13.5), look(size=10)),
        paragraph("header", lines(line=tokens.line("fine")), tokens.letters("fine", color="muted")),
        paragraph("footer", lines(line=tokens.line("fine")), tokens.letters("fine", color="muted")),
    )


# --- page one ---------------------------------------------------------------


def _masthead(tokens: Tokens) -> tuple[str, ...]:
    plate, kicker, title, subtitle = _centred_masthead(tokens) if tokens.centred else _left_masthead(tokens)
    size, line = tokens.scale["long-title"]
    return (
        paragraph("Nameplate", *plate),
        paragraph("Kicker", *kicker),
        paragraph("Title", *title, following="Subtitle"),
        paragraph("Long Title", lines(**_title(tokens, line)), look(size=size), based="Title", following="Subtitle"),
        paragraph("Subtitle", *subtitle, following="Body Text"),
    )


def _title(tokens: Tokens, line: float) -> dict[str, Any]:
    return {"after": 6, "line": line, "keep": True, "align": "center" if tokens.centred else ""}


def _left_masthead(tokens: Tokens) -> tuple[tuple[str, str], ...]:
    """Set the house's name and the series on one band of the accent's colour."""
    c = tokens.colors
    room = (("top", 6), ("left", 11), ("bottom", 6), ("right", 11))
    band = "".join(edge(side, c["accent"], size=0.5, space=space) for side, space in room)
    end = element("w:tab", val="right", pos=tokens.width - BAND)
    plate = lines(
        before=3,
        after=tokens.space,
        line=18,
        left=BAND,
        right=BAND,
        borders=band,
        shade=c["accent"],
        tabs=end,
        align="left",
    )
    return (
        (plate, tokens.letters("lead", color="paper", bold=True)),
        (lines(after=4, line=tokens.line("small")), tokens.letters("small", color="muted")),
        (lines(**_title(tokens, tokens.line("title"))), tokens.letters("title", color="accent", bold=True)),
        (lines(after=15, line=tokens.line("standfirst")), tokens.letters("standfirst", "body", color="muted")),
    )


BAND: Final = 230  #: Twips by which the words on the band go in.


def _centred_masthead(tokens: Tokens) -> tuple[tuple[str, str], ...]:
    between = edge("top", tokens.colors["accent"], size=2.25, space=4) + edge(
        "bottom", tokens.colors["accent"], space=6
    )
    standfirst = tokens.letters("standfirst", "body", color="muted", italic=True)
    plate = tokens.letters("heading", color="accent", small_caps=True, spacing=30)
    return (
        (lines(after=8, line=21, align="center", borders=between), plate),
        (lines(after=10, line=15, align="center"), tokens.letters("body", color="accent", italic=True)),
        (lines(**_title(tokens, tokens.line("title"))), tokens.letters("title", color="ink")),
        (lines(after=12, line=tokens.line("standfirst"), align="center"), standfirst),
    )


def _particulars(tokens: Tokens) -> tuple[str, ...]:
    """Write the facts beside the contents, each under a line."""
    line = tokens.line("small")
    plain = tokens.letters("small", color="ink")
    heading: dict[str, Any] = {"italic": True} if tokens.centred else {"bold": True}
    return (
        paragraph("Fact", lines(after=3, line=line, right=90), plain),
        paragraph("Fact Rule", lines(line=6, exact=True, right=360, borders=_edge(tokens, "accent")), look(size=2)),
        paragraph("Handling Rule", lines(line=6, exact=True, right=360, borders=_edge(tokens, "alert")), look(size=2)),
        paragraph(
            "TOC Heading",
            lines(after=3, line=line, keep=True, borders=_edge(tokens, "accent", space=6)),
            tokens.letters("small", color="accent", **heading),
            following="toc 1",
        ),
        paragraph("toc 1", lines(after=1.5, line=line), plain),
    )


def _edge(tokens: Tokens, color: str, space: int = 0) -> str:
    return edge("top", tokens.colors[color], size=0.75, space=space)


def _lead(tokens: Tokens) -> tuple[str, ...]:
    """Write the bottom line and the headings of page one; the heading over the bottom line is in its box."""
    c = tokens.colors
    inside: dict[str, Any]
    if tokens.centred:
        small = tokens.letters("lead", color="accent", small_caps=True, spacing=10)
        align = "center"
        box = edge("top", c["accent"], space=8) + edge("bottom", c["accent"], space=8)
        inside = {"borders": box, "align": align}
    else:
        small, align = tokens.letters("small", color="accent", bold=True), ""
        above, below = edge("top", c["tint"], space=10), edge("bottom", c["tint"], space=9)
        bar = edge("left", c["accent"], size=4.5, space=14)
        end = edge("right", c["tint"], space=13)
        inside = {"borders": above + bar + below + end, "left": 370, "right": 270, "shade": c["tint"]}
    heading = paragraph(
        "Front Heading", lines(before=15, after=4, line=tokens.line("small"), align=align, keep=True, outline=0), small
    )
    over = lines(before=12, after=3, line=tokens.line("small"), keep=True, outline=0, **inside)
    lead = lines(after=12, line=tokens.line("lead"), **inside)
    return (
        heading,
        paragraph("Lead Heading", over, small, following="Lead"),
        paragraph("Lead", lead, tokens.letters("lead", "body")),
    )
