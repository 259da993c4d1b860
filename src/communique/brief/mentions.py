"""
Whether a text names somebody, however it is typed.

Capitals, accents, composed and combined letters, spaces and the dots of an address
make no difference. A person is also named by the last name alone, unless somebody else
has it too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST = 3
"""Letters of a word that names somebody by itself; shorter ones stand in any text."""

_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no space between words."""


def folded(text: str) -> str:
    """Write alike what is typed in different ways: ``José  Ruiz``, ``jose.ruiz`` and ``jose-ruiz`` are the same."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", "".join(c for c in letters if not unicodedata.combining(c))).split())


@dataclass(frozen=True, slots=True)
class Mention:
    """What was found in a text, and the name that it stands for."""

    said: str
    name: str


class Names:
    """Names that are looked for in any number of texts."""

    def __init__(self, people: Iterable[str], sides: Iterable[str] = (), *, others: Iterable[str] = ()) -> None:
        """Take the names to look for; a word that is also in one of the `others` names nobody by itself."""
        people = sorted({*people})
        self._whole = {name: _whole(name) for name in sorted({*people, *sides}) if folded(name)}
        shared = {word for other in others for word in folded(other).split()}
        self._short = [
            (word, name) for name in people for word in _last_names(name) if not {*folded(word).split()} & shared
        ]

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._whole)

    def found_in(self, words: str) -> Iterator[Mention]:
        """Find each name once: as a whole, or a part of it that names nobody else."""
        plain, told = folded(unquote(words)), set()
        for name, pattern in self._whole.items():
            if pattern.search(plain):
                told.add(name)
                yield Mention(name, name)
        spelled = unicodedata.normalize("NFKC", words)
        for word, name in self._short:
            if name not in told and re.search(
                rf"(?<!\w)(?:{re.escape(word)}|{re.escape(word.upper())})s?(?!\w)", spelled
            ):
                told.add(name)
                yield Mention(word, name)


def _whole(name: str) -> re.Pattern[str]:
    """Match a name as a whole, and with an ending: rather is one found too many than one too few."""
    letters = folded(name)
    if _WITHOUT_SPACES.search(name):
        return re.compile(re.escape(letters))
    return re.compile(rf"(?<!\w){re.escape(letters)}\w{{0,2}}(?!\w)")


def _last_names(name: str) -> list[str]:
    """List the words that may stand for a person: all with a capital but the first, unless they are all short."""
    first, *rest = unicodedata.normalize("NFKC", name).split() or [""]
    long = [word for word in rest if len(word) >= SHORTEST and word[0].isupper()]
    return long or ([first] if rest and len(first) >= SHORTEST else [])
