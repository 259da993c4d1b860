"""
Claims: the sender takes deliveries that are due into its hands, going round the domains.

A claim is a lease with a fence: whoever holds an older fence changes nothing any
more. Who has left in the meantime, or is suppressed, is passed over here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import text

from communique.mailing.guards import MAY_BE_WRITTEN_TO
from communique.mailing.prepared import Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

LEASE: Final = 60_000
"""Milliseconds that a claim lasts; the sender renews it long before."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends now; an older epoch opens no window."""

    worker: str
    epoch: int


class Claimed(NamedTuple):
    """A delivery in a sender's hands."""

    id: int
    fence: int
    domain: str
    attempts: int
    leases: int
    expires_at: int
    person: Person


@dataclass(frozen=True, slots=True)
class Room:
    """How many more deliveries of a domain may be claimed."""

    default: int
    known: dict[str, int] = field(default_factory=dict)

    def of(self, domain: str) -> int:
        """Say it for one domain."""
        return self.known.get(domain, self.default)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sender asks for."""

    mailing: int
    room: Room
    most: int


@dataclass(slots=True)
class Walk:
    """How far the round through the domains of each mailing has come."""

    last: dict[int, str] = field(default_factory=dict)


_NEXT_DOMAIN: Final = text(
    "SELECT domain FROM delivery WHERE mailing_id = :mailing AND state = 'queued' AND domain > :last "
    "ORDER BY domain LIMIT 1"
)
_DUE: Final = text(
    "SELECT id, fence, expires_at FROM delivery WHERE mailing_id = :mailing AND state = 'queued' "
    "AND domain = :domain AND next_at <= :now ORDER BY next_at LIMIT :most"
)
_CLAIM: Final = (
    "UPDATE delivery SET state = 'leased', fence = fence + 1, worker = :worker, epoch = :epoch, "
    "lease_until = :until, changed_at = :now WHERE id IN {ids} AND state = 'queued' "
    f"AND {MAY_BE_WRITTEN_TO.format(row='delivery')} "
    "RETURNING id, fence, domain, attempts, leases, expires_at, mailing_id, subscriber_id, list_id, address, "
    "message_id, verp, fields"
)
_LISTED: Final = {
    "sqlite": "(SELECT value FROM json_each(:ids))",
    "postgresql": "(SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(:ids AS JSON)))",
}
"""Ids as one parameter: a statement that is always the same is read, with all its triggers, once."""
_EXPIRE: Final = text(
    "UPDATE delivery SET state = 'failed', reason = 'expired', changed_at = :now "
    "WHERE id = :id AND state = 'queued' AND expires_at <= :now"
)
WHY_NOT: Final = (
    "CASE WHEN EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = delivery.address_hash) "
    "THEN 'suppressed' ELSE 'left' END"
)
SKIP: Final = text(
    f"UPDATE delivery SET state = 'skipped', reason = {WHY_NOT}, worker = NULL, lease_until = NULL, changed_at = :now "
    f"WHERE id = :id AND fence = :fence AND state = :state AND NOT ({MAY_BE_WRITTEN_TO.format(row='delivery')})"
)
_STEPS: Final = 200
"""Domains that one claim looks at, at most."""


def claim(connection: Connection, holder: Holder, wish: Wish, walk: Walk, now: int) -> list[Claimed]:
    """Lease deliveries that are due, going round the domains so that a large one holds up no other."""
    if not _is_sending(connection, wish.mailing):
        return []
    due: list[dict[str, int]] = []
    for domain in _domains(connection, wish.mailing, walk):
        wanted = min(wish.most - len(due), wish.room.of(domain))
        if wanted > 0:
            found = connection.execute(_DUE, {"mailing": wish.mailing, "domain": domain, "now": now, "most": wanted})
            due += [{"id": row[0], "fence": row[1], "expires_at": row[2]} for row in found]
        if len(due) >= wish.most:
            break
    return _lease(connection, holder, due, now) if due else []


def _is_sending(connection: Connection, mailing: int) -> bool:
    state: str = connection.scalar(text("SELECT state FROM mailing WHERE id = :id"), {"id": mailing})
    return state == "sending"


def _domains(connection: Connection, mailing: int, walk: Walk) -> Iterable[str]:
    """Go on round the domains from where the last claim stopped, once at most."""
    start = walk.last.get(mailing, "")
    turned = False
    for _ in range(_STEPS):
        found = connection.scalar(_NEXT_DOMAIN, {"mailing": mailing, "last": walk.last.get(mailing, "")})
        if found is None and (turned or not start):
            walk.last[mailing] = ""
            return
        if found is None:
            turned, walk.last[mailing] = True, ""
            continue
        if turned and found > start:
            return
        walk.last[mailing] = found
        yield found


def _lease(connection: Connection, holder: Holder, due: list[dict[str, int]], now: int) -> list[Claimed]:
    late = [row for row in due if row["expires_at"] <= now]
    good = [row for row in due if row["expires_at"] > now]
    if late:
        connection.execute(_EXPIRE, [{"id": row["id"], "now": now} for row in late])
    if not good:
        return []
    holding: dict[str, Any] = {"worker": holder.worker, "epoch": holder.epoch, "until": now + LEASE, "now": now}
    statement = _CLAIM.replace("{ids}", _LISTED[connection.dialect.name])
    holding["ids"] = json.dumps([row["id"] for row in good])
    claimed = [_claimed(row) for row in connection.execute(text(statement), holding)]
    if len(claimed) != len(good):
        skips = [{"id": row["id"], "fence": row["fence"], "state": "queued", "now": now} for row in good]
        connection.execute(SKIP, skips)
    return claimed


def _claimed(row: Sequence[Any]) -> Claimed:
    """Make it of a row, its columns in the order of `_CLAIM`."""
    number, fence, domain, attempts, leases, expires_at, mailing, subscriber, list_id, address = row[:10]
    message_id, verp, fields = row[10:]
    person = Person(
        delivery_id=number,
        mailing_id=mailing,
        subscriber_id=subscriber,
        list_id=list_id,
        address=address,
        message_id=message_id,
        verp=verp,
        fields=json.loads(fields),
    )
    return Claimed(number, fence, domain, attempts, leases, expires_at, person)
