"""
What can be wrong with an input, said so that a person can mend it.

A problem prints as compilers print theirs: the place first, then what is the
matter, then a way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"  #: Nothing is built from this input until it is mended.
    WARNING = "warning"  #: A rule of the trade is broken; the build goes on.


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1, and 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Write the place as editors and compilers do: ``file:line:column``."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault of an input: where, what, how to mend it, and a stable code."""

    message: str
    code: str  #: Stable, documented, searched for in tests: ``unknown-field``.
    location: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Write ``file:line:column: severity: message [code]``, then the hint."""
        place = f"{self.location}: " if self.location else ""
        line = f"{place}{self.severity}: {self.message} [{self.code}]"
        return f"{line}\n  hint: {self.hint}" if self.hint else line


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by place, and drop exact repetitions."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (p.location or Location(""), p.code, p.message)))


def faults(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep the problems that stop a build."""
    return tuple(p for p in problems if p.severity is Severity.ERROR)
