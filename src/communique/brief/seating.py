"""Seating: how the delegations sit, for the seating plan and the cards on the table."""

from __future__ import annotations

from typing import Literal

from communique.brief.base import Data, PlainText


class Seating(Data):
    """The table, and who receives."""

    table: Literal["facing", "round"] | None = None
    """`facing`: two sides at a long table; `round`: all at one. Two delegations face each other where nothing is said."""
    host: PlainText | None = None
    """The delegation that receives, by its id or its name; the first one where nothing is said."""
