"""
What was looked at to load a brief, noted where it is looked at.

Whoever wants to know begins to take note (`noting`); loading then tells of
every file that it reads or misses, every link that it follows and every folder
that it lists. Where nobody takes note, telling costs nothing.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """The names in a folder that begin and end in one way: the translations beside a brief."""

    folder: str
    begin: str
    end: str

    def of(self, names: Iterable[str]) -> str:
        """Make a digest of those names that belong to it."""
        mine = sorted(name for name in names if name.startswith(self.begin) and name.endswith(self.end))
        return digest("\0".join(mine).encode(errors="surrogateescape"))


@dataclass(slots=True)
class Inputs:
    """What was looked at; all paths are absolute."""

    looked: dict[str, str] = field(
        default_factory=dict
    )  #: A file by its name -> by the name that no link leads on from.
    read: dict[str, str] = field(default_factory=dict)  #: A file by the latter name -> SHA-256 of what was read.
    links: dict[str, str] = field(default_factory=dict)  #: A name -> where the links in it led.
    listings: dict[Listing, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str | None]:
        """Every file that was looked for, with the SHA-256 of what was read; None where nothing was."""
        return {path: self.read.get(real) for path, real in self.looked.items()}


_NOTED: ContextVar[Inputs | None] = ContextVar("noted", default=None)


@contextmanager
def noting() -> Iterator[Inputs]:
    """Take note of what is looked at inside of the block."""
    inputs = Inputs()
    before = _NOTED.set(inputs)
    try:
        yield inputs
    finally:
        _NOTED.reset(before)


def looked_for(path: Path, folder: Path) -> None:
    """Tell that a file was looked for in a folder, and where it really is: no link may lead out unseen."""
    if noted := _NOTED.get():
        name, real = os.path.abspath(path), os.path.realpath(path)  # noqa: PTH100 -- `resolve` would follow the links
        noted.looked[name] = real
        if os.path.relpath(real, os.path.realpath(folder)) != os.path.relpath(name, os.path.abspath(folder)):  # noqa: PTH100
            noted.links[name] = real


def was_read(path: Path, data: bytes) -> None:
    """Tell what stood in a file."""
    if noted := _NOTED.get():
        noted.read[os.path.realpath(path)] = digest(data)


def listed(folder: Path, begin: str, end: str, names: Iterable[str]) -> None:
    """Tell that the names in a folder were listed that begin and end in one way."""
    if noted := _NOTED.get():
        listing = Listing(os.path.abspath(folder), begin, end)  # noqa: PTH100 -- as above
        noted.listings[listing] = listing.of(names)


def digest(data: bytes) -> str:
    """Make the address of some bytes: their SHA-256."""
    return hashlib.sha256(data).hexdigest()
