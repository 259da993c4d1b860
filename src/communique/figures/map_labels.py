"""
Names on a map, each where it touches nothing: no other name, no mark, not the frame.

A name stands beside its mark where there is room, else further off with a line
that leads to it. Where not all names find a place, numbers stand for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEAR: Final = 5.0
"""Points from the middle of a mark to its name."""

RINGS: Final = (0.0, 7.0, 14.0, 22.0, 32.0, 44.0, 58.0, 76.0, 98.0)
"""How far off a name is tried, one distance after the other."""

DIRECTIONS: Final = (0, 180, 45, 315, 135, 225, 90, 270, 22, 338, 158, 202, 67, 293, 113, 247)
"""Where from the mark a name is tried, in degrees, the best first: right, left, then aslant."""

CROWDED: Final = 48.0
"""Points within which another mark makes a place crowded; crowded ones choose first."""


ROUNDS: Final = 200
"""How often marks that lie on each other are pushed apart, at most."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the map."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether two have a point in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether another lies within this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """Find the point of this one that lies nearest to another."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)

    def crosses(self, a: tuple[float, float], b: tuple[float, float]) -> bool:
        """Whether a line from one point to another runs through this one."""
        first, last = 0.0, 1.0
        for start, step, low, high in (
            (a[0], b[0] - a[0], self.left, self.right),
            (a[1], b[1] - a[1], self.top, self.bottom),
        ):
            if step == 0:
                if not low < start < high:
                    return False
                continue
            enter, leave = sorted(((low - start) / step, (high - start) / step))
            first, last = max(first, enter), min(last, leave)
        return first < last


def mark_box(mark: tuple[float, float], radius: float) -> Box:
    """Draw a box around a mark."""
    x, y = mark
    return Box(x - radius, y - radius, x + radius, y + radius)


def placed(
    marks: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    frame: Box,
    taken: Sequence[Box],
    radius: float,
) -> list[Box] | None:
    """
    Find a place for each name.

    Args:
        marks: where the places are.
        sizes: how wide and high their names are.
        frame: what all names stay within.
        taken: what they keep off besides.
        radius: of the marks.

    Returns:
        A box for each name, in their order; None where one finds no place.

    """
    around = [mark_box(mark, radius) for mark in marks]
    found: dict[int, Box] = {}
    leaders: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for n in sorted(range(len(marks)), key=lambda n: (-_crowd(marks, n), n)):
        marked = [box for k, box in enumerate(around) if k != n]
        others = [*taken, *found.values(), *marked]
        between = [*taken, *found.values(), *(box for box in marked if not box.touches(around[n]))]
        for box in _tried(marks[n], sizes[n]):
            leader = (marks[n], box.nearest(*marks[n]))
            if (
                frame.holds(box)
                and not box.touches(around[n])
                and not any(box.touches(other) for other in others)
                and not any(other.crosses(*leader) for other in between)
                and not any(box.crosses(*line) for line in leaders)
            ):
                found[n] = box
                leaders.append(leader)
                break
        else:
            return None
    return [found[n] for n in range(len(marks))]


def apart(marks: Sequence[tuple[float, float]], least: float, frame: Box) -> list[tuple[float, float]]:
    """Move marks apart that would lie on each other, as little as is needed, within a frame."""
    found = [list(mark) for mark in marks]
    for _ in range(ROUNDS):
        pushed = False
        for n, k in combinations(range(len(found)), 2):
            (x, y), (a, b) = found[n], found[k]
            away = math.hypot(a - x, b - y)
            if away >= least - 0.01:
                continue
            turn = math.atan2(b - y, a - x) if away else (n * 2.4 + k)
            step = (least - away) / 2
            for mark, sign in ((found[n], -1), (found[k], 1)):
                mark[0] = min(max(mark[0] + sign * step * math.cos(turn), frame.left), frame.right)
                mark[1] = min(max(mark[1] + sign * step * math.sin(turn), frame.top), frame.bottom)
            pushed = True
        if not pushed:
            break
    return [(x, y) for x, y in found]


def _crowd(marks: Sequence[tuple[float, float]], number: int) -> int:
    x, y = marks[number]
    return sum(math.hypot(x - a, y - b) < CROWDED for a, b in marks) - 1


def _tried(mark: tuple[float, float], size: tuple[float, float]) -> Iterator[Box]:
    """Go through the places where a name may stand, the best first."""
    (x, y), (wide, high) = mark, size
    for ring in RINGS:
        for degrees in DIRECTIONS:
            across, down = math.cos(math.radians(degrees)), -math.sin(math.radians(degrees))
            at_x, at_y = x + across * (NEAR + ring), y + down * (NEAR + ring)
            left = at_x - wide * (1 - across) / 2 if abs(across) < 0.9 else at_x - (wide if across < 0 else 0)  # noqa: PLR2004
            top = at_y - high * (1 - down) / 2
            yield Box(left, top, left + wide, top + high)
