"""
What travels between processes unopened: most of those that it reaches never look inside.

A section carries the field that it was made of, for a template that lays it out by
hand. To open that takes the models of the brief, and they take a fifth of a second to
import, in each process that renders.
"""

from __future__ import annotations

import pickle
from typing import Any


class Sealed:
    """A value that is pickled apart, and unpickled by the first who asks for it."""

    __slots__ = ("_data", "_value")

    def __init__(self, value: object) -> None:
        """Hold a value, which needs no opening here."""
        self._value = value
        self._data = b""

    @property
    def value(self) -> Any:
        """What is inside."""
        if self._data:
            self._value, self._data = pickle.loads(self._data), b""  # noqa: S301 -- our own bytes, from another of our processes
        return self._value

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as bytes."""
        return _arrived, (self._data or pickle.dumps(self._value),)


def _arrived(data: bytes) -> Sealed:
    sealed = Sealed(None)
    sealed._data = data  # noqa: SLF001 -- made here
    return sealed
