"""
What a brief may read beside its own file: regular files of its own folder.

Nothing else, however it is named: no address, no absolute path, no way up, no
link that leads out, no device that never ends.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from communique import inputs

if TYPE_CHECKING:
    from communique.brief.base import Line, Prose
    from communique.document.nodes import Picture

LARGEST_TEXT = 1_000_000
"""Bytes of a text file."""

LARGEST_PICTURE = 20_000_000
"""Bytes of a picture file."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")


@dataclass(slots=True)
class Folder:
    """The folder of one brief, and the texts and pictures that were read for it."""

    root: Path
    notes: list[Line | Prose] = field(default_factory=list)
    _pictures: dict[str, Picture | PydanticCustomError] = field(default_factory=dict)

    def __reduce__(self) -> tuple[type[Folder], tuple[Path]]:
        """Travel without what was read: a part of the brief that goes on to others takes no text of another part along."""
        return Folder, (self.root,)

    def note(self, markup: Line | Prose) -> None:
        """Keep a text, in the order they are read."""
        self.notes.append(markup)

    def read_text(self, name: str) -> str:
        """Read a text file, which is UTF-8."""
        data = read_file(self.find(name), LARGEST_TEXT, name)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise refused(
                "bad-encoding", f'"{name}" is not UTF-8 (line {line})', "Save the file with the encoding UTF-8."
            ) from None
        if not text.strip():
            raise refused("empty-text", f'"{name}" is empty', "Write it, or leave the field out.")
        return text

    def read_picture(self, name: str, alt: str) -> Picture:
        """Read a picture once, however often it is shown."""
        if name not in self._pictures:
            try:
                self._pictures[name] = self._picture(name)
            except PydanticCustomError as error:
                self._pictures[name] = error
        found = self._pictures[name]
        if isinstance(found, PydanticCustomError):
            raise found
        return replace(found, alt=alt)

    def _picture(self, name: str) -> Picture:
        from communique.brief.pictures import read_picture

        return read_picture(read_file(self.find(name), LARGEST_PICTURE, name), name)

    def find(self, name: str) -> Path:
        """Find a file of the folder by its name; raise where the name leads anywhere else."""
        if not name.strip() or "\0" in name:
            raise refused("missing-file", "this names no file", "Write the name of a file in the brief's folder.")
        if _ADDRESS.match(name):
            raise refused("outside-folder", f'"{name[:80]}" is an address, not a file', _BESIDE)
        path = self.root / name
        if Path(name).is_absolute() or ".." in Path(name.replace("\\", "/")).parts:
            raise refused("outside-folder", f'"{name[:80]}" leaves the folder of the brief', _BESIDE)
        inputs.looked_for(path, self.root)
        try:
            real, root = path.resolve(), self.root.resolve()
        except (OSError, RuntimeError, ValueError):
            raise refused("missing-file", f'"{name[:80]}" cannot be found', _BESIDE) from None
        if not real.is_relative_to(root):
            raise refused("outside-folder", f'"{name[:80]}" is a link that leaves the folder of the brief', _BESIDE)
        return real


_BESIDE = "Put the file into the folder of the brief, and write its name."


def refused(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Make the error that pydantic carries to its place; braces in a name are no template."""
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def read_file(path: Path, largest: int, name: str) -> bytes:
    """Read a regular file up to a size; never waits for a pipe, never reads a device."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise refused("missing-file", f'"{name}" does not exist', _BESIDE) from None
    except (OSError, ValueError):
        raise refused("missing-file", f'"{name}" cannot be read', "Look at its name and its permissions.") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise refused("not-a-file", f'"{name}" is not a regular file', _BESIDE)
    with os.fdopen(handle, "rb") as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise refused("too-large", f'"{name}" is larger than {largest // 1_000_000} MB', "Make it smaller.")
    inputs.was_read(path, data)
    return data
