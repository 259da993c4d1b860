"""The key of a workspace's copies: sixty-four digits in a file that others cannot read, or in the environment."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from communique import files
from communique.errors import EnvironmentFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.places import Place

FILE: Final = "copies.key"
VARIABLE: Final = "COMMUNIQUE_COPIES_KEY"
SIZE: Final = 32

_FORM: Final = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


def open_key(place: Place, secrets: Callable[[int], bytes]) -> bytes:
    """Read the key of a workspace, and make it at its first use."""
    known = read_key(place)
    if known is not None:
        return known
    made = secrets(SIZE)
    old = os.umask(0o077)
    try:
        files.write(place.root, {FILE: f"{made.hex()}\n".encode()})
    finally:
        os.umask(old)
    return made


def read_key(place: Place) -> bytes | None:
    """
    Read the key of a workspace; None where none was made yet.

    Raises:
        EnvironmentFailed: others can read it, or it is none.

    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _read(given, VARIABLE)
    path = place.root / FILE
    if not path.exists():
        return None
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise EnvironmentFailed(f"others can read {FILE}: chmod 600 {FILE}")
    return _read(_text(path), FILE)


def _text(path: Path) -> str:
    with suppress(UnicodeDecodeError):
        return path.read_text(encoding="utf-8")
    return ""


def _read(text: str, named: str) -> bytes:
    if not _FORM.fullmatch(text.strip()):
        raise EnvironmentFailed(
            f"{named} does not hold a key of {SIZE * 2} hexadecimal digits; put your copy of it back"
        )
    return bytes.fromhex(text.strip())
