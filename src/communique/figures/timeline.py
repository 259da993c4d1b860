"""
A timeline: events on an axis of time, folded onto as many rows as their labels need.

On each row the marks stand where their dates lie on the row's axis, and the
labels below share the row evenly, a slot each, joined to their marks by lines
that cannot cross. So labels never collide, however crowded the dates are. An
exact date is a full mark, an imprecise one hollow over all the days that it may
be; what lasted is a bar. Events of the background are round, those of tensions
square, so that no meaning hangs on colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from communique.document.plots import Moment, TimelinePlot
    from communique.figures.look import Look

WORDS: Final = Type(7.5)
DATE: Final = Type(7.5, "SemiBold", "accent")
LEADING: Final = 9.0
SLOT: Final = 84.0  #: Points that a label needs to be read with ease.
GAP: Final = 9.0  #: Points between two labels.
AXIS: Final = 9.0  #: The axis below the top of its row.
DROP: Final = 21.0  #: The first baseline below the axis.
MARK: Final = 2.5  #: Half the width of a mark.
EDGE: Final = 5.0  #: Kept free at both ends of an axis, for its marks.
LINES: Final = 4  #: Lines of a label below its date.


@dataclass(frozen=True, slots=True)
class Slot:
    """A label's place: its left edge, its width, its lines."""

    moment: Moment
    left: float
    width: float
    date: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def lines(self) -> int:
        """Count the lines of the label, the date's too."""
        return len(self.date) + len(self.words)


def draw(plot: TimelinePlot, look: Look) -> Canvas:
    """Draw events in the order of their dates."""
    canvas = Canvas(look, look.width)
    for row in rows(sorted(plot.moments, key=lambda m: (m.first, m.last)), look):
        _row(canvas, row)
    _legend(canvas, plot)
    return canvas


def rows(moments: Sequence[Moment], look: Look) -> tuple[tuple[Slot, ...], ...]:
    """Share events out over rows of nearly the same length, and lay out their labels."""
    if not moments:
        return ()
    abreast = max(1, int((look.width + GAP) // (SLOT + GAP)))
    count = math.ceil(len(moments) / abreast)
    bounds = [round(i * len(moments) / count) for i in range(count + 1)]
    return tuple(_slots(moments[a:b], look) for a, b in pairwise(bounds))


def _slots(moments: Sequence[Moment], look: Look) -> tuple[Slot, ...]:
    step = (look.width + GAP) / len(moments)
    width = min(step - GAP, 2 * SLOT)
    return tuple(
        Slot(
            moment,
            left=i * step,
            width=width,
            date=look.wrap(moment.when, DATE.size, width, 2, DATE.weight),
            words=look.wrap(moment.label, WORDS.size, width, LINES),
        )
        for i, moment in enumerate(moments)
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """How the days of a row are fitted between its edges."""

    first: int  #: The first day, by its number.
    step: float  #: Points to the day.

    @classmethod
    def of(cls, row: Sequence[Slot], width: float) -> Scale:
        """Fit all days of a row, leaving room for the marks at both ends."""
        first = min(slot.moment.first for slot in row).toordinal()
        last = max(slot.moment.last for slot in row).toordinal()
        return cls(first, (width - 2 * EDGE) / max(last - first, 1))

    def ends(self, moment: Moment) -> tuple[float, float]:
        """Find where an event begins and ends."""
        return EDGE + (moment.first.toordinal() - self.first) * self.step, EDGE + (
            moment.last.toordinal() - self.first
        ) * self.step


def _row(canvas: Canvas, row: Sequence[Slot]) -> None:
    """Draw a row below what stands already: the axis, the marks, the labels."""
    axis = canvas.height + AXIS
    scale = Scale.of(row, canvas.width)
    canvas.line(((0, axis), (canvas.width, axis)), "muted")
    bend = axis + DROP - LEADING - 4
    for slot in row:
        x, foot = sum(scale.ends(slot.moment)) / 2, slot.left + EDGE
        canvas.line(((x, axis + MARK), (x, axis + MARK + 2), (foot, bend), (foot, bend + 3)), "rule")
    for slot in sorted(row, key=lambda slot: slot.moment.first == slot.moment.last):  # days above the spans
        _mark(canvas, slot.moment, scale.ends(slot.moment), axis)
    for slot in row:
        _label(canvas, slot, axis + DROP)
    canvas.height = axis + DROP + (max(slot.lines for slot in row) - 1) * LEADING + GAP


def _mark(canvas: Canvas, moment: Moment, ends: tuple[float, float], axis: float) -> None:
    """Draw an event: full for what is exact, hollow for what is not, square for a tension's."""
    radius = MARK + (1 if moment.marked else 0)
    width = max(ends[1] - ends[0], 2 * radius)
    color = "alert" if moment.marked else "accent"
    canvas.rect(
        sum(ends) / 2 - width / 2,
        axis - radius,
        width,
        2 * radius,
        rx=0.0 if moment.lane else radius,
        fill="paper" if inexact(moment) else color,
        stroke=color,
        stroke_width=1.25,
    )


def _label(canvas: Canvas, slot: Slot, y: float) -> None:
    for line in slot.date:
        canvas.words(slot.left, y, line, DATE.but(fill="alert" if slot.moment.marked else None))
        y += LEADING
    for line in slot.words:
        canvas.words(slot.left, y, line, WORDS)
        y += LEADING


# --- what the marks mean


def inexact(moment: Moment) -> bool:
    """Tell an event whose day is not known for sure."""
    return moment.inferred or (not moment.span and moment.first != moment.last)


SHOWN: Final[dict[str, Callable[[Moment], bool]]] = {
    "event": lambda moment: not moment.lane,
    "tension": lambda moment: bool(moment.lane),
    "inexact": inexact,
    "marked": lambda moment: moment.marked,
}
"""What the legend can explain, and the events that show it."""


def _legend(canvas: Canvas, plot: TimelinePlot) -> None:
    """Say what the marks mean, as far as they occur; one kind alone needs no words."""
    found = [(kind, words) for kind, words in plot.legend if any(map(SHOWN[kind], plot.moments))]
    if len(found) < 2:  # noqa: PLR2004 -- as the docstring says
        return
    x, y = 1.0, canvas.height + 3
    for kind, words in found:
        wide = 2 * MARK + 5 + canvas.look.measure(words, WORDS.size) + 12
        if x + wide > canvas.width and x > 1:
            x, y = 1.0, y + LEADING + 2
        _sample(canvas, kind, x, y - MARK)
        canvas.words(x + 2 * MARK + 5, y + 2.6, words, WORDS.but(fill="muted"))
        x += wide
    canvas.height = y + LEADING


def _sample(canvas: Canvas, kind: str, x: float, y: float) -> None:
    color = "alert" if kind == "marked" else "accent"
    rounding = 0.0 if kind == "tension" else MARK
    fill = "paper" if kind == "inexact" else color
    canvas.rect(x, y, 2 * MARK, 2 * MARK, rx=rounding, fill=fill, stroke=color, stroke_width=1.25)
