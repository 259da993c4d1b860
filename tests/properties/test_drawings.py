"""Whatever a brief holds: timelines, sides and maps of tensions show all of it, their words on the canvas and apart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from communique.document.plots import (
    Chair,
    Mark,
    Moment,
    Seat,
    SeatingPlot,
    Side,
    SidesPlot,
    SparkPlot,
    TableSide,
    TensionPlot,
    TimelinePlot,
)
from communique.figures import seating, sides, spark, tensions, timeline
from communique.figures.timeline_layout import rows
from support.drawn import WIDTHS, collisions, look, outside, said, words
from support.strained import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from communique.figures.canvas import Canvas
    from communique.figures.look import Look
    from support.drawn import Words

FEW: Final = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LOOKS: Final[SearchStrategy[Look]] = st.builds(
    look, st.sampled_from(("default", "chancery")), st.sampled_from(WIDTHS), st.sampled_from(("en", "ar"))
)
NAMES: Final = st.one_of(st.text("abcdefg ", min_size=1, max_size=30), NAME.map(str)).map(
    lambda text: " ".join(text.split())[:160] or "x"
)
LEGEND: Final = (("event", "Background"), ("tension", "Tensions"), ("inexact", "Not exact"), ("marked", "Last meeting"))
SEVERITIES: Final = ("low", "medium", "high")
TRENDS: Final = ("easing", "steady", "rising")


@st.composite
def moments(draw: DrawFn) -> Moment:
    """Make an event: a day, a month or a year that may be any day of it, or a span; most within a few weeks."""
    near = st.dates(dt.date(2026, 1, 1), dt.date(2026, 2, 10))
    first = draw(st.one_of(near, near, st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))))
    days = draw(st.one_of(st.just(0), st.just(0), st.just(30), st.integers(0, 4000)))
    return Moment(
        when=draw(
            st.sampled_from((str(first), "October 2025 (inferred)", "from December 31, 2025 to January 1, 2026"))
        ),
        first=first,
        last=first + dt.timedelta(days=days),
        label=draw(NAMES),
        span=draw(st.booleans()),
        inferred=draw(st.booleans()),
        marked=draw(st.booleans()),
        lane=draw(st.sampled_from(("", "Visas"))),
    )


def plots(most: int = 60) -> SearchStrategy[TimelinePlot]:
    """Make timelines of up to so many events."""
    events = st.lists(moments(), min_size=1, max_size=most).map(tuple)
    locales = st.sampled_from(("en", "es", "ar", "zh"))
    return st.builds(TimelinePlot, moments=events, legend=st.sampled_from(((), LEGEND)), locale=locales)


# --- timelines


@FEW
@given(plots(), LOOKS)
def test_no_label_of_a_timeline_touches_another_or_leaves_the_picture(plot: TimelinePlot, seen: Look) -> None:
    """However crowded the dates are."""
    canvas = timeline.draw(plot, seen)

    assert outside(canvas) == []
    assert collisions(canvas) == []
    assert canvas.width == seen.width


@FEW
@given(plots(), LOOKS)
def test_every_event_stands_on_one_row_in_the_order_of_its_date(plot: TimelinePlot, seen: Look) -> None:
    """And its label keeps that order, from the side that one begins to read at."""
    made = rows(plot.moments, seen)

    shown = [moment for row in made for moment in row.moments]
    assert shown == sorted(plot.moments, key=lambda moment: (moment.first, moment.last))
    for row in made:
        assert sorted(p.moment.label for p in (*row.above, *row.below)) == sorted(m.label for m in row.moments)
        for half in (row.above, row.below):
            assert [p.left for p in half] == sorted(p.left for p in half)
            assert [p.start for p in half] == sorted(p.start for p in half)


@FEW
@given(plots(), LOOKS)
def test_every_event_has_its_own_mark_and_its_date_in_full(plot: TimelinePlot, seen: Look) -> None:
    """Marks of one lane lie apart; no date ends in an ellipsis, where a label has its width."""
    for row in rows(plot.moments, seen):
        for half in (row.above, row.below):
            for lane in range(len(half)):
                assert all(a.end < b.start for a, b in pairwise([p for p in half if p.lane == lane]))
            assert all("".join(p.date).startswith(p.moment.when.split()[0]) for p in half)


@FEW
@given(plots(30), LOOKS)
def test_no_line_of_a_timeline_runs_through_words(plot: TimelinePlot, seen: Look) -> None:
    """Nor does a line leave the picture."""
    canvas = timeline.draw(plot, seen)

    written = words(canvas)
    for x, y in _points(canvas):
        assert -1 <= x <= canvas.width + 1
        assert 0 <= y <= canvas.height + 1
        assert not [w.text for w in written if _inside(x, y, w)]


def _points(canvas: Canvas) -> Iterator[tuple[float, float]]:
    """Go along the lines of a canvas, but for the dates of the axis, whose words stand right beside theirs."""
    for node in etree.fromstring(canvas.svg().encode()).iter("{http://www.w3.org/2000/svg}polyline"):
        corners = [tuple(map(float, place.split(","))) for place in node.get("points", "").split()]
        for (ax, ay), (bx, by) in pairwise(corners):
            yield from ((ax + (bx - ax) * n / 40, ay + (by - ay) * n / 40) for n in range(41))


def _inside(x: float, y: float, word: Words, slack: float = 0.6) -> bool:
    return word.left + slack < x < word.right - slack and word.top + slack < y < word.bottom - slack


# --- sides, tensions, sparklines


SEATS: Final = st.lists(st.builds(Seat, name=NAMES, office=st.one_of(st.just(""), NAMES)), max_size=12).map(tuple)
SIDES: Final = st.lists(st.builds(Side, name=NAMES, code=st.sampled_from(("", "CO", "US")), seats=SEATS), max_size=5)


@FEW
@given(SIDES.map(tuple), LOOKS)
def test_everybody_has_a_seat_and_no_name_touches_another(found: tuple[Side, ...], seen: Look) -> None:
    """However many sides there are, and however long the names."""
    canvas = sides.draw(SidesPlot(sides=found), seen)

    assert outside(canvas) == []
    assert collisions(canvas) == []
    begun = {_begin(text) for text in said(canvas)}
    assert {_begin(seat.name) for side in found for seat in side.seats} <= begun


def _begin(text: str) -> str:
    return text.strip("\u202b\u202c")[:2]


@st.composite
def tables(draw: DrawFn) -> SeatingPlot:
    """Make tables: two sides of up to forty people and two behind, or up to six sides round one."""
    form: Literal["facing", "round"] = draw(st.sampled_from(("facing", "round")))
    most, sides_ = (40, 2) if form == "facing" else (12, draw(st.integers(2, 6)))
    return SeatingPlot(sides=tuple(_table_side(draw, most) for _ in range(sides_)), form=form)


def _table_side(draw: DrawFn, most: int) -> TableSide:
    names = draw(st.lists(NAMES, min_size=1, max_size=most))
    behind = draw(st.integers(0, 2))
    hands = [(n + 1) // 2 if n % 2 else -(n // 2) for n in range(len(names))]
    chairs = [Chair(name=name, office="Minister", number=n + 1, hand=hands[n]) for n, name in enumerate(names)]
    chairs += [Chair(name=f"Interpreter {n}", number=len(names) + n + 1, behind=n + 1) for n in range(behind)]
    return TableSide(name=draw(NAMES), code=draw(st.sampled_from(("", "CO"))), chairs=tuple(chairs))


PAPER: Final = st.builds(
    look, st.sampled_from(("default", "chancery")), st.sampled_from(WIDTHS[:2]), st.sampled_from(("en", "ar"))
)


@FEW
@given(tables(), PAPER)
def test_everybody_at_a_table_has_a_chair_and_a_name_that_touches_no_other(plot: SeatingPlot, seen: Look) -> None:
    """However many sit there, however long their names."""
    canvas = seating.draw(plot, seen)

    assert outside(canvas) == []
    assert collisions(canvas) == []
    written, chairs = said(canvas), [chair for side in plot.sides for chair in side.chairs]
    assert not Counter(str(chair.number) for chair in chairs) - Counter(written)
    assert {_begin(chair.name) for chair in chairs} <= {_begin(text) for text in written}


@FEW
@given(
    st.lists(st.builds(Mark, title=NAMES, severity=st.sampled_from(SEVERITIES), trend=st.sampled_from(TRENDS))), LOOKS
)
def test_every_tension_stands_in_its_cell_and_touches_no_other(found: list[Mark], seen: Look) -> None:
    """However many of them share a cell."""
    plot = TensionPlot(
        marks=tuple(found),
        severities=tuple((name, f"{name} severity") for name in SEVERITIES),
        trends=tuple((name, name.title()) for name in TRENDS),
    )

    canvas = tensions.draw(plot, seen)

    cells = [cell for cells, _ in tensions.grid(plot, seen) for cell in cells]
    assert sorted(mark.title for cell in cells for mark, _ in cell.marks) == sorted(mark.title for mark in found)
    assert outside(canvas) == []
    assert collisions(canvas) == []


@FEW
@given(st.lists(st.decimals(-(10**12), 10**12, places=3), min_size=1, max_size=40), LOOKS, st.booleans())
def test_a_sparkline_keeps_within_its_picture(values: list[object], seen: Look, dated: bool) -> None:
    """Whatever the numbers are, and however unevenly they lie in time."""
    days = tuple(dt.date(2000, 1, 1) + dt.timedelta(days=n**3) for n in range(len(values))) if dated else ()
    plot = SparkPlot(values=tuple(values), dates=days, ends=("2000", "2026"))  # type: ignore[arg-type]

    canvas = spark.draw(plot, seen)

    assert outside(canvas) == []
    assert all(0 <= x <= canvas.width and 0 <= y <= canvas.height for x, y in _points(canvas))
    assert len(list(_points(canvas))) == 41 * (len(values) - 1)
