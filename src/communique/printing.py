"""What the command line prints: results to standard output, what is said about them beside it."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from communique.problems import Problem

_LAYOUT: Final = "\n\u00a0"
_UNUSUAL: Final = re.compile(r"[^\n -~]")
"""What has to be looked at: a report on thousands of briefs is long, and nearly all of it is plain."""


def show(problems: Iterable[Problem], *, as_json: bool) -> None:
    """Print problems as compilers do, or as data."""
    from communique import commands
    from communique.problems import faults

    listed = tuple(problems)
    if as_json:
        data = {"ok": not faults(listed), "problems": [commands.as_data(problem) for problem in listed]}
        write(json.dumps(data, indent=2))
        return
    for problem in listed:
        write(str(problem))


def fail(message: str, code: str, status: int, *, as_json: bool, hint: str = "") -> int:
    """Say why a command stopped; give back its exit status."""
    if as_json:
        problem = {"severity": "error", "code": code, "message": message, "hint": hint}
        write(json.dumps({"ok": False, "problems": [problem]}, indent=2))
    else:
        say(f"communique: error: {message} [{code}]" + (f"\n  hint: {hint}" if hint else ""))
    return status


def write(text: str) -> None:
    """Print a result."""
    print(safe(text, sys.stdout), flush=True)  # noqa: T201 -- this is the command's output


def say(text: str) -> None:
    """Print what is said about a result."""
    print(safe(text, sys.stderr), file=sys.stderr, flush=True)  # noqa: T201 -- as above, beside it


def safe(text: str, stream: TextIO) -> str:
    """Show as an escape what would act on a terminal, turn its direction round, or cannot be written there."""
    shown = _UNUSUAL.sub(lambda found: _escaped(found[0]), text)
    encoding = stream.encoding or "utf-8"
    return shown.encode(encoding, "backslashreplace").decode(encoding)


def _escaped(character: str) -> str:
    return character if character.isprintable() or character in _LAYOUT else character.encode("unicode_escape").decode()
