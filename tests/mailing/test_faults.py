"""The sender is killed over and over while the server misbehaves, and nobody is written to twice, and nobody is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.mutants import MUTANTS

TESTS = Path(__file__).parents[1]


def _faults(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "support.faults", *arguments],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.mark.parametrize(("sqlite", "people", "kills"), [("newest", 4000, 40), ("own", 640, 10)])
def test_kill_9_while_the_server_misbehaves(sqlite: str, people: int, kills: int) -> None:
    """With the write-ahead log where SQLite's is mended, and with the rollback journal of an older one."""
    figures = _faults("--people", str(people), "--kills", str(kills), "--sqlite", sqlite)
    assert figures["twice"] == 0, figures
    assert figures["lost"] == 0, figures
    assert figures["failed_wrongly"] == 0, figures
    assert figures["sent_but_not_taken"] == 0, figures
    assert figures["clean"], figures
    assert figures["kills"] >= kills * 3 // 4, "most of the senders were killed in the middle of their work"
    assert figures["states"]["failed"] == figures["people"] * 3 // 80, "those that the server refuses, and no other"
    assert figures["state"] == "done_with_unknown"


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_harness_sees_a_mistake(mutant: str) -> None:
    assert not _faults("--people", "150", "--kills", "3", "--mutant", mutant)["clean"]
