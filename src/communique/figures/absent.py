"""Letters that no typeface at hand draws as the pack wants it: told with the file, before boxes are printed for words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.document.walk import plain
from communique.figures.fallbacks import files_of, script_of
from communique.figures.look import covered
from communique.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from communique.document.nodes import Document
    from communique.figures.fallbacks import Script

PACKAGES: Final[Mapping[str, str]] = {
    "arabic": "fonts-noto-core (Debian, Ubuntu) or google-noto-naskh-arabic-fonts (Fedora)",
    "chinese": "fonts-noto-cjk (Debian, Ubuntu) or google-noto-serif-cjk-vf-fonts (Fedora)",
}
"""What to install for a script."""


def absent(document: Document, families: Mapping[str, str], shipped: Sequence[Path]) -> Iterator[Problem]:
    """Name the typefaces that a document needs, the pack names, and this machine lacks."""
    for script, letters in sorted(_letters(document).items()):
        family = families.get(script, "")
        if not family or files_of(family) or any(letters <= covered(path) for path in shipped):
            continue
        yield Problem(
            message=f'the typeface "{family}" is not installed; words in it print in another one, or as boxes',
            code="missing-typeface",
            hint=f"Install {PACKAGES[script]}, or name another in [fonts] of pack.toml.",
            severity=Severity.WARNING,
        )


def _letters(document: Document) -> dict[Script, frozenset[int]]:
    """Collect the letters that the families of Latin type do not draw, by script."""
    found: dict[Script, set[int]] = {}
    for character in set(plain((document.front, *document.sections))):
        script = script_of(character)
        if script != "other":
            found.setdefault(script, set()).add(ord(character))
    return {script: frozenset(letters) for script, letters in found.items()}
