"""
What the models of every section are made of.

`Part` is anything that may be withheld from an audience and may carry an
editor's note; `Prose` and `Line` are Markdown; `PartialDate` is a date as
precise as it is known. A field of any other type is a plain value.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from communique.brief.codes import LanguageCode
from communique.document import markdown
from communique.document.nodes import Picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.json_schema import JsonSchemaValue

    from communique.document.nodes import Blocks, Inlines

Audience: TypeAlias = Literal["internal", "public"]
"""Who reads: ``internal`` sees everything, ``public`` nothing that is marked internal."""

Identifier: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]
"""A short name in lower case: letters a to z, digits, single dashes."""


def _one_line(text: str) -> str:
    return " ".join(text.split())


PlainText: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_one_line)
]
"""A few words without markup, on one line: a name."""

LongText: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_one_line)
]
"""A sentence or two without markup: what a picture shows."""

Flag: TypeAlias = Annotated[bool, Strict()]
"""``true`` or ``false``, nothing else."""

Count: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
"""A whole number from 1."""


class Workspace(Protocol):
    """What a brief may read beside its own file; passed in as the validation context."""

    def read_text(self, name: str) -> str:
        """Read a text file of the brief's folder; raise `PydanticCustomError` where it may not be read."""

    def read_picture(self, name: str, alt: str) -> Picture:
        """Read a picture of the brief's folder, checked and freed of metadata."""

    def note(self, markup: Line | Prose) -> None:
        """Take note of a text that was read, so that its faults are found even where other fields have some."""


def _folder(info: core_schema.ValidationInfo[Any]) -> Workspace:
    """Find the folder of the brief that is being read."""
    if info.context is None:
        raise PydanticCustomError("no-folder", "a file can be named only in a brief that is loaded from a folder")
    folder: Workspace = info.context
    return folder


def slug(text: str) -> str:
    """Make an identifier of a title: ``Defense Minister`` becomes ``defense-minister``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")


class _Markup:
    """Markdown source, parsed once; ``faults`` are what the parser refused, by line and column."""

    _expects: ClassVar[str]
    _example: ClassVar[str]

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
            serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.source),
        )

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


class Line(_Markup):
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


class Prose(_Markup):
    """Markdown of any length, in the brief itself or in a file beside it."""

    _example = '"They met for the first time." or {file: background.md}'

    def __init__(self, source: str, *, file: str = "", folder: Workspace | None = None) -> None:
        """Keep the source, and the folder whose pictures it may show."""
        super().__init__(source, file=file)
        self._folder = folder

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
            workspace = _folder(info)
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


def _calendar_day(value: object) -> date:
    if type(value) is date:
        return value
    try:
        return Day.parse(str(value)).exact
    except ValueError:
        hint = "Write year, month and day: 2026-02-03."
        raise PydanticCustomError("bad-date", "this is not a day of the calendar", {"hint": hint}) from None


CalendarDay: TypeAlias = Annotated[
    date, PlainValidator(_calendar_day), WithJsonSchema({"type": "string", "format": "date"})
]
"""A day, exactly: ``2026-02-03``."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(\?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A year, a month or a day; ``inferred`` when no source states it (a ``?`` at the end)."""

    year: int
    month: int = 0
    day: int = 0
    inferred: bool = False

    @classmethod
    def parse(cls, text: str) -> Day:
        """Read ``2026``, ``2026-02``, ``2026-02-03``, each with a ``?`` where wanted; raise ValueError."""
        match = _DATE.fullmatch(text.strip())
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part or 0) for part in match.groups()[:3])
        date(year, month if match[2] else 1, day if match[3] else 1)
        return cls(year, month, day, bool(match[4]))

    @property
    def first(self) -> date:
        """The first day that is meant."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def exact(self) -> date:
        """The day itself; raise ValueError where month or day are unknown, or nothing but inferred."""
        if self.inferred:
            raise ValueError(str(self))
        return date(self.year, self.month, self.day)

    def __str__(self) -> str:
        """Write the day as it is read."""
        parts = [f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)]
        return "-".join(parts) + ("?" if self.inferred else "")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as precise as it is known, or a span of two: ``2025-10``, ``2025-10/2026-01-15``."""

    start: Day
    end: Day | None = None

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read the text of a brief, where a bare year is a number; raise a located error."""
        if isinstance(value, cls):
            return value
        text = "" if isinstance(value, bool) or not isinstance(value, str | int | date) else str(value)
        try:
            first, slash, second = text.partition("/")
            start, end = Day.parse(first), Day.parse(second) if slash else None
        except ValueError:
            raise PydanticCustomError(
                "bad-date",
                "this is not a date",
                {
                    "hint": 'Write 2026-02-03, 2026-02 or 2026; a span as 2025-10/2026-01; a "?" at the end for an inferred date.'
                },
            ) from None
        if end is not None and end.first < start.first:
            raise PydanticCustomError(
                "bad-date", "this span ends before it begins", {"hint": "Write the earlier date first."}
            )
        return cls(start, end)

    def __str__(self) -> str:
        """Write the date as it is read."""
        return f"{self.start}/{self.end}" if self.end else str(self.start)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Accept the text form."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe a string with a pattern, or a year."""
        one = r"\d{4}(-\d{2}(-\d{2})?)?\??"
        text = {"type": "string", "pattern": f"^{one}(/{one})?$", "examples": ["2026-02-03", "2025-10", "2026-02-03?"]}
        return {"anyOf": [text, {"type": "integer", "minimum": 1, "maximum": 9999}]}


