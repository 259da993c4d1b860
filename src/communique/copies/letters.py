"""
Names as outlines: each letter shaped as its script asks, in the faces that a pack has.

HarfBuzz shapes, so that Arabic letters join and accents sit where they belong;
python-bidi says which way each part of a mixed name runs. Nothing is laid out
by a PDF engine here, so that a thousand names take a few hundredths of a second.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

EM: Final = 1000
_RIGHT: Final = frozenset({"R", "AL"})
_PLAINLY_RIGHT: Final = frozenset({*_RIGHT, "NSM", "WS"})
"""What runs to the left wherever nothing else stands beside it."""
_STRONG: Final = frozenset({"L", *_RIGHT})
_JOINER: Final = "\u200d"
"""Stands for a shape that has no character of its own."""

_WEIGHTS: Final = ("SemiBold", "Medium", "Regular", "Bold", "")
"""The weights that a mark is drawn in, the best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """One shape of one face: how it is drawn, how far it takes the pen, which characters it stands for."""

    procedure: bytes  #: The outline, as a glyph of a Type 3 font.
    advance: int
    text: str
    unicode: str  #: The same characters as a CMap writes them.
    order: tuple[int, bytes, str]  #: The largest outline first.

    @classmethod
    def of(cls, procedure: bytes, advance: int, text: str) -> Letter:
        """Make a letter of its outline and its characters."""
        written = text.encode("utf-16-be").hex().upper()
        return cls(procedure, advance, text, written, (-len(procedure), procedure, text))


class Placed(NamedTuple):
    """A letter in a line; the pen moves before and after it, and rises, by thousandths of the type's size."""

    letter: Letter
    before: int = 0
    after: int = 0
    rise: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Words as they are drawn, from left to right; `width` in thousandths of the type's size."""

    placed: tuple[Placed, ...]
    width: int


