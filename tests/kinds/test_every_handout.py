"""Every handout of a brief that has something for each: read back, judged, and looked at."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from communique.kinds import HANDOUTS, KINDS
from communique.parity import verify_file
from support import judges, once, page_images
from support.kinds import file_of, handout, sample
from support.page_makers import exported, pages_of, printed
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from communique.document.nodes import Document

GOLDEN: Final = ROOT / "tests" / "golden" / "handouts"
LOOKS: Final = (("default", "a4"), ("chancery", "letter"))


@cache
def made(kind: str) -> Document:
    """Make one handout of the sample."""
    return handout(sample(), kind)


@cache
def file(kind: str, form: str, pack: str = "default", paper: str = "a4") -> bytes:
    """Make its file."""
    name = f"handout-{kind}-{pack}-{paper}.{form}"
    return once.kept(name, lambda: file_of(made(kind), form, pack=pack, paper=paper))


FILES: Final = tuple((kind, form) for kind in (*HANDOUTS, "handout-pack") for form in KINDS[kind].formats)


@pytest.mark.parametrize(("kind", "form"), FILES)
def test_a_handout_carries_all_that_it_says(kind: str, form: str) -> None:
    assert verify_file(made(kind), file(kind, form), name=f"{kind}.{form}", shown=kind) == ()


def test_every_handout_keeps_both_standards_for_pdf(tmp_path: Path) -> None:
    paths = {}
    for kind in (*HANDOUTS, "handout-pack"):
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(file(kind, "pdf"))
        paths[path] = kind
    letter = tmp_path / "chancery.pdf"
    letter.write_bytes(file("handout-pack", "pdf", "chancery", "letter"))
    verdicts = judges.validate_pdfs((*paths, letter), "ua1", "3a")

    assert [f"{path.name}: {fault}" for path, found in verdicts.items() for fault in found] == []


@pytest.mark.parametrize("kind", [kind for kind, form in FILES if form == "docx"])
def test_every_handout_is_a_sound_word_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.docx"
    path.write_bytes(file(kind, "docx"))

    assert judges.validate_docx(path) + judges.audit_docx(path) == ()


@pytest.mark.parametrize(("pack", "paper"), LOOKS)
def test_the_pages_of_handouts_look_as_accepted(pack: str, paper: str, accept: bool, tmp_path: Path) -> None:
    pages = printed(file("handout-pack", "pdf", pack, paper), tmp_path)

    assert page_images.hold(f"{pack}/pdf", pages, accept=accept, pages=GOLDEN) == []


def test_the_pages_of_word_handouts_look_as_accepted(accept: bool, tmp_path: Path) -> None:
    files = {kind: file(kind, "docx") for kind, form in FILES if form == "docx"}
    differences = [
        difference
        for kind, exported_file in exported(files, tmp_path).items()
        for difference in page_images.hold(f"word/{kind}", pages_of(exported_file), accept=accept, pages=GOLDEN)
    ]

    assert differences == []
