"""Dates in a brief: a day of the calendar, or a date as precise as it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(\?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A year, a month or a day; ``inferred`` when no source states it (a ``?`` at the end)."""

    year: int
    month: int = 0
    day: int = 0
    inferred: bool = False

    @classmethod
    def parse(cls, text: str) -> Day:
        """Read ``2026``, ``2026-02``, ``2026-02-03``, each with a ``?`` where wanted; raise ValueError."""
        match = _DATE.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part or 0) for part in match.groups()[:3])
        date(year, month if match[2] else 1, day if match[3] else 1)
        return cls(year, month, day, bool(match[4]))

    @property
    def first(self) -> date:
        """The first day that is meant."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def exact(self) -> date:
        """The day itself; raise ValueError where month or day are unknown, or nothing but inferred."""
        if self.inferred:
            raise ValueError(str(self))
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        """Write the day as it is read."""
        parts = [f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)]
        return "-".join(parts) + ("?" if self.inferred else "")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as it is known, or a span of two: ``2025-10``, ``2025-10/2026-01-15``."""

    start: Day
    end: Day | None = None

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read the text of a brief, where a bare year is a number; raise a located error."""
        if isinstance(value, cls):
            return value
        text = "" if isinstance(value, bool) or not isinstance(value, str | int | date) else str(value)
        try:
            first, slash, second = text.partition("/")
            start, end = Day.parse(first), Day.parse(second) if slash else None
        except ValueError:
            raise PydanticCustomError(
                "bad-date",
                "this is not a date",
                {
                    "hint": 'Write 2026-02-03, 2026-02 or 2026; a span as 2025-10/2026-01; a "?" at the end for an inferred date.'
                },
            ) from None
        if end is not None and end.first < start.first:
            raise PydanticCustomError(
                "bad-date", "this span ends before it begins", {"hint": "Write the earlier date first."}
            )
        return cls(start, end)

    def __str__(self) -> str:
        """Write the date as it is read."""
        return f"{self.start}/{self.end}" if self.end else str(self.start)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept the text form."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe a string with a pattern, or a year."""
        one = r"\d{4}(-\d{2}(-\d{2})?)?\??"
        text = {"type": "string", "pattern": f"^{one}(/{one})?$", "examples": ["2026-02-03", "2025-10", "2026-02-03?"]}
        return {"anyOf": [text, {"type": "integer", "minimum": 1, "maximum": 9999}]}


def _calendar_day(value: object) -> date:
    if type(value) is date:
        return value
    try:
        return Day.parse(str(value)).exact
    except ValueError:
        hint = "Write year, month and day: 2026-02-03."
        raise PydanticCustomError("bad-date", "this is not a day of the calendar", {"hint": hint}) from None


CalendarDay: TypeAlias = Annotated[
    date,
    PlainValidator(_calendar_day),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A day, exactly: ``2026-02-03``."""
