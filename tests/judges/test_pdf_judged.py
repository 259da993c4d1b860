"""PDF: veraPDF's verdict on PDF/UA-1 and PDF/A-3a, over the samples and over pages that have one thing each."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image, ImageCms

from communique.brief.load import load
from communique.brief.paper import Paper
from communique.brief.pictures import read_picture
from communique.document.nodes import Figure
from communique.edition import edit
from communique.engines import pdf
from communique.render import render
from support import judges, once, pdf_features
from support.pdf_reader import ROOT, draw, pack_of
from support.sample_document import document_of, sample_document, sample_section
from support.straight_line import composed

if TYPE_CHECKING:
    from pathlib import Path

    from communique.brief.base import Audience

MOMENT = sample_document().moment
PACKS = ("default", "chancery")
FLAVOURS = ("ua1", "3a")
LANGUAGES = (*sorted(path.stem for path in (ROOT / "assets" / "languages").glob("*.toml")), "en+es")


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
    verdicts = judges.validate_pdfs(tuple(names), *FLAVOURS)
    return [f"{names[path]}: {fault}" for path, found in verdicts.items() for fault in found]


def test_there_are_at_least_130_pages_of_one_thing_each() -> None:
    assert len(pdf_features.FEATURES) >= 130


def test_every_single_thing_keeps_both_standards(tmp_path: Path) -> None:
    pages = {
        name: pdf.make(pdf_features.page(body), pack=pack_of(), moment=MOMENT)[0]
        for name, body in pdf_features.FEATURES.items()
    }

    assert faults(written(pages, tmp_path)) == []


def spoken(brief: Paper) -> tuple[str, ...]:
    """List the languages beside a brief's own that it is printed in, so that each is met with some brief."""
    others = {"us-colombia-2026-02-03": ("es", "en+es"), "river-navigation": ("ar",), "rural-buses": ("zh",)}
    return others.get(brief.slug, ())


def for_others(brief: Paper) -> bytes:
    """Print a brief for the readers that it is not printed for by itself."""
    audience: Audience = "internal" if brief.handling.audience == "public" else "public"
    return render(composed(edit(brief, audience=audience)), pack=pack_of("chancery"), formats=["pdf"])[0].data


def test_the_samples_keep_both_standards_in_every_pack(tmp_path: Path) -> None:
    names = sorted(path.name for path in (ROOT / "briefs").iterdir() if path.is_dir())
    made = {f"{name} {pack}": once.printed(name, pack) for name in names for pack in PACKS}

    assert len(made) >= 6
    assert faults(written(made, tmp_path)) == []


def test_the_samples_keep_both_standards_in_other_languages_and_for_other_readers(tmp_path: Path) -> None:
    made: dict[str, bytes] = {}
    met: set[str] = set()
    for path in sorted(path for path in (ROOT / "briefs").iterdir() if path.is_dir()):
        brief = load(path, Paper)
        met |= {brief.language, *spoken(brief)}
        made |= {f"{path.stem} {code}": once.printed(path.stem, "default", language=code) for code in spoken(brief)}
        if "public" in {brief.handling.audience, brief.handling.release}:
            made[f"{path.stem} for others"] = for_others(brief)

    assert met >= set(LANGUAGES)
    assert faults(written(made, tmp_path)) == []


def test_briefs_in_other_scripts_keep_both_standards_in_every_pack(tmp_path: Path) -> None:
    folders = sorted((ROOT / "tests" / "samples" / "briefs").iterdir())
    made = {f"{folder.name} {pack}": once.printed(folder.name, pack) for folder in folders for pack in PACKS}

    assert faults(written(made, tmp_path)) == []


def photograph(mode: str, form: str, profile: bytes | None = None) -> bytes:
    """Save a picture in some colour mode."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize((24, 16)).convert(mode).save(made, form, icc_profile=profile)
    return made.getvalue()


def test_pictures_of_every_mode_and_with_odd_profiles_keep_both_standards(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    given = {
        **{f"{mode} PNG": photograph(mode, "PNG") for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
        **{f"{mode} JPEG": photograph(mode, "JPEG") for mode in ("L", "RGB", "CMYK")},
        **{f"RGB {form} with another profile": photograph("RGB", form, lab) for form in ("PNG", "JPEG")},
        "CMYK JPEG with a broken profile": photograph("CMYK", "JPEG", b"no profile"),
    }
    pictures = [replace(read_picture(data, name), alt=name) for name, data in given.items()]
    document = document_of(sample_section(*(Figure(picture=picture) for picture in pictures)))

    assert faults(written({"pictures": draw(document)[0]}, tmp_path)) == []


BAD = {
    "no language": ('lang="en"', "", "7.2"),
    "no title": ("<title>One thing</title>", "", "7.1"),
    "no alternative": ('alt="A flag"', "", "7.3"),
    "headings that skip": ("h3>", "h5>", "7.4.2"),
    "see-through picture": ('alt="A flag"', 'alt="A flag" style="opacity:.5"', "7.1"),
}
"""What is changed in a sound page, and the clause that is broken then."""


def test_vera_still_finds_faults_of_the_page(tmp_path: Path) -> None:
    sound = pdf_features.page(f"<h2>a</h2><h3>b</h3>{pdf_features.BLOCKS['figure']}")
    pages = {name: sound.replace(old, new) for name, (old, new, _) in BAD.items()}
    assert [name for name, source in pages.items() if source == sound] == []
    made = {name: pdf.make(source, pack=pack_of(), moment=MOMENT)[0] for name, source in pages.items()}
    names = written({**made, "sound": pdf.make(sound, pack=pack_of(), moment=MOMENT)[0]}, tmp_path)
    found = {names[path]: broken for path, broken in judges.validate_pdfs(tuple(names), "ua1").items()}

    assert found.pop("sound") == ()
    assert [name for name, broken in found.items() if not any(rule.startswith(BAD[name][2]) for rule in broken)] == []


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
