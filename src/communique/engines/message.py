"""
The e-mail as a message: RFC 5322, ready to be opened or sent, by the standard library alone.

Text first, then the page with its pictures, as RFC 2046 orders alternatives.
Nothing in it comes from the machine: the date is the edition's, and the
identifier and the boundaries are made from the content, so the same document
gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from email.header import Header
from email.headerregistry import Group
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from typing import TYPE_CHECKING, Final

from communique.document.attachments import pictures_of

if TYPE_CHECKING:
    from communique.document.nodes import Document, Picture

SENDER_NAME: Final = "Communiqué"
SENDER_ADDRESS: Final = "noreply@communique.invalid"
"""Who writes when the brief names nobody that can be written to."""

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_DOTS: Final = re.compile(r"^\.|\.\.|\.@")
_LONGEST_WORD: Final = 60
_LONGEST_NAME: Final = 200
_LONGEST_SUBJECT: Final = 500


def make(document: Document, *, html: str, text: str) -> bytes:
    """
    Make a message of a document.

    Args:
        document: whose title, marking, authors, contact, moment and pictures go into the message.
        html: the page as `engines.mjml` made it, with pictures as ``cid:`` addresses.
        text: the whole document as plain text.

    Returns:
        The message with CRLF line ends, no line longer than 998 octets.

    """
    pictures = {name: p for name, p in pictures_of(document).items() if f'"cid:{name}"' in html}
    digest = _digest(document, html, text)
    message = EmailMessage(policy=SMTP)
    message["To"] = Group("undisclosed-recipients", ())
    message["Date"] = document.moment
    message["Message-ID"] = f"<{digest[:32]}@communique.invalid>"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = ", ".join(dict.fromkeys((document.prose_language, document.language)))
    _add_pictures(message, pictures)
    _set_boundaries(message, digest)
    head = f"From: {_sender(document)}\r\nSubject: {_words('Subject', subject(document))}\r\n"
    return head.encode("ascii") + message.as_bytes()


def subject(document: Document) -> str:
    """Write the subject line: the marking in brackets, then the title."""
    marking = _line(document.front.marking)
    title = _line(document.title)
    return _shorten(f"[{marking}] {title}" if marking else title, _LONGEST_SUBJECT)


def _sender(document: Document) -> str:
    """Write the From field: the first author, under the contact's address where that is one."""
    name = _shorten(_line(document.authors[0]), _LONGEST_NAME) if document.authors else ""
    contact = document.contact.strip()
    if not _ADDRESS.fullmatch(contact) or _DOTS.search(contact):
        contact, name = SENDER_ADDRESS, name or SENDER_NAME
    if not name:
        return contact
    if name.isascii():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{contact}>'
    return f"{_words('From', name)}\r\n <{contact}>"


def _words(name: str, text: str) -> str:
    """Encode and fold words for a header (RFC 2047); EmailMessage loses blanks between long encoded words."""
    fits = text.isascii() and all(len(word) <= _LONGEST_WORD for word in text.split(" "))
    return Header(text, "us-ascii" if fits else "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _add_pictures(message: EmailMessage, pictures: dict[str, Picture]) -> None:
    page = message.get_body(("html",))
    if not isinstance(page, MIMEPart):  # pragma: no cover - it was added above
        raise TypeError(page)
    for number, (name, picture) in enumerate(pictures.items(), 1):
        kind, _, subtype = picture.media_type.partition("/")
        file = f"picture-{number}.{subtype}"
        page.add_related(picture.data, kind, subtype, cid=f"<{name}>", disposition="inline", filename=file)


def _set_boundaries(message: EmailMessage, digest: str) -> None:
    """Name each boundary after the content; an equals sign and an underline together stand in no encoded body."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{digest[32:56]}_{number}")


def _digest(document: Document, html: str, text: str) -> str:
    """Hash all that a reader can see of the message; pictures are in the page by the hash of their bytes."""
    parts = (subject(document), document.moment.isoformat(), _sender(document), html, text)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _line(text: str) -> str:
    """Make one clean line of words for a header: no line ends, no control or direction characters."""
    kept = (
        " " if c.isspace() else c
        for c in text
        if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn"}
    )
    return " ".join("".join(kept).split()).replace("=?", "= ?")


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
