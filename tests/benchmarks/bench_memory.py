"""
How much memory a mailing takes as its list grows: `make bench`; `PEOPLE=1000000` measures a million deliveries, which takes a quarter of an hour.

Each size in a process of its own, from the first row of the ledger to the last answer of Postfix's `smtp-sink`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from time import sleep

from benchmarks.bench_send import tool
from benchmarks.results import record

PROJECT = Path(__file__).parents[2]
LARGEST = int(os.environ.get("PEOPLE", "100000"))
PROGRAM = """
import resource, sys
from pathlib import Path
from time import perf_counter
from communique.mailing import store as stores
from communique.mailing.sender import Pace, Sender
from communique.mailing.relay import Relay
from communique.mailing.throttle import Limits
from support.office import Letter, office
people, port, path = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
import multiprocessing
def fill():
    store, _ = office(path, (f"p{n}@d{n % 200}.example" for n in range(people)), stores.now())
    store.close()
child = multiprocessing.get_context("fork").Process(target=fill)
child.start(); child.join()
store = stores.open_store(path)
relay = Relay(host="127.0.0.1", port=port, security="none", return_path="b@example.org", connections=30,
              messages_per_connection=1000)
sender = Sender(store, relay, {1: Letter(2000)}, pace=Pace(limits=Limits(concurrency=20)))
other = 0
def look(_):
    global other
    if sender._making.helper:
        told = Path(f"/proc/{sender._making.helper.process}/status").read_text().split("VmHWM:")
        other = int(told[1].split()[0]) if len(told) > 1 else other
sender.watch = look
start = perf_counter()
assert sender.run() == {1: "done"}
seconds = perf_counter() - start
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, other // 1024, round(people / seconds))
"""


def test_the_memory_of_a_mailing(tmp_path: Path) -> None:
    """A hundredth, a tenth and all of the people."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    rows = []
    with subprocess.Popen([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "256"]) as sink:
        sleep(0.3)
        for people in (LARGEST // 100, LARGEST // 10, LARGEST):
            sender, maker, rate = _measure(people, port, tmp_path / f"{people}.db")
            rows.append((f"{people:,}", f"{sender:,} MB", f"{maker:,} MB", f"{rate:,}"))
        sink.kill()
    record(
        "memory",
        "The memory of a mailing",
        ["people", "most memory of the sender", "of the process that makes messages", "messages a second"],
        rows,
        "The goal is 1,000,000 deliveries within 200 MB; the two processes share what the first had when the second began. Messages of 2 KB, unsigned.",
    )


def _measure(people: int, port: int, path: Path) -> tuple[int, int, int]:
    paths = os.pathsep.join(str(PROJECT / part) for part in ("src", "tests"))
    command = [sys.executable, "-c", PROGRAM, str(people), str(port), str(path)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True)
    sender, maker, rate = map(int, done.stdout.split())
    return sender, maker, rate
