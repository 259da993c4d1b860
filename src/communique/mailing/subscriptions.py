"""
One person and one list: the states, and how we know of each.

    nobody --ask--> pending --confirm--> active --leave--> unsubscribed
                    active, where staff or a paper says so

Who has left stays unsubscribed while somebody asks again in their name, and
comes back only by their own confirmation. Every step leaves a record of
consent: the act, the time, where it came from, and the wording that the person
saw. The record is never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import select

from communique.mailing.tables import consent, subscription

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

Act = Literal["asked", "given", "confirmed", "withdrawn"]
ACTS: Final = ("asked", "given", "confirmed", "withdrawn")
STATES: Final = ("pending", "active", "unsubscribed")
WAITS: Final = 7 * 86_400_000
"""How long what was asked for waits to be confirmed; then it is forgotten."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How we know: where it came from, what the person was shown, from which network, and when."""

    source: str
    at: int
    wording: str = ""
    network_hash: str = ""


def state_of(connection: Connection, subscriber_id: int, list_id: int) -> str | None:
    """Look up how a person stands to a list; None for not at all."""
    return connection.scalar(
        select(subscription.c.state).where(
            subscription.c.subscriber_id == subscriber_id, subscription.c.list_id == list_id
        )
    )


def ask(connection: Connection, subscriber_id: int, list_id: int, evidence: Evidence) -> bool:
    """Note that somebody asked for a list; it waits for their confirmation. False where they have it already."""
    state = state_of(connection, subscriber_id, list_id)
    if state == "active":
        return False
    if state is None:
        _set(connection, subscriber_id, list_id, "pending", evidence.at)
    _record(connection, subscriber_id, list_id, "asked", evidence)
    return True


def give(connection: Connection, subscriber_id: int, list_id: int, evidence: Evidence) -> bool:
    """Note that a person agreed elsewhere. False where they have left the list: that, only they take back."""
    state = state_of(connection, subscriber_id, list_id)
    if state == "unsubscribed":
        return False
    if state != "active":
        _set(connection, subscriber_id, list_id, "active", evidence.at)
    _record(connection, subscriber_id, list_id, "given", evidence)
    return True


def waits(connection: Connection, subscriber_id: int, list_id: int, now: int) -> bool:
    """Whether somebody asked within the last days, and nothing came of it yet."""
    last = connection.execute(
        select(consent.c.act, consent.c.at)
        .where(consent.c.subscriber_id == subscriber_id, consent.c.list_id == list_id)
        .order_by(consent.c.id.desc())
        .limit(1)
    ).one_or_none()
    return last is not None and last.act == "asked" and last.at > now - WAITS


def confirm(connection: Connection, subscriber_id: int, list_id: int, evidence: Evidence) -> bool:
    """Let a subscription begin that was asked for; False where nothing waits for this."""
    state = state_of(connection, subscriber_id, list_id)
    if state in {None, "active"} or not waits(connection, subscriber_id, list_id, evidence.at):
        return False
    _set(connection, subscriber_id, list_id, "active", evidence.at)
    _record(connection, subscriber_id, list_id, "confirmed", evidence)
    return True


def leave(connection: Connection, subscriber_id: int, lists: Iterable[int], evidence: Evidence) -> int:
    """Let a person leave lists; give how many they had, or had asked for."""
    left = 0
    for list_id in lists:
        state = state_of(connection, subscriber_id, list_id)
        if state in {"active", "pending"}:
            _set(connection, subscriber_id, list_id, "unsubscribed", evidence.at)
            _record(connection, subscriber_id, list_id, "withdrawn", evidence)
            left += 1
    return left


def lists_of(connection: Connection, subscriber_id: int) -> dict[int, str]:
    """List how a person stands to each list that they ever had to do with."""
    query = select(subscription.c.list_id, subscription.c.state).where(subscription.c.subscriber_id == subscriber_id)
    return {row.list_id: row.state for row in connection.execute(query)}


def _set(connection: Connection, subscriber_id: int, list_id: int, state: str, at: int) -> None:
    here = (subscription.c.subscriber_id == subscriber_id, subscription.c.list_id == list_id)
    if not connection.execute(subscription.update().where(*here).values(state=state, changed_at=at)).rowcount:
        row = {"subscriber_id": subscriber_id, "list_id": list_id, "state": state, "created_at": at, "changed_at": at}
        connection.execute(subscription.insert().values(row))


def _record(connection: Connection, subscriber_id: int, list_id: int, act: Act, evidence: Evidence) -> None:
    connection.execute(
        consent.insert().values(
            subscriber_id=subscriber_id,
            list_id=list_id,
            act=act,
            source=evidence.source,
            wording=evidence.wording,
            network_hash=evidence.network_hash,
            at=evidence.at,
        )
    )
