"""
A brief in which every field of the schema is filled, each with something that stands nowhere else.

It is made from the models themselves, so that a field of tomorrow is in it too.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin

from communique.brief.base import Data, Line, Part, PartialDate, Prose
from communique.brief.clock import Moment
from communique.brief.newsletter import Newsletter
from communique.brief.schema import Brief
from communique.brief.sections import SECTIONS, FreePart
from communique.brief.tables import NumberTable
from support.sample_document import PICTURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.document.nodes import Picture

SETTINGS: Final = {
    *("id", "audience", "release", "expires", "kind", "at_least", "precedence", "alt", "file", "time_zone"),
    *("Brief.language", "QuotationPart.language", "last_meeting", "severity", "trend", "press", "speaks", "agreed"),
    *("country", "Person.language", "currency", "source", "lead", "AgendaItem.start", "Brief.start", "Brief.end"),
    *("table", "host", "Person.interprets", "outcome"),  # a seating plan is looked at with its kind
    *("form", "table", "latitude", "longitude", "places"),  # a chart's table is looked at in test_charts
    *("short", "SeriesPoint.date", "SeriesPoint.number", "timeline", "sides", "Drawings.tensions"),  # in pictures
}
"""Fields that steer and are not printed, or whose printed form is not what is written (tested one by one elsewhere)."""

PLAIN: Final = {
    "country": "NO",
    "currency": "NOK",
    "time_zone": "Europe/Oslo",
    "source": "the-source",
    "file": "plan.png",
    "AgendaItem.lead": "Somebody",
    "Position.side": "somebody",
}
"""What stands in fields whose text has to be of a certain form."""


class Folder:
    """A folder that holds any picture that is asked for."""

    def read_text(self, name: str) -> str:
        """Hold no texts."""
        raise AssertionError(name)

    def read_picture(self, name: str, alt: str) -> Picture:  # noqa: ARG002 - the protocol's names
        """Hold the same picture under every name."""
        return PICTURE

    def note(self, markup: Line | Prose) -> None:
        """Take no notes."""


@dataclass
class Everything:
    """The data of the brief, and what must be printed for each field."""

    data: dict[str, Any] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)  #: Path of a field -> the words that print for it.
    _number: Iterator[int] = field(default_factory=lambda: count(1001))

    def brief(self, **changes: Any) -> Brief:
        """Validate the data."""
        return Brief.model_validate({**self.data, **changes}, context=Folder())


def everything() -> Everything:
    """Fill every field."""
    made = Everything()
    made.data = _model(Brief, "", made)
    made.data.update(
        start="09:30", end="11:00", handling={**made.data["handling"], "audience": "internal", "release": "public"}
    )
    made.data["sources"][0]["id"] = PLAIN["source"]
    made.data["language"] = "en"
    return made


def newsletter() -> Everything:
    """Fill every field of a newsletter; its stories are in words of their own."""
    made = Everything()
    made.data = _model(Newsletter, "", made)
    for story in (made.data["lead"], *made.data["items"]):
        del story["brief"]
    made.printed = {path: words for path, words in made.printed.items() if not path.endswith(("brief", "language"))}
    made.data.update(kind="newsletter", language="en")
    made.data["sources"][0]["id"] = PLAIN["source"]
    return made


def parts_of(data: object, model: Any = Brief) -> Iterator[tuple[dict[str, Any], type[Part]]]:
    """Go through the data of every part, with its model."""
    if isinstance(data, dict) and isinstance(model, type) and issubclass(model, Data):
        if issubclass(model, Part):
            yield data, model
        for name, value in data.items():
            for item in value if isinstance(value, list) else [value]:
                arm = _arm(model.model_fields[name].annotation)
                yield from parts_of(item, SECTIONS["text"].model if arm is FreePart else arm)


def _model(model: type[Data], path: str, made: Everything) -> dict[str, Any]:
    data = {}
    for name, info in model.model_fields.items():
        if name in {"id", "audience", "editor_note", "release"}:
            continue
        at = f"{path}.{name}" if path else name
        data[name] = _field(model.__name__, name, info.annotation, at, made)
    return data


def _field(owner: str, name: str, annotation: Any, path: str, made: Everything) -> Any:
    arm = _arm(annotation)
    value: Any
    if isinstance(arm, type) and issubclass(arm, Data):
        model = SECTIONS["text"].model if arm is FreePart else arm
        value = _model(model, path, made)
    else:
        number = next(made._number)
        value, printed = _value(arm, number, PLAIN.get(f"{owner}.{name}", PLAIN.get(name, "")), name)
        if not SETTINGS & {name, f"{owner}.{name}"}:
            made.printed[path] = printed
    return [value] if _is_list(annotation) else value


def _value(arm: Any, number: int, plain: str, name: str) -> tuple[Any, str]:
    """Choose a value of a type, and say how it prints in English."""
    word = plain or f"word{number}"
    if get_origin(arm) is Literal:
        return get_args(arm)[-1], ""
    special = {"email": (f"{word}@example.org",) * 2, "phone": (f"+1 555 {number}",) * 2}
    special["url"] = special["link"] = (f"https://example.org/{word}",) * 2
    if name in special:
        return special[name]
    return {
        Line: (word, word),
        Prose: (word, word),
        NumberTable: (f"Year, Number\n2025, {number}\n2026, {number}", f"{number}"),
        str: ("nb" if name in {"language", "interprets"} else word, word),
        PartialDate: (f"{number}-05", f"May {number}"),
        Moment: (f"{number}-05-17 18:00 UTC", f"{number}, 18:00"),
        date: (f"{number}-05-17", f"May\u00a017, {number}"),
        time: ("10:15", ""),
        bool: (True, ""),
        int: (number, str(number) if number < 1440 else ""),
        Decimal: (number / (100 if name in {"latitude", "longitude"} else 4), ""),
    }[arm]


def _arm(annotation: Any) -> Any:
    """Look through optional, annotated and repeated types at what is in them."""
    origin = get_origin(annotation)
    if origin is Annotated or origin is tuple:
        return _arm(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return _arm(next(arm for arm in get_args(annotation) if arm is not type(None)))
    return annotation


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated or origin in (Union, types.UnionType):
        return any(_is_list(arm) for arm in get_args(annotation))
    return origin is tuple
