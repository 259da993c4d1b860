"""A chart as a section of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from communique.brief.base import FreePart, Prose
from communique.brief.charts import Chart, chart

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class ChartSection(FreePart, Chart):
    """A section that is a chart."""

    kind: Literal["chart"] = "chart"
    """The kind of section: a chart, and the table of its numbers."""
    text: Prose | None = None
    """What it says, above the chart."""


def lower(part: ChartSection, context: Context, path: str) -> Blocks:
    """Print the text, then the chart."""
    return (*context.prose(part.text, f"{path}.text"), *chart(part, context, path))
