"""
A worker process: takes jobs from its standard input, and writes what comes of them to its standard output.

Started by `communique.workers`. Memory is limited from the first job on, and an
alarm ends a process that nobody stops because its parent is gone.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias

from communique.errors import CommuniqueError, EnvironmentFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.limits import Limits

Ending: TypeAlias = Literal["done", "failed", "no-memory", "internal-error"]
"""``failed`` on purpose, with one of our exceptions; ``internal-error`` is our own mistake."""

DEBUG = "COMMUNIQUE_DEBUG"
"""Set in the environment, it shows the whole trace of an internal error."""

_GRACE = 10
"""Seconds beyond the limit after which a worker ends itself: its parent should have ended it before."""

_GARBAGE = (50_000, 20, 20)
"""How seldom garbage is looked for: a layout makes much that lasts, and a tenth of its time went into looking."""


@dataclass(frozen=True, slots=True)
class Task:
    """One call of a function of `communique.steps`, by name."""

    function: str
    args: tuple[Any, ...]
    names: Mapping[str, Any]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Answer:
    """How a task ended, with its value, its exception or a line on the mistake."""

    ending: Ending
    value: Any = None
    megabytes: int = 0  #: Memory that the process holds after it.


def main() -> None:
    """Answer tasks until there are no more."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not end up between the answers
    gc.set_threshold(*_GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches our parent too, which ends us
    while True:
        try:
            task: Task = pickle.load(tasks)  # noqa: S301 -- from our parent
        except EOFError:
            return
        limit(task.limits)
        _send(answers, replace(answer(task), megabytes=resident()))
        limit_time(0)


def limit(limits: Limits) -> None:
    """Limit this process: address space where the system can, and a last alarm."""
    with suppress(ImportError):  # Windows
        import resource

        most = limits.megabytes * 2**20
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        with suppress(ValueError, OSError):  # macOS knows the limit and does not set it
            resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))
    limit_time(limits.seconds + _GRACE)


def resident() -> int:
    """Say how many megabytes of memory this process holds; 0 where the system does not say."""
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
    with suppress(ImportError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return int(most // (2**20 if sys.platform == "darwin" else 2**10))
    return 0


def limit_time(seconds: int) -> None:
    """Set the alarm that ends this process, whatever it is doing; 0 for none."""
    if hasattr(signal, "alarm"):  # Windows has none
        signal.alarm(seconds)


def answer(task: Task) -> Answer:
    """Do a task; whatever happens is an answer."""
    from communique import steps

    try:
        return Answer("done", getattr(steps, task.function)(*task.args, **task.names))
    except CommuniqueError as error:
        return Answer("failed", error)
    except MemoryError:
        return Answer("no-memory")
    except ImportError as error:
        return Answer("failed", EnvironmentFailed(f"a library is missing: {error}; install Communiqué again"))
    except OSError as error:
        return Answer("failed", EnvironmentFailed(describe_os_error(error)))
    except Exception as error:  # noqa: BLE001 -- the last resort: no trace ever reaches a user
        return Answer("internal-error", describe(error))


def describe_os_error(error: OSError) -> str:
    """Say what the system could not do, and with which file, without the machine's folders."""
    name = f"{Path(str(error.filename)).name}: " if error.filename else ""
    return f"{name}{error.strerror or type(error).__name__}"


def describe(error: BaseException) -> str:
    """Say in a line what went wrong and in which module; print the whole trace where it is asked for."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}{where}"


def _send(answers: BinaryIO, found: Answer) -> None:
    try:
        data = pickle.dumps(found)
    except MemoryError:
        data = pickle.dumps(Answer("no-memory"))
    with suppress(BrokenPipeError):
        answers.write(data)
        answers.flush()
