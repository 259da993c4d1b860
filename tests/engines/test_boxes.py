"""The one who looks at the layout's boxes sees what a reader would stumble over, in pages made up for it."""

from __future__ import annotations

import pytest

from support import boxes
from support.pdf_reader import pack_of

SHEET = "<style>@page {size: 300px 240px; margin: 40px} body, p {margin: 0; font: 16px/20px 'Source Serif 4'}</style>"
LONG = "Donaudampfschiffahrtsgesellschaft" * 3

FAULTY = {
    f"<p>{LONG}": "outside the page",
    "<p style='margin-left: -60px'>Two words": "outside the page",
    "<p style='position: absolute; top: 190px'>Below": "outside the page",
    f"<p style='overflow: hidden'>{LONG}": "cut away",
    "<p style='overflow: hidden; height: 22px'>One line, and a second one, and then a third": "cut away",
    f"<table style='table-layout: fixed; width: 200px'><td style='overflow: hidden'>{LONG[:30]}<td>x": "cut away",
    f"<table style='table-layout: fixed; width: 200px'><td>{LONG[:30]}<td>": "out of its cell",
    "<p>One line<p style='margin-top: -14px'>and another": "over each other",
    "<p style='line-height: 5px'>A line, then a second one, and a third one below them": "over each other",
    f"<table style='table-layout: fixed; width: 200px'><td>{LONG[:20]}<td>word": "over each other",
    "<style>@page {@top-left {content: 'A head that is long'; width: 60px; white-space: pre}"
    "@top-center {content: 'and one beside it'; width: 90px; white-space: pre}}</style><p>x": "over each other",
}
SOUND = (
    "<p>Words, and more of them, so that there is a second line. <sup>1</sup> <i>f</i>(<b>g</b>)",
    "<p>Ågypten<br>Ångström<br>fgjpqy",
    f"<p style='visibility: hidden'>{LONG}",
    f"<p style='overflow-wrap: anywhere'>{LONG}",
    "<style>@page {@top-left {content: 'Head'} @top-right {content: 'Other'}}</style><p>x",
    "<p style='overflow: hidden'>Words that stay inside",
    "<table><td>Cell<td>cell",
    "<p dir=rtl>שלום עולם",
)


@pytest.mark.parametrize(("page", "fault"), FAULTY.items())
def test_each_fault_is_seen(page: str, fault: str) -> None:
    found = boxes.faults(boxes.laid(SHEET + page, pack_of()))

    assert [line for line in found if line.startswith(f"page 1: {fault}")]


@pytest.mark.parametrize("page", SOUND)
def test_what_is_sound_is_left_alone(page: str) -> None:
    assert boxes.faults(boxes.laid(SHEET + page, pack_of())) == []


def test_every_page_is_looked_at() -> None:
    page = f"{SHEET}<p>First<p style='break-before: page'>Second<p style='break-before: page'>{LONG}"
    found = boxes.faults(boxes.laid(page, pack_of()))

    assert [line.partition(":")[0] for line in found] == ["page 3"]
