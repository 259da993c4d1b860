"""What is dear to make is made once in a run, however many processes the tests are shared out over."""

from __future__ import annotations

import fcntl
import json
import os
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

Made = TypeVar("Made")


def once(name: str, make: Callable[[], Made], folders: pytest.TempPathFactory) -> Made:
    """Make something of plain values, or read what another process of the same run has made; it waits for it."""
    base = folders.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared / f"{name}.json"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_text(json.dumps(make()), encoding="utf-8")
        result: Made = json.loads(made.read_text(encoding="utf-8"))
        return result
