"""
Who meets whom: the sides at a table, their heads in the middle facing each other.

Two sides sit left and right of a line; three and more stand in columns. Each
person has lines of their own, so that nobody is lost, however many come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas, Type

if TYPE_CHECKING:
    from communique.document.plots import Seat, Side, SidesPlot
    from communique.figures.look import Look

NAME: Final = Type(9.5, "SemiBold", "accent")
HEAD: Final = Type(10.0, "SemiBold")
MEMBER: Final = Type(8.5, "SemiBold")
OFFICE: Final = Type(7.5, fill="muted")
CODE: Final = Type(8.5, "SemiBold", "paper", "middle")
LEADING: Final = 10.5
GAP: Final = 18.0
BADGE: Final = 21.0  #: The width of the box that holds a country's code.
ABREAST: Final = 3
SMALL: Final = 300.0  #: Points below which a column is a phone's, and two sides stand beside each other.
LINES: Final = 6  #: Of a name or an office.


@dataclass(frozen=True, slots=True)
class Seating:
    """The column of a side: its edge, its width, and whether it is set against the far edge, to face the other."""

    edge: float
    width: float
    turned: bool

    def at(self, offset: float, width: float = 0.0) -> float:
        """Find the place so far from the edge that the column is set against, for something so wide."""
        return self.edge - offset - width if self.turned else self.edge + offset


def draw(plot: SidesPlot, look: Look) -> Canvas:
    """Draw the sides in rows of at most three, on a phone two; the first of two faces the second."""
    canvas = Canvas(look, look.width)
    facing = len(plot.sides) == 2  # noqa: PLR2004 -- two sides face each other
    most = ABREAST if look.width >= SMALL else 2
    abreast = min(len(plot.sides), most)
    width = (look.width - GAP * (abreast - 1)) / max(abreast, 1)
    for first in range(0, len(plot.sides), most):
        ends = [canvas.height]
        for i, side in enumerate(plot.sides[first : first + most]):
            left, turned = i * (width + GAP), facing and i == 0
            ends.append(_side(canvas, side, Seating(left + width if turned else left, width, turned)))
        if facing:
            canvas.line(((look.width / 2, 0), (look.width / 2, max(ends))), "rule")
        canvas.height = max(ends) + 3
    return canvas


def _side(canvas: Canvas, side: Side, seating: Seating) -> float:
    """Write a side and its people, from the head down; tells where it ends."""
    y = _name(canvas, side, seating)
    _rule(canvas, y - LEADING - 1, seating, "accent", 1.0)
    y += 4
    for seat in side.seats:
        y = _seat(canvas, seat, y, seating)
    return y


def _name(canvas: Canvas, side: Side, seating: Seating) -> float:
    indent = 0.0
    if side.code:
        canvas.rect(seating.at(0, BADGE), canvas.height, BADGE, 12.0, fill="accent")
        canvas.words(seating.at(BADGE / 2), canvas.height + 9, side.code, CODE)
        indent = BADGE + 5
    lines = canvas.look.wrap(side.name, NAME.size, seating.width - indent, LINES, NAME.weight)
    return _write(canvas, lines, canvas.height + 9, (seating, indent), NAME) + 4


def _seat(canvas: Canvas, seat: Seat, y: float, seating: Seating) -> float:
    """Write a person and the office; the head of the side is larger and set apart."""
    kind = HEAD if seat.principal else MEMBER
    look = canvas.look
    y = _write(canvas, look.wrap(seat.name, kind.size, seating.width, LINES, kind.weight), y, (seating, 0), kind)
    y = _write(canvas, look.wrap(seat.office, OFFICE.size, seating.width, LINES), y, (seating, 0), OFFICE)
    if not seat.principal:
        return y + 3
    _rule(canvas, y - 4, seating, "rule", 0.5)
    return y + 8


def _rule(canvas: Canvas, y: float, seating: Seating, color: str, width: float) -> None:
    """Draw a line over the width of a column."""
    left = seating.at(0, seating.width)
    canvas.line(((left, y), (left + seating.width, y)), color, width)


def _write(canvas: Canvas, lines: tuple[str, ...], y: float, place: tuple[Seating, float], kind: Type) -> float:
    seating, indent = place
    for line in lines:
        canvas.words(seating.at(indent), y, line, kind.but(anchor="end" if seating.turned else "start"))
        y += LEADING
    return y
