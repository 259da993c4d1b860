"""Lists: what people subscribe to. A list is closed, never deleted, for its mailings and its consents remain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import func, select

from communique.errors import UsageError
from communique.mailing.tables import list_, subscription

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST: Final = 60

Unknown = Literal["hold", "resend", "close"]
CLEARANCES: Final = ("public", "internal")
"""What a list may see; a list's clearance is a place in this row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is to be; None leaves it as it is."""

    title: str | None = None
    description: str | None = None
    language: str | None = None
    clearance: int | None = None
    unknown_policy: Unknown | None = None
    resend_after: int | None = None  #: Seconds.
    open: bool | None = None

    def values(self) -> dict[str, Any]:
        """What is said, by column."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in said.items() if value is not None}


def create(connection: Connection, name: str, wanted: Wanted, now: int) -> int:
    """
    Make a list, and give its number.

    Raises:
        UsageError: the name is no name for a list, or is taken.

    """
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST]
        hint = f': try "{better}"' if NAME.fullmatch(better) else ""
        raise UsageError(f'"{name}" is no name for a list: use small letters, digits and single dashes{hint}')
    if connection.scalar(select(list_.c.id).where(list_.c.name == name)):
        raise UsageError(f"there is a list {name} already; nothing was changed")
    _refuse_open(wanted.open, wanted.clearance)
    title = {"title": name.replace("-", " ").capitalize()}
    values = {**title, **wanted.values(), "name": name, "created_at": now}
    return int(connection.execute(list_.insert().values(values).returning(list_.c.id)).scalar_one())


def change(connection: Connection, name: str, wanted: Wanted) -> None:
    """Change what is said of a list."""
    found = find(connection, name)
    if values := wanted.values():
        _refuse_open(values.get("open", found.open), values.get("clearance", found.clearance))
        connection.execute(list_.update().where(list_.c.id == found.id).values(values))


def _refuse_open(wanted: bool | None, clearance: int | None) -> None:
    """Stop before the database does: what strangers may subscribe to never sees what is internal."""
    if wanted and clearance:
        raise UsageError("a list that is open to everybody sees public papers alone; nothing was changed")


def close(connection: Connection, name: str, now: int) -> None:
    """Close a list: nobody is added, nothing is sent to it; who was on it remains known."""
    found = find(connection, name)
    connection.execute(list_.update().where(list_.c.id == found.id).values(closed_at=now, open=False))


def find(connection: Connection, name: str, *, closed: bool = False) -> Row[Any]:
    """Find a list by its name; raise UsageError with a suggestion where there is none, or it is closed."""
    found = connection.execute(select(list_).where(list_.c.name == name)).one_or_none()
    if found is None:
        near = get_close_matches(name, list(connection.scalars(select(list_.c.name))), 1)
        hint = f'; did you mean "{near[0]}"?' if near else "; `communique lists add` makes one"
        raise UsageError(f'there is no list "{name}"{hint}')
    if found.closed_at is not None and not closed:
        raise UsageError(f"the list {name} is closed")
    return found


def find_all(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Find the numbers of lists by their names."""
    return {name: int(find(connection, name).id) for name in dict.fromkeys(names)}


def open_lists(connection: Connection) -> list[Row[Any]]:
    """List what strangers may subscribe to."""
    query = select(list_).where(list_.c.open, list_.c.closed_at.is_(None))
    return list(connection.execute(query.order_by(list_.c.title, list_.c.id)))


def listing(connection: Connection) -> list[dict[str, Any]]:
    """Say of every list what it is, and how many people it has in each state."""
    counted: dict[int, dict[str, int]] = {}
    query = select(subscription.c.list_id, subscription.c.state, func.count()).group_by(
        subscription.c.list_id, subscription.c.state
    )
    for number, state, people in connection.execute(query):
        counted.setdefault(number, {})[state] = people
    rows = connection.execute(select(list_).order_by(list_.c.name)).mappings()
    return [{**row, "people": counted.get(row["id"], {})} for row in rows]
