"""Tables of the models' fields, as they stand in docs/data.md."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from communique.brief.base import Data, Line, Part, PartialDate, Prose
from communique.brief.clock import Moment
from communique.brief.descriptions import descriptions
from communique.brief.newsletter import Newsletter
from communique.brief.schema import Brief
from communique.brief.sections import SECTIONS, FreePart
from communique.brief.tables import NumberTable

NAMES = {
    Line: "line",
    Prose: "prose",
    PartialDate: "date",
    Moment: "moment",
    date: "day",
    time: "time",
    str: "text",
    bool: "true or false",
    int: "number",
    Decimal: "number",
    NumberTable: "table",
}
MARKED = re.compile(r"<!-- fields: (\w+) -->\n(.*?)<!-- end -->", re.DOTALL)


def models(*start: type[Data]) -> dict[str, type[Data]]:
    """Find every model that can be reached from the brief and the newsletter, or from others, and `Part`, by name."""
    found: dict[str, type[Data]] = {"Part": Part}
    waiting: list[Any] = [*(start or (Brief, Newsletter))]
    while waiting:
        kind = waiting.pop()
        if kind is FreePart:
            waiting += [section.model for section in SECTIONS.values() if section.free]
        elif isinstance(kind, type) and issubclass(kind, Data):
            if kind.__name__ not in found:
                found[kind.__name__] = kind
                waiting += [field.annotation for field in kind.model_fields.values()]
        else:
            waiting += [part for part in get_args(kind) if not isinstance(part, str)]
    return found


def fill(page: str) -> str:
    """Write the tables into the page anew."""
    anchors = _anchors(page)
    known = models()
    return MARKED.sub(lambda m: f"<!-- fields: {m[1]} -->\n{table(known[m[1]], anchors)}<!-- end -->", page)


def named_in(page: str) -> list[str]:
    """List the models that the page has a table of."""
    return [match[1] for match in MARKED.finditer(page)]


def table(model: type[Data], anchors: dict[str, str]) -> str:
    """Write the fields of a model as a Markdown table."""
    rows = ["| Field | Holds | Meaning |", "|---|---|---|"]
    for name, field in model.model_fields.items():
        if model is not Part and name in Part.model_fields and name not in model.__annotations__:
            continue
        shown = f"**`{name}`**" if field.is_required() else f"`{name}`"
        meaning = " ".join(descriptions(model).get(name, "").split()).replace("|", "\\|")
        rows.append(f"| {shown} | {_holds(field.annotation, anchors)} | {meaning} |")
    return "\n".join(rows) + "\n"


def _anchors(page: str) -> dict[str, str]:
    """Find the heading above each table: where a type is explained."""
    anchors, heading = {}, ""
    for line in page.splitlines():
        if line.startswith("#"):
            heading = re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        elif match := re.match(r"<!-- fields: (\w+)", line):
            anchors[match[1]] = heading
    return anchors


def _holds(kind: Any, anchors: dict[str, str]) -> str:
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _holds(args[0], anchors)
    if origin in (Union, UnionType):
        return " or ".join(_holds(part, anchors) for part in args if part is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in args)
    if origin is tuple:
        return f"list of {_holds(args[0], anchors)}".replace("[statement]", "[statements]")
    if kind.__name__ == "StatementPart":
        return "[statement](#statements)"
    if issubclass(kind, Data):
        heading = anchors["TextSection" if kind is FreePart else kind.__name__]
        return f"[{heading.replace('-', ' ')}](#{heading})"
    return NAMES[kind]
