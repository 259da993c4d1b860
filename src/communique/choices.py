"""What is chosen for a handout, beside the edition that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOTHING: Final = "nothing-to-print"
"""The code of the problem that a brief has nothing that a kind could say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was chosen for a handout, beside the edition."""

    person: str | None = None  #: Whom it is made for: a name, or the id of a person of the brief.
    tabs: tuple[str, ...] = ()  #: The kinds that a handout pack binds; all that have something to say where empty.
