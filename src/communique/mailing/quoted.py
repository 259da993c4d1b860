"""
Quoted-printable text with slots: encoded once, filled for each person by joining bytes.

A slot is written between two private-use characters, which no brief may hold.
Each stands on lines of its own in the encoded text, between soft line breaks,
so that what fills it never makes a line too long. Beside the text as it travels
stands the text as DKIM hashes it (relaxed, RFC 6376 section 3.4.4).
"""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OPEN, CLOSE = "\ue010", "\ue011"
_SLOT: Final = re.compile(f"{OPEN}([a-z]+){CLOSE}")
_SOFT: Final = b"=\r\n"
_SPACES: Final = re.compile(rb"[ \t]+")
_DOT: Final = re.compile(rb"^\.", re.MULTILINE)
_PLAIN: Final = re.compile(r"[A-Za-z0-9:/_-][A-Za-z0-9 ,.:;/@+_-]{0,69}")
"""Words that stand in the encoded text as they are, on one line."""


def slot(name: str) -> str:
    """Write a slot into a text."""
    return f"{OPEN}{name}{CLOSE}"


def slots_of(text: str) -> frozenset[str]:
    """Name the slots of a text."""
    return frozenset(_SLOT.findall(text))


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that are the same for everybody, or the name of a slot."""

    wire: bytes
    hashed: bytes = b""  #: The same as DKIM hashes it.
    slot: str = ""


def fixed(wire: bytes) -> Piece:
    """Make a piece of bytes that are the same for everybody: whole lines."""
    return Piece(wire, relaxed(wire))


def relaxed(wire: bytes) -> bytes:
    """Write lines as DKIM hashes them: no blanks at the end of a line, one where there are several."""
    return _SPACES.sub(b" ", wire).replace(b" \r\n", b"\r\n")


def pieces(text: str) -> Iterator[Piece]:
    """Encode a text, and take it apart at its slots; it ends with a line end."""
    parts = _SLOT.split(text if text.endswith("\n") else f"{text}\n")
    for n, part in enumerate(parts):
        if n % 2:
            yield Piece(b"", slot=part)
        elif part:
            yield fixed(encoded(part, open_end=n + 1 < len(parts)))


def encoded(text: str, *, open_end: bool = False) -> bytes:
    """Encode text; with `open_end` the last line goes on after a soft break, unless it is at an end."""
    lines = quopri.encodestring(text.encode()).replace(b"\r\n", b"\n")
    wire = _DOT.sub(b"=2E", lines).replace(b"\n", b"\r\n")
    return wire + _SOFT if open_end and not wire.endswith(b"\r\n") else wire


def filled(words: str) -> bytes:
    """Encode what fills a slot."""
    written = " ".join(words.split())
    if _PLAIN.fullmatch(written):
        return written.encode() + _SOFT
    return encoded(written) + _SOFT if written else b""


def merged(parts: Iterable[Piece]) -> tuple[Piece, ...]:
    """Make one piece of those that follow each other with no slot between."""
    done: list[Piece] = []
    for slot, group in groupby(parts, key=lambda part: part.slot):
        together = list(group)
        done += together if slot else [Piece(b"".join(p.wire for p in together), b"".join(p.hashed for p in together))]
    return tuple(done)


def on_the_wire(parts: Iterable[Piece], values: Mapping[str, bytes]) -> list[bytes]:
    """Fill the slots of text as it travels."""
    return [values[part.slot] if part.slot else part.wire for part in parts]


def as_hashed(parts: Iterable[Piece], values: Mapping[str, bytes]) -> list[bytes]:
    """Fill the slots of text as DKIM hashes it."""
    return [values[part.slot] if part.slot else part.hashed for part in parts]
