"""
Every exception that Communiqué raises on purpose.

* CommuniqueError
  x ProblemsFound(problems)   every fault of a step at once, sorted by place
    + InvalidBrief            step 1 or 2: the data
    + InvalidPack             the templates
    + RenderError             step 4: a format could not be made
  x UsageError                a command was called in a way it does not know
  x EnvironmentFailed         disk full, library missing, no permission
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.problems import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.problems import Problem


class CommuniqueError(Exception):
    """Base of all that Communiqué raises on purpose."""


class ProblemsFound(CommuniqueError):
    """An input has faults; ``problems`` holds all of them, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, and let ``str()`` print them one below the other."""
        self.problems = in_order(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type[ProblemsFound], tuple[tuple[Problem, ...]]]:
        """Survive the way home from a worker process with the problems whole."""
        return type(self), (self.problems,)


class InvalidBrief(ProblemsFound):
    """The data of a brief has faults."""


class InvalidPack(ProblemsFound):
    """A template folder has faults."""


class RenderError(ProblemsFound):
    """A format could not be made from a valid document and a valid pack."""


class UsageError(CommuniqueError):
    """A command was called in a way it does not know."""


class EnvironmentFailed(CommuniqueError):
    """The machine failed: disk full, library missing, no permission."""
