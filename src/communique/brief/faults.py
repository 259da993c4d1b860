"""
What pydantic refuses, said so that a writer understands it.

Every kind of error that the schema can raise has a row in `SENTENCES`; a test
holds the table against the schema.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final, get_args

from communique.brief.base import Data
from communique.brief.marks import Scalar
from communique.brief.schema import Brief
from communique.brief.yaml import shown
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic.fields import FieldInfo
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
    "extra_forbidden": ("unknown-field", "unknown field {name}"),
    "finite_number": ("bad-number", "a finite number is expected here"),
    "greater_than_equal": ("out-of-range", "this number must be {ge} or more"),
    "int_from_float": ("wrong-type", "a whole number is expected here"),
    "int_parsing": ("wrong-type", "a whole number is expected here"),
    "int_parsing_size": ("bad-number", "this number is too long"),
    "int_type": ("wrong-type", "a whole number is expected here"),
    "less_than_equal": ("out-of-range", "this number must be {le} or less"),
    "literal_error": ("unknown-value", "one of these words is expected here: {expected}"),
    "missing": ("missing-field", "the field {name} is missing"),
    "model_attributes_type": ("wrong-type", "a group of fields is expected here"),
    "model_type": ("wrong-type", "a group of fields is expected here"),
    "string_pattern_mismatch": ("bad-form", "this text does not have the form that {name} needs"),
    "string_too_long": ("too-long", "this text is longer than {max_length} characters"),
    "string_too_short": ("empty-text", "this text is empty"),
    "string_type": ("wrong-type", "text is expected here"),
    "string_unicode": ("hidden-character", "this text holds half a character"),
    "tuple_type": ("wrong-type", "a list is expected here"),
}
"""Kind of pydantic's error -> our code, and the sentence; names in braces come from the error."""

_SLIPS: Final[dict[str, str]] = {"unknown-field": "", "missing-field": ""}


def problems_of(error: ValidationError, marks: Marks) -> Iterator[Problem]:
    """Turn each of pydantic's errors into a problem at its place in the file."""
    for detail in error.errors(include_url=False):
        mark, path = marks.find(detail["loc"])
        if detail["type"] == "missing" and detail["loc"][-1] in mark.refused:
            continue  # it is there, and has a fault of its own
        yield _problem(detail, marks, path)


def _problem(detail: ErrorDetails, marks: Marks, path: FilePath) -> Problem:
    kind, context = detail["type"], detail.get("ctx", {})
    name = f'"{shown(str(detail["loc"][-1]))}"' if detail["loc"] else "brief"
    if kind in SENTENCES:
        code, sentence = SENTENCES[kind]
        message = sentence.format(**{**context, "name": name})
    else:
        code, message = kind, detail["msg"]
    unknown = kind == "extra_forbidden"
    return Problem(
        message=message + _inside(path[:-1] if unknown else path, wanted=kind in {"missing", "extra_forbidden"}),
        code=code,
        location=marks.locate_name(path) if unknown else marks.locate(path),
        hint=str(context.get("hint", "")) or _hint(detail),
    )


def _inside(path: FilePath, *, wanted: bool) -> str:
    return f" in {written(path)}" if wanted and path else ""


def written(path: FilePath) -> str:
    """Write a path as people do: ``delegations[0].members[2]``."""
    parts = "".join(f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return parts.removeprefix(".")


# --- hints


def _hint(detail: ErrorDetails) -> str:
    """Offer the way out: the name that was meant, the text in quotes, or what the field is for."""
    kind, loc, given = detail["type"], detail["loc"], detail["input"]
    if kind == "extra_forbidden":
        return _similar(str(loc[-1]), names_at(loc[:-1]))
    if kind == "literal_error":
        return _similar(str(given), re.findall(r"'([^']*)'", str(detail["ctx"]["expected"]))) or _purpose(loc)
    if kind == "string_type" and isinstance(given, int | float):
        return f'Put it in quotes: "{given}".'
    if kind == "tuple_type":
        return 'Begin each item on a line of its own with "- ".'
    return _purpose(loc)


def _similar(given: str, known: list[str]) -> str:
    close = difflib.get_close_matches(given.lower().replace(" ", "_").replace("-", "_")[:80], known, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"known here: {', '.join(known)}" if known else ""


def _purpose(loc: FilePath) -> str:
    found = field_at(loc)
    return f"{loc[-1]}: {found.description}" if found and found.description else ""


def names_at(loc: FilePath) -> list[str]:
    """The fields that a group may have."""
    return sorted({name for model in models_at(loc) for name in model.model_fields})


def field_at(loc: FilePath) -> FieldInfo | None:
    """Find the field of the schema that a path leads to."""
    names = [n for n, part in enumerate(loc) if isinstance(part, str)]
    if not names:
        return None
    parents = models_at(loc[: names[-1]])
    return next((m.model_fields[str(loc[names[-1]])] for m in parents if loc[names[-1]] in m.model_fields), None)


def models_at(loc: FilePath) -> list[type[Data]]:
    """Find the groups of fields that may stand at a path; parts that the schema does not know are skipped."""
    models: list[type[Data]] = [Brief]
    for part in loc:
        fields = [model.model_fields[part] for model in models if isinstance(part, str) and part in model.model_fields]
        models = [model for found in fields for model in _models_in(found.annotation)] if fields else models
    return models


def _models_in(annotation: Any) -> Iterator[type[Data]]:
    if isinstance(annotation, type) and issubclass(annotation, Data):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
