"""
What a translator made of each text, with the text of the original that it was made from.

So it is known which texts are stale: those whose original has moved on. A text
that is keyed by its own words is found again by likeness when they change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from communique.brief.translation.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from communique.brief.marks import Marks
    from communique.brief.translation.texts import BriefText
    from communique.problems import Location, Problem

ALIKE: Final = 0.6
"""How alike two texts are at least when one is the other after a change; 1 is equal."""

_KEY: Final = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text: what it was made from, and what was made of it."""

    source: str  #: The original as the translator had it.
    text: str = ""  #: The translation; empty where there is none yet.
    now: str = ""  #: The original as it is, where it has moved on.
    comments: tuple[str, ...] = ()  #: What translators wrote beside it, as it stands in the file.
    location: Location | None = field(default=None, compare=False)

    @property
    def stale(self) -> bool:
        """Whether the original has moved on since."""
        return bool(self.text) and bool(self.now)

    @property
    def kept(self) -> bool:
        """Whether there is anything in it that must not be lost."""
        return bool(self.text or self.comments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The texts of a brief in one language, by path."""

    language: str
    entries: Mapping[str, Entry]
    obsolete: Mapping[str, Entry] = field(default_factory=dict)  #: What the original no longer has; kept, in case.
    head: tuple[str, ...] = ()  #: Comments above all texts.
    foot: tuple[str, ...] = ()  #: Comments below them.
    file: str = ""  #: Its name in messages.
    marks: Marks | None = field(default=None, compare=False, repr=False)
    problems: tuple[Problem, ...] = field(default=(), compare=False)  #: What kept parts of the file from being read.


def wanted(translation: Translation, texts: Iterable[BriefText]) -> dict[str, str]:
    """List the originals that a translation has a place for: all but names that it leaves alone."""
    given = {path for path, entry in {**translation.obsolete, **translation.entries}.items() if entry.kept}
    return {text.path: text.source for text in texts if not text.unasked or text.path in given}


def refresh(translation: Translation, texts: Mapping[str, str], *, reviewed: Collection[str] = ()) -> Translation:
    """
    Bring a translation up to the original: new texts, changed ones, those that are gone.

    Args:
        translation: as it was.
        texts: the original's texts by path.
        reviewed: stale texts that were looked at; they now count as made from the original as it is.

    Returns:
        A translation with an entry for each text, in the original's order. Nothing that was written is lost:
        what no text is left for is obsolete.

    """
    written = {path: entry for path, entry in translation.entries.items() if entry.kept or path in texts}
    known = {**translation.obsolete, **written}
    found = dict(_pairs(known, texts))
    entries = {
        path: _renewed(known.get(found.get(path, "")), text, reviewed=path in reviewed) for path, text in texts.items()
    }
    used = {id(known[path]) for path in found.values()}
    obsolete: dict[str, Entry] = {}
    for path, entry in (*translation.obsolete.items(), *written.items()):
        if id(entry) not in used and entry.kept:
            obsolete[_unused(path, obsolete)] = replace(entry, now="")
    return replace(translation, entries=entries, obsolete=obsolete)


def _unused(path: str, taken: Mapping[str, Entry]) -> str:
    """Keep two texts of one path apart: both may have been worth something."""
    return path if path not in taken else _unused(f"{path} (earlier)", taken)


def _renewed(old: Entry | None, text: str, *, reviewed: bool) -> Entry:
    if old is None:
        return Entry(source=text)
    if reviewed or not old.text or tidy(old.source) == text:
        return replace(old, source=text, now="")
    return replace(old, now=text)


def _pairs(known: Mapping[str, Entry], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pair each text with what is known of it: what was made from these very words, what stands there, what is alike."""
    waiting, free = dict(texts), dict(known)
    for pairs in (_in_place, _moved, _changed, _alike):
        for path, old in tuple(pairs(free, waiting)):
            if path in waiting and old in free:
                del waiting[path], free[old]
                yield path, old


def _in_place(known: Mapping[str, Entry], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((path, path) for path, text in texts.items() if path in known and tidy(known[path].source) == text)


def _moved(known: Mapping[str, Entry], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find the same words in the same field of another part."""
    by_words: dict[tuple[str, str], list[str]] = {}
    for old, entry in known.items():
        if entry.text:
            by_words.setdefault((_field(old), tidy(entry.source)), []).append(old)
    for path, text in texts.items():
        if found := by_words.get((_field(path), text)):
            yield path, found.pop(0)


def _changed(known: Mapping[str, Entry], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((path, path) for path in texts if path in known)


def _alike(known: Mapping[str, Entry], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Find nearly the same words in the same field of another part, the most alike first."""
    scores = [
        (score, path, old)
        for path, text in texts.items()
        for old, entry in known.items()
        if entry.text and _field(old) == _field(path) and (score := _likeness(entry, text)) >= ALIKE
    ]
    yield from ((path, old) for _, path, old in sorted(scores, reverse=True))


def _field(path: str) -> str:
    """Name the field of a path, whatever the ids in it: ``tensions[].title``."""
    return _KEY.sub("[]", path.partition(" ")[0])


def _likeness(entry: Entry, text: str) -> float:
    return SequenceMatcher(None, entry.source, text, autojunk=False).ratio()
