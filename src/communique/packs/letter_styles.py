"""The styles of a first `letter.docx`: every look of the house as a style of Word's, by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from communique.ooxml import ROOT, element
from communique.packs.letter_looks import MONO, edge, lines, look, style

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Tokens:
    """What a pack's `pack.toml` says of its looks."""

    heading: str
    body: str
    colors: Mapping[str, str]
    sizes: Mapping[str, float]  #: Of each step of the type scale, in points.
    centred: bool

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Tokens:
        """Read the tokens out of a pack's settings; Word writes colours without the #."""
        colors = {name: value.lstrip("#") for name, value in settings["colors"].items()}
        centred = settings.get("letter", {}).get("masthead") == "centred"
        sizes = {step: size for step, (size, _) in settings["type"].items()}
        return cls(settings["fonts"]["heading"], settings["fonts"]["body"], colors, sizes, centred)


def styles(tokens: Tokens) -> str:
    """Write `styles.xml`."""
    parts = (_defaults(tokens), *_running(tokens), *_headings(tokens), *_masthead(tokens), *_lists(tokens))
    more = (*_boxes(tokens), *_small(tokens), *_characters(tokens), *_tables(tokens))
    return element("w:styles", *parts, *more, **ROOT)


# --- the styles -------------------------------------------------------------


def _defaults(tokens: Tokens) -> str:
    run = look(
        font=tokens.body, size=tokens.sizes["body"], color=tokens.colors["ink"], more=element("w:lang", val="en-US")
    )
    return element(
        "w:docDefaults",
        element("w:rPrDefault", element("w:rPr", run)),
        element("w:pPrDefault", element("w:pPr", lines(after=6, line=1.2))),
    )


def _paragraph(name: str, paragraph: str, run: str = "", *, based: str = "Normal", following: str = "") -> str:
    return style("paragraph", name, based=based, following=following, paragraph=paragraph, run=run)


def _running(tokens: Tokens) -> tuple[str, ...]:
    c, s = tokens.colors, tokens.sizes
    bar = edge("left", c["rule"], size=2.25, space=10)
    return (
        style("paragraph", "Normal", default=True),
        _paragraph(
            "Quote", lines(before=4, after=2, line=1.2, left=220, right=220, borders=bar, keep=True), look(italic=True)
        ),
        _paragraph(
            "Quote Attribution",
            lines(after=8, left=220, right=220, borders=bar),
            look(size=s["small"], color=c["muted"]),
        ),
        _paragraph(
            "Definition Term",
            lines(before=3, after=0, keep=True),
            look(font=tokens.heading, size=s["minor"], bold=True),
        ),
        _paragraph("Definition", lines(after=5, line=1.2, left=240)),
        _paragraph("Code Block", lines(before=4, after=8, shade=c["tint"]), look(font=MONO, size=s["small"])),
        _paragraph("Rule", lines(before=4, after=8, borders=edge("bottom", c["rule"])), look(size=4)),
        _paragraph("Spacer", lines(line=6, exact=True), look(size=2)),
        _paragraph("Figure", lines(before=6, after=6)),
        _paragraph("caption", lines(before=2, after=6), look(font=tokens.heading, size=s["small"], color=c["muted"])),
        _paragraph("footnote text", lines(after=2, line=1.1), look(size=s["small"])),
    )


def _headings(tokens: Tokens) -> tuple[str, ...]:
    c, font, s = tokens.colors, tokens.heading, tokens.sizes
    if tokens.centred:
        rule, align = edge("bottom", c["accent"], size=0.75, space=4), "center"
        looks = (
            look(font=font, size=s["heading"], color=c["accent"]),
            look(font=font, size=s["subheading"], bold=True, italic=True, color=c["accent"]),
            look(font=font, size=s["body"], bold=True, italic=True, color=c["ink"]),
        )
    else:
        rule, align = edge("top", c["accent"], size=1.25, space=6), ""
        looks = (
            look(font=font, size=s["heading"], bold=True, color=c["accent"]),
            look(font=font, size=s["subheading"], bold=True, color=c["ink"]),
            look(font=font, size=s["minor"], bold=True, color=c["accent"]),
        )
    paragraphs = (
        lines(before=22, after=8, keep=True, borders=rule, align=align, outline=0),
        lines(before=12, after=4, keep=True, outline=1),
        lines(before=8, after=3, keep=True, outline=2),
        lines(before=6, after=2, keep=True, outline=3),
    )
    all_looks = (*looks, look(font=font, size=s["minor"], bold=True, color=c["muted"]))
    named = enumerate(zip(paragraphs, all_looks, strict=True), start=1)
    return tuple(_paragraph(f"heading {n}", paragraph, run, following="Normal") for n, (paragraph, run) in named)


