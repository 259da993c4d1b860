"""The JSON Schema: what editors complete and check a brief with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from communique.brief.json_schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALLEST = {"title": "Fish", "date": "2026-02-03"}


def properties(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, group in {"Brief": made, **made["$defs"]}.items():
        for field, value in group.get("properties", {}).items():
            yield f"{name}.{field}", value


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(schema())


def test_every_property_says_what_it_is_for() -> None:
    assert [name for name, value in properties(schema()) if not value.get("description")] == []


def test_the_smallest_brief_passes() -> None:
    assert list(Draft202012Validator(schema()).iter_errors(SMALLEST)) == []


@pytest.mark.parametrize(
    "extra",
    [
        {"background": "They met."},
        {"background": {"file": "background.md"}},
        {"background": {"text": "They met.", "facts": ["One.", {"text": "Two.", "as_of": 2025}]}},
        {"agenda": [{"topic": "Trade", "start": "09:30", "points": ["Ask."]}]},
        {"handling": {"embargo": "2026-02-03 18:00 America/New_York"}},
        {"sections": [{"kind": "text", "title": "Logistics", "text": "None."}]},
    ],
)
def test_each_way_of_writing_a_field_passes(extra: dict[str, Any]) -> None:
    assert list(Draft202012Validator(schema()).iter_errors(SMALLEST | extra)) == []


@pytest.mark.parametrize(
    "extra",
    [
        {"agneda": []},
        {"title": ""},
        {"date": "next Tuesday"},
        {"background": {"fiel": "background.md"}},
        {"subtitle": None},
        {"delegations": [{"name": "Norway", "country": "no"}]},
    ],
)
def test_what_the_loader_refuses_an_editor_marks(extra: dict[str, Any]) -> None:
    assert list(Draft202012Validator(schema()).iter_errors(SMALLEST | extra)) != []


def test_no_title_repeats_a_name() -> None:
    made = schema()

    assert made["title"] == "Communiqué brief"
    assert [name for name, value in properties(made) if isinstance(value.get("title"), str)] == []
