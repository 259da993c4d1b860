"""The e-mail's pages, both packs, as mail readers take them: what they drop, what they read aloud."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import html as lxml_html

from communique.document.pieces import CITE_END, CITE_START, pieces_of
from communique.render import Job
from communique.writers import fit
from support.mail import PACKS, html_of, mail_document, pack
from support.screens import SAMPLES, sample


@pytest.mark.parametrize("pack", PACKS)
def test_layout_uses_nothing_that_mail_readers_drop(pack: str) -> None:
    """Classic Outlook and Gmail drop flex, grid, position, float and variables, and then the page falls apart."""
    page = html_of(mail_document(), pack)
    inline = re.findall(r'style="([^"]*)"', page)

    assert [s for s in inline if re.search(r"flex|grid|position|float|var\(|calc\(|transform:", s)] == []
    assert not re.search(r"display:\s*(flex|grid)|position:\s*(absolute|fixed|sticky|relative)|var\(--", page)


@pytest.mark.parametrize("pack", PACKS)
def test_layout_tables_say_that_they_are_no_tables_and_data_tables_have_headings(pack: str) -> None:
    page = html_of(mail_document(), pack)
    tables = re.findall(r"<table([^>]*)>(?:\s*<caption.*?</caption>)?(?:<tbody>|\s)*(<thead>)?", page)

    assert [attributes for attributes, head in tables if bool(head) == ('role="presentation"' in attributes)] == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_picture_has_a_text_and_the_page_needs_none(pack: str) -> None:
    page = html_of(mail_document(), pack)

    assert all(re.search(r'alt="[^"]+"', image) for image in re.findall(r"<img[^>]*>", page))
    assert "Solveig Ødegård" in re.sub(r"<img[^>]*>", "", page)


@pytest.mark.parametrize("pack", PACKS)
def test_headings_go_down_one_level_at_a_time(pack: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html_of(mail_document(), pack))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1] == []


@pytest.mark.parametrize("pack", PACKS)
def test_a_language_that_is_written_from_right_to_left_turns_the_whole_page(pack: str) -> None:
    page = html_of(replace(mail_document(), language="ar", prose_language="ar"), pack)

    assert '<html lang="ar" dir="rtl"' in page
    assert "direction:ltr" not in page
    assert ' align="left"' not in page


@pytest.mark.parametrize("pack", PACKS)
def test_an_independent_reader_finds_every_piece_in_order(pack: str) -> None:
    body = lxml_html.document_fromstring(html_of(mail_document(), pack)).find("body")
    assert body is not None
    text = _squeezed("".join(map(str, body.itertext())))
    at = 0
    for piece in pieces_of(mail_document()):
        words = _squeezed(piece.text.replace(CITE_START, "").replace(CITE_END, ""))
        found = text.find(words, at if piece.ordered else 0)
        assert found >= 0, piece
        at = found + len(words) if piece.ordered else at


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(("brief", "name", "language"), SAMPLES)
def test_the_mail_of_every_sample_is_far_from_where_it_would_be_cut(brief: str, name: str, language: str) -> None:
    document = Job(sample(brief, language), pack(name)).drawn(screen=True)

    assert fit.size(html_of(document, name)) < 0.85 * fit.LIMIT
