"""Key figures: the numbers to remember, each with its unit, date and source."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from communique.brief.base import Identifier, Line, Part, PartialDate


class KeyFigurePart(Part):
    """A number to remember."""

    named_by = ("label",)

    number: Annotated[Decimal, Field(allow_inf_nan=False)]
    """The number itself, without grouping or unit: 126, 12.4, -3."""
    unit: Line | None = None
    """What it is counted in, printed after it: "%", "deaths", "million barrels"."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    """For an amount of money: the ISO 4217 code, USD, COP, EUR; `unit` may then say "million"."""
    label: Line
    """What the number counts."""
    as_of: PartialDate | None = None
    """The date that the number holds for."""
    source: Identifier | None = None
    """The id of its source."""
    at_least: bool = False
    """True where the number is a lower bound: it prints as "at least 126"."""
