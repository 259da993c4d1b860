"""The web page and the e-mail before axe-core: WCAG 2.2 AA, on a phone and on a desk, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.document.attachments import embed
from communique.render import render
from support.axe import LANDMARKS, MODES, RULES, WIDTHS, judge
from support.mail import PACKS, html_of, mail_document
from support.pdf_reader import ROOT, pack_of
from support.sample_document import sample_document
from support.straight_line import document_of as composed

if TYPE_CHECKING:
    from pathlib import Path

    from communique.document.nodes import Document

BAD = """<!DOCTYPE html><html><head><title>Bad</title></head>
<body><main><h1>Bad</h1><p style="color: #aaaaaa; background: #ffffff">Pale words</p><img src="data:,"></main></body></html>"""


def web(document: Document, pack: str) -> str:
    """Make the web page of a document."""
    (output,) = render(document, pack=pack_of(pack), formats=["web"])
    return output.data.decode()


def test_axe_finds_nothing_in_the_web_page(tmp_path: Path) -> None:
    """The page with every node in both packs, and the flagship with its pictures."""
    flagship = composed(ROOT / "briefs" / "us-colombia-2026-02-03")
    pages = {**{f"web-{pack}": web(sample_document(), pack) for pack in PACKS}, "flagship": web(flagship, "default")}
    found = judge(pages, tmp_path, rules=RULES + LANDMARKS)

    assert len(found) == len(pages) * len(MODES) * len(WIDTHS)
    assert {name: said for name, said in found.items() if said} == {}


def test_axe_finds_nothing_in_the_e_mail(tmp_path: Path) -> None:
    pages = {f"mail-{pack}": embed(html_of(mail_document(), pack), mail_document()) for pack in PACKS}
    found = judge(pages, tmp_path)

    assert len(found) == len(PACKS) * len(MODES) * len(WIDTHS)
    assert {name: said for name, said in found.items() if said} == {}


def test_axe_still_finds_pale_words_and_a_picture_without_a_text(tmp_path: Path) -> None:
    found = judge({"bad": BAD}, tmp_path)

    rules = {line.partition(":")[0] for line in found["bad light 320"]}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= rules
