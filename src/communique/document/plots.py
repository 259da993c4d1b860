"""
What a drawing shows: data alone, with its words already in the edition's language.

One type a kind of drawing. Nothing here knows a colour, a typeface or a
format: `communique.figures` draws these in the look of a pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An event on a time axis, from its first possible day to its last."""

    when: str  #: The date as printed: “October 2025”.
    first: dt.date
    last: dt.date  #: The same day where the date is exact.
    label: str
    span: bool = False  #: True where it lasted; false where `first` and `last` only say how precise the date is.
    inferred: bool = False  #: True where no source states the date.
    marked: bool = False  #: Set apart: the last meeting.
    lane: str = ""  #: What it belongs to: the title of a tension, or empty for the background.


Legend: TypeAlias = tuple[tuple[Literal["event", "tension", "inexact", "marked"], str], ...]
"""What the marks of a timeline mean: kinds, each with its word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePlot:
    """Events on an axis of time."""

    moments: tuple[Moment, ...]
    legend: Legend = ()
    locale: str = "en"  #: How the dates of the axis are written, as Babel names it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person at the table."""

    name: str
    office: str = ""
    principal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A delegation."""

    name: str
    code: str = ""  #: Country code, ISO 3166-1 alpha-2.
    seats: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesPlot:
    """Who meets whom."""

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """
    A place at a table, reckoned from the head of the side.

    ``hand`` counts seats to the head's right, negative ones to the left, 0 is
    the head's own; ``behind`` counts chairs behind the head, 0 is at the table.
    """

    name: str
    office: str = ""
    number: int = 0  #: In the order of precedence, from 1.
    hand: int = 0
    behind: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSide:
    """A delegation at a table."""

    name: str
    code: str = ""  #: Country code, ISO 3166-1 alpha-2.
    chairs: tuple[Chair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatingPlot:
    """Who sits where: two sides of a table that face each other, or any number round one, clockwise."""

    sides: tuple[TableSide, ...]
    form: Literal["facing", "round"] = "facing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A tension on the map."""

    title: str
    severity: Literal["low", "medium", "high"]
    trend: Literal["easing", "steady", "rising"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionPlot:
    """Tensions by how grave they are (upwards) and which way they move (across)."""

    marks: tuple[Mark, ...]
    severities: tuple[tuple[str, str], ...]  #: Each value with its word, lowest first.
    trends: tuple[tuple[str, str], ...]  #: Each value with its word, easing first.


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkPlot:
    """How a number moved: values in order of time."""

    values: tuple[Decimal, ...]
    dates: tuple[dt.date, ...] = ()  #: Of each value; none where the last one's is not known.
    ends: tuple[str, str] = ("", "")  #: The first date and the last, as printed.


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """One line, or one colour of bars: a value for each category, None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPlot:
    """Numbers by category or date."""

    form: Literal["bar", "line", "dot", "area"]
    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    unit: str = ""
    dates: tuple[dt.date, ...] = ()  #: The categories as days in order, where the axis is one of time.
    locale: str = "en"  #: How numbers are written, as Babel names it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the map."""

    name: str
    latitude: float  #: Degrees north.
    longitude: float  #: Degrees east.
    country: str = ""  #: ISO 3166-1 alpha-2.


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatorPlot:
    """Where places lie."""

    spots: tuple[Spot, ...]
    countries: tuple[tuple[str, str], ...] = ()  #: Codes of countries to set apart, each with its name.
    locale: str = "en"  #: How other countries and distances are written, as Babel names it.


Plot: TypeAlias = TimelinePlot | SidesPlot | SeatingPlot | TensionPlot | SparkPlot | ChartPlot | LocatorPlot
