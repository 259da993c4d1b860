"""
Hold a finished file against the document it was made from, piece by piece.

Every piece must occur in the text read back, in the document's order, with its
citation numbers; letters are compared without case, spaces and hyphens, since a
page breaks lines as it likes. In a PDF a piece may run over a page: its
beginning then stands on one page, and its rest on the next. A PDF does not say in
which order the words of a line from right to left are read: of such a piece, each
word must stand on the page or the next one, and pieces follow each other page by page.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from communique.document.pieces import Piece, pieces_of, words
from communique.problems import Location, Problem
from communique.readback import READERS
from communique.writers.fit import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.document.nodes import Document, Note
    from communique.readback import Reading

_IGNORED = re.compile(r"[\s\u00ad\u200b-\u200f\u2010\u2011\u2060\ufeff\ufffe\ue000\ue001\[\]•\u064b-\u065f\u0670-]+")
"""What may differ: space, hyphens at line ends, marks of direction, the signs around a citation, bullets, which
PDFium tells of a line later where the page ends with a list, and the vowel signs of Arabic, which it tells apart
from the letters that they stand on."""

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

Cursor: TypeAlias = tuple[int, int]
"""A page, counted from 0, and a place in its text."""


def normal(text: str) -> str:
    """Reduce a text to what must agree: letters, digits and signs, without case."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", _IGNORED.sub("", text))).casefold()


@dataclass(frozen=True, slots=True)
class Difference:
    """A piece that a file does not carry as the document does."""

    kind: Literal["missing", "misplaced", "wrong-note"]
    piece: Piece


def verify_file(document: Document, data: bytes, *, name: str, shown: str) -> tuple[Problem, ...]:
    """
    Say where a finished file does not carry what its document says.

    Args:
        document: what the file was made from.
        data: the file's bytes.
        name: its name, which says how it is read: ``brief.web.html``.
        shown: what messages call it.

    Raises:
        RenderError: the file cannot be read at all.

    """
    read = next((read for suffix, read in READERS.items() if name.endswith(suffix)), None)
    if read is None:
        known = ", ".join(READERS)
        return (
            Problem(
                message="no format of ours has this ending",
                code="unknown-output",
                location=Location(shown),
                hint=f"Known: {known}.",
            ),
        )
    found: list[Problem] = []
    for part, reading in read(data).items():
        told = f"{shown} ({part})" if part else shown
        found += problems(_least(document, reading), file=told)
    return tuple(found)


def _least(document: Document, reading: Reading) -> tuple[Difference, ...]:
    """Compare with the document, or, where an e-mail says that it was cut, with what it says was left."""
    cut = normal(document.labels["rest_text"]) in normal("".join(reading.pages))
    candidates = shortened(document) if cut else (document,)
    return min((differences(candidate, reading) for candidate in candidates), key=len, default=())


def differences(document: Document, reading: Reading) -> tuple[Difference, ...]:
    """List the pieces that a reading lacks or has in another place, and the notes that disagree."""
    pages = tuple(map(normal, reading.pages))
    around = normal(reading.around)
    pieces = pieces_of(document)
    loose = reading.foot and any(_RIGHT_TO_LEFT.search(piece.text) for piece in pieces)
    return (*_pieces(pieces, pages, around, loose=loose), *_notes(document, pages, reading))


def problems(found: Sequence[Difference], *, file: str) -> tuple[Problem, ...]:
    """Say in words what differs."""
    said = {"missing": "is missing", "misplaced": "stands out of order", "wrong-note": "is not the note of this number"}
    return tuple(
        Problem(
            message=f"“{_short(d.piece.text)}” {said[d.kind]}" + (f" (from {d.piece.path})" if d.piece.path else ""),
            code=f"{d.kind}-piece" if d.kind != "wrong-note" else d.kind,
            location=Location(file),
            hint="Build it again from the brief as it stands.",
        )
        for d in found
    )


def _short(text: str, limit: int = 70) -> str:
    line = re.sub(r"[\ue000\ue001]", "", " ".join(text.split()))
    return line if len(line) <= limit else line[:limit].rstrip() + "…"


def _pieces(pieces: Sequence[Piece], pages: Sequence[str], around: str, *, loose: bool) -> Iterator[Difference]:
    """Look for each piece behind the one before; with `loose`, on its page or a later one."""
    cursor: Cursor = (0, 0)
    for piece in pieces:
        sought = normal(piece.text)
        if not piece.ordered:
            by_words = loose and _find_words(piece.text, pages, 0) is not None
            if sought not in around and _find(sought, pages, (0, 0)) is None and not by_words:
                yield Difference("missing", piece)
            continue
        start = (max(cursor[0] - 1, 0), 0) if piece.facing else cursor
        end = _find(sought, pages, cursor) or _find(sought, pages, start)
        if (loose or end is None) and _RIGHT_TO_LEFT.search(piece.text):
            end = min(filter(None, (end, _find_words(piece.text, pages, start[0]))), default=None)
        if end is not None:
            cursor = max(cursor, (end[0], 0) if loose else end)
        else:
            yield Difference("missing" if _find(sought, pages, (0, 0)) is None else "misplaced", piece)


def _find(sought: str, pages: Sequence[str], start: Cursor) -> Cursor | None:
    """Find a text at or behind a place; return where it ends, or None."""
    for number in range(start[0], len(pages)):
        offset = start[1] if number == start[0] else 0
        at = pages[number].find(sought, offset)
        if at >= 0:
            return number, at + len(sought)
        if (end := _run_over(sought, pages, (number, offset))) is not None:
            return end
    return None


def _find_words(text: str, pages: Sequence[str], start: int) -> Cursor | None:
    """Find all words of a text on one page or the next, in any order; the place is the page's beginning."""
    for number in range(start, len(pages)):
        both = "".join(pages[number : number + 2])
        if all(normal(word) in both for word in re.findall(r"\w+", text)):
            return number, 0
    return None


def _run_over(sought: str, pages: Sequence[str], start: Cursor) -> Cursor | None:
    """Find a text that begins on one page and goes on over the next ones, each with a part of it."""
    number, offset = start
    if number + 1 >= len(pages):
        return None
    head = _longest_beginning(sought, pages[number], offset)
    if not head:
        return None
    rest = sought[head:]
    at = pages[number + 1].find(rest)
    return (number + 1, at + len(rest)) if at >= 0 else _run_over(rest, pages, (number + 1, 0))


def _longest_beginning(sought: str, page: str, offset: int) -> int:
    """Measure how much of a text, from its first letter on, stands on a page behind an offset."""
    low, high = 0, len(sought)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if page.find(sought[:middle], offset) >= 0 else (low, middle - 1)
    return low


def _notes(document: Document, pages: Sequence[str], reading: Reading) -> Iterator[Difference]:
    """Compare the footnotes of a format that has them, by number and by text."""
    for note in document.notes if reading.notes is not None or reading.foot else ():
        text = normal(words(note.inlines))
        if reading.notes is None:
            told = any(f"{note.number}{mark}{text}" in page for page in pages for mark in ("", "."))
            told = told or _turned_note(note, pages)
        else:
            told = text in normal(reading.notes.get(note.number, ""))
        if not told:
            yield Difference("wrong-note", Piece(f"{note.number} {words(note.inlines)}", f"sources[{note.source}]"))


def _turned_note(note: Note, pages: Sequence[str]) -> bool:
    """Find a note from right to left by its words."""
    text = words(note.inlines)
    return bool(_RIGHT_TO_LEFT.search(text)) and _find_words(text, pages, 0) is not None
