"""The message: a complete RFC 5322 e-mail that says what the document says and nothing of the machine."""

from __future__ import annotations

import email
import mailbox
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.engines import message
from communique.specimen import LONG_NAME, PICTURE
from communique.writers.fit import size
from support.mail import html_of, mail_document, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from communique.document.nodes import Document


def made(document: Document | None = None) -> bytes:
    """Make the message of a document."""
    document = document or mail_document()
    return message.make(document, html=html_of(document), text=text_of(document))


def read(data: bytes) -> EmailMessage:
    """Read a message strictly: any defect is an error."""
    parsed = email.message_from_bytes(data, policy=policy.default.clone(raise_on_defect=True))
    assert isinstance(parsed, EmailMessage)
    return parsed


def plain(document: Document) -> EmailMessage:
    """Make and read a message with hardly a body."""
    return read(message.make(document, html="<p>x</p>", text="x"))


def decoded(document: Document, name: str) -> str:
    """Read one header as RFC 2047 says; Python's newer reader adds blanks between the encoded words of a name."""
    data = message.make(document, html="<p>x</p>", text="x")
    header = email.message_from_bytes(data, policy=policy.compat32)[name]
    return re.sub(r"\s+", " ", str(make_header(decode_header(header))))


def test_the_headers_say_who_what_and_when() -> None:
    headers = dict(read(made()).items())

    assert headers["From"] == "Ingrid Aas <nordic.desk@example.org>"
    assert headers["To"] == "undisclosed-recipients:;"
    assert headers["Subject"].startswith("[INTERNAL] Meeting on the Kattegat crossing: shared tolls")
    assert headers["Date"] == "Tue, 03 Feb 2026 09:30:00 +0000"
    assert headers["Content-Language"] == "en"
    assert re.fullmatch(r"<[0-9a-f]{32}@communique\.invalid>", headers["Message-ID"])
    assert headers["MIME-Version"] == "1.0"


def test_no_other_header_is_written() -> None:
    names = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language"}

    assert set(read(made()).keys()) == names


def test_text_comes_first_then_the_page_with_its_pictures() -> None:
    parts = [(part.get_content_type(), part.get("Content-ID")) for part in read(made()).walk()]

    assert [kind for kind, _ in parts] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]


def test_the_parts_are_read_back_as_they_were_written() -> None:
    document = mail_document()
    parsed = read(made(document))
    text, page = parsed.get_body(("plain",)), parsed.get_body(("html",))

    assert text is not None
    assert page is not None
    assert text.get_content().replace("\r\n", "\n") == text_of(document)
    assert page.get_content().replace("\r\n", "\n").rstrip("\n") == html_of(document)


def test_each_picture_is_attached_once_under_the_name_that_the_page_uses() -> None:
    data = made()
    (picture,) = [part for part in read(data).walk() if part.get_content_maintype() == "image"]
    page = read(data).get_body(("html",))

    assert picture.get_content() == PICTURE.data
    assert page is not None
    assert set(re.findall(r"cid:([^\"]+)", page.get_content())) == {picture["Content-ID"].strip("<>")}


def test_a_picture_that_was_left_out_of_the_page_is_not_attached() -> None:
    parsed = plain(mail_document())

    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_lines_end_in_crlf_and_none_is_longer_than_998_octets() -> None:
    data = made(replace(mail_document(), title="ä" * 3000 + " " + "x" * 3000, authors=("y" * 3000,)))

    assert re.search(rb"(?<!\r)\n|\r(?!\n)", data) is None
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    assert data.isascii()


def test_the_size_that_is_held_against_the_limit_is_the_size_as_sent() -> None:
    document = mail_document()
    data = made(document)
    page = data[data.index(b"Content-Type: text/html") :]
    body = page[page.index(b"\r\n\r\n") + 4 : page.index(b"\r\n--=_")]

    assert abs(len(body) - size(html_of(document))) < len(body) / 50


def test_the_same_document_gives_the_same_bytes_and_another_one_another_identifier() -> None:
    other = replace(mail_document(), moment=datetime(2026, 2, 4, tzinfo=UTC))

    assert made() == made()
    assert read(made(other))["Message-ID"] != read(made())["Message-ID"]


