"""
The texts of a brief that there are to translate, each by its path of ids.

A path names a field by ids and not by positions (``tensions[visa].title``), so
that a text is found again when its neighbours move or are withheld.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from communique.brief.base import Data, Part, unique_keys
from communique.brief.markup import Markup
from communique.brief.mentions import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from communique.brief.paper import Paper
    from communique.brief.walk import FilePath

D = TypeVar("D", bound=Data)

PLAIN: Final = {
    "Author.name": 300,
    "Chart.alt": 2000,
    "Contact.name": 300,
    "DelegationPart.name": 300,
    "EventPart.short": 300,
    "Handling.marking": 60,
    "Person.name": 300,
    "Person.pronunciation": 300,
    "PictureFile.alt": 2000,
    "Position.side": 300,
    "PlacePart.name": 300,
    "Place.name": 300,
    "Seating.host": 300,
    "Story.marking": 60,
}
"""Fields of plain text that hold words, and how long these may be; every other one is a name, a code or an address."""

FREE: Final = frozenset(
    (
        *("Author.name", "Contact.name", "Person.pronunciation", "PictureFile.credit", "QuotationPart.words"),
        *("Source.title", "Source.author", "Source.publisher"),
    )
)
"""Fields that stay as they are unless a translation is given: names of offices, titles, the words that were said."""

SPOKEN: Final = frozenset(("QuotationPart.words", "Story.title", "Story.text"))
"""Fields that may be in another language than those around them, as their part says."""

UNASKED: Final = frozenset(("Person.name",))
"""Fields that nobody is asked to translate: names stay names, but another script may need them in its own letters."""

REFERENCES: Final = frozenset(("AgendaItem.lead", "AgendaItem.people", "Position.side", "Seating.host"))
"""Fields that may name a side or a person of the brief; then they are translated with it, and not here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefText:
    """A text of a brief: where it stands, and what may be done with it."""

    path: str
    place: FilePath  #: Where it stands in the file.
    value: Markup | str
    field: str  #: Model and field: ``TensionPart.title``.
    language: str  #: What it is written in.

    @property
    def source(self) -> str:
        """The text as it is written."""
        return tidy(self.value.source if isinstance(self.value, Markup) else self.value)

    @property
    def free(self) -> bool:
        """Whether it stays as it is unless a translation is given."""
        return self.field in FREE or self.unasked

    @property
    def unasked(self) -> bool:
        """Whether a translator is not even asked for it."""
        return self.field in UNASKED


def texts_of(brief: Paper) -> tuple[BriefText, ...]:
    """List the texts of a brief in the order of the fields."""
    named = parties(brief)
    return tuple(_texts(brief, "", (), brief.language, named))


def parties(brief: Paper) -> dict[str, str]:
    """Name the sides and people that a field may refer to: id or name, however they are typed, to the id."""
    sides = getattr(brief, "delegations", ())  # a newsletter has none
    people = [p for side in sides for p in (side.principal, *side.members) if p]
    named = [*((p.name, p.key) for p in people), *((side.name, side.key) for side in sides)]
    return {folded(word): key for name, key in named if key for word in (name, key)}


def tidy(text: str) -> str:
    """Leave out what two files write differently, and no reader sees: spaces at the ends of lines and of the whole."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


# --- paths


def remembering(brief: D) -> D:
    """Note in every part under which key it stands in the whole brief, before anything is withheld."""
    changed = {name: _remembering(getattr(brief, name)) for name in type(brief).model_fields}
    return brief.model_copy(update=changed)


def _remembering(value: Any) -> Any:
    if isinstance(value, tuple) and value and isinstance(value[0], Part):
        parts = tuple(map(remembering, value))
        for part, key in zip(parts, unique_keys(value), strict=True):
            part._known_as = key  # noqa: SLF001 -- a part of our own making
        return parts
    return remembering(value) if isinstance(value, Data) else value


def rewritten(data: D, change: Callable[[str, Any], Any], path: str = "") -> D:
    """
    Make a copy whose texts are changed: `change` gets path and text, and gives what to put there.

    Every part keeps the id that it has in the original, written down, since the
    words that it was made from change.
    """
    changed = {}
    for name in type(data).model_fields:
        value, at = getattr(data, name), f"{path}.{name}" if path else name
        if _field(data, name, value):
            changed[name] = change(at, value)
        elif f"{type(data).__name__}.{name}" in REFERENCES and isinstance(value, tuple):
            changed[name] = tuple(change(at, one) for one in value)
        elif isinstance(value, Data):
            changed[name] = rewritten(value, change, at)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            keyed = zip(value, unique_keys(value), strict=True)
            changed[name] = tuple(
                rewritten(part.model_copy(update={"id": key}), change, f"{at}[{part._known_as or key}]")  # noqa: SLF001
                for part, key in keyed
            )
        elif isinstance(value, tuple) and value and isinstance(value[0], Data):
            changed[name] = tuple(rewritten(item, change, f"{at}[{n}]") for n, item in enumerate(value, start=1))
    return data.model_copy(update=changed)


def _texts(data: Data, path: str, place: FilePath, language: str, named: dict[str, str]) -> Iterator[BriefText]:
    for name in type(data).model_fields:
        value, at, here = getattr(data, name), f"{path}.{name}" if path else name, (*place, name)
        if field := _field(data, name, value):
            words = words_of(value)
            if _says_anything(words) and not (field in REFERENCES and folded(words) in named):
                spoken = getattr(data, "language", None) if field in SPOKEN else None
                yield BriefText(path=at, place=here, value=value, field=field, language=spoken or language)
        elif isinstance(value, Data):
            yield from _texts(value, at, here, language, named)
        elif isinstance(value, tuple) and value and isinstance(value[0], Data):
            keys = unique_keys(value) if isinstance(value[0], Part) else range(1, len(value) + 1)
            for index, (item, key) in enumerate(zip(value, keys, strict=True)):
                yield from _texts(item, f"{at}[{key}]", (*here, index), language, named)


def _says_anything(words: str) -> bool:
    """Tell words from a sign, such as "%", that is the same in every language."""
    return any(character.isalpha() for character in words)


def words_of(value: Markup | str) -> str:
    """Give the words of a text, without markup."""
    return value.text if isinstance(value, Markup) else value


def _field(data: Data, name: str, value: object) -> str:
    """Name the field of a text by model and field; empty for what there is nothing to translate in."""
    names = [f"{kind.__name__}.{name}" for kind in type(data).__mro__ if issubclass(kind, Data)]
    if isinstance(value, Markup):
        return next((field for field in names if field in FREE or field in REFERENCES), names[0])
    return next((field for field in names if field in PLAIN), "") if isinstance(value, str) else ""
