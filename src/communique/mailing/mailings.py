"""
Mailings in the store: frozen, approved by the hash of their content, begun, found again.

    draft ──approve(hash)──▶ approved ──begin──▶ sending ──▶ done

What is approved is what is sent: the letter is kept by its hash, and the hash is
asked for again before the first row is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from communique.errors import UsageError
from communique.mailing import audience, control, segments
from communique.mailing.letter import from_bytes
from communique.mailing.message import Prepared
from communique.mailing.tables import content, list_, mailing, mailing_content, mailing_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from communique.mailing.audience import Recipient, Tokens
    from communique.mailing.dkim import Signer
    from communique.mailing.keys import Keys
    from communique.mailing.letter import Letter

LETTER: Final = "letter"
"""The name of a mailing's letter among its contents; whatever else there is serves the public pages."""
SHORTEST_HASH: Final = 8
LATE: Final = 3_600_000
"""Milliseconds after its time beyond which a mailing does not fire by itself any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a mailing is to be."""

    name: str  #: What it is made of: ``us-colombia-2026-02-03.public.es``; a number is added where it is taken.
    kind: str = "list"  #: ``list`` or ``proof``.
    lists: Sequence[int] = ()
    where: str = ""  #: The filter, as it was typed.
    marking: int = 0  #: As `lists.CLEARANCES` counts.
    embargo_until: int | None = None
    send_at: int | None = None
    expires_at: int | None = None
    unknown_policy: str = "hold"
    resend_after: int = 0


def freeze(connection: Connection, letter: Letter, wanted: Wanted, pages: Mapping[str, bytes], now: int) -> int:
    """
    Keep a letter as a draft, with what the public pages show of it; give the number of the mailing.

    Raises:
        UsageError: a list may not see the marking.

    """
    _refuse_marking(connection, wanted)
    row = {
        "name": _free_name(connection, wanted.name),
        "kind": wanted.kind,
        "subject": letter.subject,
        "audience_filter": wanted.where,
        "marking": wanted.marking,
        "embargo_until": wanted.embargo_until,
        "send_at": wanted.send_at,
        "expires_at": wanted.expires_at,
        "unknown_policy": wanted.unknown_policy,
        "resend_after": wanted.resend_after,
        "content_sha256": letter.sha256,
        "created_at": now,
    }
    made = connection.execute(mailing.insert().values(**row)).inserted_primary_key
    number = int(made[0]) if made else 0
    for name, data in {LETTER: letter.to_bytes(), **pages}.items():
        _keep(connection, number, name, data)
    for one in wanted.lists:
        connection.execute(mailing_list.insert().values(mailing_id=number, list_id=one))
    return number


def _refuse_marking(connection: Connection, wanted: Wanted) -> None:
    """Stop before the database does, with the name of the list."""
    query = select(list_.c.name).where(list_.c.id.in_(wanted.lists), list_.c.clearance < wanted.marking)
    if name := connection.scalar(query.limit(1)):
        raise UsageError(
            f"the list {name} may not see this marking; a list's clearance is set by hand, when it is made"
        )


def _free_name(connection: Connection, name: str) -> str:
    """Number mailings of the same content: ``visit.public``, ``visit.public.2``."""
    taken = set(connection.scalars(select(mailing.c.name).where(mailing.c.name.startswith(name, autoescape=True))))
    numbered = (f"{name}.{n}" for n in range(2, len(taken) + 3))
    return next(candidate for candidate in (name, *numbered) if candidate not in taken)


def _keep(connection: Connection, number: int, name: str, data: bytes) -> None:
    import hashlib

    sha256 = hashlib.sha256(data).hexdigest()
    if connection.scalar(select(content.c.sha256).where(content.c.sha256 == sha256)) is None:
        connection.execute(content.insert().values(sha256=sha256, data=data))
    media_type = "application/json" if name == LETTER else "text/html"
    row = {"mailing_id": number, "name": name, "media_type": media_type, "sha256": sha256}
    connection.execute(mailing_content.insert().values(**row))


