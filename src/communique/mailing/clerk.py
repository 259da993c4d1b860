"""
The clerk: the one thread that writes the ledger while mail is being sent.

All that waits when a commit ends goes into the next one, however many
connections it comes from; so a disk that flushes a hundred times a second keeps
up with thousands of messages. Nothing is reported before it is durable.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeAlias

from communique.mailing import control, questions
from communique.mailing.claims import LEASE, Claimed, Holder, Walk, Wish, claim
from communique.mailing.ledger import Move, open_windows, record, renew
from communique.mailing.smtp import Job, Leave
from communique.mailing.tables import domain_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from communique.mailing.store import Clock, Store
    from communique.mailing.throttle import Domain

HEARTBEAT: Final = 15
"""Seconds between two renewals of all leases."""


@dataclass(frozen=True, slots=True)
class Window:
    """Leave is asked to write the dot of a message."""

    job: Job
    sha256: str


@dataclass(frozen=True, slots=True)
class Look:
    """A question how a mailing stands; it ends if everybody has been dealt with."""

    mailing: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Pause a mailing."""

    mailing: int
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """Remember how a domain has answered."""

    name: str
    domain: Domain


@dataclass(frozen=True, slots=True)
class Opened:
    """Leave was given, or not, and it is durable."""

    job: Job
    leave: Leave


@dataclass(frozen=True, slots=True)
class Given:
    """What a wish brought."""

    wish: Wish
    claimed: list[Claimed]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mailing stands, and when something is due."""

    mailing: int
    state: str
    next_due: int | None


Task: TypeAlias = Window | Move | Wish | Look | Stop | Note
Result: TypeAlias = Opened | Given | Standing | BaseException


@dataclass(slots=True)
class Clerk:
    """Takes tasks from one thread and gives results back to it."""

    store: Store
    holder: Holder
    clock: Clock
    wake: Callable[[], None]
    results: deque[Result] = field(default_factory=deque)
    tasks: list[Task] = field(default_factory=list)
    commits: int = 0
    _news: Condition = field(default_factory=Condition)
    _ends: bool = False
    _busy: bool = False
    _failed: bool = False
    _walk: Walk = field(default_factory=Walk)
    _renewed: float = 0
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin to work."""
        self._renewed = monotonic()
        self._thread = Thread(target=self._work, name="clerk", daemon=True)
        self._thread.start()

    def ask(self, task: Task) -> None:
        """Leave a task; it goes into the next commit."""
        with self._news:
            self.tasks.append(task)
            self._news.notify_all()

    def settle(self) -> None:
        """Wait until all that was left here is written down."""
        with self._news:
            self._news.wait_for(lambda: not (self.tasks or self._busy) or not self._lives())

    def _lives(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and not self._failed

    def close(self) -> None:
        """Finish what was left here, and end."""
        with self._news:
            self._ends = True
            self._news.notify_all()
        if self._thread:
            self._thread.join()

    def _work(self) -> None:
        try:
            while (tasks := self._next()) is not None:
                begun = monotonic()
                results = self._commit(tasks, renews=begun - self._renewed > HEARTBEAT)
                self._answer(results)
        except BaseException as error:  # noqa: BLE001 -- handed to the thread that sends, which stops
            self._failed = True
            self._answer([error])

    def _next(self) -> list[Task] | None:
        with self._news:
            while not self.tasks:
                if self._ends:
                    return None
                if not self._news.wait(HEARTBEAT):
                    return []
            tasks, self.tasks = self.tasks, []
            self._busy = True
            return tasks

    def _commit(self, tasks: list[Task], *, renews: bool) -> list[Result]:
        """Do all of it in one transaction; the answers first, so that what they free can be claimed."""
        begun = monotonic()
        with self.store.writing() as connection:
            now = self.clock()
            if renews or not tasks:
                renew(connection, self.holder, now)
            results = self._transact(connection, tasks, now)
        self.commits += 1
        if renews or not tasks:
            self._renewed = begun
        return [self._in_time(result) for result in results]

    def _transact(self, connection: Connection, tasks: list[Task], now: int) -> list[Result]:
        record(connection, [task for task in tasks if isinstance(task, Move)], now)
        windows = [task for task in tasks if isinstance(task, Window)]
        asked = [(window.job.claimed, window.sha256) for window in windows]
        may = open_windows(connection, self.holder, asked, now)
        results: list[Result] = [
            Opened(w.job, Leave.WRITE if w.job.claimed.id in may else Leave.SETTLED) for w in windows
        ]
        for task in tasks:
            match task:
                case Wish():
                    results.append(Given(task, claim(connection, self.holder, task, self._walk, now)))
                case Look(mailing):
                    results.append(self._look(connection, mailing, now))
                case Stop(mailing, why):
                    control.pause(connection, mailing, why)
                case Note(name, domain):
                    remember(connection, name, domain, now)
                case _:
                    pass
        return results

    def _look(self, connection: Connection, mailing: int, now: int) -> Standing:
        questions.settle_by_policy(connection, mailing, now)
        state = control.finish(connection, mailing, now)
        return Standing(mailing, state, control.next_due(connection, mailing))

    def _in_time(self, result: Result) -> Result:
        """Give no leave that came only after the lease may have run out, by a clock that nobody sets."""
        late = monotonic() - self._renewed > LEASE / 1000
        if late and isinstance(result, Opened) and result.leave is Leave.WRITE:
            return Opened(result.job, Leave.LATE)
        return result

    def _answer(self, results: list[Result]) -> None:
        self.results.extend(results)
        with self._news:
            self._busy = False
            self._news.notify_all()
        if results:
            self.wake()


def remember(connection: Connection, name: str, domain: Domain, now: int) -> None:
    """Write down how a domain has answered, for the next start."""
    values = {
        "concurrency": domain.concurrency,
        "fails": domain.fails,
        "pause": domain.pause,
        "open_until": domain.open_until or None,
        "changed_at": now,
    }
    changed = connection.execute(domain_state.update().where(domain_state.c.domain == name).values(**values))
    if not changed.rowcount:
        connection.execute(domain_state.insert().values(domain=name, **values))
