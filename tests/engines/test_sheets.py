"""The one who looks at a finished PDF sees what lies off the sheet or over another word, in pages made up for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import boxes, sheets
from support.pdf_reader import pack_of

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "<style>@page {size: 300px 240px; margin: 40px} body, p {margin: 0; font: 16px/20px 'Source Serif 4'}</style>"

FAULTY = {
    f"<p>{'Donaudampfschiffahrtsgesellschaft' * 3}": "off the sheet",
    "<p style='position: absolute; top: 195px'>Below": "off the sheet",
    "<p>One line<p style='margin-top: -20px'>and another": "over each other",
    "<p style='line-height: 4px'>A line, then a second one, and a third one below them": "over each other",
}
SOUND = (
    "<p>Words, and more of them, so that there is a second line. <sup>1</sup> <i>f</i>(<b>g</b>) office flight",
    "<p>Ågypten<br>Ångström<br>fgjpqy",
    "<p>e\u0301 a\u0308 日本語 中文 한국어 สถานเอกอัคร",
    "<p dir=rtl>שלום עולם مرحبا بالعالم",
)


def found(page: str, folder: Path) -> list[str]:
    """Print a page, and look at its sheets."""
    file = folder / "page.pdf"
    boxes.laid(SHEET + page, pack_of()).write_pdf(file)
    return sheets.faults(file)


@pytest.mark.parametrize(("page", "fault"), FAULTY.items())
def test_each_fault_is_seen(page: str, fault: str, tmp_path: Path) -> None:
    assert [line for line in found(page, tmp_path) if line.startswith(f"page 1: {fault}")]


@pytest.mark.parametrize("page", SOUND)
def test_what_is_sound_is_left_alone(page: str, tmp_path: Path) -> None:
    assert found(page, tmp_path) == []
