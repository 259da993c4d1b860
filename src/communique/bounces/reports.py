"""
A message that came back, read: a bounce (RFC 3464), a complaint (RFC 5965), or neither, and why.

Servers of all ages write these, and so does whoever wants to do harm: whatever is
broken in a message, something is made of it, and nothing is ever raised.
"""

from __future__ import annotations

import email
import email.errors
import email.header
import re
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from communique.bounces.classify import code_in, is_gone

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST: Final = 262_144
"""Bytes of a message that are read; what a bounce says stands at its beginning, before what it returns."""
DEEPEST: Final = 20
"""Parts within parts."""
_BOUNDARIES: Final = 40
"""Boundaries in one message: a bounce has two or three, and each costs time at every line that follows."""
_WORDS: Final = 50_000
"""Characters of a text that are searched."""
_SAID: Final = 300

_TOKEN: Final = re.compile(r"\+([a-z2-7]{24}|[0-9a-f]{32})@", re.IGNORECASE)
"""The token of a delivery, or of a message that asks to confirm."""
_MESSAGE_ID: Final = re.compile(r"(?<![\w.+-])([a-z2-7]{24}@[a-z0-9.-]+)", re.IGNORECASE)
_ENVELOPE: Final = ("Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To", "To")
_OURS: Final = ("Return-Path", "Original-Mail-From", "Message-ID", "X-Failed-Recipients-Return-Path")
_REFUSAL: Final = re.compile(r"(?:^|[^\d.])(5[0-5]\d|4[2-5]\d)[ -]|[45]\.\d{1,3}\.\d{1,3}", re.MULTILINE)
_DAEMON: Final = re.compile(
    r"mailer-daemon|postmaster|mail (?:delivery|router)|microsoftexchange|system administrator|^\W*$", re.IGNORECASE
)
_COPY: Final = re.compile(
    r"^-{2,} ?(?:below this line|this is a copy|original message|unsent message|returned message|message header)",
    re.IGNORECASE | re.MULTILINE,
)
_AUTOMATIC: Final = re.compile(
    r"^\W*(?:auto(?:matic|mated)? ?(?:reply|response)|auto:|out of (?:the )?office|on vacation|abwesen|automatische ant"
    r"|respuesta autom|fuera de (?:la )?oficina|r[eé]ponse auto|absence du bureau|resposta autom|risposta auto)",
    re.IGNORECASE,
)
_NO_COMPLAINT: Final = frozenset({"auth-failure", "dmarc", "not-spam", "virus"})
"""Reports of RFC 5965's form that no reader sent against the mail: a broken signature, a mail taken out of the spam folder."""


