"""
A hundred distinct briefs with one process and with two: how near to twice as fast it is: `make bench`.

They take turns, twenty briefs at a time, so that what else the machine does falls
on both alike. Two cores are seldom twice one: so two processes that do nothing
but count take turns with one too, and say what the machine gives at most.
Then long briefs in one run, for the memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.results import record
from support.many import measured, write_briefs, write_long

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS, EACH = 5, int(os.environ.get("MANY", "20"))
FORMATS = os.environ.get("FORMATS", "pdf")
GOAL = 1.8
LONG, PAGES = int(os.environ.get("LONG", "4")), 80
COUNT = [sys.executable, "-S", "-c", "n = 0\nfor i in range(8_000_000): n += i * i % 7"]
"""Arithmetic alone: it waits for no memory and for no disk."""


def test_a_hundred_briefs_with_one_process_and_with_two(tmp_path: Path) -> None:
    """Each round builds other briefs, and each brief is built from nothing by both."""
    seconds, processor, counted = {1: 0.0, 2: 0.0}, {1: 0.0, 2: 0.0}, {1: 0.0, 2: 0.0}
    for turn in range(ROUNDS):
        root = tmp_path / str(turn)
        write_briefs(root, EACH, first=turn * EACH)
        for jobs in (1, 2) if turn % 2 else (2, 1):
            given = ("build", "--format", FORMATS, "--no-cache", "--jobs", str(jobs), "--out", f"out-{jobs}")
            run = measured(*given, folder=root)
            seconds[jobs] += run.seconds
            processor[jobs] += run.processor
            counted[jobs] += _count(jobs)
    count = ROUNDS * EACH
    rows = [
        [f"{jobs} at work", f"{seconds[jobs]:.1f}", f"{processor[jobs]:.1f}", f"{count / seconds[jobs]:.2f}"]
        for jobs in (1, 2)
    ]
    bare, reached = counted[1] / counted[2], seconds[1] / seconds[2]
    record(
        "many",
        f"{count} distinct briefs, as {FORMATS.replace(',', ', ')}",
        ["processes", "seconds", "of the processor", "briefs a second"],
        [
            *rows,
            ["two beside one", f"{reached:.2f} times", "", f"goal {GOAL}"],
            ["two that only count, beside one", f"{bare:.2f} times", "", "what the machine gives"],
        ],
        note=f"Two processes reach {reached / bare:.0%} of what two cores of this machine give for bare arithmetic.",
    )


def _count(at_once: int) -> float:
    """Say how long two loops take, one after the other or at once."""
    since = perf_counter()
    for _ in range(2 // at_once):
        for process in [subprocess.Popen(COUNT) for _ in range(at_once)]:
            process.wait()
    return perf_counter() - since


def test_long_briefs_in_one_run(tmp_path: Path) -> None:
    """The memory of all processes together, looked at fifty times a second; `LONG=100` are eight thousand pages."""
    rows = []
    for count in (LONG // 4, LONG):
        root = tmp_path / str(count)
        write_long(root, PAGES, count)
        run = measured("build", "--format", "pdf", "--jobs", "2", folder=root)
        rows.append([count, f"{count * PAGES:,}", f"{run.processor:.0f}", run.megabytes])
    record(
        "many-pages",
        "Long briefs in one run",
        ["briefs", "pages, about", "seconds of the processor", "MB at most, all processes"],
        rows,
        note="Goal: 8,000 pages within 1,000 MB.",
    )
