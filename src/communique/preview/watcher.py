"""
Sees what was saved: looks at the files every few milliseconds, and says when one is another.

Editors save by writing, by renaming and by deleting first; all of these end in a
file of another time, size or number, so looking is simpler than listening and
misses nothing that lasts. A folder that is gone is one without files.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from threading import Event

PACE: Final = 0.02
"""Seconds between two looks."""
DEEPEST: Final = 6
"""Folders below each other that are looked into; a link to a folder is not followed."""

Stamp: TypeAlias = tuple[int, int, int]
Look: TypeAlias = dict[str, Stamp]


class Watcher:
    """Remembers how files looked."""

    def __init__(self, paths: Iterable[Path]) -> None:
        """Look for the first time."""
        self.paths = tuple(map(str, paths))
        self._more: tuple[str, ...] = ()
        self._seen = self._look()

    def also(self, paths: Iterable[str]) -> None:
        """Watch these files as well from now on; that they are new to us is no change."""
        self._more = tuple(paths)
        self._seen = {**dict(seen for path in self._more for seen in _files(path, 0)), **self._seen}

    def changed(self) -> bool:
        """Tell whether something is other than at the last look."""
        now = self._look()
        before, self._seen = self._seen, now
        return now != before

    def wait(self, wake: Event) -> None:
        """Return when something has changed and the next look finds it at rest, or somebody wakes us."""
        while not wake.is_set() and not self.changed():
            wake.wait(PACE)
        while self.changed():
            wake.wait(PACE)

    def _look(self) -> Look:
        return dict(seen for path in (*self.paths, *self._more) for seen in _files(path, 0))


def _files(path: str, depth: int) -> Iterator[tuple[str, Stamp]]:
    """Give every file at a path and below it; one that vanishes meanwhile is left out."""
    try:
        with os.scandir(path) as entries:
            listed = list(entries)
    except NotADirectoryError:
        yield from _stamp(path)
        return
    except OSError:
        return
    for entry in listed:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield from _stamp(entry.path)
        elif depth < DEEPEST:
            yield from _files(entry.path, depth + 1)


def _stamp(path: str) -> Iterator[tuple[str, Stamp]]:
    try:
        found = os.stat(path)  # noqa: PTH116 -- many of them, many times a second
    except OSError:
        return
    yield path, (found.st_mtime_ns, found.st_size, found.st_ino)
