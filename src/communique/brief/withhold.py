"""
Take out of a brief what an audience may not see, and all that only that needed.

A part marked internal goes with everything in it. Behind it go the sources and
glossary terms that nothing left refers to, and the references by id to people
and sides that are gone. What names a withheld person in free text cannot be
taken out without rewriting the sentence: that is reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from communique.brief.base import Data, Line, Part, Prose
from communique.brief.sections.delegations import DelegationPart, Person
from communique.brief.walk import FilePath, walk
from communique.document.nodes import Cite
from communique.document.walk import walk as walk_tree
from communique.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.base import Audience
    from communique.brief.schema import Brief

D = TypeVar("D", bound=Data)


def withhold(brief: Brief, audience: Audience) -> tuple[Brief, tuple[Problem, ...]]:
    """Return the brief as an audience may see it, and warnings about what still hints at the rest."""
    if audience == "internal":
        return brief, ()
    names = frozenset(_withheld_names(brief))
    left = _without(_strip(brief), names)
    left = left.model_copy(
        update={
            "sources": tuple(s for s in left.sources if s.id not in _cited(brief) - _cited(left)),
            "glossary": tuple(t for t in left.glossary if t.term.text not in _terms(brief) - _terms(left)),
        }
    )
    return left, (*_named(brief, left, names), *_uncovered(brief, left))


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


def _withheld_names(brief: Brief) -> Iterator[str]:
    """Names and ids of withheld people and sides."""
    for part in _withheld(brief):
        if isinstance(part, Person | DelegationPart):
            yield from (part.key, part.name)


def _without(brief: Brief, names: frozenset[str]) -> Brief:
    """Drop what refers to a withheld person or side: who leads an item, what a side holds."""
    agenda = tuple(
        item.model_copy(update={"lead": None}) if item.lead and item.lead.text in names else item
        for item in brief.agenda
    )
    tensions = tuple(
        tension.model_copy(update={"positions": tuple(p for p in tension.positions if p.side not in names)})
        for tension in brief.tensions
    )
    return brief.model_copy(update={"agenda": agenda, "tensions": tensions}) if names else brief


def _markup(brief: Brief, *, skip: tuple[str, ...] = ()) -> Iterator[tuple[FilePath, Line | Prose]]:
    for path, value in walk(brief):
        if isinstance(value, Line | Prose) and (not path or path[0] not in skip):
            yield path, value


def cited(value: Line | Prose) -> frozenset[str]:
    """Name the sources that a text cites."""
    return frozenset(node.source for node in walk_tree(value.parsed.blocks) if isinstance(node, Cite))


def _cited(brief: Brief) -> frozenset[str]:
    """Name the sources that a brief cites, in its prose or in a field of its own."""
    prose = {source for _, value in _markup(brief) for source in cited(value)}
    fields = {
        s
        for _, value in walk(brief)
        if isinstance(s := getattr(value, "source", None), str) and isinstance(value, Part)
    }
    return frozenset(prose | fields)


def _terms(brief: Brief) -> frozenset[str]:
    """Name the glossary's terms that the brief uses outside its glossary."""
    words = "\n".join(value.text for _, value in _markup(brief, skip=("glossary",)))
    return frozenset(t.term.text for t in brief.glossary if _occurs(t.term.text, words))


def _occurs(name: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _named(brief: Brief, left: Brief, names: frozenset[str]) -> Iterator[Problem]:
    """Report what is still printed and names somebody who is withheld; places are those of the whole brief."""
    kept = {id(value) for _, value in _markup(left)}
    spoken = {part.name for part in _withheld(brief) if isinstance(part, Person | DelegationPart)} & names
    for path, value in _markup(brief):
        for name in sorted(spoken) if id(value) in kept else ():
            if _occurs(name, value.text):
                yield Problem(
                    message=f'the public edition names "{name}", who is marked internal',
                    code="withheld-name",
                    location=brief.locate(path),
                    hint="Reword this text, or mark it internal too.",
                    severity=Severity.WARNING,
                )


def _uncovered(brief: Brief, left: Brief) -> Iterator[Problem]:
    """Report citations that stay while their source is withheld; they are left out when the document is made."""
    gone = {s.id for s in brief.sources} - {s.id for s in left.sources}
    kept = {id(value) for _, value in _markup(left)}
    for path, value in _markup(brief):
        for source in sorted(cited(value) & gone) if id(value) in kept else ():
            yield Problem(
                message=f'the public edition cites "{source}", which is marked internal; it prints without the citation',
                code="withheld-source",
                location=brief.locate(path),
                hint="Cite a source that may be shown, or mark this text internal too.",
                severity=Severity.WARNING,
            )
