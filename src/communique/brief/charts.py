"""
Charts: numbers of a table as a picture, and the table itself beside it.

A chart stands where it belongs: under `charts` of the background, of a tension
or a section of text, or as a section of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from communique.brief.base import Identifier, Line, LongText, Part, PartialDate
from communique.brief.lowering import capitalised
from communique.brief.tables import NumberTable
from communique.document.nodes import Cite, Column, Drawing, Heading, Paragraph, Row, Table, Text
from communique.document.plots import ChartPlot, ChartSeries
from communique.document.walk import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines

MOST_BARS = 60
MOST_NAMES = 40
MOST_FILLED = 4
"""Series of bars, dots or areas that can be told apart in black and white; of lines there may be more."""

NAMES = 31
"""How wide the column of names is, in percent of the table."""

FEW = 8
"""Numbers that the words about a chart list one by one; of more they tell the course and the extremes."""


class Chart(Part):
    """Numbers drawn as a chart, with the table that they stand in."""

    named_by = ("title",)

    title: Line
    """What the chart shows, in a few words."""
    form: Literal["bar", "line", "dot", "area"] = "bar"
    """How it is drawn; `bar` where nothing is said."""
    table: NumberTable
    """The numbers as lines of CSV, or `{file: numbers.csv}`: the names of the columns, then a row for each date or name."""
    unit: Line | None = None
    """What the numbers count: "thousand passengers a year"."""
    as_of: PartialDate | None = None
    """The date that the numbers hold for."""
    source: Identifier | None = None
    """The id of their source."""
    note: Line | None = None
    """What a reader must know about them: a break in the series, an estimate."""
    alt: LongText | None = None
    """What the chart shows, for those who cannot see it; written from the numbers where it is missing."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse what this form cannot show; a table with faults of its own is left to them."""
        fault = None if self.table.faults else _unfit(self)
        if fault:
            message, hint = fault
            raise PydanticCustomError("bad-chart", "{message}", {"message": message, "hint": hint})
        return self


def _unfit(chart: Chart) -> tuple[str, str] | None:
    """Say why a table cannot be drawn in this form, and what to do."""
    table, form = chart.table, chart.form
    series, rows = len(table.columns), len(table.rows)
    firsts = [date.start.first for date in table.dates]
    if form in {"line", "area"} and rows == 1:
        return "one row makes no line", "Add rows, or write `form: bar`."
    if form != "line" and series > MOST_FILLED:
        return (
            f"a chart of this form shows at most {MOST_FILLED} columns of numbers, and this table has {series}",
            "Write `form: line`, or make two charts.",
        )
    if form in {"bar", "dot"} and not firsts and rows > MOST_NAMES:
        return (
            f"{rows} names are too many for one chart",
            f"Show at most {MOST_NAMES}: the first, the last, the rest as one.",
        )
    if form == "bar" and series * rows > MOST_BARS:
        return (
            f"{series * rows} bars are too many for one chart",
            f"At most {MOST_BARS}; `form: line` has room for more.",
        )
    if form == "area" and series > 1 and any(value < 0 for row in table.rows for value in row if value is not None):
        return "areas that lie on each other cannot show numbers below zero", "Write `form: line`."
    if len(set(firsts)) < len(firsts):
        return "two rows of this table begin on the same day", "Write all dates alike: 2025-01 and 2025-02, not 2025."
    return None


# --- laid out


def charts(parts: Sequence[Chart], context: Context, path: str, *, depth: int = 1) -> Blocks:
    """Lay out charts one below the other, each under its title."""
    return tuple(
        block
        for part, at in context.keyed(parts, path)
        for block in (
            Heading(inlines=context.titled(part.title.inlines, part), level=depth, path=f"{at}.title"),
            *chart(part, context, at),
        )
    )


def chart(part: Chart, context: Context, path: str) -> Blocks:
    """Lay out one chart, without its title: the picture, what it counts and whence, the table, the editor's note."""
    drawing = Drawing(
        plot=_plot(part, context),
        alt=part.alt or _told(part, context),
        caption=_caption(part, context),
        twin=(_table(part, context, f"{path}.table"),),
        path=path,
    )
    return (drawing, *context.note(part, path))


def _rows(part: Chart) -> list[tuple[int, tuple[Decimal | None, ...]]]:
    """Go through the rows with their numbers, by date where they have dates."""
    rows = list(enumerate(part.table.rows))
    dates = part.table.dates
    return sorted(rows, key=lambda row: dates[row[0]].start.first) if dates else rows


