"""
How long the flagship takes, beside Pandoc making a PDF, a Word file and a web page of the same text: `make bench`.

Both run on the same machine within a minute, each in processes of their own,
Pandoc with the same engine for the PDF. The ratio is what counts; it is printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from communique.brief.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[2]
FLAGSHIP = "us-colombia-2026-02-03"
ROUNDS = 3


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Write the words of the flagship as Markdown, for Pandoc: its text form is close enough to be read as that."""
    _communique(tmp_path, "text")
    text = (tmp_path / "out" / FLAGSHIP / "brief.txt").read_text(encoding="utf-8")
    page = tmp_path / "brief.md"
    page.write_text(f"---\ntitle: {FLAGSHIP}\nlang: en\n---\n\n{text}", encoding="utf-8")
    return page


def test_a_build_beside_pandoc(plain: Path, tmp_path: Path) -> None:
    """Three formats each: PDF, Word, HTML."""
    assert load(PROJECT / "briefs" / FLAGSHIP).slug == FLAGSHIP
    ours = _seconds(lambda: _communique(tmp_path, "pdf,docx,web"))
    theirs = _seconds(lambda: _pandoc(plain))
    sys.stdout.write(
        f"\nflagship, median of {ROUNDS} rounds: communique {ours:.2f} s, pandoc {theirs:.2f} s, "
        f"ratio {ours / theirs:.2f}\n"
    )


def _seconds(run: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        run()
        times.append(perf_counter() - start)
    return median(times)


def _communique(folder: Path, formats: str) -> None:
    target = folder / "briefs" / FLAGSHIP
    if not target.exists():
        shutil.copytree(PROJECT / "briefs" / FLAGSHIP, target)
    command = [sys.executable, "-m", "communique", "build", FLAGSHIP, "--format", formats]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _pandoc(page: Path) -> None:
    """Make three files with Pandoc, the PDF with the WeasyPrint of this environment."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for more in (["--pdf-engine=weasyprint", "-o", "p.pdf"], ["-o", "p.docx"], ["--standalone", "-o", "p.html"]):
        command = ["pandoc", str(page), "--toc", *more]
        subprocess.run(command, cwd=page.parent, env={**os.environ, "PATH": path}, check=True, capture_output=True)
