"""Word files through LibreOffice to a tagged PDF: the rules of PDF/UA-1 that it breaks are known, and none is added."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import docx
import pytest
from docx.shared import Cm

from communique.render import render
from support import judges, once
from support.pdf_reader import ROOT, pack_of, texts
from support.sample_document import PICTURE, sample_document

if TYPE_CHECKING:
    from pathlib import Path

    from support.golden import Golden

EXPORT = 'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}'
"""LibreOffice's filter for a tagged PDF; what it breaks in every file, whoever wrote it, is in the golden list."""


def word_files(pack: str) -> dict[str, bytes]:
    """Make the sample briefs, and the document that uses every node."""
    everything = render(sample_document(), pack=pack_of(pack), formats=["docx"])[0].data
    briefs = sorted(path.name for path in (ROOT / "briefs").iterdir())
    return {"everything": everything, **{brief: once.made(brief, pack, "docx") for brief in briefs}}


def exported(files: dict[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Turn Word files into tagged PDFs; LibreOffice never says that it failed, so each has to be there."""
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = (judges.program("soffice"), profile, "--headless", "--convert-to", EXPORT, "--outdir", str(folder))
    sources = (str(folder / f"{name}.docx") for name in files)
    subprocess.run((*command, *sources), check=True, capture_output=True, timeout=180)
    made = tuple(folder / f"{name}.pdf" for name in files)
    assert [path.name for path in made if not path.exists()] == []
    return made


def rules(paths: tuple[Path, ...]) -> dict[str, list[str]]:
    """List the numbers of the rules that each file breaks."""
    return {
        path.stem: [fault.split()[0] for fault in found] for path, found in judges.validate_pdfs(paths, "ua1").items()
    }


def test_word_files_break_no_further_rule_of_pdf_ua(tmp_path: Path, golden: Golden) -> None:
    files = {f"{name}-{pack}": data for pack in ("default", "chancery") for name, data in word_files(pack).items()}
    paths = exported(files, tmp_path)
    assert all(len(" ".join(texts(path.read_bytes()))) > 1000 for path in paths)
    broken = {rule for found in rules(paths).values() for rule in found}

    golden("word-as-pdf.rules", "".join(f"{rule}\n" for rule in sorted(broken)))


LOST = {"alternative": {"7.3-1"}, "title": {"7.1-9", "7.1-10"}}
"""What a Word file can lack, and the rules that are broken then."""


def word_file(lacking: str) -> bytes:
    """Write a Word file of one picture that lacks something."""
    file, made = docx.Document(), io.BytesIO()
    shape = file.add_picture(io.BytesIO(PICTURE.data), Cm(2))
    if lacking != "alternative":
        shape._inline.docPr.set("descr", "Three bands")
    file.core_properties.title = "" if lacking == "title" else "A title"
    file.save(made)
    return made.getvalue()


@pytest.mark.parametrize("missing", LOST)
def test_the_way_through_libreoffice_still_shows_a_fault_of_the_word_file(missing: str, tmp_path: Path) -> None:
    paths = exported({"sound": word_file(""), "faulty": word_file(missing)}, tmp_path)
    found = rules(paths)

    assert set(found["faulty"]) - set(found["sound"]) == LOST[missing]
