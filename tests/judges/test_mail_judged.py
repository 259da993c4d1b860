"""Web page and e-mail before two judges from outside: html-validate, and the reference MJML compiler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.render import Job
from support import judges
from support.mail import pack, source_of
from support.screens import EVERYTHING, SAMPLES, everything, pages, sample

if TYPE_CHECKING:
    from pathlib import Path

    from communique.document.nodes import Document
    from support.screens import Form

DOCUMENTS = [
    *((everything(language), name) for name, language in EVERYTHING),
    *((sample(brief, language), name) for brief, name, language in (*SAMPLES[:2], SAMPLES[-1])),
]


@pytest.mark.parametrize(("document", "name"), DOCUMENTS)
def test_the_reference_compiler_knows_every_tag_and_attribute(document: Document, name: str) -> None:
    drawn = Job(document, pack(name)).drawn(screen=True)

    assert judges.lint_mjml(source_of(drawn, name)) == ()


@pytest.mark.parametrize("form", ["web", "email"])
def test_html_validate_finds_nothing(form: Form, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = [tmp_path / f"{name}.html" for name in pages(form, tmp_path_factory)]
    for file, page in zip(files, pages(form, tmp_path_factory).values(), strict=True):
        file.write_text(page, encoding="utf-8")

    assert judges.validate_html(form, *files) == ()
