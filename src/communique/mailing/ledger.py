"""
The ledger: each move of a delivery, from the queue to an answer.

    queued --claim--> leased --open_windows--> in_window --record--> sent, failed, queued, unknown

To claim is in `claims`. The window is opened, and committed, after the whole message has been
written and before its final dot. From then on only an answer that was heard
moves the row; where none was, it is unknown, and stays so (see `questions`).
Every function works in the transaction of its caller, who commits many at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import text

from communique.mailing.claims import LEASE, SKIP, Claimed, Holder
from communique.mailing.guards import MAY_BE_WRITTEN_TO
from communique.mailing.store import execute_many

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

MOST_LEASES: Final = 5
"""After so many leases lost without an answer, a delivery is held until a person looks."""


class LedgerDisagrees(Exception):
    """The ledger does not know what the sender believes: a mistake of ours, and no more is sent."""


class Answer(NamedTuple):
    """What a server said, and at which step."""

    phase: str
    code: int
    enhanced: str = ""
    text: str = ""


class Move(NamedTuple):
    """What became of a claimed delivery."""

    delivery: Claimed
    to: str
    answer: Answer | None = None
    reason: str = ""
    next_at: int = 0  #: When it is tried again, where it goes back to the queue.
    lost: bool = False  #: The lease ended without an answer.
    unwritten: bool = False  #: The window was open, but the dot was never written.


# --- the window

_OPEN: Final = text(
    "UPDATE delivery SET state = 'in_window', window_at = :now, body_sha256 = :sha256, changed_at = :now "
    "WHERE id = :id AND state = 'leased' AND fence = :fence AND worker = :worker AND epoch = :epoch "
    "AND lease_until > :now AND expires_at > :now AND (body_sha256 IS NULL OR body_sha256 = :sha256) "
    "AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = delivery.mailing_id AND m.state = 'sending') "
    "AND EXISTS (SELECT 1 FROM sender_epoch e WHERE e.epoch = :epoch) "
    f"AND {MAY_BE_WRITTEN_TO.format(row='delivery')}"
)
_CLOSE_LEASED: Final = text(
    "UPDATE delivery SET state = :to, reason = :reason, worker = NULL, lease_until = NULL, changed_at = :now "
    "WHERE id = :id AND fence = :fence AND state = 'leased'"
)


def open_windows(
    connection: Connection, holder: Holder, written: Sequence[tuple[Claimed, str]], now: int
) -> frozenset[int]:
    """
    Open the window for messages that are written up to the dot; give the ids of those that may have it.

    Of the others no dot may be written. Their rows are settled here: the person
    left, the mailing was paused, the lease is over, or the bytes are not those of
    the first time.
    """
    holding = {"worker": holder.worker, "epoch": holder.epoch, "now": now}
    rows = [{"id": one.id, "fence": one.fence, "sha256": sha256, **holding} for one, sha256 in written]
    if not rows:
        return frozenset()
    if execute_many(connection, _OPEN, rows) == len(rows):
        return frozenset(one.id for one, _ in written)
    ids = [one.id for one, _ in written]
    is_open, is_mine = _still(connection, ids, "in_window", holder), _still(connection, ids, "leased", holder)
    for one, sha256 in written:
        if one.id in is_mine:
            _refuse(connection, one, sha256, now)
    return is_open


def _still(connection: Connection, ids: Sequence[int], state: str, holder: Holder) -> frozenset[int]:
    listed = ", ".join(str(int(n)) for n in ids)
    query = text(f"SELECT id FROM delivery WHERE id IN ({listed}) AND state = :state AND worker = :worker")
    return frozenset(connection.scalars(query, {"state": state, "worker": holder.worker}))


def _refuse(connection: Connection, one: Claimed, sha256: str, now: int) -> None:
    key = {"id": one.id, "fence": one.fence, "now": now}
    if connection.execute(SKIP, {**key, "state": "leased"}).rowcount:
        return
    before = connection.scalar(text("SELECT body_sha256 FROM delivery WHERE id = :id"), {"id": one.id})
    if before not in (None, sha256):
        to, reason = "held", "other-bytes"
    elif one.expires_at <= now:
        to, reason = "failed", "expired"
    else:
        to, reason = "queued", ""  # paused, or the lease is over: its turn comes again
    connection.execute(_CLOSE_LEASED, {**key, "to": to, "reason": reason})


# --- what became of it

_HEARD: Final = text(
    "INSERT INTO attempt (delivery_id, n, fence, phase, code, enhanced, text, at) "
    "SELECT id, attempts + 1, fence, :phase, :code, :enhanced, :text, :now FROM delivery "
    "WHERE id = :id AND fence = :fence AND state IN ('leased', 'in_window', 'unknown')"
)
_UNWRITTEN: Final = text(
    "INSERT INTO resolution (delivery_id, fence, verdict, who, why, evidence, at) "
    "VALUES (:id, :fence, 'resend', 'sender', 'the connection broke', 'the dot was not written', :now)"
)
_MOVE: Final = text(
    "UPDATE delivery SET state = CASE WHEN :lost = 1 AND leases + 1 >= :most THEN 'held' ELSE :to END, "
    "reason = :reason, next_at = CASE WHEN :next_at > 0 THEN :next_at ELSE next_at END, "
    "attempts = attempts + :heard, leases = CASE WHEN :heard = 1 THEN 0 ELSE leases + :lost END, "
    "reply_code = CASE WHEN :heard = 1 THEN :code ELSE reply_code END, "
    "reply_enhanced = CASE WHEN :heard = 1 THEN :enhanced ELSE reply_enhanced END, "
    "reply_text = CASE WHEN :heard = 1 THEN :text ELSE reply_text END, "
    "worker = NULL, lease_until = NULL, changed_at = :now "
    "WHERE id = :id AND fence = :fence AND (state IN ('leased', 'in_window') OR (state = 'unknown' AND :to = 'sent'))"
)


def record(connection: Connection, moves: Collection[Move], now: int) -> None:
    """
    Record what became of claimed deliveries: the answers first, then the moves that rest on them.

    Raises:
        LedgerDisagrees: a row is not in the hands that say so.

    """
    if not moves:
        return
    rows = [_row(move, now) for move in moves]
    if heard := [row for row in rows if row["heard"]]:
        execute_many(connection, _HEARD, heard)
    if unwritten := [_row(move, now) for move in moves if move.unwritten]:
        execute_many(connection, _UNWRITTEN, unwritten)
    if execute_many(connection, _MOVE, rows) != len(rows):
        raise LedgerDisagrees(f"of {len(rows)} deliveries some were not in this sender's hands")


def _row(move: Move, now: int) -> dict[str, Any]:
    answer = move.answer or Answer("dot", 0)
    return {
        "id": move.delivery.id,
        "fence": move.delivery.fence,
        "to": move.to,
        "reason": move.reason,
        "next_at": move.next_at,
        "lost": int(move.lost),
        "most": MOST_LEASES,
        "heard": int(move.answer is not None),
        "phase": answer.phase,
        "code": answer.code,
        "enhanced": answer.enhanced,
        "text": answer.text,
        "now": now,
    }


# --- leases

_RENEW: Final = text(
    "UPDATE delivery SET lease_until = :until WHERE worker = :worker AND state IN ('leased', 'in_window')"
)
_REAP_LEASED: Final = (
    "UPDATE delivery SET state = CASE WHEN leases + 1 >= :most THEN 'held' ELSE 'queued' END, "
    "reason = 'lease-lost', leases = leases + 1, next_at = :now, worker = NULL, lease_until = NULL, changed_at = :now "
    "WHERE state = 'leased' AND {lost}"
)
_REAP_WINDOWS: Final = (
    "UPDATE delivery SET state = 'unknown', reason = 'sender-gone', worker = NULL, lease_until = NULL, "
    "changed_at = :now WHERE state = 'in_window' AND {lost}"
)


def renew(connection: Connection, holder: Holder, now: int) -> None:
    """Say that the sender lives: all that it holds is its own for another lease."""
    connection.execute(_RENEW, {"worker": holder.worker, "until": now + LEASE})


def reap(connection: Connection, now: int, *, alone: bool) -> tuple[int, int]:
    """
    Take back what a dead sender held; give how many go back to the queue, and how many are unknown.

    Args:
        connection: in a transaction that writes.
        now: the time.
        alone: whether it is certain that nobody else sends, so that no lease need run out first.

    """
    lost = ":now >= 0" if alone else "lease_until <= :now"
    back = connection.execute(text(_REAP_LEASED.format(lost=lost)), {"now": now, "most": MOST_LEASES}).rowcount
    asked = connection.execute(text(_REAP_WINDOWS.format(lost=lost)), {"now": now}).rowcount
    return back, asked
