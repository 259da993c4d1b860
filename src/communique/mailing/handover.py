"""
A few messages, handed over one after another: for mail that is no mailing, such as a request to confirm.

The conversation is that of the sender (`smtp`), and so is what is known when it
breaks; here one connection is waited for at a time.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import closing
from dataclasses import dataclass, field
from selectors import EVENT_WRITE, DefaultSelector
from time import monotonic
from typing import TYPE_CHECKING, Any

from communique.mailing.line import Broken, Line, TimedOut, Wait
from communique.mailing.smtp import Leave, Next, Outcome, Written, converse

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Generator, Iterator

    from communique.mailing.relay import Relay
    from communique.mailing.smtp import Job

    Say = Callable[[Job, Outcome], None]


@dataclass(slots=True)
class Handover:
    """Hands messages over; each that is begun is reported once, whatever happens."""

    relay: Relay
    may_close: Callable[[Job], bool]  #: Asked, and committed, after the body and before the final dot.
    report: Say
    sleep: Callable[[float], None] = time.sleep  #: Between two messages, where the relay takes so many a second.
    why: str = ""  #: Why the relay took nothing more, where it did not.
    _waiting: list[Job] = field(default_factory=list)
    _begun: int = 0

    def run(self, jobs: Iterator[Job]) -> int:
        """Hand over message after message, over as many connections as that takes; give how many were begun."""
        tls = self.relay.tls()
        while self._take(jobs):
            if not self._somewhere(tls, jobs):
                break
        return self._begun

    def _take(self, jobs: Iterator[Job]) -> bool:
        """Have a message in hand, if there is one."""
        if not self._waiting and (job := next(jobs, None)) is not None:
            self._waiting.append(job)
        return bool(self._waiting)

    def _somewhere(self, tls: ssl.SSLContext | None, jobs: Iterator[Job]) -> bool:
        """Hand messages over at the first address of the relay that takes any."""
        try:
            found = socket.getaddrinfo(self.relay.host, self.relay.port, type=socket.SOCK_STREAM)
        except OSError as error:
            self.why = f"there is no mail server {self.relay.host}: {error.strerror}"
            return False
        before = self._begun
        for family, _, _, _, address in found:
            self._converse(family, address, tls, jobs)
            if self._begun > before:
                return True
        return False

    def _converse(self, family: int, address: Any, tls: ssl.SSLContext | None, jobs: Iterator[Job]) -> None:
        """Talk until there is nothing more to say, or one side ends it."""
        with closing(Line(socket.socket(family, socket.SOCK_STREAM))) as line:
            line.socket.setblocking(False)
            line.socket.connect_ex(address)
            talk, value = self._talk(line, tls), None
            try:
                while True:
                    value = self._answer(carry_on(talk, value, line), jobs)
            except StopIteration:
                return
            except Broken as error:
                self.why = str(error)
            finally:
                talk.close()

    def _answer(self, waits: Written | Next, jobs: Iterator[Job]) -> Any:
        """Give the conversation what it waits for: leave to write the dot, or the next message."""
        if isinstance(waits, Written):
            return Leave.WRITE if self.may_close(waits.job) else Leave.SETTLED
        if not self._take(jobs):
            return None
        if self._begun and self.relay.per_second:
            self.sleep(1 / self.relay.per_second)
        self._begun += 1
        return self._waiting.pop()

    def _talk(self, line: Line, tls: ssl.SSLContext | None) -> Generator[Any, Any, None]:
        yield Wait(EVENT_WRITE, self.relay.times.connect)
        if failed := line.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise Broken(os.strerror(failed))
        yield from converse(line, self.relay, tls, self.report)


def carry_on(talk: Generator[Any, Any, Any], value: object, line: Line) -> Written | Next:
    """Carry a conversation on, waiting for its socket, until it waits for us."""
    waits: Wait | Written | Next = talk.send(value)
    while isinstance(waits, Wait):
        waits = talk.send(None) if _ready(line, waits) else talk.throw(TimedOut("the server took too long"))
    return waits


def _ready(line: Line, waits: Wait) -> bool:
    """Wait for the socket, but not for ever."""
    until = monotonic() + waits.seconds
    with DefaultSelector() as selector:
        selector.register(line.socket, waits.events)
        return bool(selector.select(max(until - monotonic(), 0)))
