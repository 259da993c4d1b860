"""
When a whole mailing stops by itself: something is wrong with it, or with us, and each further message makes it worse.

The mailing is paused with the reason, and a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from communique.mailing.ledger import Move

_POLICY: Final = "5.7."
_NO_SUCH: Final = ("5.1.1", "5.1.2", "5.1.10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is too much."""

    refusals_in_a_row: int = 5  #: For reasons of policy (5.7.x): our name or our message is not liked.
    first: int = 200  #: People, before the lower share of unknown addresses counts.
    share_at_first: float = 0.05
    share_later: float = 0.02
    unheard: int = 20
    unheard_share: float = 0.005


@dataclass(slots=True)
class Brake:
    """Watches one mailing."""

    bounds: Bounds
    audience: int
    answered: int = 0
    no_such: int = 0
    in_a_row: int = 0
    unheard: int = 0

    def note(self, move: Move) -> str:
        """Take in what became of a delivery; give why the mailing must stop, or nothing."""
        if move.to == "unknown":
            self.unheard += 1
            return self._too_quiet()
        if move.answer is None:
            return ""
        enhanced = move.answer.enhanced
        if move.answer.phase == "mail" and move.to != "sent" and move.answer.code >= 500:  # noqa: PLR2004
            return f"the server refuses the sender: {move.answer.code} {enhanced}".strip()
        self.answered += 1
        self.no_such += move.to == "failed" and enhanced in _NO_SUCH
        self.in_a_row = self.in_a_row + 1 if move.to == "failed" and enhanced.startswith(_POLICY) else 0
        return self._too_many()

    def _too_quiet(self) -> str:
        most = max(self.bounds.unheard, self.audience * self.bounds.unheard_share)
        return f"{self.unheard} answers were not heard" if self.unheard > most else ""

    def _too_many(self) -> str:
        if self.in_a_row >= self.bounds.refusals_in_a_row:
            return f"{self.in_a_row} people in a row were refused for reasons of policy"
        early = self.answered <= self.bounds.first
        share = self.bounds.share_at_first if early else self.bounds.share_later
        seen = max(self.answered, self.bounds.first) if early else self.answered
        return f"{self.no_such} addresses do not exist" if self.no_such > share * seen else ""
