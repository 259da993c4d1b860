"""What became of a mailing: counted, told in words, and row by row; addresses are masked but in the table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from communique.mailing import control, mailings
from communique.mailing.addresses import InvalidAddress, parse_address
from communique.mailing.tables import bounce, delivery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

COLUMNS: Final = ["address", "state", "reason", "reply", "attempts", "changed"]
"""The columns of the table of deliveries."""
REASONS: Final = 10
"""Reasons for failures that are told; the table has all."""


def told(connection: Connection, number: int) -> dict[str, Any]:
    """Count a mailing's deliveries, and say why those failed that did."""
    row = mailings.by_number(connection, number)
    counts = control.counts(connection, number)
    reasons = (
        select(delivery.c.state, delivery.c.reason, delivery.c.reply_enhanced, func.count())
        .where(
            delivery.c.mailing_id == number, delivery.c.state.in_(("failed", "bounced", "held", "unknown", "skipped"))
        )
        .group_by(delivery.c.state, delivery.c.reason, delivery.c.reply_enhanced)
        .order_by(func.count().desc())
        .limit(REASONS)
    )
    bounced = select(bounce.c.kind, func.count()).join(delivery, delivery.c.id == bounce.c.delivery_id)
    kinds = connection.execute(bounced.where(delivery.c.mailing_id == number).group_by(bounce.c.kind)).all()
    return {
        "name": row.name,
        "subject": row.subject,
        "state": row.state,
        "why": row.why,
        "lists": mailings.lists_of(connection, number),
        "filter": row.audience_filter,
        "people": row.audience_n or 0,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at,
        "send_at": row.send_at,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "hash": row.content_sha256,
        "deliveries": counts,
        "bounces": {row[0]: row[1] for row in kinds},
        "reasons": [
            {"state": state, "reason": reason, "code": code, "people": n}
            for state, reason, code, n in connection.execute(reasons)
        ],
    }


def text(found: dict[str, Any]) -> str:
    """Tell it in lines."""
    lines = [f"{found['name']}: {found['state'].replace('_', ' ')}" + (f" ({found['why']})" if found["why"] else "")]
    lines += [f"  {name:11}{value}" for name, value in facts(found)]
    lines += [f"  {n:>9,} {state.replace('_', ' ')}" for state, n in found["deliveries"].items() if n]
    for row in found["reasons"]:
        code = f" {row['code']}" if row["code"] else ""
        lines.append(f"  {row['people']:>9,} {row['state']}: {row['reason'] or 'no reason given'}{code}")
    if open_questions := found["deliveries"]["unknown"] + found["deliveries"]["held"]:
        lines.append(
            f"  {open_questions:,} questions are open: communique mailings resolve {found['name']} --as … --why …"
        )
    return "\n".join(lines)


def facts(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """List what is known of a mailing as a whole."""
    yield "subject", found["subject"]
    if found["lists"]:
        yield "lists", ", ".join(found["lists"])
    if found["filter"]:
        yield "filter", found["filter"]
    yield "people", f"{found['people']:,}"
    for name in ("approved", "started", "ended"):
        if at := found[f"{name}_at"]:
            by = f" by {found['approved_by']}" if name == "approved" else ""
            yield name, f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S} UTC{by}"
    yield "content", found["hash"][:16]


def rows(connection: Connection, number: int) -> Iterator[list[str]]:
    """Go through the deliveries, a page at a time, as `COLUMNS` has them."""
    last = 0
    while True:
        query = select(delivery).where(delivery.c.mailing_id == number, delivery.c.id > last)
        page = connection.execute(query.order_by(delivery.c.id).limit(1000)).all()
        if not page:
            return
        for row in page:
            reply = " ".join(filter(None, (str(row.reply_code or ""), row.reply_enhanced, row.reply_text)))
            changed = datetime.fromtimestamp(row.changed_at / 1000, UTC).isoformat(timespec="seconds")
            yield [row.address, row.state, row.reason, reply, str(row.attempts), changed]
        last = page[-1].id


def questions(connection: Connection, number: int, address: str) -> list[int]:
    """Find the deliveries of which nobody knows what became of them; those of one address where it is given."""
    query = select(delivery.c.id).where(delivery.c.mailing_id == number, delivery.c.state.in_(("unknown", "held")))
    if address:
        try:
            query = query.where(delivery.c.address_key == parse_address(address).key)
        except InvalidAddress:
            return []
    return list(connection.scalars(query))
