"""
The growth that `bench_scale` measured, as one drawing beside the page of results.

Both axes are logarithms, so that what grows in proportion climbs as the grey
lines do. The same numbers make the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.growth import kept

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.growth import Growth, Line

DRAWING: Final = Path(__file__).with_name("scale.svg")
PARTS: Final = ("scale-pages", "scale-members", "scale-briefs")
SETTINGS: Final[Any] = {"svg.hashsalt": "scale", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}
CAPTION: Final = (
    "Solid: seconds of the processor. Dashed: megabytes. Grey: in proportion. "
    "At each line its slope, over the upper half of the sizes."
)

_SECONDS: Final = ("#1f4e79", "#2e86c1", "#6c3483")
_MEGABYTES: Final = ("#a04000", "#d68910", "#7d6608")
_APART: Final = 0.095
"""How far two labels stand from each other at least, in parts of the height."""

_TOP: Final = 0.97
"""Where the highest stands at most."""


def draw() -> bool:
    """Draw what was measured, a panel for each thing that grows; say whether anything was."""
    found = [growth for name in PARTS if (growth := kept(name))]
    if not found:
        return False
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({**mpl.rcParamsDefault, **SETTINGS}):
        figure = Figure(figsize=(11.5, 4.8), layout="constrained")
        figure.supxlabel(CAPTION, fontsize=9)
        for at, growth in enumerate(found, start=1):
            _panel(figure.add_subplot(1, len(found), at), growth)
        figure.savefig(DRAWING, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
    return True


def _panel(axes: Axes, growth: Growth) -> None:
    axes.set(xscale="log", yscale="log", xlabel=growth.of, title=f"More {growth.of}")
    colours = {"s": iter(_SECONDS), "MB": iter(_MEGABYTES)}
    drawn = []
    for line in growth.lines:
        colour, dashed = next(colours[line.unit]), line.unit == "MB"
        axes.plot(growth.sizes, line.values, color=colour, ls="--" if dashed else "-", marker="o", ms=3.5, lw=1.6)
        drawn.append((line, colour))
    axes.set_xticks(growth.sizes, [f"{size:,}" for size in growth.sizes], rotation=45 if len(growth.sizes) > 5 else 0)
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.set_xlim(growth.sizes[0] * 0.8, growth.sizes[-1] * 1.25)
    axes.grid(color="#e5e7eb", lw=0.6)
    axes.set_axisbelow(True)
    _proportion(axes, growth)
    _labels(axes, growth, drawn)


def _proportion(axes: Axes, growth: Growth) -> None:
    """Draw what a slope of one is, across the whole panel."""
    low, high = axes.get_ylim()
    start, end = growth.sizes[0], growth.sizes[-1]
    step = 10**1.5
    level = low / end * start
    while level < high:
        axes.plot((start, end), (level, level * end / start), color="#d1d5db", lw=0.8, zorder=0)
        level *= step
    axes.set_ylim(low, high)


def _labels(axes: Axes, growth: Growth, drawn: list[tuple[Line, str]]) -> None:
    """Write beside the end of each line what it is and how steep, none over another."""
    ends = sorted(drawn, key=lambda each: each[0].values[-1])
    heights = [axes.transAxes.inverted().transform(axes.transData.transform((1, e.values[-1])))[1] for e, _ in ends]
    for at in range(1, len(heights)):
        heights[at] = max(heights[at], heights[at - 1] + _APART)
    heights[-1] = min(heights[-1], _TOP)
    for at in reversed(range(len(heights) - 1)):
        heights[at] = min(heights[at], heights[at + 1] - _APART)
    for (line, colour), height in zip(ends, heights, strict=True):
        told = f"{line.name}\n{line.slope(growth.sizes):.2f}"
        axes.text(
            1.02, height, told, transform=axes.transAxes, color=colour, va="center", fontsize=8.5, linespacing=1.05
        )
