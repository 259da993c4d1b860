"""
Worker processes, each stopped when a job takes too long or too much memory.

A job runs in a process of its own because nothing else can be stopped for sure:
a template or a layout that never ends, or that eats all memory, takes only its
worker with it. Processes are started by `subprocess`, so that a script may call
`build` without guarding its own top level.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, Final, Self

from communique.errors import CommuniqueError, EnvironmentFailed
from communique.problems import Problem
from communique.worker import DEBUG, Answer, Task

if TYPE_CHECKING:
    from communique.limits import Limits


class Stopped(CommuniqueError):
    """A job was stopped at a limit, or ended by a mistake of ours; ``problem`` says which."""

    def __init__(self, message: str, code: str, hint: str) -> None:
        """Keep what is to be said, without a place: the caller knows what the job was for."""
        self.problem = Problem(message=message, code=code, hint=hint)
        super().__init__(message)


class Workers:
    """As many worker processes as there are jobs to do at once; leaving the block ends them all."""

    def __init__(self, limits: Limits, *, most: int) -> None:
        """Start nothing yet: a process is started when a job finds none idle."""
        self._limits = limits
        self._threads = ThreadPoolExecutor(max_workers=max(1, min(most, cores())))
        self._idle: list[subprocess.Popen[bytes]] = []
        self._alive: dict[subprocess.Popen[bytes], set[str]] = {}
        self._lock = Lock()
        self._closed = False
        # what a library leaves behind when its process is ended goes with this folder
        self._scratch = TemporaryDirectory(prefix="communique-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *exception: object) -> None:
        """End every process, whatever it does."""
        with self._lock:
            self._closed = True
            processes = tuple(self._alive)
        for process in processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in processes:
            _close(process)
        self._scratch.cleanup()

    def submit(self, function: str, *args: Any, skill: str = "", **names: Any) -> Future[Any]:
        """
        Have a function of `communique.steps` called; the future raises what it raises, or Stopped.

        A job goes to a process that had one of the same `skill` before, where one is idle:
        the libraries are there already.
        """
        return self._threads.submit(self._run, Task(function, args, names, self._limits), skill)

    def _run(self, task: Task, skill: str) -> Any:
        process = self._take(skill)
        late = _Deadline(self._limits.seconds, process)
        with late:
            answer = _ask(process, task)
        if answer is None or answer.ending == "no-memory" or answer.megabytes > _LARGE:
            self._drop(process)
        else:
            self._give_back(process, skill)
        return self._value(answer, timed_out=answer is None and late.passed)

    def _take(self, skill: str) -> subprocess.Popen[bytes]:
        """Take the idle process that has the skill, else the one that worked last; start one where none is idle."""
        with self._lock:
            if self._idle:
                having = (process for process in self._idle if skill in self._alive[process])
                process = next(having, self._idle[-1])
                self._idle.remove(process)
                return process
            if self._closed:
                raise EnvironmentFailed("the build was stopped")
            process = _start(self._scratch.name)
            self._alive[process] = set()
            return process

    def _give_back(self, process: subprocess.Popen[bytes], skill: str) -> None:
        with self._lock:
            self._alive[process].add(skill)
            self._idle.append(process)

    def _drop(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        with self._lock:
            self._alive.pop(process, None)
        _close(process)

    def _value(self, answer: Answer | None, *, timed_out: bool) -> Any:
        if timed_out:
            raise Stopped(
                f"stopped after {self._limits.seconds} seconds",
                "too-long",
                "Look for a loop in the template, or shorten the text; `[limits] seconds` in communique.toml allows more.",
            )
        if answer is None or answer.ending == "no-memory":
            raise Stopped(
                f"stopped: it wanted more than {self._limits.megabytes} megabytes of memory",
                "too-large",
                "Look for a loop in the template, or smaller pictures; `[limits] megabytes` in communique.toml allows more.",
            )
        if answer.ending == "internal-error":
            raise Stopped(str(answer.value), "internal-error", REPORT)
        if answer.ending == "failed":
            raise answer.value
        return answer.value


class _Deadline:
    """Kills a process that is still at work when its time is over."""

    def __init__(self, seconds: float, process: subprocess.Popen[bytes]) -> None:
        self.passed = False
        self._process = process
        self._timer = Timer(seconds, self._strike)
        self._timer.daemon = True

    def _strike(self) -> None:
        self.passed = True
        self._process.kill()

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()


REPORT = f"This is a mistake in Communiqué. Please report it; {DEBUG}=1 shows the whole trace."
"""What a user can do about a mistake of ours."""


_LARGE: Final = 300
"""Megabytes that a worker may hold after a job; WeasyPrint keeps some of each page that it lays out."""


_LEAN: Final = {"OPENBLAS_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "1"}
"""What a worker does without: a thread of NumPy's for each core, and a look for plug-ins of pydantic in all libraries."""


def cores() -> int:
    """Count the processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(scratch: str) -> subprocess.Popen[bytes]:
    """Start a worker that finds this very package, and nothing of the folder that it is started in."""
    package = str(Path(__file__).parent.parent)
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "from communique.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get(DEBUG) else subprocess.DEVNULL,
        env={**os.environ, **_LEAN, "PYTHONPATH": path, "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch},
    )


def _ask(process: subprocess.Popen[bytes], task: Task) -> Answer | None:
    """Hand a task over and wait for the answer; None where the process ended before it."""
    if process.stdin is None or process.stdout is None:  # pragma: no cover -- it was started with both
        return None
    try:
        pickle.dump(task, process.stdin)
        process.stdin.flush()
        answer: Answer = pickle.load(process.stdout)  # noqa: S301 -- from our own worker
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    return answer


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
