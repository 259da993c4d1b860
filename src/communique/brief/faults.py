"""
What pydantic refuses, said so that a writer understands it.

A field too many or too few has a sentence of its own; every other kind of error
that the schema can raise has a row in `SENTENCES`. Tests hold both tables against
the schema.
"""

from __future__ import annotations

import difflib
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, get_args

from communique.brief.base import Data
from communique.brief.descriptions import descriptions
from communique.brief.schema import Brief
from communique.brief.sections import SECTIONS, FreePart
from communique.brief.yaml import MOST_FAULTS, shown
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from communique.brief.marks import Marks
    from communique.brief.walk import FilePath

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "bool_parsing": ("wrong-type", "true or false is expected here"),
    "bool_type": ("wrong-type", "true or false is expected here"),
    "decimal_max_digits": ("bad-number", "this number has more than {max_digits} digits"),
    "decimal_max_places": ("bad-number", "this number has more than {decimal_places} decimal places"),
    "decimal_parsing": ("wrong-type", "a number is expected here"),
    "decimal_type": ("wrong-type", "a number is expected here"),
    "decimal_whole_digits": ("bad-number", "this number has more than {whole_digits} digits before the point"),
    "finite_number": ("bad-number", "a finite number is expected here"),
    "greater_than_equal": ("out-of-range", "this number must be {ge} or more"),
    "int_from_float": ("wrong-type", "a whole number is expected here"),
    "int_parsing": ("wrong-type", "a whole number is expected here"),
    "int_parsing_size": ("bad-number", "this number is too long"),
    "int_type": ("wrong-type", "a whole number is expected here"),
    "less_than_equal": ("out-of-range", "this number must be {le} or less"),
    "literal_error": ("unknown-value", "one of these words is expected here: {expected}"),
    "model_attributes_type": ("wrong-type", "a group of fields is expected here"),
    "model_type": ("wrong-type", "a group of fields is expected here"),
    "string_pattern_mismatch": ("bad-form", "this text does not have the form that is needed here"),
    "string_too_long": ("too-long", "this text is longer than {max_length} characters"),
    "string_too_short": ("empty-text", "this text is empty"),
    "string_type": ("wrong-type", "text is expected here"),
    "string_unicode": ("hidden-character", "this text holds half a character"),
    "tuple_type": ("wrong-type", "a list is expected here"),
}
"""Kind of pydantic's error -> our code, and the sentence; names in braces come from the error."""

FORMS: Final[dict[str, str]] = {
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$": "Write small letters a to z, digits and single dashes: trade-talks.",
    r"^[^@\s<>,;]+@[^@\s<>,;]+$": "Write one address: maria.ruiz@example.org.",
    r"^[+0-9][0-9 ()/.-]{2,}$": "Write digits, with spaces where wanted: +57 601 555 0100.",
    r"^[^\r\n]+$": "Write it on one line.",
    r"^https?://[^\s<>\"]+$": "Write an address that begins with https:// or http://.",
}
"""Pattern of the schema -> how a text of this form is written."""

LONGEST_LIST = 16
"""How many names a hint lists."""


def problems_of(error: ValidationError, marks: Marks, model: type[Data] = Brief) -> Iterator[Problem]:
    """Turn each of pydantic's errors, met by one model, into a problem at its place in the file."""
    details = error.errors(include_url=False)[: MOST_FAULTS + 1]
    meant = {(d["loc"][:-1], _meant(d, model)) for d in details if d["type"] == "extra_forbidden"}
    for detail in details:
        loc = detail["loc"]
        if detail["type"] == "extra_forbidden":
            yield _unknown_field(detail, marks, model)
        elif detail["type"] != "missing":
            yield _unfit(detail, marks, model)
        elif loc[-1] not in marks.find(loc[:-1])[0].refused and (loc[:-1], loc[-1]) not in meant:
            yield _missing_field(detail, marks, model)


