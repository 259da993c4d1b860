"""
Deliveries of which nobody knows what became of them, and who settles that.

`unknown` is no error; it is a question: the final dot may have been written, and
no answer was heard. Nothing leaves it by itself. What moves it is evidence (the
relay's log, a bounce with our token), a person, or the policy that a list has
stated; each leaves a row that says who, why and on what grounds.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from communique.errors import UsageError
from communique.mailing.control import finish

if TYPE_CHECKING:
    from sqlalchemy import Connection

SETTLED: Final = {"sent": "sent", "resend": "queued", "abandon": "abandoned"}
"""A verdict, and the state that it leads to."""
SAFE_AGE: Final = 720_000
"""Milliseconds after the window before a policy sends again: ten minutes for the dot, and two leases."""

_RESOLVE: Final = text(
    "INSERT INTO resolution (delivery_id, fence, verdict, who, why, evidence, at) "
    "SELECT id, fence, :verdict, :who, :why, :evidence, :now FROM delivery "
    "WHERE id = :id AND state IN ('unknown', 'held') AND (:verdict <> 'sent' OR state = 'unknown') "
    "AND (:verdict <> 'resend' OR state = 'held' OR resends = 0)"
)
_MOVE: Final = text(
    "UPDATE delivery SET state = :to, reason = :reason, changed_at = :now, next_at = :now, leases = 0, "
    "resends = resends + CASE WHEN :to = 'queued' AND state = 'unknown' THEN 1 ELSE 0 END "
    "WHERE id = :id AND state IN ('unknown', 'held')"
)
_BY_POLICY: Final = text(
    "SELECT d.id FROM delivery d JOIN mailing m ON m.id = d.mailing_id "
    "WHERE d.mailing_id = :mailing AND d.state IN ('unknown', 'held') AND d.state = 'unknown' "
    "AND m.unknown_policy = :policy AND d.resends = 0 AND d.window_at <= :before "
    "AND d.window_at + m.resend_after * 1000 <= :now LIMIT 1000"
)
_AGAIN: Final = text(
    "UPDATE mailing SET state = 'sending', ended_at = NULL "
    "WHERE state = 'done_with_unknown' AND id = (SELECT mailing_id FROM delivery WHERE id = :id)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a question is settled, by whom and on what grounds."""

    verdict: str  #: `sent`, `resend` or `abandon`.
    who: str
    why: str
    evidence: str = ""


def resolve(connection: Connection, delivery_id: int, settlement: Settlement, now: int) -> bool:
    """
    Settle one question: it was `sent`, it is to be sent again (`resend`, once), or it is left (`abandon`).

    Gives False where the delivery is no question, or has been sent again before.

    """
    verdict, who = settlement.verdict, settlement.who
    if verdict not in SETTLED:
        raise UsageError(f'"{verdict}" is no verdict; known are {", ".join(SETTLED)}')
    told = {"id": delivery_id, "now": now, **asdict(settlement)}
    if not connection.execute(_RESOLVE, told).rowcount:
        return False
    connection.execute(_MOVE, {"id": delivery_id, "to": SETTLED[verdict], "reason": f"resolved:{who}", "now": now})
    if verdict == "resend":
        connection.execute(_AGAIN, {"id": delivery_id})
    return True


def arrived(connection: Connection, delivery_id: int, how: str, now: int) -> bool:
    """Settle a question as sent, because something came back that only this very message held; not so if none is open."""
    evidence = Settlement(verdict="sent", who="evidence", why="the message is in its reader's hands", evidence=how)
    if not resolve(connection, delivery_id, evidence, now):
        return False
    finish(connection, _mailing_of(connection, delivery_id), now)
    return True


def _mailing_of(connection: Connection, delivery_id: int) -> int:
    return int(connection.scalar(text("SELECT mailing_id FROM delivery WHERE id = :id"), {"id": delivery_id}) or 0)


def settle_by_policy(connection: Connection, mailing_id: int, now: int) -> int:
    """Settle what the mailing's own policy settles: `resend` once and late enough, or `close`; give how many."""
    settled = 0
    for policy, verdict in (("resend", "resend"), ("close", "abandon")):
        asked = {"mailing": mailing_id, "policy": policy, "before": now - SAFE_AGE, "now": now}
        for delivery_id in connection.scalars(_BY_POLICY, asked).all():
            by_policy = Settlement(verdict=verdict, who=f"policy:{policy}", why="the policy of the list")
            settled += resolve(connection, delivery_id, by_policy, now)
    return settled


def forget(connection: Connection, subscriber_id: int, now: int) -> None:
    """
    Take a person out of the ledger before they are erased: nothing more is sent, and no address stays.

    The rows remain, for the counts of a mailing must hold. A delivery that is in
    the sender's hands keeps its address until it is settled; call again then.
    """
    asked = connection.scalars(
        text("SELECT id FROM delivery WHERE subscriber_id = :id AND state IN ('unknown', 'held')"),
        {"id": subscriber_id},
    )
    erased = Settlement(verdict="abandon", who="erasure", why="the person asked to be forgotten")
    for delivery_id in asked.all():
        resolve(connection, delivery_id, erased, now)
    for statement in (_SKIP_ERASED, _FORGET):
        connection.execute(statement, {"id": subscriber_id, "now": now})


_SKIP_ERASED: Final = text(
    "UPDATE delivery SET state = 'skipped', reason = 'erased', changed_at = :now "
    "WHERE subscriber_id = :id AND state = 'queued'"
)
_FORGET: Final = text(
    "UPDATE delivery SET address = '', address_key = 'erased-' || id, address_hash = '', domain = '', fields = '{}', "
    "changed_at = :now WHERE subscriber_id = :id AND state NOT IN ('queued', 'leased', 'in_window', 'unknown', 'held')"
)
