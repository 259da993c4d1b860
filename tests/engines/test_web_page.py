"""The web page stands alone: one file that fetches nothing, with landmarks, for light and for dark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from communique.document.nodes import Cite
from communique.document.pieces import CITE_START
from communique.document.walk import walk
from communique.writers import html
from support import judges
from support.pdf_reader import pack_of
from support.sample_document import sample_document
from support.ugly_document import ugly_document

if TYPE_CHECKING:
    from pathlib import Path

    from communique.document.nodes import Document

PACKS = ("default", "chancery")


def web_page(document: Document, name: str = "default") -> str:
    """Write the web page of a document."""
    pack = pack_of(name)
    return html.write_document(document, pack.template("web.html.j2"), pack=pack.settings)


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_fetches_nothing(pack: str) -> None:
    page = web_page(sample_document(), pack)

    assert not re.findall(r"<(?:link|script|iframe|object|base)\b|@import|url\(", page)
    assert re.findall(r'src="(?!data:)', page) == []


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("document", [sample_document(), ugly_document()], ids=["sample", "ugly"])
def test_the_page_is_valid(pack: str, document: Document, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(web_page(document, pack))

    assert judges.validate_html("web", file) == ()


def test_the_page_has_landmarks_a_way_to_skip_them_and_one_title() -> None:
    page = web_page(sample_document())

    for tag in ("header", "nav", "main", "h1"):
        assert len(re.findall(rf"<{tag}\b", page)) == 1
    assert '<a class="skip" href="#text">' in page
    assert '<main id="text"' in page


def test_every_address_inside_the_page_leads_somewhere() -> None:
    page = web_page(sample_document())

    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_has_the_colours_of_the_pack_for_light_and_for_dark(pack: str) -> None:
    page = web_page(sample_document(), pack)
    settings = pack_of(pack).settings

    light, dark = page.split("@media (prefers-color-scheme: dark)", 1)
    assert all(f"--{name}: {value};" in light for name, value in settings["colors"].items())
    assert all(f"--{name}: {value};" in dark for name, value in settings["dark"].items())


def test_the_page_prints_no_note_at_the_foot_for_it_has_none() -> None:
    page = web_page(sample_document())

    assert 'class="note"' not in page
    assert page.count('<sup class="cite"') == sum(isinstance(node, Cite) for node in walk(sample_document()))
    assert CITE_START not in page
