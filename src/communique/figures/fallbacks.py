"""
The typefaces that stand in where the pack's have no letters: those of the machine that the pack names.

They are found by name, so that a drawing takes no other typeface of the machine.
"""

from __future__ import annotations

import subprocess
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

Script: TypeAlias = Literal["arabic", "chinese", "other"]
"""What `[fonts]` in `pack.toml` names a typeface for."""

WEIGHTS: Final = ("regular", "bold")

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
_BEGIN, _END = "\u202b", "\u202c"


def script_of(words: str) -> Script:
    """Tell which script words are in, by the first letter that says so."""
    for character in words:
        if unicodedata.bidirectional(character) == "AL":
            return "arabic"
        if unicodedata.east_asian_width(character) in "WF":
            return "chinese"
    return "other"


def shaped(words: str) -> bool:
    """Tell whether the letters of some words change with their neighbours or their places, as those of Arabic do."""
    return any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT or unicodedata.category(c) == "Mn" for c in words)


def rightwards_inside(words: str) -> str:
    """Mark words of a drawing that is read from the right, so that numbers and names in them keep their places."""
    mixed = any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in words)
    return f"{_BEGIN}{words}{_END}" if mixed else words


@lru_cache(maxsize=16)
def files_of(family: str) -> tuple[Path, ...]:
    """Find the files of a family on this machine, the regular one first; none where it is not installed."""
    found = (_match(family, weight) for weight in WEIGHTS)
    return tuple(dict.fromkeys(path for path in found if path))


def _match(family: str, weight: str) -> Path | None:
    """Ask Fontconfig, which the PDF's engine needs too; it answers with another family where it has none."""
    try:
        asked = ("fc-match", "--format=%{family}\n%{file}", f"{family}:{weight}")
        answer = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=20).stdout  # noqa: S603 -- a pack's own words
    except (OSError, subprocess.SubprocessError):
        return None
    families, _, file = answer.partition("\n")
    return Path(file) if family in families.split(",") else None
