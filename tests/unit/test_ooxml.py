"""Office Open XML as strings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from communique.ooxml import bookmark_name, element, field, text

NAMESPACE = 'xmlns:w="w"'


def test_an_element_puts_attributes_into_its_own_namespace() -> None:
    assert element("w:jc", val="center") == '<w:jc w:val="center"/>'
    assert element("wp:docPr", id=1) == '<wp:docPr id="1"/>'
    assert element("w:hyperlink", r_id="rId1", anchor=None) == '<w:hyperlink r:id="rId1"/>'


@given(st.text())
def test_any_text_makes_well_formed_xml(words: str) -> None:
    node = etree.fromstring(text(words).replace("<w:t", f"<w:t {NAMESPACE}", 1))

    assert len(node.text or "") == len(words)


@given(st.text(min_size=1))
def test_a_bookmark_is_named_as_word_allows(anchor: str) -> None:
    name = bookmark_name(anchor)

    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,39}", name)


@pytest.mark.parametrize(("one", "other"), [("a-b", "a_b"), ("x" * 60, "x" * 61), ("año", "a_o")])
def test_two_anchors_never_share_a_bookmark(one: str, other: str) -> None:
    assert bookmark_name(one) != bookmark_name(other)


def test_a_field_shows_its_result_until_it_is_updated() -> None:
    root = etree.fromstring(f"<p {NAMESPACE}>{field('PAGE', element('w:r', text('1')))}</p>")

    assert [node.get("{w}fldCharType") for node in root.iter("{w}fldChar")] == ["begin", "separate", "end"]
