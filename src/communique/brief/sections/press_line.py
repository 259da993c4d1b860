"""Press line: what may be said to the press about the whole brief."""

from __future__ import annotations

from communique.brief.press import PressLine, lower

__all__ = ["PressLine", "lower"]
