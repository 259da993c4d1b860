"""Every fault that the schema can raise has a sentence that a writer understands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from communique.brief.faults import FORMS, SENTENCES, models_at
from communique.brief.schema import Brief
from communique.brief.sections import SECTIONS
from communique.brief.sections.delegations import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

RAISED: Final[dict[str, set[str]]] = {
    "str": {"string_type", "string_unicode"},
    "bool": {"bool_type", "bool_parsing"},
    "int": {"int_type", "int_parsing", "int_from_float", "int_parsing_size"},
    "decimal": {"decimal_type", "decimal_parsing", "finite_number"},
    "literal": {"literal_error"},
    "tuple": {"tuple_type"},
    "model": {"model_type", "model_attributes_type"},
    "model-fields": set(),
    "any": set(),
    "default": set(),
    "nullable": set(),
    "definitions": set(),
    "definition-ref": set(),
    "function-plain": set(),
    "function-before": set(),
    "function-after": set(),
    "model-field": set(),
}
"""Kind of schema -> the errors that pydantic raises for it; a kind that is not here fails the test."""

LIMITS: Final[dict[str, set[str]]] = {
    "pattern": {"string_pattern_mismatch"},
    "min_length": {"string_too_short"},
    "max_length": {"string_too_long"},
    "ge": {"greater_than_equal"},
    "le": {"less_than_equal"},
    "max_digits": {"decimal_max_digits", "decimal_whole_digits"},
    "decimal_places": {"decimal_max_places"},
    "gt": {"a limit without a sentence"},
    "lt": {"a limit without a sentence"},
    "multiple_of": {"a limit without a sentence"},
}
"""Limit of a schema -> the errors that it adds."""


def schemas(node: object) -> Iterator[dict[str, Any]]:
    """Go through all schemas within a core schema."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield node
        for name, inner in node.items():
            if name not in {"metadata", "serialization", "expected", "default", "function"}:
                yield from schemas(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from schemas(inner)


def all_schemas() -> list[dict[str, Any]]:
    """Collect what a brief and every free section are made of."""
    models: list[type[BaseModel]] = [Brief, *(kind.model for kind in SECTIONS.values())]
    return [found for model in models for found in schemas(model.__pydantic_core_schema__)]


def test_every_kind_of_error_has_a_sentence() -> None:
    raised = {"string_too_long"}
    for schema in all_schemas():
        raised |= RAISED[schema["type"]]
        raised |= {error for limit, errors in LIMITS.items() if limit in schema for error in errors}

    assert raised - set(SENTENCES) == set()


def test_no_sentence_is_left_over() -> None:
    possible = {error for errors in (*RAISED.values(), *LIMITS.values()) for error in errors}

    assert set(SENTENCES) - possible == set()


def test_every_pattern_has_a_form_that_can_be_followed() -> None:
    patterns = {str(schema["pattern"]) for schema in all_schemas() if "pattern" in schema}

    assert patterns == set(FORMS)
    for pattern, hint in FORMS.items():
        example = hint.rpartition(": ")[2].rstrip(".")
        assert "://" in hint or "one line" in hint or re.search(pattern, example)


def test_a_path_leads_to_the_models_that_may_stand_there() -> None:
    assert models_at(("delegations", 0, "members", 2)) == [Person]
    assert models_at(("nothing", 0)) == [Brief]
    assert [model.__name__ for model in models_at(("sections", 0))] == ["TextSection", "ChartSection"]
