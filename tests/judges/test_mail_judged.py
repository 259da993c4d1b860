"""The e-mails of both packs before two judges from outside: the reference MJML compiler and html-validate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.document.attachments import embed
from support import judges
from support.mail import PACKS, html_of, mail_document, source_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("pack", PACKS)
def test_the_reference_compiler_knows_every_tag_and_attribute(pack: str) -> None:
    assert judges.lint_mjml(source_of(mail_document(), pack)) == ()


@pytest.mark.parametrize("pack", PACKS)
def test_html_validate_finds_nothing_in_the_page(pack: str, tmp_path: Path) -> None:
    page = tmp_path / "brief.html"
    page.write_text(embed(html_of(mail_document(), pack), mail_document()), encoding="utf-8")

    assert judges.validate_html(page, "email") == ()
