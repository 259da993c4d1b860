"""Agenda: what will be talked about, by whom, when, and with what aim."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import Field

from communique.brief import press
from communique.brief.base import Count, Line, Part, PlainText, Prose, Shorthand, Statement, StatementPart
from communique.brief.clock import ClockTime
from communique.brief.lowering import lines, moment_of
from communique.brief.press import PressLine
from communique.document.nodes import BulletList, Card, Cards, Column, Paragraph, Row, Table, Text

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


Outcome: TypeAlias = Literal["raised", "agreed", "not-raised"]
"""What became of an item or a point in the meeting."""


class PointPart(StatementPart):
    """A point of an item, and what became of it."""

    outcome: Outcome | None = None
    """After the meeting: `raised`, `agreed` or `not-raised`."""


Point: TypeAlias = Annotated[PointPart, Shorthand("text")]
"""A text, or a point with what became of it."""


class Objectives(Part):
    """What each side wants of an item."""

    ours: tuple[Statement, ...] = ()
    """What we want."""
    theirs: tuple[Statement, ...] = ()
    """What they want, as far as it is known."""


class AgendaItem(Part):
    """One item of the agenda."""

    named_by = ("topic",)

    topic: Line
    """What it is about."""
    lead: Line | None = None
    """Who leads it: a name, or the id of a person or a delegation of this brief."""
    start: ClockTime | None = None
    """When it starts, on the clock of the brief's `time_zone`: 09:30."""
    minutes: Annotated[Count, Field(le=1440)] | None = None
    """How long it is planned to take."""
    press: Literal["open", "pool", "photo", "closed"] | None = None
    """Whether the press is there: `open`, `pool`, `photo` (pictures only) or `closed`."""
    room: Line | None = None
    """Where it takes place."""
    cue: Line | None = None
    """What starts it: "when the cameras have left"."""
    people: tuple[PlainText, ...] = ()
    """Who must be there beside the one who leads: names, or ids of people of this brief."""
    attribution: Line | None = None
    """Who says that it was or will be raised."""
    text: Prose | None = None
    """What to know about it."""
    objectives: Objectives | None = None
    """What each side wants."""
    points: tuple[Point, ...] = ()
    """Points to make: the arguments to use."""
    tactical: tuple[Point, ...] = ()
    """Tactical arguments: what to say if the points do not carry."""
    response: tuple[Statement, ...] = ()
    """Our response to what they want."""
    sub_topics: tuple[Point, ...] = ()
    """What belongs to it."""
    outcome: Outcome | None = None
    """After the meeting: `raised`, `agreed` or `not-raised`."""
    press_line: Annotated[PressLine, Shorthand("text")] | None = None
    """Words on it that are cleared for the press; the readout is made of them."""


def lower(parts: tuple[AgendaItem, ...], context: Context, path: str) -> Blocks:
    """
    Print the agenda as what it is.

    With times it is a table, followed by the items that have more to them;
    without, a card for each item, or a plain list where none has more to it.
    """
    keyed = tuple(context.keyed(parts, path))
    detailed = tuple((part, path) for part, path in keyed if _has_details(part))
    if any(part.start or part.minutes for part in parts):
        details = (_cards(detailed, context, timed=True),) if detailed else ()
        return (_table(keyed, context), *details)
    return (_cards(keyed, context, timed=False),) if detailed else (_list(keyed, context),)


def _has_details(part: AgendaItem) -> bool:
    said = (part.text, part.objectives, part.points, part.tactical, part.response, part.sub_topics, part.press_line)
    return any(said)


def _list(keyed: tuple[tuple[AgendaItem, str], ...], context: Context) -> BulletList:
    return BulletList(items=tuple(_short(part, path, context) for part, path in keyed), path="agenda")


def _short(part: AgendaItem, path: str, context: Context) -> Blocks:
    topic = Paragraph(inlines=_topic(part, context), path=f"{path}.topic")
    said = context.small_print(path, _raised(part, context), _facts(part, context))
    return (topic, *said, *context.note(part, path))


def _facts(part: AgendaItem, context: Context) -> Inlines:
    """Say in small print who leads and who is there, where, on what cue, and whether the press is there."""
    lead = context.phrase("agenda.led_by", lead=lead_of(part, context)) if part.lead else ()
    return context.joined((lead, *_beside(part, context), context.line(part.room), press_of(part, context)))


def _beside(part: AgendaItem, context: Context) -> tuple[Inlines, Inlines]:
    """Say who is there beside the lead, and what starts the item."""
    people = context.phrase("agenda.with", people=people_of(part, context)) if part.people else ()
    cue = context.phrase("agenda.starts_on", cue=context.line(part.cue)) if part.cue else ()
    return people, cue


def people_of(part: AgendaItem, context: Context) -> Inlines:
    """Name who must be there beside the lead."""
    return context.joined(((Text(context.name(one)),) for one in part.people), context.comma)


def _topic(part: AgendaItem, context: Context) -> Inlines:
    """Name the item, with what became of it."""
    return context.titled(context.joined((context.line(part.topic), outcome_of(part.outcome, context)), " "), part)


def outcome_of(outcome: Outcome | None, context: Context) -> Inlines:
    """Say what became of an item or a point."""
    return context.label(f"outcome.{outcome.replace('-', '_')}", role="mark") if outcome else ()


