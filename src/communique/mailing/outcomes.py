"""
From what is known of a conversation to what the ledger is told.

An answer is always definite: taken, put off, refused. Where the connection broke
before the dot, nothing was handed over, and the delivery waits for its next turn.
Where no answer to the dot was heard, it is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from communique.mailing.addresses import masked_text
from communique.mailing.ledger import Answer, Move
from communique.mailing.parcel import Unsendable
from communique.mailing.smtp import Answered, Broke, Unheard, Unwritten, Withdrawn

if TYPE_CHECKING:
    from random import Random

    from communique.mailing.claims import Claimed
    from communique.mailing.smtp import Outcome

MINUTE: Final = 60_000
_DOMAINS: Final = ("4.7.",)
_CLOSING: Final = 421
_TAKEN, _PUT_OFF = 2, 4


@dataclass(frozen=True, slots=True)
class Retry:
    """When a delivery that was put off is tried again."""

    random: Random
    steps: tuple[int, ...] = tuple(n * MINUTE for n in (5, 15, 30, 60, 120, 240, 360))
    jitter: float = 0.2

    def at(self, tries: int, now: int) -> int:
        """Say when, after so many tries; never twice at the same time for all."""
        step = self.steps[min(max(tries, 1), len(self.steps)) - 1]
        return now + int(step * self.random.uniform(1 - self.jitter, 1 + self.jitter))


def move(claimed: Claimed, outcome: Outcome, retry: Retry, now: int) -> Move | None:
    """Say what the ledger is told of an outcome; None where it knows."""
    match outcome:
        case Answered(phase, reply):
            answer = Answer(phase, reply.code, reply.enhanced, masked_text(reply.text))
            return _answered(claimed, answer, retry, now)
        case Broke(phase, _):
            begun = phase != "mail"  # a server may hang up between two messages; that says nothing of the next
            again = retry.at(claimed.leases + 1, now) if begun else now
            return Move(delivery=claimed, to="queued", reason="broke", next_at=_by(claimed, again), lost=begun)
        case Unwritten():
            again = _by(claimed, retry.at(claimed.attempts + 1, now))
            return Move(delivery=claimed, to="queued", reason="broke", next_at=again, unwritten=True)
        case Unheard():
            return Move(delivery=claimed, to="unknown", reason="no-answer")
        case Withdrawn():
            return None
        case Unsendable(reason, blame):
            return Move(delivery=claimed, to="failed" if blame == "address" else "held", reason=reason)
        case _:
            assert_never(outcome)


def _answered(claimed: Claimed, answer: Answer, retry: Retry, now: int) -> Move:
    again = _by(claimed, retry.at(claimed.attempts + 1, now))
    if answer.code // 100 == _TAKEN:
        return Move(delivery=claimed, to="sent", answer=answer)
    if answer.code // 100 == _PUT_OFF or answer.phase == "mail":  # a refusal of the sender is not the person's
        return Move(delivery=claimed, to="queued", answer=answer, reason="put-off", next_at=again)
    return Move(delivery=claimed, to="failed", answer=answer, reason="refused")


def _by(claimed: Claimed, when: int) -> int:
    """Try no later than the delivery expires, so that it is settled then."""
    return min(when, claimed.expires_at)


def puts_off_the_domain(outcome: Outcome) -> bool | None:
    """Say whether the domain itself put us off; None where the outcome says nothing of it."""
    if not isinstance(outcome, Answered) or outcome.phase == "mail":
        return None
    return outcome.reply.code == _CLOSING or outcome.reply.enhanced.startswith(_DOMAINS)
