"""
What the benchmarks found, as one page: `make bench` rewrites `RESULTS.md` from what each of them recorded.

Each benchmark records its table under a name; the page says on which machine,
and is committed, so that a change of speed is a change that somebody reads.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROJECT: Final = Path(__file__).parents[2]
FOUND: Final = PROJECT / "build" / "bench"
PAGE: Final = Path(__file__).with_name("RESULTS.md")
ORDER: Final = (
    *("start", "build", "wave", "many", "many-pages", "scale-pages", "scale-members", "scale-briefs"),
    *("preview", "copies", "send", "memory", "import"),
)
"""The parts of the page; what has another name comes after them."""
ENGINES: Final = ("weasyprint", "pydantic", "ruamel.yaml", "jinja2", "python-docx", "mrml")


def record(name: str, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], note: str = "") -> None:
    """
    Keep what a benchmark found, and print it.

    Args:
        name: names the part of the page, and the file that holds it until the page is written.
        title: its heading.
        columns: the heads of its table.
        rows: the cells: texts and numbers, as they are to be read.
        note: what a reader must know: the goal, who wins, what is not equal.

    """
    cells = [[str(cell) for cell in row] for row in rows]
    FOUND.mkdir(parents=True, exist_ok=True)
    part: dict[str, Any] = {"title": title, "columns": list(columns), "rows": cells, "note": note}
    (FOUND / f"{name}.json").write_text(json.dumps(part, ensure_ascii=False), encoding="utf-8")
    sys.stdout.write("\n" + "\n".join(_part(part)) + "\n")


def page() -> str:
    """Write the page from all that was recorded."""
    names = {path.stem for path in FOUND.glob("*.json")}
    listed = [name for name in ORDER if name in names] + sorted(names.difference(ORDER))
    parts = [json.loads((FOUND / f"{name}.json").read_text("utf-8")) for name in listed]
    head = [
        "# How fast it is",
        "",
        "Written by `make bench`. Each table was measured in one run, those that are compared taking turns;",
        "seconds are of this machine, the ratios are what counts.",
        "",
        *machine(),
    ]
    return "\n".join([*head, *(line for part in parts for line in ("", *_part(part)))]) + "\n"


def machine() -> Iterator[str]:
    """Describe the machine, as far as speed depends on it; nothing that names it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    yield f"- {_processor()}, {cores} cores for us, {_memory()} GB; {platform.system()} {platform.machine()}"
    yield f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} (the ledger's may be newer)"
    yield "- " + ", ".join(f"{name} {version(name)}" for name in ENGINES)


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "a processor")


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _part(part: dict[str, Any]) -> Iterator[str]:
    columns, rows = part["columns"], part["rows"]
    yield f"## {part['title']}"
    yield ""
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    if part["note"]:
        yield ""
        yield part["note"]


if __name__ == "__main__":
    from benchmarks.scale_plot import draw

    draw()
    PAGE.write_text(page(), encoding="utf-8")
