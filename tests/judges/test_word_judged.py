"""Word files of real briefs before both judges: the samples, in other scripts, in two packs, on both papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from communique.packs.pack import find_pack
from communique.places import workspace
from communique.render import render
from support import judges
from support.pdf_reader import ROOT
from support.straight_line import document_of
from support.word import WordFile, find, values

if TYPE_CHECKING:
    from pathlib import Path

CASES: Final = {
    "briefs/us-colombia-2026-02-03": ("chancery", "letter"),
    "briefs/river-navigation": ("default", "letter"),
    "briefs/rural-buses": ("default", "a4"),
    "briefs/weekly-2026-02": ("chancery", "letter"),
    "tests/samples/briefs/strait-ar": ("default", "a4"),
    "tests/samples/briefs/railway-zh": ("chancery", "a4"),
}
"""Each brief with the pack and the paper that it is printed with here, so that all of them come up."""


def made(name: str) -> bytes:
    """Make the Word file of a case."""
    pack, paper = CASES[name]
    document = document_of(ROOT / name)
    return render(document, pack=find_pack(pack, workspace(ROOT)).on(paper), formats=["docx"])[0].data


@pytest.mark.parametrize("name", CASES)
def test_the_word_file_of_a_brief_is_sound_and_has_its_headings_in_order(name: str, tmp_path: Path) -> None:
    data = made(name)
    path = tmp_path / "brief.docx"
    path.write_bytes(data)
    file = WordFile(data)

    assert judges.validate_docx(path) + judges.audit_docx(path) == ()
    assert [words for words in values(file.body, "//wp:docPr/@descr") if not words] == []
    assert len(values(file.body, "//wp:docPr/@descr")) == len(find(file.body, "//wp:docPr"))
    assert skipped(file) == []


def skipped(file: WordFile) -> list[str]:
    """List the headings that leave a level out; a style says its level, or has that of the one it is based on."""
    levels = {
        style: int(level) + 1
        for node in find(file.part("word/styles.xml"), "//w:style[w:pPr/w:outlineLvl]")
        for style, level in zip(values(node, "@w:styleId"), values(node, "w:pPr/w:outlineLvl/@w:val"), strict=True)
    }
    found, last = [], 0
    for style in values(file.body, "//w:pStyle/@w:val"):
        level = levels.get(style, 0)
        found += [style] if level > last + 1 else []
        last = level or last
    return found


def test_a_heading_that_leaves_a_level_out_is_seen() -> None:
    file = WordFile(made("briefs/rural-buses"))
    first = find(file.body, "//w:pStyle[@w:val='Heading1']")[0]
    for key in first.attrib:
        first.set(key, "Heading3")

    assert skipped(file) == ["Heading3"]
