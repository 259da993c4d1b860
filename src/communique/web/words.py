"""The words of the public pages: what the language files of a workspace say under `[labels.web]`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from communique.language import REFERENCE, find_language, language_codes
from communique.places import Place, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE: Final = "web."


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    code: str
    name: str  #: What its readers call it.
    direction: str
    said: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """Find a fixed word."""
        return self.said[name]


@cache
def read_words(place: Place = Place(shipped())) -> Mapping[str, Words]:  # noqa: B008 -- it never changes
    """Read the words of every language that there is."""
    found = {}
    for code in language_codes(place):
        language = find_language(code, place)
        said = {name.removeprefix(_TABLE): text for name, text in language.labels.items() if name.startswith(_TABLE)}
        found[code] = Words(code, language.name, language.direction, said)
    return found


def language_for(accepted: str, known: Mapping[str, Words]) -> str:
    """Choose by what a browser accepts: the first language that there is; English where there is none."""
    wished = (part.partition(";")[0].strip().lower().partition("-")[0] for part in accepted.split(","))
    return next((code for code in wished if code in known), REFERENCE)
