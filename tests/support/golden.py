"""Golden files: what is expected, kept beside the tests and rewritten with ``--accept``."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from pathlib import Path


class Golden(Protocol):
    """Compare something made now with the file ``tests/golden/<name>``."""

    def __call__(self, name: str, made: str | bytes) -> None:
        """Fail with a diff where they differ; with ``--accept``, rewrite the file."""


def comparing(folder: Path, *, accept: bool) -> Golden:
    """Make the comparison with the files of one folder."""

    def compare(name: str, made: str | bytes) -> None:
        path = folder / name
        data = made.encode() if isinstance(made, str) else made
        if accept:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        elif not path.exists():
            pytest.fail(f"golden/{name} is missing: look at what is made, then run `make accept`", pytrace=False)
        elif path.read_bytes() != data:
            difference = difference_of(name, path.read_bytes(), data)
            pytest.fail(f"{difference}\nIf the new one is right, run `make accept` and read the diff.", pytrace=False)

    return compare


def difference_of(name: str, expected: bytes, made: bytes) -> str:
    """Say where two versions part: a diff of text, a position in bytes."""
    try:
        before, after = expected.decode(), made.decode()
    except UnicodeDecodeError:
        same = next(
            (at for at, (a, b) in enumerate(zip(expected, made, strict=False)) if a != b), min(len(expected), len(made))
        )
        return f"{name}: {len(expected)} bytes expected, {len(made)} made; they part at byte {same}"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"golden/{name}", "made now", "", "", 2, "")
    return "\n".join(lines)
