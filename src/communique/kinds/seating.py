"""
Who sits where: the order of precedence put to a table.

The head of a delegation takes the middle of its side, opposite the other head;
the second in precedence sits at the head's right hand, the third at the left,
and so on outwards. Interpreters sit behind their head, at the left shoulder, and
take no seat at the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from communique.brief.sections.delegations import DelegationPart, Person


@dataclass(frozen=True, slots=True)
class Chair:
    """
    Where a person sits, reckoned from the head of the delegation.

    ``hand`` counts seats to the head's right, negative ones to the left, 0 is
    the head's own; ``behind`` counts chairs behind the head, 0 is at the table.
    """

    person: Person
    number: int  #: In the order of precedence, from 1; interpreters last.
    hand: int = 0
    behind: int = 0


def ranked(delegation: DelegationPart) -> tuple[Person, ...]:
    """Put a delegation in its order: the head, then by precedence, then as the file has it; interpreters last."""
    others = sorted(delegation.members, key=lambda person: (person.precedence is None, person.precedence or 0))
    people = (*((delegation.principal,) if delegation.principal else ()), *others)
    return (*(p for p in people if not p.interprets), *(p for p in people if p.interprets))


def seated(delegation: DelegationPart) -> tuple[Chair, ...]:
    """Give everybody of a delegation a chair, in the order of precedence."""
    chairs, seat, behind = [], 0, 0
    for number, person in enumerate(ranked(delegation), start=1):
        if person.interprets:
            behind += 1
            chairs.append(Chair(person, number, behind=behind))
        else:
            chairs.append(Chair(person, number, hand=_hand(seat)))
            seat += 1
    return tuple(chairs)


def _hand(seat: int) -> int:
    """Go outwards from the head, right hand first: 0, 1, -1, 2, -2 and so on."""
    return (seat + 1) // 2 if seat % 2 else -(seat // 2)