def approve(connection: Connection, number: int, sha256: str, who: str, now: int) -> None:
    """
    Approve a draft by the hash of its content; its beginning will do.

    Raises:
        UsageError: this is not the content that was looked at.

    """
    row = by_number(connection, number)
    right = (
        len(sha256) >= SHORTEST_HASH and re.fullmatch(r"[0-9a-f]+", sha256) and row.content_sha256.startswith(sha256)
    )
    if not right:
        raise UsageError(f"{row.name} has the hash {row.content_sha256[:16]}, not {sha256[:16]}: look at it again")
    change = mailing.update().where(mailing.c.id == number, mailing.c.state == "draft")
    connection.execute(change.values(state="approved", approved_by=who, approved_at=now))


def begin(connection: Connection, number: int, tokens: Tokens, now: int, proof: Iterable[Recipient] = ()) -> int:
    """
    Give everybody of an approved mailing a row, and let it be sent; give how many they are.

    Args:
        connection: one transaction: all of it happens, or nothing.
        number: the mailing.
        tokens: makes the names of deliveries.
        now: the time.
        proof: whom a proof goes to; a mailing to lists finds its people by itself.

    """
    row = by_number(connection, number)
    where = segments.segment(connection, row.audience_filter)
    people = proof if row.kind == "proof" else audience.people(connection, number, where)
    return audience.start(connection, number, people, tokens, now)


def prepared(connection: Connection, number: int, keys: Keys, signers: Sequence[Signer]) -> Prepared:
    """Prepare the letter of a mailing as it was approved, whenever that was."""
    row = by_number(connection, number)
    query = select(content.c.data).join(mailing_content, mailing_content.c.sha256 == content.c.sha256)
    data = connection.scalar(query.where(mailing_content.c.mailing_id == number, mailing_content.c.name == LETTER))
    if data is None or row.approved_at is None:
        raise UsageError(f"{row.name} has not been approved")
    return Prepared(from_bytes(data), keys, row.approved_at, signers)


# --- found again


def by_number(connection: Connection, number: int) -> Row[Any]:
    """Find a mailing by its number."""
    return connection.execute(select(mailing).where(mailing.c.id == number)).one()


def find(connection: Connection, name: str) -> Row[Any]:
    """Find a mailing by its name or its number; raise UsageError where there is none."""
    named = mailing.c.id == int(name) if name.isdecimal() and len(name) < 18 else mailing.c.name == name  # noqa: PLR2004 -- what a number column holds
    row = connection.execute(select(mailing).where(named)).one_or_none()
    if row is None:
        raise UsageError(f'there is no mailing "{name}"; `communique mailings list` lists them')
    return row


def listing(connection: Connection) -> Iterator[tuple[Row[Any], dict[str, int]]]:
    """List mailings, the latest first, each with its deliveries counted by state."""
    for row in connection.execute(select(mailing).order_by(mailing.c.id.desc())).all():
        yield row, control.counts(connection, row.id)


def sent_before(connection: Connection, name: str, lists: Sequence[int]) -> Row[Any] | None:
    """Find a mailing of the same edition that went to one of these lists, or is about to."""
    same = mailing.c.name.regexp_match(f"^{re.escape(name)}(\\.[0-9]+)?$")
    shared = select(1).where(mailing_list.c.mailing_id == mailing.c.id, mailing_list.c.list_id.in_(lists)).exists()
    query = select(mailing).where(
        same, shared, mailing.c.kind == "list", mailing.c.state.not_in(("draft", "cancelled"))
    )
    return connection.execute(query.order_by(mailing.c.id.desc()).limit(1)).one_or_none()


def due(connection: Connection, now: int) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """
    Find what is to be sent: mailings under way, and approved ones whose time has come.

    Returns:
        Those to send now, and those whose time passed so long ago that a person
        must say whether they are still wanted.

    """
    waiting = select(mailing).where(mailing.c.state == "approved", mailing.c.send_at <= now).order_by(mailing.c.send_at)
    rows = connection.execute(waiting).all()
    under_way = connection.execute(select(mailing).where(mailing.c.state == "sending").order_by(mailing.c.id)).all()
    late = [row for row in rows if row.send_at < now - LATE]
    return [*under_way, *(row for row in rows if row not in late)], late


def lists_of(connection: Connection, number: int) -> list[str]:
    """Name the lists that a mailing goes to."""
    query = select(list_.c.name).join(mailing_list, mailing_list.c.list_id == list_.c.id)
    return list(connection.scalars(query.where(mailing_list.c.mailing_id == number).order_by(list_.c.name)))
