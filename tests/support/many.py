"""Workspaces of many briefs, long ones and crowded ones; and what a command takes with all its processes."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Final

from support.command import SMALL_BRIEF, arguments, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE: Final = Path(__file__).parents[2] / "briefs" / "rural-buses"
TITLE: Final = "title: "
LONG: Final = """\
title: A long brief, number {number}
date: 2026-02-03
bottom_line: It is long.
handling: {{marking: INTERNAL, release: public}}
sections:
"""
SECTION: Final = "  - {{title: Part {number}, text: {{file: {name}}}}}\n"
PARAGRAPH: Final = (
    "The two sides spoke of the harbour, of the line that leads there, and of who would pay for what in year {number}. "
    "Each had sent a paper before; neither had read the other's to its end, and both said so. "
) * 4
A_PAGE: Final = 6
"""Paragraphs that fill a page, near enough."""
A_SECTION: Final = 20
"""Pages of a section: of one text, no more than about eighty are read."""
CROWD: Final = """\
title: A crowded brief
date: 2026-02-03
bottom_line: Many come.
handling: {marking: INTERNAL, release: public}
delegations:
  - id: hosts
    name: The hosts
    members:
"""
MEMBER: Final = "      - {{name: Person Number {number}, office: Adviser on matter {number}}}\n"


def write_briefs(root: Path, count: int, *, first: int = 0) -> None:
    """Write briefs that differ: each is the sample about buses, with a title of its own."""
    (root / "briefs").mkdir(parents=True, exist_ok=True)
    files = {path.name: path.read_text("utf-8") for path in SAMPLE.iterdir() if path.is_file()}
    head, _, rest = files["brief.yaml"].partition(f"\n{TITLE}")
    for number in range(first, first + count):
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
        text = LONG.format(number=number)
        for part, first in enumerate(range(0, pages, A_SECTION), start=1):
            name = f"part-{part:02}.md"
            text += SECTION.format(number=part, name=name)
            lines = range(first * A_PAGE, min(first + A_SECTION, pages) * A_PAGE)
            (folder / name).write_text("\n\n".join(PARAGRAPH.format(number=n) for n in lines), "utf-8")
        (folder / "brief.yaml").write_text(text, "utf-8")


def write_short(root: Path, count: int) -> None:
    """Write briefs of half a page each, so that what is measured is their number."""
    for number in range(count):
        folder = root / "briefs" / f"short-{number:05}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "brief.yaml").write_text(SMALL_BRIEF.replace("A small brief", f"Brief no. {number}"), "utf-8")


def write_crowded(root: Path, members: int) -> None:
    """Write a brief with one delegation of so many members."""
    folder = root / "briefs" / f"crowd-{members:04}"
    folder.mkdir(parents=True, exist_ok=True)
    text = CROWD + "".join(MEMBER.format(number=number + 1) for number in range(members))
    (folder / "brief.yaml").write_text(text, "utf-8")


@dataclass(frozen=True, slots=True)
class Run:
    """How a command went."""

    seconds: float
    processor: float  #: Seconds of the processor, of all its processes: what else the machine does adds little to it.
    megabytes: int  #: The most that all its processes held at one time.
    said: str


def measured(*given: str, folder: Path) -> Run:
    """Run a command, and look at the memory of its processes all the time."""
    before, since = _processor(), perf_counter()
    with (folder / "said").open("w+b") as said:
        process = subprocess.Popen(arguments(*given), cwd=folder, env=environment(), stdout=said, stderr=said)
        most = 0
        while process.poll() is None:
            most = max(most, sum(_resident(pid) for pid in _family(process.pid)))
            sleep(0.02)
        seconds = perf_counter() - since
    text = (folder / "said").read_text("utf-8")
    assert process.returncode == 0, text[-2000:]
    return Run(seconds, _processor() - before, most // 2**20, text)


def _processor() -> float:
    """Say how long the processes have worked that we started, and those that they started and waited for."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
