"""The JSON Schema of a brief and of a newsletter, from which editors complete and check the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from communique.brief.descriptions import descriptions
from communique.brief.newsletter import Newsletter
from communique.brief.schema import Brief

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

    from communique.brief.base import Data

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that pydantic makes of names; they only repeat them."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 -- pydantic's signature
        """Say no to every title."""
        return False

    def generate_inner(self, schema: Any) -> JsonSchemaValue:
        """Make the schema of one type, without the title of its class."""
        made = super().generate_inner(schema)
        made.pop("title", None)
        return made

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """Make the schema of a group of fields, with what its source says of each."""
        made = super().model_schema(schema)
        for name, text in descriptions(schema["cls"]).items():
            made["properties"][name].setdefault("description", text)
        return made


def schema() -> dict[str, Any]:
    """Describe `brief.yaml` as JSON Schema 2020-12, a description on every property."""
    _, body = models_json_schema([(Brief, "validation"), (Newsletter, "validation")], schema_generator=_Generator)
    newsletter = {"properties": {"kind": {"const": "newsletter"}}, "required": ["kind"]}
    choice = {"if": newsletter, "then": _named(Newsletter), "else": _named(Brief)}
    return {"$schema": DIALECT, **_plain(body), **choice, "title": "Communiqué brief"}


def _named(model: type[Data]) -> dict[str, str]:
    return {"$ref": f"#/$defs/{model.__name__}"}


def translation_schema() -> dict[str, Any]:
    """Describe the file of a translation, `brief.es.yaml`, as JSON Schema 2020-12."""
    text = {"type": "string"}
    entry = {
        "type": "object",
        "description": "A text of the brief, under its path of ids.",
        "properties": {
            "from": {**text, "description": "The text of the original that the translation was made from."},
            "now": {**text, "description": "The original as it is, where it has moved on."},
            "to": {**text, "description": "The translation; empty where there is none yet."},
        },
        "additionalProperties": False,
    }
    texts = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Text"}}
    code = {**text, "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}
    return {
        "$schema": DIALECT,
        "$defs": {"Text": entry},
        "title": "Communiqué translation",
        "type": "object",
        "properties": {
            "language": {**code, "description": "The language that is translated into: `es`."},
            "texts": {**texts, "description": "The texts of the brief, each under its path."},
            "obsolete": {**texts, "description": "Translations of what the brief no longer has."},
        },
        "additionalProperties": False,
    }


def _plain(node: Any) -> Any:
    """Drop `default: null` and empty defaults, which editors would offer as values to fill in."""
    if isinstance(node, dict):
        kept = {k: _plain(v) for k, v in node.items() if not (k == "default" and v in (None, [], {}))}
        return _without_null(kept)
    return [_plain(item) for item in node] if isinstance(node, list) else node


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """Drop the null form of a field that may be left out: an explicit null is a fault."""
    forms = [form for form in node.get("anyOf", []) if form != {"type": "null"}]
    if len(forms) == len(node.get("anyOf", [])):
        return node
    rest = {k: v for k, v in node.items() if k != "anyOf"}
    return {**forms[0], **rest} if len(forms) == 1 else {"anyOf": forms, **rest}
