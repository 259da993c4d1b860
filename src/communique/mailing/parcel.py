"""A message as it travels: checked once more, its dots doubled, all but the final dot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from communique.mailing.prepared import Message

_LONGEST_LINE: Final = 998
_LONG: Final = 1000
"""Bytes above which a part is worth remembering: what is personal is shorter."""


class Parcel(NamedTuple):
    """One person's message, ready for a connection."""

    wire: bytes  #: Without its final dot.
    size: int  #: As the server counts it, before dots are doubled.
    sha256: str  #: The hash that the ledger keeps.
    eight_bit: bool = False  #: Whether the server must offer 8BITMIME.


@dataclass(frozen=True, slots=True)
class Unsendable:
    """Mail to this address, or this message, cannot go out here; the server was not asked."""

    reason: str
    blame: Literal["address", "message"]


def pack(message: Message) -> Parcel | Unsendable:
    """
    Write a message as it travels.

    A line end that is not CRLF, which some servers take for the end of the
    message, is refused here once more, whoever made the bytes.
    """
    wire: list[bytes] = []
    for long, parts in groupby((message.signature, *message.parts), key=_is_long):
        for part in parts if long else (b"".join(parts),):
            fit = _fit_again(part) if long else _fit(part)
            if isinstance(fit, Unsendable):
                return fit
            wire.append(fit)
    size = len(message.signature) + sum(map(len, message.parts))
    return Parcel(b"".join(wire), size, message.sha256, message.eight_bit)


def _is_long(part: bytes) -> bool:
    return len(part) > _LONG


def _fit(part: bytes) -> bytes | Unsendable:
    """Look at whole lines, and double the dots that begin one."""
    lines = part.splitlines()  # at each CR, LF and CRLF: only of lines that end with CRLF the same bytes come together
    if b"\0" in part or b"\r\n".join([*lines, b""] if part else lines) != part:
        return Unsendable("line-ends", "message")
    if max(map(len, lines), default=0) > _LONGEST_LINE:
        return Unsendable("long-line", "message")
    stuffed = part.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if part.startswith(b".") else stuffed


_fit_again = lru_cache(maxsize=32)(_fit)
"""What is the same for everybody is looked at once."""
