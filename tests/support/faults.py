"""
Kills the sender over and over while a server misbehaves, then holds the ledger against the server's own record.

    PYTHONPATH=tests python -m support.faults --people 4000 --kills 40 --seed 1

Each sender is a process of its own that is ended by `kill -9` at a random moment,
the next one goes on from what is in the database. 30 of 100 people have a fault in
their address. With `--mutant` one of the guards is taken away first; the figures
must then show it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from communique.mailing import store as stores
from communique.mailing.brakes import Bounds
from communique.mailing.outcomes import Retry
from communique.mailing.relay import Relay, Times
from communique.mailing.sender import Pace, Sender
from communique.mailing.throttle import Limits
from support import mutants
from support.office import Letter, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


FAULTS = (
    "rcpt.450.2",
    "rcpt.550.9",
    "rcpt.421.1",
    "data.rst.1",
    "body.rst.1",
    "dot.451.1",
    "taken.rst.1",
    "taken.late.1",
)
AMBIGUOUS = ("taken.rst.1", "taken.late.1")
DOMAINS = 20
LONGEST = 3.0
"""Seconds after which a sender is killed even if it has done nothing."""


@dataclass
class Figures:
    """What came of it."""

    people: int
    kills: int
    connections: int
    twice: int = 0
    lost: int = 0
    failed_wrongly: int = 0
    sent_but_not_taken: int = 0
    unknown: int = 0
    unknown_taken: int = 0
    unknown_asked_for: int = 0
    held: int = 0
    senders: int = 0
    seconds: float = 0
    state: str = ""
    sqlite: str = ""
    states: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Nobody twice, nobody lost, nobody wrongly failed, and no more questions than can be explained."""
        bad = self.twice + self.lost + self.failed_wrongly + self.sent_but_not_taken
        return bad == 0 and self.unknown <= self.unknown_asked_for + self.kills * self.connections


def address(n: int) -> str:
    """Name a person, with a fault for 30 of 100."""
    fault = f"+{FAULTS[n // 10 % len(FAULTS)]}" if n % 10 < 3 else ""
    return f"p{n}{fault}@d{n * 7 % DOMAINS}.example"


def relay(port: int, connections: int) -> Relay:
    """Speak to the server on this machine, with the patience of a test."""
    times = Times(greeting=2, command=2, data=2, dot=0.4)
    return Relay(
        host="127.0.0.1",
        port=port,
        security="none",
        return_path="bounces@example.org",
        connections=connections,
        pause=0.005,
        longest_pause=0.05,
        times=times,
    )


def pace(seed: int) -> Pace:
    """Retry within milliseconds, and let no brake stop the test."""
    return Pace(
        limits=Limits(first_pause=20, longest_pause=40),
        retry=Retry(random.Random(seed), steps=(20, 50, 100)),
        bounds=Bounds(refusals_in_a_row=10**9, share_at_first=2, share_later=2, unheard=10**9),
    )


@contextmanager
def sink(record: Path, *more: str) -> Iterator[int]:
    """Start the server; give its port."""
    record.touch()
    program = [sys.executable, str(Path(__file__).with_name("smtp_sink.py")), str(record), *more]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@dataclass
