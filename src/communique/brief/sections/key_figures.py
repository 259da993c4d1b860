"""Key figures: the numbers to remember, each with its unit, date and source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import Field

from communique.brief.base import Data, Flag, Identifier, Line, Part, PartialDate
from communique.brief.codes import CurrencyCode
from communique.brief.lowering import capitalised
from communique.document.nodes import Cite, Drawing, KeyFigure, KeyFigures, Span, Text
from communique.document.plots import SparkPlot

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


Number: TypeAlias = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=30, decimal_places=12)]
"""A number as it is written: 126, 12.4, -3."""


class SeriesPoint(Data):
    """An earlier value of a number."""

    date: PartialDate
    """When it held."""
    number: Number
    """The value, in the unit of the number itself."""


class KeyFigurePart(Part):
    """A number to remember."""

    named_by = ("label",)

    number: Number
    """The number itself, without grouping or unit: 126, 12.4, -3."""
    unit: Line | None = None
    """What it is counted in, printed after it: "%", "deaths", "million barrels"."""
    currency: CurrencyCode | None = None
    """For an amount of money: the ISO 4217 code, USD, COP, EUR; `unit` may then say "million"."""
    label: Line
    """What the number counts."""
    as_of: PartialDate | None = None
    """The date that the number holds for."""
    source: Identifier | None = None
    """The id of its source."""
    series: tuple[SeriesPoint, ...] = ()
    """How the number moved until then, in order of time: drawn as a line beside it."""
    at_least: Flag = False
    """True where the number is a lower bound: it prints as "at least 126"."""


def lower(parts: tuple[KeyFigurePart, ...], context: Context, path: str) -> Blocks:
    """Print the numbers as a strip, each with what it counts, as of when, and its source."""
    return (KeyFigures(figures=tuple(_figure(part, at, context) for part, at in context.keyed(parts, path))),)


def _figure(part: KeyFigurePart, path: str, context: Context) -> KeyFigure:
    value = _value(part, context)
    if part.at_least:
        value = context.phrase("at_least", number=value)
    cite = (Cite(part.source),) if part.source else ()
    as_of = context.as_of(part.as_of)
    label = (*context.line(part.label), *cite)
    note = context.joined((capitalised(as_of), context.inline_note(part)))
    spark = _spark(part, context, path)
    return KeyFigure(value=value, label=context.titled(label, part), note=note, spark=spark, path=path)


def _spark(part: KeyFigurePart, context: Context, path: str) -> Drawing | None:
    """Draw how the number moved; the words give every value with its date."""
    if not part.series:
        return None
    points = [(p.date, p.number) for p in sorted(part.series, key=lambda point: point.date.start.first)]
    told = [f"{context.language.date(date)}: {context.language.number(number)}" for date, number in points]
    last = context.language.number(part.number)
    told.append(f"{context.language.date(part.as_of)}: {last}" if part.as_of else last)
    dates = [date for date, _ in points] + ([part.as_of] if part.as_of else [])
    plot = SparkPlot(
        values=(*(number for _, number in points), part.number),
        dates=tuple(date.start.first for date in dates) if part.as_of else (),
        ends=_ends(dates[0], dates[-1], context),
    )
    alt = f"{context.language.label('drawing.spark')} {'; '.join(told)}."
    return Drawing(plot=plot, alt=alt, path=f"{path}.series")


def _ends(first: PartialDate, last: PartialDate, context: Context) -> tuple[str, str]:
    """Write where the line begins and ends: the years, or the whole dates in one year."""
    if first.start.year != last.start.year:
        return str(first.start.year), str(last.start.year)
    return context.language.date(first), context.language.date(last)


def _value(part: KeyFigurePart, context: Context) -> Inlines:
    """Write the number with its unit; the two stay on one line where it has room."""
    write = context.language
    unit = context.line(part.unit)
    if part.currency:
        amount = write.money_before(part.number, part.currency) if unit else write.money(part.number, part.currency)
    elif part.unit and part.unit.text == "%":
        amount, unit = write.percent(part.number), ()
    else:
        amount = write.number(part.number)
    number = (Span(context.fixed(amount), role="number"),)
    return (*number, Text("\u00a0"), *unit) if unit else number
