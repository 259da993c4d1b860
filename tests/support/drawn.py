"""Drawings read back: where their words stand, and what else is on the canvas."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from lxml import etree

from communique.packs import find_pack
from communique.places import workspace
from communique.render import look_of
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.figures.canvas import Canvas
    from communique.figures.look import Look

WIDTHS: Final = (463.0, 360.0, 220.0)
"""Points that drawings are wide: on a page, on a screen, on a phone."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_UNSEEN: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that say which way words run, and have no width."""

_SHIFT: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}


@cache
def look(pack: str = "default", width: float = WIDTHS[0], language: str = "en") -> Look:
    """Find the look of a pack for a column of a width."""
    return replace(look_of(find_pack(pack, workspace(ROOT)), language), width=width)


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they stand on a canvas: their box, from the top of the capitals to the foot of the letters."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Words, slack: float = 0.5) -> bool:
        """Whether two touch by more than a hair."""
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )


def words(canvas: Canvas) -> tuple[Words, ...]:
    """List all words of a canvas."""
    return tuple(_words(canvas))


def _words(canvas: Canvas) -> Iterator[Words]:
    for node in etree.fromstring(canvas.svg().encode()).iter(f"{_SVG}text"):
        size, text = float(node.get("font-size", "0")), _UNSEEN.sub("", node.text or "")
        wide = canvas.look.measure(text, size, "SemiBold" if node.get("font-weight") else "Regular")
        x, y = float(node.get("x", "0")), float(node.get("y", "0"))
        left = x - wide * _SHIFT[node.get("text-anchor", "start")]
        yield Words(text, left, y - 0.72 * size, left + wide, y)


def outside(canvas: Canvas, slack: float = 0.6) -> list[Words]:
    """List the words that do not lie wholly on the canvas."""
    return [
        w
        for w in words(canvas)
        if w.left < -slack or w.top < -slack or w.right > canvas.width + slack or w.bottom > canvas.height + slack
    ]


def collisions(canvas: Canvas) -> list[tuple[str, str]]:
    """List the pairs of words that overlap."""
    return [(a.text, b.text) for a, b in combinations(words(canvas), 2) if a.overlaps(b)]


def said(canvas: Canvas) -> list[str]:
    """List the words of a canvas."""
    return [w.text for w in words(canvas)]
