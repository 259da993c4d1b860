"""
Digests of files, read again only when a file's state says that it may be another.

The state is what the system keeps of a file: size, times, inode. A file that was
changed a moment ago is not trusted, for it could be changed again within the
same tick of the system's clock, and look the same; it is read again next time.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from time import time_ns
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from communique.inputs import Listing

_SETTLED: Final = 50_000_000
"""Nanoseconds after which a file's times tell it from any later one: no system counts in longer ticks than 10 ms."""


class Digests:
    """What is known of files, and what was learned of them since."""

    def __init__(self, known: Mapping[bytes, tuple[str, str]]) -> None:
        """Begin with what an index knows."""
        self._known = dict(known)
        self._learned: dict[bytes, tuple[str, str] | None] = {}
        self._written: dict[bytes, tuple[str, str]] = {}  # by ourselves, and too new to be trusted
        self._names: dict[str, list[str]] = {}

    def of(self, path: Path | str) -> str | None:
        """Give the SHA-256 of a regular file; None where there is none that can be read."""
        key = os.fsencode(path)
        state = _state(key)
        known = self._known.get(key)
        if state is None:
            if known:
                del self._known[key]
                self._learned[key] = None
            return None
        if known and known[0] == state:
            return known[1]
        return self._read(key, state)

    def has(self, path: Path | str, digest: str) -> bool:
        """Whether a file has some bytes."""
        return self.of(path) == digest

    def written(self, path: Path | str, digest: str) -> None:
        """Learn what was just written into a file."""
        key = os.fsencode(path)
        if state := _state(key):
            self._written[key] = (state, digest)

    def lists(self, listing: Listing) -> str:
        """Give the digest of the names that a listing is of."""
        if listing.folder not in self._names:
            self._names[listing.folder] = []
            with suppress(OSError):
                self._names[listing.folder] = os.listdir(listing.folder)  # noqa: PTH208 -- names alone
        return listing.of(self._names[listing.folder])

    def learned(self) -> dict[bytes, tuple[str, str] | None]:
        """Hand over what was learned, once; what was written too late to be trusted is left out."""
        for key, (state, digest) in self._written.items():
            if _state(key) == state and _is_settled(state):
                self._known[key] = self._learned[key] = (state, digest)
        learned, self._learned, self._written = self._learned, {}, {}
        return learned

    def _read(self, key: bytes, state: str) -> str | None:
        try:
            with open(key, "rb") as file:  # noqa: PTH123 -- a name in bytes
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None
        if _state(key) == state and _is_settled(state):
            self._known[key] = self._learned[key] = (state, digest)
        return digest


def _state(path: bytes) -> str | None:
    """Say what the system keeps of a regular file; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 -- a name in bytes, and there are thousands
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return (
        f"{max(found.st_mtime_ns, found.st_ctime_ns)} {found.st_mtime_ns} {found.st_size} {found.st_ino} {found.st_dev}"
    )


def _is_settled(state: str) -> bool:
    return time_ns() - int(state.partition(" ")[0]) > _SETTLED
