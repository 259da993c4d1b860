"""
The fonts of a first `letter.docx`: carried in the file, as Word itself embeds them, so that it looks the same everywhere.

A part of each face goes in: the European alphabets and the Arabic one, with
what prints them. Word hides an embedded font behind a key that stands beside
it, so that nobody takes it out by mistake; that is all the key is for. What is
too large to carry, Chinese, is left to a font of the reader's machine. A brief
without a word of Arabic leaves that font behind (`engines.word_fonts`).
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from communique.ooxml import ROOT, element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from fontTools.ttLib import TTFont

    from communique.packs.letter_tokens import Tokens

FALLBACKS: Final = {
    "Public Sans": ("Arial", "020B0604020202020204", "swiss"),
    "Source Serif 4": ("Georgia", "02040502050405020303", "roman"),
    "Source Code Pro": ("Consolas", "020B0609020204030204", "modern"),
    "Noto Naskh Arabic": ("Times New Roman", "02020603050405020304", "roman"),
    "Noto Serif CJK SC": ("SimSun", "02010600030101010101", "auto"),
}
"""For a machine without the font: another name, the shape to look for, and the family."""

CHARSETS: Final = {"Noto Naskh Arabic": "B2", "Noto Serif CJK SC": "86"}
"""Windows' numbers of the alphabets that are not western."""

ALPHABETS: Final = (
    *((0x20, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF)),
    *((0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    *((0x2000, 0x20CF), (0x2100, 0x22FF), (0x2500, 0x25FF), (0xFB00, 0xFB06)),
)
"""What is embedded of a face, from the first to the last character: Latin, Greek, Cyrillic, Arabic, signs."""

_BOLD, _ITALIC, _REGULAR = 0x20, 0x01, 0x40
_FACES: Final = {
    "Regular": (False, False),
    "Bold": (True, False),
    "Italic": (False, True),
    "BoldItalic": (True, True),
}
_WEIGHTS: Final = {400: 2, 600: 1, 700: 0}
"""Weights that may serve as bold, the nearest first; a face of 600 does where there is none of 700."""


def table(tokens: Tokens, embedded: Mapping[tuple[str, str], str]) -> str:
    """Write `fontTable.xml`: the fonts, what to take where one is missing, and which parts hold them."""
    return element("w:fonts", *(_font(name, embedded) for name in tokens.families), **ROOT)


def _font(name: str, embedded: Mapping[tuple[str, str], str]) -> str:
    other, panose, family = FALLBACKS.get(name, ("", "", "auto"))
    return element(
        "w:font",
        element("w:altName", val=other) if other else "",
        element("w:panose1", val=panose) if panose else "",
        element("w:charset", val=CHARSETS.get(name, "00")),
        element("w:family", val=family),
        element("w:pitch", val="fixed" if family == "modern" else "variable"),
        *(
            element(f"w:embed{face}", r_id=embedded[name, face], fontKey=f"{{{_key(name, face)}}}")
            for face in _FACES
            if (name, face) in embedded
        ),
        name=name,
    )


def _key(family: str, face: str) -> str:
    """Name a face by a number of its own, the same in every file."""
    return str(uuid5(NAMESPACE_URL, f"font:{family}:{face}")).upper()


@cache
def _part_of(path: Path, family: str, face: str) -> bytes:
    """Make a part once, however many packs have the family."""
    from fontTools.ttLib import TTFont

    with TTFont(path, recalcTimestamp=False) as font:
        return _hidden(_part(font, family, face), _key(family, face))


def embed(families: Iterable[str], files: Iterable[Path]) -> dict[tuple[str, str], bytes]:
    """Make the parts that hold the families' faces, each hidden behind its key."""
    from fontTools.ttLib import TTFont

    found: dict[tuple[str, str], tuple[int, Path]] = {}
    for path in files:
        with TTFont(path, lazy=True) as font:
            family, face, rank = _described(font)
        if family in families and rank < found.get((family, face), (len(_WEIGHTS), path))[0]:
            found[family, face] = rank, path
    return {key: _part_of(found[key][1], *key) for key in sorted(found)}


def _described(font: TTFont) -> tuple[str, str, int]:
    """Tell the family that readers know, which of its four faces a file is, and how well it serves as that."""
    names, about = font["name"], font["OS/2"]
    family = names.getDebugName(16) or names.getDebugName(1) or ""
    weight, italic = about.usWeightClass, bool(about.fsSelection & _ITALIC)
    face = next(name for name, shape in _FACES.items() if shape == (weight > 400, italic))  # noqa: PLR2004 - regular
    return family, face, _WEIGHTS.get(weight, len(_WEIGHTS))


def _part(font: TTFont, family: str, face: str) -> bytes:
    """Take the part of a face that is embedded; whatever it was called, it is now its family's."""
    from fontTools.subset import Options, Subsetter

    options = Options(name_IDs=[0, 1, 2, 3, 4, 6, 13, 14], notdef_outline=True, recalc_timestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in ALPHABETS for code in range(first, last + 1)])
    subsetter.subset(font)
    _rename(font, family, face)
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False  # the same bytes without HarfBuzz too
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def _rename(font: TTFont, family: str, face: str) -> None:
    """Link a face to its family by name and by bits: a word processor asks for "bold", not for "semibold"."""
    bold, italic = _FACES[face]
    style = {"BoldItalic": "Bold Italic"}.get(face, face)
    for record in list(font["name"].names):
        named = {1: family, 2: style, 4: f"{family} {style}"}.get(record.nameID)
        if named:
            record.string = named.encode(record.getEncoding())
    kept = font["OS/2"].fsSelection & ~(_BOLD | _ITALIC | _REGULAR)
    font["OS/2"].fsSelection = kept | _BOLD * bold | _ITALIC * italic | _REGULAR * (not bold and not italic)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["head"].macStyle = bold | italic << 1


def _hidden(data: bytes, key: str) -> bytes:
    """Hide a font as Word does: its first 32 bytes against the key, read from its end."""
    mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    return bytes(a ^ b for a, b in zip(data[:32], mask, strict=True)) + data[32:]
