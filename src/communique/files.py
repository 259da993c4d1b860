"""
Writing finished files: each is whole, the old one or the new one, whatever happens in between.

All files of a brief are first written beside their places and flushed to the
disk, then put in place one after the other; so a full disk changes nothing.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from time import time
from typing import TYPE_CHECKING, Final

from communique.errors import EnvironmentFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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


def write_folder(folder: Path, made: Iterable[tuple[str, bytes]]) -> tuple[Path, ...]:
    """
    Make a folder of many files, which appears when all of them are whole, in place of one of the same name.

    Raises:
        EnvironmentFailed: the disk is full, or nothing may be written there; what was there is there.

    """
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}{_UNFINISHED}")
    names = []
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        unfinished.mkdir()
        for name, data in made:
            with (unfinished / name).open("xb") as file:
                file.write(data)
            names.append(name)
        if hasattr(os, "sync"):  # Windows has none
            os.sync()
        _put_in_place(unfinished, folder)
    except OSError as error:
        raise EnvironmentFailed(f"cannot write to {folder}: {error.strerror or type(error).__name__}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return tuple(folder / name for name in names)


def _put_in_place(unfinished: Path, folder: Path) -> None:
    """Rename a folder; the one that has the name goes aside first, and comes back if that fails."""
    if not folder.exists():
        unfinished.rename(folder)
        return
    aside = unfinished.with_name(f".{folder.name}.{os.getpid()}.old{_UNFINISHED}")
    folder.rename(aside)
    try:
        unfinished.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


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
                shutil.rmtree(left) if left.is_dir() else left.unlink()
