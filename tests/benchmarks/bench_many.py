"""
A hundred distinct briefs with one process and with two: how near to twice as fast it is: `make bench`.

They take turns, twenty briefs at a time, so that what else the machine does
falls on both alike. Then long briefs one after the other, for the memory.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from benchmarks.results import record
from support.many import measured, write_briefs, write_long

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS, EACH = 5, int(os.environ.get("MANY", "20"))
FORMATS = "pdf,docx,email"
GOAL = 1.8
LONG, PAGES = int(os.environ.get("LONG", "100")), 80


def test_a_hundred_briefs_with_one_process_and_with_two(tmp_path: Path) -> None:
    """Each round builds other briefs, and each brief is built from nothing by both."""
    seconds = {1: 0.0, 2: 0.0}
    for turn in range(ROUNDS):
        root = tmp_path / str(turn)
        write_briefs(root, EACH)
        for jobs in (1, 2) if turn % 2 else (2, 1):
            given = ("build", "--format", FORMATS, "--no-cache", "--jobs", str(jobs), "--out", f"out-{jobs}")
            seconds[jobs] += measured(*given, folder=root).seconds
    faster = seconds[1] / seconds[2]
    count = ROUNDS * EACH
    rows = [[jobs, f"{seconds[jobs]:.1f}", f"{count / seconds[jobs]:.2f}"] for jobs in (1, 2)]
    record(
        "many",
        f"{count} distinct briefs as PDF, Word and e-mail",
        ["processes", "seconds", "briefs a second"],
        [*rows, ["two beside one", f"{faster:.2f} times", f"goal {GOAL}"]],
    )


def test_eight_thousand_pages_in_one_run(tmp_path: Path) -> None:
    """The memory of all processes together, looked at fifty times a second."""
    rows = []
    for count in (LONG // 4, LONG):
        root = tmp_path / str(count)
        write_long(root, PAGES, count)
        run = measured("build", "--format", "pdf", "--jobs", "2", folder=root)
        rows.append([count, count * PAGES, f"{run.seconds:.0f}", run.megabytes])
    record(
        "many-pages",
        "Long briefs in one run",
        ["briefs", "pages, about", "seconds", "MB at most, all processes"],
        rows,
        note="Goal: 8,000 pages within 1,000 MB.",
    )
