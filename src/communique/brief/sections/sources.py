"""Sources: where the facts come from, numbered once in the order they are cited."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from communique.brief.base import Identifier, Line, Part, PartialDate


class Source(Part):
    """Something that is cited, as `[@id]` or `[@id, p. 4]`."""

    id: Identifier
    """The name it is cited by."""
    kind: Literal["report", "article", "book", "law", "speech", "interview", "data", "cable", "website", "picture", "other"] = "other"
    """What sort of source it is."""
    title: Line
    """Its title, or what it is called here."""
    author: Line | None = None
    """Who wrote it."""
    publisher: Line | None = None
    """Who published it."""
    published: PartialDate | None = None
    """When it was published."""
    retrieved: date | None = None
    """When it was read."""
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=2000)] | None = None
    """Its address."""
    note: Line | None = None
    """How far it can be relied on."""