class Letters:
    """The faces at hand, the first that has a letter draws it."""

    def __init__(self, faces: Sequence[Face]) -> None:
        """Take faces in the order in which they are asked."""
        self._faces = tuple(faces)
        self._made: dict[tuple[int, int, str], Letter] = {}
        self._kinds: dict[str, tuple[int | None, str]] = {}
        self._words: dict[str, Line] = {}

    def absent(self, text: str) -> str:
        """Name the characters that no face draws."""
        return "".join(dict.fromkeys(c for c in text if self._kind(c)[0] is None))

    def line(self, text: str) -> Line:
        """Shape one line of words; words that run to the right are shaped one by one, since many come again."""
        if _rightwards(text):
            words = text.split(" ")
            return together(self._word(word + " " * (n < len(words))) for n, word in enumerate(words, start=1))
        return self._shape(text)

    def spelled(self, text: str) -> Line:
        """Set characters one by one, as in numbers and codes, which hardly ever come again as a whole."""
        return together(map(self._word, text))

    def _word(self, word: str) -> Line:
        made = self._words.get(word)
        if made is None:
            numeric = len(word) > 1 and word.strip().isdecimal()
            made = self._words[word] = self.spelled(word) if numeric else self._shape(word)
        return made

    def _shape(self, text: str) -> Line:
        placed = [one for run in _in_view(self._runs(text)) for one in self._shaped(*run)]
        return Line(tuple(placed), sum(p.letter.advance - p.before - p.after for p in placed))

    def _runs(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Part a text where its direction, its face or its script changes; give direction and face."""
        marks = list(zip(text, levels(text), self._drawn_by(text), strict=True))
        for (level, (face, _)), part in groupby(marks, key=lambda mark: mark[1:]):
            yield "".join(mark[0] for mark in part), level, face

    def _drawn_by(self, text: str) -> Iterator[tuple[int, str]]:
        """Name the face and the script of each character; what all scripts share goes with what stands before it."""
        last = (0, "")
        for character in text:
            face, script = self._kind(character)
            if script in _SHARED and last[1] and (face is None or self._faces[last[0]].has(character)):
                yield last
                continue
            last = (face or 0, last[1] if script in _SHARED and last[1] else script)
            yield last

    def _kind(self, character: str) -> tuple[int | None, str]:
        if character not in self._kinds:
            face = next((n for n, face in enumerate(self._faces) if face.has(character)), None)
            self._kinds[character] = (face, _script(character))
        return self._kinds[character]

    def _shaped(self, text: str, level: int, face: int) -> Iterator[Placed]:
        """Shape one run, and give its letters as they stand from left to right."""
        glyphs = self._faces[face].shape(text, rightwards=level % 2 == 0)
        starts = sorted({glyph.cluster for glyph in glyphs})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        for glyph in glyphs:
            # a cluster of several shapes gives its words to the first of them
            end = ends.pop(glyph.cluster, 0)
            letter = self._letter(face, glyph.number, text[glyph.cluster : end] or _JOINER)
            yield Placed(letter, -glyph.x, letter.advance + glyph.x - glyph.advance, glyph.y)

    def _letter(self, face: int, glyph: int, text: str) -> Letter:
        key = (face, glyph, text)
        if key not in self._made:
            self._made[key] = Letter.of(*self._faces[face].outline(glyph), text)
        return self._made[key]


def together(lines: Iterable[Line]) -> Line:
    """Set lines one behind the other."""
    listed = tuple(lines)
    return Line(tuple(chain.from_iterable([line.placed for line in listed])), sum([line.width for line in listed]))


def _rightwards(text: str) -> bool:
    return text.isascii() or not any(unicodedata.bidirectional(c) in _RIGHT for c in text)


def levels(text: str) -> list[int]:
    """Say how deep each character is nested in words of the other direction; odd levels run to the left."""
    if _rightwards(text):
        return [0] * len(text)
    if all(unicodedata.bidirectional(c) in _PLAINLY_RIGHT for c in text):
        return [1] * len(text)
    from bidi import algorithm

    state: dict[str, Any] = algorithm.get_empty_storage()
    base = next((kind in _RIGHT for c in text if (kind := unicodedata.bidirectional(c)) in _STRONG), False)
    state["base_level"], state["base_dir"] = (1, "R") if base else (0, "L")
    algorithm.get_embedding_levels(text, state)
    algorithm.explicit_embed_and_overrides(state)
    algorithm.resolve_weak_types(state)
    algorithm.resolve_neutral_types(state, debug=False)
    algorithm.resolve_implicit_levels(state, debug=False)
    return [character["level"] for character in state["chars"]]


_SHARED: Final = frozenset({"Zyyy", "Zinh"})
"""The scripts of what all scripts share, such as spaces and accents."""


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    from fontTools import unicodedata as data

    script: str = data.script(character)
    return script


def _in_view(runs: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Put runs into the order in which they stand on paper: from the deepest level up, each stretch is turned round."""
    order = list(runs)
    for level in range(max((run[1] for run in order), default=0), 0, -1):
        turned: list[tuple[str, int, int]] = []
        for deep, part in groupby(order, key=lambda run: run[1] >= level):
            stretch = list(part)
            turned += reversed(stretch) if deep else stretch
        order = turned
    return order


# --- faces


class Glyph(NamedTuple):
    """A shape in a run: its number in the face, its first character, and where it and the next are put."""

    number: int
    cluster: int
    advance: int
    x: int
    y: int


class Face:
    """One face of a font file, whatever its form."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Open a file; a collection holds several faces."""
        import uharfbuzz

        self._face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index)
        self._font = uharfbuzz.Font(self._face)
        self._font.scale = (EM, EM)

    @property
    def together(self) -> int:
        """How many faces the file holds."""
        return int(self._face.count)

    @property
    def family(self) -> str:
        """What the face's family is called, without the weight."""
        return self._name("TYPOGRAPHIC_FAMILY") or self._name("FONT_FAMILY")

    @property
    def style(self) -> str:
        """The weight, and whether it slants."""
        return self._name("TYPOGRAPHIC_SUBFAMILY") or self._name("FONT_SUBFAMILY")

    def _name(self, which: str) -> str:
        import uharfbuzz

        return str(self._face.get_name(getattr(uharfbuzz.OTNameIdPredefined, which)) or "")

    def has(self, character: str) -> bool:
        """Whether the face draws a character."""
        return self._font.get_nominal_glyph(ord(character)) is not None

    def shape(self, text: str, *, rightwards: bool) -> list[Glyph]:
        """Give the glyphs of a run from left to right."""
        import uharfbuzz

        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ltr" if rightwards else "rtl"
        uharfbuzz.shape(self._font, buffer, {})
        return [
            Glyph(info.codepoint, info.cluster, at.x_advance, at.x_offset, at.y_offset)
            for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def outline(self, glyph: int) -> tuple[bytes, int]:
        """Draw a glyph as a Type 3 font does; give its advance too."""
        pen = _Pen()
        self._font.draw_glyph(glyph, _drawing(), pen)
        advance = int(self._font.get_glyph_h_advance(glyph))
        return pen.procedure(advance), advance


class _Pen:
    """Writes an outline in PDF's words."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.points: list[tuple[float, float]] = []

    def to(self, word: str, *numbers: float) -> None:
        self.words.append(" ".join([*(str(round(n)) for n in numbers), word]))
        self.points += zip(numbers[::2], numbers[1::2], strict=True)

    def quadratic(self, x1: float, y1: float, x: float, y: float) -> None:
        """Write a curve of TrueType as one of PDF: its handles lie two thirds of the way."""
        x0, y0 = self.points[-1]
        self.to("c", x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3, x + (x1 - x) * 2 / 3, y + (y1 - y) * 2 / 3, x, y)

    def procedure(self, advance: int) -> bytes:
        xs, ys = [round(x) for x, _ in self.points] or [0], [round(y) for _, y in self.points] or [0]
        box = f"{advance} 0 {min(xs)} {min(ys)} {max(xs)} {max(ys)} d1"
        return "\n".join([box, *self.words, *(["f"] if self.words else [])]).encode()


@lru_cache(maxsize=1)
def _drawing() -> Any:
    import uharfbuzz

    funcs = uharfbuzz.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, pen: pen.to("m", x, y))
    funcs.set_line_to_func(lambda x, y, pen: pen.to("l", x, y))
    funcs.set_quadratic_to_func(lambda x1, y1, x, y, pen: pen.quadratic(x1, y1, x, y))
    funcs.set_cubic_to_func(lambda x1, y1, x2, y2, x, y, pen: pen.to("c", x1, y1, x2, y2, x, y))
    funcs.set_close_path_func(lambda pen: pen.words.append("h"))
    return funcs


def faces(families: Sequence[str], shipped: Sequence[Path]) -> tuple[Face, ...]:
    """Find the faces for a mark: of each family the best weight, among the assets or on this machine."""
    from communique.figures.fallbacks import files_of

    own = [Face(path) for path in shipped]
    found = []
    for family in dict.fromkeys(families):
        mine = [face for face in own if face.family == family] or [
            face for path in files_of(family)[:1] for face in _collected(path) if face.family == family
        ]
        found += sorted((f for f in mine if f.style in _WEIGHTS), key=lambda f: _WEIGHTS.index(f.style))[:1]
    return tuple(found)


def _collected(path: Path) -> Iterator[Face]:
    first = Face(path)
    yield first
    for index in range(1, first.together):
        yield Face(path, index)
