"""A translator's work on one brief: its file written anew, with what is new, stale or gone, and how much of it is done."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from communique.brief import load
from communique.brief.codes import is_language
from communique.brief.paper import Paper
from communique.brief.translation import file as files
from communique.brief.translation.entries import Translation, refresh, wanted
from communique.brief.translation.faults import is_missing
from communique.brief.translation.texts import texts_of
from communique.errors import InvalidBrief, UsageError
from communique.names import brief_file
from communique.problems import faults

if TYPE_CHECKING:
    from pathlib import Path


ALL: Final = ()
"""Every stale text, where single ones are not named."""

SCHEMA: Final = "translation.schema.json"

_NAMES_SCHEMA: Final = re.compile(r"# yaml-language-server: \$schema=(\S*?)brief\.schema\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The file of a translation as it shall be, and how far the work has come."""

    file: Path
    text: str
    translated: int  #: Texts that are translated and up to the original.
    stale: int
    missing: int
    untouched: int  #: Texts that may stay as they are, and do.
    obsolete: int


def refreshed(path: Path, language: str, reviewed: tuple[str, ...] | None = None) -> Refreshed:
    """
    Write the file of a translation anew, or for the first time.

    Args:
        path: the brief.
        language: the code of the language.
        reviewed: paths of stale texts whose translation is up to the original now; `ALL` for every one, None for none.

    Raises:
        InvalidBrief: the brief or the file has faults; nothing is written over what could not be read.
        UsageError: the language is the brief's own or none, or a path is unknown.

    """
    brief = load.load(path, Paper)
    original = brief_file(path)
    _refuse_language(language, brief)
    was = _read(original, language)
    sources = wanted(was, texts_of(brief))
    texts = {text.path: text for text in texts_of(brief) if text.path in sources}
    now = refresh(was, sources)
    if reviewed is not None:
        stale = [name for name, entry in now.entries.items() if entry.stale]
        chosen = _known(reviewed, tuple(now.entries)) if reviewed else stale
        now = refresh(now, sources, reviewed=chosen)
    lacking = sum(is_missing(texts[name], entry, language) for name, entry in now.entries.items())
    done = sum(bool(entry.text) for entry in now.entries.values())
    stale_count = sum(entry.stale for entry in now.entries.values())
    return Refreshed(
        file=files.file_of(original, language),
        text=files.write(now, original=original.name),
        translated=done - stale_count,
        stale=stale_count,
        missing=lacking,
        untouched=len(texts) - done - lacking,
        obsolete=len(now.obsolete),
    )


def _refuse_language(language: str, brief: Paper) -> None:
    if not is_language(language):
        raise UsageError(f'"{language}" is no language; write its code: es, pt-BR, zh')
    if language == brief.language:
        raise UsageError(f'the brief is written in "{language}" itself')


def _read(original: Path, language: str) -> Translation:
    file = files.file_of(original, language)
    if not file.exists():
        return Translation(language=language, entries={}, head=_schema_line(original))
    found = files.read(file, language, load.shown_path(file))
    if faults(found.problems):
        raise InvalidBrief(found.problems)
    return found


def _schema_line(original: Path) -> tuple[str, ...]:
    """Name the schema of translations for editors, where it lies beside the one that the brief names."""
    first = original.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
    named = _NAMES_SCHEMA.fullmatch(first.strip())
    beside = named and (original.parent / named[1] / SCHEMA).is_file()
    return (f"# yaml-language-server: $schema={named[1]}{SCHEMA}",) if named and beside else ()


def _known(wanted: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    for path in wanted:
        if path not in known:
            close = difflib.get_close_matches(path, known, 1)
            raise UsageError(f'the brief has no text "{path}"' + (f'; did you mean "{close[0]}"?' if close else ""))
    return wanted
