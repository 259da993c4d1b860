"""Times what takes turns: each of several programs once a round, and the median of the rounds."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds on the wall, and of the processor, of a program and of all that it started."""

    wall: float
    processor: float

    def __str__(self) -> str:
        """Write it for a table."""
        return f"{self.wall:.2f} s ({self.processor:.2f})"


def in_turn(programs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Took]:
    """Run each program once a round, and once before for nothing; give the medians."""
    taken: dict[str, list[Took]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, run in programs.items():
            took = _once(run)
            if number:
                taken[name].append(took)
    return {
        name: Took(median(took.wall for took in all_), median(took.processor for took in all_))
        for name, all_ in taken.items()
    }


def _once(run: Callable[[], object]) -> Took:
    before, start = getrusage(RUSAGE_CHILDREN), perf_counter()
    run()
    wall, after = perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def run(*command: str | Path, folder: Path, path: Path | None = None) -> None:
    """Run a program in a folder, with its byte code kept as installed ones have it; `path` is searched first for what it starts."""
    found = os.pathsep.join(filter(None, [str(path) if path else "", os.environ["PATH"]]))
    around = {**os.environ, "PATH": found, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run(command, cwd=folder, env=around, check=True, capture_output=True)