Kind: TypeAlias = Literal["hard", "soft", "complaint", "delay", "reply", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What a message or a provider reports.

    `kind` is ``hard``, ``soft`` or ``complaint``; ``delay`` where the server is
    still trying, or took it; ``reply`` where a machine answered for somebody who is
    out of the office; ``none`` where it is nothing of these: perhaps a person wrote.
    """

    kind: Kind
    enhanced: str = ""
    said: str = ""  #: The server's words, on one line; they may hold an address.
    tokens: tuple[str, ...] = ()  #: Tokens of return paths, and Message-IDs: one of them is to be ours.


def read(data: bytes) -> Report:
    """Read a message."""
    try:
        if data.lower().count(b"boundary") > _BOUNDARIES:
            return Report(kind="none", said="too many parts within parts")
        message = email.message_from_bytes(data[:LARGEST])
        parts = tuple(_parts(message))
        return _made(message, parts)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):  # slips of the parser on odd input
        return Report(kind="none", said="the message cannot be read")


def _made(message: Message, parts: tuple[Message, ...]) -> Report:
    tokens = tuple(dict.fromkeys(_tokens(message, parts)))
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            return _feedback(part, tokens)
    for part in parts:
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            return _delivery(part, parts, tokens)
    return _by_words(message, parts, tokens)


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    yield message
    held = message.get_payload()
    if depth < DEEPEST and isinstance(held, list):
        for part in held:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


# --- whose it is


def _tokens(message: Message, parts: tuple[Message, ...]) -> Iterator[str]:
    """Find what may be a token of ours: where the report was sent, and in what it returns of the message."""
    for name in _ENVELOPE:
        yield from (found.lower() for value in _values(message, name) for found in _TOKEN.findall(value))
    for part in parts[1:]:
        yield from _returned(part)
        if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            yield from _returned(email.message_from_string(_text(part)))


def _returned(part: Message) -> Iterator[str]:
    for name in _OURS:
        for value in _values(part, name):
            yield from (found.lower() for found in _TOKEN.findall(value))
            yield from (found.lower() for found in _MESSAGE_ID.findall(value))


def _values(message: Message, name: str) -> list[str]:
    return [str(value)[:2000] for value in message.get_all(name, [])]


# --- a bounce


def _delivery(part: Message, parts: tuple[Message, ...], tokens: tuple[str, ...]) -> Report:
    """Read the recipients of a delivery report; one that was taken, or is still tried, outweighs one that failed."""
    found = [_recipient(block) for block in _blocks(part) if block.get("Action") or block.get("Status")]
    if not found:
        return _by_words(parts[0], parts, tokens)
    action, enhanced, said = min(found, key=lambda one: one[0] == "failed")
    if action == "failed":
        words = said or _prose(parts)
        kind: Kind = "hard" if is_gone(enhanced, words) else "soft"
        return Report(kind=kind, enhanced=enhanced or code_in(words), said=_line(words), tokens=tokens)
    return Report(kind="delay", enhanced=enhanced, said=_line(said), tokens=tokens)


def _blocks(part: Message) -> Iterator[Message]:
    """Give the blocks of fields; the parser knows those of RFC 3464, and takes those of RFC 6533 for one message."""
    for block in _parts(part):
        yield block
        if part.get_content_subtype() == "global-delivery-status" and not block.is_multipart():
            yield from map(email.message_from_string, re.split(r"\r?\n\r?\n", _text(block)))


def _recipient(block: Message) -> tuple[str, str, str]:
    action = str(block.get("Action", "failed")).strip().lower()
    said = str(block.get("Diagnostic-Code", ""))
    return action, code_in(str(block.get("Status", ""))), said.partition(";")[2].strip() or said


def _by_words(message: Message, parts: tuple[Message, ...], tokens: tuple[str, ...]) -> Report:
    """Read what says nothing in a form: an old server's bounce, or a person's answer."""
    words = _prose(parts)
    if not _DAEMON.search(str(message.get("From", ""))):
        kind: Kind = "reply" if _is_automatic(message, parts) else "none"
        return Report(kind=kind, said=_line(_subject(message)), tokens=tokens)
    refusal = _REFUSAL.search(words)
    if refusal is None:
        return Report(kind="none", said=_line(words), tokens=tokens)
    begin = words.rfind("\n", 0, refusal.start()) + 1
    said = words[begin : begin + 2 * _SAID]
    kind = "hard" if is_gone(code_in(said), words[: 4 * _SAID + begin]) else "soft"
    return Report(kind=kind, enhanced=code_in(said), said=_line(said), tokens=tokens)


def _is_automatic(message: Message, parts: tuple[Message, ...]) -> bool:
    """Say whether a machine answered for a person: they are away, or their program says that they have read it."""
    said = str(message.get("Auto-Submitted", "")).strip().lower()
    marked = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autorespond-Sender"))
    receipt = any(part.get_content_type() == "message/disposition-notification" for part in parts)
    return said.startswith("auto-replied") or marked or receipt or _AUTOMATIC.match(_subject(message)) is not None


def _subject(message: Message) -> str:
    written = str(message.get("Subject", ""))[:_SAID]
    try:
        return str(email.header.make_header(email.header.decode_header(written)))
    except (email.errors.MessageError, LookupError, ValueError):
        return written


def _feedback(part: Message, tokens: tuple[str, ...]) -> Report:
    """Read a report of the form of a complaint; a kind that nobody knows is one (RFC 5965, 3.1)."""
    blocks: tuple[Any, ...] = tuple(_parts(part))
    word = next((str(block["Feedback-Type"]) for block in blocks if block.get("Feedback-Type")), "")
    if word.strip().lower() in _NO_COMPLAINT:
        return Report(kind="none", said=_line(f"a report, but no complaint: {word}"), tokens=tokens)
    return Report(kind="complaint", said=_line(f"a reader's complaint: {word}"), tokens=tokens)


# --- its words


def _prose(parts: tuple[Message, ...]) -> str:
    """Take the first text, without the copy of what was sent that may stand below it."""
    for part in parts:
        if part.get_content_maintype() == "message":
            break  # what it returns
        whole = part.get_content_maintype() == "multipart" and not part.is_multipart()  # its parts are not found
        if whole or part.get_content_type() in {"text/plain", "text/html"}:
            return _COPY.split(_text(part), maxsplit=1)[0]
    return ""


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload() or "")[:_WORDS]
    try:
        return data[: 4 * _WORDS].decode(part.get_content_charset() or "utf-8", "replace")[:_WORDS]
    except (LookupError, ValueError):  # a character set that nobody knows
        return data[: 4 * _WORDS].decode("latin-1")[:_WORDS]


def _line(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[: 4 * _SAID])
    return " ".join(shown.split())[:_SAID]
