"""One line of an examination: all is well, something could be better, or something is wrong; with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Level = Literal["ok", "advice", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing."""

    group: str  #: Where it stands on the screen: ``machine``, ``workspace``, ``domain``, ``server``.
    name: str  #: What was looked at, the same each time: ``SQLite``.
    level: Level
    said: str
    hint: str = ""  #: What to do.


def faulty(findings: Iterable[Finding]) -> bool:
    """Say whether anything is wrong."""
    return any(finding.level == "fault" for finding in findings)
