"""All that a finished file says, to a reader who takes it apart: what is packed is unpacked, what is encoded decoded."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator


def everything(name: str, data: bytes) -> str:
    """Take a file apart by its ending, and give all its text in one string."""
    return "\n".join(part.decode("utf-8", "replace") for part in _parts(name, data))


def _parts(name: str, data: bytes) -> Iterator[bytes]:
    yield data
    if name.endswith(".pdf"):
        yield from _pdf(data)
    elif name.endswith(".docx"):
        yield from _zip(data)
    elif name.endswith(".eml"):
        for part in message_from_bytes(data, policy=policy.default).walk():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content
    for packed in re.findall(rb"base64,([A-Za-z0-9+/=]+)", data):
        yield base64.b64decode(packed)


def _zip(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            yield info.filename.encode() + info.comment + info.extra
            yield package.read(info)


def _pdf(data: bytes) -> Iterator[bytes]:
    """Give every string, every name and every stream of a PDF, and the text that its pages draw."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            yield from _inside(thing)
    with pypdfium2.PdfDocument(data) as opened:
        for page in opened:
            yield page.get_textpage().get_text_range().encode("utf-8", "replace")


def _inside(thing: object) -> Iterator[bytes]:
    if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
        yield thing.read_bytes()
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for name, value in thing.items():
            yield name.encode()
            yield from () if getattr(value, "is_indirect", False) else _inside(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            yield from () if getattr(value, "is_indirect", False) else _inside(value)
    else:
        yield str(thing).encode("utf-8", "replace")
