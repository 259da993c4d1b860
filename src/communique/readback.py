"""
Read the text back out of finished files, without any help from what wrote them.

Each reader gives a `Reading`: the text in reading order, page by page where the
format has pages, what stands around it (headers, the subject), and the notes.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from communique.errors import RenderError
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    The text of a file, page by page.

    ``notes`` are its footnotes by number, and None for a format without any;
    ``foot`` says that they stand at the foot of the pages instead.
    """

    pages: tuple[str, ...]
    around: str = ""
    notes: Mapping[int, str] | None = None
    foot: bool = False


def read_pdf(data: bytes) -> Reading:
    """Read a PDF page by page, in the order of its content."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return Reading(tuple(_page_text(page) for page in pdf), foot=True)
    except pypdfium2.PdfiumError as error:
        raise _unreadable("PDF", error) from error


_STRAY = re.compile(r" \d{1,3}\. (?=[.,;:!?])")
"""The number of a list's item, which PDFium tells behind a raised figure in its first line: ``word1 3. , more``."""


def _page_text(page: Any) -> str:
    """
    Read a page; a line that stands on its head is read as one turns the sheet.

    PDFium tells the parts of such a line, a bold word and the rest, in the
    order that they have from left to right.
    """
    lines, flipped = _lines_of(page)
    if any(flipped):
        page.set_rotation(180)
        turned, _ = _lines_of(page)
        if len(turned) == len(lines):
            lines = [there if flip else here for here, there, flip in zip(lines, turned, flipped, strict=True)]
    page.close()
    return _STRAY.sub("", "\r\n".join(lines))


def _lines_of(page: Any) -> tuple[list[str], list[bool]]:
    """List the lines of a page, and of each whether its first letter stands on its head."""
    from math import pi

    from pypdfium2.raw import FPDFText_GetCharAngle

    text_page = page.get_textpage()
    try:
        lines = str(text_page.get_text_range()).split("\r\n")
        flipped, at = [], 0
        for line in lines:
            angle = FPDFText_GetCharAngle(text_page, at + len(line) - len(line.lstrip()))
            flipped.append(abs(angle - pi) < pi / 4)
            at += len(line) + 2
    finally:
        text_page.close()
    return lines, flipped


def read_docx(data: bytes) -> Reading:
    """Read a Word file: the body, its headers and footers, and its footnotes by their numbers."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise _unreadable("Word file", error) from error
    if "word/document.xml" not in parts:
        raise _unreadable("Word file", "it has no word/document.xml")
    body = _xml(parts["word/document.xml"])
    order = [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")]
    numbers = {note: number for number, note in enumerate(order, start=1)}
    around = [
        _word_text(_xml(part), {})
        for name, part in sorted(parts.items())
        if re.match(r"word/(header|footer)\d*\.xml", name)
    ]
    return Reading(
        (_word_text(body, numbers),), "\n".join(around), _word_notes(parts.get("word/footnotes.xml"), numbers)
    )


def _xml(data: bytes) -> Any:
    from lxml import etree

    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _unreadable("Word file", error) from error


def _word_notes(part: bytes | None, numbers: Mapping[str | None, int]) -> dict[int, str]:
    if part is None:
        return {}
    notes = {note.get(f"{W}id"): note for note in _xml(part).iter(f"{W}footnote")}
    return {number: _word_text(notes[key], {}) for key, number in numbers.items() if key in notes}


def _word_text(root: Any, numbers: Mapping[str | None, int]) -> str:
    """Write out what Word shows: text and note marks, without field codes and what is tracked as deleted."""
    return "".join(_word_parts(root, numbers))


def _word_parts(root: Any, numbers: Mapping[str | None, int]) -> Iterator[str]:
    for node in root.iter():
        match node.tag:
            case t if t == f"{W}t":
                yield node.text or ""
            case t if t in {f"{W}p", f"{W}br", f"{W}tab", f"{W}cr"}:
                yield "\n"
            case t if t == f"{W}noBreakHyphen":
                yield "-"
            case t if t == f"{W}footnoteReference":
                yield str(numbers.get(node.get(f"{W}id"), "?"))


def read_html(data: bytes) -> Reading:
    """Read the text of an HTML file's body; its title stands around it."""
    from lxml import html

    tree: Any = html.document_fromstring(
        data.decode("utf-8", "replace").encode(), parser=html.HTMLParser(encoding="utf-8")
    )
    title = tree.findtext(".//title") or ""
    for node in tree.xpath("//head | //script | //style"):
        node.drop_tree()
    return Reading(("\n".join(map(str, tree.itertext())),), title)


_URL = re.compile(r"<(?:https?|mailto|tel):?[^<>]*>")


def read_text(data: bytes) -> Reading:
    """Read a plain text; the addresses that it writes behind its links are not part of the text."""
    return Reading((_URL.sub("", data.decode("utf-8", "replace")),))


def read_message(data: bytes) -> tuple[Reading, Reading]:
    """Read a message: its HTML part and its text part; the subject stands around both."""
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.default)
    parts = [message.get_body((kind,)) for kind in ("html", "plain")]
    if not all(parts):
        raise _unreadable("message", "it lacks an HTML or a text part")
    html, plain = (part.get_content().encode() for part in parts if part is not None)
    subject = str(message["subject"])
    return Reading(read_html(html).pages, subject), Reading(read_text(plain).pages, subject)


def _one(read: Callable[[bytes], Reading]) -> Callable[[bytes], dict[str, Reading]]:
    return lambda data: {"": read(data)}


def _message(data: bytes) -> dict[str, Reading]:
    html, plain = read_message(data)
    return {"HTML part": html, "text part": plain}


READERS: Final[dict[str, Callable[[bytes], dict[str, Reading]]]] = {
    ".pdf": _one(read_pdf),
    ".docx": _one(read_docx),
    ".html": _one(read_html),
    ".txt": _one(read_text),
    ".eml": _message,
}
"""How a file is read, by its ending: to readings by the name of the file's part, empty for the whole."""


def _unreadable(what: str, why: object) -> RenderError:
    return RenderError(
        [Problem(message=f"this {what} cannot be read: {why}", code="unreadable-output", hint="Build it again.")]
    )
