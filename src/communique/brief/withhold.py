"""
Take out of a brief what an audience may not see, and all that only that needed.

A part marked internal goes with everything in it. Behind it go the sources and
glossary terms that only it needed, at however many removes, and the references by id to people
and sides that are gone. What names a withheld person in free text cannot be
taken out without rewriting the sentence: that is reported.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar, cast

from communique.brief.base import Data, Line, Part, Prose
from communique.brief.markup import Markup
from communique.brief.mentions import Names, folded
from communique.brief.schema import Brief
from communique.brief.sections.delegations import DelegationPart, Person
from communique.brief.sections.sources import Source
from communique.brief.walk import FilePath, walk
from communique.document.nodes import Cite
from communique.document.walk import walk as walk_tree
from communique.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from communique.brief.base import Audience
    from communique.brief.paper import P, Paper
    from communique.brief.sections.agenda import AgendaItem
    from communique.brief.sections.glossary import GlossaryTerm
    from communique.problems import Location

D = TypeVar("D", bound=Data)

LISTS: Final = ("sources", "glossary")
"""The fields that other parts need something of; a newsletter has no glossary."""


def withhold(brief: P, audience: Audience) -> tuple[P, tuple[Problem, ...]]:
    """Return the brief as an audience may see it, and warnings about what still hints at the rest."""
    if audience == "internal":
        return brief, ()
    names = frozenset(map(folded, _withheld_names(brief)))
    left = _strip(brief)
    left = cast("P", _without(left, names)) if isinstance(left, Brief) else left
    gone = _needed(brief, _may_use) - _needed(left, _uses)
    listed = {name: getattr(left, name, ()) for name in LISTS}
    left = left.model_copy(
        update={name: tuple(p for p in parts if p not in gone) for name, parts in listed.items() if parts}
    )
    return left, (*_named(brief, left), *_uncovered(brief, left))


def _strip(value: D) -> D:
    """Rebuild a group of fields without the parts that are marked internal."""
    changed = {}
    for name in type(value).model_fields:
        old = getattr(value, name)
        new = _visible(old)
        if new is not old:
            changed[name] = new
    return value.model_copy(update=changed) if changed else value


def _visible(value: object) -> object:
    if isinstance(value, tuple):
        kept = tuple(item for item in map(_visible, value) if item is not None)
        return value if len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True)) else kept
    if isinstance(value, Part) and value.audience == "internal":
        return None
    return _strip(value) if isinstance(value, Data) else value


def _withheld(value: object) -> Iterator[Part]:
    """Go through the parts that are taken out, and the parts within them."""
    for _, found in walk(value):
        if isinstance(found, Part) and found.audience == "internal":
            yield from (part for _, part in walk(found) if isinstance(part, Part))


def _withheld_names(brief: Paper) -> Iterator[str]:
    """Names and ids of withheld people and sides."""
    for part in _withheld(brief):
        if isinstance(part, Person | DelegationPart):
            yield from (part.key, part.name)


def _without(brief: Brief, names: frozenset[str]) -> Brief:
    """Drop what refers to a withheld person or side: who leads an item and is there, what a side holds, who receives."""
    agenda = tuple(_item_without(item, names) for item in brief.agenda)
    tensions = tuple(
        tension.model_copy(update={"positions": tuple(p for p in tension.positions if folded(p.side) not in names)})
        for tension in brief.tensions
    )
    host = brief.seating.host
    seating = brief.seating.model_copy(update={"host": None}) if host and folded(host) in names else brief.seating
    return brief.model_copy(update={"agenda": agenda, "tensions": tensions, "seating": seating}) if names else brief


def _item_without(item: AgendaItem, names: frozenset[str]) -> AgendaItem:
    lead = None if item.lead and folded(item.lead.text) in names else item.lead
    people = tuple(one for one in item.people if folded(one) not in names)
    return item.model_copy(update={"lead": lead, "people": people})


# --- what only withheld parts needed


def _needed(brief: Paper, uses: Callable[[str, str], bool]) -> frozenset[Part]:
    """Go from the brief's body to the sources and terms that it needs, and on to those that these need."""
    listed: tuple[Source | GlossaryTerm, ...] = sum((getattr(brief, name, ()) for name in LISTS), ())
    waiting: list[Data] = [brief.model_copy(update={name: () for name in LISTS if hasattr(brief, name)})]
    found: set[Part] = set()
    while waiting:
        inside = [value for _, value in walk(waiting.pop())]
        cited = frozenset[str]().union(*map(_cited, inside))
        words = "\n".join(text for value in inside if (text := _text(value)))
        needed = [
            part
            for part in listed
            if part not in found and (part.id in cited if isinstance(part, Source) else uses(words, part.term.text))
        ]
        found.update(needed)
        waiting += needed
    return frozenset(found)


