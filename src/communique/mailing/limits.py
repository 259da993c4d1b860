"""
How often strangers may ask, so that nobody is flooded with messages that ask them to confirm.

The form is limited by what is seen of a request before its address is looked
at: the network that it came from, the lists that it wants, and all requests
together. An address is limited when a message to it is about to go out, however
it was asked for. Networks and addresses are kept as keyed hashes, for 30 days.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from communique.mailing.tables import request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
KEPT: Final = 30 * DAY
"""How long it is known who asked."""
OF_A_NETWORK: Final = 5
"""Forms an hour from one network."""
OF_A_LIST: Final = 30
"""Forms an hour for one list."""
OF_ALL: Final = 60
"""Forms an hour."""
TO_AN_ADDRESS: Final = ((1, DAY), (3, KEPT))
"""Messages to one address within such a time, over all lists."""
FORM: Final = "form"
CONFIRMATION: Final = "confirmation"


def network(address: str) -> str:
    """Name the network of an internet address: its first 24 bits, or 64 of IPv6; empty where it is none, or this machine."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 64), strict=False))  # noqa: PLR2004


def take_form(connection: Connection, network_hash: str, lists: Iterable[int], now: int) -> bool:
    """Count a form; False where no more are taken within this hour."""
    wanted = [(FORM, "", OF_ALL), *((f"list:{number}", "", OF_A_LIST) for number in lists)]
    if network_hash:
        wanted.append((FORM, network_hash, OF_A_NETWORK))
    if any(_forms(connection, kind, hashed, now) >= most for kind, hashed, most in wanted):
        return False
    _note(connection, FORM, now, network_hash=network_hash)
    for kind, _, _ in wanted:
        if kind != FORM:
            _note(connection, kind, now)
    return True


def is_full(connection: Connection, now: int) -> bool:
    """Say whether no form at all is taken within this hour: somebody should look."""
    return _forms(connection, FORM, "", now) >= OF_ALL


def _forms(connection: Connection, kind: str, network_hash: str, now: int) -> int:
    query = select(func.count()).where(request.c.kind == kind, request.c.at > now - HOUR)
    found = connection.scalar(query.where(request.c.network_hash == network_hash) if network_hash else query)
    return int(found or 0)


def may_be_asked(connection: Connection, address_hash: str, now: int) -> bool:
    """Say whether one more message that asks may go to an address."""
    query = select(func.count()).where(request.c.kind == CONFIRMATION, request.c.address_hash == address_hash)
    return all((connection.scalar(query.where(request.c.at > now - time)) or 0) < most for most, time in TO_AN_ADDRESS)


def was_asked(connection: Connection, address_hash: str, now: int) -> None:
    """Count a message that asked."""
    _note(connection, CONFIRMATION, now, address_hash=address_hash)


def forget(connection: Connection, now: int) -> None:
    """Forget who asked long ago."""
    connection.execute(request.delete().where(request.c.at <= now - KEPT))


def _note(connection: Connection, kind: str, now: int, *, address_hash: str = "", network_hash: str = "") -> None:
    row = {"kind": kind, "address_hash": address_hash, "network_hash": network_hash, "at": now}
    connection.execute(request.insert().values(row))
