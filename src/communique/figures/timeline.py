"""
A timeline: events above and below an axis of time, folded onto as many rows as their labels need.

An exact date is a full mark, an imprecise one hollow over all the days that it
may be; what lasted is a bar. Events of the background are round, those of
tensions square, so that no meaning hangs on colour; the last meeting says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.figures.canvas import Canvas, Type
from communique.figures.timeline_layout import DATE, INDENT, MARK, WORDS, rows
from communique.figures.timeline_ticks import SIZE, ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from communique.document.plots import Moment, TimelinePlot
    from communique.figures.look import Look
    from communique.figures.timeline_layout import Place, Row

TICK: Final = Type(SIZE, fill="muted")
LEADING: Final = 10.0
BAND: Final = 12.0  #: The height of an axis, with the dates in it.
LANE: Final = 2 * MARK + 2  #: From one lane of marks to the next.
STALK: Final = 4.0  #: From the outermost marks to where lines bend towards their labels.
STEEPNESS: Final = 0.08  #: How far a line rises for each point that it goes sideways.
BENDS: Final = (2.0, 11.0)  #: The least and the most of that.
GAP: Final = 16.0  #: Points between two rows.


@dataclass(frozen=True, slots=True)
class Half:
    """The events on one side of an axis: how far from it the lines bend, where the labels begin, and where they end."""

    places: tuple[Place, ...]
    bend: float
    labels: float
    height: float

    @classmethod
    def of(cls, places: Sequence[Place]) -> Half:
        """Stack marks, lines and labels outwards from the axis."""
        bend = (max((place.lane for place in places), default=0) + 1) * LANE + STALK
        sideways = max((abs(place.left - place.start) for place in places), default=0.0)
        labels = bend + min(max(sideways * STEEPNESS, BENDS[0]), BENDS[1])
        return cls(tuple(places), bend, labels, labels + max((p.lines for p in places), default=0) * LEADING)


def draw(plot: TimelinePlot, look: Look) -> Canvas:
    """Draw events in the order of their dates."""
    canvas = Canvas(look, look.width)
    for n, row in enumerate(rows(plot.moments, look, dict(plot.legend).get("marked", ""))):
        canvas.height += GAP if n else 0
        _row(canvas, row, plot.locale)
    _legend(canvas, plot)
    return canvas


def _row(canvas: Canvas, row: Row, locale: str) -> None:
    """Draw a row below what stands already: the axis with its dates, and the events on both sides of it."""
    above, below = Half.of(row.above), Half.of(row.below)
    top = canvas.height + above.height
    _axis(canvas, row, top, locale)
    _half(canvas, above, top, -1)
    if below.places:
        _half(canvas, below, top + BAND, 1)
    canvas.height = top + BAND + (below.height if below.places else 0)


def _axis(canvas: Canvas, row: Row, top: float, locale: str) -> None:
    """Draw the axis as a band, with as many dates in it as have room."""
    canvas.rect(0, top, canvas.width, BAND, fill="tint")
    for edge in (top, top + BAND):
        canvas.line(((0, edge), (canvas.width, edge)), "rule", 0.5)
    for day, words in ticks(row.first, row.last, row.step, canvas.look, locale):
        x = row.at(day)
        canvas.line(((x, top), (x, top + BAND)), "muted", 0.5)
        if x + 3 + canvas.look.measure(words, SIZE) <= canvas.width:
            canvas.words(x + 3, top + BAND - 3.4, words, TICK)


def _half(canvas: Canvas, half: Half, axis: float, way: int) -> None:
    """Draw the events of one side; `way` is 1 downwards and -1 upwards."""
    for place in half.places:
        end = half.labels + place.lines * LEADING
        path = ((place.start, 0), (place.start, half.bend), (place.left, half.labels), (place.left, end))
        canvas.line(((x, axis + way * y) for x, y in path), "rule")
    for place in half.places:
        _mark(canvas, place, axis + way * ((place.lane + 1) * LANE - MARK))
        first = half.labels if way > 0 else -half.labels - place.lines * LEADING
        _label(canvas, place, axis + first + WORDS.size)


def _mark(canvas: Canvas, place: Place, y: float) -> None:
    """Draw an event: full for what is exact, hollow for what is not, square for a tension's."""
    moment = place.moment
    color = "alert" if moment.marked else "accent"
    canvas.rect(
        place.start - MARK,
        y - MARK,
        place.end - place.start + 2 * MARK,
        2 * MARK,
        rx=0.0 if moment.lane else MARK,
        fill="paper" if inexact(moment) else color,
        stroke=color,
        stroke_width=1.25,
    )


def _label(canvas: Canvas, place: Place, y: float) -> None:
    kind = DATE.but(fill="alert" if place.moment.marked else None)
    for n, line in enumerate((*place.date, *place.words)):
        canvas.words(place.left + INDENT, y + n * LEADING, line, kind if n < len(place.date) else WORDS)


# --- what the marks mean


def inexact(moment: Moment) -> bool:
    """Tell an event whose day is not known for sure."""
    return moment.inferred or (not moment.span and moment.first != moment.last)


SHOWN: Final[dict[str, Callable[[Moment], bool]]] = {
    "event": lambda moment: not moment.lane,
    "tension": lambda moment: bool(moment.lane),
    "inexact": inexact,
}
"""What the legend explains, and the events that show it; a marked event says so itself."""


def _legend(canvas: Canvas, plot: TimelinePlot) -> None:
    """Say what the marks mean, as far as they occur; one kind alone needs no words."""
    found = [(kind, words) for kind, words in plot.legend if kind in SHOWN and any(map(SHOWN[kind], plot.moments))]
    if len(found) < 2:  # noqa: PLR2004 -- as the docstring says
        canvas.height += 3
        return
    x, y = MARK, canvas.height + GAP
    for kind, words in found:
        wide = 2 * MARK + 4 + canvas.look.measure(words, SIZE) + 14
        if x + wide > canvas.width and x > MARK:
            x, y = MARK, y + LEADING
        _sample(canvas, kind, x, y - MARK)
        canvas.words(x + 2 * MARK + 4, y + 2.6, words, TICK)
        x += wide
    canvas.height = y + LEADING / 2


def _sample(canvas: Canvas, kind: str, x: float, y: float) -> None:
    rounding = 0.0 if kind == "tension" else MARK
    fill = "paper" if kind == "inexact" else "accent"
    canvas.rect(x, y, 2 * MARK, 2 * MARK, rx=rounding, fill=fill, stroke="accent", stroke_width=1.25)
