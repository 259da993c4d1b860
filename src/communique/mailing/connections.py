"""
The connections to a relay: opened as they are needed, carried on by whatever happens first.

One thread, one loop. A connection that fails before it was of any use makes the
next one wait, twice as long each time.
"""

from __future__ import annotations

import os
import selectors
import socket
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique.mailing.line import Broken, Line, RelayRefused, TimedOut, Wait
from communique.mailing.smtp import NEXT, Broke, Job, Next, Unheard, Written, converse

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from random import Random

    from communique.mailing.relay import Relay
    from communique.mailing.smtp import Leave, Outcome, Talk

Spoken: TypeAlias = "socket.socket | Connection"
_NEVER: Final = float("inf")
_MANY_RINGS: Final = 4096
_BUFFER: Final = 262_144
"""Bytes that the system takes from us at once: most messages are written without waiting."""


@dataclass(slots=True, eq=False)
class Contact:
    """One connection, and where its conversation stands."""

    line: Line
    talk: Talk | None = None
    waits: Wait | Written | Next | None = None  #: What its conversation waits for.
    events: int = 0
    deadline: float = _NEVER
    job: Job | None = None
    useful: bool = False


@dataclass(slots=True)
class Connections:
    """All connections to one relay."""

    relay: Relay
    random: Random
    report: Callable[[Job, Outcome], None]
    ask_leave: Callable[[Job], None]
    refused: str = ""  #: Why the relay will not have us at all.
    failures: int = 0
    why: str = ""  #: What the last failure was.
    not_before: float = 0
    next_turn: float = 0
    idle: list[Contact] = field(default_factory=list)
    open: set[Contact] = field(default_factory=set)
    _nearest: float = _NEVER  # nothing is too late before
    _leaves: dict[int, Contact] = field(default_factory=dict)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _tls: ssl.SSLContext | None = None
    _bell: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)
    _addresses: deque[tuple[Any, ...]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """Read the certificates once, and listen to the bell."""
        self._tls = self.relay.tls()
        for end in self._bell:
            end.setblocking(False)
        self.watch(self._bell[0], self._hear_bell)

    @property
    def under_way(self) -> int:
        """How many messages are being handed over."""
        return sum(contact.job is not None for contact in self.open)

    def ring(self) -> None:
        """Wake the loop, from another thread or a signal."""
        with suppress(BlockingIOError):  # it is awake already
            self._bell[1].send(b"!")

    def watch(self, file: Spoken, act: Callable[[], None]) -> None:
        """Act whenever something that is no connection has something to say."""
        self._selector.register(file, selectors.EVENT_READ, act)

    def forget(self, file: Spoken) -> None:
        """Watch it no more."""
        self._selector.unregister(file)

    # --- from outside

    def can_take(self, waiting: int) -> bool:
        """Say whether a connection is free; open more of them while so many messages wait."""
        if monotonic() < max(self.not_before, self.next_turn) or self.refused:
            return False
        most = 1 if self.failures else self.relay.connections
        if not self.idle and len(self.open) < most and len(self.open) - self.under_way < waiting:
            self._call()
        return bool(self.idle)

    def give(self, job: Job) -> None:
        """Hand a message to a free connection."""
        if self.relay.per_second:
            self.next_turn = max(self.next_turn, monotonic() - 1) + 1 / self.relay.per_second
        contact = self.idle.pop()
        contact.job = job
        self._step(contact, job)

    def leave(self, job: Job, leave: Leave) -> bool:
        """Tell the connection that asked whether it may write the dot; give whether it is still there."""
        contact = self._leaves.pop(job.claimed.id, None)
        if contact is None or contact not in self.open:
            return False
        self._step(contact, leave)
        return True

    def take_leave(self) -> None:
        """End the conversations that have nothing to do."""
        for contact in list(self.idle):
            self.idle.remove(contact)
            self._step(contact, None)

    def poll(self, seconds: float) -> bool:
        """Wait for the first thing to happen, at most so long, and carry on; say whether anything happened."""
        happened = self._selector.select(max(min(seconds, self._nearest - monotonic()), 0))
        for key, _ in happened:
            if callable(key.data):
                key.data()
            elif key.data.waits is NEXT:
                self._drop(key.data, "the server closed the connection")  # or talks unasked
            elif isinstance(key.data.waits, Written):
                self._listen(key.data, 0)  # what the server says now is looked at before the dot
            else:
                self._step(key.data, None)
        if monotonic() >= self._nearest:
            self._end_late()
        return bool(happened)

    def _end_late(self) -> None:
        """Break off what takes too long, and look when that may be again."""
        for contact in [c for c in self.open if c.deadline <= monotonic()]:
            self._step(contact, error=TimedOut("the server took too long"))
        self._nearest = min((contact.deadline for contact in self.open), default=_NEVER)

    def cut(self, why: str) -> None:
        """Break off every conversation; each reports what is known."""
        for contact in list(self.open):
            if contact in self.open:
                self._step(contact, error=Broken(why))

    def close(self) -> None:
        """Let go of the sockets."""
        for contact in list(self.open):
            self._drop(contact, "closed")
        self._selector.close()
        for end in self._bell:
            end.close()

    # --- one connection

    def _call(self) -> None:
        try:
            family, address = self._next_address()
        except OSError as error:
            self._failed(f"there is no mail server {self.relay.host}: {error.strerror}")
            return
        line = Line(socket.socket(family, socket.SOCK_STREAM))
        line.socket.setblocking(False)
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        contact = Contact(line)
        contact.talk = self._talk(contact, line.socket.connect_ex(address))
        self.open.add(contact)
        self._step(contact, None)

    def _next_address(self) -> tuple[int, Any]:
        """Go round the addresses of the relay."""
        if not self._addresses:
            found = socket.getaddrinfo(self.relay.host, self.relay.port, type=socket.SOCK_STREAM)
            self._addresses.extend((family, address) for family, _, _, _, address in found)
        family, address = self._addresses.popleft()
        return family, address

    def _talk(self, contact: Contact, _begun: int) -> Talk:
        yield Wait(selectors.EVENT_WRITE, self.relay.times.connect)
        failed = contact.line.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failed:
            raise Broken(os.strerror(failed))
        yield from converse(
            contact.line, self.relay, self._tls, lambda job, outcome: self._ended(contact, job, outcome)
        )

    def _ended(self, contact: Contact, job: Job, outcome: Outcome) -> None:
        contact.job = None
        contact.useful |= not (isinstance(outcome, Broke) and outcome.phase == "mail")
        if contact.useful:
            self.failures = 0
        self.report(job, outcome)

    def _step(self, contact: Contact, value: object = None, error: Broken | None = None) -> None:
        """Carry a conversation on to the next thing it waits for."""
        talk = contact.talk
        if talk is None:
            return
        try:
            waits = talk.throw(error) if error else talk.send(value)
        except StopIteration:
            self._drop(contact, "")
        except Broken as broken:
            self.refused = self.refused or (str(broken) if isinstance(broken, RelayRefused) else "")
            self._drop(contact, str(broken))
        else:
            self._await(contact, waits)

    def _await(self, contact: Contact, waits: Wait | Written | Next) -> None:
        contact.waits, contact.deadline = waits, _NEVER
        match waits:
            case Wait(events, seconds):
                contact.deadline = monotonic() + seconds
                self._nearest = min(self._nearest, contact.deadline)
                self._listen(contact, events)
            case Written(job):
                self._leaves[job.claimed.id] = contact
                self.ask_leave(job)
            case Next():
                contact.job = None
                self.idle.append(contact)
                self._listen(contact, selectors.EVENT_READ)

    def _listen(self, contact: Contact, events: int) -> None:
        """Tell the system what to wake us for; after a handshake the socket is another object."""
        if events == contact.events:
            return
        if not contact.events:
            self._selector.register(contact.line.socket, events, contact)
        elif events:
            self._selector.modify(contact.line.socket, events, contact)
        else:
            self._selector.unregister(contact.line.socket)
        contact.events = events

    def _drop(self, contact: Contact, why: str) -> None:
        if contact.events:
            self._selector.unregister(contact.line.socket)
        contact.line.close()
        self.open.discard(contact)
        if contact in self.idle:
            self.idle.remove(contact)
            contact.useful = True  # it served; to close it is the server's right
        if contact.talk:
            contact.talk.close()
        if contact.job and contact.job.claimed.id not in self._leaves:
            self._ended(contact, contact.job, Unheard("the conversation ended without a word"))
        if why and not contact.useful:
            self._failed(why)

    def _failed(self, why: str) -> None:
        self.failures += 1
        self.why = why
        wait = min(self.relay.pause * 2 ** min(self.failures - 1, 20), self.relay.longest_pause)
        self.not_before = monotonic() + wait * self.random.uniform(0.8, 1.2)

    def _hear_bell(self) -> None:
        with suppress(BlockingIOError):
            while self._bell[0].recv(_MANY_RINGS):
                pass
