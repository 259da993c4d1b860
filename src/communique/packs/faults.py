"""
Where a template's errors cross the border: whatever Jinja raises becomes a Problem with file, line and hint.

Jinja writes the template's own frames into the traceback, under the name that
`Pack.shown` gave the file; the last of them is the place.
"""

from __future__ import annotations

import re
import traceback
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import jinja2
from jinja2.exceptions import SecurityError

from communique.errors import CommuniqueError, InvalidPack
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODES: Final[dict[type[Exception], str]] = {
    SecurityError: "unsafe-template",
    jinja2.TemplateSyntaxError: "template-syntax",
    jinja2.TemplateNotFound: "missing-template",
    jinja2.UndefinedError: "undefined-name",
    RecursionError: "endless-template",
}
"""The code of each error; whatever else a template sets off is a ``template-error``."""

_HINTS: Final = {
    "unsafe-template": "Templates run in a sandbox: names that begin with an underscore are out of reach.",
    "missing-template": "A template reaches the files of its own pack, by their bare names.",
    "endless-template": "A macro calls itself, or a file includes itself.",
}


@contextmanager
def mapped_errors(names: Iterable[str] = ()) -> Iterator[None]:
    """Turn what a template raises into InvalidPack; `names` are what it may use, for suggestions."""
    try:
        yield
    except (CommuniqueError, MemoryError):
        raise
    except Exception as error:
        if not isinstance(error, jinja2.TemplateError | RecursionError) and _frame(error) is None:
            raise
        raise InvalidPack([as_problem(error, names)]) from error


def as_problem(error: Exception, names: Iterable[str] = ()) -> Problem:
    """Say what went wrong in a template, and where."""
    code = next((code for kind, code in CODES.items() if isinstance(error, kind)), "template-error")
    return Problem(
        message=_message(error, code),
        code=code,
        location=_location(error),
        hint=_suggestion(error, names) or _HINTS.get(code, ""),
    )


def _message(error: Exception, code: str) -> str:
    words = " ".join(str(error.message if isinstance(error, jinja2.TemplateError) else error).split())[:300]
    if code == "missing-template":
        return f'the pack has no file "{error}"'
    if code == "endless-template":
        return "the template never ends"
    if isinstance(error, jinja2.TemplateError):
        return words or type(error).__name__
    return f"the template fails here: {type(error).__name__}: {words}"


def _location(error: Exception) -> Location | None:
    if isinstance(error, jinja2.TemplateSyntaxError) and error.filename:
        return Location(error.filename, error.lineno)
    return _frame(error)


def _frame(error: Exception) -> Location | None:
    """Find the innermost line of a template that an error came through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename and not _is_code(PurePath(frame.filename)):
            return Location(frame.filename, frame.lineno or 0)
    return None


def _is_code(path: PurePath) -> bool:
    """Tell a library's file from a template: Python's have absolute names, those that were compiled theirs of old."""
    return path.is_absolute() or path.name.startswith("<") or path.suffix in {".pyx", ".pxi"}


def _suggestion(error: Exception, names: Iterable[str]) -> str:
    """Offer the nearest known name for one that is not defined."""
    unknown = re.search(r"'(\w+)' is undefined", str(error)) if isinstance(error, jinja2.UndefinedError) else None
    near = get_close_matches(unknown[1], list(names), 1) if unknown else []
    return f'did you mean "{near[0]}"?' if near else ""
