"""
The kinds of section, one file each: its model, and how it is laid out as blocks.

To learn what exists, read `SECTIONS`. To add a kind, write one file with a model
that derives from `FreePart` and a function `lower`, and put it into the table:
``SECTIONS["gifts"] = SectionKind("gifts", Gifts, lower, free=True)``.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from communique.brief.base import FreePart
from communique.brief.sections import (
    agenda,
    arrival,
    ask,
    background,
    bottom_line,
    chart,
    contacts,
    delegations,
    facts,
    glossary,
    key_figures,
    lines_to_take,
    open_questions,
    places,
    press_line,
    questions_and_answers,
    quotations,
    sources,
    tensions,
    text,
    why_it_matters,
)
from communique.brief.sections.kind import SectionKind

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    from communique.brief.base import Part

__all__ = ["SECTIONS", "FreePart", "FreeSection", "SectionKind"]

_TABLE = (
    SectionKind("bottom_line", bottom_line.BottomLine, bottom_line.lower, place="front"),
    SectionKind("ask", ask.StatementPart, ask.lower, place="front"),
    SectionKind("key_figures", key_figures.KeyFigurePart, key_figures.lower, place="front"),
    SectionKind("why_it_matters", why_it_matters.WhyItMatters, why_it_matters.lower),
    SectionKind("facts", facts.StatementPart, facts.lower),
    SectionKind("agenda", agenda.AgendaItem, agenda.lower),
    SectionKind("delegations", delegations.DelegationPart, delegations.lower),
    SectionKind("arrival", arrival.Arrival, arrival.lower),
    SectionKind("lines_to_take", lines_to_take.StatementPart, lines_to_take.lower),
    SectionKind("tensions", tensions.TensionPart, tensions.lower),
    SectionKind("open_questions", open_questions.OpenQuestion, open_questions.lower),
    SectionKind("background", background.BackgroundPart, background.lower),
    SectionKind("places", places.PlacePart, places.lower),
    SectionKind("questions_and_answers", questions_and_answers.QuestionAndAnswer, questions_and_answers.lower),
    SectionKind("press_line", press_line.PressLine, press_line.lower),
    SectionKind("contacts", contacts.Contact, contacts.lower),
    SectionKind("quotations", quotations.QuotationPart, quotations.lower),
    SectionKind("text", text.TextSection, text.lower, free=True),
    SectionKind("chart", chart.ChartSection, chart.lower, free=True),
    SectionKind("glossary", glossary.GlossaryTerm, glossary.lower, place="back"),
    SectionKind("sources", sources.Source, sources.lower, place="back"),
)

SECTIONS: Final[dict[str, SectionKind]] = {kind.name: kind for kind in _TABLE}
"""Every kind of section, in the order in which a brief for a meeting prints them."""


class _ByKind:
    """Lets the model of a free section be the one that its `kind` names."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(self._serialize, info_arg=True),
        )

    @staticmethod
    def _serialize(part: FreePart, info: core_schema.SerializationInfo[Any]) -> dict[str, Any]:
        """Write a part by its own model, with its kind even where that is the usual one."""
        rest = part.model_dump(mode="json", exclude_defaults=True, context=info.context)
        return {"kind": part.kind, **rest}

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Any of the models, each with its own `kind`."""
        return {"anyOf": [handler(kind.model.__pydantic_core_schema__) for kind in SECTIONS.values() if kind.free]}

    def _validate(self, value: object, info: core_schema.ValidationInfo[Any]) -> FreePart:
        if isinstance(value, FreePart):
            return value
        if not isinstance(value, dict):
            raise PydanticCustomError(
                "wrong-type", "a section is expected here", {"hint": "Give it a `title` and a `text`."}
            )
        made = self._model(value.get("kind", "text")).model_validate(value, context=info.context)
        assert isinstance(made, FreePart)  # noqa: S101 - for the type checker; `_model` hands out nothing else
        return made

    @staticmethod
    def _model(name: object) -> type[Part]:
        free = [kind.name for kind in SECTIONS.values() if kind.free]
        if name in free:
            return SECTIONS[str(name)].model
        close = difflib.get_close_matches(str(name), free, n=1)
        hint = f'did you mean "{close[0]}"?' if close else f"Known kinds: {', '.join(free)}."
        context = {"name": str(name)[:60], "hint": hint}
        error = PydanticCustomError("unknown-kind", 'unknown kind of section "{name}"', context)
        place: InitErrorDetails = {"type": error, "loc": ("kind",), "input": name}
        raise ValidationError.from_exception_data("section", [place])


FreeSection: TypeAlias = Annotated[FreePart, _ByKind()]
"""A section of a kind that the brief names itself."""
