"""What may never happen to the ledger is refused by the database itself; without its guard, each of it would happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from communique.mailing.guards import GUARDS
from communique.mailing.store import open_store
from support.office import NOW, add_list, add_mailing, add_people, start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from communique.mailing.store import Store

# deliveries 1 to 9 of mailing 1 are put into these states; mailings 2 and 5 are drafts,
# 3 is approved, 4 approved and under embargo
IN_HAND = f"worker = 'w', lease_until = {NOW + 60_000}, fence = 1, epoch = 1"
SCENE = f"""
INSERT INTO sender_epoch (id, epoch, worker, at) VALUES (1, 1, 'w', {NOW});
UPDATE delivery SET state = 'leased', changed_at = {NOW}, {IN_HAND} WHERE id BETWEEN 2 AND 9;
UPDATE delivery SET state = 'in_window', window_at = {NOW}, body_sha256 = 'x' WHERE id BETWEEN 3 AND 7;
UPDATE delivery SET state = 'unknown', worker = NULL, lease_until = NULL WHERE id = 4;
INSERT INTO attempt (delivery_id, n, fence, phase, code, at) VALUES (5, 1, 1, 'dot', 250, {NOW});
UPDATE delivery SET state = 'sent', attempts = 1, worker = NULL, lease_until = NULL WHERE id = 5;
INSERT INTO attempt (delivery_id, n, fence, phase, code, at) VALUES (6, 1, 1, 'dot', 451, {NOW});
UPDATE delivery SET state = 'queued', attempts = 1, worker = NULL, lease_until = NULL WHERE id = 6;
UPDATE delivery SET state = 'held', worker = NULL, lease_until = NULL WHERE id = 8;
INSERT INTO resolution (delivery_id, fence, verdict, who, at) VALUES (8, 1, 'abandon', 'ana', {NOW});
INSERT INTO mailing (name, marking, created_at) VALUES ('draft', 2, {NOW});
INSERT INTO content (sha256, data) VALUES ('c', 'bytes');
INSERT INTO mailing_content (mailing_id, name, sha256) VALUES (2, 'web', 'c');
"""
ROW = (
    "INSERT INTO delivery (mailing_id, subscriber_id, list_id, address, address_key, address_hash, domain, message_id, "
    "verp, next_at, expires_at, created_at, changed_at, state) SELECT {mailing}, {person}, {list}, 'n', 'new', 'n', 'd', 'm', 'v', 0, "
    f"{NOW * 2}, {NOW}, {NOW}, '{{state}}'"
)
LEASED, WINDOW = f"state = 'leased', {IN_HAND}", "state = 'in_window', window_at = {}, body_sha256 = 'x'"
OUT = "worker = NULL, lease_until = NULL"

_SUPPRESS = f"INSERT INTO suppression SELECT address_hash, 'staff', {NOW} FROM subscriber WHERE id = 1"


def _asked(state: str) -> str:
    columns = "subscriber_id, asked_at, state, next_at, changed_at"
    return f"INSERT INTO confirmation ({columns}) VALUES (1, {NOW}, '{state}', {NOW}, {NOW})"


FORBIDDEN = {
    "delivery_new": [ROW.format(mailing=3, person=12, list=1, state="skipped")],
    "delivery_audience": [
        ROW.format(mailing=1, person=12, list=1, state="queued"),
        ROW.format(mailing=5, person=12, list=1, state="queued"),
        ROW.format(mailing=3, person=12, list=2, state="queued"),
        ROW.format(mailing=4, person=12, list=1, state="queued"),
    ],
    "delivery_person": [
        ROW.format(mailing=3, person=11, list=1, state="queued"),  # has left
        ROW.format(mailing=3, person="NULL", list=1, state="queued"),
        "UPDATE list SET clearance = -1; " + ROW.format(mailing=3, person=12, list=1, state="queued"),
        "INSERT INTO suppression VALUES ('n', 'staff', 1); " + ROW.format(mailing=3, person=12, list=1, state="queued"),
    ],
    "delivery_kept": ["DELETE FROM delivery WHERE id = 1"],
    "delivery_moves": [
        "UPDATE delivery SET state = 'sent' WHERE id = 1",
        "UPDATE delivery SET state = 'failed' WHERE id = 5",
        f"UPDATE delivery SET state = 'sent', {OUT} WHERE id = 2",
        f"UPDATE delivery SET state = 'skipped', {OUT} WHERE id = 3",
    ],
    "delivery_claim": [
        f"UPDATE delivery SET changed_at = {NOW}, {LEASED.replace('fence = 1', 'fence = 2')} WHERE id = 1",
        f"UPDATE delivery SET changed_at = {NOW}, {LEASED.replace('epoch = 1', 'epoch = 0')} WHERE id = 1",
        f"UPDATE delivery SET changed_at = {NOW - 1}, {LEASED} WHERE id = 1",
        f"UPDATE mailing SET state = 'paused' WHERE id = 1; UPDATE delivery SET changed_at = {NOW}, {LEASED} WHERE id = 1",
        "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = 1; "
        f"UPDATE delivery SET changed_at = {NOW}, {LEASED} WHERE id = 1",
    ],
    "delivery_window": [
        f"UPDATE delivery SET {WINDOW.format(NOW + 60_000)} WHERE id = 2",
        f"UPDATE sender_epoch SET epoch = 2; UPDATE delivery SET {WINDOW.format(NOW)} WHERE id = 2",
        f"UPDATE mailing SET state = 'paused' WHERE id = 1; UPDATE delivery SET {WINDOW.format(NOW)} WHERE id = 2",
        "INSERT INTO suppression SELECT address_hash, 'asked', 1 FROM delivery WHERE id = 2; "
        f"UPDATE delivery SET {WINDOW.format(NOW)} WHERE id = 2",
        "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = 2; "
        f"UPDATE delivery SET {WINDOW.format(NOW)} WHERE id = 2",
        "UPDATE list SET clearance = -1; " + f"UPDATE delivery SET {WINDOW.format(NOW)} WHERE id = 2",
    ],
    "delivery_holder": [
        "UPDATE delivery SET worker = 'thief' WHERE id = 2",
        "UPDATE delivery SET fence = fence + 1 WHERE id = 3",
    ],
    "delivery_sent": [f"UPDATE delivery SET state = 'sent', {OUT} WHERE id = 3"],
    "delivery_put_off": [f"UPDATE delivery SET state = 'queued', {OUT} WHERE id = 3"],
    "delivery_refused": [f"UPDATE delivery SET state = 'failed', {OUT} WHERE id = 3"],
    "delivery_late_answer": ["UPDATE delivery SET state = 'sent' WHERE id = 4"],
    "delivery_again": [
        "UPDATE delivery SET state = 'queued', resends = 1 WHERE id = 4",
        "UPDATE delivery SET state = 'queued' WHERE id = 8",
    ],
    "delivery_abandoned": ["UPDATE delivery SET state = 'abandoned' WHERE id = 4"],
    "delivery_resends": ["UPDATE delivery SET resends = 1 WHERE id = 1"],
    "delivery_body": ["UPDATE delivery SET body_sha256 = 'y' WHERE id = 3"],
    "delivery_identity": [
        "UPDATE delivery SET message_id = 'other' WHERE id = 1",
        "UPDATE delivery SET mailing_id = 3 WHERE id = 1",
    ],
    "delivery_address": ["UPDATE delivery SET address = 'eve@d.example' WHERE id = 1"],
    "delivery_attempts": [
        "UPDATE delivery SET attempts = attempts + 1 WHERE id = 2",
        "UPDATE delivery SET attempts = 0 WHERE id = 6",
    ],
    "attempt_new": [
        f"INSERT INTO attempt (delivery_id, n, fence, phase, code, at) VALUES (1, 1, 0, 'rcpt', 550, {NOW})",
        f"INSERT INTO attempt (delivery_id, n, fence, phase, code, at) VALUES (2, 1, 1, 'dot', 250, {NOW})",
        f"INSERT INTO attempt (delivery_id, n, fence, phase, code, at) VALUES (3, 1, 0, 'dot', 250, {NOW})",
    ],
    "attempt_kept": ["UPDATE attempt SET code = 550 WHERE delivery_id = 5"],
    "attempt_not_deleted": ["DELETE FROM attempt WHERE delivery_id = 5"],
    "resolution_new": [
        f"INSERT INTO resolution (delivery_id, fence, verdict, who, at) VALUES (1, 0, 'resend', 'ana', {NOW})",
        f"INSERT INTO resolution (delivery_id, fence, verdict, who, at) VALUES (3, 1, 'resend', 'ana', {NOW})",
    ],
    "resolution_kept": ["UPDATE resolution SET who = 'eve'"],
    "resolution_not_deleted": ["DELETE FROM resolution"],
    "mailing_new": [
        f"INSERT INTO mailing (name, state, content_sha256, created_at) VALUES ('n', 'approved', 'x', {NOW})"
    ],
    "mailing_moves": ["UPDATE mailing SET state = 'draft' WHERE id = 1"],
    "mailing_frozen": [
        "UPDATE mailing SET content_sha256 = 'other' WHERE id = 3",
        "UPDATE mailing SET marking = 0 WHERE id = 3; UPDATE mailing SET marking = 1 WHERE id = 3",
        "UPDATE mailing SET embargo_until = NULL WHERE id = 4",
    ],
    "mailing_marking": [
        "UPDATE mailing SET state = 'approved', content_sha256 = 'c' WHERE id = 2",
        "INSERT INTO mailing_list VALUES (2, 3); UPDATE list SET clearance = 0; "
        "UPDATE mailing SET state = 'approved', content_sha256 = 'c', approved_by = 'ana' WHERE id = 2",
    ],
    "mailing_start": ["UPDATE mailing SET state = 'sending', audience_n = 5 WHERE id = 3"],
    "mailing_audience": ["UPDATE mailing SET audience_n = 8 WHERE id = 1"],
    "mailing_done": ["UPDATE mailing SET state = 'done' WHERE id = 1"],
    "mailing_done_but": ["UPDATE mailing SET state = 'done_with_unknown' WHERE id = 1"],
    "mailing_cancelled": [
        "UPDATE mailing SET state = 'paused' WHERE id = 1; UPDATE mailing SET state = 'cancelled' WHERE id = 1"
    ],
    "mailing_list_new": ["INSERT INTO mailing_list VALUES (3, 2)", "INSERT INTO mailing_list VALUES (2, 1)"],
    "mailing_list_kept": ["UPDATE mailing_list SET list_id = 2 WHERE mailing_id = 3"],
    "mailing_list_out": ["DELETE FROM mailing_list WHERE mailing_id = 3"],
    "content_kept": ["UPDATE content SET data = 'other'"],
    "mailing_content_new": ["INSERT INTO mailing_content (mailing_id, name, sha256) VALUES (3, 'web', 'c')"],
    "mailing_content_kept": [
        "UPDATE mailing SET state = 'approved', content_sha256 = 'c', approved_by = 'ana' WHERE id = 2; "
        "UPDATE mailing_content SET media_type = 'x'"
    ],
    "mailing_content_out": [
        "UPDATE mailing SET state = 'approved', content_sha256 = 'c', approved_by = 'ana' WHERE id = 2; "
        "DELETE FROM mailing_content"
    ],
    "epoch_grows": ["UPDATE sender_epoch SET epoch = 1", "UPDATE sender_epoch SET epoch = 0"],
    "epoch_kept": ["DELETE FROM sender_epoch"],
    "confirmation_new": [_asked("sent"), f"{_SUPPRESS}; {_asked('window')}"],
    "confirmation_window": [
        f"{_asked('window')}; UPDATE confirmation SET state = 'sent'; UPDATE confirmation SET state = 'window'",
        f"{_asked('due')}; {_SUPPRESS}; UPDATE confirmation SET state = 'window'",
    ],
    "confirmation_heard": [f"{_asked('due')}; UPDATE confirmation SET state = 'sent'"],
    "consent_kept": ["UPDATE consent SET source = 'other'", "UPDATE consent SET network_hash = 'again'"],
}
CASES = [(name, statements) for name, listed in FORBIDDEN.items() for statements in listed]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Make a database in which a mailing is under way."""
    store = open_store(tmp_path_factory.mktemp("guards") / "office.db")
    with store.writing() as connection:
        add_list(connection)
        add_list(connection, "other")
        add_list(connection, "staff", clearance=2)
        add_people(connection, (f"p{n}@d.example" for n in range(9)))
        start(connection, add_mailing(connection))
        add_people(connection, ["late@d.example", "left@d.example", "new@d.example"])
        _run(connection, SCENE)
        add_mailing(connection, name="approved")
        add_mailing(connection, name="embargo", embargo_until=NOW + 1)
        _run(connection, f"INSERT INTO mailing (name, created_at) VALUES ('plain draft', {NOW})")
        _run(connection, "INSERT INTO subscription VALUES (12, 2, 'active', 1, 1)")
        _run(connection, "UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = 11")
        consent = "INSERT INTO consent (subscriber_id, list_id, act, source, at) VALUES (1, 1, 'given', 'form', 1)"
        _run(connection, consent)
    yield store
    store.close()


