"""The command `communique` as a user runs it: in a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from support.warm import warm

SOURCE = Path(__file__).parent.parent.parent / "src"

SMALL_BRIEF = """\
title: A small brief
date: 2026-02-03
bottom_line: The two sides will meet again in spring.
handling: {marking: INTERNAL, release: public}
"""
"""The shortest brief that no rule has anything against."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """Make the environment that a command runs in: it finds this source, whatever is installed."""
    return {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8", **more}


def arguments(*given: str) -> list[str]:
    """Write the command line of a command."""
    return [sys.executable, "-P", "-m", "communique", *given]


def communique(*given: str, folder: Path, **more: str) -> Result:
    """Run a command in a folder, in a process that is forked and so starts at once; it never shows a trace."""
    status, out, err = warm().run(given, folder, environment(**more))
    result = Result(status, out.decode(), err.decode())
    assert "Traceback" not in result.out + result.err, result.err
    return result
