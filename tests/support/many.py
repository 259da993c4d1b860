"""Workspaces of many briefs, and of long ones; and how much memory a command takes with all its processes."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Final

from support.command import arguments, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE: Final = Path(__file__).parents[2] / "briefs" / "rural-buses"
TITLE: Final = "title: "
LONG: Final = """\
title: A long brief, number {number}
date: 2026-02-03
bottom_line: It is long.
handling: {{marking: INTERNAL, release: public}}
background: {{file: background.md}}
"""
PARAGRAPH: Final = (
    "The two sides spoke of the harbour, of the line that leads there, and of who would pay for what in year {number}. "
    "Each had sent a paper before; neither had read the other's to its end, and both said so. "
) * 4
A_PAGE: Final = 6
"""Paragraphs that fill a page, near enough."""


def write_briefs(root: Path, count: int) -> None:
    """Write briefs that differ: each is the sample about buses, with a title of its own."""
    (root / "briefs").mkdir(parents=True, exist_ok=True)
    files = {path.name: path.read_text("utf-8") for path in SAMPLE.iterdir() if path.is_file()}
    head, _, rest = files["brief.yaml"].partition(f"\n{TITLE}")
    for number in range(count):
        folder = root / "briefs" / f"buses-{number:05}"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        (folder / "brief.yaml").write_text(f"{head}\n{TITLE}No. {number}, {rest}", "utf-8")


def write_long(root: Path, pages: int, count: int = 1) -> None:
    """Write briefs of about so many pages."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "communique.toml").write_text("[limits]\npages = 2000\nseconds = 1200\nmegabytes = 8000\n", "utf-8")
    for number in range(count):
        folder = root / "briefs" / f"long-{pages:04}-{number:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "brief.yaml").write_text(LONG.format(number=number), "utf-8")
        text = "\n\n".join(PARAGRAPH.format(number=n) for n in range(pages * A_PAGE))
        (folder / "background.md").write_text(text, "utf-8")


@dataclass(frozen=True, slots=True)
class Run:
    """How a command went."""

    seconds: float
    megabytes: int  #: The most that all its processes held at one time.
    said: str


def measured(*given: str, folder: Path) -> Run:
    """Run a command, and look at the memory of its processes all the time."""
    since = perf_counter()
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(arguments(*given), cwd=folder, env=environment(), stdout=said, stderr=said)
        most = 0
        while process.poll() is None:
            most = max(most, sum(_resident(pid) for pid in _family(process.pid)))
            sleep(0.02)
        seconds = perf_counter() - since
    text = (folder / "said").read_text("utf-8")
    assert process.returncode == 0, text[-2000:]
    return Run(seconds, most // 2**20, text)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _resident(pid: int) -> int:
    """Say how many bytes a process holds; what it shares with others counts for each."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0
