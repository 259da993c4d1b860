"""Whatever the numbers and the places: every chart and every map is drawn, its words on the canvas and apart."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communique.document.plots import ChartPlot, ChartSeries, LocatorPlot, Spot
from communique.figures import charts, locator
from communique.figures.chart_parts import spread
from communique.figures.outlines import outlines
from support.drawn import WIDTHS, collisions, look, outside, said, words
from support.strained import NAME

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy
    from numpy.typing import NDArray

    from communique.figures.look import Look
    from communique.figures.outlines import Points

FEW: Final = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LOOKS: Final[SearchStrategy[Look]] = st.builds(
    look, st.sampled_from(("default", "chancery")), st.sampled_from(WIDTHS), st.sampled_from(("en", "ar"))
)
LOCALES: Final = st.sampled_from(("en", "es", "ar", "zh", "de_CH"))

NAMES: Final = st.one_of(st.text("abcdefg ", min_size=1, max_size=20), NAME.map(str)).map(
    lambda text: " ".join(text.split())[:120] or "x"
)
NUMBERS: Final = st.one_of(
    st.decimals(-100, 100, places=1),
    st.decimals(0, 10**12, places=0),
    st.decimals(-1, 1, places=9),
    st.just(Decimal(0)),
)


FORMS: Final[SearchStrategy[Literal["bar", "line", "dot", "area"]]] = st.sampled_from(("bar", "line", "dot", "area"))


@st.composite
def plots(draw: DrawFn) -> ChartPlot:
    """Make what a valid table can become: any form, names or dates, gaps, numbers of any size and sign."""
    form = draw(FORMS)
    count = draw(st.integers(2 if form in {"line", "area"} else 1, 12))
    columns = draw(st.integers(1, 6 if form == "line" else 4))
    dated = draw(st.booleans())
    number = NUMBERS.map(abs) if form == "area" and columns > 1 else NUMBERS
    series = []
    for _ in range(columns):
        values = draw(st.lists(st.one_of(number, number, st.none()), min_size=count, max_size=count))
        values[draw(st.integers(0, count - 1))] = draw(number)
        series.append(ChartSeries(name=draw(NAMES), values=tuple(values)))
    days = sorted(draw(st.sets(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), min_size=count, max_size=count)))
    return ChartPlot(
        form=form,
        categories=tuple(str(day) for day in days) if dated else tuple(draw(NAMES) for _ in range(count)),
        series=tuple(series),
        unit=draw(st.one_of(st.just(""), NAMES)),
        dates=tuple(days) if dated else (),
        locale=draw(LOCALES),
    )


@FEW
@given(plots(), LOOKS)
def test_every_chart_is_drawn_its_words_on_the_canvas_and_apart(plot: ChartPlot, seen: Look) -> None:
    """And the same numbers give the same bytes."""
    canvas = charts.draw(plot, seen)

    assert outside(canvas) == []
    assert collisions(canvas) == []
    assert "nan" not in canvas.svg()
    assert canvas.width == seen.width
    assert canvas.svg() == charts.draw(plot, seen).svg()


@FEW
@given(st.lists(st.tuples(st.floats(-50, 250), st.floats(1, 30)), min_size=1, max_size=6))
def test_labels_that_are_moved_apart_keep_their_order_and_their_distance(wanted: list[tuple[float, float]]) -> None:
    places, gaps = sorted(place for place, _ in wanted), [gap for _, gap in wanted]
    found = spread(places, gaps, 0, 200)

    assert all(b - a >= gap - 1e-6 for a, b, gap in zip(found, found[1:], gaps[1:], strict=False))
    assert min(found) >= -1e-6
    assert max(found) <= 200 + 1e-6


SPOTS: Final = st.builds(
    Spot,
    name=NAMES,
    latitude=st.floats(-90, 90).map(lambda n: round(n, 3)),
    longitude=st.floats(-180, 180).map(lambda n: round(n, 3)),
)


@st.composite
def maps(draw: DrawFn) -> LocatorPlot:
    """Make places in one town, in one region, or all over the world."""
    middle, reach = draw(SPOTS), draw(st.sampled_from((0.05, 2.0, 20.0, 180.0)))
    found = []
    for _ in range(draw(st.integers(1, 14))):
        north = middle.latitude + draw(st.floats(-reach / 2, reach / 2))
        east = middle.longitude + draw(st.floats(-reach, reach))
        found.append(Spot(name=draw(NAMES), latitude=min(max(north, -90), 90), longitude=(east + 180) % 360 - 180))
    return LocatorPlot(spots=tuple(found), countries=(("NO", "Norway"), ("FJ", "Fiji")), locale=draw(LOCALES))


@settings(FEW, max_examples=12)
@given(maps(), LOOKS)
def test_every_map_is_drawn_and_no_two_of_its_words_touch(plot: LocatorPlot, seen: Look) -> None:
    """Every place has its name on the map, or a number that the key below explains."""
    canvas = locator.draw(plot, seen)

    assert outside(canvas) == []
    assert collisions(canvas) == []
    assert "nan" not in canvas.svg()
    assert canvas.svg().count('fill="' + canvas.color("alert") + '"') >= len(plot.spots)
    begins = [" ".join(said(canvas)).count(spot.name[:6].strip()) for spot in plot.spots]
    assert all(begins)


@settings(FEW, max_examples=12)
@given(maps(), st.sampled_from((WIDTHS[0], WIDTHS[-1])))
def test_what_a_map_does_not_look_at_is_not_on_it(plot: LocatorPlot, width: float) -> None:
    """Most of the globe is left out by the boxes that it lies in; nothing is missing for that."""
    found, all_ = locator.ground(plot.spots, width), outlines()

    def everything(low: Points, high: Points) -> NDArray[np.bool_]:
        return np.ones(len(low), dtype=bool)

    whole = {code: 0 for code, _ in all_.shapes(everything)}
    for code, ring in all_.shapes(everything):
        whole[code] += len(list(found.view.shapes(ring)))
    assert {code: n for code, n in whole.items() if n} == {code: len(parts) for code, parts in found.shapes.items()}
    for lines, shown in ((all_.coasts, found.coasts), (all_.borders, found.borders)):
        parts = [part for line in lines(everything) for part in found.view.lines(line)]
        assert [part.tolist() for part in parts] == [part.tolist() for part in shown]


def test_the_tests_would_find_what_lies_on_something_else() -> None:
    """The eye of these tests sees: the same words twice overlap, and words at the edge stick out."""
    canvas = charts.draw(
        ChartPlot(form="bar", categories=("A",), series=(ChartSeries(name="x", values=(Decimal(1),)),)), look()
    )
    first = words(canvas)[0]
    assert first.overlaps(first)
    canvas.parts *= 2
    assert collisions(canvas)
    canvas.width = 1
    assert outside(canvas)


@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
def test_thirty_places_in_one_town_are_all_shown(width: float) -> None:
    spots = tuple(
        Spot(name=f"Place number {n}", latitude=48.2 + n % 6 * 0.3, longitude=16.4 + n // 6 * 0.3) for n in range(30)
    )
    canvas = locator.draw(LocatorPlot(spots=spots), look("default", width))

    assert collisions(canvas) == []
    assert all(any(f"number {n}" in text for text in said(canvas)) for n in range(30))
