"""How long a command takes to begin, and to check: `make bench`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.clock import in_turn, run
from benchmarks.results import record

PROJECT = Path(__file__).parents[2]
FLAGSHIP = "us-colombia-2026-02-03"
ROUNDS = 9
MEASURE = 'python -c "import pydantic, ruamel.yaml"'


def test_the_start(tmp_path: Path) -> None:
    """Each from a process of its own; the flagship never checked before, and checked before."""
    shutil.copytree(PROJECT / "briefs" / FLAGSHIP, tmp_path / "briefs" / FLAGSHIP)
    brief = tmp_path / "briefs" / FLAGSHIP / "brief.yaml"

    def ours(*words: str) -> None:
        run(sys.executable, "-m", "communique", *words, folder=tmp_path)

    def anew() -> None:
        brief.write_bytes(brief.read_bytes() + b"#")
        ours("check", FLAGSHIP)

    took = in_turn(
        {
            "python -c pass": lambda: run(sys.executable, "-c", "pass", folder=tmp_path),
            MEASURE: lambda: run(sys.executable, "-c", "import pydantic, ruamel.yaml", folder=tmp_path),
            "communique --help": lambda: ours("--help"),
            "communique check, after a change": anew,
            "communique check, nothing changed": lambda: ours("check", FLAGSHIP),
        },
        ROUNDS,
    )
    measure = took[MEASURE].wall
    record(
        "start",
        "The start of a command",
        ["", "seconds (of the processor)", "to the second line"],
        [(name, t, f"{t.wall / measure:.1f}") for name, t in took.items()],
        "The goal for a check is 2.5.",
    )
