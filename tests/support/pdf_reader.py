"""What the tests of the PDF read back out of it, by readers that are not its writer."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

from communique.engines import pdf
from communique.packs.pack import Pack, find_pack
from communique.places import Place
from communique.writers import html
from support import once
from support.sample_document import sample_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.document.nodes import Document
    from communique.problems import Problem

ROOT = Path(__file__).parents[2]
"""The checkout, and so the workspace of the tests."""


def pack_of(name: str = "default") -> Pack:
    """Find a shipped pack."""
    return find_pack(name, Place(ROOT))


def page_of(document: Document, pack: Pack) -> str:
    """Write the page that the PDF is made from."""
    return html.write_document(document, pack.template("page.html.j2"), footnotes=True, pack=pack.settings)


def draw(document: Document, pack: str = "default") -> tuple[bytes, tuple[Problem, ...]]:
    """Make the PDF of a document."""
    house = pack_of(pack)
    return pdf.make(page_of(document, house), pack=house, moment=document.moment)


@cache
def sample(pack: str = "default") -> bytes:
    """Make the PDF of the sample document, once for all tests."""
    return once.kept(f"sample-{pack}.pdf", lambda: draw(sample_document(), pack)[0])


def texts(data: bytes) -> list[str]:
    """Read the text of each page, in the order it was written to the file."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return [" ".join(text.split()) for text in pages]


def uncompressed(data: bytes) -> bytes:
    """Write a PDF out without compression, to search its bytes."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        document.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def tags(data: bytes) -> list[str]:
    """List the structure tree's tags, depth first."""
    with pikepdf.open(BytesIO(data)) as document:
        return list(_tags(document.Root.StructTreeRoot.K))


def _tags(kids: pikepdf.Object) -> Iterator[str]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)[1:]
            if "/K" in kid:
                yield from _tags(kid.K)
