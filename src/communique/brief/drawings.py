"""
Drawings that a brief's data makes by itself: the timeline, the sides, the map of tensions.

Each is drawn where there is enough to see; `drawings` in the brief switches one
on or off. The text alternative names all that the picture shows, in words.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from communique.brief.base import Data, Flag
from communique.document.nodes import Drawing
from communique.document.plots import Mark, Moment, Seat, Side, SidesPlot, TensionPlot, TimelinePlot
from communique.document.walk import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.brief.base import Day, EventPart
    from communique.brief.lowering import Context
    from communique.brief.sections.delegations import DelegationPart, Person
    from communique.brief.sections.tensions import TensionPart
    from communique.document.nodes import Blocks
    from communique.document.plots import Legend, Plot


class Drawings(Data):
    """Which pictures are drawn from the data; what is left out is drawn where there is enough to see."""

    timeline: Flag | None = None
    """The events of the background and of all tensions on an axis of time; from four events on."""
    sides: Flag | None = None
    """Who meets whom, at a glance; where the delegations hold more about people than their names."""
    tensions: Flag | None = None
    """How grave each tension is against which way it moves; from two such tensions on."""
    places: Flag | None = None
    """Where the places lie, on a map; up to thirty of them."""


FEWEST_EVENTS: Final = 4
MOST_EVENTS: Final = 60
"""More are no longer seen at a glance; the list beside the picture has them all."""

EVENTS_TOGETHER: Final = 20
"""As many events as half a page holds: more are drawn as several pictures, so that none is made smaller."""

MOST_SEATS: Final = 12
"""People below each other that are still seen at a glance."""

ABREAST: Final = 3
"""Sides beside each other, as they are drawn."""

FEWEST_TENSIONS: Final = 2

SEVERITIES: Final = ("low", "medium", "high")
TRENDS: Final = ("easing", "steady", "rising")


def timeline(context: Context) -> Blocks:
    """Draw the events of background and tensions together; what both tell in the same words is one event."""
    moments: dict[tuple[date, date, str], Moment] = {}
    for moment in _moments(context):
        key = moment.first, moment.last, moment.label
        moments[key] = replace(moment, marked=moment.marked or (key in moments and moments[key].marked))
    order = sorted(moments.values(), key=lambda moment: (moment.first, moment.last))
    if not _wanted(context.brief.drawings.timeline, enough=FEWEST_EVENTS <= len(order) <= MOST_EVENTS, some=order):
        return ()
    count = ceil(len(order) / EVENTS_TOGETHER)
    ends = [round(i * len(order) / count) for i in range(count + 1)]
    return tuple(block for a, b in pairwise(ends) for block in _timeline(order[a:b], context))


def _moments(context: Context) -> Iterator[Moment]:
    """Go through the events of the background, then those of each tension."""
    for event in context.brief.background.timeline if context.brief.background else ():
        yield _moment(event, "", context)
    for tension in context.brief.tensions:
        for event in tension.events:
            yield _moment(event, plain(tension.title.inlines), context)


def _timeline(moments: Sequence[Moment], context: Context) -> Blocks:
    word = context.language.label
    legend: Legend = (
        ("event", word("section.background")),
        ("tension", word("section.tensions")),
        ("inexact", word("drawing.inexact")),
        ("marked", word("background.last_meeting")),
    )
    plot = TimelinePlot(moments=tuple(moments), legend=legend, locale=context.language.locale_name)
    flag = dict(legend)["marked"]
    return _drawing("timeline", plot, [_told(moment, flag) for moment in moments], context)


def _told(moment: Moment, flag: str) -> str:
    """Say when, in which dispute, whether it was the last meeting, and what happened."""
    return f"{', '.join(filter(None, (moment.when, moment.lane, flag if moment.marked else '')))}: {moment.label}"


def _moment(event: EventPart, lane: str, context: Context) -> Moment:
    start, end = event.date.start, event.date.end
    words = " ".join((event.short or plain(event.text.blocks)).split()).removesuffix(".")
    said = plain(context.according_to(event.attribution))
    return Moment(
        when=context.language.date(event.date),
        first=start.first,
        last=_last(end or start),
        label=f"{words} ({said})" if said else words,
        span=end is not None,
        inferred=start.inferred or bool(end and end.inferred),
        marked=event.last_meeting,
        lane=lane,
    )


def _last(day: Day) -> date:
    """Find the last day that is meant."""
    month = day.month or 12
    return date(day.year, month, day.day or monthrange(day.year, month)[1])


def sides(context: Context) -> Blocks:
    """Draw who meets whom: the heads facing each other, the others below."""
    parts = context.brief.delegations
    told = any(p.biography or p.picture for d in parts for p in _people(d))
    deep = ceil(len(parts) / ABREAST) * max((len(_people(part)) for part in parts), default=0)
    enough = len(parts) > 1 and told and deep <= MOST_SEATS
    if not _wanted(context.brief.drawings.sides, enough=enough, some=parts):
        return ()
    plot = SidesPlot(sides=tuple(map(_side, parts)))
    words = [f"{side.name}: {'; '.join(map(_seated, side.seats))}" for side in plot.sides]
    return _drawing("sides", plot, words, context)


def _people(part: DelegationPart) -> tuple[Person, ...]:
    """List who sits on a side, the head first, the others by precedence."""
    others = sorted(part.members, key=lambda member: member.precedence or len(part.members) + 1)
    return (*filter(None, (part.principal,)), *others)


def _side(part: DelegationPart) -> Side:
    seats = tuple(
        Seat(
            name=person.name,
            office=plain(person.office.inlines) if person.office else "",
            principal=person is part.principal,
        )
        for person in _people(part)
    )
    return Side(name=part.name, code=part.country or "", seats=seats)


def _seated(seat: Seat) -> str:
    return f"{seat.name}, {seat.office}" if seat.office else seat.name


def tensions(context: Context) -> Blocks:
    """Draw how grave each tension is, and which way it moves."""
    parts = [part for part in context.brief.tensions if part.severity and part.trend]
    wanted = _wanted(context.brief.drawings.tensions, enough=len(parts) >= FEWEST_TENSIONS, some=parts)
    if not wanted:
        return ()
    word = context.language.label
    plot = TensionPlot(
        marks=tuple(map(_mark, parts)),
        severities=tuple((name, word(f"severity.{name}")) for name in SEVERITIES),
        trends=tuple((name, word(f"trend.{name}")) for name in TRENDS),
    )
    words = [f"{m.title}: {word(f'severity.{m.severity}')}, {word(f'trend.{m.trend}')}" for m in plot.marks]
    return _drawing("tensions", plot, words, context)


def _mark(part: TensionPart) -> Mark:
    if part.severity is None or part.trend is None:
        raise ValueError(part.title.text)
    return Mark(title=plain(part.title.inlines), severity=part.severity, trend=part.trend)


def _wanted(asked: bool | None, *, enough: bool, some: Sequence[Any]) -> bool:
    return bool(some) and (enough if asked is None else asked)


def _drawing(name: str, plot: Plot, words: Iterable[str], context: Context) -> Blocks:
    """Hand a plot over with its alternative: what it is, then all that it shows."""
    told = " ".join(
        word if word.endswith((".", "!", "?", "。")) else word + context.language.label("full_stop") for word in words
    )
    alt = f"{context.language.label(f'drawing.{name}')} {told}"
    return (Drawing(plot=plot, alt=alt, path=f"drawings.{name}"),)
