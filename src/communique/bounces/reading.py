"""Reads a mailbox through: each message is handled, committed, and only then put away."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from communique.bounces.handling import Incoming, handle
from communique.bounces.reports import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.bounces.handling import Policy, Result
    from communique.bounces.mailboxes import Mailbox
    from communique.mailing.office import Office

SOURCE: Final = "mailbox"


def read_all(
    box: Mailbox,
    office: Office,
    policy: Policy,
    *,
    trial: bool = False,
    watch: Callable[[int], None] = lambda _: None,
) -> Counter[Result]:
    """
    Handle what waits in a mailbox; give what was made of it.

    Args:
        box: the mailbox.
        office: where people and mailings are kept.
        policy: when an address is written to no more.
        trial: say what would be made of it, and change nothing, here or there.
        watch: is told how many have been handled.

    """
    found: Counter[Result] = Counter()
    for number, (name, data) in enumerate(box.messages(), start=1):
        result = _try(data, office, policy) if trial else _handle(data, office, policy)
        if not trial:
            box.done(name, ours=result != "stray")
        found[result] += 1
        watch(number)
    return found


def _handle(data: bytes, office: Office, policy: Policy) -> Result:
    incoming = _incoming(data)
    with office.store.writing() as connection:
        return handle(connection, office.keys, incoming, policy, office.clock())


def _try(data: bytes, office: Office, policy: Policy) -> Result:
    with office.store.trying() as connection:
        return handle(connection, office.keys, _incoming(data), policy, office.clock())


def _incoming(data: bytes) -> Incoming:
    """Name a report by its bytes, whichever line ends the way here has left in them."""
    return Incoming.of(read(data), data.replace(b"\r\n", b"\n").rstrip(), SOURCE)
