"""
Where a finished PDF has its words, whoever laid it out, and what is wrong with it.

This is how Word files are judged: LibreOffice lays them out, and its PDF is read
by pdfium, piece by piece, each piece with its rectangle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from unicodedata import bidirectional

import pypdfium2
from pypdfium2 import raw

from support.boxes import Rectangle, Run, overlapping, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


Box: TypeAlias = tuple[float, float, float, float]
"""The left, lower, right and upper edge of a letter, in points from the lower left corner of the sheet."""


def faults(file: Path) -> list[str]:
    """Say what is wrong with each sheet of a PDF, each fault with its words."""
    with pypdfium2.PdfDocument(file) as pdf:
        return [f"page {number}: {fault}" for number, page in enumerate(pdf, 1) for fault in _of_sheet(page)]


def _of_sheet(page: pypdfium2.PdfPage) -> Iterator[str]:
    found = tuple(runs(page))
    for run in found:
        if not run.page.holds(run.place):
            yield f"off the sheet: {shown(run)}"
    for one, other in overlapping(found):
        yield f"over each other: {shown(one)} and {shown(other)}"


def runs(page: pypdfium2.PdfPage) -> Iterator[Run]:
    """
    Go through the words of a page; of their height, the middle counts.

    Of words from right to left pdfium does not know the letters' places well
    enough, so they are not looked at.
    """
    width, height = page.get_size()
    reader = page.get_textpage()
    letters = [chr(raw.FPDFText_GetUnicode(reader, index)) for index in range(reader.count_chars())]
    for start, word in _words(reader, letters):
        left, right = min(box[0] for box in word), max(box[2] for box in word)
        bottom, top = min(box[1] for box in word), max(box[3] for box in word)
        quarter = (top - bottom) / 4
        place = Rectangle(left, height - top + quarter, right, height - bottom - quarter)
        words = "".join(letters[max(0, start - 10) : start + 20])
        yield Run(" ".join(words.split()), place, Rectangle(0, 0, width, height))


def _words(reader: pypdfium2.PdfTextPage, letters: list[str]) -> Iterator[tuple[int, list[Box]]]:
    """Put letters and figures together that follow each other on a line."""
    word: list[Box] = []
    for index, letter in enumerate(letters):
        seen = letter.isalnum() and bidirectional(letter) not in {"R", "AL"}
        box = reader.get_charbox(index) if seen else None
        if word and not (box and _follows(box, word[-1])):
            yield index - len(word), word
            word = []
        if box:
            word.append(box)
    if word:
        yield len(letters) - len(word), word


def _follows(box: Box, last: Box) -> bool:
    """Whether a letter stands to the right of the last one, on its line, as a letter of the same word does."""
    return box[0] >= last[0] and box[0] - last[2] < box[3] - box[1] and box[1] < last[3] and box[3] > last[1]
