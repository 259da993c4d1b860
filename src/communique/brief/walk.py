"""Go through all that a brief holds, with the place of each value in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from communique.brief.base import Data

if TYPE_CHECKING:
    from collections.abc import Iterator

FilePath: TypeAlias = tuple[str | int, ...]
"""Where a value stands in the YAML file: ``("delegations", 0, "members", 2, "office")``."""


def walk(value: object, path: FilePath = ()) -> Iterator[tuple[FilePath, object]]:
    """Visit a value and all below it, in the order of the fields: groups, lists' items, single values."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from walk(item, (*path, index))
        return
    if value is not None:
        yield path, value
    if isinstance(value, Data):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*path, name))
