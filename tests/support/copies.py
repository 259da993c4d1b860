"""Numbered copies for the tests: a small PDF of ours, and copies of it."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final

import pikepdf

from communique.copies import distribution, letters, mark
from communique.copies.distribution import Copies
from communique.copies.recipients import Recipient
from communique.document.nodes import Paragraph, Text
from support import document_features
from support.pdf_reader import draw, pack_of

if TYPE_CHECKING:
    from pathlib import Path

    from communique.copies.distribution import Distribution
    from communique.copies.imposition import Imposition

KEY: Final = b"k" * 32
WORDS: Final = mark.Words("Copy {number} of {total}")


@cache
def small_pdf() -> bytes:
    """Make a PDF of one page, as our own writer, template and engine make it."""
    blocks = (Paragraph(inlines=(Text("The two sides will meet again in spring."),)),)
    data, _ = draw(document_features.document(blocks))
    return data


@cache
def faces() -> tuple[letters.Face, ...]:
    """Open the faces of the default pack."""
    pack = pack_of()
    fonts = pack.settings["fonts"]
    names = ("heading", "body", "arabic", "chinese", "other")
    return letters.faces([fonts[name] for name in names], pack.fonts())


def numbered(*names: str) -> tuple[Recipient, ...]:
    """Number some names."""
    return tuple(Recipient(number=number, name=name) for number, name in enumerate(names, start=1))


def planned(recipients: tuple[Recipient, ...], data: bytes | None = None) -> Distribution:
    """Plan copies of a PDF; of the small one by default."""
    return distribution.plan(data or small_pdf(), Copies(recipients=recipients, key=KEY), stem="brief")


def made(
    recipients: tuple[Recipient, ...], folder: Path, *, data: bytes | None = None, imposition: Imposition | None = None
) -> tuple[Path, ...]:
    """Write the copies; the last file is the register."""
    return distribution.make(planned(recipients, data), folder, words=WORDS, faces=faces(), imposition=imposition)


def resaved(data: bytes, *, pages: slice = slice(None), bare: bool = False) -> bytes:
    """Save a file again as another tool would: all streams and objects anew, some pages; without metadata where `bare`."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as other:
        for page in source.pages[pages]:
            other.pages.append(page)
        if not bare and "/Metadata" in source.Root:
            other.Root.Metadata = other.copy_foreign(source.Root.Metadata)
        other.save(file, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def cropped(data: bytes) -> bytes:
    """Cut the margins off, and with them the line at the head, and take both marks' drawings away."""
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(n) for n in page.mediabox)
            page.mediabox = page.cropbox = pikepdf.Array([left, bottom, right, top - 60])
            for mark_name in ("/CommuniqueWatermark", "/CommuniqueMark"):
                page.resources.XObject[mark_name] = pdf.make_stream(b"", Subtype=pikepdf.Name.Form)
        del pdf.Root.Metadata
        del pdf.trailer.ID
        pdf.save(file)
    return file.getvalue()
