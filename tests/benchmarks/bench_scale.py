"""
How time, memory and the cache grow with pages, with members of a delegation and with briefs: `make bench`.

Time is that of the processor, of all processes together: two of them work at
once, so a user waits for little more than half of it.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from benchmarks.growth import Growth, Line
from support.many import measured, write_crowded, write_long, write_short

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from support.many import Run


def _sizes(name: str, usual: str) -> list[int]:
    return [int(size) for size in os.environ.get(name, usual).split(",")]


PAGES = _sizes("PAGES", "1,10,50,100,200,400,800")
MEMBERS = _sizes("MEMBERS", "1,10,100,1000")
BRIEFS = _sizes("BRIEFS", "1,10,100,1000,10000")
NOTE = "Slopes of the logarithms over the upper half of the sizes: 1 is in proportion. Seconds are of the processor."


def test_more_pages(tmp_path: Path) -> None:
    """One brief as PDF, from nothing."""
    growth = _one_brief("pages", PAGES, tmp_path, write_long)
    growth.keep("scale-pages", "More and more pages", f"One brief as PDF, from nothing. {NOTE}")


def test_more_members(tmp_path: Path) -> None:
    """One delegation as PDF, from nothing."""
    growth = _one_brief("members", MEMBERS, tmp_path, write_crowded)
    growth.keep("scale-members", "More and more members of a delegation", f"One brief as PDF, from nothing. {NOTE}")


def test_more_briefs(tmp_path: Path) -> None:
    """Built as text from nothing, then with nothing changed, then with one brief changed."""
    runs = [_many(tmp_path / str(count), count) for count in BRIEFS]
    first, again, one, cache = zip(*runs, strict=True)
    lines = [
        Line("all made", "s", [run.processor for run in first]),
        Line("memory, all made", "MB", [float(run.megabytes) for run in first]),
        Line("unchanged", "s", [run.processor for run in again]),
        Line("memory, unchanged", "MB", [float(run.megabytes) for run in again]),
        Line("one changed", "s", [run.processor for run in one]),
        Line("cache", "MB", cache),
    ]
    note = f"Briefs of half a page, as text. {NOTE}\n\n![The three as a drawing](scale.svg)"
    Growth("briefs", BRIEFS, lines).keep("scale-briefs", "More and more briefs", note)


def _one_brief(of: str, sizes: Sequence[int], folder: Path, write: Callable[[Path, int], None]) -> Growth:
    runs, cache = [], []
    for size in sizes:
        root = folder / f"{of}-{size}"
        write(root, size)
        runs.append(measured("build", "--format", "pdf", folder=root))
        cache.append(_cache(root))
    lines = [
        Line("time", "s", [run.processor for run in runs]),
        Line("memory", "MB", [float(run.megabytes) for run in runs]),
        Line("cache", "MB", cache),
    ]
    return Growth(of, sizes, lines)


def _many(root: Path, count: int) -> tuple[Run, Run, Run, float]:
    write_short(root, count)
    given = ("build", "--format", "text", "--json")
    first = measured(*given, folder=root)
    again = min((measured(*given, folder=root) for _ in range(3)), key=lambda run: run.processor)
    assert _made(again) == 0
    changed = root / "briefs" / "short-00000" / "brief.yaml"
    changed.write_text(changed.read_text("utf-8").replace("no. 0", "no. 0 again"), "utf-8")
    one = measured(*given, folder=root)
    assert _made(one) == 1
    return first, again, one, _cache(root)


def _made(run: Run) -> int:
    """Count the files that were made, and not left as they were."""
    return sum(len(brief["files"]) - len(brief["unchanged"]) for brief in json.loads(run.said)["briefs"])


def _cache(root: Path) -> float:
    """Weigh the cache, its index included."""
    files = (root / ".communique" / "cache").rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
