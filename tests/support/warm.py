"""
A process that has imported everything, and forks a command off itself.

A command of its own process spends most of its time on imports. One that is
forked has its own folder, environment, streams, signals and status all the
same, and so have its workers. Whatever looks at the start itself, or at
streams and signals from outside, starts a real process.
"""

from __future__ import annotations

import atexit
import os
import pickle
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from functools import cache
from pathlib import Path
from typing import IO, Final, NoReturn

TESTS: Final = Path(__file__).parents[1]
PATIENCE: Final = 120
"""Seconds that a command may take."""

HEAVY: Final = (
    "communique.cli_commands",
    "communique.steps",
    "communique.brief.checks",
    "communique.brief.translation.faults",
    "communique.kinds",
    "communique.render",
    "communique.engines.word",
    "communique.readback",
    "communique.mailing.store",
    "babel.dates",
    "docxtpl",
    "mrml",
    "pikepdf",
    "weasyprint",
)
"""What commands import, and what that imports."""


class Warm:
    """The side of the tests: hands commands over."""

    def __init__(self) -> None:
        """Start the process."""
        self._line, far = socket.socketpair()
        self._line.settimeout(PATIENCE)
        path = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "support.warm", str(far.fileno())],
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            pass_fds=[far.fileno()],
            stdin=subprocess.DEVNULL,
        )
        far.close()
        atexit.register(self.end)

    def run(self, given: tuple[str, ...], folder: Path, environment: dict[str, str]) -> tuple[int, bytes, bytes]:
        """Run a command: its status, and what it printed."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            asked = pickle.dumps((given, str(folder), environment))
            socket.send_fds(self._line, [len(asked).to_bytes(4)], [out.fileno(), err.fileno()])
            self._line.sendall(asked)
            status = int.from_bytes(self._line.recv(4), signed=True)
            return status, _all(out), _all(err)

    def end(self) -> None:
        """End the process, which ends when nobody is on the line."""
        self._line.close()
        self._process.wait()


@cache
def warm() -> Warm:
    """Start one for all tests of this process."""
    return Warm()


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


# --- the other side ----------------------------------------------------------


def _serve(line: socket.socket) -> None:
    """Fork a command off for each that is asked for, until nobody is on the line."""
    while True:
        head, streams, _, _ = socket.recv_fds(line, 4, 2)
        if not head:
            return
        asked = b""
        while len(asked) < int.from_bytes(head):
            asked += line.recv(1 << 16)
        child = os.fork()
        if not child:
            _become(*pickle.loads(asked), *streams)
        for stream in streams:
            os.close(stream)
        line.sendall(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]).to_bytes(4, signed=True))


def _become(given: tuple[str, ...], folder: str, environment: dict[str, str], out: int, err: int) -> NoReturn:
    """Be the command, from its first line to its status."""
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.closerange(3, 64)
    os.chdir(folder)
    _take(environment)
    sys.argv = ["communique", *given]
    from communique import workers

    workers._start = _worker  # type: ignore[assignment]
    try:
        runpy.run_module("communique", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0
    except BaseException:  # noqa: BLE001 -- as Python itself ends
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _take(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None


class _Worker:
    """A worker that is forked: as much of `Popen` as `communique.workers` asks for."""

    def __init__(self, process: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._process: int | None = process
        self.stdin, self.stdout = stdin, stdout

    def kill(self) -> None:
        if self._process:
            os.kill(self._process, signal.SIGKILL)

    def wait(self) -> None:
        if self._process:
            os.waitpid(self._process, 0)
            self._process = None


def _worker(scratch: str) -> _Worker:
    tasks, far_tasks = os.pipe()
    far_answers, answers = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(tasks, 0)
        os.dup2(answers, 1)
        if not os.environ.get("COMMUNIQUE_DEBUG"):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        os.closerange(3, 64)
        _take({**os.environ, "TMPDIR": scratch, "TEMP": scratch, "TMP": scratch})
        _work()
    os.close(tasks)
    os.close(answers)
    return _Worker(child, os.fdopen(far_tasks, "wb", 0), os.fdopen(far_answers, "rb"))


def _work() -> NoReturn:
    from communique import worker

    try:
        sys.stdin = os.fdopen(0)
        worker.main()
    finally:
        os._exit(0)


def _import() -> None:
    from communique.engines import pdf

    pdf._weasyprint()
    for name in HEAVY:
        __import__(name)


def _main() -> None:
    _import()
    _serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    _main()
