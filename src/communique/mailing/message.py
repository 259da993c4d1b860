"""
The message of one person, made of a letter by joining bytes.

What is the same for everybody is encoded once, when the letter is prepared. For
each person a few header lines are written and a few slots filled; the body is
hashed and signed. The same person gets the same bytes whenever it is made again.

    multipart/mixed               where there are attachments
      multipart/alternative
        text/plain
        multipart/related         where the page has pictures
          text/html
          image/…
"""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from communique.mailing.dkim import canonical
from communique.mailing.prepared import CannotBeMade, Message
from communique.mailing.quoted import Piece, as_hashed, filled, fixed, merged, on_the_wire, pieces, slots_of
from communique.mailing.tokens import Named, Purpose, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from communique.mailing.dkim import Signer
    from communique.mailing.keys import Keys
    from communique.mailing.letter import Enclosed, Letter
    from communique.mailing.prepared import Person

CRLF: Final = b"\r\n"
LINKS: Final = ("unsubscribe", "preferences", "view")
"""The slots that lead to the public pages; for somebody who is no subscriber they lead to the pages' own start."""
LONGEST_NAME: Final = 120
_LONGEST_LINE: Final = 900
_PAGE: Final = "page"
"""What the name of a slot ends with where its words stand in HTML."""
_WIDTH: Final = 76

Headers: TypeAlias = "list[tuple[str, str]]"
Part: TypeAlias = tuple[Piece, ...]
"""A part of a message: its header lines and an empty one as the first piece, then its body."""


