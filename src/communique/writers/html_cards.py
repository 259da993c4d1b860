"""
Cards as HTML: sides, tensions, positions, questions.

Cards that face each other stand in rows. A row of a few lines is kept on one
page; one marked ``tall`` may go on over the page's end, column by column, and
one marked ``long`` is set below each other on paper: broken over two pages, it
would be read left top, right top, left foot, right foot.

Cards that are cut out are lettered as large as their names allow; one that is
folded has a second face, which is the same upside down, and not read out again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from communique.document.lettering import LETTERINGS, TENT, size_of
from communique.document.walk import plain
from communique.writers.html_inlines import class_attribute, join, write_heading, write_inlines

if TYPE_CHECKING:
    from communique.document.nodes import Card, Cards
    from communique.writers.html_inlines import Context, Write

_ABREAST = 3
"""As many cards as stand side by side on paper."""

_TALL, _LONG = 450, 2400
"""Characters in the longest column times columns, from which on cards are higher than six lines, or fill most of a page."""


def write_cards(block: Cards, context: Context, write: Write) -> Markup:
    """Write cards below each other, or in rows where they face each other."""
    cards = tuple(_card(card, context, write) for card in block.cards)
    if block.role in LETTERINGS:
        return _cut_out(block, cards, context, write)
    if block.layout == "stack" or len(cards) == 1:
        return Markup("<div{}>\n{}</div>\n").format(class_attribute("cards", "stack", block.role), join(cards))
    abreast = _abreast(len(cards))
    chunks = (cards[i : i + abreast] for i in range(0, len(cards), abreast))
    rows = join(Markup('<div class="row">\n{}</div>\n').format(join(chunk)) for chunk in chunks)
    classes = class_attribute("cards", "columns", f"abreast-{abreast}", _height(block, abreast), block.role)
    return Markup("<div{}>\n{}</div>\n").format(classes, rows)


def _cut_out(block: Cards, cards: tuple[Markup, ...], context: Context, write: Write) -> Markup:
    """Write cards that are cut out, each in a box of its size; before one that is folded stands its far face."""
    far = [_far_face(card, context, write) if card.role == TENT else Markup() for card in block.cards]
    boxes = (Markup('<div class="name-card">\n{}{}</div>\n').format(*faces) for faces in zip(far, cards, strict=True))
    return Markup("<div{}>\n{}</div>\n").format(class_attribute("cards", f"{block.role}s"), join(boxes))


def _far_face(card: Card, context: Context, write: Write) -> Markup:
    title, subtitle = write_inlines(card.title, context), write_inlines(card.subtitle, context)
    classes = class_attribute("card", card.role, "far", _size(card))
    said = Markup('<p class="name">{}</p>\n<p class="subtitle">{}</p>\n{}').format(
        title, subtitle, write(card.blocks, context)
    )
    return Markup('<div{} aria-hidden="true">\n{}</div>\n').format(classes, _middle(said))


def _middle(said: Markup) -> Markup:
    """Put what is said on a card into its middle."""
    return Markup('<div class="middle">\n{}</div>\n').format(said)


def _size(card: Card) -> str:
    """Name the size of the letters of a card that is cut out."""
    return f"size-{size:g}" if (size := size_of(card)) else ""


def _abreast(count: int) -> int:
    """Choose how many cards share a row: four stand two by two."""
    return 2 if count in {2, 4} else _ABREAST


def _height(block: Cards, abreast: int) -> str:
    """Say how high a row is, by the longest of its columns."""
    most = max(len(plain(card)) for card in block.cards) * abreast
    return "long" if most > _LONG else "tall" if most > _TALL else ""


def _card(card: Card, context: Context, write: Write) -> Markup:
    inner = replace(context, depth=context.depth + 1)
    title = write_heading(card.title, inner.depth, context)
    subtitle = write_inlines(card.subtitle, context)
    below = Markup('<p class="subtitle">{}</p>\n').format(subtitle) if subtitle else ""
    body = write(card.blocks, inner)
    classes = class_attribute("card", card.role, f"tone-{card.tone}" if card.tone else "", _size(card))
    ident = Markup(' id="{}"').format(card.id) if card.id else ""
    said = Markup("{}{}{}").format(title, below, body)
    return Markup("<article{}{}>\n{}</article>\n").format(classes, ident, _middle(said) if _size(card) else said)
