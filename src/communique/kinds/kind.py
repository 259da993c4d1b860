"""What a document kind is: a name, a way to lay an edition out, and how long it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.choices import Choices
    from communique.document.nodes import Document, Limit
    from communique.edition import Edition


Compose: TypeAlias = "Callable[[Edition, Choices], Document]"
"""Step 3 of a kind; raises InvalidBrief where the edition lacks what the kind cannot do without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """
    One kind of document that is made from a brief.

    The name is what it is called on the command line, in the names of its
    files, and in `templates/<pack>/`.
    """

    name: str
    compose: Compose
    description: str
    limits: tuple[Limit, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