def _masthead(tokens: Tokens) -> tuple[str, ...]:
    c, font, s = tokens.colors, tokens.heading, tokens.sizes
    align = "center" if tokens.centred else ""
    label = look(font=font, size=s["small"], color=c["muted"])
    plate, kicker, title, subtitle = _centred_masthead(tokens) if tokens.centred else _left_masthead(tokens)
    return (
        _paragraph("Nameplate", *plate),
        _paragraph("Kicker", *kicker),
        _paragraph("Title", *title, following="Subtitle"),
        _paragraph("Subtitle", *subtitle, following="Normal"),
        _paragraph("Fact Label", lines(line=1.15), label),
        _paragraph("Handling Label", lines(line=1.15), look(font=font, size=s["small"], bold=True, color=c["alert"])),
        _paragraph("Fact", lines(line=1.15), look(font=font, size=s["minor"])),
        *_lead(tokens),
        _paragraph(
            "TOC Heading",
            lines(before=10, after=2, align=align, borders=edge("top", c["rule"], space=6)),
            label,
        ),
        _paragraph("toc 1", lines(line=1.12, align=align), look(font=font, size=s["minor"])),
        _paragraph("header", "", label),
        _paragraph("footer", lines(before=5), label),
    )


def _left_masthead(tokens: Tokens) -> tuple[tuple[str, str], ...]:
    c, font, s = tokens.colors, tokens.heading, tokens.sizes
    over = edge("top", c["accent"], size=2.25, space=6)
    return (
        (lines(after=12, borders=over), look(font=font, size=s["lead"], bold=True, color=c["accent"])),
        (lines(after=4), look(font=font, size=s["small"], color=c["muted"])),
        (lines(after=5, line=1.0, keep=True), look(font=font, size=s["title"], bold=True, color=c["accent"])),
        (lines(after=9, line=1.05), look(size=s["standfirst"], color=c["muted"])),
    )


def _centred_masthead(tokens: Tokens) -> tuple[tuple[str, str], ...]:
    c, font, s = tokens.colors, tokens.heading, tokens.sizes
    between = edge("top", c["accent"], size=1, space=6) + edge("bottom", c["accent"], size=1, space=6)
    return (
        (
            lines(after=14, align="center", borders=between),
            look(font=font, size=s["heading"], small_caps=True, color=c["accent"], spacing=30),
        ),
        (lines(after=4, align="center"), look(font=font, size=s["body"], italic=True, color=c["accent"])),
        (lines(after=6, line=1.02, align="center", keep=True), look(font=font, size=s["title"], color=c["ink"])),
        (lines(after=10, line=1.05, align="center"), look(size=s["standfirst"], italic=True, color=c["muted"])),
    )


def _lead(tokens: Tokens) -> tuple[str, ...]:
    """Write the bottom line and the headings of page one; the heading over the bottom line is in its box."""
    c, font = tokens.colors, tokens.heading
    align = "center" if tokens.centred else ""
    small = look(
        font=font, size=tokens.sizes["minor"], bold=not tokens.centred, italic=tokens.centred or None, color=c["accent"]
    )
    heading = _paragraph("Front Heading", lines(before=12, after=3, align=align, keep=True, outline=0), small)
    inside: dict[str, Any]
    if tokens.centred:
        box = edge("top", c["accent"], size=1, space=8) + edge("bottom", c["accent"], size=1, space=9)
        inside = {"borders": box, "align": align}
    else:
        above, below = edge("top", c["tint"], size=1, space=6), edge("bottom", c["tint"], size=1, space=7)
        bar = edge("left", c["accent"], size=3, space=9)
        inside = {"borders": above + bar + below, "left": BOX, "shade": c["tint"]}
    return (
        heading,
        _paragraph("Lead Heading", lines(before=14, after=2, keep=True, outline=0, **inside), small, following="Lead"),
        _paragraph("Lead", lines(after=10, line=1.18, **inside), look(size=tokens.sizes["lead"])),
    )


