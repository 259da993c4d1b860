"""
A mailing under way: paused, resumed, cancelled, and ended when everybody has been dealt with.

The database refuses to call a mailing done while one row of it is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, text

from communique.mailing.tables import DELIVERY_STATES, delivery, mailing

if TYPE_CHECKING:
    from sqlalchemy import Connection

ENDED: Final = frozenset({"done", "done_with_unknown", "cancelled"})
_ROWS_IN: Final = "SELECT EXISTS (SELECT 1 FROM delivery WHERE mailing_id = :mailing AND state {states})"


def state_of(connection: Connection, mailing_id: int) -> str:
    """Read a mailing's state; empty where there is none."""
    return connection.scalar(select(mailing.c.state).where(mailing.c.id == mailing_id)) or ""


def pause(connection: Connection, mailing_id: int, why: str) -> bool:
    """Open no more windows; those that are open end by themselves. Give whether it was sending."""
    return _move(connection, mailing_id, ("sending",), "paused", why=why)


def resume(connection: Connection, mailing_id: int) -> bool:
    """Send on; give whether it was paused."""
    return _move(connection, mailing_id, ("paused",), "sending", why="")


def cancel(connection: Connection, mailing_id: int, why: str, now: int) -> bool:
    """
    Write to nobody else; give whether that is done.

    A mailing that is sending is paused first, and its open windows end; call
    again when the sender has let go.
    """
    pause(connection, mailing_id, why)
    if _any(connection, mailing_id, "IN ('leased', 'in_window')"):
        return False
    connection.execute(
        delivery.update()
        .where(delivery.c.mailing_id == mailing_id, delivery.c.state == "queued")
        .values(state="skipped", reason="cancelled", changed_at=now)
    )
    return _move(connection, mailing_id, ("draft", "approved", "paused"), "cancelled", why=why, ended_at=now)


def finish(connection: Connection, mailing_id: int, now: int) -> str:
    """End a mailing if everybody has been dealt with; give its state."""
    state = state_of(connection, mailing_id)
    if state not in {"sending", "done_with_unknown"} or _any(connection, mailing_id, "= 'queued'"):
        return state
    if _any(connection, mailing_id, "IN ('leased', 'in_window')"):
        return state
    to = "done_with_unknown" if _any(connection, mailing_id, "IN ('unknown', 'held')") else "done"
    if to != state:
        _move(connection, mailing_id, (state,), to, ended_at=now)
    return to


def counts(connection: Connection, mailing_id: int) -> dict[str, int]:
    """Count a mailing's deliveries by their state; each state is there."""
    query = select(delivery.c.state, func.count()).where(delivery.c.mailing_id == mailing_id)
    found = {row[0]: row[1] for row in connection.execute(query.group_by(delivery.c.state))}
    return {state: found.get(state, 0) for state in DELIVERY_STATES}


def next_due(connection: Connection, mailing_id: int) -> int | None:
    """Say when the next delivery in the queue is due; None where none waits."""
    query = select(func.min(delivery.c.next_at)).where(
        delivery.c.mailing_id == mailing_id, text("delivery.state = 'queued'")
    )
    found: int | None = connection.scalar(query)
    return found


def _any(connection: Connection, mailing_id: int, states: str) -> bool:
    return bool(connection.scalar(text(_ROWS_IN.format(states=states)), {"mailing": mailing_id}))


def _move(connection: Connection, mailing_id: int, old: tuple[str, ...], new: str, **values: object) -> bool:
    change = mailing.update().where(mailing.c.id == mailing_id, mailing.c.state.in_(old))
    return bool(connection.execute(change.values(state=new, **values)).rowcount)