def _cited(value: object) -> frozenset[str]:
    """Name the sources that a text cites, or a part in a field of its own."""
    if isinstance(value, Line | Prose):
        return frozenset(node.source for node in walk_tree(value.parsed.blocks) if isinstance(node, Cite))
    source = getattr(value, "source", None) if isinstance(value, Part) else None
    return frozenset({source} if isinstance(source, str) else ())


def _text(value: object) -> str:
    """Give the words of a text, marked up or plain, or of a table; nothing of anything else."""
    return value.text if isinstance(value, Markup) else value if isinstance(value, str) else ""


def _occurs(pattern: str, words: str, flags: re.RegexFlag = re.NOFLAG) -> bool:
    return re.search(rf"(?<!\w){pattern}(?!\w)", words, flags) is not None


def _uses(words: str, term: str) -> bool:
    """Find a term as a writer uses it: in the plural too, and, but for an acronym, with small letters."""
    return _occurs(rf"{re.escape(term)}(?:e?s)?", words, re.NOFLAG if term.isupper() else re.IGNORECASE)


def _may_use(words: str, term: str) -> bool:
    """Find a term also where it is only likely: rather is one withheld too many than one too few."""
    return _occurs(rf"{re.escape(term)}\w{{0,3}}", words, re.IGNORECASE)


# --- what still hints at withheld parts


def _kept(brief: Paper, left: Paper) -> Iterator[tuple[FilePath, object]]:
    """Go through what stays of a brief, with its places in the whole brief."""
    kept = {id(value) for _, value in walk(left)}
    return ((path, value) for path, value in walk(brief) if id(value) in kept)


def _named(brief: Paper, left: Paper) -> Iterator[Problem]:
    """Report what is still printed and names somebody who is withheld."""
    names = withheld_names(brief)
    for path, value in _kept(brief, left) if names else ():
        yield from named(names, _written(value), brief.locate(path))


def withheld_names(brief: Paper, translated: Mapping[str, str] = MappingProxyType({})) -> Names:
    """Take the names of the people and sides that are withheld, as they are and as a translation writes them."""
    hidden = {id(part) for part in _withheld(brief)}
    names: dict[tuple[type, bool], list[str]] = {}
    for _, part in walk(brief):
        if isinstance(part, Person | DelegationPart):
            kind = Person if isinstance(part, Person) else DelegationPart
            names.setdefault((kind, id(part) in hidden), []).extend(
                filter(None, (part.name, translated.get(part.name)))
            )
    others = (*names.get((Person, False), ()), *names.get((DelegationPart, False), ()))
    return Names(names.get((Person, True), ()), names.get((DelegationPart, True), ()), others=others)


def named(names: Names, words: str, place: Location | None) -> Iterator[Problem]:
    """Report a printed text that names somebody who is withheld."""
    for mention in names.found_in(words) if words else ():
        whole = mention.said == mention.name
        yield Problem(
            message=f'the public edition names "{mention.name}", who is marked internal'
            if whole
            else f'the public edition says "{mention.said}": "{mention.name}" is marked internal',
            code="withheld-name",
            location=place,
            hint="Reword this text, or mark it internal too.",
            severity=Severity.WARNING,
        )


def _written(value: object) -> str:
    """Give all of a text that readers get: its words, and the addresses of its links and the words about its pictures."""
    return f"{value.text}\n{value.source}" if isinstance(value, Markup) else _text(value)


def _uncovered(brief: Paper, left: Paper) -> Iterator[Problem]:
    """Report citations that stay while their source is withheld; they are left out when the document is made."""
    gone = {s.id for s in brief.sources} - {s.id for s in left.sources}
    for path, value in _kept(brief, left):
        for source in sorted(_cited(value) & gone):
            yield Problem(
                message=f'the public edition cites "{source}", which is marked internal; it prints without the citation',
                code="withheld-source",
                location=brief.locate(path),
                hint="Cite a source that may be shown, or mark this text internal too.",
                severity=Severity.WARNING,
            )
