"""The chairs of a seating plan, and the words beside them: how much is said depends on how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Type

if TYPE_CHECKING:
    from communique.document.plots import Chair
    from communique.figures.canvas import Anchor, Canvas
    from communique.figures.look import Look

TITLE: Final = Type(10.5, "SemiBold", "accent")
HEAD: Final = Type(10.5, "SemiBold")
NAME: Final = Type(9.5, "SemiBold")
OFFICE: Final = Type(8.0, fill="muted")
LEADING: Final = 11.0
RADIUS: Final = 6.0  #: Of a chair.
NUMBER: Final = 7.0  #: Size of the number in a chair of that radius.
MANY: Final = 16  #: People a side from which on offices stand in the table alone.
CROWD: Final = 26  #: People a side from which on names are small.
LINES: Final = 4  #: Of a name; the office has as many.


@dataclass(frozen=True, slots=True)
class Dense:
    """How small the words are, and whether offices are among them."""

    size: float
    leading: float
    offices: bool


def dense_for(people: int) -> Dense:
    """Choose by how many sit at the longest side."""
    if people <= MANY:
        return Dense(NAME.size, LEADING, offices=True)
    return Dense(NAME.size, LEADING, offices=False) if people <= CROWD else Dense(8.0, 9.5, offices=False)


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a chair: lines, each with its type, and how high all of them are."""

    lines: tuple[tuple[str, Type], ...]
    leading: float

    @property
    def height(self) -> float:
        """Points from the top of the first line to the foot of the last."""
        return max(len(self.lines), 1) * self.leading


def label_of(seat: Chair, look: Look, width: float, *, dense: Dense) -> Label:
    """Break a name, and the office where there is room for it, into lines of a width."""
    head = not seat.hand and not seat.behind
    kind = HEAD if head and dense.offices else Type(dense.size, "SemiBold")
    lines = [(line, kind) for line in look.wrap(seat.name, kind.size, width, LINES, kind.weight)]
    if dense.offices and seat.office:
        lines += [(line, OFFICE) for line in look.wrap(seat.office, OFFICE.size, width, LINES)]
    return Label(tuple(lines), dense.leading)


def write_label(canvas: Canvas, x: float, y: float, label: Label, anchor: Anchor) -> None:
    """Write a label beside a chair whose middle is at `y`."""
    baseline = y - label.height / 2 + label.leading * 0.78
    for words, kind in label.lines:
        canvas.words(x, baseline, words, kind.but(anchor=anchor))
        baseline += label.leading


def chair(canvas: Canvas, x: float, y: float, seat: Chair, radius: float) -> None:
    """Draw a chair with the number of whoever sits on it: a head's is filled, one behind the table is dashed."""
    head = not seat.hand and not seat.behind
    canvas.circle(
        x,
        y,
        radius,
        fill="accent" if head else "paper",
        stroke="accent",
        stroke_width=0.75,
        stroke_dasharray="2 1.5" if seat.behind else None,
    )
    number = Type(NUMBER * min(1.0, radius / RADIUS), "SemiBold", "paper" if head else "ink", "middle")
    canvas.words(x, y + number.size * 0.36, str(seat.number), number)
