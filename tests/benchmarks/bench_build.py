"""
How long the flagship takes from a cold process, beside what else makes such files: `make bench`.

Ours is the whole of it: checked data, drawings, tags, two typefaces, PDF/A. The others get the same
content (the page that ours made, with its drawings and style sheet), or its words alone as Markdown.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.clock import in_turn, run
from benchmarks.results import record
from communique.brief.load import load
from communique.compose import compose
from communique.edition import edit
from communique.packs import find_pack
from communique.places import Place
from communique.render import Job
from communique.writers import html

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[2]
FLAGSHIP = "us-colombia-2026-02-03"
PYTHON = Path(sys.executable)
ROUNDS = 5
SAME = "pandoc: WeasyPrint, Word, HTML, the same content"
WORDS = "pandoc: WeasyPrint, Word, HTML, words alone"
TYPST_WORDS = "pandoc: Typst, Word, HTML, words alone"
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workspace with the flagship, its words as Markdown, and its page as HTML."""
    shutil.copytree(PROJECT / "briefs" / FLAGSHIP, tmp_path / "briefs" / FLAGSHIP)
    _ours(tmp_path, "text,docx")
    made = tmp_path / "out" / FLAGSHIP
    words = (made / "brief.txt").read_text(encoding="utf-8")
    (tmp_path / "brief.md").write_text(f"---\ntitle: {FLAGSHIP}\nlang: en\n---\n\n{words}", encoding="utf-8")
    shutil.copy(made / "brief.docx", tmp_path / "brief.docx")
    page = _page()
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "page.css").write_text(page.partition("<style>")[2].partition("</style>")[0], encoding="utf-8")
    return tmp_path


def test_the_flagship_beside_its_peers(folder: Path) -> None:
    """Three formats each, and the PDF alone."""
    took = in_turn(_programs(folder), ROUNDS)
    same, usual, typst = (took[name] for name in (SAME, WORDS, TYPST_WORDS))
    record(
        "build",
        "The flagship, from a cold process",
        [
            "",
            "seconds (of the processor)",
            "to pandoc, the same content",
            "to pandoc, words alone",
            "to pandoc with Typst",
        ],
        [(n, t, *(f"{t.wall / peer.wall:.2f}" for peer in (same, usual, typst))) for n, t in took.items()],
        "Ten pages with drawings, tagged for PDF/UA and PDF/A. The same content is our page: its drawings, tables and style\n"
        "sheet, and tags; words alone are Markdown, without drawings, tables or tags. The goal for three formats is 0.5 of\n"
        "pandoc with WeasyPrint on the same content; 1.5 of pandoc with Typst, which got words alone, is a stretch.",
    )


def _programs(folder: Path) -> dict[str, Callable[[], object]]:
    return {
        "communique: PDF, Word, e-mail": lambda: _ours(folder, "pdf,docx,email"),
        "communique: all five": lambda: _ours(folder, "pdf,docx,email,text,web"),
        SAME: lambda: _pandoc_the_same(folder),
        WORDS: lambda: _pandoc_thrice(folder),
        TYPST_WORDS: lambda: _typst_thrice(folder),
        "communique: PDF": lambda: _ours(folder, "pdf"),
        "communique: Word": lambda: _ours(folder, "docx"),
        "communique: e-mail": lambda: _ours(folder, "email"),
        "WeasyPrint's own command, our page": lambda: run(PYTHON.with_name("weasyprint"), "page.html", "w.pdf", folder=folder),
        "Chromium prints our page": lambda: _chromium(folder),
        "LibreOffice makes a PDF of our Word file": lambda: _libreoffice(folder),
    }  # fmt: skip


def _page() -> str:
    document = compose(edit(load(PROJECT / "briefs" / FLAGSHIP), place=Place(PROJECT)))
    pack = find_pack("default", Place(PROJECT))
    job = Job(document, pack)
    page = html.write_document(job.drawn(), job.template("page.html.j2"), footnotes=True, pack=pack.settings)
    return page.replace("asset:", (PROJECT / "assets").as_uri() + "/")


def _ours(folder: Path, formats: str) -> None:
    run(PYTHON, "-m", "communique", "build", FLAGSHIP, "--force", "--format", formats, folder=folder)


def _pandoc(folder: Path, *more: str, source: str = "brief.md") -> None:
    import pypandoc

    run(pypandoc.get_pandoc_path(), source, *more, folder=folder, path=PYTHON.parent)


def _pandoc_the_same(folder: Path) -> None:
    tagged = ("--pdf-engine-opt=--pdf-variant", "--pdf-engine-opt=pdf/ua-1")
    _pandoc(folder, "--css=page.css", "-o", "s.pdf", "--pdf-engine=weasyprint", *tagged, source="page.html")
    _pandoc(folder, "-o", "s.docx", source="page.html")
    _pandoc(folder, "--standalone", "--embed-resources", "--css=page.css", "-o", "s.html", source="page.html")


def _pandoc_thrice(folder: Path) -> None:
    _pandoc(folder, "--toc", "-o", "p.pdf", "--pdf-engine=weasyprint")
    _rest(folder)


def _rest(folder: Path) -> None:
    _pandoc(folder, "--toc", "-o", "p.docx")
    _pandoc(folder, "--toc", "--standalone", "-o", "p.html")


def _typst_thrice(folder: Path) -> None:
    """Make the PDF with Typst's own library: its package has no command for pandoc to call."""
    _pandoc(folder, "--toc", "--standalone", "-o", "p.typ")
    run(PYTHON, "-c", TYPST, "p.typ", "t.pdf", folder=folder)
    _rest(folder)


def _chromium(folder: Path) -> None:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    run(found, "--headless", "--no-sandbox", "--print-to-pdf=c.pdf", "page.html", folder=folder)


def _libreoffice(folder: Path) -> None:
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    run("soffice", home, "--headless", "--convert-to", "pdf", "brief.docx", folder=folder)
