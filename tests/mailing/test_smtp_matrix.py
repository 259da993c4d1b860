"""What becomes of a message, whatever the server does at whatever step."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from communique.mailing import store as stores
from communique.mailing.relay import Times
from communique.mailing.sender import Sender
from support.faults import pace, relay, sink
from support.office import Letter, office

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HANGS = ("rst", "fin", "stall", "garbage", "half")
BEFORE = ("rcpt", "data", "body")
MATRIX: dict[str, tuple[str, int]] = {
    # what the server does -> the state at the end, and how often it took the message
    **{f"{step}.{code}.1": ("sent", 1) for step in ("mail", "rcpt", "data", "dot") for code in ("421", "450", "451")},
    **{f"{step}.{code}.9": ("failed", 0) for step in ("rcpt", "data", "dot") for code in ("550", "554")},
    **{f"{step}.{hang}.1": ("sent", 1) for step in ("mail", *BEFORE) for hang in HANGS},
    "body.stall.1": ("unknown", 0),  # the network took it all, and the dot
    **{f"dot.{hang}.1": ("unknown", 0) for hang in HANGS},
    **{f"taken.{hang}.1": ("unknown", 1) for hang in (*HANGS, "late", "354")},
    **{f"body.{code}.1": ("sent", 1) for code in ("421", "451")},
    "rcpt.450.3": ("sent", 1),
    "dot.451.3": ("sent", 1),
}


def _send(
    folder: Path, addresses: Iterable[str], *more: str, **changes: Any
) -> tuple[dict[str, str], Counter[str], str]:
    store, mailing = office(folder / "office.db", addresses, stores.now())
    record = folder / "record"
    with sink(record, "--late", "0.6", *more) as port:
        way = replace(relay(port, 8), **changes)
        Sender(store, way, {mailing: Letter()}, pace=pace(1)).run()
    with store.reading() as connection:
        states = {row.address: row.state for row in connection.execute(text("SELECT address, state FROM delivery"))}
        why = connection.scalar(text("SELECT state || ' ' || why FROM mailing")) or ""
    store.close()
    return states, Counter(line.split()[0] for line in record.read_text().splitlines()), why.strip()


def test_whatever_the_server_does_at_whatever_step(tmp_path: Path) -> None:
    """Each step and each fault, three people each, of as many domains."""
    people = {f"p{n}+{fault}@d{n}{fault.replace('.', '')}.example": fault for fault in MATRIX for n in range(3)}
    states, taken, _ = _send(tmp_path, people)
    found = {person: (states[person], taken[person]) for person in people}
    assert {person: outcome for person, outcome in found.items() if outcome not in _right(people[person])} == {}


def _right(fault: str) -> tuple[tuple[str, int], ...]:
    """List what may come of a fault: that a connection broke in the body may be heard only after the dot."""
    return (MATRIX[fault], ("unknown", 0)) if fault.startswith("body.") else (MATRIX[fault],)


def test_connections_that_do_not_come_about_cost_nobody_anything(tmp_path: Path) -> None:
    faults = ("421", "450", "554", *HANGS)
    plan = [f"{step}.{fault}" for step in ("greeting", "ehlo", "auth") for fault in faults]
    plan.remove("auth.554")
    login = {"user": "office", "password": "secret"}
    people = ["a@one.example", "b@two.example"]
    states, taken, why = _send(tmp_path, people, "--first", *plan, **login, times=Times(greeting=0.3, command=0.3))
    assert states == dict.fromkeys(people, "sent")
    assert taken == dict.fromkeys(people, 1)
    assert why == "done"


def test_a_password_that_is_refused_stops_the_mailing(tmp_path: Path) -> None:
    """A wrong password does not become right by waiting."""
    login = {"user": "office", "password": "secret"}
    states, taken, why = _send(tmp_path, ["a@one.example"], "--first", "auth.554", **login)
    assert states == {"a@one.example": "queued"}
    assert not taken
    assert why == "paused the server refuses the user or the password: 554 as you wished"


def test_a_server_that_refuses_the_sender_stops_the_mailing(tmp_path: Path) -> None:
    """That is not the fault of any person, and must not count against them."""
    states, taken, why = _send(tmp_path, [f"p{n}+mail.550.9@d{n}.example" for n in range(5)])
    assert set(states.values()) == {"queued"}
    assert not taken
    assert why == "paused the server refuses the sender: 550 5.3.0"
