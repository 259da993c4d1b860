"""Bottom line: the message, in at most four lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import Part, Prose

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class BottomLine(Part):
    """The message."""

    text: Prose
    """What a reader who stops here must know, in at most four lines."""


def lower(part: BottomLine, context: Context, path: str) -> Blocks:
    """Print the message in the look of a lead."""
    return (
        *context.prose(part.text, f"{path}.text", role="lead"),
        *context.note(part, path),
    )
