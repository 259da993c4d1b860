"""PDF: veraPDF's verdict on PDF/UA-1 and PDF/A-3a, over the samples and over pages that have one thing each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pytest

from communique.brief.load import load
from communique.compose import compose
from communique.edition import edit
from communique.engines import pdf
from communique.packs.pack import find_pack
from communique.places import workspace
from communique.render import render
from support import judges, pdf_features
from support.pdf_reader import ROOT, pack_of
from support.sample_document import sample_document

if TYPE_CHECKING:
    from pathlib import Path

MOMENT = sample_document().moment
FLAVOURS = ("ua1", "3a")


def written(bodies: dict[str, bytes], folder: Path) -> dict[Path, str]:
    """Write files, and remember what each has."""
    names = {}
    for number, (name, data) in enumerate(bodies.items()):
        path = folder / f"{number}.pdf"
        path.write_bytes(data)
        names[path] = name
    return names


def faults(names: dict[Path, str]) -> list[str]:
    """Ask veraPDF about files by both standards."""
    return [
        f"{names[path]}: {fault}"
        for flavour in FLAVOURS
        for path, found in judges.validate_pdfs(tuple(names), flavour).items()
        for fault in found
    ]


def test_there_are_at_least_130_pages_of_one_thing_each() -> None:
    assert len(pdf_features.FEATURES) >= 130


def test_every_single_thing_keeps_both_standards(tmp_path: Path) -> None:
    pages = {
        name: pdf.make(pdf_features.page(body), pack=pack_of(), moment=MOMENT)[0]
        for name, body in pdf_features.FEATURES.items()
    }

    assert faults(written(pages, tmp_path)) == []


def test_the_samples_keep_both_standards_in_every_pack_language_and_audience(tmp_path: Path) -> None:
    made = {}
    for path in sorted((ROOT / "briefs").iterdir()):
        brief = load(path)
        audiences = (
            ("internal", "public") if "public" in {brief.handling.audience, brief.handling.release} else ("internal",)
        )
        for pack in ("default", "chancery"):
            for language in ("en", "es"):
                for audience in audiences:
                    document = compose(edit(brief, language=language, audience=audience))  # type: ignore[arg-type]
                    output = render(document, pack=find_pack(pack, workspace(ROOT)), formats=["pdf"])[0]
                    made[f"{path.stem} {pack} {language} {audience}"] = output.data

    assert faults(written(made, tmp_path)) == []


BAD = {
    "no language": ('lang="en"', "", "ua1", "7.2"),
    "no title": ("<title>One thing</title>", "", "ua1", "7.1"),
    "no alternative": ('alt="A flag"', "", "ua1", "7.3"),
    "headings that skip": ("<h2>", "<h5>", "ua1", "7.4.2"),
    "see-through picture": ('alt="A flag"', 'alt="A flag" style="opacity:.5"', "ua1", "7.1"),
}


@pytest.mark.parametrize("name", BAD)
def test_vera_still_finds_faults_of_the_page(name: str, tmp_path: Path) -> None:
    old, new, flavour, clause = BAD[name]
    body = f"<h2>a</h2>{pdf_features.BLOCKS['figure']}"
    source = (
        re.sub("<(/?)h2>", r"<\1h5>", pdf_features.page(body))
        if old == "<h2>"
        else pdf_features.page(body).replace(old, new)
    )
    (found,) = judges.validate_pdfs(
        tuple(written({name: pdf.make(source, pack=pack_of(), moment=MOMENT)[0]}, tmp_path)), flavour
    ).values()

    assert any(fault.startswith(clause) for fault in found), found


def test_vera_still_finds_faults_of_the_file(tmp_path: Path) -> None:
    """A file without tags, one without the colours' profile, and one that breaks off."""
    data = pdf.make(pdf_features.page("<p>x</p>"), pack=pack_of(), moment=MOMENT)[0]
    good, untagged, faded, torn = (tmp_path / f"{name}.pdf" for name in ("good", "untagged", "faded", "torn"))
    good.write_bytes(data)
    torn.write_bytes(data[: len(data) // 2])
    with pikepdf.open(good) as opened:
        del opened.Root.StructTreeRoot, opened.Root.MarkInfo
        opened.save(untagged)
    with pikepdf.open(good) as opened:
        del opened.Root.OutputIntents
        opened.save(faded)
    ua = judges.validate_pdfs((good, untagged, torn), "ua1")
    archive = judges.validate_pdfs((good, faded, torn), "3a")

    assert [bool(ua[path]) for path in (good, untagged, torn)] == [False, True, True]
    assert [bool(archive[path]) for path in (good, faded, torn)] == [False, True, True]


def test_a_flavour_that_vera_does_not_know_is_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(AssertionError):
        judges.validate_pdfs((path,), "ua9")