@dataclass(slots=True)
class Prepared:
    """A letter, prepared: gives each person's message."""

    letter: Letter
    keys: Keys
    when: int  #: The date of every message, in milliseconds since 1970: when the mailing was approved.
    signers: Sequence[Signer] = ()
    _whole: tuple[Headers, Part] = field(init=False)
    _text: tuple[Headers, Part] = field(init=False)
    _sha256: str = field(init=False)
    _common: Headers = field(init=False)
    _slots: frozenset[str] = field(init=False)
    _start: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Encode all that is the same for everybody."""
        self._sha256 = self.letter.sha256
        boundary = _boundaries(self._sha256)
        self._start = dict.fromkeys(LINKS, self.letter.pages)
        text = tuple(_text_part("text/plain", self.letter.text))
        alternative = _multipart("alternative", boundary, [text, _related(self.letter, boundary)])
        self._whole = _enclosed(alternative, self.letter.attachments, boundary)
        self._text = _enclosed(text, self.letter.attachments, boundary)
        self._common = list(_common_headers(self.letter, self.when))
        self._slots = slots_of(self.letter.text) | slots_of(self.letter.html)

    @property
    def sha256(self) -> str:
        """The hash that was approved."""
        return self._sha256

    def for_person(self, person: Person) -> Message:
        """Make a person's message; raise CannotBeMade."""
        links = dict(_links(self.letter, self.keys, person))
        top, parts = self._text if person.fields.get("format") == "text" else self._whole
        values = self._values(person, links)
        headers = [*self._headers(person, links), ("MIME-Version", "1.0"), *top]
        head = "".join([f"{name}: {value}\r\n" for name, value in headers]).encode() + CRLF
        return Message((head, *on_the_wire(parts, values)), self._signature(headers, parts, values))

    def _signature(self, headers: Headers, parts: Part, values: Mapping[str, bytes]) -> bytes:
        if not self.signers:
            return b""
        said = canonical(headers, _one_end(b"".join(as_hashed(parts, values))))
        return b"".join([signer.sign(said, time=self.when // 1000) for signer in self.signers])

    def _values(self, person: Person, links: Mapping[str, str]) -> Mapping[str, bytes]:
        """Encode what is personal and has a slot, for text and page alike."""
        said = {name: _clean(person.fields.get(name, "")) for name in ("name", "copy")}
        named = self.letter.lists.get(person.list_id or 0)
        said |= {"address": person.address, "list": (named.title or named.name) if named else ""}
        said |= {**self._start, **links}
        values = {slot: filled(said.get(slot, "")) for slot in self._slots}
        for slot in self._slots:
            words = said.get(slot, "")
            escaped = html.escape(words)
            values[f"{slot}{_PAGE}"] = values[slot] if escaped == words else filled(escaped)
        return values

    def _headers(self, person: Person, links: Mapping[str, str]) -> Headers:
        """Write the fields that are the person's own, among those of everybody."""
        own: Headers = [("To", _mailbox(_clean(person.fields.get("name", "")), person.address))]
        own.append(("Message-ID", f"<{person.message_id}>"))
        named = self.letter.lists.get(person.list_id or 0)
        if named and self.letter.list_domain:
            own.append(("List-Id", f"<{named.name}.{self.letter.list_domain}>"))
        if link := links.get("unsubscribe"):
            own += [("List-Unsubscribe", f"<{link}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
        if any(len(value) > _LONGEST_LINE for _, value in own):
            raise CannotBeMade("a header line would be too long")
        return [*self._common, *own]


# --- what is personal


def _links(letter: Letter, keys: Keys, person: Person) -> Iterator[tuple[str, str]]:
    """Make the links to the public pages; somebody who is no subscriber has none."""
    if not letter.pages:
        return
    if person.subscriber_id and person.list_id:
        left = Named(person.subscriber_id, person.list_id, person.delivery_id)
        yield "unsubscribe", f"{letter.pages}/u/{sign(keys, Purpose.UNSUBSCRIBE, left)}"
        chosen = Named(person.subscriber_id, 0, person.delivery_id)
        yield "preferences", f"{letter.pages}/p/{sign(keys, Purpose.PREFERENCES, chosen)}"
    yield "view", f"{letter.pages}/v/{sign(keys, Purpose.VIEW, Named(delivery=person.delivery_id))}"


def _clean(words: str) -> str:
    """Make one line of words without a character that is not seen."""
    if words.isprintable():
        return " ".join(words.split())[:LONGEST_NAME]
    kept = (" " if c.isspace() else c for c in words if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())[:LONGEST_NAME]


def _mailbox(name: str, address: str) -> str:
    """Write a name with its address; the address alone where there is no name."""
    return f"{_phrase(name)} <{address}>" if name else f"<{address}>"


def _phrase(name: str) -> str:
    if name.isascii() and "=?" not in name:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return words(name)


def words(text: str) -> str:
    """Write text for a header on one line, beyond ASCII as encoded words (RFC 2047)."""
    plain = text.isascii() and "=?" not in text
    return text if plain else Header(text, "utf-8", maxlinelen=75).encode(linesep="").replace("\n", "")


# --- what is the same for everybody


def _common_headers(letter: Letter, when: int) -> Iterator[tuple[str, str]]:
    yield "From", _mailbox(_clean(letter.sender), letter.address)
    if letter.reply_to:
        yield "Reply-To", f"<{letter.reply_to}>"
    yield "Subject", words(_clean_subject(letter.subject))
    yield "Date", format_datetime(datetime.fromtimestamp(when // 1000, UTC))
    if letter.archive:
        yield "List-Archive", f"<{letter.archive}>"
    if letter.feedback_id:
        yield "Feedback-ID", _clean(letter.feedback_id)
    if letter.service:
        yield "Auto-Submitted", "auto-generated"
    if letter.language:
        yield "Content-Language", letter.language


def _clean_subject(subject: str) -> str:
    kept = (" " if c.isspace() else c for c in subject if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())[:500]


def _boundaries(sha256: str) -> Callable[[str], str]:
    """Name each boundary after the content; an equals sign and an underline together stand in no encoded body."""
    return lambda kind: f"=_{sha256[:24]}_{kind}"


def _text_part(media_type: str, text: str) -> Iterator[Piece]:
    head = f'Content-Type: {media_type}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    yield fixed(head.encode())
    suffix = _PAGE if media_type == "text/html" else ""
    for piece in pieces(text):
        yield Piece(b"", slot=f"{piece.slot}{suffix}") if piece.slot else piece


def _file_part(file: Enclosed, *, inline: bool) -> Part:
    encoded = base64.b64encode(file.data)
    body = b"".join(encoded[n : n + _WIDTH] + CRLF for n in range(0, len(encoded), _WIDTH))
    place = f"Content-ID: <{file.name}>\r\nContent-Disposition: inline" if inline else _attached(file.name)
    head = f"Content-Type: {file.media_type}\r\nContent-Transfer-Encoding: base64\r\n{place}\r\n\r\n"
    return (fixed(head.encode() + body),)


def _attached(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    return f'Content-Disposition: attachment; filename="{plain}"'


def _multipart(kind: str, boundary: Callable[[str], str], parts: Sequence[Part]) -> Part:
    """Put parts together, with the header that says so in front."""
    mark = boundary(kind)
    done: list[Piece] = [fixed(f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'.encode())]
    for part in parts:
        done += [fixed(f"--{mark}\r\n".encode()), *part, fixed(CRLF)]
    return (*done, fixed(f"--{mark}--\r\n".encode()))


def _related(letter: Letter, boundary: Callable[[str], str]) -> Part:
    page = tuple(_text_part("text/html", letter.html))
    pictures = [_file_part(picture, inline=True) for picture in letter.pictures]
    return _multipart("related", boundary, [page, *pictures]) if pictures else page


def _enclosed(body: Part, files: Sequence[Enclosed], boundary: Callable[[str], str]) -> tuple[Headers, Part]:
    """Add attachments, and take the header lines apart from what they speak of."""
    parts = [body, *(_file_part(file, inline=False) for file in files)]
    whole = _multipart("mixed", boundary, parts) if files else body
    lines = whole[0].wire.decode().strip().split("\r\n")
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)], merged(whole[1:])


def _one_end(hashed: bytes) -> bytes:
    """End the body with one line end, as DKIM hashes it."""
    return hashed.rstrip(b"\r\n") + CRLF


def unknown_slots(letter: Letter) -> frozenset[str]:
    """Name the slots of a letter that nothing fills."""
    known = {"name", "copy", "address", "list", *LINKS}
    return (slots_of(letter.html) | slots_of(letter.text)) - known
