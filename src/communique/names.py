"""What briefs and finished files are called: a name on the command line to a file, and a file's name to its edition."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from communique.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from communique.places import Place

FORMATS: Final = ("pdf", "docx", "email", "text", "web")
"""What files are made as; `communique.render.OUTPUTS` says how."""

FILE: Final = "brief.yaml"
"""The name of the file in a brief's folder."""

BRIEFS: Final = "briefs"
"""The folder of a workspace that holds the briefs."""

SUFFIXES: Final = (".yaml", ".yml")
"""How the name of a brief's file ends."""

STEM: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""How the name of a finished file begins: with the document kind."""

FOR: Final = "-for-"
"""What stands between the kind and the person that a handout was made for."""

COPIES: Final = ".copies-"
"""What stands in the name of a folder of numbered copies, between the document's and the distribution's."""

FINISHED: Final = (".pdf", ".docx", ".html", ".eml", ".txt")
"""How the name of a finished file ends."""


LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""What a language's code looks like in the name of a file."""


MOST_LANGUAGES: Final = 3
"""Languages that stand side by side on a page."""


def languages(asked: str | None) -> tuple[str | None, ...]:
    """Read what languages are asked for: ``en+es`` for both side by side, None for the brief's own."""
    codes = asked.split("+") if asked else [None]
    if len(codes) > MOST_LANGUAGES:
        raise UsageError(f"{asked}: at most {MOST_LANGUAGES} languages stand side by side")
    if len(set(codes)) < len(codes):
        raise UsageError(f"{asked}: one language stands there twice")
    return tuple(codes)


def find_briefs(names: Sequence[str], place: Place) -> tuple[Path, ...]:
    """
    Find briefs by slug, folder or file; all of the workspace where none is named.

    Raises:
        UsageError: there is no such brief, or none at all.

    """
    if names:
        return tuple(dict.fromkeys(find_brief(name, place) for name in names))
    found = all_briefs(place)
    if not found:
        raise UsageError(f"there is no brief in {BRIEFS}/; `communique new NAME` starts one")
    return found


def all_briefs(place: Place) -> tuple[Path, ...]:
    """List the briefs of a workspace, newsletters too."""
    folder = place.root / BRIEFS
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    return tuple(near(entry) for entry in entries if _is_brief(entry) and not entry.name.startswith("."))


def _is_brief(path: Path) -> bool:
    """Whether a path looks like a brief: a YAML file, or a folder with one, whatever its name is."""
    if path.is_dir():
        return any(os.path.splitext(name)[1] in SUFFIXES for name in os.listdir(path))  # noqa: PTH122, PTH208 -- there are thousands
    return path.suffix in SUFFIXES and original_of(path) is None


def original_of(path: Path) -> Path | None:
    """Name the brief beside a file that has the name of a translation: `visit.yaml` of `visit.es.yaml`."""
    stem, _, language = path.stem.rpartition(".")
    if not stem or not LANGUAGE.fullmatch(language):
        return None
    original = path.with_name(stem + path.suffix)
    return original if original.is_file() else None


def find_brief(name: str, place: Place) -> Path:
    """Find one brief by its slug, its folder or its file; raise UsageError with a suggestion."""
    folder = place.root / BRIEFS
    for path in (*_given(name), folder / name, *(folder / f"{name}{suffix}" for suffix in SUFFIXES)):
        if path.exists():
            return near(path)
    close = get_close_matches(name, [_named(path) for path in all_briefs(place)], 1)
    raise UsageError(f'there is no brief "{name}"' + (f'; did you mean "{close[0]}"?' if close else ""))


def _given(name: str) -> tuple[Path, ...]:
    """Take a name as a path, where it is a brief's or its translation's: a folder that only has the name of one is none."""
    path = original_of(Path(name)) or Path(name)
    return (path,) if path.is_file() or (path.is_dir() and _is_brief(path)) else ()


def _named(path: Path) -> str:
    return path.stem if path.suffix in SUFFIXES else path.name


def slug(text: str) -> str:
    """Make an identifier of a title: ``Defense Minister`` becomes ``defense-minister``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].strip("-")


def brief_file(path: Path) -> Path:
    """Name the file of a brief: the path itself, or `brief.yaml` in the folder."""
    return path / FILE if path.is_dir() else path


def slug_of(file: Path) -> str:
    """Say by what name a brief goes, from the name of its file or its folder."""
    name = (file.parent.name or file.absolute().parent.name) if file.name == FILE else file.stem
    plain = slug(name) or "brief"
    if not any(character.isalnum() and not character.isascii() for character in unicodedata.normalize("NFKD", name)):
        return plain
    digest = hashlib.sha256(unicodedata.normalize("NFC", name).encode(errors="surrogateescape")).hexdigest()
    return f"{plain[:55]}-{digest[:8]}"  # another name in the same letters may not write over its files


def chosen_formats(names: Iterable[str] | None) -> tuple[str, ...]:
    """Check the names of formats, and put them into the order of `FORMATS`; all where none are named."""
    wanted = set(FORMATS) if names is None else set(names)
    unknown = sorted(wanted - set(FORMATS))
    if unknown:
        raise UsageError(f'unknown format "{unknown[0]}"; formats are: {", ".join(FORMATS)}')
    return tuple(name for name in FORMATS if name in wanted)


def near(path: Path) -> Path:
    """Write a path from the current folder on, where it lies below it."""
    # as text, for there are thousands of briefs; `resolve` would follow links and name another place
    absolute = os.path.join(os.path.abspath(path), "")  # noqa: PTH100, PTH118
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118
    return Path(absolute.removeprefix(here)) if absolute.startswith(here) else path


@dataclass(frozen=True, slots=True)
class EditionName:
    """What a finished file's name says of its edition; None where it is the brief's own."""

    audience: Literal["internal", "public"] | None = None
    language: str | None = None
    kind: str = "brief"  #: The document kind.
    person: str | None = None  #: Whom a handout was made for.

    @classmethod
    def of(cls, name: str) -> EditionName:
        """Read a file's name; raise UsageError where a build gives no such name."""
        marks = [mark for mark in name.split(".")[1:-1] if mark != "web"]
        audience: Literal["internal", "public"] | None = None
        for reader in ("internal", "public"):
            if marks[:1] == [reader]:
                audience = reader
                marks = marks[1:]
        if len(marks) > 1 or not is_output(name):
            raise UsageError(
                f'"{name}" is not the name of a file that `build` makes: brief.pdf, brief.public.es.docx …'
            )
        kind, person = begun(name)
        return cls(audience, marks[0] if marks else None, kind, person)


def begun(name: str) -> tuple[str, str | None]:
    """Read what the name of a finished file begins with: the document kind, and whom it is for."""
    kind, _, person = name.partition(".")[0].partition(FOR)
    return kind, person or None


def is_output(name: str) -> bool:
    """Whether a file's name is one that `build` gives."""
    return bool(STEM.fullmatch(name.partition(".")[0])) and name.endswith(FINISHED)
