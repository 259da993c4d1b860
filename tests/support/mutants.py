"""Mistakes that somebody might make in the sender; with each of them the harness must turn red."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from communique.mailing import clerk, guards, ledger, outcomes, sender
from communique.mailing.smtp import Broke, Unheard

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from communique.mailing.claims import Claimed
    from communique.mailing.ledger import Move
    from communique.mailing.smtp import Outcome


def _put(where: object, name: str, what: object) -> None:
    setattr(where, name, what)


def _without_guards() -> None:
    """Leave the database to good behaviour, so that the code alone is tried."""
    guards.install.__defaults__ = ((),)
    guards.fingerprint.__defaults__ = ((),)


def the_dot_before_the_commit() -> None:
    """Give leave for the dot at once, and commit later."""

    def eager(self: clerk.Clerk, transaction: Any, results: list[Any], renewed: float) -> None:
        self.results.extend(results)
        self.wake()
        from time import sleep

        sleep(0.02)
        transaction.commit()
        self._renewed = renewed
        self.wake()

    _put(clerk.Clerk, "_make_durable", eager)


def open_windows_go_back_to_the_queue() -> None:
    """Send again what a dead sender had in its window."""
    _without_guards()
    _put(ledger, "_REAP_WINDOWS", ledger._REAP_WINDOWS.replace("'unknown'", "'queued'"))


def no_answer_is_tried_again() -> None:
    """Take silence for a refusal."""
    _without_guards()
    before = outcomes.move

    def hasty(claimed: Claimed, outcome: Outcome, retry: outcomes.Retry, now: int) -> Move | None:
        return before(claimed, Broke("dot", "") if isinstance(outcome, Unheard) else outcome, retry, now)

    _put(sender, "move", hasty)


def sent_is_marked_before_it_is_sent() -> None:
    """Call it sent as soon as it is claimed, as senders do that must not send twice."""
    _without_guards()
    _put(ledger, "_REAP_WINDOWS", ledger._REAP_WINDOWS.replace("'unknown'", "'sent'"))
    _put(ledger, "_REAP_LEASED", ledger._REAP_LEASED.replace("ELSE 'queued'", "ELSE 'sent'"))


def a_lost_lease_counts_as_a_refusal() -> None:
    """Give up on people because the sender died (finding 6)."""
    _without_guards()
    _put(ledger, "_REAP_LEASED", ledger._REAP_LEASED.replace("'held' ELSE 'queued'", "'failed' ELSE 'failed'"))


def nobody_reaps() -> None:
    """Leave what a dead sender held where it is."""

    def idle(_connection: Connection, _now: int, *, alone: bool) -> tuple[int, int]:
        return 0, 0

    _put(sender, "reap", idle)


def the_claim_forgets_the_state() -> None:
    """Claim rows that somebody may have in hand, or that are settled."""
    _without_guards()
    from communique.mailing import claims

    _put(claims, "_DUE", text(str(claims._DUE).replace("state = 'queued'", "state IN ('queued', 'unknown')")))
    _put(
        claims,
        "_NEXT_DOMAIN",
        text(str(claims._NEXT_DOMAIN).replace("state = 'queued'", "state IN ('queued', 'unknown')")),
    )
    _put(claims, "_CLAIM", text(str(claims._CLAIM).replace("state = 'queued'", "state IN ('queued', 'unknown')")))


def put_off_means_failed() -> None:
    """Take 4xx for 5xx."""
    _without_guards()
    _put(outcomes, "_PUT_OFF", 9)


MUTANTS: dict[str, Callable[[], None]] = {
    mutant.__name__: mutant
    for mutant in (
        the_dot_before_the_commit,
        open_windows_go_back_to_the_queue,
        no_answer_is_tried_again,
        sent_is_marked_before_it_is_sent,
        a_lost_lease_counts_as_a_refusal,
        nobody_reaps,
        the_claim_forgets_the_state,
        put_off_means_failed,
    )
}
