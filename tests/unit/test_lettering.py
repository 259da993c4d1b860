"""How large a name is set on a card: never larger than it has room for, in any shipped face."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.document.lettering import BADGE, LETTERINGS, TENT, ems_of, lines_of
from support.pdf_reader import ROOT
from support.strained import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

FACES: Final = ("PublicSans-Bold", "SourceSerif4-SemiBold", "NotoNaskhArabic-Bold")
NAMES: Final = st.one_of(st.text("abcdeimwÁñ -", min_size=1, max_size=60), NAME.map(str))


@cache
def widths(face: str) -> Mapping[str, float]:
    """Measure the letters of a face, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(ROOT / "assets" / "fonts" / f"{face}.ttf") as font:
        size, measures = font["head"].unitsPerEm, font["hmtx"]
        return {chr(code): measures[name][0] / size for code, name in font.getBestCmap().items()}


@pytest.mark.parametrize("face", FACES)
def test_no_name_is_reckoned_narrower_than_it_is(face: str) -> None:
    """A letter may be by a hair; the ones beside it are not."""
    latin = face != "NotoNaskhArabic-Bold"
    letters = {
        letter: width
        for letter, width in widths(face).items()
        if unicodedata.category(letter)[0] == "L" and ("LATIN" in unicodedata.name(letter, "")) == latin
    }
    script = [c for c in letters if latin or "ARABIC LETTER" in unicodedata.name(c, "")]
    narrow = [c for c in script if ord(c) < 0x700 and letters[c] > ems_of(c) * (1.1 if latin else 2)]

    assert narrow == []
    assert len(script) > 40


@given(NAMES, st.sampled_from("aM字ش"))
def test_a_longer_name_is_set_no_larger(name: str, more: str) -> None:
    for lettering in LETTERINGS.values():
        assert lettering.name(f"{name}{more}") <= lettering.name(name)


@given(NAMES, st.sampled_from((TENT, BADGE)))
def test_the_size_that_is_chosen_has_room(name: str, card: str) -> None:
    lettering = LETTERINGS[card]
    size = lettering.name(name)
    lines = dict(lettering.names)[size]

    if lettering.holds(name, lettering.names[-1]):
        assert lines_of(name, lettering.room / size) <= lines
    else:
        assert size == lettering.names[-1][0]


def test_names_are_read_at_three_metres() -> None:
    """The least that a capital may have is a four-hundredth of the distance; short names have far more."""
    capital = 0.7 * 25.4 / 72  # millimetres to the point of size

    assert min(size for size, _ in LETTERINGS[TENT].names) * capital >= 3000 / 410
    assert LETTERINGS[TENT].name("Gustavo Petro") * capital >= 3000 / 300
