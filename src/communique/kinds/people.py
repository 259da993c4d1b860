"""The people of a brief, as handouts need them: in order of precedence, and one of them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.clashes import people_of
from communique.brief.mentions import folded
from communique.errors import UsageError
from communique.kinds.seating import ranked

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.brief.schema import Brief
    from communique.brief.sections.delegations import DelegationPart, Person


def in_precedence(side: DelegationPart, path: str, context: Context) -> tuple[tuple[Person, str], ...]:
    """List the people of a side in their order, each with its path."""
    paths = {id(member): at for member, at in context.keyed(side.members, f"{path}.members")}
    return tuple((person, paths.get(id(person), f"{path}.principal")) for person in ranked(side))


def find_person(brief: Brief, asked: str) -> tuple[str, frozenset[str]]:
    """
    Find somebody in the delegations or in the agenda: the name as it is printed, and all that one goes by there.

    Raises:
        UsageError: nobody of this brief is called so.

    """
    people = [person for side in brief.delegations for person in people_of(side)]
    for person in people:
        goes_by = frozenset({folded(person.name), folded(person.key)})
        if folded(asked) in goes_by:
            return person.name, goes_by
    named = [name for item in brief.agenda for name in (*((item.lead.text,) if item.lead else ()), *item.people)]
    for name in named:
        if folded(name) == folded(asked):
            return name, frozenset({folded(name)})
    known = ", ".join(person.name for person in people) or "nobody"
    raise UsageError(f'nobody here is called "{asked}"; the delegations have: {known}')


def initials(name: str) -> str:
    """
    Write the first letters of the first and the last name, for where there is no picture.

    A script without capitals has one alone: in Arabic two letters would join.
    """
    words = [word for word in name.split() if word[0].isalpha()]
    capitals = all(word[0].upper() != word[0].lower() for word in words)
    ends = [words[0], words[-1]] if len(words) > 1 and capitals else words[:1]
    return "".join(word[0] for word in ends).upper()
