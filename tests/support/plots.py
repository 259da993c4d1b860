"""Charts and maps to be looked at: one for each form and each thing that is hard to draw."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from communique.document.plots import ChartPlot, ChartSeries, LocatorPlot, Spot

Form: TypeAlias = Literal["bar", "line", "dot", "area"]

YEARS: Final = tuple(dt.date(year, 1, 1) for year in range(2023, 2030))


def _series(**columns: str) -> tuple[ChartSeries, ...]:
    """Write series as words: numbers by spaces, a dash for a gap."""
    return tuple(
        ChartSeries(
            name=name.replace("_", " "),
            values=tuple(None if number == "-" else Decimal(number) for number in numbers.split()),
        )
        for name, numbers in columns.items()
    )


def _dated(form: Form, unit: str = "thousand passengers a year", locale: str = "en", **columns: str) -> ChartPlot:
    years = YEARS[: len(next(iter(columns.values())).split())]
    return ChartPlot(
        form=form,
        categories=tuple(str(day.year) for day in years),
        series=_series(**columns),
        unit=unit,
        dates=years,
        locale=locale,
    )


def _named(form: Form, names: str, unit: str = "million tonnes", **columns: str) -> ChartPlot:
    return ChartPlot(
        form=form,
        categories=tuple(names.split("; ")),
        series=_series(**columns),
        unit=unit,
    )


CHARTS: Final = {
    "bars-below-zero": _named(
        "bar",
        "Austria; Bosnia and Herzegovina; Slovakia; Saint Vincent and the Grenadines, with the islands",
        a="12.5 -4.0 7.25 -",
    ),
    "bars-in-groups": _named(
        "bar", "Austria; Slovakia; Hungary", y2028="12 9 7", y2029="15 - 8", y2030_as_planned="11 4 18"
    ),
    "bars-over-time": _dated("bar", a="49.0 46.0 43.1 - 41.3 46.9"),
    "bars-in-groups-over-time": _dated("bar", Fixed_lines="12 14 13 - 22 28 31", On_call="-3 4 5 6 -7 8 9"),
    "line": _dated("line", locale="es", a="1012.5 1014.25 - - 1022 1028 1031"),
    "lines": _dated(
        "line",
        Fixed_lines_in_the_north="12 14 13 - 22 28 31",
        On_call="10 14 15 16 17 28 31.5",
        School="5 4 3 4 5 4 32",
        Evening="15 14 13 14 15 14 12",
        Sunday="1 2 3 4 5 4 2",
        Night="8 7 6 7 8 9 11",
    ),
    "dots": _named("dot", "Austria; Slovakia; Hungary", y2028="12 9 7", y2030="15 - 18"),
    "dots-over-time": _dated("dot", Trips="1.2 0.9 7 12 1 2 3", Claims="1.5 - 0.8 1 1 0.1 0.3"),
    "area": _dated("area", a="12 14 13 - 22 -8 31"),
    "areas": _dated("area", Fixed_lines="12 14 13 12 22 28 31", On_call="3 4 5 6 7 8 9", School="5 4 3 4 5 4 3"),
}
"""Every form, with one column and with several, with gaps, and below zero."""


def _map(*places: tuple[str, float, float], locale: str = "en", **countries: str) -> LocatorPlot:
    spots = tuple(Spot(name=name, latitude=north, longitude=east) for name, north, east in places)
    return LocatorPlot(spots=spots, countries=tuple(countries.items()), locale=locale)


MAPS: Final = {
    "two-cities": _map(("Washington", 38.895, -77.037), ("Bogotá", 4.711, -74.072), US="United States", CO="Colombia"),
    "close-together": _map(
        ("Hainburg an der Donau", 48.147, 16.944),
        ("Vienna", 48.208, 16.373),
        ("Bratislava", 48.144, 17.11),
        ("Budapest", 47.498, 19.04),
        ("Gabčíkovo", 47.88, 17.54),
        AT="Austria",
        SK="Slovakia",
        HU="Hungary",
    ),
    "over-the-antimeridian": _map(
        ("Suva", -18.14, 178.44), ("Apia", -13.83, -171.77), ("Auckland", -36.85, 174.76), FJ="Fiji", NZ="New Zealand"
    ),
    "around-the-pole": _map(
        ("Longyearbyen", 78.2, 15.6), ("Nuuk", 64.1, -51.7), ("Utqiaġvik", 71.3, -156.8), NO="Noruega", locale="es"
    ),
    "all-over-the-world": _map(
        ("Washington", 38.9, -77.0),
        ("Beijing", 39.9, 116.4),
        ("Canberra", -35.3, 149.1),
        ("Cape Town", -33.9, 18.4),
        ("Brasília", -15.8, -47.9),
        US="United States",
        CN="China",
        BR="Brazil",
    ),
    "alone": _map(("Asunción", -25.28, -57.63), PY="Paraguay"),
    "without-room-for-names": _map(
        *(
            (f"A place with the number {n} and a long name", 48.2 + n % 6 * 0.25, 16.4 + n // 6 * 0.25)
            for n in range(30)
        )
    ),
}
"""Places near and far, across the seam of the globe and around its pole, many and one."""