def points_of(parts: tuple[PointPart, ...], path: str, context: Context, role: str = "") -> Blocks:
    """Lay out points as a list, each with what became of it."""
    items = tuple(
        context.statement(part, at, tail=outcome_of(part.outcome, context)) for part, at in context.keyed(parts, path)
    )
    return (BulletList(items=items, role=role, path=path),) if items else ()


def lead_of(part: AgendaItem, context: Context) -> Inlines:
    """Name who leads: a person or a side of the brief by its id, or anybody."""
    if part.lead is None:
        return ()
    name = context.name(part.lead.text)
    return context.line(part.lead) if name == part.lead.text else (Text(name),)


def press_of(part: AgendaItem, context: Context) -> Inlines:
    """Say whether the press is there."""
    return context.label(f"press.{part.press}", role="mark") if part.press else ()


# --- with times


def _table(keyed: tuple[tuple[AgendaItem, str], ...], context: Context) -> Table:
    """Print a row for each item; a column that would stay empty is left out."""
    cells = {
        "time": [context.paragraph(_time(part, context), path) for part, path in keyed],
        "item": [_item(part, path, context) for part, path in keyed],
        "lead": [context.paragraph(lead_of(part, context), f"{path}.lead") for part, path in keyed],
        "press": [context.paragraph(press_of(part, context), f"{path}.press") for part, path in keyed],
    }
    used = [name for name, column in cells.items() if any(column)]
    columns = tuple(Column(title=context.label(f"agenda.{name}"), width=_WIDTHS[name]) for name in used)
    rows = tuple(
        Row(cells=tuple(cells[name][index] for name in used), path=path) for index, (_, path) in enumerate(keyed)
    )
    return Table(columns=columns, rows=rows, caption=zone_of(context), header_column=True, role="agenda", path="agenda")


_WIDTHS = {"time": 18, "item": 0, "lead": 24, "press": 20}
"""Columns of the table, in percent of its width; 0 takes what is left."""


def zone_of(context: Context) -> Inlines:
    """Name the clock that all times are on, once."""
    at = moment_of(context.brief)
    return context.phrase("date.all_times", zone=context.fixed(context.language.zone(at))) if at else ()


def _time(part: AgendaItem, context: Context) -> Inlines:
    minutes = context.phrase("date.minutes", role="label", minutes=(Text(str(part.minutes)),)) if part.minutes else ()
    return lines(context.fixed(_span(part, context)) if part.start else (), minutes)


def _span(part: AgendaItem, context: Context) -> str:
    """Write from when to when an item runs, where both are known."""
    assert part.start is not None  # noqa: S101 - for the type checker
    start = context.language.time(part.start)
    if part.minutes is None:
        return start
    end = (datetime.combine(date.min, part.start) + timedelta(minutes=part.minutes)).time()
    return context.language.phrase("date.times", start=start, end=context.language.time(end))


def _item(part: AgendaItem, path: str, context: Context) -> Blocks:
    """Print the topic with who says so and the room, and its note where the item has no card of its own."""
    topic = Paragraph(inlines=_topic(part, context), path=f"{path}.topic")
    said = context.small_print(path, _raised(part, context), *_beside(part, context), context.line(part.room))
    return (topic, *said, *(() if _has_details(part) else context.note(part, path)))


# --- the items themselves


def _cards(keyed: tuple[tuple[AgendaItem, str], ...], context: Context, *, timed: bool) -> Cards:
    cards = tuple(_card(part, path, context, timed=timed) for part, path in keyed)
    return Cards(cards=cards, role="agenda-item", path="agenda")


def _card(part: AgendaItem, path: str, context: Context, *, timed: bool) -> Card:
    """Print an item; what the table has said already is not said again."""
    return Card(
        title=_topic(part, context),
        subtitle=() if timed else _facts(part, context),
        blocks=(
            *(() if timed else context.small_print(f"{path}.attribution", _raised(part, context))),
            *context.prose(part.text, f"{path}.text", depth=2),
            *_objectives(part, f"{path}.objectives", context),
            *context.labelled("agenda.points", points_of(part.points, f"{path}.points", context, role="points")),
            *context.labelled("agenda.tactical", points_of(part.tactical, f"{path}.tactical", context)),
            *context.labelled("agenda.response", context.statements(part.response, f"{path}.response")),
            *context.labelled("agenda.sub_topics", points_of(part.sub_topics, f"{path}.sub_topics", context)),
            *(press.lower(part.press_line, context, f"{path}.press_line") if part.press_line else ()),
            *context.note(part, path),
        ),
        role="agenda-item",
        path=path,
    )


def _raised(part: AgendaItem, context: Context) -> Inlines:
    """Say who says that an item was raised."""
    return (
        context.phrase("agenda.raised", attribution=context.according_to(part.attribution)) if part.attribution else ()
    )


def _objectives(part: AgendaItem, path: str, context: Context) -> Blocks:
    """Set what we want beside what they want."""
    if part.objectives is None:
        return ()
    both = (("ours", part.objectives.ours), ("theirs", part.objectives.theirs))
    cards = tuple(
        Card(
            title=context.titled(context.label(f"agenda.{name}"), part.objectives),
            blocks=context.statements(wanted, f"{path}.{name}"),
            path=f"{path}.{name}",
        )
        for name, wanted in both
        if wanted
    )
    layout: Literal["columns", "stack"] = "columns" if len(cards) > 1 else "stack"
    facing = (Cards(cards=cards, layout=layout, path=path),) if cards else ()
    return (*facing, *context.note(part.objectives, path))
