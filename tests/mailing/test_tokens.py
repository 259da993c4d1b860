"""Tokens: one purpose each, short, and nobody makes one without the key; and the file that holds the keys."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import EnvironmentFailed
from communique.mailing.keys import DAY, OVERLAP, Keys, new_keys, open_keys, rotated, write_keys
from communique.mailing.store import open_store
from communique.mailing.tokens import Named, Purpose, sign, verify

if TYPE_CHECKING:
    from pathlib import Path

    from communique.mailing.store import Store

ALPHABET = string.ascii_letters + string.digits + "-_"
NOW = 1_790_000_000_000


def keys(seed: int = 1, now: int = NOW) -> Keys:
    """Make keys that are the same in each run."""
    return new_keys(random.Random(seed).randbytes, now)


NAMED = st.builds(Named, *[st.integers(0, 2**40)] * 3)


@given(st.sampled_from(Purpose), NAMED)
def test_a_token_names_what_was_signed_and_opens_one_purpose(purpose: Purpose, named: Named) -> None:
    token = sign(keys(), purpose, named)

    assert set(token) <= set(ALPHABET)
    assert {other: verify(keys(), other, token) for other in Purpose} == {
        other: named if other is purpose else None for other in Purpose
    }


def test_a_list_unsubscribe_line_stays_within_78_columns() -> None:
    token = sign(keys(), Purpose.UNSUBSCRIBE, Named(1_000_000, 100))

    assert len(token) <= 30
    assert len(f"List-Unsubscribe: <https://briefs.example.gov/u/{token}>") < 78


def test_no_character_of_a_token_can_be_another_one() -> None:
    """Each place with each other letter, each cut, each letter more: nothing is read."""
    token = sign(keys(), Purpose.UNSUBSCRIBE, Named(7, 3))
    forged = {token[:at] + letter + token[at + 1 :] for at in range(len(token)) for letter in ALPHABET} - {token}
    forged |= {token[:at] for at in range(len(token))} | {token + letter for letter in f"{ALPHABET}= "}
    forged |= {token + "=", token + "==", token.replace("-", "+"), f" {token}", f"{token}\n", "é" * 30, "A" * 10_000}
    forged -= {token}

    assert [text for text in forged if verify(keys(), Purpose.UNSUBSCRIBE, text)] == []


def test_no_random_token_is_taken() -> None:
    source, own = random.Random(4), keys()
    forged = ("".join(source.choices(ALPHABET, k=30)) for _ in range(20_000))

    assert not any(verify(own, Purpose.UNSUBSCRIBE, text) for text in forged)


def test_a_token_of_another_office_is_not_taken() -> None:
    assert verify(keys(2), Purpose.VIEW, sign(keys(1), Purpose.VIEW, Named(7))) is None


def test_old_links_work_for_four_hundred_days_after_the_key_was_followed() -> None:
    first = keys()
    token = sign(first, Purpose.UNSUBSCRIBE, Named(7, 3))
    second = rotated(first, random.Random(2).randbytes, NOW + 100 * DAY)
    late = rotated(second, random.Random(3).randbytes, NOW + (100 + OVERLAP) * DAY)

    assert sign(second, Purpose.UNSUBSCRIBE, Named(7, 3)) != token
    assert verify(second, Purpose.UNSUBSCRIBE, token) == Named(7, 3)
    assert verify(late, Purpose.UNSUBSCRIBE, token) is None
    assert [key.id for key in late.tokens] == [3, 2]
    assert late.root == first.root


def test_keys_never_show_themselves() -> None:
    assert repr(keys()) == "Keys(1 token keys)"
    assert keys().root.hex() not in f"{keys()!r}{keys().tokens!r}"


# --- the file


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "communique.db")


def opened(path: Path, store: Store, seed: int = 1, now: int = NOW) -> Keys:
    return open_keys(path, store, secrets=random.Random(seed).randbytes, clock=lambda: now)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "communique.keys"
    made = opened(path, store)

    assert opened(path, store, seed=2) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert made == keys()


def test_a_key_that_was_followed_long_ago_is_not_believed_though_it_stands_in_the_file(
    tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "communique.keys"
    write_keys(path, rotated(opened(path, store), random.Random(2).randbytes, NOW + DAY))

    assert len(opened(path, store, now=NOW + 400 * DAY).tokens) == 2
    assert len(opened(path, store, now=NOW + 402 * DAY).tokens) == 1


def test_keys_that_are_lost_readable_broken_or_foreign_are_refused(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "communique.keys"
    opened(path, store)
    kept = path.read_bytes()

    path.chmod(0o644)
    with pytest.raises(EnvironmentFailed, match="others may read"):
        opened(path, store)
    path.unlink()
    with pytest.raises(EnvironmentFailed, match="missing"):
        opened(path, store)
    write_keys(path, keys(9))
    with pytest.raises(EnvironmentFailed, match="another database"):
        opened(path, store)
    for broken in (b"", b"root = 1", kept.replace(b"id = 1", b"id = 0"), kept[:-9], kept.replace(b"root", b"roof")):
        path.write_bytes(broken)
        with pytest.raises(EnvironmentFailed, match="does not hold keys"):
            opened(path, store)


def test_the_environment_may_hold_the_keys(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "communique.keys"
    write_keys(path, keys())
    monkeypatch.setenv("COMMUNIQUE_KEYS", path.read_text())
    path.unlink()

    assert opened(path, store) == keys()
    assert not path.exists()
