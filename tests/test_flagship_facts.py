"""The flagship brief carries every row of its fact sheet, in its section, in every format; and leaks nothing."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from communique.brief.load import load
from communique.compose import compose
from communique.document.walk import plain
from communique.edition import edit
from communique.packs.pack import find_pack
from communique.parity import normal
from communique.places import shipped, workspace
from communique.readback import READERS
from communique.render import render
from support.flagship_facts import FACTS, INTERNAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.base import Audience
    from communique.document.nodes import Document
    from communique.output import Output

SLUG = "us-colombia-2026-02-03"
FORMATS = ("pdf", "docx", "email", "text", "web")
FILES = ("brief.pdf", "brief.docx", "brief.html", "brief.eml", "brief.txt", "brief.web.html")


@cache
def built(audience: Audience, pack: str = "default") -> tuple[Document, dict[str, Output]]:
    """Build an edition once, in every format."""
    place = workspace(shipped())
    document = compose(edit(load(shipped() / "briefs" / SLUG), audience=audience, place=place))
    outputs = render(document, pack=find_pack(pack, place), formats=FORMATS, stem="brief")
    return document, {output.name: output for output in outputs}


def texts(output: Output) -> Iterator[tuple[str, str]]:
    """Read a file back: each of its parts by name, as one line of text for each line on the page."""
    for part, reading in READERS[Path(output.name).suffix](output.data).items():
        pages = [body(page) for page in reading.pages] if reading.foot else reading.pages
        yield f"{output.name} {part}", "\n".join(pages)


def body(page: str) -> str:
    """Leave out what stands around a page's text: its bullets, and its running head and foot, read last."""
    *lines, _, _ = page.replace("•", "").rstrip().splitlines()
    return "\n".join(lines)


def sections(document: Document, text: str) -> dict[str, str]:
    """Cut a text at the headings of the sections, looking from the end so that the contents do not count."""
    lines = text.splitlines()
    found, end = {}, len(lines)
    for section in reversed(document.sections):
        title = normal(plain(section.title))
        start = max(n for n in range(end) if title in runs(lines[n : n + 4]))
        found[section.kind] = normal("".join(lines[start:end]))
        end = start
    return found


def runs(lines: list[str]) -> set[str]:
    """Join the first line with those after it: a title of several pieces may stand on several lines."""
    return {normal("".join(lines[:length])) for length in range(1, len(lines) + 1)}


@pytest.mark.parametrize("name", FILES)
def test_every_fact_stands_in_its_section(name: str) -> None:
    """F01 to F48, each phrase of them, in the internal edition."""
    document, outputs = built("internal")

    for part, text in texts(outputs[name]):
        there = sections(document, text)
        missing = [
            f"{number}: {phrase}"
            for number, row in FACTS.items()
            for phrase in row.phrases
            if normal(phrase) not in there[row.section]
        ]
        assert missing == [], part


def test_the_list_of_facts_is_whole() -> None:
    """The sheet has 48 rows."""
    assert list(FACTS) == [f"F{number:02}" for number in range(1, 49)]


@pytest.mark.parametrize("name", FILES)
def test_a_phrase_that_is_not_there_is_missed(name: str) -> None:
    """The comparison can fail: words of one section are not found in another."""
    document, outputs = built("internal")

    for _, text in texts(outputs[name]):
        there = sections(document, text)
        assert normal("handshake in the West Colonnade") not in there["tensions"]
        assert normal("handshake in the East Colonnade") not in there["arrival"]


@pytest.mark.parametrize("pack", ["default", "chancery"])
@pytest.mark.parametrize("name", FILES)
def test_nothing_internal_is_left_in_the_public_edition(name: str, pack: str) -> None:
    """Not in the text, the properties or the bytes, packed or unpacked."""
    _, outputs = built("public", pack)

    contents = list(everything(outputs[name]))
    leaked = [words for words in INTERNAL for content in contents if normal(words) in content]

    assert leaked == []


@pytest.mark.parametrize("name", FILES)
def test_what_is_internal_would_be_found(name: str) -> None:
    """The search for leaks can fail: in the internal edition it finds each of them."""
    _, outputs = built("internal")

    contents = list(everything(outputs[name]))

    assert [words for words in INTERNAL if not any(normal(words) in content for content in contents)] == []


def everything(output: Output) -> Iterator[str]:
    """Give all that a file holds: the text read back, the raw bytes, and whatever is packed in them."""
    yield from (normal(text) for _, text in texts(output))
    yield normal(output.data.decode("utf-8", "replace"))
    if output.name.endswith(".pdf"):
        yield from _pdf(output.data)
    elif output.name.endswith(".docx"):
        yield from _package(output.data)
    elif output.name.endswith(".eml"):
        yield from _message(output.data)


def _pdf(data: bytes) -> Iterator[str]:
    """Read every string and stream of a PDF: properties, bookmarks, alternative texts, metadata."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield normal(str(pdf.docinfo))
        for thing in pdf.objects:
            yield normal(thing.unparse(resolved=False).decode("utf-8", "replace"))
            yield from (normal(words) for words in _strings(thing, 0))
            if isinstance(thing, pikepdf.Stream):
                yield normal(thing.read_bytes().decode("utf-8", "replace"))


def _strings(thing: object, depth: int) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif depth < 5 and isinstance(thing, pikepdf.Dictionary | pikepdf.Array):  # a deeper one is an object of its own
        values = thing.values() if isinstance(thing, pikepdf.Dictionary) else list(thing)
        for value in values:
            if not getattr(value, "is_indirect", False):
                yield from _strings(value, depth + 1)


def _package(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        yield normal(package.comment.decode("utf-8", "replace"))
        for name in package.namelist():
            part = package.read(name).decode("utf-8", "replace")
            yield normal(part)
            yield normal(re.sub(r"<[^>]*>", "", part))


def _message(data: bytes) -> Iterator[str]:
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.default)
    yield normal(" ".join(f"{key}: {value}" for key, value in message.items()))
    for part in message.walk():
        if not part.is_multipart():
            yield normal((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))  # type: ignore[union-attr]