@pytest.mark.parametrize(
    "title",
    [
        "One\r\nBcc: everyone@example.org",
        "One\nBcc: everyone@example.org",
        "One\r\n\r\nA body",
        "One\x0bBcc: x\x0c\x1c\x1d\x85y\u2028Bcc: z\u2029",
        "One\x00\x1b[31m\u202etxt.exe",
        "=?utf-8?q?One=0D=0ABcc:_x@example.org?=",
        "\ud800 surrogate",
        "",
        " ",
        "{{ 7 * 7 }} <b>&amp;</b> ; , \\ \" ' ( ) @",
        "Ümläute, 東京, العربية",
        "x" * 5000,
    ],
)
def test_no_title_can_add_a_header_or_a_body(title: str) -> None:
    parsed = plain(
        replace(mail_document(), title=title, authors=(title,), front=replace(mail_document().front, marking=title))
    )

    assert set(parsed.keys()) == set(read(made()).keys())
    assert re.search(r"[\x00-\x1f\x7f\u2028\u2029\u202e]", parsed["Subject"]) is None
    assert parsed.is_multipart()


def test_words_of_any_script_are_read_back_from_the_subject() -> None:
    title = "Überprüfung: 東京 und العربية"

    assert plain(replace(mail_document(), title=title))["Subject"] == f"[INTERNAL] {title}"


@given(st.lists(st.text('ab-.,:;äöü東ع?=_<>"()\\', min_size=1, max_size=90), min_size=1, max_size=12))
@example(["Bartholomäa", "von", "und", "zu", "Hohenschwangau-Württemberg"])
@example(["ä" * 90, "b" * 90])
def test_subject_and_sender_are_read_back_letter_by_letter(words: list[str]) -> None:
    """Python's own folding loses blanks here: a name would be printed wrong."""
    title = " ".join(words).replace("=?", "= ?")[:190]
    document = replace(mail_document(), title=title, authors=(title,), front=replace(mail_document().front, marking=""))
    clean = " ".join(title.split())
    sender = decoded(document, "From").removesuffix(" <nordic.desk@example.org>")

    assert decoded(document, "Subject") == clean
    assert re.sub(r'^"|"$|\\(?=["\\])', "", sender) == clean if clean.isascii() else sender == clean


def test_without_a_marking_the_subject_is_the_title() -> None:
    document = mail_document()

    assert message.subject(replace(document, title="A title", front=replace(document.front, marking=""))) == "A title"


@pytest.mark.parametrize(
    ("authors", "contact", "sender"),
    [
        (("Ana Díaz",), "ana@example.org", "Ana Díaz <ana@example.org>"),
        ((), "ana@example.org", "ana@example.org"),
        ((), "", "Communiqué <noreply@communique.invalid>"),
        (("Ana",), "", '"Ana" <noreply@communique.invalid>'),
        (("Ana",), "not an address", '"Ana" <noreply@communique.invalid>'),
        (("Ana",), "ana@example.org>, eve@example.org", '"Ana" <noreply@communique.invalid>'),
        (("Ana",), "ana@example.org\r\nBcc: eve@example.org", '"Ana" <noreply@communique.invalid>'),
        (("Ana",), ".ana@example.org", '"Ana" <noreply@communique.invalid>'),
        (("Ana",), "añá@example.org", '"Ana" <noreply@communique.invalid>'),
        (('Díaz, "Ana" <x@y>',), "ana@example.org", 'Díaz, "Ana" <x@y> <ana@example.org>'),
        (('Di, "Ana" <x@y>',), "ana@example.org", '"Di, \\"Ana\\" <x@y>" <ana@example.org>'),
        ((LONG_NAME,), "ana@example.org", f"{LONG_NAME} <ana@example.org>"),
    ],
)
def test_the_sender_is_the_first_author_or_nobody_in_particular(
    authors: tuple[str, ...], contact: str, sender: str
) -> None:
    assert decoded(replace(mail_document(), authors=authors, contact=contact), "From") == sender


def test_both_languages_of_a_mixed_edition_are_named() -> None:
    parsed = plain(replace(mail_document(), language="en", prose_language="es"))

    assert parsed["Content-Language"] == "es, en"


def test_a_mail_program_keeps_it_whole(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    key = box.add(made())

    assert box.get_bytes(key).replace(b"\r\n", b"\n") == made().replace(b"\r\n", b"\n")
