"""
A letter: what a mailing says, frozen when it is approved. Its hash is that of its bytes.

It is made from the Outputs of one edition and holds all that a message is made
of but the date and what is personal: texts with slots, pictures, attachments, the names of
the lists, the addresses of the public pages. Two letters with the same hash
give everybody the same bytes.
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from communique.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from email.message import EmailMessage

    from communique.output import Output

VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file in a message: a picture of the page, or an attachment."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ListName:
    """A list as a message names it."""

    name: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All of a message that is the same for everybody."""

    subject: str
    sender: str  #: The name in the From line.
    address: str  #: The address in the From line.
    reply_to: str = ""
    language: str = ""
    html: str = ""  #: With slots, and pictures as ``cid:`` addresses.
    text: str = ""
    pictures: tuple[Enclosed, ...] = ()  #: The name of each is its content identifier.
    attachments: tuple[Enclosed, ...] = ()
    lists: Mapping[int, ListName]  #: By the list's number in the store.
    list_domain: str = ""  #: Behind the name in List-Id: ``lists.example.org``.
    pages: str = ""  #: Where the public pages are: ``https://brief.example.org``.
    archive: str = ""
    feedback_id: str = ""
    service: bool = False  #: Mail that answers a person, such as a confirmation, and says so.

    def to_bytes(self) -> bytes:
        """Write it, the same bytes each time."""
        data = asdict(self) | {"version": VERSION, "lists": {str(k): asdict(v) for k, v in self.lists.items()}}
        for name in ("pictures", "attachments"):
            data[name] = [{**f, "data": base64.b64encode(f["data"]).decode()} for f in data[name]]
        return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @property
    def sha256(self) -> str:
        """The hash that is approved."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def from_bytes(data: bytes) -> Letter:
    """Read what `Letter.to_bytes` wrote."""
    read: dict[str, Any] = json.loads(data)
    if read.pop("version") != VERSION:
        raise UsageError("this letter was written by another version of communique")
    for name in ("pictures", "attachments"):
        read[name] = tuple(Enclosed(**{**f, "data": base64.b64decode(f["data"])}) for f in read[name])
    read["lists"] = {int(number): ListName(**named) for number, named in read["lists"].items()}
    return Letter(**read)


def take_over(letter: Letter, mail: Output, attached: Iterable[Output] = ()) -> Letter:
    """
    Put a rendered e-mail into a letter.

    Args:
        letter: who writes, and to which lists.
        mail: the ``.eml`` file of an edition.
        attached: files that go with it: its PDF, its Word file.

    """
    message: Any = email.message_from_bytes(mail.data, policy=email.policy.default)
    page, plain = message.get_body(("html",)), message.get_body(("plain",))
    return replace(
        letter,
        subject=str(message["Subject"]),
        language=str(message["Content-Language"] or "").partition(",")[0],
        html=page.get_content().replace("\r\n", "\n"),
        text=plain.get_content().replace("\r\n", "\n"),
        pictures=tuple(_pictures(message)),
        attachments=tuple(Enclosed(name=o.name, media_type=o.media_type, data=o.data) for o in attached),
    )


def _pictures(message: EmailMessage) -> Iterable[Enclosed]:
    """List the pictures that the page shows, under their content identifiers."""
    for part in message.walk():
        if part["Content-ID"]:
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                yield Enclosed(name=str(part["Content-ID"]).strip("<>"), media_type=part.get_content_type(), data=data)
