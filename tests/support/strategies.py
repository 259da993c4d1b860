"""
Briefs by the hundred: Hypothesis strategies made from the schema itself.

Every field of every model has its turn, those of tomorrow too, since the models
are asked what they are made of. The words are valid and hostile: quotation
marks, template signs, several scripts, words without an end.
"""

from __future__ import annotations

import json
import string
import types
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from hypothesis import strategies as st

from communique.brief.base import Line, Part, PartialDate, Prose
from communique.brief.clock import Moment
from communique.brief.schema import Brief
from communique.brief.sections import SECTIONS, FreePart
from communique.brief.tables import NumberTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hypothesis.strategies import DrawFn, SearchStrategy
    from pydantic import BaseModel

Data: TypeAlias = dict[str, Any]
"""A brief, or a part of one, as it is written."""

SOURCES: Final = ("report", "court-order", "cable-7")
"""The sources that every generated brief may cite; all of them are listed in it."""

PICTURES: Final = {
    "plan.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#246"/></svg>'
}
"""Pictures that stand beside every generated brief."""


class Words(str):
    """A text that is printed: a test may add words to it."""

    __slots__ = ()


HOSTILE: Final = (
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{# remark #}",
    "3 < 4 & 5 > 2",
    "AT&T; &amp; &lt;b&gt;",
    '“quoted” ‘words’ "plain" it\'s',
    "]]> --> ${x} %(y)s %s",
    "C:\\temp\\n",
    "Señor Ñandú, Łódź, Ærøskøbing",
    "Αθήνα Москва Україна",
    "مرحبا بالعالم",
    "שלום עולם",
    "日本語 中文 한국어",
    "e\u0301 a\u0308",
    "👩🏽 🇨🇴 ✓",
    "1,234.5 € − 12 %",
    "Donaudampfschiffahrtsgesellschaftskapitän" * 8,
)
"""Texts that have broken a document somewhere; each is allowed."""

_LETTERS = st.text(st.sampled_from(string.ascii_letters + string.digits + "áéíñüß"), min_size=1, max_size=12)
_WORD = st.one_of(_LETTERS, _LETTERS, _LETTERS, st.sampled_from(HOSTILE))
PHRASE: Final = st.lists(_WORD, min_size=1, max_size=5).map(" ".join).map(lambda text: "A " + text)
"""A few words that begin as no Markdown does."""

_NAME = PHRASE.map(lambda text: Words(text[:200].strip()))


@st.composite
def _line(draw: DrawFn) -> Words:
    form = draw(
        st.sampled_from(
            (
                "{}",
                "{}",
                "{}",
                "*{}* end",
                "**{}** end",
                "{} [@report].",
                "{} [@cable-7, p. 4]",
                "[{}](https://example.org/a?b=c&d)",
            )
        )
    )
    inner = draw(PHRASE if form == "{}" else _LETTERS)
    return Words(form.format(inner))


def _listed(mark: str) -> SearchStrategy[str]:
    return st.lists(PHRASE, min_size=1, max_size=3).map(lambda items: "\n".join(f"{mark} {item}" for item in items))


_TABLE = st.lists(st.tuples(_LETTERS, _LETTERS), min_size=1, max_size=3).map(
    lambda rows: "\n".join(["| One | Two |", "|---|---:|", *(f"| {a} | {b} |" for a, b in rows)])
)
_BLOCK = st.one_of(
    _line(),
    _line(),
    _listed("-"),
    _listed("1."),
    _TABLE,
    PHRASE.map(lambda text: f"> {text}"),
    PHRASE.map(lambda text: f"Term\n:   {text}"),
    _LETTERS.map(lambda text: f"### {text}"),
)


@st.composite
def _prose(draw: DrawFn) -> Words:
    blocks = draw(st.lists(_BLOCK, min_size=0, max_size=3))
    return Words("\n\n".join([*blocks, draw(_line())]))


@st.composite
def number_tables(draw: DrawFn) -> str:
    """Make a table that every form of chart can show: numbers from nothing upwards, some of them missing."""
    names = draw(st.lists(_LETTERS, min_size=1, max_size=4, unique=True))
    dated = draw(st.booleans())
    count = draw(st.integers(2, 12))
    rows = [str(1990 + n) if dated else f"{draw(PHRASE)[:60]} {n}" for n in range(count)]
    number = st.decimals(0, 10**6, places=1).map(str)
    first = draw(number)
    cells = [[draw(st.one_of(number, number, st.just(""))) if n else first for _ in names] for n in range(count)]
    return "\n".join(_csv([name, *row]) for name, row in zip(["Year", *rows], [names, *cells], strict=True))


def _csv(cells: list[str]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


_DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@st.composite
def _partial_date(draw: DrawFn) -> str:
    day = draw(_DAYS)
    start = f"{day:%Y-%m-%d}"[: draw(st.sampled_from((4, 7, 10)))]
    end = f"/{day + timedelta(days=draw(st.integers(400, 900))):%Y-%m-%d}" if draw(st.booleans()) else ""
    return start + draw(st.sampled_from(("", "", "?"))) + end


_CLOCK = st.times(time(0), time(23, 59)).map(lambda at: f"{at:%H:%M}")
_MOMENT = st.tuples(_DAYS, st.sampled_from(("UTC", "America/New_York", "America/Bogota", "Asia/Kolkata"))).map(
    lambda pair: f"{pair[0]:%Y-%m-%d} 12:30 {pair[1]}"
)

STRINGS: Final[dict[str, SearchStrategy[str]]] = {
    "country": st.sampled_from(("US", "CO", "NO", "GB", "JP")),
    "currency": st.sampled_from(("USD", "COP", "EUR", "JPY")),
    "email": st.sampled_from(("desk@example.org", "a.b+c@example.org")),
    "file": st.sampled_from(tuple(PICTURES)),
    "interprets": st.sampled_from(("en", "es")),
    "language": st.sampled_from(("en", "es")),
    "link": st.sampled_from(("https://example.org/", "https://example.org/a?b=1&c=%20#d")),
    "phone": st.sampled_from(("+1 202 555 0100", "555-0100")),
    "source": st.sampled_from(SOURCES),
    "time_zone": st.sampled_from(("UTC", "America/New_York", "America/Bogota")),
    "url": st.sampled_from(("https://example.org/", "https://example.org/a?b=1&c=%20#d")),
}
"""Fields of plain text that hold something other than words."""

DEGREES: Final = {
    "latitude": st.decimals(-90, 90, places=3).map(float),
    "longitude": st.decimals(-180, 180, places=3).map(float),
}
"""Fields of numbers that have ends."""

_TYPES: Final[dict[type, SearchStrategy[Any]]] = {
    Line: _line(),
    Prose: _prose(),
    NumberTable: number_tables(),
    PartialDate: _partial_date(),
    Moment: _MOMENT,
    time: _CLOCK,
    date: _DAYS.map(date.isoformat),
    bool: st.booleans(),
    int: st.integers(1, 90),
    Decimal: st.decimals(-1_000_000, 1_000_000, places=2).map(float),
}


def _value(name: str, annotation: Any) -> SearchStrategy[Any]:
    """Choose how a field is filled, by its type; a text that is no prose, by its name."""
    origin = get_origin(annotation)
    if name in DEGREES:
        return DEGREES[name]
    if origin is Annotated:
        return _value(name, get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        (inner,) = (arm for arm in get_args(annotation) if arm is not type(None))
        return _value(name, inner)
    if origin is Literal:
        return st.sampled_from(get_args(annotation))
    if origin is tuple:
        return st.lists(_value(name, get_args(annotation)[0]), min_size=1, max_size=2)
    if annotation is FreePart:
        return st.one_of([_free(kind.model, kind.name) for kind in SECTIONS.values() if kind.free])
    if annotation is str:
        return STRINGS.get(name, _NAME)
    return _TYPES[annotation] if annotation in _TYPES else part(annotation)


def _free(model: type[BaseModel], kind: str) -> SearchStrategy[Data]:
    """Fill a free section, which names its kind."""
    return part(model).map(lambda made: {**made, "kind": kind})


@st.composite
def part(draw: DrawFn, model: type[BaseModel], often: int = 4, leave: tuple[str, ...] = ("id",)) -> Data:
    """Fill the fields that a model needs, and one in so many of the others."""
    made: Data = {}
    for name, field in model.model_fields.items():
        if name not in leave and (field.is_required() or draw(st.integers(1, often)) == 1):
            made[name] = draw(_value(name, field.annotation))
    return made


@st.composite
def briefs(draw: DrawFn) -> Data:
    """Make a valid brief, as it is written in a file."""
    made = draw(part(Brief, often=2, leave=("sources", "handling")))
    model = SECTIONS["sources"].model
    made["sources"] = [{"id": name, **draw(part(model))} for name in SOURCES]
    made["handling"] = {"audience": "internal", "release": "public", "marking": "INTERNAL"}
    return made


def written(brief: Data, folder: Path) -> Path:
    """Write a brief and its pictures into a folder; what JSON says, YAML 1.2 says too."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "brief.yaml").write_text(json.dumps(brief, ensure_ascii=False, indent=1), encoding="utf-8")
    for name, data in PICTURES.items():
        (folder / name).write_bytes(data)
    return folder


def parts_of(data: Data, model: type[BaseModel] = Brief) -> Iterator[tuple[Data, type[Part]]]:
    """Go through all that may be withheld in a brief, as written, with the model it is written for."""
    for name, value in data.items():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict) and (found := _model(model.model_fields[name].annotation)):
                if issubclass(found, Part):
                    yield inner, found
                yield from parts_of(inner, found)


def _model(annotation: Any) -> type[BaseModel] | None:
    if annotation is FreePart:
        return SECTIONS["text"].model
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return annotation
    return next((found for arm in get_args(annotation) if (found := _model(arm))), None)


def reworded(data: Any, change: Callable[[str], str]) -> Any:
    """Change every printed text of a part, at any depth."""
    if isinstance(data, dict):
        return {name: reworded(value, change) for name, value in data.items()}
    if isinstance(data, list):
        return [reworded(value, change) for value in data]
    return Words(change(data)) if isinstance(data, Words) else data
