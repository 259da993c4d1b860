"""
What may never happen to the ledger, held by the database itself.

A guard is a condition under which a row is refused. From one table of them come
the triggers of SQLite and of PostgreSQL; the conditions are written in what both
understand. A mistake in the code above, or a hand in the database, meets the
same refusal. The numbers I1 to I11 are those of docs/mailing.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Guard:
    """A row of `table` is refused on `event` where `condition` holds."""

    name: str
    table: str
    event: str
    condition: str
    says: str

    def triggers(self, dialect: str) -> Iterator[str]:
        """Write the guard as statements of a database."""
        if dialect == "sqlite":
            yield (
                f"CREATE TRIGGER guard_{self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN {self.condition} BEGIN SELECT RAISE(ABORT, 'guard {self.name}: {self.says}'); END"
            )
        else:
            row = "OLD" if self.event == "DELETE" else "NEW"
            yield (
                f"CREATE FUNCTION guard_{self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {self.condition} THEN RAISE EXCEPTION 'guard {self.name}: {self.says}' "
                f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
            )
            yield (
                f"CREATE TRIGGER guard_{self.name} BEFORE {self.event} ON {self.table} "
                f"FOR EACH ROW EXECUTE FUNCTION guard_{self.name}()"
            )


DELIVERY_MOVES: Final = (
    ("queued", "leased"),  # claimed
    ("queued", "skipped"),  # left, suppressed, or the mailing was cancelled
    ("queued", "failed"),  # its time ran out
    ("leased", "queued"),  # given back: 4xx before the dot, a connection that broke, a pause, a lease that was lost
    ("leased", "in_window"),  # the dot comes next
    ("leased", "failed"),  # 5xx before the dot
    ("leased", "skipped"),
    ("leased", "held"),  # lost too often, or cannot be made
    ("in_window", "sent"),  # 2xx
    ("in_window", "queued"),  # 4xx
    ("in_window", "failed"),  # 5xx
    ("in_window", "unknown"),  # nobody heard the answer
    ("unknown", "sent"),  # evidence, or a person
    ("unknown", "queued"),  # a person, or the policy of the mailing
    ("unknown", "abandoned"),
    ("held", "queued"),
    ("held", "abandoned"),
    ("held", "skipped"),
    ("sent", "bounced"),
    ("sent", "complained"),
    ("bounced", "complained"),
)

MAILING_MOVES: Final = (
    ("draft", "approved"),
    ("draft", "cancelled"),
    ("approved", "draft"),
    ("approved", "sending"),
    ("approved", "cancelled"),
    ("sending", "paused"),
    ("sending", "done"),
    ("sending", "done_with_unknown"),
    ("paused", "sending"),
    ("paused", "cancelled"),
    ("done_with_unknown", "done"),
    ("done_with_unknown", "sending"),
)

_BECOMES: Final = "OLD.state = '{}' AND NEW.state = '{}'"

MAY_BE_WRITTEN_TO: Final = """
    NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = {row}.address_hash)
    AND EXISTS (SELECT 1 FROM mailing m WHERE m.id = {row}.mailing_id AND (m.kind <> 'list' OR EXISTS (
        SELECT 1 FROM subscription p JOIN list l ON l.id = p.list_id
        WHERE p.subscriber_id = {row}.subscriber_id AND p.list_id = {row}.list_id
            AND p.state = 'active' AND l.clearance >= m.marking)))"""
"""I7: the person is not suppressed, still subscribes, and the list may see the marking."""

_SENDING: Final = "EXISTS (SELECT 1 FROM mailing m WHERE m.id = NEW.mailing_id AND m.state = 'sending')"
_EPOCH: Final = "NEW.epoch = (SELECT e.epoch FROM sender_epoch e)"


_SUPPRESSED: Final = (
    "EXISTS (SELECT 1 FROM subscriber p JOIN suppression s ON s.address_hash = p.address_hash "
    "WHERE p.id = NEW.subscriber_id)"
)


def _answered(low: int, high: int) -> str:
    return (
        "EXISTS (SELECT 1 FROM attempt a WHERE a.delivery_id = NEW.id AND a.n = NEW.attempts "
        f"AND a.fence = OLD.fence AND a.phase = 'dot' AND a.code BETWEEN {low} AND {high})"
    )


def _settled(verdict: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM resolution r WHERE r.delivery_id = NEW.id "
        f"AND r.fence = OLD.fence AND r.verdict = '{verdict}')"
    )


_OPEN_ROWS: Final = """(
    EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = NEW.id AND d.state = 'queued')
    OR EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = NEW.id AND d.state IN ('leased', 'in_window')))"""
_ASKED_ROWS: Final = "EXISTS (SELECT 1 FROM delivery d WHERE d.mailing_id = NEW.id AND d.state IN ('unknown', 'held'))"
_ALL_ROWS: Final = "COALESCE(NEW.audience_n, -1) = (SELECT COUNT(*) FROM delivery d WHERE d.mailing_id = NEW.id)"


def _not_draft(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM mailing m WHERE m.id = {row}.mailing_id AND m.state <> 'draft')"


GUARDS: Final = (
    # a delivery comes into being
    Guard(
        "delivery_new",
        "delivery",
        "INSERT",
        "NEW.state <> 'queued' OR NEW.fence <> 0 OR NEW.attempts <> 0 OR NEW.leases <> 0 OR NEW.resends <> 0",
        "a delivery begins in the queue",
    ),
    Guard(  # I8
        "delivery_audience",
        "delivery",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM mailing m WHERE m.id = NEW.mailing_id AND m.state = 'approved' "
        "AND (m.kind = 'proof' OR m.embargo_until IS NULL OR NEW.created_at >= m.embargo_until) "
        "AND (m.kind <> 'list' OR EXISTS (SELECT 1 FROM mailing_list x "
        "WHERE x.mailing_id = m.id AND x.list_id = NEW.list_id)))",
        "the mailing is not approved, is under embargo, or does not go to this list",
    ),
    Guard(  # I7, I8
        "delivery_person",
        "delivery",
        "INSERT",
        f"NOT ({MAY_BE_WRITTEN_TO.format(row='NEW')})",
        "the person is suppressed, does not subscribe, or the list may not see this marking",
    ),
    Guard("delivery_kept", "delivery", "DELETE", "true", "a delivery is never deleted"),
    # a delivery moves
    Guard(  # I2
        "delivery_moves",
        "delivery",
        "UPDATE OF state",
        "NEW.state <> OLD.state AND NOT EXISTS "
        "(SELECT 1 FROM transition t WHERE t.old = OLD.state AND t.new = NEW.state)",
        "there is no such move",
    ),
    Guard(
        "delivery_claim",
        "delivery",
        "UPDATE OF state",
        f"{_BECOMES.format('queued', 'leased')} AND NOT (NEW.fence = OLD.fence + 1 AND NEW.changed_at >= OLD.next_at "
        f"AND {_EPOCH} AND {_SENDING} AND {MAY_BE_WRITTEN_TO.format(row='NEW')})",
        "not due, not the present sender, or not to be written to",
    ),
    Guard(  # I3, I7, I11
        "delivery_window",
        "delivery",
        "UPDATE OF state",
        f"{_BECOMES.format('leased', 'in_window')} AND NOT (NEW.fence = OLD.fence AND NEW.worker = OLD.worker "
        "AND NEW.window_at < OLD.lease_until AND NEW.window_at < OLD.expires_at "
        f"AND NEW.epoch = OLD.epoch AND {_EPOCH} AND {_SENDING} AND {MAY_BE_WRITTEN_TO.format(row='NEW')})",
        "not the holder, too late, or not to be written to",
    ),
    Guard(  # I3
        "delivery_holder",
        "delivery",
        "UPDATE OF fence, worker",
        "OLD.worker IS NOT NULL AND (NEW.fence <> OLD.fence OR (NEW.worker IS NOT NULL AND NEW.worker <> OLD.worker))",
        "another sender holds it",
    ),
    Guard(
        "delivery_sent",
        "delivery",
        "UPDATE OF state",
        f"{_BECOMES.format('in_window', 'sent')} AND NOT {_answered(200, 299)}",
        "no server took it",
    ),
    Guard(  # I4
        "delivery_put_off",
        "delivery",
        "UPDATE OF state",
        f"{_BECOMES.format('in_window', 'queued')} AND NOT {_answered(400, 499)} AND NOT {_settled('resend')}",
        "no server put it off, and the dot may have been written",
    ),
    Guard(
        "delivery_refused",
        "delivery",
        "UPDATE OF state",
        f"{_BECOMES.format('in_window', 'failed')} AND NOT {_answered(500, 599)}",
        "no server refused it",
    ),
    Guard(
        "delivery_late_answer",
        "delivery",
        "UPDATE OF state",
        f"{_BECOMES.format('unknown', 'sent')} AND NOT {_settled('sent')} AND NOT {_answered(200, 299)}",
        "there is no evidence",
    ),
    Guard(  # I4
        "delivery_again",
        "delivery",
        "UPDATE OF state",
        "NEW.state = 'queued' AND ((OLD.state = 'unknown' AND NEW.resends <> OLD.resends + 1) "
        f"OR (OLD.state IN ('unknown', 'held') AND NOT {_settled('resend')}))",
        "nobody settled that it is sent again",
    ),
    Guard(
        "delivery_abandoned",
        "delivery",
        "UPDATE OF state",
        f"NEW.state = 'abandoned' AND OLD.state <> 'abandoned' AND NOT {_settled('abandon')}",
        "nobody settled that it is abandoned",
    ),
    Guard(
        "delivery_resends",
        "delivery",
        "UPDATE OF resends",
        "NEW.resends <> OLD.resends AND NOT (OLD.state = 'unknown' AND NEW.state = 'queued')",
        "a resend is counted when a question is settled so",
    ),
    # a delivery stays what it is
    Guard(  # I5
        "delivery_body",
        "delivery",
        "UPDATE OF body_sha256",
        "OLD.body_sha256 IS NOT NULL AND (NEW.body_sha256 IS NULL OR NEW.body_sha256 <> OLD.body_sha256)",
        "other bytes than the first time",
    ),
    Guard(
        "delivery_identity",
        "delivery",
        "UPDATE OF id, mailing_id, message_id, verp, created_at",
        "NEW.id <> OLD.id OR NEW.mailing_id <> OLD.mailing_id OR NEW.message_id <> OLD.message_id "
        "OR NEW.verp <> OLD.verp OR NEW.created_at <> OLD.created_at",
        "a delivery keeps its mailing and its tokens",
    ),
    Guard(
        "delivery_address",
        "delivery",
        "UPDATE OF address, address_key, address_hash, domain, fields, list_id",
        "NEW.state IN ('queued', 'leased', 'in_window', 'unknown', 'held')",
        "only a settled delivery may forget its person",
    ),
    Guard(  # I9
        "delivery_attempts",
        "delivery",
        "UPDATE OF attempts",
        "NEW.attempts <> OLD.attempts AND (NEW.attempts <> OLD.attempts + 1 OR NOT EXISTS "
        "(SELECT 1 FROM attempt a WHERE a.delivery_id = NEW.id AND a.n = NEW.attempts AND a.fence = OLD.fence))",
        "only an answer that was heard counts",
    ),
    Guard(  # I9
        "attempt_new",
        "attempt",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = NEW.delivery_id AND d.fence = NEW.fence "
        "AND NEW.n = d.attempts + 1 AND (d.state IN ('in_window', 'unknown') "
        "OR (d.state = 'leased' AND NEW.phase <> 'dot')))",
        "nobody is talking to a server about this delivery",
    ),
    Guard("attempt_kept", "attempt", "UPDATE", "true", "what was heard is never changed"),
    Guard("attempt_not_deleted", "attempt", "DELETE", "true", "what was heard is never deleted"),
    Guard(
        "resolution_new",
        "resolution",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = NEW.delivery_id AND d.fence = NEW.fence "
        "AND (d.state IN ('unknown', 'held') OR (d.state = 'in_window' AND NEW.who = 'sender')))",
        "there is no open question",
    ),
    Guard("resolution_kept", "resolution", "UPDATE", "true", "a resolution is never changed"),
    Guard("resolution_not_deleted", "resolution", "DELETE", "true", "a resolution is never deleted"),
    # a mailing
    Guard("mailing_new", "mailing", "INSERT", "NEW.state <> 'draft'", "a mailing begins as a draft"),
    Guard(
        "mailing_moves",
        "mailing",
        "UPDATE OF state",
        "NEW.state <> OLD.state AND NOT EXISTS "
        "(SELECT 1 FROM mailing_transition t WHERE t.old = OLD.state AND t.new = NEW.state)",
        "there is no such move",
    ),
    Guard(  # I10
        "mailing_frozen",
        "mailing",
        "UPDATE OF kind, content_sha256, marking, embargo_until, name",
        "OLD.state <> 'draft' AND (NEW.kind <> OLD.kind OR NEW.content_sha256 IS NULL "
        "OR NEW.content_sha256 <> OLD.content_sha256 OR NEW.marking <> OLD.marking OR NEW.name <> OLD.name "
        "OR COALESCE(NEW.embargo_until, -1) <> COALESCE(OLD.embargo_until, -1))",
        "what was approved is not changed",
    ),
    Guard(  # I8
        "mailing_marking",
        "mailing",
        "UPDATE OF state",
        f"{_BECOMES.format('draft', 'approved')} AND (NEW.approved_by = '' OR EXISTS (SELECT 1 FROM mailing_list x "
        "JOIN list l ON l.id = x.list_id WHERE x.mailing_id = NEW.id AND l.clearance < NEW.marking))",
        "nobody approved it, or a list may not see this marking",
    ),
    Guard(  # I6
        "mailing_start",
        "mailing",
        "UPDATE OF state",
        f"{_BECOMES.format('approved', 'sending')} AND NOT {_ALL_ROWS}",
        "not everybody has a row",
    ),
    Guard(  # I6
        "mailing_audience",
        "mailing",
        "UPDATE OF audience_n",
        "OLD.state NOT IN ('draft', 'approved') AND COALESCE(NEW.audience_n, -1) <> COALESCE(OLD.audience_n, -1)",
        "the audience is counted once",
    ),
    Guard(  # I6
        "mailing_done",
        "mailing",
        "UPDATE OF state",
        f"NEW.state = 'done' AND OLD.state <> 'done' AND ({_OPEN_ROWS} OR {_ASKED_ROWS} OR NOT {_ALL_ROWS})",
        "there are people who were not dealt with",
    ),
    Guard(  # I6
        "mailing_done_but",
        "mailing",
        "UPDATE OF state",
        "NEW.state = 'done_with_unknown' AND OLD.state <> 'done_with_unknown' "
        f"AND ({_OPEN_ROWS} OR NOT {_ASKED_ROWS} OR NOT {_ALL_ROWS})",
        "there are people who were not dealt with, or no question is open",
    ),
    Guard(
        "mailing_cancelled",
        "mailing",
        "UPDATE OF state",
        f"NEW.state = 'cancelled' AND OLD.state <> 'cancelled' AND {_OPEN_ROWS}",
        "deliveries are still open",
    ),
    Guard(
        "mailing_list_new",
        "mailing_list",
        "INSERT",
        f"{_not_draft('NEW')} OR EXISTS (SELECT 1 FROM mailing m JOIN list l ON l.id = NEW.list_id "
        "WHERE m.id = NEW.mailing_id AND l.clearance < m.marking)",
        "the mailing is approved already, or the list may not see its marking",
    ),
    Guard("mailing_list_kept", "mailing_list", "UPDATE", "true", "take the list away and add another"),
    Guard("mailing_list_out", "mailing_list", "DELETE", _not_draft("OLD"), "the mailing is approved already"),
    Guard("content_kept", "content", "UPDATE", "true", "content is never changed"),
    Guard("mailing_content_new", "mailing_content", "INSERT", _not_draft("NEW"), "the mailing is approved already"),
    Guard("mailing_content_kept", "mailing_content", "UPDATE", _not_draft("OLD"), "the mailing is approved already"),
    Guard("mailing_content_out", "mailing_content", "DELETE", _not_draft("OLD"), "the mailing is approved already"),
    # the sender, and consent
    Guard(  # I11
        "epoch_grows",
        "sender_epoch",
        "UPDATE OF epoch",
        "NEW.epoch <= OLD.epoch",
        "an epoch never comes back",
    ),
    Guard("epoch_kept", "sender_epoch", "DELETE", "true", "an epoch never comes back"),
    Guard(
        "consent_kept",
        "consent",
        "UPDATE",
        "NEW.network_hash <> '' OR NEW.subscriber_id <> OLD.subscriber_id OR NEW.list_id <> OLD.list_id "
        "OR NEW.act <> OLD.act OR NEW.source <> OLD.source OR NEW.wording <> OLD.wording OR NEW.at <> OLD.at",
        "a record of consent only ever forgets the network",
    ),
    # a message that asks somebody to confirm
    Guard(
        "confirmation_new",
        "confirmation",
        "INSERT",
        f"NEW.state IN ('sent', 'unknown') OR (NEW.state = 'window' AND {_SUPPRESSED})",
        "no window was opened, or the person is not to be written to",
    ),
    Guard(
        "confirmation_window",
        "confirmation",
        "UPDATE OF state",
        f"NEW.state = 'window' AND ({_SUPPRESSED} OR NOT (OLD.state = 'due' OR NEW.asked_at > OLD.asked_at))",
        "this wish has had its message, or the person is not to be written to",
    ),
    Guard(
        "confirmation_heard",
        "confirmation",
        "UPDATE OF state",
        "NEW.state IN ('sent', 'unknown') AND OLD.state <> 'window'",
        "no window was opened",
    ),
)


def fingerprint(guards: Iterable[Guard] = GUARDS) -> str:
    """Name this set of guards and moves, so that a store knows whether it holds them."""
    said = repr((tuple(guards), DELIVERY_MOVES, MAILING_MOVES))
    return hashlib.sha256(said.encode()).hexdigest()


def install(connection: Connection, guards: Iterable[Guard] = GUARDS) -> None:
    """Put exactly these guards, and the legal moves, in place of whatever is there."""
    dialect = connection.dialect.name
    for name, table in _installed(connection, dialect):
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if dialect == "sqlite" else f" ON {table}"))
        if dialect != "sqlite":
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")
    for table, moves in (("transition", DELIVERY_MOVES), ("mailing_transition", MAILING_MOVES)):
        connection.execute(text(f"DELETE FROM {table}"))
        rows = [{"old": old, "new": new} for old, new in moves]
        connection.execute(text(f"INSERT INTO {table} (old, new) VALUES (:old, :new)"), rows)
    for guard in guards:
        for statement in guard.triggers(dialect):
            connection.exec_driver_sql(statement.replace("%", "%%") if dialect != "sqlite" else statement)


def _installed(connection: Connection, dialect: str) -> list[tuple[str, str]]:
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard%'"
        if dialect == "sqlite"
        else "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE 'guard%'"
    )
    return [(row[0], row[1]) for row in connection.execute(text(query))]
