"""
The messages that ask people to confirm: who is owed one, and what became of it.

    owed ──▶ window ──2xx──▶ sent
      ▲        │ └─ no answer ▶ unknown
      └─ 4xx ──┴─ 5xx ▶ failed

Nobody is put on a queue: who is owed a message follows from the record of
consent, whoever wrote it: the form, staff, an import. Like the ledger, the row
is on the disk as `window` before the final dot, so nobody gets the message
twice for one wish. A question is not settled here; who got nothing asks again.

These messages are no mailing of the ledger, for that has one sender, which may
be busy with a mailing for hours; who presses a button waits for seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, exists, func, or_, select, text

from communique.mailing import limits
from communique.mailing.subscriptions import WAITS
from communique.mailing.tables import (
    confirmation,
    consent,
    delivery,
    list_,
    subscriber,
    subscription,
    suppression,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from communique.mailing.keys import Keys

AGAIN: Final = 300_000
"""Milliseconds after the first answer that put us off; they double."""
LIMITED: Final = "limit"
PAGE: Final = 200
_ASKED: Final = text("consent.act = 'asked'")  # as the indexes have it: a parameter would not find them
_NETWORK: Final = text("consent.network_hash <> ''")
_PENDING: Final = text("subscription.state = 'pending'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Somebody who is asked to confirm."""

    id: int
    address: str
    address_hash: str
    domain: str
    language: str  #: Their own, or that of a list; empty where neither is known.
    asked_at: int  #: Their newest wish.
    lists: tuple[str, ...]  #: The titles of what they asked for.


def owed(connection: Connection, now: int) -> list[Owed]:
    """Find people whose newest wish is not answered by a message yet, the first who asked first."""
    rows = connection.execute(_owed(now)).all()
    return [_person(connection, row, now) for row in rows]


def _wishes(now: int) -> Any:
    """Choose what was asked for within the last days, and is not there."""
    joined = consent.join(
        subscription,
        (subscription.c.subscriber_id == consent.c.subscriber_id) & (subscription.c.list_id == consent.c.list_id),
    )
    fresh = (_ASKED, consent.c.at > now - WAITS, subscription.c.state != "active")
    return joined, (*fresh, ~_answered().exists())


def _answered() -> Select[Any]:
    """Choose what came after a wish: somebody who left took it back."""
    later = consent.alias("later")
    same = (later.c.subscriber_id == consent.c.subscriber_id, later.c.list_id == consent.c.list_id)
    return select(1).where(*same, later.c.id > consent.c.id, later.c.act != "asked").correlate(consent)


def _owed(now: int) -> Select[Any]:
    joined, wished = _wishes(now)
    newest = (
        select(consent.c.subscriber_id, func.max(consent.c.at).label("asked_at"))
        .select_from(joined)
        .where(*wished)
        .group_by(consent.c.subscriber_id)
        .subquery()
    )
    unanswered = or_(
        confirmation.c.subscriber_id.is_(None),
        confirmation.c.asked_at < newest.c.asked_at,
        (confirmation.c.state == "due"),
    )
    held = exists().where(suppression.c.address_hash == subscriber.c.address_hash)
    return (
        select(subscriber, newest.c.asked_at)
        .join(newest, newest.c.subscriber_id == subscriber.c.id)
        .outerjoin(confirmation, confirmation.c.subscriber_id == subscriber.c.id)
        .where(unanswered, ~held, or_(confirmation.c.next_at.is_(None), confirmation.c.next_at <= now))
        .order_by(newest.c.asked_at, subscriber.c.id)
        .limit(PAGE)
    )


def _person(connection: Connection, row: Row[Any], now: int) -> Owed:
    wanted = waiting(connection, row.id, now)
    language = row.language or next((one.language for one in wanted if one.language), "")
    return Owed(
        id=row.id,
        address=row.address,
        address_hash=row.address_hash,
        domain=row.domain,
        language=language,
        asked_at=row.asked_at,
        lists=tuple(one.title for one in wanted),
    )


def waiting(connection: Connection, number: int, now: int) -> list[Row[Any]]:
    """List what somebody asked for, and has not confirmed."""
    joined, wished = _wishes(now)
    query = select(list_).join_from(joined, list_, list_.c.id == consent.c.list_id)
    query = query.where(*wished, consent.c.subscriber_id == number).distinct()
    return list(connection.execute(query.order_by(list_.c.title, list_.c.id)))


def just_confirmed(connection: Connection, number: int, now: int) -> list[Row[Any]]:
    """List what somebody confirmed within the last days: a button may be pressed twice."""
    done = select(consent.c.list_id).where(
        consent.c.subscriber_id == number, consent.c.act == "confirmed", consent.c.at > now - WAITS
    )
    active = (subscription.c.subscriber_id == number, subscription.c.state == "active")
    query = select(list_).join(subscription, subscription.c.list_id == list_.c.id)
    return list(connection.execute(query.where(*active, list_.c.id.in_(done)).order_by(list_.c.title, list_.c.id)))


