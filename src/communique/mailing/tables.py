"""
All that is kept about subscribers and mailings, as tables.

* subscriber, list, subscription, consent: who wants what, and how we know
* suppression, bounce, stray: who is not to be written to, and why; what came back and was none of ours
* mailing, mailing_list, content, mailing_content: what is sent, to which lists, frozen by hash
* delivery, attempt, resolution: one row a person and mailing, each answer heard, each question a person settled
* transition: which states may follow which; `guards` holds every row to it
* sender_epoch, domain_state: who sends now, and how each domain has answered

Times are whole milliseconds of UTC since 1970, so that every database compares
them alike. The clock is passed in; no default of a column looks at one.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
BIG: Final = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts up by itself in SQLite

MAILING_STATES: Final = ("draft", "approved", "sending", "paused", "done", "done_with_unknown", "cancelled")
DELIVERY_STATES: Final = (
    "queued",  #: Waits for its turn.
    "leased",  #: A sender has it and is on the way to the final dot; nothing has been handed over.
    "in_window",  #: The final dot may have been written; the answer is awaited.
    "sent",  #: The server took it.
    "bounced",  #: It was taken and came back.
    "complained",  #: It was taken, and the person reported it as unwanted.
    "failed",  #: It was refused for good, or its time ran out.
    "skipped",  #: The person left, or is suppressed, before the dot.
    "unknown",  #: The dot may have been written, and nobody heard the answer: a question.
    "held",  #: It broke off too often without an answer, or cannot be made: a question.
    "abandoned",  #: A person settled the question: it is not sent again.
)


def _id() -> Column[int]:
    return Column("id", BIG, primary_key=True, autoincrement=True)


def _time(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _word(name: str, default: str = "") -> Column[str]:
    """Make a column of text that is never null."""
    return Column(name, Text, nullable=False, server_default=default)


def _number(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=str(default))


def _to(table: str, name: str = "", *, on_delete: str = "RESTRICT", **options: Any) -> Column[int]:
    """Make a column that points at a row of another table."""
    reference = ForeignKey(f"{table}.id", ondelete=on_delete)
    return Column(name or f"{table}_id", BIG, reference, **{"nullable": False, **options})


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


# --- who wants what

subscriber = Table(
    "subscriber",
    METADATA,
    _id(),
    Column("address", Text, nullable=False),  # as typed: a local part is case sensitive
    Column("address_key", Text, nullable=False, unique=True),  # folded: one person, however it is typed
    Column("address_hash", Text, nullable=False),  # keyed, as in `suppression`
    Column("domain", Text, nullable=False),  # in A-labels, lower case
    _word("name"),
    _word("language"),
    _word("format", "html"),
    _word("attributes", "{}"),  # JSON, for segments and personal fields
    _time("created_at"),
    _time("changed_at"),
    _one_of("format", "html", "text"),
    Index(None, "address_hash"),
    sqlite_autoincrement=True,  # the number of an erased person is never given again
)

list_ = Table(
    "list",
    METADATA,
    _id(),
    Column("name", Text, nullable=False, unique=True),  # as in addresses: `trade-weekly`
    _word("title"),
    _word("description"),
    _word("language"),
    _number("clearance"),  # 0 is public; a mailing with a higher marking is refused
    _word("unknown_policy", "hold"),
    _number("resend_after"),  # seconds, where the policy is `resend`
    Column(
        "open", Boolean, nullable=False, server_default=text("false")
    ),  # strangers may subscribe on the public pages
    _time("created_at"),
    _time("closed_at", nullable=True),
    _one_of("unknown_policy", "hold", "resend", "close"),
    CheckConstraint("NOT open OR clearance = 0", name="open"),  # a stranger never sees what is internal
)

subscription = Table(
    "subscription",
    METADATA,
    _to("subscriber", on_delete="CASCADE"),
    _to("list"),
    _word("state", "pending"),
    _time("created_at"),
    _time("changed_at"),
    PrimaryKeyConstraint("subscriber_id", "list_id"),
    _one_of("state", "pending", "active", "unsubscribed"),
    Index(None, "list_id", "state", "subscriber_id"),
    sqlite_with_rowid=False,
)

consent = Table(  # append only: how we know that a person wants a list, and that they no longer do
    "consent",
    METADATA,
    _id(),
    _to("subscriber", on_delete="CASCADE", index=True),
    _to("list"),
    Column("act", Text, nullable=False),
    _word("source"),  # `import:people.csv`, `form`, `one-click`, `staff:ana`
    _word("wording"),  # the text that the person agreed to, or the version of the form
    _word("network_hash"),  # keyed; emptied after 30 days
    _time("at"),
    _one_of("act", "asked", "given", "confirmed", "withdrawn"),
)


def _index_some(name: str, condition: str, *columns: Column[Any]) -> None:
    """Index only the rows for which something may still be to be done."""
    where = text(condition)
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


_index_some("ix_consent_asked", "act = 'asked'", consent.c.at, consent.c.subscriber_id, consent.c.list_id)
_index_some("ix_consent_network", "network_hash <> ''", consent.c.at)
_index_some("ix_subscription_pending", "state = 'pending'", subscription.c.changed_at)

application = Table(  # a form that somebody sent, until it is looked at: nothing of the answer hangs on what is known
    "application",
    METADATA,
    _id(),
    Column("address", Text, nullable=False),
    _word("name"),
    _word("language"),
    Column("lists", Text, nullable=False),  # JSON: their numbers
    _word("wording"),
    _word("network_hash"),
    _time("at"),
)

confirmation = Table(  # the last message that asked a person to confirm
    "confirmation",
    METADATA,
    _to("subscriber", on_delete="CASCADE", primary_key=True, autoincrement=False),
    _time("asked_at"),  # the newest wish that it answers
    _word("state", "due"),
    _word("reason"),
    _number("attempts"),
    _time("next_at"),
    _time("changed_at"),
    _one_of("state", "due", "window", "sent", "unknown", "failed"),
)

# --- who is not to be written to

suppression = Table(
    "suppression",
    METADATA,
    Column("address_hash", Text, primary_key=True),  # keyed: the list cannot be read as addresses
    Column("reason", Text, nullable=False),
    _time("at"),
    _one_of("reason", "complaint", "hard-bounce", "soft-bounces", "asked", "erased", "staff"),
)

request = Table(  # what the public pages were asked for, so that nobody is flooded
    "request",
    METADATA,
    _id(),
    Column("kind", Text, nullable=False),
    _word("address_hash"),
    _word("network_hash"),
    _time("at"),
    Index(None, "kind", "address_hash", "at"),
    Index(None, "kind", "network_hash", "at"),
    Index(None, "at"),
)

# --- what is sent

mailing = Table(
    "mailing",
    METADATA,
    _id(),
    Column("name", Text, nullable=False, unique=True),  # `us-colombia-2026-02-03.public.es.1`
    _word("kind", "list"),
    _word("state", "draft"),
    _word("subject"),
    _word("audience_filter"),  # as given to --where
    Column("audience_n", Integer),  # how many people, from the start of sending on
    Column("content_sha256", Text),  # what was approved
    _number("marking"),
    _word("approved_by"),
    _time("approved_at", nullable=True),
    _time("send_at", nullable=True),
    _time("embargo_until", nullable=True),
    _time("expires_at", nullable=True),
    _word("unknown_policy", "hold"),
    _number("resend_after"),
    _word("why"),  # why it is paused or was cancelled
    _time("created_at"),
    _time("started_at", nullable=True),
    _time("ended_at", nullable=True),
    _one_of("kind", "list", "proof", "service"),
    _one_of("state", *MAILING_STATES),
    _one_of("unknown_policy", "hold", "resend", "close"),
    CheckConstraint("state = 'draft' OR content_sha256 IS NOT NULL", name="approved_content"),
    CheckConstraint("state IN ('draft', 'approved', 'cancelled') OR audience_n IS NOT NULL", name="audience"),
    sqlite_autoincrement=True,
)

mailing_list = Table(
    "mailing_list",
    METADATA,
    _to("mailing"),
    _to("list"),
    PrimaryKeyConstraint("mailing_id", "list_id"),
)

content = Table(  # bytes by their hash; never changed
    "content",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

mailing_content = Table(  # what a mailing is made of: `message`, `web`, an attachment
    "mailing_content",
    METADATA,
    _to("mailing"),
    Column("name", Text, nullable=False),
    _word("media_type"),
    Column("sha256", Text, ForeignKey("content.sha256"), nullable=False),
    PrimaryKeyConstraint("mailing_id", "name"),
)

# --- the ledger

delivery = Table(
    "delivery",
    METADATA,
    _id(),
    _to("mailing"),
    _to("subscriber", nullable=True, on_delete="SET NULL", index=True),
    _to("list", nullable=True),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False),
    Column("address_hash", Text, nullable=False),
    Column("domain", Text, nullable=False),
    _word("fields", "{}"),  # JSON: name, copy number, whatever is personal; frozen with the row
    Column("message_id", Text, nullable=False, unique=True),
    Column("verp", Text, nullable=False, unique=True),
    _word("state", "queued"),
    _word("reason"),  # a word for `failed`, `skipped`, `held`, `unknown`
    _number("attempts"),  # answers heard
    _number("leases"),  # leases lost without an answer
    _number("resends"),
    _number("fence"),  # which lease; each claim adds one
    Column("epoch", Integer),
    Column("worker", Text),
    _time("lease_until", nullable=True),
    _time("next_at"),
    _time("expires_at"),
    _time("window_at", nullable=True),
    Column("body_sha256", Text),  # fixed when the window is first opened
    Column("reply_code", Integer),
    _word("reply_enhanced"),
    _word("reply_text"),
    _time("created_at"),
    _time("changed_at"),
    UniqueConstraint("mailing_id", "address_key"),
    UniqueConstraint("mailing_id", "subscriber_id"),
    _one_of("state", *DELIVERY_STATES),
    CheckConstraint("resends <= 1", name="resends"),
    CheckConstraint("(state IN ('leased', 'in_window')) = (worker IS NOT NULL)", name="worker"),
    CheckConstraint("(worker IS NULL) = (lease_until IS NULL)", name="lease"),
    CheckConstraint("state <> 'in_window' OR (body_sha256 IS NOT NULL AND window_at IS NOT NULL)", name="window"),
    sqlite_autoincrement=True,
)


_index_some("ix_delivery_due", "state = 'queued'", delivery.c.mailing_id, delivery.c.domain, delivery.c.next_at)
_index_some("ix_delivery_leased", "state IN ('leased', 'in_window')", delivery.c.lease_until)
_index_some("ix_delivery_asked", "state IN ('unknown', 'held')", delivery.c.mailing_id, delivery.c.window_at)

transition = Table(
    "transition",
    METADATA,
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    PrimaryKeyConstraint("old", "new"),
    sqlite_with_rowid=False,
)

mailing_transition = Table(
    "mailing_transition",
    METADATA,
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    PrimaryKeyConstraint("old", "new"),
    sqlite_with_rowid=False,
)

attempt = Table(  # append only: each answer that a server gave
    "attempt",
    METADATA,
    _to("delivery"),
    Column("n", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("phase", Text, nullable=False),
    Column("code", Integer, nullable=False),
    _word("enhanced"),
    _word("text"),
    _time("at"),
    PrimaryKeyConstraint("delivery_id", "n"),
    _one_of("phase", "connect", "mail", "rcpt", "data", "dot"),
    CheckConstraint("code BETWEEN 200 AND 599", name="code"),
    sqlite_with_rowid=False,
)

resolution = Table(  # append only: each question that a person, a policy or evidence settled
    "resolution",
    METADATA,
    _id(),
    _to("delivery", index=True),
    Column("fence", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("who", Text, nullable=False),
    _word("why"),
    _word("evidence"),
    _time("at"),
    _one_of("verdict", "sent", "resend", "abandon"),
    CheckConstraint("who <> ''", name="who"),
)

bounce = Table(
    "bounce",
    METADATA,
    _id(),
    _to("delivery", nullable=True, index=True),
    _to("subscriber", nullable=True, on_delete="SET NULL", index=True),
    Column("kind", Text, nullable=False),
    _word("enhanced"),
    _word("text"),
    _word("source"),
    Column("report_sha256", Text, nullable=False, unique=True),  # the same report twice counts once
    _time("at"),
    _one_of("kind", "hard", "soft", "complaint"),
)

stray = Table(  # what came to the bounces' mailbox and was none of ours: a person looks at it
    "stray",
    METADATA,
    _id(),
    Column("report_sha256", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    _word("why"),
    _word("said"),
    _word("source"),
    _time("at"),
)

# --- the sender

sender_epoch = Table(  # one row: who sends now
    "sender_epoch",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Integer, nullable=False),
    _word("worker"),
    _time("at"),
    CheckConstraint("id = 1", name="one"),
)

domain_state = Table(
    "domain_state",
    METADATA,
    Column("domain", Text, primary_key=True),
    _number("concurrency", 5),
    _number("fails"),
    _time("open_until", nullable=True),  # no connection before; then one probe
    _number("pause"),  # milliseconds; doubles with each probe that fails
    _time("changed_at"),
)

# --- what was read in

import_job = Table(  # an import that is done; one that is under way has a file of its own
    "import_job",
    METADATA,
    _id(),
    Column("file_sha256", Text, nullable=False),
    _word("options"),  # JSON: lists, consent, source
    _number("rows"),
    _number("added"),
    _number("changed"),
    _number("refused"),
    _time("started_at"),
    _time("ended_at"),
    UniqueConstraint("file_sha256", "started_at"),
)

import_refusal = Table(  # the rows that were not taken, or not wholly
    "import_refusal",
    METADATA,
    _to("import_job", "job_id", on_delete="CASCADE"),
    Column("line", Integer, nullable=False),
    Column("code", Text, nullable=False),
    _word("message"),
    PrimaryKeyConstraint("job_id", "line", "code"),
    sqlite_with_rowid=False,
)

store_fact = Table(  # a name, a value: the fingerprint of the guards that are installed
    "store_fact",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
