"""
The clerk: writes the ledger while mail is being sent.

All that waits when a commit ends goes into the next one, however many
connections it comes from; so a disk that flushes a hundred times a second keeps
up with thousands of messages. Nothing is reported before it is durable.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from sqlalchemy.exc import OperationalError

from communique.errors import EnvironmentFailed
from communique.mailing import control, questions
from communique.mailing.claims import LEASE, Claimed, Holder, Walk, Wish, claim
from communique.mailing.ledger import Move, open_windows, record, renew
from communique.mailing.smtp import Job, Leave
from communique.mailing.tables import domain_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, RootTransaction

    from communique.mailing.store import Clock, Store
    from communique.mailing.throttle import Domain

HEARTBEAT: Final = 15
"""Seconds between two renewals of all leases."""
GATHER: Final = 0.02
"""Seconds that a task waits at most for others to share its commit, while there is something else to do."""


class Window(NamedTuple):
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


class Opened(NamedTuple):
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
Result: TypeAlias = Opened | Given | Standing


@dataclass(slots=True)
class Clerk:
    """Takes tasks, does them between two turns of the loop, and gives the results back when they are durable."""

    store: Store
    holder: Holder
    clock: Clock
    wake: Callable[[], None]
    results: deque[Result] = field(default_factory=deque)
    commits: int = 0
    _tasks: list[Task] = field(default_factory=list)
    _walk: Walk = field(default_factory=Walk)
    _since: float = 0
    _renewed: float = field(default_factory=monotonic)
    _connection: Connection | None = None
    _commit: Future[None] | None = None
    _disk: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "commit"))

    def ask(self, task: Task) -> None:
        """Leave a task; it goes into the next commit."""
        if not self._tasks:
            self._since = monotonic()
        self._tasks.append(task)

    def waits_for_more(self, enough: int) -> bool:
        """Say whether it is better to gather more tasks: a commit costs the disk the same, however many share it."""
        return len(self._tasks) < enough and monotonic() - self._since < GATHER

    def work(self) -> None:
        """
        Do all that was asked in one transaction, and let it be committed, unless the last one still is.

        Raises:
            EnvironmentFailed: the database cannot be written.

        """
        if self._commit is not None and not self._commit.done():
            return
        self._hear_of_commit()
        renews = monotonic() - self._renewed > HEARTBEAT
        if self._tasks or renews:
            with self._failing():
                self._transact_all(renews=renews)

    def settle(self) -> None:
        """Come back when all that was asked is durable."""
        while self._tasks or self._commit is not None:
            if self._commit is not None:
                wait([self._commit])
            self.work()

    def close(self) -> None:
        """Let go of the database; what is not committed is undone."""
        self._disk.shutdown()
        if self._connection is not None:
            self._connection.close()

    def _hear_of_commit(self) -> None:
        commit, self._commit = self._commit, None
        if commit is not None:
            with self._failing():
                commit.result()
            self.commits += 1

    def _transact_all(self, *, renews: bool) -> None:
        """Do the tasks, the answers first, so that what they free can be claimed; the disk is waited for elsewhere."""
        if self._connection is None:
            self._connection = self.store.engine.connect().execution_options(communique_writes=True)
        transaction = self._connection.begin()
        begun = monotonic()
        tasks, self._tasks = self._tasks, []
        now = self.clock()
        if renews:
            renew(self._connection, self.holder, now)
        results = self._transact(self._connection, tasks, now)
        self._commit = self._disk.submit(self._make_durable, transaction, results, begun if renews else self._renewed)
        self._commit.add_done_callback(lambda _: self.wake())  # when it is done, and not a moment before

    def _make_durable(self, transaction: RootTransaction, results: list[Result], renewed: float) -> None:
        """Commit, in a thread of its own; the results are known from here on."""
        transaction.commit()
        self._renewed = renewed
        self.results.extend(self._in_time(result) for result in results)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Say what a database that cannot be written means; a lock of another program only means to wait."""
        try:
            yield
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise EnvironmentFailed(f"the ledger cannot be written: {error.orig}") from error

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
