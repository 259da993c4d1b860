"""An address as typed, as it travels, and as the key that makes one person of many ways of typing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.mailing.addresses import InvalidAddress, masked, masked_text, parse_address

LOCAL = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789!#$%&'*+/=?^_`{|}~-"


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Write addresses as offices have them, in other scripts too."""
    atoms = st.text(st.sampled_from(LOCAL + "ñüßéжя例"), min_size=1, max_size=8)
    labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True).filter(lambda x: x[2:4] != "--")
    domain = draw(st.lists(labels | st.sampled_from(["münchen", "例え", "Straße"]), min_size=1, max_size=3))
    return f"{'.'.join(draw(st.lists(atoms, min_size=1, max_size=3)))}@{'.'.join(domain)}.org"


@given(addresses())
def test_an_address_is_kept_as_typed_and_its_key_is_its_own_key(text: str) -> None:
    read = parse_address(text)

    assert read.typed == unicodedata.normalize("NFC", text)
    assert parse_address(read.key).key == read.key
    assert parse_address(read.wire).key == read.key
    assert parse_address(read.shown).key == read.key


@given(addresses())
def test_however_it_is_typed_it_is_one_person(text: str) -> None:
    local, _, domain = text.rpartition("@")
    typed = f"  {local.swapcase() if local.isascii() else local}@{domain.upper() if domain.isascii() else domain} "

    assert parse_address(typed).key == parse_address(text).key


def test_a_domain_travels_in_a_labels_and_is_shown_in_its_own_script() -> None:
    read = parse_address("Ana@MÜNCHEN.example.org")

    assert read.wire == "Ana@xn--mnchen-3ya.example.org"
    assert read.shown == "Ana@münchen.example.org"
    assert not read.needs_smtputf8
    assert parse_address("añna@example.org").needs_smtputf8


def test_two_mailboxes_never_become_one() -> None:
    assert parse_address("straße@example.org").key != parse_address("strasse@example.org").key


REFUSED = {
    "": "it is empty",
    "ana": "there is no @ in it",
    "@example.org": "nothing before the @",
    "ana@": "nothing behind the @",
    "ana@localhost": "no dot",
    "ana@10.0.0.1": "does not end in a number",
    "ana@[10.0.0.1]": "no domain",
    "ana@-x.org": "no domain",
    "ana@xn--zzzzzz999.org": "no domain",
    ".ana@example.org": "a dot stands first",
    "a..b@example.org": "a dot stands first",
    "a…b@example.org": "a dot stands first",
    '"ana maria"@example.org': "a space",
    '"ana"@example.org': "quotation marks",
    "Ana <ana@example.org>": "a space",
    "<ana@example.org>": "< cannot stand",
    "ana＠b@example.org": "@ cannot stand",
    "a" * 65 + "@example.org": "more than 64",
    "ñ" * 33 + "@example.org": "more than 64",
    f"{'a' * 60}@{'b' * 60}.{'b' * 60}.{'b' * 60}.{'b' * 20}.org": "longer than 254",
    "ana@example.org\n": r"U\+000A",
    "ana@example.org\r\nBcc: x@example.org": r"U\+000D",
    "ana\x00@example.org": r"U\+0000",
    "ana\u202e@example.org": r"U\+202E",
    "ana\u2028@example.org": r"U\+2028",
    "ana\xad@example.org": r"U\+00AD",
    "ana\ufeff@example.org": r"U\+FEFF",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_address_is_refused_and_never_repeated(text: str) -> None:
    with pytest.raises(InvalidAddress, match=REFUSED[text]) as refused:
        parse_address(text)

    assert len(text) < 2 or text not in str(refused.value)


@given(st.text(max_size=40) | st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=3))
@example("a@b.c\r")
def test_nothing_that_acts_on_a_header_gets_through(text: str) -> None:
    for typed in (text, f"{text}@example.org", f"ana{text}b@example.org", f"ana@exa{text}mple.org"):
        try:
            read = parse_address(typed)
        except InvalidAddress:
            continue
        assert read.wire.isprintable()
        assert not set(read.wire) & set(' \t\r\n<>(),;:"[]\\')
        assert read.wire.count("@") == 1


def test_a_log_does_not_tell_whose_an_address_is() -> None:
    assert masked("ana.maria@example.org") == "a…@example.org"
    assert masked_text("550 5.1.1 <ana.maria@example.org>: no such user") == "550 5.1.1 <a…@example.org>: no such user"
