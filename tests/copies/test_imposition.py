"""Imposition: every page once, in the order that folding asks for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from communique.copies import register, whose
from communique.copies.imposition import imposed, pairs
from communique.readback import read_pdf
from support import copies
from support.copies import made, numbered
from support.once import printed

if TYPE_CHECKING:
    from pathlib import Path

FLAGSHIP = "us-colombia-2026-02-03"


@given(st.integers(1, 200), st.booleans())
def test_a_folded_booklet_is_read_in_order(pages: int, rightwards: bool) -> None:
    """Put the sheets into each other, fold them, and turn the leaves: the pages come one after the other."""
    sides = pairs(pages, "booklet", rightwards=rightwards)
    assert len(sides) % 2 == 0
    turned = [pair if rightwards else (pair[1], pair[0]) for pair in sides]
    fronts, backs = turned[::2], turned[1::2]
    first_half = [page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])]
    second_half = [page for front, back in zip(fronts[::-1], backs[::-1], strict=True) for page in (back[1], front[0])]
    read = [*first_half, *second_half]
    assert read[:pages] == list(range(pages))
    assert read[pages:] == [None] * (len(sides) * 2 - pages)
    assert len(sides) * 2 - pages < 4


@given(st.integers(1, 200), st.booleans())
def test_two_on_a_sheet_stand_in_turn(pages: int, rightwards: bool) -> None:
    sides = pairs(pages, "2up", rightwards=rightwards)
    read = [page for pair in sides for page in (pair if rightwards else pair[::-1])]
    assert [page for page in read if page is not None] == list(range(pages))


def test_a_booklet_has_its_pages_at_their_size_on_paper_of_twice_the_width() -> None:
    data = printed(FLAGSHIP, "default")
    sheets = imposed(data, "booklet")
    with pikepdf.open(io.BytesIO(data)) as pdf, pikepdf.open(io.BytesIO(sheets)) as other:
        _, _, width, height = (float(n) for n in pdf.pages[0].mediabox)
        assert [float(n) for n in other.pages[0].mediabox] == [0, 0, 2 * width, height]
        assert len(other.pages) == -(-len(pdf.pages) // 4) * 2
        assert "/StructTreeRoot" not in other.Root
        packet = other.Root.Metadata.read_bytes()
    assert b"pdfaid:part=" not in packet
    assert b"pdfuaid:part=" not in packet
    assert "Page 10 of 10" in read_pdf(sheets).pages[2]
    assert imposed(data, "booklet") == sheets, "the same bytes"


def test_two_pages_stand_on_the_paper_that_one_had() -> None:
    with (
        pikepdf.open(io.BytesIO(imposed(copies.small_pdf(), "2up"))) as pdf,
        pikepdf.open(io.BytesIO(copies.small_pdf())) as one,
    ):
        assert sorted(map(float, pdf.pages[0].mediabox)) == sorted(map(float, one.pages[0].mediabox))


def test_an_imposed_copy_carries_its_marks(tmp_path: Path) -> None:
    reading, sheets, table = made(numbered("Ana María Ospina"), tmp_path, imposition="booklet")
    assert sheets.name == reading.name.replace(".pdf", ".booklet.pdf")
    answer = whose.answer(
        whose.traces(sheets.read_bytes()), register.read(table.read_bytes(), shown="r"), key=copies.KEY
    )
    assert answer.certain
    assert "Copy 1 of 1" in read_pdf(sheets.read_bytes()).pages[0]
