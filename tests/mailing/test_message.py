"""The message of one person: read by the standard library, signed so that dkimpy believes it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import EnvironmentFailed
from communique.mailing.dkim import Signer, read_key
from communique.mailing.keys import new_keys
from communique.mailing.letter import Enclosed, Letter, ListName, from_bytes, take_over
from communique.mailing.message import Prepared
from communique.mailing.prepared import Person
from communique.mailing.quoted import slot
from communique.mailing.tokens import Named, Purpose, verify
from support.pdf_reader import ROOT
from support.straight_line import document_of, outputs_of

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_795_449_600_000
KEYS = new_keys(lambda size: bytes(range(size)), 0)
HTML = f'<p>.A dot, é and a very long line {"word " * 60}</p>\n<p>To {slot("name")}: <a href="{slot("unsubscribe")}">leave</a></p>'
TEXT = f".Text for {slot('name')}, copy {slot('copy')}\n\nLeave: {slot('unsubscribe')}\n"

LETTER = Letter(
    subject="[PUBLIC] Der Fluß und die Häfen — eine Übersicht über die Verhandlungen der drei Minister am Strom",
    sender="Büro für Übersicht",
    address="office@example.org",
    reply_to="desk@example.org",
    language="en",
    html=HTML,
    text=TEXT,
    pictures=(Enclosed(name="p@communique.invalid", media_type="image/png", data=b"\x89PNG" * 50),),
    attachments=(Enclosed(name="brief.pdf", media_type="application/pdf", data=b"%PDF" * 90),),
    lists={7: ListName(name="weekly", title="The weekly")},
    list_domain="lists.example.org",
    pages="https://brief.example.org",
    archive="https://brief.example.org/archive",
    feedback_id="m1:brief",
)


def person(**more: Any) -> Person:
    given = {"name": "Ana Ruiz", "copy": "12"} | more.pop("fields", {})
    usual = {
        "delivery_id": 5,
        "mailing_id": 1,
        "subscriber_id": 3,
        "list_id": 7,
        "address": "ana@example.com",
        "message_id": "abc@example.org",
        "verp": "v",
        "fields": given,
    }
    return Person(**{**usual, **more})


@cache
def signers() -> tuple[Signer, Signer]:
    return (
        Signer("example.org", "rsa", "rsa-sha256", generate_private_key(65537, 2048)),
        Signer("example.org", "ed", "ed25519-sha256", Ed25519PrivateKey.generate()),
    )


def believed(message: bytes) -> list[bool]:
    """Ask dkimpy about each signature."""
    records = {f"{s.selector}._domainkey.example.org.".encode(): s.record().encode() for s in signers()}
    count = message.count(b"DKIM-Signature:")
    return [_believed(message, n, answer(records)) for n in range(count)]


def _believed(message: bytes, index: int, ask: Any) -> bool:
    try:
        return bool(dkim.DKIM(message).verify(idx=index, dnsfunc=ask))
    except dkim.ValidationError:
        return False


def read(data: bytes) -> Any:
    return email.message_from_bytes(data, policy=email.policy.default)


def words(message: Any, kind: str) -> str:
    content: str = message.get_body((kind,)).get_content()
    return content.replace("\r\n", "\n")


def answer(records: dict[bytes, bytes]) -> Any:
    """Stand in for the name server; dkimpy says how long it would wait."""

    def ask(name: bytes, timeout: int = 5) -> bytes | None:
        return records.get(name) if timeout else None

    return ask


def test_an_independent_reader_finds_text_page_picture_and_attachment() -> None:
    message = read(Prepared(LETTER, KEYS, NOW).for_person(person()).body)

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    assert message["Subject"] == LETTER.subject
    assert message["From"] == "Büro für Übersicht <office@example.org>"
    assert message["To"] == "Ana Ruiz <ana@example.com>"
    page = words(message, "html")
    assert page.startswith("<p>.A dot, é and a very long line word word")
    assert '<p>To Ana Ruiz: <a href="https://brief.example.org/u/' in page
    assert words(message, "plain").startswith(".Text for Ana Ruiz, copy 12\n\nLeave: https://")
    assert [a.get_content() for a in message.iter_attachments()] == [b"%PDF" * 90]


def test_the_headers_of_one_click_stand_on_one_line_each() -> None:
    body = Prepared(LETTER, KEYS, NOW).for_person(person()).body
    head = body.partition(b"\r\n\r\n")[0].decode().split("\r\n")

    (left,) = [line for line in head if line.startswith("List-Unsubscribe:")]
    assert len(left) < 78
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert "List-Id: <weekly.lists.example.org>" in head
    token = re.fullmatch(r"List-Unsubscribe: <https://brief\.example\.org/u/([\w-]+)>", left)
    assert token is not None
    assert verify(KEYS, Purpose.UNSUBSCRIBE, token[1]) == Named(3, 7, 5)


def test_both_signatures_are_believed_and_nothing_can_be_put_on_top() -> None:
    message = Prepared(LETTER, KEYS, NOW, signers()).for_person(person())
    whole = message.signature + message.body

    assert believed(whole) == [True, True]
    for forged in (b"Subject: Other\r\n", b"List-Unsubscribe: <https://evil.example>\r\n", b"From: x@evil.example\r\n"):
        assert believed(forged + whole) == [False, False]
    assert believed(whole.replace(b"word word", b"word worm", 1)) == [False, False]


def test_a_message_is_the_same_bytes_whenever_it_is_made_again() -> None:
    again = from_bytes(LETTER.to_bytes())

    assert again == LETTER
    assert Prepared(again, KEYS, NOW).for_person(person()) == Prepared(LETTER, KEYS, NOW).for_person(person())
    assert Prepared(again, KEYS, NOW).sha256 == LETTER.sha256 != replace(LETTER, subject="Other").sha256


def test_somebody_who_wants_text_gets_text() -> None:
    letter = replace(LETTER, attachments=())
    message = read(Prepared(letter, KEYS, NOW, signers()).for_person(person(fields={"format": "text"})).body)

    assert message.get_content_type() == "text/plain"
    assert "copy 12" in message.get_content()
    made = Prepared(letter, KEYS, NOW, signers()).for_person(person(fields={"format": "text"}))
    assert believed(made.signature + made.body) == [True, True]


@given(st.text(max_size=200), st.booleans())
def test_no_name_makes_a_header_or_a_line_of_its_own(name: str, plain: bool) -> None:
    """Whatever a subscriber is called: line ends, controls, markup, dots, encoded words, a thousand letters."""
    fields = {"name": name, "format": "text" if plain else "html"}
    made = Prepared(LETTER, KEYS, NOW).for_person(person(fields=fields)).body
    usual = Prepared(LETTER, KEYS, NOW).for_person(person(fields={**fields, "name": "Ana"})).body

    assert b"\n" not in made.replace(b"\r\n", b"")
    assert b"\r" not in made.replace(b"\r\n", b"")
    assert max(map(len, made.split(b"\r\n"))) <= 998
    assert read(made).keys() == read(usual).keys()
    assert read(made)["To"].addresses[0].addr_spec == "ana@example.com"
    assert len(list(read(made).walk())) == len(list(read(usual).walk()))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a" onload="x'])
def test_a_name_is_no_markup(name: str) -> None:
    page = (
        read(Prepared(LETTER, KEYS, NOW).for_person(person(fields={"name": name})).body)
        .get_body(("html",))
        .get_content()
    )

    assert name not in page


def test_the_flagships_mail_goes_into_a_letter_whole() -> None:
    document = document_of(ROOT / "briefs" / "rural-buses")
    _, mail = outputs_of(document, "email")
    letter = take_over(LETTER, mail)
    message = Prepared(letter, KEYS, NOW, signers()).for_person(person())
    before, after = read(mail.data), read(message.body)

    assert after["Subject"] == before["Subject"]
    for kind in ("plain", "html"):
        assert words(after, kind) == words(before, kind)
    assert len(letter.pictures) == sum(1 for part in before.walk() if part["Content-ID"])
    assert believed(message.signature + message.body) == [True, True]


def test_a_key_that_others_may_read_or_that_is_too_small_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    for bits, mode, said in ((2048, 0o644, "others may read"), (1024, 0o600, "2048 bits")):
        key = generate_private_key(65537, bits)
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        path.chmod(mode)
        with pytest.raises(EnvironmentFailed, match=said):
            read_key(path, domain="example.org", selector="s")
    path.write_text("no key")
    with pytest.raises(EnvironmentFailed, match="not a private key"):
        read_key(path, domain="example.org", selector="s")
