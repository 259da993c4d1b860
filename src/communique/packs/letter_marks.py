"""The small looks of a first `letter.docx`: words within a line, tables, and what stands in their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from communique.ooxml import element
from communique.packs.letter_looks import edge, lines, look, paragraph, style
from communique.word_styles import COLUMN_GAP

if TYPE_CHECKING:
    from communique.packs.letter_tokens import Tokens


def characters(tokens: Tokens) -> tuple[str, ...]:
    """Write the looks of words within a line."""
    c = tokens.colors
    quiet: dict[str, Any] = {"italic": True} if tokens.centred else {"bold": True}
    box = element("w:bdr", val="single", sz=4, space=1, color=c["accent"])
    marking = tokens.letters("minor", "body", color="alert", bold=True, small_caps=True, spacing=12)
    looks = {
        "Attribution": look(color=c["muted"]),
        "As Of": look(color=c["muted"]),
        "Mark": tokens.letters("fine", color="accent", more=box),
        "Marking": marking,
        "Pronunciation": tokens.letters("small", color="muted"),
        "Label": tokens.letters(
            "minor" if tokens.centred else "small", color="muted" if tokens.centred else "", **quiet
        ),
        "Number": tokens.letters("figure"),
        "Fact Label": look(color=c["muted"], italic=tokens.centred or None),
        "Handling Label": look(color=c["alert"], **quiet),
        "Series": tokens.letters("small", bold=False),
        "Section": look(color=c["accent"], bold=True),
        "Code": tokens.letters("small", "code"),
        "Hyperlink": look(color=c["accent"], more=element("w:u", val="single", color=c["rule"])),
        "footnote reference": look(more=element("w:vertAlign", val="superscript")),
        **{f"Tone {tone.title()}": _square(c[tone]) for tone in ("low", "medium", "high")},
        "Tone Blank": _square(c["rule"]),
        "Tone Gap": look(size=SQUARE),
    }
    return tuple(style("character", name, run=run) for name, run in looks.items())


SQUARE: Final = 5  #: Points: the letters under a square of the mark of severity.


def _square(color: str) -> str:
    """Fill what stands behind small blanks."""
    return look(size=SQUARE, more=element("w:shd", val="clear", color="auto", fill=color))


def tables(tokens: Tokens) -> tuple[str, ...]:
    """Write the tables, and the paragraphs in their cells."""
    c = tokens.colors
    rows = edge("bottom", c["rule"]) + edge("insideH", c["rule"])
    line = edge("top", c["accent"], size=0.75) + edge("bottom", c["accent"], size=0.75)
    head = _part("firstRow", element("w:tcBorders", line))
    between = edge("insideV", c["rule"])
    figures = between if tokens.centred else edge("top", c["accent"], size=1.5)
    looks = {
        "Brief Table": _table(rows, margins=(60, 0, 180)) + head,
        "Timeline": _table(between, margins=(0, COLUMN_GAP // 2, COLUMN_GAP // 2)),
        "Key Figures": _table(figures, margins=(80, 80, 80) if tokens.centred else (80, 0, 180)),
        "Cards": _table(between, margins=(0, COLUMN_GAP // 2, COLUMN_GAP // 2)),
        "Parallel": _table(between, margins=(0, COLUMN_GAP // 2, COLUMN_GAP // 2)),
        "Plain": _table("", margins=(0, 0, 0)),
        "Line": _table("", margins=(0, 0, 0)),
    }
    normal = style("table", "Table Normal", more=_table("", margins=(0, 0, 108)), default=True, quick=False)
    named = (style("table", name, based="Table Normal", more=more) for name, more in looks.items())
    return (normal, *named, style("table", "Agenda", based="Brief Table"), *_cells(tokens))


def _cells(tokens: Tokens) -> tuple[str, ...]:
    line = tokens.line("small")
    align = "center" if tokens.centred else ""
    head: dict[str, Any] = {"italic": True} if tokens.centred else {"bold": True}
    dates = tokens.letters("small", color="ink", **head)
    row = tokens.letters("small", bold=None if tokens.centred else True)
    value = tokens.letters("lead", color="accent", bold=None if tokens.centred else True)
    label = tokens.letters("minor" if tokens.centred else "small")
    return (
        paragraph("Table Heading", lines(line=line, keep=True), tokens.letters("small", color="accent", **head)),
        paragraph("Table Text", lines(after=1.5, line=line), tokens.letters("small")),
        paragraph("Table Row Heading", lines(after=1.5, line=line), row),
        paragraph("Timeline Date", lines(after=3, line=15), dates),
        paragraph("Timeline Text", lines(after=3, line=15)),
        paragraph("Key Figure", lines(line=tokens.line("figure"), keep=True, align=align), value),
        paragraph("Key Figure Label", lines(line=line, align=align), label),
        paragraph(
            "Key Figure Note",
            lines(before=3, line=tokens.line("fine"), align=align),
            tokens.letters("fine", color="muted"),
        ),
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
