"""
Cards and callouts in Word: sides, tensions, positions, questions, and what is set apart from the flow.

A card's title is a real heading outside any table wherever it can be, since
Word's navigation pane lists no other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from communique.document.lettering import LETTERINGS
from communique.document.nodes import Span
from communique.document.walk import plain, rebuild
from communique.ooxml import run, text
from communique.roles import style_name
from communique.word_styles import BOX_INSET, box_title
from communique.writers.docx_cut_out import write_cut_out
from communique.writers.docx_inlines import Look, properties, write_inlines
from communique.writers.docx_paragraphs import heading_style, write_heading, write_paragraph
from communique.writers.docx_tables import grid_of, write_table

if TYPE_CHECKING:
    from communique.document.nodes import Callout, Card, Cards, Inlines, Tone
    from communique.writers.docx_inlines import Package
    from communique.writers.docx_paragraphs import Context, Write

WHOLE: Final = 1200  #: Characters of a card or a callout that no page tears; a longer one may need more than a page.
GRAVITY: Final = {"low": 1, "medium": 2, "high": 3}
FILLED: Final = ("do-not-raise",)
"""Roles whose title stands on a ground of its own colour, where the colour of a mark could not be read."""

SQUARE: Final = "\u00a0" * 4
"""What a square of the mark is drawn on, in small letters; it says nothing to a screen reader."""


def write_cards(cards: Cards, context: Context, write: Write) -> str:
    """Write cards below each other, or facing each other as a table: read cell by cell, they keep their order."""
    if cards.role in LETTERINGS:
        return write_cut_out(cards, context)
    if cards.layout == "columns":
        return _facing(cards, context, write)
    return "".join(
        _card(card, replace(context, style=_card_style(card), numbering=0, level=-1), write) for card in cards.cards
    )


def _card_style(card: Card) -> str:
    return style_name(card.role) if card.role else ""


def abreast(count: int) -> int:
    """Choose how many cards share a row: four stand two by two."""
    return 2 if count in {2, 4} else min(count, 3) or 1


def _facing(cards: Cards, context: Context, write: Write) -> str:
    across = abreast(len(cards.cards))
    long = any(len(plain(card)) > WHOLE for card in cards.cards)
    grid = grid_of(context, "Cards", [0] * across, rows_break=long)
    cells = [_card(card, context.box(_card_style(card) or "Card", width=grid.inner(0)), write) for card in cards.cards]
    cells += [""] * (-len(cells) % across)
    return write_table(grid, [cells[i : i + across] for i in range(0, len(cells), across)])


def _card(card: Card, context: Context, write: Write) -> str:
    """Write a card: its title as a heading, the line below it, and what it says."""
    level = context.heading + 1
    title = write_heading(card.title, heading_style(level), card.id, context, first=context.boxed)
    subtitle = write_inlines(card.subtitle, context.package)
    mark = _gravity(card.tone, context.package) if card.tone and subtitle else ""
    below = write_paragraph(mark + subtitle, context, style="Card Subtitle") if subtitle else ""
    return title + below + write(card.blocks, replace(context, heading=level))


def _gravity(tone: Tone, package: Package) -> str:
    """Draw how grave it is: as many of three squares filled; the words beside them say the same."""
    squares = [f"Tone {tone.title()}"] * GRAVITY[tone] + ["Tone Blank"] * (3 - GRAVITY[tone])
    drawn = (run(text(SQUARE), properties=properties(package, Look(style=style))) for style in squares)
    gap = run(text("\u00a0"), properties=properties(package, Look(style="Tone Gap")))
    return gap.join(drawn) + run(text("\u00a0\u00a0"))


def write_callout(callout: Callout, context: Context, write: Write) -> str:
    """Write a callout as paragraphs of its role's styles, which draw the box: they edit like any other."""
    style = style_name(callout.role) if callout.role else "Callout"
    box = context.box(style, inset=BOX_INSET)
    words = _unmarked(callout.title) if callout.role in FILLED else callout.title
    title = write_inlines(words, context.package)
    over = write_paragraph(title, box, style=box_title(style)) if title else ""
    whole = replace(box, together=len(plain(callout)) <= WHOLE)
    return over + write(callout.blocks[:-1], whole) + write(callout.blocks[-1:], box)


def _unmarked(title: Inlines) -> Inlines:
    """Leave the words of a mark, and take its look from them."""
    return rebuild(
        title, lambda node: replace(node, role="") if isinstance(node, Span) and node.role == "mark" else node
    )
