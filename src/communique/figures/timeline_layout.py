"""
Where the events of a timeline stand: rows, marks and labels, before anything is drawn.

Events are folded onto as many rows as their labels need. Each row has an axis of
its own, with events above and below it by turns; marks that would cover each
other are stacked, and labels move apart as little as is needed. So nothing
collides, however crowded the dates are, and the lines from marks to labels
cannot cross, since both keep the order of the dates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Type
from communique.figures.chart_parts import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from communique.document.plots import Moment
    from communique.figures.look import Look

WORDS: Final = Type(8.0)
DATE: Final = Type(8.0, "SemiBold", "accent")
SLOT: Final = 84.0  #: Points that a label needs to be read with ease.
WIDEST: Final = 138.0
GAP: Final = 10.0  #: Points between two labels.
INDENT: Final = 4.0  #: From the line at a label's side to its words.
MARK: Final = 2.75  #: Half the height of a mark.
EDGE: Final = 5.0  #: Kept free at both ends of an axis, for its marks.
LINES: Final = 4  #: Lines of a label below its date.


@dataclass(frozen=True, slots=True)
class Place:
    """An event's place: its mark, from `start` to `end` in a lane counted from the axis, and its label."""

    moment: Moment
    start: float
    end: float
    lane: int
    left: float
    width: float
    date: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def lines(self) -> int:
        """Count the lines of the label, the date's too."""
        return len(self.date) + len(self.words)


@dataclass(frozen=True)
class Row:
    """Some of the events, in order, on an axis of their own."""

    moments: tuple[Moment, ...]
    look: Look
    flag: str = ""  #: The words that set a marked event apart.

    @cached_property
    def first(self) -> int:
        """The first day of the axis, by its number."""
        return min(moment.first for moment in self.moments).toordinal()

    @cached_property
    def last(self) -> int:
        """The last day of the axis."""
        return max(moment.last for moment in self.moments).toordinal()

    @property
    def step(self) -> float:
        """Points to the day."""
        return (self.look.width - 2 * EDGE) / max(self.last - self.first, 1)

    def at(self, day: int) -> float:
        """Find the place of a day."""
        return EDGE + (day - self.first) * self.step

    @cached_property
    def above(self) -> tuple[Place, ...]:
        """Lay out every other event, the first one first."""
        return self._laid_out(self.moments[::2])

    @cached_property
    def below(self) -> tuple[Place, ...]:
        """Lay out the others."""
        return self._laid_out(self.moments[1::2])

    def _laid_out(self, moments: Sequence[Moment]) -> tuple[Place, ...]:
        ends = [(self.at(m.first.toordinal()), self.at(m.last.toordinal())) for m in moments]
        width = min((self.look.width + GAP) / max(len(ends), 1) - GAP, WIDEST)
        lefts = spread([start for start, _ in ends], [width + GAP] * len(ends), 0, self.look.width - width)
        return tuple(
            Place(moment, *span, lane, left, width, *self._label(moment, width - INDENT))
            for moment, span, lane, left in zip(moments, ends, lanes(ends), lefts, strict=True)
        )

    def _label(self, moment: Moment, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
        dates = self.look.wrap(moment.when, DATE.size, width, 2, DATE.weight)
        if moment.marked:
            dates += self.look.wrap(self.flag, DATE.size, width, 2, DATE.weight)
        return dates, self.look.wrap(moment.label, WORDS.size, width, LINES)


def rows(moments: Iterable[Moment], look: Look, flag: str = "") -> tuple[Row, ...]:
    """Share events out over rows of nearly the same length, in the order of their dates."""
    order = sorted(moments, key=lambda moment: (moment.first, moment.last))
    most = 2 * max(1, int((look.width + GAP) // (SLOT + GAP)))
    count = math.ceil(len(order) / most)
    bounds = [round(i * len(order) / count) for i in range(count + 1)] if count else [0]
    for i in range(1, count):
        bounds[i] = _best(order, bounds, i, most)
    return tuple(Row(tuple(order[a:b]), look, flag) for a, b in pairwise(bounds))


def _best(order: Sequence[Moment], bounds: Sequence[int], i: int, most: int) -> int:
    """Move a row's end by one event where more time passes there, so that what belongs together stays together."""
    near = (bounds[i], bounds[i] - 1, bounds[i] + 1)
    fitting = [b for b in near if 0 < b - bounds[i - 1] <= most and 0 < bounds[i + 1] - b <= most]
    return max(fitting, key=lambda b: order[b].first - order[b - 1].last, default=bounds[i])


def lanes(ends: Sequence[tuple[float, float]]) -> list[int]:
    """Put each mark into the lane nearest to the axis that is free there."""
    taken: list[float] = []  # where each lane ends
    found = []
    for start, end in ends:
        lane = next((n for n, edge in enumerate(taken) if start - MARK > edge + 1), len(taken))
        taken[lane : lane + 1] = [end + MARK]
        found.append(lane)
    return found
