"""Places: where things happen, on a map, with what must be known about each."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from pydantic import Field

from communique.brief.base import Line, Part, PlainText
from communique.brief.codes import CountryCode
from communique.document.nodes import Column, Drawing, Paragraph, Row, Table, Text
from communique.document.plots import LocatorPlot, Spot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines

Latitude: TypeAlias = Annotated[Decimal, Field(allow_inf_nan=False, ge=-90, le=90, decimal_places=12)]
Longitude: TypeAlias = Annotated[Decimal, Field(allow_inf_nan=False, ge=-180, le=180, decimal_places=12)]

MOST_ON_A_MAP: Final = 30
"""Places whose names one map can hold; of more there is the table alone, unless `drawings` asks for the map."""


class PlacePart(Part):
    """A place."""

    named_by = ("name",)

    name: PlainText
    """The place's name, as it is printed on the map."""
    country: CountryCode | None = None
    """The ISO 3166 code of its country, in capitals: US, CO, NO; the country is set apart on the map."""
    latitude: Latitude
    """Degrees north of the equator, from -90 to 90; south of it, negative: 4.71 for Bogotá."""
    longitude: Longitude
    """Degrees east of Greenwich, from -180 to 180; west of it, negative: -74.07 for Bogotá."""
    note: Line | None = None
    """What happens there, or what must be known about it."""


def lower(parts: tuple[PlacePart, ...], context: Context, path: str) -> Blocks:
    """Print the map, and below it a table of the places."""
    table = _table(parts, context, path)
    asked = context.brief.drawings.places
    if asked is False or (asked is None and len(parts) > MOST_ON_A_MAP):
        return (table,)
    drawing = Drawing(
        plot=_plot(parts, context),
        alt=_told(parts, context),
        caption=context.label("places.outlines"),
        twin=(table,),
        path="drawings.places",
    )
    return (drawing,)


def _plot(parts: Sequence[PlacePart], context: Context) -> LocatorPlot:
    codes = dict.fromkeys(part.country for part in parts if part.country)
    return LocatorPlot(
        spots=tuple(
            Spot(
                name=part.name,
                latitude=float(part.latitude),
                longitude=float(part.longitude),
                country=part.country or "",
            )
            for part in parts
        ),
        countries=tuple((code, context.language.country(code)) for code in codes),
        locale=context.language.locale_name,
    )


def _table(parts: Sequence[PlacePart], context: Context, path: str) -> Table:
    """List the places, with those columns that say anything; where there is nothing else to say, with where they lie."""
    found = {
        "place": [context.titled((Text(part.name),), part) for part in parts],
        "country": [context.fixed(context.language.country(part.country)) if part.country else () for part in parts],
        "note": [context.joined((context.line(part.note), context.inline_note(part))) for part in parts],
    }
    if not any((*found["country"], *found["note"])):
        found["lies"] = [context.fixed(_lies(part, context)) for part in parts]
    shown = {name: cells for name, cells in found.items() if any(cells)}
    rows = zip(context.keyed(parts, path), zip(*shown.values(), strict=True), strict=True)
    return Table(
        columns=tuple(Column(title=context.label(f"places.{name}")) for name in shown),
        rows=tuple(Row(cells=tuple(map(_cell, cells)), path=at) for (_, at), cells in rows),
        header_column=True,
        path=path,
    )


def _cell(inlines: Inlines) -> Blocks:
    return (Paragraph(inlines=inlines),) if inlines else ()


def _told(parts: Sequence[PlacePart], context: Context) -> str:
    """Say what the map shows: each place, its country, and where it lies."""
    places = []
    for part in parts:
        country = (context.language.country(part.country),) if part.country else ()
        places.append(context.comma.join((part.name, *country, _lies(part, context))))
    return f"{context.language.label('drawing.places')} {'; '.join(places)}."


def _lies(part: PlacePart, context: Context) -> str:
    """Write latitude and longitude as people do: “4.7° N, 74.1° W”."""
    north = "places.north" if part.latitude >= 0 else "places.south"
    east = "places.east" if part.longitude >= 0 else "places.west"
    written = (context.language.number(round(abs(value), 1), 1) for value in (part.latitude, part.longitude))
    return context.comma.join(
        context.language.phrase(name, degrees=d) for name, d in zip((north, east), written, strict=True)
    )
