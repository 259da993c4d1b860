"""
What a drawing takes from a pack: typefaces with their real widths, colours, and how wide the column is.

Words are measured with the font files themselves, so that labels can be laid
out without collisions; letters that these fonts lack are reckoned generously.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from communique.figures.fallbacks import script_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PIL.ImageFont import FreeTypeFont

    from communique.figures.fallbacks import Script

Weight: TypeAlias = Literal["Regular", "SemiBold"]

GAP = 18
"""Points between two columns."""

_SCALE = 100
"""Size at which words are measured."""


@dataclass(frozen=True)
class Look:
    """The type and the colours of a pack, on paper."""

    family: str  #: The typeface of labels: a pack's headings.
    fallbacks: Mapping[Script, str] = field(hash=False)  #: The typeface for letters that it lacks, by their script.
    colors: Mapping[str, str] = field(hash=False)
    fonts: tuple[Path, ...]  #: Font files, the family's own first.
    width: float  #: Points from edge to edge of the column.
    rightwards: bool = True  #: False where the language is written from right to left.
    dark: Mapping[str, str] = field(default_factory=dict, hash=False)  #: The colours of a dark screen; none on paper.
    narrow: float = 0.0  #: Points of a phone's column, where drawings are made for one as well.

    @property
    def on_screen(self) -> bool:
        """Tell a look for screens, which may lack the typeface, from one for paper."""
        return bool(self.dark)

    def in_the_dark(self) -> Look:
        """Take the same look in the colours of a dark screen."""
        return replace(self, colors=self.dark)

    def on_a_phone(self) -> Look:
        """Take the same look for a phone's column."""
        return replace(self, width=self.narrow, narrow=0.0)

    def beside(self, columns: int, *, rightwards: bool) -> Look:
        """Take the same look for one of several columns beside each other, each in its own language."""
        width = self.narrow or (self.width - GAP * (columns - 1)) / columns
        return replace(self, width=width, rightwards=rightwards)

    def measure(self, words: str, size: float, weight: Weight = "Regular") -> float:
        """Tell how wide words are, in points, at a size in points."""
        return _width(self._face(words, weight), self._file(weight), words) * size / _SCALE

    def covers(self, words: str) -> bool:
        """Tell whether the typeface has every letter of some words, so that their width is known and not guessed."""
        return {ord(c) for c in words} <= covered(self._file("Regular"))

    def wrap(self, words: str, size: float, width: float, lines: int, weight: Weight = "Regular") -> tuple[str, ...]:
        """Break words into at most so many lines of a width; what does not fit ends in an ellipsis."""
        found: list[str] = []
        left = words.split()
        while left and len(found) < lines:
            line = self._line(left, size, width, weight)
            found.append(line)
        if left:
            found[-1] = self._cut(f"{found[-1]} {left[0]}", size, width, weight)
        return tuple(found)

    def others(self, words: str) -> set[str]:
        """Find the typeface of another script that words are set in, where this one lacks letters of theirs."""
        name = None if self.covers(words) else self.fallbacks.get(script_of(words))
        return {name} if name else set()

    def families(self, words: str) -> str:
        """List the families of a label as CSS does; on screens, the reader's own kind of face comes last."""
        names = ", ".join(f"'{name}'" for name in (*self.others(words), self.family))
        if not self.on_screen:
            return f"{names}, sans-serif"
        kin = "Georgia, serif" if "Serif" in self.family else "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
        return f"{names}, {kin}"

    @property
    def own(self) -> tuple[Path, ...]:
        """The typeface's own files."""
        return self.files(self.family)

    def files(self, family: str) -> tuple[Path, ...]:
        """List the pack's files of a family, the regular one first."""
        return self._families.get(_stem(family), ())

    @cached_property
    def _families(self) -> dict[str, tuple[Path, ...]]:
        """The pack's files by family: every word that is measured asks for them."""
        found: dict[str, dict[str, Path]] = {}
        for path in self.fonts:
            family, _, weight = path.stem.rpartition("-")
            found.setdefault(family, {})[weight] = path
        weights = ("Regular", "SemiBold", "Bold")
        return {name: tuple(mine[w] for w in weights if w in mine) for name, mine in found.items()}

    @cached_property
    def _by_weight(self) -> dict[Weight, Path]:
        usual = (*self.own, *self.fonts)[0]
        names: tuple[Weight, ...] = ("Regular", "SemiBold")
        return {name: next((path for path in self.own if path.stem.endswith(name)), usual) for name in names}

    def _file(self, weight: Weight) -> Path:
        return self._by_weight[weight]

    def _face(self, words: str, weight: Weight) -> Path:
        """Find the file that words are set in, as far as the pack has it."""
        files = [path for name in self.others(words) for path in self.files(name)]
        heavy = weight != "Regular" and len(files) > 1
        return files[heavy] if files else self._file(weight)

    def _line(self, words: list[str], size: float, width: float, weight: Weight) -> str:
        """Take the words of one line from the front of a list; a word too wide for any line is broken."""
        line = ""
        while words:
            longer = f"{line} {words[0]}" if line else words[0]
            if self.measure(longer, size, weight) > width:
                break
            line = longer
            words.pop(0)
        if line or not words:
            return line
        count = len(words[0])
        while count > 1 and self.measure(words[0][:count], size, weight) > width:
            count -= 1
        line, words[0] = words[0][:count], words[0][count:]
        return line

    def _cut(self, words: str, size: float, width: float, weight: Weight) -> str:
        while words and self.measure(f"{words}…", size, weight) > width:
            words = words[:-1]
        return f"{words.rstrip(' ,;:.–—')}…"


@lru_cache(maxsize=8)
def _font(file: Path) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(file), _SCALE, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8)
def covered(file: Path) -> frozenset[int]:
    """Tell which characters a font draws, by their numbers."""
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=4096)
def _width(face: Path, second: Path, words: str) -> float:
    """Add up the widths of the letters that a file has, and of those that the next one has; guess the others."""
    wide = 0.0
    for file in dict.fromkeys((face, second)):
        known = "".join(c for c in words if ord(c) in covered(file))
        wide += _font(file).getlength(known)
        words = "".join(c for c in words if ord(c) not in covered(file))
    return wide + sum(map(_guess, words))


def _stem(family: str) -> str:
    return family.replace(" ", "")


def _guess(character: str) -> float:
    """Reckon the width of a letter of another font: Chinese ones are square, marks above and below have none."""
    if unicodedata.combining(character):
        return 0
    return _SCALE if unicodedata.east_asian_width(character) in "WF" else 0.64 * _SCALE