def _lists(tokens: Tokens) -> tuple[str, ...]:
    def numbered(number: int) -> str:
        return element("w:numPr", element("w:numId", val=number))

    item: dict[str, Any] = {"after": 3, "line": 1.2}
    return (
        _paragraph("List Bullet", lines(**item, numbering=numbered(1))),
        _paragraph("List Number", lines(**item, numbering=numbered(2))),
        *(
            _paragraph(name, lines(after=3, line=1.2, left=360 * level))
            for level, name in enumerate(("List Continue", "List Continue 2", "List Continue 3"), 1)
        ),
        _paragraph("Members", lines(after=3, line=1.1), look(size=tokens.sizes["minor"]), based="List Bullet"),
        _paragraph("Points", lines(after=3, line=1.2), based="List Bullet"),
        _paragraph("Statement", lines(after=4, line=1.2)),
        _paragraph("Source", lines(after=4, line=1.1), look(size=tokens.sizes["small"])),
        _paragraph("Answer", lines(after=5, line=1.2)),
    )


def _boxes(tokens: Tokens) -> tuple[str, ...]:
    """Write callouts: paragraphs that carry their own bar and shade, so that they edit like any other."""
    c = tokens.colors
    tint = "" if tokens.centred else c["tint"]
    bars = {
        "Callout": (c["accent"], tint, 2.25),
        "Sensitivity": (c["alert"], tint, 1.5),
        "Easing": (c["low"], tint, 2.25),
        "Press Line": (c["accent"], tint, 3),
        "If Pressed": (c["rule"], "", 1.5),
        "Editor Note": (c["muted"], "", 0.75),
    }
    frame = "".join(edge(side, c["alert"], size=1, space=6) for side in ("top", "left", "bottom", "right"))
    alarm = lines(before=10, after=11, line=1.15, left=BOX, right=BOX - 60, together=True, borders=frame)
    boxes = {name: _bar(*how) for name, how in bars.items()} | {"Do Not Raise": alarm}
    return tuple(_paragraph(name, paragraph, look(size=tokens.sizes["body"])) for name, paragraph in boxes.items())


BOX = 220  #: Twips by which a callout goes in, to make room for its bar.


def _bar(color: str, shade: str, size: float) -> str:
    """Draw a bar beside paragraphs; lines in the colour of the shade are its room above and below."""
    room = shade or "FFFFFF"
    borders = edge("top", room, space=4) + edge("left", color, size=size, space=9) + edge("bottom", room, space=5)
    return lines(before=6, after=8, line=1.15, left=BOX, together=True, shade=shade, borders=borders)


def _small(tokens: Tokens) -> tuple[str, ...]:
    c, font, s = tokens.colors, tokens.heading, tokens.sizes
    small = lines(after=4, line=1.15)
    meta = look(font=font, size=s["small"], color=c["muted"])
    align = "center" if tokens.centred else ""
    return (
        style("paragraph", "Meta", based="Normal", link="Meta Char", paragraph=lines(after=5, keep=True), run=meta),
        style("character", "Meta Char", link="Meta", run=meta),
        _paragraph("Card Subtitle", lines(after=5, keep=True), look(font=font, size=s["small"], color=c["muted"])),
        _paragraph("Principal", lines(after=6, line=1.15), look(size=s["lead"])),
        _paragraph("Portrait", lines(after=4)),
        *(_paragraph(name, small, look(size=s["body"])) for name in ("Card", "Delegation", "Position")),
        *(_paragraph(name, lines(after=6, line=1.2)) for name in ("Tension", "Question", "Agenda Item")),
        _paragraph(
            "Table Heading", lines(after=0, keep=True), look(font=font, size=s["small"], bold=True, color=c["accent"])
        ),
        _paragraph("Table Text", lines(after=0, line=1.1), look(size=s["minor"])),
        _paragraph("Table Row Heading", lines(after=0, line=1.1), look(font=font, size=s["small"], bold=True)),
        _paragraph(
            "Timeline Date", lines(after=0, line=1.1), look(font=font, size=s["small"], bold=True, color=c["accent"])
        ),
        _paragraph(
            "Key Figure",
            lines(after=0, line=1.0, keep=True, align=align),
            look(font=font, size=s["figure"], bold=not tokens.centred or None, color=c["accent"]),
        ),
        _paragraph("Key Figure Label", lines(after=1, line=1.05, align=align), look(font=font, size=s["minor"])),
        _paragraph(
            "Key Figure Note", lines(after=0, line=1.05, align=align), look(font=font, size=s["fine"], color=c["muted"])
        ),
    )


