"""Press line: what may be said to the press."""

from __future__ import annotations

from communique.brief.base import Line, Part, Prose
from communique.brief.clock import Moment


class PressLine(Part):
    """What may be said to the press."""

    text: Prose
    """The line, word for word."""
    attribution: Line | None = None
    """To whom it may be attributed: "a spokesperson"."""
    agreed: bool | None = None
    """Whether the other side has agreed to it."""
    embargo: Moment | None = None
    """Not to be used before this moment: `2026-02-03 18:00 America/New_York`."""
