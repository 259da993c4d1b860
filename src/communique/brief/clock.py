"""Times on the clock, and moments with their time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_MOMENT = re.compile(r"([12]\d{3}-\d{2}-\d{2})[ T](\d{1,2}:\d{2}) +([A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*)", re.ASCII)

_MACHINE = re.compile(r"(localtime|posixrules|Factory)$|(posix|right)/")
"""Files beside the time zones that say what this machine's clock is, or count leap seconds."""


@lru_cache
def zone(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name; raise ValueError where there is none."""
    from zoneinfo import ZoneInfoNotFoundError

    if _MACHINE.match(name):
        raise ValueError(name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(name) from None


def _clock_time(value: object) -> time:
    if isinstance(value, time):
        return value
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError(
            "bad-time", "this is not a time of day", {"hint": "Write 09:30 or 14:05, on the 24-hour clock."}
        )
    return time(int(match[1]), int(match[2]))


ClockTime: TypeAlias = Annotated[
    time,
    PlainValidator(_clock_time),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$", "examples": ["09:30"]}),
]
"""A time of day on the 24-hour clock: ``09:30``."""


def _zone_name(value: str) -> str:
    try:
        zone(value)
    except ValueError:
        raise PydanticCustomError(
            "unknown-time-zone",
            'unknown time zone "{name}"',
            {"name": value, "hint": "Use an IANA name: America/New_York, Europe/Madrid, UTC."},
        ) from None
    return value


def _on_the_clock(day: str, time_of_day: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), _clock_time(time_of_day))
    except (ValueError, PydanticCustomError):
        return None


TimeZone: TypeAlias = Annotated[str, AfterValidator(_zone_name)]
"""An IANA time zone: ``America/New_York``."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment with its time zone, as it is written: ``2026-02-03 18:00 America/New_York``."""

    at: datetime  #: Aware, in the zone it was written in.
    zone: str  #: The IANA name.

    @classmethod
    def parse(cls, value: object) -> Moment:
        """Read the text form; a local time that the zone skips or repeats is refused."""
        if isinstance(value, cls):
            return value
        match = _MOMENT.fullmatch(value.strip() if isinstance(value, str) else "")
        local = _on_the_clock(match[1], match[2]) if match else None
        if match is None or local is None:
            hint = "Write date, time and time zone: 2026-02-03 18:00 America/New_York."
            raise PydanticCustomError("bad-moment", "this is not a moment with a time zone", {"hint": hint})
        tz = zone(_zone_name(match[3]))
        first, second = local.replace(tzinfo=tz, fold=0), local.replace(tzinfo=tz, fold=1)
        if first.utcoffset() != second.utcoffset():
            raise PydanticCustomError(
                "ambiguous-time",
                "the clocks change at this time, so that it does not exist or exists twice",
                {"hint": "Give the time in UTC."},
            )
        return cls(first, match[3])

    def __str__(self) -> str:
        """Write the moment as it is read."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.zone}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept the text form."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe a string with a pattern."""
        return {
            "type": "string",
            "pattern": r"^[12]\d{3}-\d{2}-\d{2}[ T]\d{1,2}:\d{2} +[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$",
            "examples": ["2026-02-03 18:00 America/New_York"],
        }
