"""
What the sender is given: content that is frozen, and one message of it for each person.

The sender knows no more of a message than this. Who prepares it keeps the
promise that the same person always gets the same bytes: the ledger holds their
hash from the first time the window opens, and refuses others.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


class Person(NamedTuple):
    """A row of the ledger, as far as a message needs it."""

    delivery_id: int
    mailing_id: int
    subscriber_id: int | None
    list_id: int | None
    address: str
    message_id: str  #: Without its angle brackets.
    verp: str  #: The token of the return path.
    fields: Mapping[str, str]  #: Name, copy number, whatever is personal.


class Message(NamedTuple):
    """One person's message: lines end with CRLF, the last one too."""

    parts: tuple[bytes, ...]  #: Header and body, as they were signed, each part of whole lines.
    signature: bytes = b""  #: Header fields to put on top; not in the hash, so that a key may change between attempts.
    eight_bit: bool = False  #: Whether the server must offer 8BITMIME.

    @property
    def body(self) -> bytes:
        """Header and body, as they were signed."""
        return b"".join(self.parts)

    @property
    def sha256(self) -> str:
        """The hash that the ledger keeps."""
        return hashlib.sha256(self.body).hexdigest()


class CannotBeMade(Exception):
    """A person's message cannot be made; the delivery is held, with the reason, until somebody looks."""

    def __init__(self, reason: str) -> None:
        """Keep the reason: a word or two, with nothing personal in it."""
        super().__init__(reason)
        self.reason = reason


class Prepared(Protocol):
    """A mailing's content, frozen by its hash."""

    @property
    def sha256(self) -> str:
        """The hash that was approved."""
        ...

    def for_person(self, person: Person) -> Message:
        """Fill in what is personal; raise CannotBeMade."""
        ...
