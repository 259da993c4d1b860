"""Texts in a brief: Markdown, on one line or of any length, and the folder that they may name files of."""

from __future__ import annotations

import copy
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, Self

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from communique.document import markdown

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    from communique.document.nodes import Blocks, Inlines, Picture


class Workspace(Protocol):
    """What a brief may read beside its own file; passed in as the validation context."""

    def read_text(self, name: str) -> str:
        """Read a text file of the brief's folder; raise `PydanticCustomError` where it may not be read."""

    def read_picture(self, name: str, alt: str) -> Picture:
        """Read a picture of the brief's folder, checked and freed of metadata."""

    def note(self, markup: Line | Prose) -> None:
        """Take note of a text that was read, so that its faults are found even where other fields have some."""


def folder_of(info: core_schema.ValidationInfo[Any]) -> Workspace:
    """Find the folder of the brief that is being read; raise where there is none."""
    if info.context is None:
        raise PydanticCustomError("no-folder", "a file can be named only in a brief that is loaded from a folder")
    folder: Workspace = info.context
    return folder


PRINTED: Final = "printed"
"""The context in which a brief is written without what its markup holds and no page prints."""


class Markup:
    """Markdown source, parsed once; ``faults`` are what the parser refused, by line and column."""

    _expects: ClassVar[str]
    _example: ClassVar[str]

    translated_from: str = ""
    """The language of the original, where this is its translation."""

    def __init__(self, source: str, *, file: str = "") -> None:
        """Keep the source, and the name of the file it was read from, if any."""
        self.source = source
        self.file = file

    @cached_property
    def parsed(self) -> markdown.Parsed:
        """The blocks, and the faults met on the way."""
        return markdown.parse(self.source)

    @property
    def faults(self) -> tuple[markdown.Fault, ...]:
        """What is wrong with the markup."""
        return self.parsed.faults

    def laid_out(self, blocks: Blocks, *, translated_from: str = "") -> Self:
        """Make a text with the same source and other blocks: marked, or said to be in another language."""
        made = copy.copy(self)
        made.__dict__["parsed"] = markdown.Parsed(blocks, self.faults)  # in the place of what would be parsed
        made.translated_from = translated_from or self.translated_from
        return made

    @property
    def text(self) -> str:
        """The words alone, without markup."""
        return markdown.plain_text(self.parsed.blocks)

    def __eq__(self, other: object) -> bool:
        """Two are equal when their sources are."""
        return type(other) is type(self) and other.source == self.source

    def __hash__(self) -> int:
        """Hash as the source does."""
        return hash(self.source)

    def __repr__(self) -> str:
        """Show the source."""
        return f"{type(self).__name__}({self.source!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept a string, or ``{file: name.md}`` where the class allows it."""
        return core_schema.with_info_plain_validator_function(
            cls._validate_and_note,
            serialization=core_schema.plain_serializer_function_ser_schema(cls._serialize, info_arg=True),
        )

    def _serialize(self, info: core_schema.SerializationInfo[Any]) -> str:
        """Give the source; for readers whose words may not be the writer's all, the printed words alone."""
        return self._printed() if info.context == PRINTED else self.source

    def _printed(self) -> str:
        """Write the words without markup, each line a paragraph again when it is read as Markdown."""
        return markdown.plain_text(self.parsed.blocks).replace("\n", "\n\n")

    @classmethod
    def _validate_and_note(cls, value: object, info: core_schema.ValidationInfo[Any]) -> Any:
        made = cls._validate(value, info)
        if info.context is not None:
            info.context.note(made)
        return made

    @classmethod
    def _validate(cls, value: object, info: core_schema.ValidationInfo[Any]) -> Any:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            if not value.strip():
                raise PydanticCustomError(
                    "empty-text", "this text is empty", {"hint": "Write it, or leave the field out."}
                )
            return cls(value)
        return cls._from_other(value, info)

    @classmethod
    def _from_other(cls, value: object, info: core_schema.ValidationInfo[Any]) -> Any:  # noqa: ARG003 -- Prose uses both
        plain = isinstance(value, int | float | Decimal)
        hint = f'Put it in quotes: "{str(value).lower()}".' if plain else f"For example: {cls._example}"
        raise PydanticCustomError("wrong-type", "text is expected here", {"hint": hint})


class Line(Markup):
    """One line of Markdown: emphasis, links, citations; no lists, no paragraphs."""

    _example = '"Extradition of drug traffickers [@report]"'

    @property
    def inlines(self) -> Inlines:
        """The words as inlines."""
        return markdown.inlines_of(self.parsed.blocks)

    @cached_property
    def parsed(self) -> markdown.Parsed:
        """The line as one paragraph; anything else in it is a fault."""
        return markdown.parse_line(self.source)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe a string."""
        return {"type": "string", "minLength": 1}


class Prose(Markup):
    """Markdown of any length, in the brief itself or in a file beside it."""

    _example = '"They met for the first time." or {file: background.md}'

    def __init__(self, source: str, *, file: str = "", folder: Workspace | None = None) -> None:
        """Keep the source, and the folder whose pictures it may show."""
        super().__init__(source, file=file)
        self._folder = folder

    @property
    def folder(self) -> Workspace | None:
        """The folder whose pictures it may show."""
        return self._folder

    @property
    def blocks(self) -> Blocks:
        """The text as blocks."""
        return self.parsed.blocks

    @cached_property
    def parsed(self) -> markdown.Parsed:
        """The blocks, with their pictures, and the faults met on the way."""
        if self._folder is None or "![" not in self.source:
            return markdown.parse(self.source)
        return markdown.parse_with(self.source, self._read_picture)

    def _read_picture(self, name: str, alt: str) -> Picture:
        assert self._folder is not None  # noqa: S101 - for the type checker; `parsed` asks only then
        try:
            return self._folder.read_picture(name, alt)
        except PydanticCustomError as error:
            hint = str((error.context or {}).get("hint", ""))
            raise markdown.PictureRefused(error.message(), code=error.type, hint=hint) from None

    @classmethod
    def _validate(cls, value: object, info: core_schema.ValidationInfo[Any]) -> Any:
        made = super()._validate(value, info)
        return cls(made.source, file=made.file, folder=info.context) if isinstance(value, str) else made

    @classmethod
    def _from_other(cls, value: object, info: core_schema.ValidationInfo[Any]) -> Any:
        if isinstance(value, dict) and set(value) == {"file"} and isinstance(value["file"], str):
            workspace = folder_of(info)
            return cls(workspace.read_text(value["file"]), file=value["file"], folder=workspace)
        return super()._from_other(value, info)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe a string, or the name of a Markdown file."""
        return {"anyOf": cls.json_forms()}

    @staticmethod
    def json_forms() -> list[JsonSchemaValue]:
        """Describe the ways to write prose: a string, or the name of a Markdown file."""
        file = {"type": "string", "description": "A Markdown file in the folder of the brief."}
        named = {"type": "object", "properties": {"file": file}, "required": ["file"], "additionalProperties": False}
        return [{"type": "string", "minLength": 1}, named]
