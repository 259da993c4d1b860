"""What a kind of section is: a name, a model, a way to be laid out, and a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.brief.base import Part
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


@dataclass(frozen=True, slots=True)
class SectionKind:
    """
    One kind of section.

    A kind with `free` is written under `sections:` with its name as `kind`; any
    other has a field of its own in the brief, under the same name.
    """

    name: str
    model: type[Part]
    lower: Callable[[Any, Context, str], Blocks]  #: The part, what is around it, and its path, to blocks.
    place: Literal["front", "body", "back"] = "body"
    free: bool = False
