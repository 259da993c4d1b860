"""
What cannot take place as it is planned: items at one time, a person in two places, nobody who interprets.

A clash is found once, here; `check` says it with its place, and the run of show
in the language of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from communique.brief.mentions import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.brief.schema import Brief
    from communique.brief.sections.agenda import AgendaItem
    from communique.brief.sections.delegations import DelegationPart, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One thing that cannot take place as it is planned."""

    kind: Literal["overlap", "two_places", "no_interpreter"]
    item: int | None = None  #: The item, by its place in the agenda; None where the whole meeting is meant.
    other: int | None = None  #: The item that it clashes with, which begins no later.
    person: str = ""  #: Who would have to be in two places: the name as it is printed.
    languages: tuple[str, ...] = ()  #: Codes of the languages between which nobody interprets.


def clashes(brief: Brief) -> tuple[Clash, ...]:
    """Find all clashes of a brief, by kind and then in the order of time."""
    cast = Cast(brief)
    return (*_overlaps(brief), *_two_places(brief, cast), *_without_interpreter(brief, cast))


# --- times


def span(item: AgendaItem) -> tuple[datetime, datetime]:
    """Say from when to when an item runs; one without minutes is over as it begins."""
    start = moment(item.start or time())
    return start, start + timedelta(minutes=item.minutes or 0)


def moment(at: time) -> datetime:
    """Put a time of day on a day, so that times can be compared and added to."""
    return datetime.combine(datetime(2000, 1, 1), at)  # noqa: DTZ001 -- clock times of one day, to be compared


def _timed(brief: Brief) -> list[int]:
    """Number the items that have a time, in the order of time."""
    return sorted((n for n, item in enumerate(brief.agenda) if item.start), key=lambda n: (span(brief.agenda[n]), n))


def _together(brief: Brief) -> Iterator[tuple[int, int]]:
    """Go through the pairs of items that run at one time, the earlier first."""
    for first, second in combinations(_timed(brief), 2):
        (began, ends), (begins, _) = span(brief.agenda[first]), span(brief.agenda[second])
        if begins < ends or begins == began:
            yield first, second


def _overlaps(brief: Brief) -> Iterator[Clash]:
    """Say of each item which one it runs into, unless the two have rooms of their own: of several, the one that ends last."""
    before: dict[int, int] = {}
    for first, second in _together(brief):
        if _apart_in_space(brief, first, second):
            continue
        if second not in before or span(brief.agenda[first])[1] > span(brief.agenda[before[second]])[1]:
            before[second] = first
    return (Clash(kind="overlap", item=item, other=other) for item, other in before.items())


# --- people


class Cast:
    """The people of a brief, found by name or id, and who is there at an item."""

    def __init__(self, brief: Brief) -> None:
        self._people = {p.key: p for side in brief.delegations for p in people_of(side)}
        self._sides = {folded(name): side for side in brief.delegations for name in (side.key, side.name)}
        self._keys = {folded(p.name): key for key, p in self._people.items()}
        self._keys |= {folded(key): key for key in self._people}

    def named(self, item: AgendaItem) -> dict[str, str]:
        """Name who leads an item and who must be there, each by key or by folded name; a side is nobody."""
        given = (*((item.lead.text,) if item.lead else ()), *item.people)
        return {self._key(name): self._name(name) for name in given if folded(name) not in self._sides}

    def present(self, item: AgendaItem) -> tuple[Person, ...]:
        """List the people of the delegations who are there: those that are named, or else everybody."""
        if not item.people:
            return tuple(self._people.values())
        named = [self._people[key] for key in self.named(item) if key in self._people]
        side = self._sides.get(folded(item.lead.text)) if item.lead else None
        return (*named, *(people_of(side) if side else ()))

    def everybody(self) -> tuple[Person, ...]:
        """List the people of all delegations."""
        return tuple(self._people.values())

    def _key(self, name: str) -> str:
        return self._keys.get(folded(name), folded(name))

    def _name(self, name: str) -> str:
        person = self._people.get(self._key(name))
        return person.name if person else name


def people_of(side: DelegationPart) -> tuple[Person, ...]:
    """List the people of a side, its head first."""
    return (*((side.principal,) if side.principal else ()), *side.members)


def _two_places(brief: Brief, cast: Cast) -> Iterator[Clash]:
    """Find who is named at two items that run at one time in two rooms."""
    for first, second in _together(brief):
        there = cast.named(brief.agenda[first]) if _apart_in_space(brief, first, second) else {}
        for key, name in cast.named(brief.agenda[second]).items():
            if key in there:
                yield Clash(kind="two_places", item=second, other=first, person=name)


def _apart_in_space(brief: Brief, first: int, second: int) -> bool:
    """Whether two items have a room each."""
    rooms = {_room(brief.agenda[first]), _room(brief.agenda[second])}
    return len(rooms) > 1 and "" not in rooms


def _room(item: AgendaItem) -> str:
    return folded(item.room.text) if item.room else ""


# --- languages


def _without_interpreter(brief: Brief, cast: Cast) -> Iterator[Clash]:
    """Find where people speak different languages and nobody who is there interprets between them."""
    if apart := _apart(cast.everybody()):
        yield Clash(kind="no_interpreter", languages=apart)
    for number, item in enumerate(brief.agenda):
        if item.people and (apart := _apart(cast.present(item))):
            yield Clash(kind="no_interpreter", item=number, languages=apart)


def _apart(people: Iterable[Person]) -> tuple[str, ...]:
    """Name the languages that are spoken in groups which no interpreter joins: one for each group."""
    there = tuple(people)
    groups: list[set[str]] = []
    for spoken in (*({p.language} for p in there if p.language), *(set(p.interprets) for p in there)):
        joined = {_base(code) for code in spoken}
        joined = joined.union(*(group for group in groups if group & joined))
        groups = [*(group for group in groups if not group & joined), joined]
    spoken_by = {_base(p.language): p.language for p in reversed(there) if p.language}
    heard = [next((code for base, code in spoken_by.items() if base in group), "") for group in groups]
    apart = sorted(filter(None, heard))
    return tuple(apart) if len(apart) > 1 else ()


def _base(code: str) -> str:
    """Take a language without its country: who speaks es understands es-CO."""
    return code.partition("-")[0].lower()
