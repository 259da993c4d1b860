"""
The token of a copy: which document, which number, whose name, under a key that nobody else has.

    CQ + 24 letters and digits: twelve bytes of a keyed hash, and three that tell a token from chance

Same document, same number, same name, same key: the same token. Without the
key nobody can make the token of another's copy.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

BEGINS: Final = "CQ"
SIZE: Final = 26
"""Letters of a token."""

_MAC: Final = 12
_WRITTEN: Final = re.compile(rb"CQ[A-Z2-7]{24}")
_AS_HEX: Final = re.compile(rb"4351(?:4[1-9A-Fa-f]|5[0-9Aa]|3[2-7]){24}")
_SHORT: Final = re.compile(r"\b([A-Z2-7]{4})-([A-Z2-7]{4})\b")


def make(key: bytes, *, document: str, number: int, name: str) -> str:
    """Make the token of a copy; `document` is the hash of the file that is copied."""
    said = "\0".join(("copy", document, str(number), name)).encode()
    mac = hmac.digest(key, said, hashlib.sha256)[:_MAC]
    return BEGINS + base64.b32encode(mac + _check(mac)).decode()


def valid(token: str) -> bool:
    """Tell a token from letters that only look like one."""
    if not _WRITTEN.fullmatch(token.encode("ascii", "replace")):
        return False
    mac = _payload(token)
    return mac[_MAC:] == _check(mac[:_MAC])


def found_in(data: bytes) -> Iterator[str]:
    """Find every token in some bytes, whether they are written as letters or as hexadecimal digits."""
    for written in _WRITTEN.findall(data):
        yield from filter(valid, [written.decode()])
    for digits in _AS_HEX.findall(data):
        yield from filter(valid, [bytes.fromhex(digits.decode()).decode()])


def short(token: str) -> str:
    """The eight letters that are printed: ``7F3K-QX2A``."""
    letters = token.removeprefix(BEGINS)
    return f"{letters[:4]}-{letters[4:8]}"


def short_in(text: str) -> tuple[str, ...]:
    """Find what may be printed tokens in a text."""
    return tuple(dict.fromkeys(f"{first}-{second}" for first, second in _SHORT.findall(text.upper())))


def as_id(token: str) -> bytes:
    """Write a token as the sixteen bytes of a PDF's identifier."""
    return _payload(token) + BEGINS[:1].encode()


def from_id(identifier: bytes) -> str | None:
    """Read it there; None where the identifier is another one."""
    token = BEGINS + base64.b32encode(identifier[:-1]).decode()
    return token if identifier[-1:] == BEGINS[:1].encode() and valid(token) else None


def _payload(token: str) -> bytes:
    return base64.b32decode(token.removeprefix(BEGINS))


def _check(mac: bytes) -> bytes:
    return hashlib.sha256(b"communique copy" + mac).digest()[:3]
