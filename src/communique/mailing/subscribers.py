"""Subscribers, one at a time: add, find, show all that is kept of one, let one leave, erase one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from communique.errors import UsageError
from communique.mailing import segments, subscriptions
from communique.mailing.addresses import InvalidAddress, masked, parse_address
from communique.mailing.questions import forget
from communique.mailing.tables import (
    bounce,
    confirmation,
    consent,
    delivery,
    list_,
    mailing,
    subscriber,
    subscription,
    suppression,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Row

    from communique.mailing.keys import Keys
    from communique.mailing.people import Person
    from communique.mailing.subscriptions import Act, Evidence


IN_HAND: Final = ("leased", "in_window")


@dataclass(frozen=True, slots=True)
class Added:
    """What became of somebody who was added."""

    id: int
    new: bool
    left: tuple[str, ...]  #: Lists that they have left, and do not come back to by this.


# --- find


def find(connection: Connection, address: str) -> Row[Any]:
    """
    Find a subscriber by their address, however it is typed.

    Raises:
        UsageError: this is no address, or nobody has it.

    """
    try:
        key = parse_address(address).key
    except InvalidAddress as error:
        raise UsageError(f"this is no address: {error}") from error
    found = connection.execute(select(subscriber).where(subscriber.c.address_key == key)).one_or_none()
    if found is None:
        raise UsageError(f"nobody here has the address {masked(key)}")
    return found


def by_number(connection: Connection, number: int) -> Row[Any] | None:
    """Find a subscriber by their number, as a token names them."""
    return connection.execute(select(subscriber).where(subscriber.c.id == number)).one_or_none()


# --- add


def put(connection: Connection, person: Person, keys: Keys, now: int) -> tuple[int, bool]:
    """Write a person: a new one, or what is said of one that we know; give their number, and whether they are new."""
    segments.remember_attributes(connection, (name for name, text in person.attributes.items() if text))
    query = select(subscriber).where(subscriber.c.address_key == person.address.key)
    found = connection.execute(query).one_or_none()
    values = _values(person, json.loads(found.attributes) if found else {})
    if found is not None:
        changed = {**values, "address": person.address.typed, "changed_at": now}
        connection.execute(subscriber.update().where(subscriber.c.id == found.id).values(changed))
        return found.id, False
    fixed = {
        "address": person.address.typed,
        "address_key": person.address.key,
        "address_hash": keys.address_hash(person.address.key),
        "domain": person.address.domain,
        "created_at": now,
        "changed_at": now,
    }
    made = subscriber.insert().values({**fixed, **values}).returning(subscriber.c.id)
    return int(connection.execute(made).scalar_one()), True


def _values(person: Person, attributes: Mapping[str, str]) -> dict[str, str]:
    said = {"name": person.name, "language": person.language, "format": person.format or None}
    kept = {name: text for name, text in {**attributes, **person.attributes}.items() if text}
    return {
        **{name: value for name, value in said.items() if value is not None},
        "attributes": segments.written(kept),
    }


def add(
    connection: Connection, keys: Keys, person: Person, lists: Mapping[str, tuple[int, Act]], evidence: Evidence
) -> Added:
    """
    Add somebody to lists: at once where they have `given` consent; where it is `asked` for, the list waits.

    Raises:
        UsageError: the address is suppressed.

    """
    reason = suppressed(connection, keys.address_hash(person.address.key))
    if reason:
        raise UsageError(f"{masked(person.address.key)} is suppressed ({reason}); nothing was changed")
    number, new = put(connection, person, keys, evidence.at)
    left = []
    for name, (list_id, act) in lists.items():
        move = subscriptions.give if act == "given" else subscriptions.ask
        if not move(connection, number, list_id, evidence) and act == "given":
            left.append(name)
    return Added(number, new, tuple(left))


# --- suppress


def suppressed(connection: Connection, address_hash: str) -> str | None:
    """Say why an address is not written to; None where it is."""
    return connection.scalar(select(suppression.c.reason).where(suppression.c.address_hash == address_hash))


def suppress(connection: Connection, address_hash: str, reason: str, now: int) -> None:
    """Write to an address no more; the first reason stays."""
    if suppressed(connection, address_hash) is None:
        connection.execute(suppression.insert().values(address_hash=address_hash, reason=reason, at=now))


def release(connection: Connection, address_hash: str) -> bool:
    """Let an address be written to again; False where nothing held it."""
    return bool(connection.execute(suppression.delete().where(suppression.c.address_hash == address_hash)).rowcount)


# --- show


def told(connection: Connection, person: Row[Any]) -> dict[str, Any]:
    """Tell all that is kept of one person, as they may ask for."""
    own = ("address", "name", "language", "format", "created_at", "changed_at")
    return {
        **{name: getattr(person, name) for name in own},
        "attributes": json.loads(person.attributes),
        "suppressed": suppressed(connection, person.address_hash),
        "lists": _rows(connection, _subscriptions, person.id),
        "consent": _rows(connection, _consents, person.id),
        "asked": _rows(connection, _messages, person.id),
        "deliveries": _rows(connection, _deliveries, person.id),
        "bounces": _rows(connection, _bounces, person.id),
    }


def _rows(connection: Connection, query: Any, number: int) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query(number)).mappings()]


def _subscriptions(number: int) -> Any:
    columns = (list_.c.name.label("list"), subscription.c.state, subscription.c.created_at, subscription.c.changed_at)
    joined = select(*columns).join(list_, list_.c.id == subscription.c.list_id)
    return joined.where(subscription.c.subscriber_id == number).order_by(list_.c.name)


def _consents(number: int) -> Any:
    columns = (list_.c.name.label("list"), consent.c.act, consent.c.at, consent.c.source, consent.c.wording)
    joined = select(*columns).join(list_, list_.c.id == consent.c.list_id)
    return joined.where(consent.c.subscriber_id == number).order_by(consent.c.id)


def _messages(number: int) -> Any:
    columns = (confirmation.c.state, confirmation.c.reason, confirmation.c.changed_at)
    return select(*columns).where(confirmation.c.subscriber_id == number)


def _deliveries(number: int) -> Any:
    columns = (mailing.c.name.label("mailing"), delivery.c.state, delivery.c.reason, delivery.c.changed_at)
    joined = select(*columns).join(mailing, mailing.c.id == delivery.c.mailing_id)
    return joined.where(delivery.c.subscriber_id == number).order_by(delivery.c.id)


def _bounces(number: int) -> Any:
    columns = (bounce.c.kind, bounce.c.enhanced, bounce.c.text, bounce.c.at)
    return select(*columns).where(bounce.c.subscriber_id == number).order_by(bounce.c.id)


# --- leave, and be forgotten


def leave(connection: Connection, number: int, evidence: Evidence, lists: Iterable[int] | None = None) -> int:
    """Let a person leave some lists, or all of them; give how many they left."""
    chosen = subscriptions.lists_of(connection, number) if lists is None else lists
    return subscriptions.leave(connection, number, tuple(chosen), evidence)


def erase(connection: Connection, person: Row[Any], now: int) -> None:
    """
    Forget a person, in the caller's transaction: nothing remains but a keyed hash, so that no later import brings them back.

    What waits to be sent to them is not sent, and what was sent is counted
    without them.

    Raises:
        UsageError: a message to them is on its way just now.

    """
    forget(connection, person.id, now)
    in_hand = select(delivery.c.id).where(delivery.c.subscriber_id == person.id, delivery.c.state.in_(IN_HAND))
    if connection.scalar(in_hand.limit(1)):
        raise UsageError("a message to this person is on its way just now; try again in a few minutes")
    suppress(connection, person.address_hash, "erased", now)
    connection.execute(subscriber.delete().where(subscriber.c.id == person.id))
