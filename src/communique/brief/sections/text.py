"""A free section of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from communique.brief.base import FreePart, PictureFile, Prose, Statement
from communique.brief.charts import Chart, charts

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class TextSection(FreePart):
    """A section of text."""

    kind: Literal["text"] = "text"
    """The kind of section: running text, single points, pictures."""
    text: Prose | None = None
    """What it says."""
    statements: tuple[Statement, ...] = ()
    """Single points."""
    charts: tuple[Chart, ...] = ()
    """Numbers drawn as charts."""
    pictures: tuple[PictureFile, ...] = ()
    """Pictures in the brief's folder."""


def lower(part: TextSection, context: Context, path: str) -> Blocks:
    """Print the text, then the single points, then the charts and the pictures."""
    return (
        *context.prose(part.text, f"{path}.text"),
        *context.statements(part.statements, f"{path}.statements"),
        *charts(part.charts, context, f"{path}.charts"),
        *context.pictures(part.pictures, f"{path}.pictures"),
        *context.note(part, path),
    )
