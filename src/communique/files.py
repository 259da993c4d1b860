"""
Writing finished files: each is whole, the old one or the new one, whatever happens in between.

All files of a brief are first written beside their places and flushed to the
disk, then put in place one after the other; so a full disk changes nothing.
"""

from __future__ import annotations

import os
from contextlib import suppress
from time import time
from typing import TYPE_CHECKING, Final

from communique.errors import EnvironmentFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_UNFINISHED: Final = ".part"
_ABANDONED: Final = 3600
"""Seconds after which an unfinished file is what a killed build left behind."""


def write(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """
    Write files into a folder, replacing those of the same name.

    Raises:
        EnvironmentFailed: the disk is full, or nothing may be written there; the files there are as they were.

    """
    staged: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        for name, data in files.items():
            unfinished = folder / f".{name}.{os.getpid()}{_UNFINISHED}"
            staged[unfinished] = folder / name
            _write_through(unfinished, data)
        for unfinished, place in staged.items():
            unfinished.replace(place)
    except OSError as error:
        raise EnvironmentFailed(f"cannot write to {folder}: {error.strerror or type(error).__name__}") from error
    finally:
        for unfinished in staged:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
    return tuple(staged.values())


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sweep(folder: Path) -> None:
    """Remove what a killed build left unfinished, but nothing that another build is writing now."""
    for left in folder.glob(f".*{_UNFINISHED}"):
        with suppress(OSError):
            if time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
