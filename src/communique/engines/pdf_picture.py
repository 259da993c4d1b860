"""The door to PDFium where pages are shown: a PDF in, its pages' sizes and pictures out."""

from __future__ import annotations

from io import BytesIO
from typing import Final

SHARP: Final = 2.0
"""Pixels for each point of paper: sharp on a dense screen too."""


def sizes(pdf: bytes) -> tuple[tuple[int, int], ...]:
    """Give the width and height of each page in pixels."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        points = [document.get_page_size(index) for index in range(len(document))]
    return tuple((round(width * SHARP), round(height * SHARP)) for width, height in points)


def picture(pdf: bytes, number: int) -> bytes:
    """Draw a page, the first is 1: PNG."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[number - 1].render(scale=SHARP, draw_annots=False).to_pil()
    file = BytesIO()
    drawn.save(file, "PNG", compress_level=1)
    return file.getvalue()