class Trial:
    """One run: so many people, so many kills, one server, one database."""

    folder: Path
    figures: Figures
    seed: int
    sqlite: ModuleType
    mailing: int = 0
    port: int = 0

    @property
    def database(self) -> Path:
        return self.folder / "office.db"

    @property
    def record(self) -> Path:
        return self.folder / "record"

    def run(self) -> Figures:
        """Do it; give the figures."""
        begun = monotonic()
        people = (address(n) for n in range(self.figures.people))
        store, self.mailing = office(self.database, people, stores.now(), self.sqlite)
        store.close()
        with sink(self.record, "--late", "0.8") as self.port:
            self._kill_often(self.figures.kills)
            sleep(0.9)  # what is late arrives
        _audit(self.database, self.record, self.figures)
        self.figures.seconds = round(monotonic() - begun, 1)
        return self.figures

    def _kill_often(self, kills: int) -> None:
        chance, figures, figures.kills = random.Random(self.seed), self.figures, 0
        while True:
            figures.senders += 1
            left = max(figures.people - _lines(self.record), 1)
            target = _lines(self.record) + chance.uniform(0, 1.7 * left / (kills - figures.kills + 1))
            child = os.fork() or self._send()
            if figures.kills >= kills:
                _let_end(child, self.record)
                return
            if _wait_for(child, self.record, target, chance):
                return
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            figures.kills += 1

    def _send(self) -> int:
        """Be a sender; never come back."""
        try:
            store = stores.open_store(self.database, self.sqlite)
            way, speed = relay(self.port, self.figures.connections), pace(self.seed + self.figures.senders)
            Sender(store, way, {self.mailing: Letter()}, pace=speed).run()
        except BaseException as error:  # noqa: BLE001 -- said, and counted by what it leaves behind
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)


def _let_end(child: int, record: Path) -> None:
    """Let a sender come to its end, unless nothing happens any more."""
    lines, since = _lines(record), monotonic()
    while not os.waitpid(child, os.WNOHANG)[0]:
        if _lines(record) != lines:
            lines, since = _lines(record), monotonic()
        if monotonic() - since > STANDSTILL:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        sleep(0.02)


def _wait_for(child: int, record: Path, target: float, chance: random.Random) -> bool:
    """Wait for the moment to kill; say whether the sender has come to its end before."""
    deadline = monotonic() + LONGEST
    while _lines(record) < target and monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        sleep(0.002)
    sleep(chance.uniform(0, 0.02))
    return os.waitpid(child, os.WNOHANG)[0] != 0


STANDSTILL = 4.0
"""Seconds without a message after which a sender is taken to have come to a stop."""
_counted: dict[Path, tuple[int, int]] = {}


def _lines(record: Path) -> int:
    """Count the lines of a file that only grows."""
    at, lines = _counted.get(record, (0, 0))
    with record.open("rb") as file:
        file.seek(at)
        more = file.read()
    _counted[record] = (at + len(more), lines + more.count(b"\n"))
    return _counted[record][1]


def _audit(database: Path, record: Path, figures: Figures) -> None:
    """Hold what the ledger says against what the server took."""
    taken = Counter(line.split()[0] for line in record.read_text().splitlines())
    with sqlite3.connect(database) as ledger:
        rows = ledger.execute("SELECT address, state FROM delivery").fetchall()
        figures.state = ledger.execute("SELECT state FROM mailing").fetchone()[0]
    figures.states = dict(Counter(state for _, state in rows))
    figures.twice = sum(n > 1 for n in taken.values())
    settled = {"sent", "failed", "unknown", "held", "skipped"}
    figures.lost = figures.people - sum(state in settled for _, state in rows)
    for person, state in rows:
        if state == "sent" and taken[person] != 1:
            figures.sent_but_not_taken += 1
        if state == "failed" and (taken[person] or "rcpt.550" not in person):
            figures.failed_wrongly += 1
        if state == "unknown":
            figures.unknown += 1
            figures.unknown_taken += taken[person] > 0
        figures.held += state == "held"
    figures.unknown_asked_for = sum(any(f"+{fault}@" in person for fault in AMBIGUOUS) for person, _ in rows)


def main() -> None:
    """Read the arguments, run, print the figures; the status is 1 where they are not clean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=4_000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--sqlite", choices=("newest", "own"), default="newest")
    parser.add_argument("--mutant", choices=tuple(mutants.MUTANTS))
    told = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    sqlite = sqlite3 if told.sqlite == "own" else stores.newest_sqlite()
    try:
        if told.mutant:
            mutants.MUTANTS[told.mutant]()
        asked = Figures(told.people, told.kills, told.connections, sqlite=sqlite.sqlite_version)
        figures = Trial(folder, asked, told.seed, sqlite).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(json.dumps(asdict(figures) | {"clean": figures.is_clean}) + "\n")
    sys.exit(0 if figures.is_clean else 1)


if __name__ == "__main__":
    main()