def _characters(tokens: Tokens) -> tuple[str, ...]:
    c, font, s = tokens.colors, tokens.heading, tokens.sizes
    tones = {f"Tone {tone.title()}": look(bold=True, color=c[tone]) for tone in ("low", "medium", "high")}
    box = element("w:bdr", val="single", sz=4, space=1, color=c["accent"])
    looks = {
        "Attribution": look(italic=True, color=c["muted"]),
        "As Of": look(color=c["muted"]),
        "Mark": look(font=font, size=s["fine"], color=c["accent"], more=box),
        "Marking": look(font=font, bold=True, caps=True, spacing=20, color=c["alert"]),
        "Pronunciation": look(font=font, size=s["small"], color=c["muted"]),
        "Label": look(font=font, bold=True, size=s["small"], color=c["muted"]),
        "Callout Title": look(font=font, bold=True, size=s["small"]),
        "Code": look(font=MONO, size=s["minor"]),
        "Hyperlink": look(color=c["accent"], more=element("w:u", val="single", color=c["rule"])),
        "footnote reference": look(more=element("w:vertAlign", val="superscript")),
        **tones,
    }
    return tuple(style("character", name, run=run) for name, run in looks.items())


def _tables(tokens: Tokens) -> tuple[str, ...]:
    c = tokens.colors
    rows = edge("bottom", c["rule"]) + edge("insideH", c["rule"])
    head = _part("firstRow", element("w:tcBorders", edge("bottom", c["accent"], size=1)))
    between = edge("insideV", c["rule"])
    figures = edge("top", c["rule"]) if tokens.centred else edge("top", c["accent"], size=1)
    return (
        style("table", "Table Normal", more=_table("", margins=(0, 0, 108)), default=True, quick=False),
        style("table", "Brief Table", based="Table Normal", more=_table(rows, margins=(55, 0, 140)) + head),
        style("table", "Agenda", based="Brief Table"),
        style("table", "Timeline", based="Table Normal", more=_table(between, margins=(55, 140, 140))),
        style("table", "Key Figures", based="Table Normal", more=_table(figures, margins=(70, 0, 140))),
        style("table", "Cards", based="Table Normal", more=_table(between, margins=(0, 140, 140))),
        style("table", "Line", based="Table Normal", more=_table("", margins=(0, 0, 0))),
        style(
            "table", "Facts", based="Table Normal", more=_table(edge("top", c["rule"], space=4), margins=(30, 0, 140))
        ),
        style("table", "Handling", based="Table Normal", more=_table(edge("top", c["alert"]), margins=(30, 0, 140))),
    )


def _table(borders: str, *, margins: tuple[int, int, int]) -> str:
    """Write the properties of a table; where its cells have a margin at the left, it goes out by as much."""
    high, left, right = margins
    sides = (("top", high), ("left", left), ("bottom", high), ("right", right))
    cell = element("w:tblCellMar", *(element(f"w:{side}", w=width, type="dxa") for side, width in sides))
    out = element("w:tblInd", w=-left, type="dxa")
    return element("w:tblPr", out, element("w:tblBorders", borders) if borders else "", cell)


def _part(kind: str, borders: str) -> str:
    return element("w:tblStylePr", element("w:tcPr", borders), type=kind)
