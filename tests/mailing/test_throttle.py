"""How fast a domain is written to, when it is left alone, and when a whole mailing stops."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.mailing.brakes import Bounds, Brake
from communique.mailing.claims import Claimed
from communique.mailing.ledger import Answer, Move
from communique.mailing.outcomes import MINUTE, Retry
from communique.mailing.prepared import Person
from communique.mailing.throttle import SECOND, Limits, Throttle
from support.office import NOW

PERSON = Person(
    delivery_id=1, mailing_id=1, subscriber_id=1, list_id=1, address="a@d", message_id="m", verp="v", fields={}
)
CLAIMED = Claimed(1, 1, "d", 0, 0, NOW * 2, PERSON)


def _sent(throttle: Throttle, now: int, *, put_off: bool) -> bool:
    if not throttle.may_start("d", now):
        return False
    throttle.started("d", now)
    throttle.ended("d", now, put_off=put_off)
    return True


def test_a_dead_domain_is_probed_once_in_five_minutes_and_then_less_often() -> None:
    throttle = Throttle()
    tries = [n for n in range(4 * 3600) if _sent(throttle, n * SECOND, put_off=True)]
    assert tries[:5] == [0, 1, 2, 3, 4], "one round, and it is closed"
    gaps = [later - earlier for earlier, later in pairwise(tries[4:])]
    assert gaps == [300, 600, 1200, 2400, 4000, 4000]
    assert _sent(throttle, 5 * 3600 * SECOND, put_off=False)
    assert throttle.room({}, 5 * 3600 * SECOND).of("d") > 1, "one that is taken opens it"


def test_only_one_message_probes() -> None:
    throttle = Throttle()
    for n in range(5):
        _sent(throttle, n, put_off=True)
    later = 301 * SECOND
    assert throttle.may_start("d", later)
    throttle.started("d", later)
    assert not throttle.may_start("d", later)
    assert throttle.room({}, later).of("d") <= 0


def test_concurrency_grows_with_clean_rounds_and_is_halved() -> None:
    throttle = Throttle()
    throttle.started("d", 0)  # something is always under way, so that the domain is remembered
    for _ in range(5 + 6 + 7):
        _sent(throttle, 0, put_off=False)
    assert throttle.domains["d"].concurrency == 8
    _sent(throttle, 0, put_off=True)
    assert throttle.domains["d"].concurrency == 4
    for _ in range(10_000):
        _sent(throttle, 0, put_off=False)
    assert throttle.domains["d"].concurrency == 20


@given(st.floats(0.1, 50))
def test_a_rate_is_kept(rate: float) -> None:
    throttle = Throttle(Limits(per_second={"d": rate}))
    sent = sum(_sent(throttle, now, put_off=False) for now in range(0, 20 * SECOND, 5))
    assert sent <= 20 * rate + 1


def test_a_domain_with_nothing_to_remember_is_forgotten() -> None:
    """Memory does not grow with the number of domains."""
    throttle = Throttle(Limits(concurrency=1, most=1))
    for n in range(1000):
        throttle.started(f"d{n}", 0)
        throttle.ended(f"d{n}", 0, put_off=None)
    assert not throttle.domains


@given(st.integers(1, 40), st.integers(0, 2**32))
def test_retries_are_later_and_later_and_never_all_at_once(tries: int, seed: int) -> None:
    steps = [5, 15, 30, 60, 120, 240, 360]
    wait = (Retry(Random(seed)).at(tries, NOW) - NOW) / MINUTE
    step = steps[min(tries, len(steps)) - 1]
    assert 0.8 * step - 0.01 <= wait <= 1.2 * step


def _refused(enhanced: str) -> Move:
    return Move(delivery=CLAIMED, to="failed", answer=Answer("rcpt", 550, enhanced))


SENT = Move(delivery=CLAIMED, to="sent", answer=Answer("dot", 250))


@pytest.mark.parametrize(
    ("moves", "why"),
    [
        ([_refused("5.7.1")] * 4 + [SENT] + [_refused("5.7.1")] * 4, ""),
        ([_refused("5.7.1")] * 5, "5 people in a row were refused for reasons of policy"),
        ([SENT] * 100 + [_refused("5.1.1")] * 10, ""),
        ([SENT] * 100 + [_refused("5.1.1")] * 11, "11 addresses do not exist"),
        ([SENT] * 900 + [_refused("5.1.1")] * 10, ""),
        ([Move(delivery=CLAIMED, to="unknown")] * 20, ""),
        ([Move(delivery=CLAIMED, to="unknown")] * 21, "21 answers were not heard"),
        (
            [Move(delivery=CLAIMED, to="queued", answer=Answer("mail", 550, "5.7.1"))],
            "the server refuses the sender: 550 5.7.1",
        ),
    ],
)
def test_a_mailing_stops_when_something_is_wrong_with_it_or_with_us(moves: list[Move], why: str) -> None:
    brake = Brake(Bounds(), audience=2_000)
    assert [said for said in map(brake.note, moves) if said][:1] == ([why] if why else [])
