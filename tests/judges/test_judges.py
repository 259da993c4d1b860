"""Each judge lets a good sample pass and finds the fault in a bad one: a judge that nods at all is none."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pikepdf
import pytest

from communique.packs import find_pack
from communique.places import Place, shipped
from communique.render import render
from support import judges
from support.sample_document import sample_document

if TYPE_CHECKING:
    from pathlib import Path

GOOD_MJML = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"
GOOD_HTML = (
    '<!DOCTYPE html>\n<html lang="en"><head><title>A brief</title></head><body><h1>A brief</h1>{}</body></html>\n'
)


@pytest.fixture
def word_file(tmp_path: Path) -> Path:
    """Write the smallest Word file, without what python-docx's own template adds."""
    document = docx.Document()
    document.add_paragraph("One paragraph.")
    made = io.BytesIO()
    document.save(made)
    return _rezip(made.getvalue(), tmp_path / "good.docx", {})


def _rezip(data: bytes, path: Path, changes: dict[str, tuple[str, str]]) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            before, after = changes.get(name, ("", ""))
            content = old.read(name).decode("latin-1")
            new.writestr(name, (content.replace(before, after) if before else content).encode("latin-1"))
    return path


def test_the_open_xml_sdk_passes_a_sound_word_file(word_file: Path) -> None:
    assert judges.validate_docx(word_file) == ()


def test_the_open_xml_sdk_finds_an_element_in_the_wrong_place(word_file: Path, tmp_path: Path) -> None:
    change = {"word/document.xml": ("<w:t>", "<w:t><w:r/>")}
    assert judges.validate_docx(_rezip(word_file.read_bytes(), tmp_path / "bad.docx", change))


def test_openxml_audit_finds_a_style_that_is_not_defined(word_file: Path, tmp_path: Path) -> None:
    change = {"word/document.xml": ("<w:p>", '<w:p><w:pPr><w:pStyle w:val="Nobody"/></w:pPr>')}
    bad = judges.audit_docx(_rezip(word_file.read_bytes(), tmp_path / "bad.docx", change))
    assert set(bad) - set(judges.audit_docx(word_file))


def test_the_reference_compiler_passes_sound_mjml() -> None:
    assert judges.lint_mjml(GOOD_MJML.format("Text")) == ()


@pytest.mark.parametrize("bad", ['<mj-text colour="red">x</mj-text>', "<mj-nope/>", "<mj-section/>"])
def test_the_reference_compiler_finds_unknown_attributes_tags_and_bad_nesting(bad: str) -> None:
    assert judges.lint_mjml(GOOD_MJML.replace("<mj-text>{}</mj-text>", bad))


def test_html_validate_passes_a_sound_page(tmp_path: Path) -> None:
    page = tmp_path / "good.html"
    page.write_text(GOOD_HTML.format(""), encoding="utf-8")
    assert (judges.validate_html("web", page), judges.validate_html("email", page)) == ((), ())


def test_html_validate_finds_what_readers_would_miss(tmp_path: Path) -> None:
    bad = ('<img src="a.png">', '<a href="/x"></a>', '<i id="a"></i><i id="a"></i>', "<p><div></div></p>")
    pages = {tmp_path / f"bad-{number}.html": GOOD_HTML.format(body) for number, body in enumerate(bad)}
    for path, page in pages.items():
        path.write_text(page, encoding="utf-8")

    for rules in ("web", "email"):
        assert {said.partition(":")[0] for said in judges.validate_html(rules, *pages)} == {path.name for path in pages}


def test_the_pdf_judges_find_a_missing_language_and_a_torn_file(tmp_path: Path) -> None:
    pack = find_pack("default", Place(shipped()))
    (output,) = render(sample_document(), pack=pack, formats=("pdf",))
    good, mute, torn = (tmp_path / name for name in ("good.pdf", "mute.pdf", "torn.pdf"))
    good.write_bytes(output.data)
    with pikepdf.open(io.BytesIO(output.data)) as pdf:
        del pdf.Root.Lang
        pdf.save(mute)
    torn.write_bytes(output.data[: len(output.data) // 2])
    assert (judges.validate_pdf_ua(good), judges.check_pdf(good)) == ((), ())
    assert judges.validate_pdf_ua(mute)
    assert judges.check_pdf(torn)


def test_a_judge_that_is_not_there_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for ask in (
        lambda: judges.check_pdf(tmp_path / "x.pdf"),
        lambda: judges.validate_pdfs((tmp_path,), "ua1"),
        lambda: judges.lint_mjml(GOOD_MJML),
    ):
        with pytest.raises(FileNotFoundError, match=r"is not installed: run `\.ci/need test`"):
            ask()
    with pytest.raises(FileNotFoundError, match="nothing is not installed: run `make test`"):
        judges.installed(tmp_path / "nothing")
