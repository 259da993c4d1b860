"""The dates along an axis of time: days, months or years, as fine as their words have room."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.figures.look import Look

Unit: TypeAlias = Literal["day", "month", "year"]

STEPS: Final[tuple[tuple[Unit, int, float], ...]] = (
    *(("day", n, n) for n in (1, 2, 7)),
    *(("month", n, n * 30.4) for n in (1, 3, 6)),
    *(("year", n, n * 365.25) for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)),
)
"""What an axis can be divided into: a unit, how many of it, and the days of that, nearly."""

MOST: Final = 10
SIZE: Final = 7.5
AIR: Final = 10.0  #: Points between the words of two ticks.


def ticks(first: int, last: int, step: float, look: Look, locale: str) -> tuple[tuple[int, str], ...]:
    """
    Choose the dates to write along an axis, the finest that keep apart.

    Args:
        first: the first day, by its number.
        last: the last day.
        step: points to the day.
        look: measures the words.
        locale: how dates are written, as Babel names it.

    Returns:
        Days by their numbers, each with its words.

    """
    for unit, count, days in STEPS:
        if (last - first) / days > MOST:
            continue
        found = _named(tuple(_starts(first, last, unit, count)), unit, locale)
        if all(look.measure(words, SIZE) + AIR <= days * step for _, words in found):
            return found
    return ()


def _starts(first: int, last: int, unit: Unit, count: int) -> Iterator[date]:
    """Go through the days on which a unit begins."""
    if unit == "day":
        yield from (date.fromordinal(day) for day in range(first, last + 1, count))
        return
    months = count if unit == "month" else 12 * count
    begin = date.fromordinal(first)
    at = -(-(begin.year * 12 + begin.month - (begin.day == 1)) // months) * months
    while (start := _month(at)) and start.toordinal() <= last:
        yield start
        at += months


def _month(number: int) -> date | None:
    """Find the first day of a month, counted from the beginning of our years."""
    year, month = divmod(number, 12)
    return date(year, month + 1, 1) if date.min.year <= year <= date.max.year else None


def _named(starts: Sequence[date], unit: Unit, locale: str) -> tuple[tuple[int, str], ...]:
    """Write the dates; the year stands where it begins, and with the first."""
    short = {"day": "MMMd", "month": "MMM", "year": "y"}[unit]
    whole = {"day": "yMMMd", "month": "yMMM", "year": "y"}[unit]
    before = [None, *(start.year for start in starts)]
    return tuple(
        (start.toordinal(), _written(start, short if start.year == year else whole, locale))
        for start, year in zip(starts, before, strict=False)
    )


def _written(day: date, skeleton: str, locale: str) -> str:
    """
    Write as much of a date as a skeleton names, with months as they stand within dates.

    Babel 2.18 gives months that stand alone (``LLL``) in Chinese to most
    languages, once it has read Chinese in the same process.
    """
    from babel import Locale
    from babel.dates import format_date

    found = Locale.parse(locale).datetime_skeletons.get(skeleton)
    return format_date(day, str(found or skeleton).replace("L", "M"), locale=locale)
