"""
How long the flagship takes from a cold process, beside what else makes such files: `make bench`.

Ours is the whole of it: checked data, drawings, tags, two typefaces, PDF/A. The others get its
words as Markdown, which is less, or the page or the Word file that ours made.
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
    (tmp_path / "page.html").write_text(_page(), encoding="utf-8")
    return tmp_path


def test_the_flagship_beside_its_peers(folder: Path) -> None:
    """Three formats each, and the PDF alone."""
    took = in_turn(_programs(folder), ROUNDS)
    usual, typst = took["pandoc: WeasyPrint, Word, HTML"], took["pandoc: Typst, Word, HTML"]
    record(
        "build",
        "The flagship, from a cold process",
        ["", "seconds (of the processor)", "to pandoc with WeasyPrint", "to pandoc with Typst"],
        [(n, t, f"{t.wall / usual.wall:.2f}", f"{t.wall / typst.wall:.2f}") for n, t in took.items()],
        "Ten pages with drawings, tagged for PDF/UA and PDF/A; pandoc gets the words alone, without drawings or tags.\n"
        "The goal for three formats is 0.5 of pandoc with WeasyPrint; 1.5 of pandoc with Typst is a stretch.",
    )


def _programs(folder: Path) -> dict[str, Callable[[], object]]:
    return {
        "communique: PDF, Word, e-mail": lambda: _ours(folder, "pdf,docx,email"),
        "communique: all five": lambda: _ours(folder, "pdf,docx,email,text,web"),
        "pandoc: WeasyPrint, Word, HTML": lambda: _pandoc_thrice(folder),
        "pandoc: Typst, Word, HTML": lambda: _typst_thrice(folder),
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


def _pandoc(folder: Path, *more: str) -> None:
    import pypandoc

    run(pypandoc.get_pandoc_path(), "brief.md", "--toc", *more, folder=folder, path=PYTHON.parent)


def _pandoc_thrice(folder: Path) -> None:
    _pandoc(folder, "-o", "p.pdf", "--pdf-engine=weasyprint")
    _rest(folder)


def _rest(folder: Path) -> None:
    _pandoc(folder, "-o", "p.docx")
    _pandoc(folder, "--standalone", "-o", "p.html")


def _typst_thrice(folder: Path) -> None:
    """Make the PDF with Typst's own library: its package has no command for pandoc to call."""
    _pandoc(folder, "--standalone", "-o", "p.typ")
    run(PYTHON, "-c", TYPST, "p.typ", "t.pdf", folder=folder)
    _rest(folder)


def _chromium(folder: Path) -> None:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    run(found, "--headless", "--no-sandbox", "--print-to-pdf=c.pdf", "page.html", folder=folder)


def _libreoffice(folder: Path) -> None:
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    run("soffice", home, "--headless", "--convert-to", "pdf", "brief.docx", folder=folder)