def _run(connection: Connection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";")):
        connection.execute(text(statement))


def test_every_guard_has_something_to_refuse() -> None:
    assert set(FORBIDDEN) == {guard.name for guard in GUARDS}


@pytest.mark.parametrize(("name", "statements"), CASES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(CASES)])
def test_a_guard_refuses_what_nothing_else_would(name: str, statements: str, scene: Store) -> None:
    with scene.engine.connect() as connection:
        with pytest.raises(IntegrityError, match=f"guard {name}:"):
            _run(connection, statements)
        connection.rollback()
        connection.exec_driver_sql(f"DROP TRIGGER guard_{name}")
        _run(connection, statements)
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery SET state = 'lost' WHERE id = 1",
        "UPDATE delivery SET worker = 'w' WHERE id = 1",
        "UPDATE delivery SET state = 'in_window', window_at = 1 WHERE id = 2",
        "UPDATE delivery SET verp = (SELECT verp FROM delivery WHERE id = 2) WHERE id = 1",
        "UPDATE delivery SET resends = 2 WHERE id = 4",
        "INSERT INTO sender_epoch (id, epoch, at) VALUES (2, 9, 1)",
    ],
)
def test_a_constraint_refuses_what_no_guard_sees(statement: str, scene: Store) -> None:
    with scene.engine.connect() as connection:
        for guard in GUARDS:
            connection.exec_driver_sql(f"DROP TRIGGER guard_{guard.name}")
        with pytest.raises(IntegrityError):
            connection.execute(text(statement))
        connection.rollback()


@pytest.mark.parametrize("twin", ["address_key", "subscriber_id"])
def test_a_person_has_one_row_in_a_mailing(twin: str, scene: Store) -> None:
    with scene.engine.connect() as connection:
        for guard in GUARDS:
            connection.exec_driver_sql(f"DROP TRIGGER guard_{guard.name}")
        with pytest.raises(IntegrityError, match="UNIQUE"):
            connection.execute(
                text(f"UPDATE delivery SET {twin} = (SELECT {twin} FROM delivery WHERE id = 2) WHERE id = 1")
            )
        connection.rollback()
