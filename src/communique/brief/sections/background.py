"""Background: what led here, as prose, titled parts, a timeline and dated facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief import drawings
from communique.brief.base import EventPart, Line, Part, PictureFile, Prose, Statement
from communique.brief.charts import Chart, charts
from communique.document.nodes import Heading

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class TitledPart(Part):
    """A part of the background under a title of its own."""

    named_by = ("title",)

    title: Line
    """The part's title."""
    text: Prose
    """What it says."""


class BackgroundPart(Part):
    """What led here."""

    text: Prose | None = None
    """The background as running text, or `{file: background.md}`."""
    parts: tuple[TitledPart, ...] = ()
    """Titled parts, below the running text."""
    timeline: tuple[EventPart, ...] = ()
    """Events with their dates; printed by date whatever their order here."""
    facts: tuple[Statement, ...] = ()
    """Single facts, each with the date that it holds for."""
    charts: tuple[Chart, ...] = ()
    """Numbers drawn as charts."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""


def lower(part: BackgroundPart, context: Context, path: str) -> Blocks:
    """Print the running text, the titled parts, the facts, the charts, the timeline, the pictures."""
    return (
        *context.prose(part.text, f"{path}.text"),
        *(block for titled, at in context.keyed(part.parts, f"{path}.parts") for block in _titled(titled, at, context)),
        *_headed("background.facts", context.statements(part.facts, f"{path}.facts"), context),
        *charts(part.charts, context, f"{path}.charts"),
        *_headed(
            "background.timeline",
            (*drawings.timeline(context), *context.events(part.timeline, f"{path}.timeline")),
            context,
        ),
        *context.pictures(part.pictures, f"{path}.pictures"),
        *context.note(part, path),
    )


def _titled(part: TitledPart, path: str, context: Context) -> Blocks:
    heading = Heading(inlines=context.titled(context.line(part.title), part), path=f"{path}.title")
    return (heading, *context.prose(part.text, f"{path}.text", depth=1), *context.note(part, path))


def _headed(label: str, blocks: Blocks, context: Context) -> Blocks:
    return (Heading(inlines=context.label(label)), *blocks) if blocks else ()
