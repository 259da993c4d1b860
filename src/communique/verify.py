"""
Verify a finished file: read its text back, and hold it against the document it was made from.

A file's name says which edition it is: `brief.public.es.pdf`. The page of an
e-mail that was shortened to fit names the sections that it leaves out, so it is
held against the document without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique import parity
from communique.errors import RenderError, UsageError
from communique.readback import READERS
from communique.writers.fit import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.brief.base import Audience
    from communique.document.nodes import Document
    from communique.problems import Problem
    from communique.readback import Reading

STEM: Final = "brief"
AUDIENCES: Final = ("internal", "public")


@dataclass(frozen=True, slots=True)
class EditionName:
    """What a file's name says of its edition; None where it is the brief's own."""

    audience: Audience | None = None
    language: str | None = None

    @classmethod
    def of(cls, name: str) -> EditionName:
        """Read a file's name; raise UsageError where a build gives no such name."""
        stem, *marks = name.split(".")[:-1]
        marks = [mark for mark in marks if mark != "web"]
        audience: Audience | None = None
        if marks and (marks[0] == "internal" or marks[0] == "public"):
            audience = marks.pop(0)  # type: ignore[assignment]  # one of the two
        if stem != STEM or len(marks) > 1 or not is_output(name):
            raise UsageError(
                f'"{name}" is not the name of a file that `build` makes: brief.pdf, brief.public.es.docx …'
            )
        return cls(audience, marks[0] if marks else None)


def is_output(name: str) -> bool:
    """Whether a file's name is one that `build` gives."""
    return name.startswith(f"{STEM}.") and f".{name.rpartition('.')[2]}" in READERS


def verify_file(document: Document, file: Path, *, shown: str) -> tuple[Problem, ...]:
    """Say which pieces of a document a file lacks, or has elsewhere, and which of its notes disagree."""
    try:
        readings = READERS[file.suffix](file.read_bytes())
    except RenderError as error:
        return error.problems
    return tuple(p for part, reading in readings.items() for p in _problems(document, reading, file, part, shown))


def _problems(document: Document, reading: Reading, file: Path, part: str, shown: str) -> Iterator[Problem]:
    mail = part == "HTML part" or (file.suffix == ".html" and not file.name.endswith(".web.html"))
    candidates = [parity.differences(document, reading)]
    if mail and candidates[0]:
        candidates += (parity.differences(shorter, reading) for shorter in shortened(document))
    yield from parity.problems(min(candidates, key=len), file=f"{shown} ({part})" if part else shown)
