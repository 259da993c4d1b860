"""
Bounces that a mail provider reports by HTTP instead of by mail: an interface, and Mailgun as its one implementation.

A provider signs what it says, and says when: what is not signed, or is old, is
refused. That it comes twice does no harm, for a report counts once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, Final, Protocol

from communique.bounces.classify import code_in, is_gone
from communique.bounces.reports import Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.bounces.reports import Kind

FRESH: Final = 900_000
"""Milliseconds within which a signed message must arrive; a provider tries again within minutes, signed anew."""


class Provider(Protocol):
    """Understands what one provider sends."""

    def verify(self, headers: Mapping[str, str], body: bytes, now: int) -> bool:
        """Say whether this comes from the provider, and lately."""
        ...

    def reports(self, body: bytes) -> tuple[tuple[Report, bytes], ...]:
        """Read verified words: each report, with the bytes that tell it from every other."""
        ...


class Mailgun:
    """
    Mailgun's webhooks: JSON, signed in its body with HMAC-SHA256 over a time and a random token.

    The signature covers the time and the token, not what is reported: a token that
    was seen may say the same once more, and nothing else.
    Source: Mailgun's documentation, "Securing webhooks" and "Event structure".
    """

    def __init__(self, key: str) -> None:
        """Keep the account's webhook signing key."""
        self._key = key.encode()
        self._seen: dict[str, tuple[int, bytes]] = {}

    def verify(self, headers: Mapping[str, str], body: bytes, now: int) -> bool:  # noqa: ARG002 -- others sign in a header
        """Check the signature, and that it is fresh."""
        signed = _object(_read(body).get("signature"))
        said = {name: signed.get(name) for name in ("timestamp", "token", "signature")}
        if not all(isinstance(text, str) and text.isascii() for text in said.values()):
            return False
        stamp, token, signature = (str(text) for text in said.values())
        right = hmac.new(self._key, f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
        fresh = stamp.isdecimal() and len(stamp) < 12 and abs(now - int(stamp) * 1000) <= FRESH  # noqa: PLR2004 -- seconds
        signed_by_them = bool(self._key) and hmac.compare_digest(right, signature) and fresh
        return signed_by_them and self._says_the_same(token, hashlib.sha256(body).digest(), now)

    def _says_the_same(self, token: str, said: bytes, now: int) -> bool:
        """Note what came with a token; False where it came with something else before."""
        if len(self._seen) > _MANY:
            self._seen = {name: seen for name, seen in self._seen.items() if abs(now - seen[0]) <= 2 * FRESH}
        return self._seen.setdefault(token, (now, said))[1] == said

    def reports(self, body: bytes) -> tuple[tuple[Report, bytes], ...]:
        """Read one event: a failure or a complaint; what was delivered or opened is none of our business."""
        event = _object(_read(body).get("event-data"))
        status = _object(event.get("delivery-status"))
        message_id = _object(_object(event.get("message")).get("headers")).get("message-id")
        if not isinstance(message_id, str):
            return ()
        said = str(status.get("message") or status.get("description") or event.get("reason") or "")[:300]
        enhanced = code_in(str(status.get("enhanced-code", ""))) or code_in(said)
        kind = _kind(event, status.get("code") == _NO_MAILBOX or is_gone(enhanced, said))
        if kind == "none":
            return ()
        name = str(event.get("id", "")) or hashlib.sha256(body).hexdigest()
        token = message_id.strip("<> ").lower()
        return ((Report(kind=kind, enhanced=enhanced, said=said, tokens=(token,)), f"mailgun {name}".encode()),)


def _kind(event: dict[str, Any], gone: bool) -> Kind:
    if event.get("event") == "complained":
        return "complaint"
    if event.get("event") != "failed":
        return "none"
    return "delay" if event.get("severity") != "permanent" else "hard" if gone else "soft"


_MANY: Final = 10_000
"""Tokens that are kept before the old ones are looked for."""
_NO_MAILBOX: Final = 605
"""Mailgun's own code: it knows from before that the address takes no mail."""

PROVIDERS: Final = {"mailgun": Mailgun}


def _read(body: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