def _unknown_field(detail: ErrorDetails, marks: Marks, model: type[Data]) -> Problem:
    path = marks.find(detail["loc"])[1]
    known = _names_at(detail["loc"][:-1], model)
    meant = _meant(detail, model)
    listed = (
        f"Known here: {', '.join(known)}." if len(known) <= LONGEST_LIST else "`communique schema` lists all fields."
    )
    return Problem(
        message=f'unknown field "{shown(str(detail["loc"][-1]))}"' + _inside(path[:-1]),
        code="unknown-field",
        location=marks.locate_name(path),
        hint=f'did you mean "{meant}"?' if meant else listed,
    )


def _missing_field(detail: ErrorDetails, marks: Marks, model: type[Data]) -> Problem:
    _, path = marks.find(detail["loc"][:-1])
    return Problem(
        message=f'the field "{detail["loc"][-1]}" is missing' + _inside(path),
        code="missing-field",
        location=marks.locate(path),
        hint=_purpose(detail["loc"], model),
    )


def _unfit(detail: ErrorDetails, marks: Marks, model: type[Data]) -> Problem:
    context = detail.get("ctx", {})
    code, message = detail["type"], detail["msg"]
    if code in SENTENCES:
        code, sentence = SENTENCES[code]
        message = sentence.format(**context)
    location = marks.locate(detail["loc"])
    return Problem(
        message=message, code=code, location=location, hint=str(context.get("hint", "")) or _hint(detail, model)
    )


def _inside(path: FilePath) -> str:
    return f" in {written(path)}" if path else ""


def written(path: FilePath) -> str:
    """Write a path as people do: ``delegations[0].members[2]``."""
    parts = "".join(f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return parts.removeprefix(".")


# --- hints


def _meant(detail: ErrorDetails, model: type[Data]) -> str | None:
    """Guess which field an unknown name was meant to be."""
    given = str(detail["loc"][-1]).lower().replace(" ", "_").replace("-", "_")
    return next(iter(difflib.get_close_matches(given[:80], _names_at(detail["loc"][:-1], model), n=1)), None)


def _hint(detail: ErrorDetails, model: type[Data]) -> str:
    """Offer the way out: the word that was meant, the text in quotes, the form, or what the field is for."""
    given = detail["input"]
    match detail["type"]:
        case "literal_error":
            words = re.findall(r"'([^']*)'", str(detail["ctx"]["expected"]))
            close = difflib.get_close_matches(str(given)[:80], words, n=1)
            return f'did you mean "{close[0]}"?' if close else _purpose(detail["loc"], model)
        case "string_type" if isinstance(given, int | Decimal):
            return f'Put it in quotes: "{str(given).lower()}".'
        case "tuple_type":
            return 'Begin each item on a line of its own with "- ".'
        case "string_pattern_mismatch":
            return FORMS.get(str(detail["ctx"]["pattern"]), _purpose(detail["loc"], model))
        case _:
            return _purpose(detail["loc"], model)


def _purpose(loc: FilePath, model: type[Data]) -> str:
    found = _field_at(loc, model)
    return f"{found[0]}: {found[1]}" if found else ""


def _names_at(loc: FilePath, root: type[Data]) -> list[str]:
    """Name the fields that a group may have."""
    return sorted({name for model in models_at(loc, root) for name in model.model_fields})


def _field_at(loc: FilePath, root: type[Data]) -> tuple[str, str] | None:
    """Find the field of the schema that a path leads to, with its description."""
    last = max((n for n, part in enumerate(loc) if isinstance(part, str)), default=-1)
    for model in models_at(loc[: max(last, 0)], root):
        if last >= 0 and str(loc[last]) in model.model_fields:
            return str(loc[last]), descriptions(model).get(str(loc[last]), "")
    return None


def models_at(loc: FilePath, root: type[Data] = Brief) -> list[type[Data]]:
    """Find the groups of fields that may stand at a path; parts that the schema does not know are skipped."""
    models: list[type[Data]] = [root]
    for part in loc:
        fields = [model.model_fields[part] for model in models if isinstance(part, str) and part in model.model_fields]
        models = [model for found in fields for model in _models_in(found.annotation)] if fields else models
    return models


def _models_in(annotation: Any) -> Iterator[type[Data]]:
    if annotation is FreePart:
        yield from (kind.model for kind in SECTIONS.values() if kind.free)
    elif isinstance(annotation, type) and issubclass(annotation, Data):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
