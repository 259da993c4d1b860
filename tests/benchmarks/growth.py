"""
How something grows: what was measured at a few sizes, as a table with a slope below each column.

A slope is that of the logarithms: 1 is in proportion, more is worse than that.
It is fitted over the upper half, where what every run costs says little.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from math import log
from typing import TYPE_CHECKING, Final

from benchmarks.results import FOUND, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STEEP: Final = 1.15
"""The slope from which on the processor's time is called worse than in proportion; the rest is noise."""

_LEAST: Final = 1e-3
"""What is less than this is drawn and fitted as if it were this much."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was measured, at every size."""

    name: str
    unit: str  #: ``s`` of the processor, ``MB`` of memory or on the disk.
    values: Sequence[float]

    def slope(self, sizes: Sequence[int]) -> float:
        """Fit a line through the logarithms of the upper half."""
        points = [(log(x), log(max(y, _LEAST))) for x, y in zip(sizes, self.values, strict=True)]
        points = points[-max(2, -(-len(points) // 2)) :]
        middle = [sum(values) / len(points) for values in zip(*points, strict=True)]
        spread = sum((x - middle[0]) ** 2 for x, _ in points)
        return sum((x - middle[0]) * (y - middle[1]) for x, y in points) / spread if spread else 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """All that was measured of one thing that grows."""

    of: str  #: What there is more and more of: ``pages``.
    sizes: Sequence[int]
    lines: Sequence[Line]

    def keep(self, name: str, title: str, note: str) -> None:
        """Keep the numbers for the plot, and the table for the page; fail where something is too steep."""
        FOUND.mkdir(parents=True, exist_ok=True)
        (FOUND / f"{name}.numbers").write_text(json.dumps(asdict(self)), encoding="utf-8")
        heads = [self.of, *(f"{line.name}, {line.unit}" for line in self.lines)]
        rows = [[f"{size:,}", *(_shown(line.values[at]) for line in self.lines)] for at, size in enumerate(self.sizes)]
        slopes = [f"{line.slope(self.sizes):.2f}" for line in self.lines]
        record(name, title, heads, [*rows, ["slope", *slopes]], note=note)
        assert not list(self.steep()), f"worse than in proportion: {', '.join(self.steep())}"

    def steep(self) -> Iterator[str]:
        """Name what takes the processor more than in proportion."""
        yield from (line.name for line in self.lines if line.unit == "s" and line.slope(self.sizes) > STEEP)


def kept(name: str) -> Growth | None:
    """Read what was kept; None where it was not measured."""
    path = FOUND / f"{name}.numbers"
    if not path.exists():
        return None
    found = json.loads(path.read_text("utf-8"))
    return Growth(found["of"], found["sizes"], [Line(**line) for line in found["lines"]])


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}"
