"""
A round table: the sides follow each other clockwise, the names stand in two columns beside it.

A name is as near to its chair as the others leave it room, and a fine line leads
from one to the other, so that no two names touch, however many sit there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas, Type
from communique.figures.seating_labels import RADIUS, Label, chair, dense_for, label_of, write_label

if TYPE_CHECKING:
    from communique.document.plots import Chair, SeatingPlot, TableSide
    from communique.figures.look import Look

SPACING: Final = 15.0  #: From chair to chair along the table, at least.
PART: Final = 1.5  #: Empty chairs between two sides.
FEW: Final = 0.14  #: The table's radius by the width, where few sit at it.
MOST: Final = 0.2  #: The same where many do.
LEAD: Final = 21.0  #: From the outermost chairs to the names.
ROOM: Final = 4.5
SIDE: Final = Type(8.0, "SemiBold", "accent")


@dataclass(slots=True)
class _Placed:
    """A person at the table: where the chair is, and where the name."""

    chair: Chair
    angle: float  #: From twelve o'clock, clockwise, in radians.
    label: Label
    x: float = 0.0
    y: float = 0.0
    row: float = 0.0  #: The middle of the name.


def draw(plot: SeatingPlot, look: Look) -> Canvas:
    """Draw the table and everybody at it."""
    canvas = Canvas(look, look.width)
    table = _Table.of(plot, look)
    people = [p for side, first in _arcs(plot, table.places) for p in _people(side, first, table, look)]
    halves = [[p for p in people if (0 <= p.angle % (2 * pi) < pi) == right] for right in (True, False)]
    for half in halves:
        _spread(half)
    above = max(max((p.label.height / 2 - p.row for p in people), default=0.0), table.reach)
    below = max(max((p.row + p.label.height / 2 for p in people), default=0.0), table.reach)
    canvas.circle(look.width / 2, above + 3, table.radius, fill="tint", stroke="rule", stroke_width=0.75)
    for right, half in zip((True, False), halves, strict=True):
        for p in half:
            _write(canvas, p, above + 3, table, right=right)
    canvas.height = above + below + 6
    return canvas


@dataclass(frozen=True, slots=True)
class _Table:
    """The table: how many places it has, how large it and its chairs are."""

    places: float
    radius: float
    chair: float
    column: float  #: What the names have on either side.

    @classmethod
    def of(cls, plot: SeatingPlot, look: Look) -> _Table:
        """Reckon a table that has room for all, as long as the names have room too."""
        count = sum(1 for side in plot.sides for seat in side.chairs if not seat.behind)
        places = count + PART * len(plot.sides)
        wanted = max(look.width * FEW, places * SPACING / (2 * pi))
        radius = min(wanted, look.width * MOST)
        chair = min(RADIUS, radius * 2 * pi / places / SPACING * RADIUS)
        return cls(places, radius, chair, look.width / 2 - radius - 4 * chair - LEAD)

    @property
    def reach(self) -> float:
        """Points from the middle to the outermost chair."""
        return self.radius + 5 * self.chair + 6


def _arcs(plot: SeatingPlot, places: float) -> list[tuple[TableSide, float]]:
    """Give each side its arc: the angle of its first chair, the first side's head at twelve o'clock."""
    step, found, at = 2 * pi / places, [], 0.0
    for side in plot.sides:
        found.append((side, at))
        at += (sum(1 for seat in side.chairs if not seat.behind) + PART) * step
    first = plot.sides[0]
    turn = max((seat.hand for seat in first.chairs), default=0) * step
    return [(side, at - turn) for side, at in found]


def _people(side: TableSide, first: float, table: _Table, look: Look) -> list[_Placed]:
    """Seat a side along its arc; who faces the middle has the right hand counter-clockwise."""
    step = 2 * pi / table.places
    furthest = max((seat.hand for seat in side.chairs), default=0)
    dense = dense_for(int(table.places / 2))
    mark = side.code or side.name
    found = []
    for seat in side.chairs:
        angle = first + (furthest - seat.hand + seat.behind / 2) * step
        angle = angle if look.rightwards else -angle  # the canvas turns the drawing round, but not the people
        label = label_of(seat, look, table.column, dense=dense)
        head = not seat.hand and not seat.behind
        lines = ((line, SIDE) for line in look.wrap(mark, SIDE.size, table.column, 2, SIDE.weight)) if head else ()
        out = table.radius + table.chair + 2 + (2 * table.chair + 5 if seat.behind else 0)
        at = look.width / 2 + out * sin(angle), -out * cos(angle)
        found.append(_Placed(seat, angle, Label((*lines, *label.lines), label.leading), *at))
    return found


def _spread(half: list[_Placed]) -> None:
    """Put the names of one column below each other, each as near to its chair as the others leave room."""
    half.sort(key=lambda p: p.y)
    blocks: list[tuple[list[_Placed], float]] = []
    for p in half:
        p.row = p.y
        group, middle = [p], p.y
        while blocks and blocks[-1][1] + _height(blocks[-1][0]) / 2 + ROOM > middle - _height(group) / 2:
            before, _ = blocks.pop()
            group = [*before, *group]
            middle = sum(q.y for q in group) / len(group)
        blocks.append((group, middle))
    for group, middle in blocks:
        at = middle - _height(group) / 2
        for p in group:
            p.row = at + p.label.height / 2
            at += p.label.height + ROOM


def _height(group: list[_Placed]) -> float:
    return sum(p.label.height for p in group) + ROOM * (len(group) - 1)


def _write(canvas: Canvas, p: _Placed, middle: float, table: _Table, *, right: bool) -> None:
    away = table.radius + 4 * table.chair + LEAD
    edge = canvas.width / 2 + (away if right else -away)
    canvas.line(((p.x, middle + p.y), (edge - 3 if right else edge + 3, middle + p.row)), "rule", 0.5)
    chair(canvas, p.x, middle + p.y, p.chair, table.chair)
    write_label(canvas, edge, middle + p.row, p.label, "start" if right else "end")
