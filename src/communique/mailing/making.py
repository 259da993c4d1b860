"""
Messages are made ahead of the connections: filled in, hashed, signed.

To make a message costs more of the processor than to hand it over, so for a
large mailing a process of its own does it, beside the one that sends. It knows
the content and the keys from its birth, is given people, and gives parcels; it
touches neither the ledger nor the network, and ends with its sender. If it dies
early, what it had in hand is made here: the same person gets the same bytes.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection, Pipe
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, TypeAlias

from communique.mailing.parcel import Parcel, Unsendable, pack
from communique.mailing.prepared import CannotBeMade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from communique.mailing.claims import Claimed
    from communique.mailing.prepared import Person, Prepared

_BUFFER: Final = 1 << 20
"""Bytes that wait between the processes without holding either of them up."""
_AT_ONCE: Final = 1 << 19
"""Bytes after which the other process gives what it has made."""
_IN_MEMORY: Final = 1 << 24
"""Bytes of messages that are made ahead, at most: few of those with large attachments."""
_FIRST: Final = 2
"""Messages that are made before it is known how large they are."""
_MOST: Final = 256
"""People who are asked for at once: few enough that neither process ever waits for the other to read."""


class Unmade(NamedTuple):
    """A message that cannot be made; the delivery is held until somebody looks."""

    reason: str


Made: TypeAlias = Parcel | Unsendable | Unmade


def make(prepared: Mapping[int, Prepared], person: Person) -> Made:
    """Make one person's message."""
    try:
        return pack(prepared[person.mailing_id].for_person(person))
    except CannotBeMade as error:
        return Unmade(error.reason)


@dataclass(slots=True)
class Making:
    """What is being made for whom, and what is ready, in the order in which it was asked for."""

    prepared: Mapping[int, Prepared]
    helper: Helper | None = None  #: The other process, where there is one.
    ready: deque[tuple[Claimed, Made]] = field(default_factory=deque)
    _asked: dict[int, Claimed] = field(default_factory=dict)
    _new: list[Person] = field(default_factory=list)
    _largest: int = 0  # bytes of the largest message so far

    def __len__(self) -> int:
        """Count what is in hand here."""
        return len(self._asked) + len(self.ready)

    def room(self, idle: int, most: int) -> int:
        """Say how many more to ask for, with so many connections idle and so many in all."""
        if self.helper is None:
            return idle - len(self)
        fit = _IN_MEMORY // self._largest + 1 if self._largest else _FIRST
        return min(most, _MOST, fit) - len(self)

    def ask(self, claimed: Claimed) -> None:
        """Have a message made."""
        if self.helper is None:
            self.ready.append((claimed, make(self.prepared, claimed.person)))
        else:
            self._asked[claimed.id] = claimed
            self._new.append(claimed.person)

    def hand_over(self) -> None:
        """Tell the other process what was asked for since the last time."""
        if self.helper is not None and self._new:
            with suppress(OSError):  # it is gone, and the next to take learns it
                self.helper.ask(self._new)
            self._new = []

    def take(self, helper: Helper) -> None:
        """Take in what the other process has made; raise EOFError or OSError where it is gone."""
        for number, made in helper.taken():
            if (claimed := self._asked.pop(number, None)) is not None:
                self._largest = max(self._largest, made.size if isinstance(made, Parcel) else 0)
                self.ready.append((claimed, made))

    def go_on_here(self) -> None:
        """Make here what the other process had in hand when it went, and all the rest."""
        self.close()
        self.helper = None
        self.ready.extend((claimed, make(self.prepared, claimed.person)) for claimed in self._asked.values())
        self._asked.clear()

    def take_back(self, mailing: int | None = None) -> list[Claimed]:
        """Give up what is in hand, of one mailing or of all."""
        asked = [c for c in self._asked.values() if mailing in (None, c.person.mailing_id)]
        for claimed in asked:
            del self._asked[claimed.id]
        ready = [c for c, _ in self.ready if mailing in (None, c.person.mailing_id)]
        self.ready = deque((c, made) for c, made in self.ready if mailing not in (None, c.person.mailing_id))
        return asked + ready

    def close(self) -> None:
        """End the other process."""
        if self.helper is not None:
            self.helper.close()


# --- the other process


@dataclass(frozen=True, slots=True)
class Helper:
    """A process that makes messages, as its sender sees it."""

    process: int
    asked: Connection
    made: Connection

    def ask(self, people: list[Person]) -> None:
        """Have messages made."""
        self.asked.send_bytes(pickle.dumps(people))

    def taken(self) -> list[tuple[int, Made]]:
        """Wait for the next that are made, by the number of the delivery; raise EOFError where the process is gone."""
        done: list[tuple[int, Made]] = pickle.loads(self.made.recv_bytes())  # noqa: S301 -- from our own child
        return done

    def close(self) -> None:
        """End the process, and wait for that."""
        self.asked.close()
        self.made.close()
        os.waitpid(self.process, 0)


def start_helper(prepared: Mapping[int, Prepared]) -> Helper:
    """
    Start a process that makes messages of this content.

    It is a copy of this one, so that no key travels; begin it before the
    sender's lock is taken, which would else outlive a sender that is killed.
    """
    asked, made = Pipe(duplex=False), Pipe(duplex=False)
    with suppress(OSError):
        fcntl.fcntl(made[1].fileno(), fcntl.F_SETPIPE_SZ, _BUFFER)
    process = os.fork()
    if not process:
        _live(asked[0], made[1], prepared)
    asked[0].close()
    made[1].close()
    return Helper(process, asked[1], made[0])


def _live(asked: Connection, made: Connection, prepared: Mapping[int, Prepared]) -> NoReturn:
    """Be the other process, until the sender is gone."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # the sender decides when it ends
        _let_go_of_all_but({asked.fileno(), made.fileno()})
        _serve(asked, made, prepared)
    finally:
        os._exit(0)  # nothing of the sender's is tidied up twice


def _let_go_of_all_but(kept: set[int]) -> None:
    """Close whatever the sender has open: no lock, no socket and no terminal is held by two."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    ends = [2, *sorted(kept), os.sysconf("SC_OPEN_MAX")]
    for before, after in pairwise(ends):
        os.closerange(before + 1, after)


def _serve(asked: Connection, made: Connection, prepared: Mapping[int, Prepared]) -> None:
    with suppress(EOFError, OSError):
        while True:
            people: list[Person] = pickle.loads(asked.recv_bytes())  # noqa: S301 -- from our own parent
            for batch in _batches(prepared, people):
                made.send_bytes(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))


def _batches(prepared: Mapping[int, Prepared], people: list[Person]) -> Iterator[list[tuple[int, Made]]]:
    """Make message after message, and give them a few at a time."""
    batch: list[tuple[int, Made]] = []
    size = 0
    for person in people:
        made = make(prepared, person)
        batch.append((person.delivery_id, made))
        size += made.size if isinstance(made, Parcel) else 0
        if size >= _AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
