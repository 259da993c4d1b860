"""What is made of a message that came back, in all the shapes in which it may come."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.bounces.classify import GONE, code_in, is_gone
from communique.bounces.reports import LARGEST, read
from support.returned import HERE, MESSAGE_ID, OTHER, SHAPES, TOKEN, block, complaint, prose, report

if TYPE_CHECKING:
    import random

KINDS = {"hard", "soft", "complaint", "delay", "reply", "none"}


def encoded(text: str) -> bytes:
    return text.encode("utf-8")


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_each_shape_is_understood(name: str, ends: str) -> None:
    kind, enhanced, text = SHAPES[name]
    made = read(encoded(text.replace("\n", ends)))
    assert (made.kind, made.enhanced) == (kind, enhanced)


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_leads_to_its_delivery_and_to_no_other(name: str) -> None:
    tokens = read(encoded(SHAPES[name][2])).tokens
    assert set(tokens) <= {TOKEN, MESSAGE_ID}
    assert tokens


def test_a_token_is_found_where_the_report_was_sent_or_in_the_heads_of_what_it_returns() -> None:
    plain = "bounces@example.org"
    assert read(encoded(report(block("5.1.1"), original=""))).tokens == (TOKEN,)
    assert read(encoded(report(block("5.1.1"), to=plain))).tokens == (TOKEN, MESSAGE_ID)
    assert read(encoded(complaint("Feedback-Type: abuse\n"))).tokens == (TOKEN, MESSAGE_ID)
    assert read(encoded(report(block("5.1.1"), to=HERE.upper(), original=""))).tokens == (TOKEN,)
    asking = "bounces+0123456789abcdef0123456789abcdef@example.org"
    assert read(encoded(report(block("5.1.1"), to=asking, original=""))).tokens == (asking[8:40],)


def test_a_token_that_a_text_speaks_of_is_none() -> None:
    spoken = (
        f"Delivery to bounces+{OTHER}@example.org failed\nMessage-ID: <{OTHER}@example.org>\n550 5.1.1 unknown user\n"
    )
    assert read(encoded(prose(spoken).replace(HERE, "bounces@example.org"))).tokens == ()
    assert read(encoded(report(block("5.1.1", f"550 <bounces+{OTHER}@example.org>")))).tokens == (TOKEN, MESSAGE_ID)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("550 5.1.1 gone", "5.1.1"),
        ("(#5.1.1)", "5.1.1"),
        ("it was 5.1.1.", "5.1.1"),
        ("550-5.7.26 no", "5.7.26"),
        ("from 5.1.1.2", ""),
        ("[15.1.1.9]", ""),
        ("5.1.1111", ""),
        ("3.1.1", ""),
    ],
)
def test_a_code_is_not_an_address_of_the_internet(text: str, code: str) -> None:
    assert code_in(text) == code


@given(st.sampled_from([4, 5]), st.integers(0, 999), st.integers(0, 999), st.text(max_size=80))
def test_an_address_is_gone_only_by_a_code_that_says_so_or_by_words_where_the_code_is_vague(
    first: int, second: int, third: int, said: str
) -> None:
    code = f"{first}.{second}.{third}"
    if code in GONE:
        assert is_gone(code, said)
    elif third or first == 4:
        assert not is_gone(code, said)
        assert not is_gone(code, f"{said} 550 5.1.1 user unknown")


@given(st.text(max_size=40))
def test_what_speaks_of_spam_is_never_for_good(said: str) -> None:
    assert not is_gone("", f"user unknown {said} spam")


@settings(max_examples=200)
@given(st.binary(max_size=600))
def test_whatever_bytes_come_something_is_made_of_them(data: bytes) -> None:
    made = read(data)
    assert made.kind in KINDS
    assert made == read(data)


HORRORS = [
    b"\xff\xfe\x00", b"\r", b"\n\n", b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: x-uuencode\n", b"begin 666 a\n#86)C\n", b"Content-Type: text/plain; charset*0*=utf-8'x'%ff; charset*7=b\n",
    b"Subject: =?utf-8?b?!!!?= =?x-none?q?=ff?=\n", b"Content-Type: multipart/report; boundary=\n", b"--=_b\n", b"--=_b--\n",
    b"Status: 5.1.1\n", b"Action: f\xc3\xa9\n", b"Content-Type: message/feedback-report\n", b"From: <>\n", b"From: \xed\xa0\x80\n",
]  # fmt: skip


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(SHAPES)), st.randoms(use_true_random=False), st.lists(st.sampled_from(HORRORS), max_size=6)
)
def test_a_report_that_was_cut_torn_and_garbled_is_still_read(
    name: str, chance: random.Random, horrors: list[bytes]
) -> None:
    data = bytearray(encoded(SHAPES[name][2]))
    for horror in horrors:
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.choice((0, 0, 1, 40))] = horror
    made = read(bytes(data[: chance.choice((len(data), chance.randrange(len(data) + 1)))]))
    assert made.kind in KINDS
    assert made.said.isprintable()


def nested(depth: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one) for one in range(depth))


@pytest.mark.parametrize(
    "bomb",
    [
        nested(30) + b"x\n" * 200_000,
        nested(20_000),
        b"Content-Type: message/rfc822\n\n" * 30_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 40_000,
        b"To: a+b@c\n" * 100_000,
        b"From: mailer-daemon\n\n550 " + b"user does not have a " * 50_000,
        b"Content-Type: text/plain; " + b"a*0=x;" * 100_000,
    ],
    ids=["deep and long", "very deep", "messages in messages", "parts", "heads", "words", "parameters"],
)
def test_a_bomb_costs_little(bomb: bytes) -> None:
    begun = process_time()
    assert read(bomb).kind in KINDS
    assert process_time() - begun < 5


def test_of_a_large_report_the_beginning_is_read() -> None:
    made = read(encoded(report(block("5.1.1"))) + b"x" * LARGEST)
    assert (made.kind, made.tokens) == ("hard", (TOKEN, MESSAGE_ID))
