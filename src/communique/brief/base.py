"""
What the models of every section are made of.

`Part` is anything that may be withheld from an audience and may carry an
editor's note; `Prose` and `Line` are Markdown; `PartialDate` is a date as
precise as it is known. A field of any other type is a plain value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    Strict,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from communique.brief.codes import LanguageCode
from communique.brief.dates import CalendarDay, Day, PartialDate
from communique.brief.markup import Line, Markup, Prose, Workspace, folder_of
from communique.document.nodes import Picture
from communique.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

__all__ = [
    "Audience",
    "CalendarDay",
    "Count",
    "Data",
    "Day",
    "EmailAddress",
    "EventPart",
    "Flag",
    "FreePart",
    "Identifier",
    "Line",
    "LongText",
    "Part",
    "PartialDate",
    "PhoneNumber",
    "PictureFile",
    "PlainText",
    "Prose",
    "QuotationPart",
    "Shorthand",
    "Statement",
    "StatementPart",
    "Workspace",
    "slug",
    "unique_keys",
]

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

EmailAddress: TypeAlias = Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$", max_length=254)]
"""An address for mail."""

PhoneNumber: TypeAlias = Annotated[str, Field(pattern=r"^[+0-9][0-9 ()/.-]{2,}$", max_length=40)]
"""A telephone number, with the code of its country where it is dialled from abroad."""

Flag: TypeAlias = Annotated[bool, Strict()]
"""``true`` or ``false``, nothing else."""

Count: TypeAlias = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
"""A whole number from 1."""


class Data(BaseModel):
    """A group of fields; strict: an unknown field is a fault."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=False,
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

    #: The key in the whole brief, noted before anything is withheld, for texts that are found by it.
    _known_as: str = PrivateAttr(default="")

    @property
    def key(self) -> str:
        """The identifier: as given, or made from the first field that names the part."""
        if self.id:
            return self.id
        for name in self.named_by:
            value = getattr(self, name)
            if value is not None:
                return slug(value.text if isinstance(value, Markup) else str(value))
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


class FreePart(Part):
    """A section with a title and a kind of its own."""

    named_by = ("title",)

    kind: str = "text"
    """The kind of section: `text`, or a kind that was added to this installation."""
    title: Line
    """The section's title."""


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
        folder_of(info).read_picture(file, "")
        return file

    @model_validator(mode="after")
    def _keep(self, info: ValidationInfo[Workspace | None]) -> PictureFile:
        if self._picture is None:
            self._picture = folder_of(info).read_picture(self.file, self.alt or "")
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
    short: PlainText | None = None
    """The same in a few words, for the picture of the timeline; without it, the text itself, cut to fit."""
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