class Data(BaseModel):
    """A group of fields; strict: an unknown field is a fault."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=False,
        use_attribute_docstrings=True,
        validate_default=False,
    )


class Part(Data):
    """Anything that may be withheld from an audience, and may carry an editor's note."""

    #: The fields that an identifier is made from where none is given, the first that is filled.
    named_by: ClassVar[tuple[str, ...]] = ()

    id: Identifier | None = None
    """A short name that stays when the text changes; made from the title where it is missing."""
    audience: Audience | None = None
    """`internal` keeps this out of every public edition; nothing of it is left there."""
    editor_note: Line | None = None
    """A note of the editor on what stands here; it is printed, and marked as a note."""

    @property
    def key(self) -> str:
        """The identifier: as given, or made from the first field that names the part."""
        if self.id:
            return self.id
        for name in self.named_by:
            value = getattr(self, name)
            if value is not None:
                return slug(value.text if isinstance(value, _Markup) else str(value))
        return ""


def unique_keys(parts: Iterable[Part]) -> tuple[str, ...]:
    """
    Name the parts of a list apart, for paths and anchors.

    A given id is kept. A key that was made from words gets ``-2`` where it is
    taken already; a part without words is named by its number, from 1.
    """
    items = tuple(parts)
    taken = {part.id for part in items if part.id}
    keys = []
    for number, part in enumerate(items, start=1):
        key = part.id or _free(part.key or str(number), taken)
        taken.add(key)
        keys.append(key)
    return tuple(keys)


def _free(key: str, taken: set[str]) -> str:
    """Add a number to a key until nothing else has it."""
    return next(k for k in (key, *(f"{key}-{n}" for n in range(2, len(taken) + 3))) if k not in taken)


@dataclass(frozen=True, slots=True)
class Shorthand:
    """Lets a bare text, or ``{file: …}``, stand for a part with one field filled."""

    field: str

    def _expand(self, value: object) -> object:
        bare = not isinstance(value, dict | Data) or (isinstance(value, dict) and set(value) == {"file"})
        return {self.field: value} if bare else value

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Expand the short form before the part is validated."""
        return core_schema.no_info_before_validator_function(self._expand, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the short form beside the long one."""
        return {"anyOf": [*Prose.json_forms(), handler(schema)]}


class StatementPart(Part):
    """One thing that is said, with who says so and as of when."""

    named_by = ("text",)

    text: Prose
    """What is said."""
    attribution: Line | None = None
    """Who says so: "according to Colombian government sources"."""
    as_of: PartialDate | None = None
    """The date that it holds for."""
    expires: CalendarDay | None = None
    """The day after which it must be looked at again; `check` warns from then on."""


Statement: TypeAlias = Annotated[StatementPart, Shorthand("text")]
"""A text, or a statement with its attribution and dates."""


class PictureFile(Part):
    """A picture in the brief's folder: PNG, JPEG or SVG."""

    named_by = ("file",)

    file: PlainText
    """The file's name, in the folder of the brief."""
    alt: LongText | None = None
    """What the picture shows, for those who cannot see it."""
    caption: Line | None = None
    """A line below the picture."""
    credit: Line | None = None
    """Who made it, and under what licence."""

    _picture: Picture | None = PrivateAttr(default=None)

    @field_validator("file")
    @classmethod
    def _read(cls, file: str, info: ValidationInfo[Workspace | None]) -> str:
        _folder(info).read_picture(file, "")
        return file

    @model_validator(mode="after")
    def _keep(self, info: ValidationInfo[Workspace | None]) -> PictureFile:
        if self._picture is None:
            self._picture = _folder(info).read_picture(self.file, self.alt or "")
        return self

    @property
    def picture(self) -> Picture:
        """The picture itself, checked and freed of metadata when the brief was read."""
        if self._picture is None:
            raise ValueError(self.file)
        return self._picture


class EventPart(Part):
    """Something that happened, or will, at a date as precise as it is known."""

    named_by = ("text",)

    date: PartialDate
    """When: `2026-02-03`, `2025-10`, `2025`, a span `2025-10/2026-01`; a `?` at the end when inferred."""
    text: Prose
    """What happened."""
    attribution: Line | None = None
    """Who says so."""
    last_meeting: Flag = False
    """True for the last time the two sides met."""


class QuotationPart(Part):
    """Somebody's words, word for word."""

    named_by = ("speaker", "words")

    words: Line
    """The words, without quotation marks."""
    speaker: Line | None = None
    """Who said them."""
    date: PartialDate | None = None
    """When they were said."""
    source: Identifier | None = None
    """The id of the source they were read in."""
    language: LanguageCode | None = None
    """The language of the words, where it is not the brief's: `es`."""
    context: Line | None = None
    """Where they were said, or what they set off."""
