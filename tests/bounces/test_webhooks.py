"""What a mail provider reports by HTTP counts where it is signed and fresh, and counts once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from communique.bounces.handling import Policy
from communique.bounces.webhooks import FRESH, Mailgun
from communique.mailing.tables import bounce, delivery, stray, suppression
from communique.web.app import make_app
from communique.web.hook import LARGEST, Hook
from support.office import add_mailing, add_people, start
from support.offices import NOON, office_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.mailing.office import Office

KEY = "key-of-tests"
GONE = {"event": "failed", "severity": "permanent", "delivery-status": {"code": 550, "message": "5.1.1 no such user"}}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose mailing to Ana and Bo is under way, and of which nothing has been heard."""
    with office_at(tmp_path, "weekly") as opened:
        with opened.store.writing() as connection:
            add_people(connection, ["ana@example.org", "bo@example.org"], now=NOON)
            start(connection, add_mailing(connection), NOON)
        yield opened


def signed(event: Any, *, key: str = KEY, at: int = NOON, token: str = "t1") -> bytes:  # noqa: S107 -- a token of a webhook
    """Write what the provider sends."""
    stamp = str(at // 1000)
    sign = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    return json.dumps(
        {"signature": {"timestamp": stamp, "token": token, "signature": sign}, "event-data": event}
    ).encode()


def about(message_id: str, **event: Any) -> dict[str, Any]:
    """Make an event about a message."""
    return {"id": "e1", "message": {"headers": {"message-id": message_id}}, **event}


def posted(office: Office, *bodies: bytes) -> list[int]:
    """Post to the hook; give the answers' status."""
    app = make_app(office, hook=Hook(office, Mailgun(KEY), Policy()))

    async def answer() -> list[int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return [(await client.post("https://briefs.example.org/hook", content=body)).status_code for body in bodies]

    return asyncio.run(answer())


def message_id(office: Office, number: int = 1) -> str:
    with office.store.reading() as connection:
        return str(connection.scalar(select(delivery.c.message_id).where(delivery.c.id == number)))


def kept(office: Office) -> tuple[list[str], list[str], int]:
    """Read the kinds of bounces, the reasons of suppression, and how many strays there are."""
    with office.store.reading() as connection:
        kinds = connection.scalars(select(bounce.c.kind).order_by(bounce.c.id)).all()
        reasons = connection.scalars(select(suppression.c.reason)).all()
        return list(kinds), list(reasons), len(connection.execute(select(stray)).all())


def test_an_address_that_is_gone_is_written_to_no_more_however_often_it_is_reported(office: Office) -> None:
    event = about(message_id(office), **GONE)
    again = signed(event, token="t2", at=NOON + 1000)  # noqa: S106 -- a token of a webhook
    assert posted(office, signed(event), signed(event), again) == [200, 200, 200]
    assert kept(office) == (["hard"], ["hard-bounce"], 0)


def test_a_complaint_ends_every_subscription(office: Office) -> None:
    assert posted(office, signed(about(message_id(office), event="complained"))) == [200]
    assert kept(office) == (["complaint"], ["complaint"], 0)


@pytest.mark.parametrize(
    ("event", "kinds"),
    [
        ({**GONE, "severity": "temporary"}, []),
        ({"event": "delivered"}, []),
        ({"event": "opened"}, []),
        ({"event": "failed", "severity": "permanent", "delivery-status": {"code": 552, "message": "5.2.2 full"}}, ["soft"]),
        ({"event": "failed", "severity": "permanent", "delivery-status": {"code": 605, "message": ""}}, ["hard"]),
    ],
    ids=["still trying", "delivered", "opened", "full", "known to the provider"],
)  # fmt: skip
def test_each_event_counts_for_what_it_is(office: Office, event: dict[str, Any], kinds: list[str]) -> None:
    assert posted(office, signed(about(message_id(office), **event))) == [200]
    assert kept(office)[0] == kinds


def test_what_is_not_signed_or_is_old_is_refused_and_changes_nothing(office: Office) -> None:
    event = about(message_id(office), **GONE)
    refused = [
        signed(event, key="another key"),
        signed(event, at=NOON - FRESH - 2000),
        signed(event, at=NOON + FRESH + 2000),
        json.dumps({"event-data": event}).encode(),
        signed(event).replace(b'"t1"', b'"t2"'),
        b"not JSON",
        b"[" * 100_000,
        b"",
    ]
    assert posted(office, *refused) == [403] * len(refused)
    assert posted(office, b"x" * (LARGEST + 1)) == [413]
    assert kept(office) == ([], [], 0)


def test_a_signature_that_was_seen_cannot_be_used_to_say_something_else(office: Office) -> None:
    first, second = (signed(about(message_id(office, number), **GONE)) for number in (1, 2))
    assert posted(office, first, second, first) == [200, 403, 200]
    assert kept(office) == (["hard"], ["hard-bounce"], 0)


def test_a_message_that_is_none_of_ours_suppresses_nobody_and_is_kept_for_a_person(office: Office) -> None:
    assert posted(office, signed(about("abcdefghij234567klmnopqr@example.org", **GONE))) == [200]
    assert kept(office) == ([], [], 1)


def test_where_no_provider_is_set_there_is_no_hook(office: Office) -> None:
    async def answer() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(make_app(office))) as client:
            return (await client.post("https://briefs.example.org/hook", content=b"{}")).status_code

    assert asyncio.run(answer()) == 404


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda one: st.lists(one, max_size=3) | st.dictionaries(st.sampled_from(["event-data", "signature", "timestamp", "token", "event", "message", "headers", "message-id", "delivery-status", "code", "id"]), one, max_size=5), max_leaves=12)  # fmt: skip


@given(JSON)
def test_whatever_is_said_it_is_read_and_unsigned_it_is_refused(said: Any) -> None:
    body = json.dumps(said).encode()
    assert not Mailgun(KEY).verify({}, body, NOON)
    Mailgun(KEY).reports(body)
    Mailgun(KEY).reports(signed(said))


def test_without_a_key_nothing_is_believed() -> None:
    assert not Mailgun("").verify({}, signed({}, key=""), NOON)
