"""
How large a name is set on a card for the table or to wear: as large as its letters have room for.

A name takes the largest step that holds it. The widths of letters are reckoned
from above, for the heaviest face of any pack: what fits here fits on paper. The
measures of the cards stand here too, so that PDF and Word cut the same card.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.document.walk import plain

if TYPE_CHECKING:
    from communique.document.nodes import Card

MM: Final = 72 / 25.4
"""Points to the millimetre."""

TENT, BADGE = "tent", "badge"
"""The roles of cards that stand on the table, folded, and of those that are worn."""


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a kind of card is lettered: its measures in millimetres, the margin at either side, and steps in points."""

    width: float
    height: float  #: Of one face; a card that is folded has two.
    margin: float
    names: tuple[tuple[float, int], ...]  #: Sizes of the name, largest first, each with how many lines it may take.
    side: tuple[float, int]  #: Size and lines of the delegation's name.
    office: tuple[float, int]

    @property
    def room(self) -> float:
        """How long a line may be, in points."""
        return (self.width - 2 * self.margin) * MM

    def name(self, text: str) -> float:
        """Choose the size of a name; the smallest where none has room."""
        return next((size for size, lines in self.names if self.holds(text, (size, lines))), self.names[-1][0])

    def holds(self, text: str, step: tuple[float, int]) -> bool:
        """Tell whether a text fits into so many lines of a size."""
        size, lines = step
        return lines_of(text, self.room / size) <= lines


LETTERINGS: Final = {
    TENT: Lettering(180, 62, 7, ((60, 1), (54, 1), (48, 2), (42, 2), (36, 2), (30, 2)), (15, 1), (13, 2)),
    BADGE: Lettering(86, 54, 4, ((26, 1), (22, 2), (18, 2), (15, 2)), (10, 2), (10, 3)),
}
"""The cards: 60 points have capitals of 15 mm and 30 points of 7.5 mm, which are read at three metres."""

FAR_TOO_WIDE: Final = 1000

_WIDTHS: Final = {
    letter: width
    for letters, width in (
        (" ’‘'", 0.3),
        ("ijl!,.:;|ı·", 0.38),
        ("fI()-/[]ł\u00a0", 0.41),
        ("tJ", 0.45),
        ('rz"“”', 0.5),
        ("1csſ", 0.55),
        ("aeovxyð–", 0.6),
        ("027bdghkpquEFLTøđħþŁ", 0.65),
        ("345689nBPSYZßÞŋ", 0.7),
        ("ACDKRVXĐÐ", 0.75),
        ("GHNOQU&Ø", 0.83),
        ("w", 0.85),
        ("M%æœ", 0.95),
        ("mWÆ", 1.05),
    )
    for letter in letters
}
"""How wide letters are, in ems, in the heavier of the shipped faces."""

_OTHER: Final = 1.15
"""Of a letter that is not in the list; those of Arabic join, and are narrower."""

_ARABIC: Final = 0.75


def size_of(card: Card) -> float:
    """Choose the size of the name on a card; 0 for one that is no card of ours."""
    lettering = LETTERINGS.get(card.role)
    return lettering.name(plain(card.title)) if lettering else 0


def lines_of(text: str, ems: float) -> int:
    """Count the lines that words take at most, each so many ems long; a word that is longer than one fits in none."""
    lines, left = 1, ems
    for word in _words(text):
        width = ems_of(word)
        if width > ems:
            return FAR_TOO_WIDE
        if width > left:
            lines, left = lines + 1, ems
        left -= width + ems_of(" ")
    return lines


def _words(text: str) -> list[str]:
    """Split words as a line is broken: at spaces, and between Chinese characters."""
    spaced = "".join(f" {c} " if unicodedata.east_asian_width(c) in "WF" else c for c in text)
    return spaced.split()


def ems_of(text: str) -> float:
    """Reckon the width of letters in ems, rather too wide than too narrow."""
    return sum(map(_ems, unicodedata.normalize("NFC", text)))


def _ems(character: str) -> float:
    """Reckon one letter by its shape without its accents."""
    base = unicodedata.normalize("NFD", character)[0]
    if unicodedata.combining(base):
        return 0
    if unicodedata.east_asian_width(base) in "WF":
        return 1
    return _WIDTHS.get(base, _ARABIC if unicodedata.bidirectional(base) in {"R", "AL"} else _OTHER)
