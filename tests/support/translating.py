"""Translate a brief as a translator does, by the file beside it; the words are the original's with a mark behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from communique.brief.load import load
from communique.brief.markup import Line, Prose
from communique.brief.translation import file as files
from communique.brief.translation.entries import Translation, refresh, wanted
from communique.brief.translation.texts import texts_of
from communique.brief.translation.work import refreshed

if TYPE_CHECKING:
    from pathlib import Path

MARK = "Zes"
"""What stands behind every translated text."""


def translated(folder: Path, language: str = "es", mark: str = MARK) -> Path:
    """Write a whole translation of a brief beside it."""
    brief = load(folder)
    empty = Translation(language=language, entries={})
    fresh = refresh(empty, wanted(empty, texts_of(brief)))
    values = {text.path: text for text in texts_of(brief)}
    entries = {
        path: replace(
            entry, text=f"{entry.source} {mark}" if isinstance(values[path].value, Line | Prose) else entry.source
        )
        for path, entry in fresh.entries.items()
    }
    file = folder / f"brief.{language}.yaml"
    file.write_text(files.write(replace(fresh, entries=entries), original="brief.yaml"), encoding="utf-8")
    return file


def brought_up(folder: Path, language: str = "es") -> Translation:
    """Do what `communique translate` does, and read what it wrote."""
    done = refreshed(folder, language)
    done.file.write_text(done.text, encoding="utf-8")
    return read(folder, language)


def read(folder: Path, language: str = "es") -> Translation:
    """Read a translation as it stands in its file."""
    return files.read(folder / f"brief.{language}.yaml", language, f"brief.{language}.yaml")


def texts(translation: Translation) -> list[str]:
    """List all that a translator wrote, whatever has become of it."""
    every = (*translation.entries.values(), *translation.obsolete.values())
    return sorted(str(entry.text) for entry in every if entry.text)
