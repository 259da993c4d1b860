"""What follows from what comes back: once, to whom it is about, and to nobody where the token is not ours."""

from __future__ import annotations

import base64
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from communique.bounces.handling import Incoming, Policy, handle, spare_refused
from communique.bounces.reports import read
from communique.mailing import confirmations, subscribers
from communique.mailing.tables import confirmation
from support.office import add_people
from support.offices import NOON, HandClock, everybody, office_at
from support.reports import complaint, dsn, message_id, return_path, send_out, states, suppressions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.bounces.handling import Result
    from communique.mailing.office import Office

FULL = "452 4.2.2 The mailbox is full"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose mailing to Ana and Bo is out."""
    with office_at(tmp_path, "weekly") as opened:
        with opened.store.writing() as connection:
            add_people(connection, ["ana@example.org", "bo@example.org"], now=NOON)
        send_out(opened)
        yield opened


def take(office: Office, data: bytes, policy: Policy | None = None) -> Result:
    """Handle a message as it came."""
    with office.store.writing() as connection:
        incoming = Incoming.of(read(data), data, "test")
        return handle(connection, office.keys, incoming, policy or Policy(), office.clock())


def test_an_address_that_is_gone_is_written_to_no_more(office: Office) -> None:
    assert take(office, dsn(return_path(office, 1))) == "hard"
    assert (states(office), suppressions(office)) == (["bounced", "sent"], ["hard-bounce"])
    send_out(office, "next")
    assert states(office) == ["bounced", "sent", "sent"]


def test_the_same_report_twice_counts_once(office: Office) -> None:
    data = dsn(return_path(office, 1))
    assert [take(office, data) for _ in range(3)] == ["hard", "known", "known"]
    with office.store.reading() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM bounce")) == 1


def test_who_complains_leaves_every_list_at_once(office: Office) -> None:
    assert take(office, complaint("fbl@example.org", message_id(office, 1))) == "complaint"
    assert (states(office), suppressions(office)) == (["complained", "sent"], ["complaint"])
    ana, bo = everybody(office)
    assert (ana["lists"], bo["lists"]) == ({"weekly": "unsubscribed"}, {"weekly": "active"})
    assert ana["consent"][-1][1:3] == ("withdrawn", "complaint")


def test_who_complains_after_a_bounce_has_complained(office: Office) -> None:
    take(office, dsn(return_path(office, 1), "4.2.2", FULL))
    take(office, complaint("fbl@example.org", message_id(office, 1)))
    take(office, dsn(return_path(office, 1)))
    assert states(office) == ["complained", "sent"]


def test_a_mailbox_that_is_full_is_written_to_again(office: Office) -> None:
    assert take(office, dsn(return_path(office, 1), "4.2.2", FULL)) == "soft"
    assert (states(office), suppressions(office)) == (["bounced", "sent"], [])


@pytest.mark.parametrize(("days", "reasons"), [(1, []), (4, ["soft-bounces"])])
def test_five_in_a_row_over_two_weeks_are_enough(office: Office, days: int, reasons: list[str]) -> None:
    assert isinstance(office.clock, HandClock)
    take(office, dsn(return_path(office, 1), "4.2.2", FULL))
    for number in range(4):
        office.clock.forward(days * 86_400)
        send_out(office, f"next {number}")
        with office.store.reading() as connection:
            last = connection.scalar(text("SELECT MAX(id) FROM delivery WHERE address = 'ana@example.org'"))
        take(office, dsn(return_path(office, int(last or 0)), "4.2.2", FULL))
    assert suppressions(office) == reasons


def test_one_that_arrived_in_between_begins_the_row_anew(office: Office) -> None:
    assert isinstance(office.clock, HandClock)
    for number in range(6):
        office.clock.forward(7 * 86_400)
        mailing = send_out(office, f"next {number}")
        with office.store.reading() as connection:
            query = text("SELECT id FROM delivery WHERE address = 'ana@example.org' AND mailing_id = :m")
            last = int(connection.scalar(query, {"m": mailing}) or 0)
        if number != 2:
            take(office, dsn(return_path(office, last), "4.2.2", FULL))
    assert suppressions(office) == []


def test_what_comes_back_settles_that_it_had_gone_out(tmp_path: Path) -> None:
    with office_at(tmp_path, "weekly") as office:
        with office.store.writing() as connection:
            add_people(connection, ["ana@example.org"], now=NOON)
        send_out(office, heard=False)
        take(office, dsn(return_path(office, 1)))
        assert states(office) == ["bounced"]
        with office.store.reading() as connection:
            assert connection.execute(text("SELECT who, verdict FROM resolution")).all() == [("evidence", "sent")]
            assert connection.scalar(text("SELECT state FROM mailing")) == "done"


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_a_report_of_no_failure_changes_nothing(office: Office, action: str) -> None:
    assert take(office, dsn(return_path(office, 1), "4.4.1", "trying", action)) == "delay"
    assert (states(office), suppressions(office)) == (["sent", "sent"], [])


def test_ten_thousand_forged_tokens_suppress_nobody(office: Office) -> None:
    chance = random.Random(1)
    with office.store.writing() as connection:
        for number in range(100):
            tokens = [base64.b32encode(chance.randbytes(15)).decode().lower() for _ in range(100)]
            data = dsn(", ".join(f"bounces+{token}@example.org" for token in tokens))
            report = replace(read(data), tokens=tuple(tokens))
            assert handle(connection, office.keys, Incoming(report, str(number), "test"), Policy(), NOON) == "stray"
    assert (states(office), suppressions(office)) == (["sent", "sent"], [])


def test_a_message_that_asked_to_confirm_came_back_too(office: Office) -> None:
    with office.store.writing() as connection:
        asked = {"subscriber_id": 1, "asked_at": NOON, "state": "window", "next_at": NOON, "changed_at": NOON}
        connection.execute(confirmation.insert().values(**asked))
        connection.execute(confirmation.update().values(state="sent"))
    to = f"bounces+{confirmations.token(office.keys, 1, NOON)}@example.org"
    assert [take(office, dsn(to)) for _ in range(2)] == ["hard", "hard"]
    with office.store.reading() as connection:
        assert connection.execute(text("SELECT state, reason FROM confirmation")).all() == [("failed", "5.1.1")]


@pytest.mark.parametrize("to", ["bounces@example.org", "bounces+@example.org", "x"])
def test_what_has_no_token_waits_for_a_person(office: Office, to: str) -> None:
    data = dsn(to, said="550 5.1.1 <ana@example.org> unknown")
    assert [take(office, data), take(office, data)] == ["stray", "stray"]
    with office.store.reading() as connection:
        (row,) = connection.execute(text("SELECT why, said FROM stray")).all()
    assert row.why == "no token of ours"
    assert "ana@" not in row.said


def test_a_report_with_two_of_our_tokens_was_put_together_by_somebody(office: Office) -> None:
    assert take(office, dsn(return_path(office, 1), message_id=message_id(office, 2))) == "stray"
    assert suppressions(office) == []


def test_a_report_after_a_person_was_erased_brings_nothing_back(office: Office) -> None:
    to = return_path(office, 1)
    with office.store.writing() as connection:
        subscribers.erase(connection, subscribers.find(connection, "ana@example.org"), NOON)
    assert take(office, dsn(to)) == "hard"
    with office.store.reading() as connection:
        assert connection.execute(text("SELECT subscriber_id, text FROM bounce")).all() == [
            (None, "550 5.1.1 <a…@example.org>: Recipient address rejected: User unknown")
        ]
    assert suppressions(office) == ["erased"]


def test_what_the_relay_itself_refused_is_spared_too_once(office: Office) -> None:
    with office.store.writing() as connection:
        add_people(connection, ["cy@example.org"], now=NOON)
    mailing = send_out(office, "next")
    with office.store.writing() as connection:  # as if the relay had refused one before the dot
        connection.execute(text("DROP TRIGGER IF EXISTS guard_delivery_moves"))
        for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {row.name}")
        change = "UPDATE delivery SET state = 'failed', reply_enhanced = '5.1.1' WHERE address = 'cy@example.org'"
        connection.execute(text(change))
        assert [spare_refused(connection, mailing, NOON) for _ in range(2)] == [1, 0]
    assert suppressions(office) == ["hard-bounce"]


@given(order=st.lists(st.integers(0, 5), min_size=1, max_size=10))
def test_any_sequence_twice_is_the_sequence_once(order: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Read again after a crash, from two mailboxes, by a second process: nothing more follows."""
    with office_at(tmp_path_factory.mktemp("office"), "weekly") as office:
        with office.store.writing() as connection:
            add_people(connection, ["ana@example.org", "bo@example.org"], now=NOON)
        send_out(office)
        reports = [
            *(dsn(return_path(office, n), "4.2.2", FULL) for n in (1, 2)),
            *(dsn(return_path(office, n)) for n in (1, 2)),
            *(complaint("fbl@example.org", message_id(office, n)) for n in (1, 2)),
        ]
        once, twice = (_after(office, [reports[number] for number in order]) for _ in range(2))
    assert once == twice


def _after(office: Office, reports: list[bytes]) -> object:
    for data in reports:
        take(office, data)
    with office.store.reading() as connection:
        noted = connection.execute(text("SELECT COUNT(*), (SELECT COUNT(*) FROM stray) FROM bounce")).all()
    return states(office), suppressions(office), noted, [one["lists"] for one in everybody(office)]
