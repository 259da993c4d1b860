"""Bottom line: the message, in at most four lines."""

from __future__ import annotations

from communique.brief.base import Part, Prose


class BottomLine(Part):
    """The message."""

    text: Prose
    """What a reader who stops here must know, in at most four lines."""
