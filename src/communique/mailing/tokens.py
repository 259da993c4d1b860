"""
The signed tokens in links: who, which list, what for, and nothing else.

A token is the number of a key, the numbers of what it names, and 128 bits of
HMAC over all of it and over its purpose; about thirty characters, so that a
List-Unsubscribe line stays within 78 columns. It opens one purpose only: a
token to unsubscribe never opens preferences. Nothing is kept of it anywhere.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.mailing.keys import Keys

MAC: Final = 16
LONGEST: Final = 64
"""Characters beyond which nothing is even decoded."""
_SEVEN: Final = 0x7F
_MORE: Final = 0x80
_NOBODY: Final = bytes(32)
"""The key that is tried where a token names one that is not there: it takes as long."""


class Purpose(StrEnum):
    """What a token opens; its value is signed."""

    CONFIRM = "confirm"  #: One list begins.
    PREFERENCES = "preferences"  #: Everything of one person; the only one that shows the address.
    UNSUBSCRIBE = "unsubscribe"  #: One list ends.
    VIEW = "view"  #: One mailing in a browser.
    FORM = "form"  #: A form was fetched, at this second.


_PREFIX: Final = {purpose: f"communique token {purpose}".encode() + b"\0" for purpose in Purpose}


class Named(NamedTuple):
    """What a token names, as numbers; 0 where it names none. Each purpose gives them its own meaning."""

    subscriber: int = 0
    list: int = 0
    delivery: int = 0


def sign(keys: Keys, purpose: Purpose, named: Named) -> str:
    """Make a token."""
    key = keys.tokens[0]
    payload = bytes([key.id]) + _packed(named)
    return _encode(payload + _mac(key.secret, purpose, payload))


def verify(keys: Keys, purpose: Purpose, token: str) -> Named | None:
    """Read a token of this purpose; None where it is forged, cut, altered, too old, or of another purpose."""
    raw = _decode(token)
    payload, mac = raw[:-MAC], raw[-MAC:]
    named_key = payload[:1]
    secret = next((key.secret for key in keys.tokens if named_key == bytes([key.id])), _NOBODY)
    right = hmac.compare_digest(mac, _mac(secret, purpose, payload))
    return _unpacked(payload[1:]) if right and secret is not _NOBODY else None


def _mac(secret: bytes, purpose: Purpose, payload: bytes) -> bytes:
    return hmac.digest(secret, _PREFIX[purpose] + payload, "sha256")[:MAC]


# --- as bytes, as text


def _packed(named: Named) -> bytes:
    """Write the numbers in as few bytes as they need, without the zeros at the end."""
    written = bytearray()
    for number in (named.subscriber, named.list, named.delivery):
        left = number
        while left > _SEVEN:
            written.append(left & _SEVEN | _MORE)
            left >>= 7
        written.append(left)
    return bytes(written).rstrip(b"\0")  # no number but zero ends with a zero


def _unpacked(data: bytes) -> Named:
    return Named(*_varints(data))


def _varints(data: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in data:
        number |= (byte & _SEVEN) << shift
        shift += 7
        if byte < _MORE:
            yield number
            number = shift = 0


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decode(token: str) -> bytes:
    """Read base64url that is written in the one right way; anything else is as good as a forgery."""
    if len(token) > LONGEST or not token.isascii():
        return b""
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if _encode(data) == token else b""
