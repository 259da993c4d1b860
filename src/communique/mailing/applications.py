"""
What the form brings: kept as it came, and looked at afterwards.

Whoever sends the form is answered before anything that is known of the address
is read, so neither the answer nor its time can tell of it. What is known of a
person is not changed either: anybody can type an address.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from communique.mailing import limits, subscribers, subscriptions
from communique.mailing.lists import open_lists
from communique.mailing.people import Person, address_of
from communique.mailing.subscriptions import Evidence
from communique.mailing.tables import application, subscriber

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row

    from communique.mailing.keys import Keys

SOURCE: Final = "form"
AT_ONCE: Final = 100
"""Forms that one transaction looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Somebody wants lists."""

    person: Person
    lists: Sequence[int]
    wording: str  #: What stood above the button.
    network_hash: str = ""


def keep(connection: Connection, wanted: Application, now: int) -> bool:
    """Keep a form until it is looked at; False where no more are taken within this hour."""
    if not limits.take_form(connection, wanted.network_hash, wanted.lists, now):
        return False
    row = {
        "address": wanted.person.address.typed,
        "name": wanted.person.name or "",
        "language": wanted.person.language or "",
        "lists": json.dumps(list(wanted.lists)),
        "wording": wanted.wording,
        "network_hash": wanted.network_hash,
        "at": now,
    }
    connection.execute(application.insert().values(row))
    return True


def take_in(connection: Connection, keys: Keys, now: int) -> int:
    """Look at the forms that wait: who may be asked is noted as asking; give how many were looked at."""
    waiting = connection.execute(select(application).order_by(application.c.id).limit(AT_ONCE)).all()
    offered = {row.id for row in open_lists(connection)}
    for row in waiting:
        _ask(connection, row, [number for number in json.loads(row.lists) if number in offered], keys, now)
        connection.execute(application.delete().where(application.c.id == row.id))
    return len(waiting)


def _ask(connection: Connection, row: Row[Any], lists: Sequence[int], keys: Keys, now: int) -> None:
    address = address_of(row.address)
    hashed = keys.address_hash(address.key)
    if subscribers.suppressed(connection, hashed) or not limits.may_be_asked(connection, hashed, now):
        return
    number = connection.scalar(select(subscriber.c.id).where(subscriber.c.address_key == address.key))
    known = number and subscriptions.lists_of(connection, number)
    wished = [one for one in lists if not known or known.get(one) != "active"]
    if not wished:
        return
    if number is None:
        number, _ = subscribers.put(connection, Person(address, row.name, row.language), keys, row.at)
    evidence = Evidence(SOURCE, row.at, row.wording, row.network_hash)
    for one in wished:
        subscriptions.ask(connection, number, one, evidence)


def wait(connection: Connection) -> bool:
    """Say whether any form waits."""
    return connection.scalar(select(application.c.id).limit(1)) is not None
