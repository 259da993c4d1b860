"""
A seating plan: a table seen from above, a chair for each person, the name beside it.

Two sides sit along the long edges of a table that stands upright on the page, so
that every name is read straight, up to forty a side; the heads face each other
across it. Three and more sides sit round a table (`seating_round`). A chair
carries the person's number in the order of precedence; heads have a filled one,
interpreters a dashed one behind their head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.figures import seating_round
from communique.figures.canvas import Canvas
from communique.figures.seating_labels import (
    LEADING,
    RADIUS,
    TITLE,
    Label,
    chair,
    dense_for,
    label_of,
    write_label,
)

if TYPE_CHECKING:
    from communique.document.plots import Chair, SeatingPlot, TableSide
    from communique.figures.look import Look

TABLE: Final = 54.0  #: Width of the table.
GAP: Final = 3.0  #: Between the table and a chair.
SET_BACK: Final = 15.0  #: From the row of chairs to those behind it.
ROOM: Final = 4.5  #: Between two people along the table.
SMALL: Final = 300.0  #: Points below which the drawing is a phone's, and the table narrow.


def draw(plot: SeatingPlot, look: Look) -> Canvas:
    """Draw the table and everybody at it."""
    if plot.form == "round":
        return seating_round.draw(plot, look)
    return _Facing(plot, look).draw()


@dataclass(slots=True)
class _Placed:
    """A person's row beside the table; `y` is the middle of the chair, reckoned from the heads."""

    chair: Chair
    label: Label
    y: float = 0.0


class _Facing:
    def __init__(self, plot: SeatingPlot, look: Look) -> None:
        self._plot, self._look = plot, look
        self._table = TABLE if look.width >= SMALL else TABLE / 2
        self._column = (look.width - self._table) / 2 - GAP - 2 * RADIUS - 6
        self._dense = dense_for(max(len(side.chairs) for side in plot.sides))
        self._rows = [self._placed(side, far=n == 1) for n, side in enumerate(plot.sides[:2])]

    def draw(self) -> Canvas:
        canvas = Canvas(self._look, self._look.width)
        head = max(self._title(canvas, side, far=n == 1) for n, side in enumerate(self._plot.sides[:2]))
        tops = [row.y - row.label.height / 2 for rows in self._rows for row in rows]
        ends = [row.y + row.label.height / 2 for rows in self._rows for row in rows]
        centre = head + 6 - min(tops, default=0)
        bottom = centre + max(ends, default=0) + 3
        left = (self._look.width - self._table) / 2
        canvas.rect(left, head + 3, self._table, bottom - head - 3, fill="tint", stroke="rule", stroke_width=0.75)
        for far, rows in enumerate(self._rows):
            for row in rows:
                self._seat(canvas, row, centre + row.y, far=bool(far))
        canvas.height = bottom + 3
        return canvas

    def _placed(self, side: TableSide, *, far: bool) -> list[_Placed]:
        """Give each person a row: the head's in the middle, the others outwards from it, those behind beside it."""
        rows = [_Placed(seat, label_of(seat, self._look, self._width(seat), dense=self._dense)) for seat in side.chairs]
        head = next((row for row in rows if not row.chair.hand and not row.chair.behind), None)
        upwards = sorted((r for r in rows if r is not head and self._up(r.chair, far=far)), key=_distance)
        downwards = sorted((r for r in rows if r is not head and not self._up(r.chair, far=far)), key=_distance)
        half = (head.label.height if head else 0) / 2
        for way, people in ((-1, upwards), (1, downwards)):
            reach = half
            for row in people:
                reach += ROOM + row.label.height / 2
                row.y = way * reach
                reach += row.label.height / 2
        return rows

    def _up(self, seat: Chair, *, far: bool) -> bool:
        """
        Tell whether a seat lies up the page from the head's.

        The side that one reads first looks towards the other: read from the
        left, its right hand points down the page, that of the other up; in a
        drawing that is turned round it is the other way. Interpreters sit at
        the head's left shoulder.
        """
        right_is_up = far == self._look.rightwards
        return right_is_up if seat.hand > 0 else not right_is_up

    def _width(self, seat: Chair) -> float:
        return self._column - (SET_BACK if seat.behind else 0)

    def _seat(self, canvas: Canvas, row: _Placed, y: float, *, far: bool) -> None:
        """Draw a chair beside the table and the name beside the chair."""
        out = GAP + RADIUS + (SET_BACK if row.chair.behind else 0)
        middle, half = self._look.width / 2, self._table / 2
        x = middle + half + out if far else middle - half - out
        chair(canvas, x, y, row.chair, RADIUS)
        edge = x + RADIUS + 4 if far else x - RADIUS - 4
        write_label(canvas, edge, y, row.label, "start" if far else "end")

    def _title(self, canvas: Canvas, side: TableSide, *, far: bool) -> float:
        """Write the name of a side above its people; tells where it ends."""
        words = f"{side.code} · {side.name}" if side.code else side.name
        y = TITLE.size
        for line in self._look.wrap(words, TITLE.size, self._look.width / 2 - 6, 3, TITLE.weight):
            canvas.words(self._look.width if far else 0, y, line, TITLE.but(anchor="end" if far else "start"))
            y += LEADING + 2
        canvas.line(
            ((self._look.width if far else 0, y - 6), (self._look.width / 2 + (6 if far else -6), y - 6)), "accent", 1.0
        )
        return y - 3


def _distance(row: _Placed) -> tuple[int, int]:
    """Order people outwards from the head: those behind the head first."""
    return abs(row.chair.hand), row.chair.behind
