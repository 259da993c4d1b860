"""
Finished files by the SHA-256 of their bytes.

A file is written beside its place and renamed, so it is whole or not there. It
is not flushed to the disk: what a power failure leaves of it does not match its
name, and what does not match is thrown away and never given out.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from communique.inputs import digest as digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNFINISHED: Final = ".part"
_ROOM: Final = 0.8
"""How much of the limit is left in use when the oldest files are thrown away, so that it is seldom done."""


class Objects:
    """A folder of files, each named by its bytes."""

    def __init__(self, folder: Path) -> None:
        """Make nothing yet."""
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep some bytes, and say under which name; raise OSError where they cannot be kept."""
        digest = digest_of(data)
        place = self._place(digest)
        if not place.exists():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished = place.with_name(f".{place.name}.{os.getpid()}{_UNFINISHED}")
            try:
                with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.write(data)
                unfinished.replace(place)
            finally:
                unfinished.unlink(missing_ok=True)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Give the bytes of a name; None where there are none, or others."""
        place = self._place(digest)
        try:
            data = place.read_bytes()
        except OSError:
            return None
        if digest_of(data) != digest:
            with suppress(OSError):
                place.unlink()
            return None
        with suppress(OSError):
            os.utime(place)  # what was used last is thrown away last
        return data

    def has(self, digest: str) -> bool:
        """Whether there is a file of that name; its bytes are looked at when they are asked for."""
        return self._place(digest).exists()

    def size(self) -> tuple[int, int]:
        """Count the files and their bytes."""
        sizes = [size for _, size, _ in self._files()]
        return len(sizes), sum(sizes)

    def trim(self, most: int) -> int:
        """Throw the files away that were not used for the longest time, until there is room again; say what is left."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        if total <= most:
            return total
        for _, size, path in files:
            if total <= most * _ROOM:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 -- these are many, and come from `scandir`
                total -= size
        return total

    def _files(self) -> Iterator[tuple[int, int, str]]:
        """List every file with the time of its last use and its size."""
        with suppress(OSError):
            for shelf in os.scandir(self._folder):
                for file in os.scandir(shelf.path):
                    with suppress(OSError):  # another build threw it away
                        found = file.stat()
                        yield found.st_mtime_ns, found.st_size, file.path

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]
