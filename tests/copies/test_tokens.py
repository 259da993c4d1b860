"""A token says which copy, cannot be guessed, and is told from chance."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.copies import key, token
from communique.errors import EnvironmentFailed
from communique.places import Place

if TYPE_CHECKING:
    from pathlib import Path

KEYS = st.binary(min_size=32, max_size=32)
COPIES = st.tuples(KEYS, st.text(max_size=8), st.integers(1, 9999), st.text(max_size=12))


def made(copy: tuple[bytes, str, int, str]) -> str:
    secret, document, number, name = copy
    return token.make(secret, document=document, number=number, name=name)


@given(COPIES, COPIES)
def test_two_copies_have_one_token_only_where_all_is_the_same(
    one: tuple[bytes, str, int, str], other: tuple[bytes, str, int, str]
) -> None:
    assert (made(one) == made(other)) == (one == other)
    assert token.valid(made(one))
    assert len(made(one)) == token.SIZE


@given(COPIES, st.binary(max_size=20), st.binary(max_size=20))
def test_a_token_is_found_in_any_bytes_as_letters_and_as_hexadecimal(
    copy: tuple[bytes, str, int, str], before: bytes, after: bytes
) -> None:
    written = made(copy).encode()
    assert made(copy) in token.found_in(before + b"(" + written + b")" + after)
    assert made(copy) in token.found_in(before + b"<" + written.hex().encode() + b">" + after)
    assert token.from_id(token.as_id(made(copy))) == made(copy)


@given(COPIES, st.integers(2, token.SIZE - 1), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_changed_letter_makes_it_no_token(copy: tuple[bytes, str, int, str], at: int, letter: str) -> None:
    right = made(copy)
    wrong = right[:at] + letter + right[at + 1 :]
    assert token.valid(wrong) == (wrong == right)


@given(st.binary(max_size=200))
def test_what_is_no_token_is_not_taken_for_one(data: bytes) -> None:
    assert list(token.found_in(data)) == []
    assert token.from_id(data[:16]) is None


def test_the_printed_letters_are_found_in_a_text() -> None:
    right = made((b"k" * 32, "document", 7, "Ana"))
    assert token.short_in(f"Copy 7 · Ana · {token.short(right)}\nPage 1") == (token.short(right),)


# --- the key


@pytest.fixture(autouse=True)
def no_key_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(key.VARIABLE, raising=False)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    place = Place(tmp_path)
    assert key.read_key(place) is None
    first = key.open_key(place, lambda size: b"\x07" * size)
    assert key.open_key(place, lambda size: b"\x08" * size) == first == b"\x07" * 32
    assert (tmp_path / key.FILE).stat().st_mode & 0o077 == 0


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key.open_key(Place(tmp_path), os.urandom)
    (tmp_path / key.FILE).chmod(0o644)
    with pytest.raises(EnvironmentFailed, match="chmod 600"):
        key.read_key(Place(tmp_path))


@pytest.mark.parametrize("text", ["", "no key", "ab" * 31, "é" * 64])
def test_a_damaged_key_is_told_and_never_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / key.FILE).write_bytes(text.encode("latin-1"))
    (tmp_path / key.FILE).chmod(0o600)
    with pytest.raises(EnvironmentFailed, match="does not hold a key"):
        key.open_key(Place(tmp_path), os.urandom)


def test_the_environment_may_hold_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key.VARIABLE, "0f" * 32)
    assert key.open_key(Place(tmp_path), os.urandom) == b"\x0f" * 32
    assert list(tmp_path.iterdir()) == []