def open_rows(connection: Connection, now: int) -> bool:
    """Say whether a message is owed, or was left in its window by a sender that died."""
    left = select(confirmation.c.subscriber_id).where(confirmation.c.state == "window")
    return bool(connection.execute(_owed(now).limit(1)).first() or connection.execute(left.limit(1)).first())


# --- one message


def open_window(connection: Connection, person: Owed, now: int) -> bool:
    """Note that the final dot comes next; False where the message must not go out any more."""
    row = connection.execute(_owed(now).where(subscriber.c.id == person.id)).one_or_none()
    if row is None or row.asked_at != person.asked_at:
        return False
    if not limits.may_be_asked(connection, person.address_hash, now):
        _put(connection, person, now, state="due", reason=LIMITED, next_at=now + limits.DAY)
        return False
    _put(connection, person, now, state="window", reason="")
    return True


def settle(connection: Connection, person: Owed, state: str, reason: str, now: int) -> None:
    """Note what became of a message: `sent`, `failed`, `unknown`, or `due` once more after a while."""
    if state in {"sent", "unknown"}:
        limits.was_asked(connection, person.address_hash, now)
    tried = connection.scalar(_attempts(person.id)) or 0 if state == "due" else 0
    wait = AGAIN * 2 ** min(tried, 8) if state == "due" else 0
    _put(connection, person, now, state=state, reason=reason, next_at=now + wait, attempts=tried + 1)


def _attempts(number: int) -> Select[Any]:
    return select(confirmation.c.attempts).where(confirmation.c.subscriber_id == number)


def _put(connection: Connection, person: Owed, now: int, **values: object) -> None:
    """Write the row of a person; none where they were erased in the meantime."""
    row = {"asked_at": person.asked_at, "next_at": now, "changed_at": now, **values}
    changed = connection.execute(
        confirmation.update().where(confirmation.c.subscriber_id == person.id).values(row)
    ).rowcount
    if not changed and connection.scalar(select(subscriber.c.id).where(subscriber.c.id == person.id)):
        connection.execute(confirmation.insert().values(subscriber_id=person.id, **row))


def reap(connection: Connection, now: int) -> int:
    """Note that nobody knows what became of messages whose sender died; give how many."""
    query = select(subscriber.c.address_hash, confirmation).join(confirmation)
    lost = connection.execute(query.where(confirmation.c.state == "window")).all()
    for row in lost:
        limits.was_asked(connection, row.address_hash, row.changed_at)
        change = confirmation.update().where(confirmation.c.subscriber_id == row.subscriber_id)
        connection.execute(change.values(state="unknown", changed_at=now))
    return len(lost)


def token(keys: Keys, number: int, asked_at: int) -> str:
    """Name a message in its Message-ID and its return path: nobody can guess it."""
    return keys.mac("confirmation", f"{number} {asked_at}").hex()


def came_back(connection: Connection, keys: Keys, returned: str, reason: str, now: int) -> bool:
    """Note that a message of the last month came back, by the token of its return path; False where none has it."""
    query = select(confirmation).where(
        confirmation.c.state.in_(("sent", "unknown", "failed")), confirmation.c.changed_at > now - limits.KEPT
    )
    for row in connection.execute(query):
        if compare_digest(token(keys, row.subscriber_id, row.asked_at).encode(), returned.lower().encode()):
            if row.state != "failed":  # the same report may be read again
                change = confirmation.update().where(confirmation.c.subscriber_id == row.subscriber_id)
                connection.execute(change.values(state="failed", reason=reason, changed_at=now))
            return True
    return False


# --- who never confirmed


def purge(connection: Connection, now: int) -> int:
    """
    Forget what was not confirmed in time, and who is known by nothing else; give how many subscriptions.

    Networks that people asked from are forgotten after 30 days.

    """
    limits.forget(connection, now)
    old = consent.update().where(_NETWORK, consent.c.at <= now - limits.KEPT)
    connection.execute(old.values(network_hash=""))
    late = _late(now)
    people = connection.execute(select(late.c.subscriber_id, late.c.list_id)).all()
    for number, list_id in people:
        here = (subscription.c.subscriber_id == number, subscription.c.list_id == list_id)
        connection.execute(subscription.delete().where(*here))
        connection.execute(_nobody(number))
    return len(people)


def _late(now: int) -> Any:
    asked = select(1).where(
        consent.c.subscriber_id == subscription.c.subscriber_id,
        consent.c.list_id == subscription.c.list_id,
        consent.c.act == "asked",
        consent.c.at > now - WAITS,
    )
    old = (_PENDING, subscription.c.changed_at <= now - WAITS)
    return select(subscription.c.subscriber_id, subscription.c.list_id).where(*old, ~asked.exists()).subquery()


def _nobody(number: int) -> Any:
    """Delete who came with a wish that they never confirmed, and has no other trace here."""
    mine = consent.c.subscriber_id == number
    first = select(func.min(consent.c.at)).where(mine).scalar_subquery()
    return delete(subscriber).where(
        subscriber.c.id == number,
        subscriber.c.created_at >= first,
        ~exists().where(subscription.c.subscriber_id == number),
        ~exists().where(mine, consent.c.act != "asked"),
        ~exists().where(delivery.c.subscriber_id == number),
    )
