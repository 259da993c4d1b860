"""
A brief in another language: its translation put into what an audience may see.

The brief comes here after withholding. A translation's file may hold the texts
of internal parts; what was taken out of the brief has no path that they could
come back by. A stale translation may still say what was since taken out of its
original: a public edition has the original in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from communique.brief.lowering import ended
from communique.brief.markup import Line, Prose
from communique.brief.mentions import folded
from communique.brief.translation.faults import current, is_missing, made
from communique.brief.translation.texts import parties, remembering, rewritten, texts_of, words_of
from communique.brief.withhold import named, withheld_names, withhold
from communique.document.nodes import Span, Text
from communique.document.speech import in_language

if TYPE_CHECKING:
    from communique.brief.base import Audience
    from communique.brief.paper import P, Paper
    from communique.brief.translation.entries import Entry, Translation
    from communique.brief.translation.texts import BriefText
    from communique.language import Language
    from communique.problems import Problem

STALE = "translation.stale"
"""The label that a stale text ends with."""

NAMES = ("Person.name", "DelegationPart.name")
"""The fields that name people and sides."""


@dataclass(frozen=True, slots=True)
class Translated:
    """How far an edition is translated."""

    source: str  #: The language of the original.
    stale: int = 0  #: Texts that were translated from an earlier original.
    missing: int = 0  #: Texts that stand in the language of the original.


def translate(
    brief: P, translation: Translation, language: Language, audience: Audience
) -> tuple[P, Translated, tuple[Problem, ...]]:
    """
    Withhold from a brief what an audience may not see, and translate what is left.

    Returns:
        The brief in the other language, how far it is translated, and warnings about what still hints at the rest.

    """
    left, hints = withhold(remembering(brief), audience)
    work = _Work(brief, current(brief, translation), language, audience)
    done = rewritten(left, work.change)
    done = done.model_copy(update={"language": language.code})
    return done, Translated(brief.language, work.stale, work.missing), (*hints, *work.problems)


class _Work:
    """Translates text by text, and counts."""

    def __init__(self, brief: Paper, translation: Translation, language: Language, audience: Audience) -> None:
        self._texts = {text.path: text for text in texts_of(brief) if text.path in translation.entries}
        self._parties = parties(brief)
        self._entries = translation.entries
        self._withheld = withheld_names(brief, self._names())
        self._mark = (Span((Text(language.label(STALE)),), role="mark"),)
        self._language = language.code
        self._audience = audience
        self.stale = self.missing = 0
        self.problems: list[Problem] = []

    def _names(self) -> dict[str, str]:
        """List the names that are written otherwise in this language."""
        named = (
            (words_of(text.value), self._entries[path]) for path, text in self._texts.items() if text.field in NAMES
        )
        return {name: entry.text for name, entry in named if entry.text}

    def change(self, path: str, value: Any) -> Any:
        """Give what stands in the place of a text."""
        text = self._texts.get(path)
        if text is None:
            return value if path.endswith(".name") else self._reference(value)
        entry = self._entries[path]
        public = self._audience == "public"
        if not entry.text or (entry.stale and public):
            self.missing += is_missing(text, replace(entry, text=""), self._language)
            return _foreign(value, text.language) if text.language != self._language else value
        if public:
            self.problems += named(self._withheld, entry.text, entry.location)
        return self._translated(text, entry)

    def _translated(self, text: BriefText, entry: Entry) -> Any:
        value = made(text.value, entry.text)
        self.stale += entry.stale
        if isinstance(value, Line | Prose):
            tail = self._mark if entry.stale else ()
            return value.laid_out(ended(value.parsed.blocks, tail), translated_from=text.language)
        return value

    def _reference(self, value: Any) -> Any:
        """Refer to a side or a person by id, since the name may be another one now; never where it is the name itself."""
        key = self._parties.get(folded(words_of(value)))
        return value if key is None else Line(key) if isinstance(value, Line) else key


def _foreign(value: Any, language: str) -> Any:
    """Say of a text that it is in another language than those around it."""
    if not isinstance(value, Line | Prose):
        return value
    return value.laid_out(in_language(value.parsed.blocks, language))
