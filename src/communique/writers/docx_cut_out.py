"""
Cards in Word that are cut out: folded ones for the table, badges to wear.

Word turns the words of a cell by a quarter and no further. So a sheet lies, the
fold of a card runs down it, and the two faces stand beside each other, turned
away from one another: what is folded is read from both sides, and typed anew
like any other text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from communique.document.lettering import LETTERINGS, TENT, size_of
from communique.document.nodes import Paragraph
from communique.document.walk import plain
from communique.ooxml import TWIPS_PER_MM, element
from communique.scripts import right_to_left
from communique.writers.docx_inlines import Look, write_inlines
from communique.writers.docx_paragraphs import SPACER, write_paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.document.lettering import Lettering
    from communique.document.nodes import Card, Cards, Inlines
    from communique.writers.docx_paragraphs import Context

ABREAST: Final = {TENT: 2}
"""Folded cards on a sheet that lies; of badges, three."""

LEADING: Final = 1.08  #: From line to line of a name, by its size.

FACES: Final = (("tbRl", "right"), ("btLr", "left"))
"""The two faces of a folded card: which way its words are turned, and at which side the fold is."""

SIDES: Final = ("top", "left", "bottom", "right")
STYLE: Final = "Key Figure Label"
"""The style that the words have but for their size: that of what stands below a number to remember."""


def write_cut_out(cards: Cards, context: Context) -> str:
    """Write cards in sheets: a table for each row of them, so that no row is torn."""
    lettering, across = LETTERINGS[cards.role], ABREAST.get(cards.role, 3)
    rows = (cards.cards[i : i + across] for i in range(0, len(cards.cards), across))
    room = write_paragraph("", replace(context, numbering=0), style=SPACER)
    return room.join(_row(row, across, lettering, context) for row in rows)


def _row(cards: Sequence[Card], across: int, lettering: Lettering, context: Context) -> str:
    """Write a row of cards, each of its size on paper; one that is not full has its cards where the others have theirs."""
    folded = cards[0].role == TENT
    wide, high = (round(mm * TWIPS_PER_MM) for mm in (lettering.height, lettering.width)[:: 1 if folded else -1])
    cells = [cell for card in cards for cell in _cells(card, wide, context)]
    blank = element("w:tc", element("w:tcPr", element("w:tcW", w=wide, type="dxa")), element("w:p"))
    cells += [blank] * ((across - len(cards)) * (2 if folded else 1))
    return element(
        "w:tbl",
        element(
            "w:tblPr",
            element("w:bidiVisual", val="off"),
            element("w:tblW", w=wide * len(cells), type="dxa"),
            element("w:jc", val="center"),
            element("w:tblLayout", type="fixed"),
        ),
        element("w:tblGrid", *(element("w:gridCol", w=wide) for _ in cells)),
        element(
            "w:tr", element("w:trPr", element("w:cantSplit"), element("w:trHeight", val=high, hRule="exact")), *cells
        ),
    )


def _cells(card: Card, wide: int, context: Context) -> Iterator[str]:
    """Write the faces of a card, the tops of their letters towards the fold; one that is not folded has one face."""
    for number, (way, fold) in enumerate(FACES if card.role == TENT else (("", ""),)):
        yield element(
            "w:tc",
            element(
                "w:tcPr",
                element("w:tcW", w=wide, type="dxa"),
                _borders(fold),
                _margins(card, turned=bool(way)),
                element("w:textDirection", val=way) if way else "",
                element("w:vAlign", val="center"),
            ),
            "".join(_words(card, context, first=not number)),
        )


def _borders(fold: str) -> str:
    """Draw a line to cut along at each side, and a broken one to fold along."""
    kinds = {side: "dashed" if side == fold else "single" for side in SIDES}
    edges = (element(f"w:{side}", val=kind, sz=4, space=0, color="A0A0A0") for side, kind in kinds.items())
    return element("w:tcBorders", *edges)


def _margins(card: Card, *, turned: bool) -> str:
    """Keep the ends of the lines off the edges."""
    margin = round(LETTERINGS[card.role].margin * TWIPS_PER_MM)
    ends = ("top", "bottom") if turned else ("left", "right")
    return element("w:tcMar", *(element(f"w:{side}", w=margin if side in ends else 0, type="dxa") for side in SIDES))


def _words(card: Card, context: Context, *, first: bool) -> Iterator[str]:
    """Write the name as large as it is lettered, then the side and the office; one name of two is a heading."""
    lettering = LETTERINGS[card.role]
    yield _line(card.title, size_of(card), context, bold=True, outline=2 if first else None)
    yield _line(card.subtitle, lettering.side[0], context, bold=True)
    for block in card.blocks:
        if isinstance(block, Paragraph):
            yield _line(block.inlines, lettering.office[0], context)


def _line(words: Inlines, size: float, context: Context, *, bold: bool = False, outline: int | None = None) -> str:
    """Write a paragraph in the middle, in a size that no style has."""
    properties = (
        element("w:pStyle", val=context.package.style(STYLE, "paragraph")),
        _straight(words, context),
        element("w:spacing", before=0, after=0, line=round(size * LEADING * 20), lineRule="atLeast"),
        element("w:ind", left=0, right=0, firstLine=0),
        element("w:jc", val="center"),
        element("w:outlineLvl", val=outline) if outline is not None else "",
    )
    look = Look(bold=bold, size=size)
    return element("w:p", element("w:pPr", *properties), write_inlines(words, context.package, look))


def _straight(words: Inlines, context: Context) -> str:
    """Let a name without a letter from right to left go from the left, in a file that goes from the right."""
    turned = any(unicodedata.bidirectional(c) in {"R", "AL"} for c in plain(words))
    return "" if turned or not right_to_left(context.package.main_language) else element("w:bidi", val=0)