def _name(part: Chart, number: int, context: Context) -> str:
    """Name a row: a date as the language writes it, a name as it is."""
    return context.language.date(part.table.dates[number]) if part.table.dates else part.table.names[number]


def _plot(part: Chart, context: Context) -> ChartPlot:
    rows = _rows(part)
    columns = zip(*(values for _, values in rows), strict=True)
    return ChartPlot(
        form=part.form,
        categories=tuple(_name(part, number, context) for number, _ in rows),
        series=tuple(
            ChartSeries(name=name, values=values) for name, values in zip(part.table.columns, columns, strict=True)
        ),
        unit=plain(context.line(part.unit)),
        dates=tuple(part.table.dates[number].start.first for number, _ in rows) if part.table.dates else (),
        locale=context.language.locale_name,
    )


def _caption(part: Chart, context: Context) -> Inlines:
    """Say as of when the numbers are, from where, and what must be known about them."""
    return context.joined(
        (
            capitalised(context.as_of(part.as_of)),
            _source(part, context),
            context.line(part.note),
        )
    )


def _source(part: Chart, context: Context) -> Inlines:
    """Name the source, where this edition has it."""
    found = next((source for source in context.brief.sources if source.id == part.source), None)
    if found is None:
        return ()
    return (*context.phrase("chart.source", source=found.title.inlines), Cite(found.id))


def _table(part: Chart, context: Context, path: str) -> Table:
    """Write the numbers of the picture as a table."""
    share = (100 - NAMES) // len(part.table.columns)
    head = (
        Column(title=_words(part.table.corner), width=100 - share * len(part.table.columns)),
        *(Column(title=_words(name), align="end", width=share) for name in part.table.columns),
    )
    rows = tuple(
        Row(
            cells=(
                _cell(
                    context.fixed(_name(part, number, context))
                    if part.table.dates
                    else _words(part.table.names[number])
                ),
                *(_cell(context.fixed("–" if value is None else _written(value, part, context))) for value in values),
            ),
            path=path,
        )
        for number, values in _rows(part)
    )
    return Table(columns=head, rows=rows, caption=capitalised(context.line(part.unit)), header_column=True, path=path)


def _written(value: Decimal, part: Chart, context: Context) -> str:
    """Write a number with the decimals that any in the table came with, so that all are written alike."""
    found = (value for row in part.table.rows for value in row if value is not None)
    return context.language.number(value, max(max(0, -int(value.as_tuple().exponent)) for value in found))


def _words(text: str) -> Inlines:
    return (Text(text),) if text else ()


def _cell(inlines: Inlines) -> Blocks:
    return (Paragraph(inlines=inlines),)


# --- told in words


def _told(part: Chart, context: Context) -> str:
    """Write what the picture shows: every number where they are few, else the course and the extremes."""
    word = context.language.label
    what = context.language.phrase(
        "chart.what", form=word(f"chart.{part.form}"), title=" ".join(plain(part.title.inlines).split())
    )
    unit = f" ({plain(part.unit.inlines)})" if part.unit else ""
    told = (_course(part, n, context) for n in range(len(part.table.columns)))
    return " ".join((f"{what}{unit}.", *told))


def _course(part: Chart, column: int, context: Context) -> str:
    """Tell one column of numbers."""
    found = [(_name(part, number, context), values[column]) for number, values in _rows(part)]
    known = [(name, value) for name, value in found if value is not None]
    missing = [name for name, value in found if value is None]
    parts = list(_listed(part, known, context) if len(known) <= FEW else _extremes(part, known, context))
    if missing:
        parts.append(context.language.phrase("chart.missing", names=context.comma.join(missing)))
    series = part.table.columns[column]
    return f"{context.language.phrase('colon', label=series)} {'; '.join(parts)}."


def _listed(part: Chart, known: Sequence[tuple[str, Decimal]], context: Context) -> Iterator[str]:
    return (context.language.phrase("chart.number", number=_written(v, part, context), row=name) for name, v in known)


def _extremes(part: Chart, known: Sequence[tuple[str, Decimal]], context: Context) -> Iterator[str]:
    """Tell where it began and ended, where names have an order, and the highest and the lowest."""

    def told(pair: tuple[str, Decimal]) -> str:
        return next(_listed(part, (pair,), context))

    if part.table.dates or part.form in {"line", "area"}:
        yield context.language.phrase("chart.course", first=told(known[0]), last=told(known[-1]))
    yield context.language.phrase("chart.highest", number=told(max(known, key=lambda pair: pair[1])))
    yield context.language.phrase("chart.lowest", number=told(min(known, key=lambda pair: pair[1])))
