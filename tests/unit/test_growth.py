"""The slopes of the benchmarks: what grows with a power has it as its slope, and what is too steep is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.growth import Growth, Line

SIZES = (1, 10, 50, 100, 200, 400, 800)


@given(power=st.floats(0, 3), factor=st.floats(1, 100))
def test_a_power_is_its_own_slope(power: float, factor: float) -> None:
    """Whatever one of them costs."""
    line = Line("time", "s", [factor * size**power for size in SIZES])

    assert line.slope(SIZES) == pytest.approx(power, abs=1e-6)


def test_what_every_run_costs_hides_no_slope() -> None:
    """It is fitted over the upper half alone."""
    line = Line("time", "s", [1 + size / 10 for size in SIZES])

    assert 0.9 < line.slope(SIZES) < 1


def test_what_takes_the_processor_more_than_in_proportion_is_named() -> None:
    """Memory is drawn, and judged by whoever reads it."""
    square, straight = [size**2 for size in SIZES], list(SIZES)
    growth = Growth(
        "pages", SIZES, [Line("time", "s", square), Line("load", "s", straight), Line("cache", "MB", square)]
    )

    assert list(growth.steep()) == ["time"]
