"""What may be said to the press: of the whole brief, or of one item of its agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import Flag, Line, Part, Prose
from communique.brief.clock import Moment
from communique.document.nodes import Callout

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Inlines


class PressLine(Part):
    """What may be said to the press."""

    text: Prose
    """The line, word for word."""
    attribution: Line | None = None
    """To whom it may be attributed: "a spokesperson"."""
    agreed: Flag | None = None
    """Whether the other side has agreed to it."""
    embargo: Moment | None = None
    """Not to be used before this moment: `2026-02-03 18:00 America/New_York`."""


def lower(part: PressLine, context: Context, path: str) -> Blocks:
    """Print the line set apart, below it whose it is, whether it is agreed, and from when it may be used."""
    line = Callout(
        title=context.titled(context.label("press_line.title"), part),
        blocks=words(part, context, path),
        role="press-line",
        path=path,
    )
    return (line, *context.note(part, path))


def words(part: PressLine, context: Context, path: str) -> Blocks:
    """Print the line itself, and below it its conditions."""
    terms = context.paragraph(conditions(part, context), path, role="meta")
    return (*context.prose(part.text, f"{path}.text", depth=1), *terms)


def conditions(part: PressLine, context: Context) -> Inlines:
    """Say whose the line is, whether it is agreed, and from when it may be used."""
    attribution = (
        context.phrase("press_line.attribution", attribution=context.line(part.attribution)) if part.attribution else ()
    )
    agreed = (
        context.label("press_line.agreed" if part.agreed else "press_line.not_agreed")
        if part.agreed is not None
        else ()
    )
    moment = context.fixed(context.language.moment(part.embargo)) if part.embargo else ()
    embargo = context.phrase("press_line.embargo", moment=moment) if moment else ()
    return context.joined((attribution, agreed, embargo))
