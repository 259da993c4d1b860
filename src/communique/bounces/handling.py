"""
What follows from a report: the delivery is settled, its person is written to no more, or somebody has a look.

Everything happens in the transaction of the caller, under the hash of the
report: the same one twice changes nothing twice, whoever was killed between two
steps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from sqlalchemy import func, or_, select

from communique.bounces.classify import GONE
from communique.bounces.reports import Report
from communique.mailing import confirmations, subscribers, subscriptions
from communique.mailing.addresses import masked_text
from communique.mailing.questions import arrived
from communique.mailing.subscriptions import Evidence
from communique.mailing.tables import bounce, delivery, mailing, stray, subscription

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Table

    from communique.mailing.keys import Keys

DAY: Final = 86_400_000
REFUSED: Final = "refused by the relay"
"""Where a bounce comes from that was no message: the relay itself would not have the address."""
_MOVES: Final = {"sent": ("bounced", "complained"), "bounced": ("complained",)}

Result: TypeAlias = Literal["hard", "soft", "complaint", "delay", "reply", "none", "stray", "known"]
"""What was made of a report: ``stray`` is nothing of ours, ``known`` was handled before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When an address that takes no mail is written to no more."""

    soft_after: int = 5  #: So many mailings in a row that came back …
    soft_days: int = 14  #: … over at least so many days.


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report as it came in."""

    report: Report
    name: str  #: The hash of its bytes: the same bytes are the same report.
    source: str  #: Where it came from.

    @classmethod
    def of(cls, report: Report, data: bytes, source: str) -> Incoming:
        """Name a report by its bytes."""
        return cls(report, hashlib.sha256(data).hexdigest(), source)


def handle(connection: Connection, keys: Keys, incoming: Incoming, policy: Policy, now: int) -> Result:
    """Do what a report asks for, once."""
    if _holds(connection, bounce, incoming.name):
        return "known"
    if _holds(connection, stray, incoming.name):
        return "stray"
    report = incoming.report
    row = _delivery(connection, report)
    if row is None and report.kind in {"hard", "soft"} and _was_a_request(connection, keys, report, now):
        return report.kind
    if row is None or report.kind == "none":
        why = "no token of ours" if row is None else "neither a bounce nor a complaint"
        values = {"report_sha256": incoming.name, "kind": report.kind, "why": why, "said": masked_text(report.said)}
        connection.execute(stray.insert().values(**values, source=incoming.source, at=now))
        return "stray"
    if report.kind in {"hard", "soft", "complaint"}:
        _settle(connection, row, incoming, now)
        _spare(connection, row, report, policy, now)
    return report.kind


def _holds(connection: Connection, table: Table, name: str) -> bool:
    return connection.scalar(select(table.c.at).where(table.c.report_sha256 == name)) is not None


def _delivery(connection: Connection, report: Report) -> Row[Any] | None:
    """Find the delivery that a token names: they cannot be guessed, so whoever has one has the message."""
    if not report.tokens:
        return None
    columns = (delivery, mailing.c.kind.label("mailing_kind"))
    query = select(*columns).join(mailing, mailing.c.id == delivery.c.mailing_id)
    named = or_(delivery.c.verp.in_(report.tokens), delivery.c.message_id.in_(report.tokens))
    rows = connection.execute(query.where(named).limit(2)).all()
    return rows[0] if len(rows) == 1 else None  # two of ours in one report: somebody put it together


def _was_a_request(connection: Connection, keys: Keys, report: Report, now: int) -> bool:
    """Note that a message came back that asked somebody to confirm: it belongs to no mailing."""
    reason = report.enhanced or report.kind
    return any(confirmations.came_back(connection, keys, token, reason, now) for token in report.tokens)


def _settle(connection: Connection, row: Row[Any], incoming: Incoming, now: int) -> None:
    """Note what came back, and move the delivery; what comes back settles that it had gone out."""
    report = incoming.report
    _note(connection, row, incoming, now)
    state = "sent" if arrived(connection, row.id, f"a {report.kind} report", now) else row.state
    to = "complained" if report.kind == "complaint" else "bounced"
    if to in _MOVES.get(state, ()):
        change = delivery.update().where(delivery.c.id == row.id, delivery.c.state == state)
        connection.execute(change.values(state=to, reason=report.kind, changed_at=now))


def _note(connection: Connection, row: Row[Any], incoming: Incoming, now: int) -> None:
    report = incoming.report
    said = {"kind": report.kind, "enhanced": report.enhanced, "text": masked_text(report.said)}
    of = {"delivery_id": row.id, "subscriber_id": row.subscriber_id, "report_sha256": incoming.name}
    connection.execute(bounce.insert().values(**said, **of, source=incoming.source, at=now))


def _spare(connection: Connection, row: Row[Any], report: Report, policy: Policy, now: int) -> None:
    """Write to an address no more, where the report is reason enough; a colleague who had a proof stays."""
    if row.mailing_kind != "list" or not row.address_hash:
        return
    if report.kind == "complaint":
        subscribers.suppress(connection, row.address_hash, "complaint", now)
        if row.subscriber_id is not None:
            active = select(subscription.c.list_id).where(
                subscription.c.subscriber_id == row.subscriber_id, subscription.c.state == "active"
            )
            lists = connection.scalars(active).all()
            subscriptions.leave(connection, row.subscriber_id, lists, Evidence("complaint", now))
    elif report.kind == "hard":
        subscribers.suppress(connection, row.address_hash, "hard-bounce", now)
    elif _always_back(connection, row, policy):
        subscribers.suppress(connection, row.address_hash, "soft-bounces", now)


def _always_back(connection: Connection, row: Row[Any], policy: Policy) -> bool:
    """Say whether the last mailings to a person all came back, over days enough."""
    if row.subscriber_id is None:
        return False
    back = select(func.count()).where(bounce.c.delivery_id == delivery.c.id, bounce.c.kind == "soft").scalar_subquery()
    ended = ("sent", "bounced", "complained", "failed")
    last = (
        select(delivery.c.created_at, back.label("back"))
        .where(delivery.c.subscriber_id == row.subscriber_id, delivery.c.state.in_(ended))
        .order_by(delivery.c.created_at.desc(), delivery.c.id.desc())
        .limit(policy.soft_after)
    )
    rows = connection.execute(last).all()
    enough = len(rows) == policy.soft_after and all(one.back for one in rows)
    return enough and rows[0].created_at - rows[-1].created_at >= policy.soft_days * DAY


# --- what the relay itself refused


def spare_refused(connection: Connection, mailing_id: int, now: int) -> int:
    """Write no more to addresses of a mailing that the relay refused because they do not exist; give how many."""
    noted = select(bounce.c.delivery_id).where(bounce.c.delivery_id.is_not(None))
    refused = select(delivery).where(
        delivery.c.mailing_id == mailing_id,
        delivery.c.state == "failed",
        delivery.c.reply_enhanced.in_(sorted(GONE)),
        delivery.c.id.not_in(noted),
    )
    rows = connection.execute(refused).all()
    for row in rows:
        report = Report(kind="hard", enhanced=row.reply_enhanced, said=row.reply_text)
        _note(connection, row, Incoming.of(report, f"refused {row.verp}".encode(), REFUSED), now)
        if row.address_hash:
            subscribers.suppress(connection, row.address_hash, "hard-bounce", now)
    return len(rows)
