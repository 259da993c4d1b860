"""
The start of a mailing: everybody gets a row and the mailing begins to send, or neither happens.

People are read in pages and written as they come, so that memory does not grow
with the list.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, text

from communique.mailing.tables import delivery, list_, mailing, mailing_list, subscriber, subscription, suppression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection, Row

DAY: Final = 86_400_000
EXPIRES: Final = 5 * DAY
"""How long a mailing is tried, where it does not say: RFC 5321 advises four to five days."""
PAGE: Final = 1_000
_ALL: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody a mailing goes to."""

    address: str
    address_key: str
    address_hash: str
    domain: str
    subscriber_id: int | None = None
    list_id: int | None = None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Makes the two names of a delivery that others see: nobody can guess them, and they never change."""

    key: bytes
    domain: str

    def message_id(self, mailing_id: int, person: str) -> str:
        """Make the Message-ID, without its angle brackets."""
        return f"{self._token('message-id', mailing_id, person)}@{self.domain}"

    def verp(self, mailing_id: int, person: str) -> str:
        """Make the token of the return path, by which a bounce finds its delivery."""
        return self._token("verp", mailing_id, person)

    def _token(self, purpose: str, mailing_id: int, person: str) -> str:
        said = f"{purpose}\n{mailing_id}\n{person}".encode()
        digest = hmac.digest(self.key, said, hashlib.sha256)
        return base64.b32encode(digest[:15]).decode().lower()


def people(
    connection: Connection, mailing_id: int, where: ColumnElement[bool] | None = None, *, page: int = PAGE
) -> Iterator[Recipient]:
    """Read whom a mailing goes to: once each, through the first of its lists that they take."""
    last = 0
    while rows := connection.execute(_page(mailing_id, where, last, page)).all():
        yield from map(_recipient, rows)
        last = rows[-1].id


def count(connection: Connection, mailing_id: int, where: ColumnElement[bool] | None = None) -> int:
    """Count whom a mailing goes to."""
    everybody = _page(mailing_id, where, 0, _ALL).subquery()
    return connection.scalar(select(func.count()).select_from(everybody)) or 0


def _page(mailing_id: int, where: ColumnElement[bool] | None, last: int, page: int) -> Any:
    lists = select(mailing_list.c.list_id).where(mailing_list.c.mailing_id == mailing_id)
    first = (
        select(func.min(subscription.c.list_id))
        .where(
            subscription.c.subscriber_id == subscriber.c.id,
            subscription.c.state == "active",
            subscription.c.list_id.in_(lists),
        )
        .scalar_subquery()
    )
    suppressed = select(1).where(suppression.c.address_hash == subscriber.c.address_hash).exists()
    columns = (subscriber, first.label("list_id"), list_.c.name.label("list_name"))
    query = select(*columns).select_from(subscriber.join(list_, list_.c.id == first))
    query = query.where(subscriber.c.id > last, ~suppressed).order_by(subscriber.c.id).limit(page)
    return query if where is None else query.where(where)


def _recipient(row: Row[Any]) -> Recipient:
    attributes = {key: str(value) for key, value in json.loads(row.attributes).items()}
    fields = {"name": row.name, "language": row.language, "format": row.format, "list": row.list_name}
    return Recipient(
        address=row.address,
        address_key=row.address_key,
        address_hash=row.address_hash,
        domain=row.domain,
        subscriber_id=row.id,
        list_id=row.list_id,
        fields=attributes | fields,
    )


def start(connection: Connection, mailing_id: int, recipients: Iterable[Recipient], tokens: Tokens, now: int) -> int:
    """
    Begin to send an approved mailing: a row for each recipient, numbered from 1; give how many there are.

    All in the caller's transaction. The guards of the database refuse a mailing
    that is not approved, an embargo, a list that may not see the marking.
    """
    told = connection.execute(select(mailing.c.expires_at).where(mailing.c.id == mailing_id)).one()
    expires_at = told.expires_at or now + EXPIRES
    common = {"mailing_id": mailing_id, "next_at": now, "expires_at": expires_at, "created_at": now, "changed_at": now}
    number = 0
    waiting = iter(recipients)
    while page := list(islice(waiting, PAGE)):
        rows = [{**common, **_row(one, mailing_id, number + n, tokens)} for n, one in enumerate(page, start=1)]
        connection.execute(_INSERT, rows)
        number += len(page)
    change = mailing.update().where(mailing.c.id == mailing_id)
    connection.execute(change.values(audience_n=number))
    connection.execute(change.values(state="sending", started_at=now))
    return number


_COLUMNS: Final = [
    "mailing_id",
    "next_at",
    "expires_at",
    "created_at",
    "changed_at",
    "subscriber_id",
    "list_id",
    "address",
    "address_key",
    "address_hash",
    "domain",
    "fields",
    "message_id",
    "verp",
]
_INSERT: Final = text(str(delivery.insert().compile(column_keys=_COLUMNS)))


def _row(one: Recipient, mailing_id: int, number: int, tokens: Tokens) -> dict[str, Any]:
    person = one.address_key if one.subscriber_id is None else str(one.subscriber_id)
    return {
        "subscriber_id": one.subscriber_id,
        "list_id": one.list_id,
        "address": one.address,
        "address_key": one.address_key,
        "address_hash": one.address_hash,
        "domain": one.domain,
        "fields": json.dumps({**one.fields, "copy": str(number)}, ensure_ascii=False, separators=(",", ":")),
        "message_id": tokens.message_id(mailing_id, person),
        "verp": tokens.verp(mailing_id, person),
    }
