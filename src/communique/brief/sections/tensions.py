"""Tensions: points of dispute, with each side's position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from communique.brief import drawings
from communique.brief.base import EventPart, Line, Part, PartialDate, PlainText, Prose, QuotationPart, Statement
from communique.brief.charts import Chart, charts
from communique.brief.lowering import capitalised, key_of
from communique.document.nodes import Card, Cards, Text

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


class Position(Part):
    """What one side holds."""

    named_by = ("side",)

    side: PlainText
    """The side: the id of a delegation of this brief, or a name."""
    text: Prose
    """What it holds, or says of the other."""
    attribution: Line | None = None
    """Who says that it does."""


class TensionPart(Part):
    """A point of dispute."""

    named_by = ("title",)

    title: Line
    """What the dispute is about, in a few words."""
    text: Prose | None = None
    """What it is, in a sentence or two."""
    since: PartialDate | None = None
    """Since when."""
    severity: Literal["low", "medium", "high"] | None = None
    """How grave it is."""
    trend: Literal["easing", "steady", "rising"] | None = None
    """Which way it moves."""
    positions: tuple[Position, ...] = ()
    """What each side holds."""
    events: tuple[EventPart, ...] = ()
    """What happened, printed by date."""
    charts: tuple[Chart, ...] = ()
    """Numbers drawn as charts."""
    quotations: tuple[QuotationPart, ...] = ()
    """What was said, word for word."""
    sensitivities: tuple[Statement, ...] = ()
    """What is delicate."""
    do_not_raise: tuple[Statement, ...] = ()
    """What must not be raised in the meeting."""
    gestures: tuple[Statement, ...] = ()
    """What has eased it."""


MOST_ABREAST = 3
"""Positions that fit beside each other; more stand below each other."""


def lower(parts: tuple[TensionPart, ...], context: Context, path: str) -> Blocks:
    """Print each tension: how grave, what each side holds, what happened, what to mind."""
    cards = tuple(_card(part, at, context) for part, at in context.keyed(parts, path))
    first = () if context.brief.background else drawings.timeline(context)
    return (*first, *drawings.tensions(context), Cards(cards=cards, role="tension", path=path))


def _card(part: TensionPart, path: str, context: Context) -> Card:
    return Card(
        title=context.titled(context.line(part.title), part),
        subtitle=_state(part, context),
        tone=part.severity or "",
        blocks=(
            *context.prose(part.text, f"{path}.text", depth=2),
            *_positions(part.positions, f"{path}.positions", context),
            *context.labelled("tension.events", context.events(part.events, f"{path}.events")),
            *charts(part.charts, context, f"{path}.charts", depth=3),
            *context.quotations(part.quotations, f"{path}.quotations"),
            *context.callout("tension.gestures", part.gestures, f"{path}.gestures", "easing"),
            *context.callout("tension.sensitivities", part.sensitivities, f"{path}.sensitivities", "sensitivity"),
            *context.callout("tension.do_not_raise", part.do_not_raise, f"{path}.do_not_raise", "do-not-raise"),
            *context.note(part, path),
        ),
        role="tension",
        id=f"tension-{key_of(path)}",
        path=path,
    )


def _state(part: TensionPart, context: Context) -> Inlines:
    """Say how grave, which way it moves, and since when, in words; a style sheet may put a mark before the first."""
    return context.joined(
        (
            context.label(f"severity.{part.severity}") if part.severity else (),
            context.label(f"trend.{part.trend}") if part.trend else (),
            capitalised(context.phrase("tension.since", date=context.date(part.since))) if part.since else (),
        )
    )


def _positions(parts: tuple[Position, ...], path: str, context: Context) -> Blocks:
    cards = tuple(_position(part, at, context) for part, at in context.keyed(parts, path))
    layout: Literal["columns", "stack"] = "columns" if 1 < len(cards) <= MOST_ABREAST else "stack"
    return (Cards(cards=cards, layout=layout, role="position", path=path),) if cards else ()


def _position(part: Position, path: str, context: Context) -> Card:
    said = context.small_print(path, context.according_to(part.attribution))
    blocks = (*context.prose(part.text, f"{path}.text", depth=3), *said, *context.note(part, path))
    return Card(title=context.titled((Text(context.name(part.side)),), part), blocks=blocks, role="position", path=path)
