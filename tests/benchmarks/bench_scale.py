"""
How time, memory and the cache grow with briefs and with pages, and how straight the lines are: `make bench`.

A slope is that of the logarithms: 1 is in proportion, more is worse than that.
"""

from __future__ import annotations

import json
import os
from math import log
from typing import TYPE_CHECKING

from benchmarks.results import FOUND, record
from support.many import measured, write_briefs, write_long

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COUNTS = [int(count) for count in os.environ.get("BRIEFS", "1,10,100,1000").split(",")]
PAGES = [int(count) for count in os.environ.get("PAGES", "1,8,80,800").split(",")]
LATE = 3
"""Points that a slope is fitted over: the last ones, where what every run costs says little."""


def test_more_briefs(tmp_path: Path) -> None:
    """Built as text from nothing, then with nothing changed, then with one brief changed."""
    rows = []
    for count in COUNTS:
        root = tmp_path / str(count)
        write_briefs(root, count)
        given = ("build", "--format", "text")
        first = measured(*given, folder=root)
        again = min((measured(*given, folder=root) for _ in range(3)), key=lambda run: run.seconds)
        assert f"0 files written, {count} unchanged" in again.said
        changed = root / "briefs" / "buses-00000" / "brief.yaml"
        changed.write_text(changed.read_text("utf-8").replace("No. 0", "No. 0 again"), "utf-8")
        one = measured(*given, folder=root)
        assert f"1 file written, {count - 1} unchanged" in one.said or count == 1
        kept = json.loads(measured("cache", "show", "--json", folder=root).said)["bytes"]
        index = (root / ".communique" / "cache" / "index.db").stat().st_size
        rows.append([count, first.seconds, first.megabytes, again.seconds, again.megabytes, one.seconds, kept, index])
    heads = ["briefs", "first s", "MB", "unchanged s", "MB", "one changed s", "files kept, bytes", "index, bytes"]
    _record("scale", "More and more briefs, as text", heads, rows)


def test_more_pages(tmp_path: Path) -> None:
    """One brief as PDF, from nothing."""
    rows = []
    for pages in PAGES:
        root = tmp_path / str(pages)
        write_long(root, pages)
        run = measured("build", "--format", "pdf", folder=root)
        size = next(root.glob("out/*/brief.pdf")).stat().st_size
        rows.append([pages, run.seconds, run.megabytes, size])
    _record("scale-pages", "More and more pages", ["pages, about", "seconds", "MB", "bytes of the file"], rows)


def _record(name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[float]]) -> None:
    """Keep the numbers as they are for a plot, and the table with a slope below each column."""
    FOUND.mkdir(parents=True, exist_ok=True)
    (FOUND / f"{name}.numbers").write_text(json.dumps({"columns": heads, "rows": rows}), encoding="utf-8")
    columns = list(zip(*rows, strict=True))
    slopes = [f"{_slope(columns[0], column):.2f}" for column in columns[1:]]
    table = [[value if isinstance(value, int) else f"{value:.2f}" for value in row] for row in rows]
    record(name, title, heads, [*table, ["slope", *slopes]], note=f"Slopes over the last {LATE} rows.")


def _slope(across: Sequence[float], up: Sequence[float]) -> float:
    """Fit a line through the logarithms of the last points."""
    points = [(log(x), log(max(y, 1e-9))) for x, y in zip(across, up, strict=True)][-LATE:]
    middle = [sum(values) / len(points) for values in zip(*points, strict=True)]
    spread = sum((x - middle[0]) ** 2 for x, _ in points)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in points) / spread if spread else 0.0
