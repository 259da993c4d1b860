"""
Sending: from the queue of the ledger over a few connections, and what became of it back into the ledger.

    clerk         claims, opens windows and records outcomes, many in one commit
    throttle      says which domain may be written to now
    connections   hand the messages over

All in one thread; only the disk is waited for in another. Memory holds what is
in hand, and never the list.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from communique.errors import EnvironmentFailed
from communique.mailing import control
from communique.mailing import store as stores
from communique.mailing.brakes import Bounds, Brake
from communique.mailing.claims import Claimed, Wish
from communique.mailing.clerk import Clerk, Given, Look, Note, Opened, Standing, Stop, Window
from communique.mailing.connections import Connections
from communique.mailing.ledger import Move, reap
from communique.mailing.making import Making, Unmade, start_helper
from communique.mailing.one_sender import only_sender
from communique.mailing.outcomes import Retry, move, puts_off_the_domain
from communique.mailing.parcel import Parcel
from communique.mailing.smtp import Job, Leave, Unwritten
from communique.mailing.tables import domain_state, mailing
from communique.mailing.throttle import Limits, Throttle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from communique.mailing.claims import Holder
    from communique.mailing.clerk import Result
    from communique.mailing.making import Helper, Made
    from communique.mailing.prepared import Prepared
    from communique.mailing.relay import Relay
    from communique.mailing.smtp import Outcome
    from communique.mailing.store import Clock, Store

_TICK: Final = 1.0
"""Seconds after which a sender that waits looks round, for another process may have paused its mailing."""
_LOOK: Final = 0.25
_PAUSE: Final = 20
"""Milliseconds between two claims of which the first brought nothing."""
_HANDS: Final = 30.0
"""Seconds after which a delivery that could not be started goes back to the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast, how long, and when to stop; the defaults are for the public network."""

    limits: Limits = field(default_factory=Limits)
    bounds: Bounds = field(default_factory=Bounds)
    retry: Retry = field(default_factory=lambda: Retry(random.Random()))  # noqa: S311 -- jitter is no secret
    drain: float = 30  #: Seconds in which open conversations may end after SIGTERM.
    apart: int = 500  #: People from whom on a process of its own makes the messages.


@dataclass(frozen=True, slots=True)
class Progress:
    """What this sender has done so far, by the state that deliveries came to."""

    moved: Mapping[str, int]
    waiting_for: str  #: What it waits for, or nothing.
    next_due: int | None


@dataclass(slots=True)
class Sender:
    """Sends the mailings it is given until each of them has ended, is paused, or it is told to stop."""

    store: Store
    relay: Relay
    prepared: Mapping[int, Prepared]  #: By mailing.
    clock: Clock = stores.now
    pace: Pace = field(default_factory=Pace)
    watch: Callable[[Progress], None] = lambda _: None
    moved: Counter[str] = field(default_factory=Counter)
    _throttle: Throttle = field(default_factory=Throttle)
    _brakes: dict[int, Brake] = field(default_factory=dict)
    _making: Making = field(init=False)
    _connections: Connections = field(init=False)
    _clerk: Clerk = field(init=False)
    _active: deque[int] = field(default_factory=deque)
    _ready: dict[str, deque[tuple[float, Claimed]]] = field(default_factory=dict)  # by domain
    _waiting: int = 0
    _asked: int = 0
    _next_due: int | None = None
    _quiet_until: float = 0
    _stop_at: float | None = None
    _runs: bool = False
    _looked_at: float = 0

    def run(self) -> dict[int, str]:
        """
        Send, and give the state of each mailing at the end.

        Raises:
            EnvironmentFailed: another process sends, the database fails, or the relay will not have us.

        """
        self._making = Making(self.prepared, self._helper())
        try:
            with only_sender(self.store, self.clock) as holder:
                self._begin()
                return self._run(holder)
        finally:
            self._making.close()

    def stop(self) -> None:
        """End soon: begin no message more, and let those that are under way come to their end."""
        self._stop_at = self._stop_at or monotonic() + self.pace.drain
        if self._runs:
            self._connections.ring()

    @contextmanager
    def stops_on_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and on Ctrl-C while inside."""
        before = {n: signal.signal(n, lambda *_: self.stop()) for n in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _helper(self) -> Helper | None:
        """Start a second process for a large mailing, where there is a processor for it."""
        chosen = select(func.sum(mailing.c.audience_n)).where(mailing.c.id.in_(self.prepared))
        with self.store.reading() as connection:
            people = connection.scalar(chosen) or 0
        return start_helper(self.prepared) if people >= self.pace.apart and (os.cpu_count() or 1) > 1 else None

    # --- the loop

    def _begin(self) -> None:
        with self.store.writing() as connection:
            reap(connection, self.clock(), alone=True)
            rows = connection.execute(select(domain_state).where(domain_state.c.open_until.is_not(None))).all()
            known = connection.execute(select(mailing).where(mailing.c.id.in_(self.prepared))).all()
        for row in known:
            if row.content_sha256 != self.prepared[row.id].sha256:
                raise EnvironmentFailed(f"the content of {row.name} is not what was approved")
        self._throttle = Throttle(self.pace.limits)
        self._throttle.load(rows)
        self._brakes = {row.id: Brake(self.pace.bounds, row.audience_n or 0) for row in known}
        self._active = deque(row.id for row in known)

    def _run(self, holder: Holder) -> dict[int, str]:
        self._connections = Connections(self.relay, self.pace.retry.random, self._ended, self._ask_leave)
        self._clerk = Clerk(self.store, holder, self.clock, self._connections.ring)
        if helper := self._making.helper:
            self._connections.watch(helper.made, lambda: self._take_made(helper))
        self._runs = True
        try:
            while self._goes_on():
                self._claim()
                self._hand_out()
                if monotonic() - self._looked_at > _LOOK:
                    self._look_round()
                if not (self._connections.poll(0) and self._clerk.waits_for_more(self.relay.connections)):
                    self._clerk.work()
                    self._connections.poll(self._patience())
                self._take_results()
            self._end()
        finally:
            self._runs = False
            self._clerk.close()
            self._connections.close()
        with self.store.reading() as connection:
            return {number: control.state_of(connection, number) for number in self.prepared}

    def _goes_on(self) -> bool:
        if self._connections.refused:
            self._stop_all(self._connections.refused)
        if self._stop_at is None:
            return bool(self._active or self._waiting or self._making or self._connections.under_way)
        self._give_back_all()
        return bool(self._connections.under_way) and monotonic() < self._stop_at

    def _end(self) -> None:
        """Take leave of the server, break off what is still open, and have everything written down."""
        self._connections.take_leave()
        self._connections.cut("the sender stops")
        self._clerk.settle()
        self._take_results()  # leave that came too late: its dot was not written, and the ledger must know
        self._give_back_all()  # a claim that came too late
        self._clerk.settle()

    def _look_round(self) -> None:
        """Now and then: tell how far it is, and give back what could not be started."""
        self._looked_at = monotonic()
        waits_for = self._connections.why if self._connections.failures else ""
        self.watch(Progress(self.moved, waits_for, self._next_due))
        now = self.clock()
        for name in list(self._ready):
            self._give_back_old(name, now)

    def _patience(self) -> float:
        """Say how long nothing may happen before we look round."""
        at = [monotonic() + _TICK]
        if not self._asked and self._active and self._waiting < self.relay.connections:
            at.append(self._quiet_until)
        if self._waiting or self._making:
            at += [t for t in (self._connections.not_before, self._connections.next_turn) if t > monotonic()]
            now = self.clock()
            change = self._throttle.next_change(now)
            at += [monotonic() + (change - now) / 1000] if change else []
        return max(min(at) - monotonic(), 0.0)

    # --- taking in hand

    def _claim(self) -> None:
        """Ask for more before the hands are empty."""
        enough = self.relay.connections
        if self._asked or self._stop_at is not None or not self._active or monotonic() < self._quiet_until:
            return
        if self._waiting < enough:
            in_hand = {name: len(waiting) for name, waiting in self._ready.items()}
            room = self._throttle.room(in_hand, self.clock())
            self._ask(Wish(self._active[0], room, 2 * enough - self._waiting))
            self._active.rotate(-1)

    def _ask(self, task: Wish | Look) -> None:
        self._asked += 1
        self._clerk.ask(task)

    def _take_results(self) -> None:
        while self._clerk.results:
            self._take(self._clerk.results.popleft())
        for name, domain in self._throttle.unsaved():
            self._clerk.ask(Note(name, domain))

    def _take(self, result: Result) -> None:
        match result:
            case Opened(job, leave):
                if not self._connections.leave(job, leave) and leave is not Leave.SETTLED:
                    self._ended(job, Unwritten("the sender stops"))
            case Given(wish, claimed):
                self._asked -= 1
                for one in claimed:
                    self._ready.setdefault(one.domain, deque()).append((monotonic(), one))
                self._waiting += len(claimed)
                if not claimed:
                    self._ask(Look(wish.mailing))
            case Standing(number, state, next_due):
                self._asked -= 1
                self._stands(number, state, next_due)

    def _stands(self, number: int, state: str, next_due: int | None) -> None:
        """Leave a mailing that has ended, and wait for one that has nothing due."""
        self._next_due = next_due
        if state != "sending":
            self._active = deque(n for n in self._active if n != number)
            self._give_back_all(number)
        else:
            now = self.clock()
            wait = max((next_due or now) - now, _PAUSE) / 1000
            self._quiet_until = monotonic() + min(wait, _TICK)

    # --- handing out

    def _hand_out(self) -> None:
        """Have messages made, going round the domains, and give those that are made to free connections."""
        now = self.clock()
        self._connections.can_take(len(self._making) + self._waiting)
        room = self._making.room(len(self._connections.idle), self.relay.connections)
        begun = room > 0
        while begun:
            begun = False
            for name in list(self._ready):
                if room > 0 and self._throttle.may_start(name, now):
                    self._throttle.started(name, now)
                    self._making.ask(self._take_from(name))
                    room -= 1
                    begun = True
        self._making.hand_over()
        while self._making.ready and self._connections.can_take(len(self._making)):
            self._start(*self._making.ready.popleft(), now)

    def _take_from(self, name: str) -> Claimed:
        waiting = self._ready[name]
        _, claimed = waiting.popleft()
        self._waiting -= 1
        del self._ready[name]
        if waiting:
            self._ready[name] = waiting  # at the end of the round
        return claimed

    def _start(self, claimed: Claimed, made: Made, now: int) -> None:
        """Hand a message over, unless its domain has closed since it was asked for."""
        closed = self._throttle.closed_until(claimed.domain, now)
        if not closed and not isinstance(made, Unmade):
            self._connections.give(Job(claimed, made))
            return
        self._throttle.ended(claimed.domain, now, put_off=None)
        if isinstance(made, Unmade):
            self._record(Move(delivery=claimed, to="held", reason=made.reason))
        else:
            self._give_back(claimed, closed)

    def _take_made(self, helper: Helper) -> None:
        try:
            self._making.take(helper)
        except (EOFError, OSError):
            self._connections.forget(helper.made)
            self._making.go_on_here()

    def _ask_leave(self, job: Job) -> None:
        if isinstance(job.parcel, Parcel):
            self._clerk.ask(Window(job, job.parcel.sha256))

    def _ended(self, job: Job, outcome: Outcome) -> None:
        """Take in what became of a message."""
        now = self.clock()
        self._throttle.ended(job.claimed.domain, now, put_off=puts_off_the_domain(outcome))
        told = move(job.claimed, outcome, self.pace.retry, now)
        if told:
            self._record(told)

    def _record(self, move: Move) -> None:
        self.moved[move.to] += 1
        self._clerk.ask(move)
        number = move.delivery.person.mailing_id
        why = self._brakes[number].note(move)
        if why:
            self._clerk.ask(Stop(number, why))

    # --- giving back

    def _give_back(self, claimed: Claimed, next_at: int = 0) -> None:
        self._clerk.ask(Move(delivery=claimed, to="queued", next_at=next_at))

    def _give_back_old(self, name: str, now: int) -> None:
        """Give back what could not be started: its domain is closed, or its lease grows old."""
        closed = self._throttle.closed_until(name, now)
        while name in self._ready and (closed or monotonic() - self._ready[name][0][0] > _HANDS):
            self._give_back(self._take_from(name), closed)

    def _give_back_all(self, number: int | None = None) -> None:
        for claimed in self._making.take_back(number):
            self._throttle.ended(claimed.domain, self.clock(), put_off=None)
            self._give_back(claimed)
        for name in list(self._ready):
            for _ in range(len(self._ready[name])):
                since, claimed = self._ready[name].popleft()
                if number in (None, claimed.person.mailing_id):
                    self._waiting -= 1
                    self._give_back(claimed)
                else:
                    self._ready[name].append((since, claimed))
            if not self._ready[name]:
                del self._ready[name]

    def _stop_all(self, why: str) -> None:
        """The relay will not have us: no mailing can go on."""
        for number in self._active:
            self._clerk.ask(Stop(number, why))
        self.stop()
