"""
How fast each domain may be written to: as many at once as it takes, at its rate, and not at all while it refuses.

Concurrency grows by one for each round of clean answers and is halved when the
domain itself puts us off (421, 4.7.x), as Postfix does it. A whole round of such
answers closes the domain; then one message probes it, and the pause doubles
until one is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from communique.mailing.claims import Room

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Row

SECOND: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a domain is given to begin with, and at most."""

    concurrency: int = 5
    most: int = 20
    first_pause: int = 300 * SECOND
    longest_pause: int = 4000 * SECOND
    per_second: Mapping[str, float] = field(default_factory=dict)  #: By domain; `*` for each that is not named.

    def rate(self, domain: str) -> float | None:
        """Say how many messages a second a domain may be sent; None for no limit."""
        return self.per_second.get(domain, self.per_second.get("*"))


@dataclass(slots=True)
class Domain:
    """How one domain has answered lately."""

    concurrency: int
    under_way: int = 0
    clean: int = 0
    fails: int = 0
    pause: int = 0
    open_until: int = 0  #: Closed before; then one probe.
    slot_at: float = 0  #: When the next message is due at the domain's rate.
    changed: bool = False  #: Whether the database does not know it yet.

    def is_plain(self, limits: Limits) -> bool:
        """Say whether there is nothing to remember."""
        fresh = self.concurrency == limits.concurrency and not (self.fails or self.clean or self.slot_at)
        return fresh and not (self.under_way or self.pause or self.changed)


@dataclass(slots=True)
class Throttle:
    """Every domain that is being written to, or that has something to be remembered."""

    limits: Limits = field(default_factory=Limits)
    domains: dict[str, Domain] = field(default_factory=dict)

    def may_start(self, name: str, now: int) -> bool:
        """Say whether a message may go to a domain now."""
        domain = self.domains.get(name)
        if domain is None:
            return True
        if now < domain.open_until or now < domain.slot_at:
            return False
        return domain.under_way < (1 if domain.pause else domain.concurrency)

    def started(self, name: str, now: int) -> None:
        """Note that a message goes to a domain."""
        domain = self.domains.setdefault(name, Domain(self.limits.concurrency))
        domain.under_way += 1
        if rate := self.limits.rate(name):
            domain.slot_at = max(domain.slot_at, now) + SECOND / rate

    def ended(self, name: str, now: int, *, put_off: bool | None) -> None:
        """Note how it ended: the domain put us off, or took it, or (None) neither."""
        domain = self.domains[name]
        domain.under_way -= 1
        if put_off:
            self._put_off(domain, now)
        elif put_off is False:
            self._clean(domain)
        if domain.is_plain(self.limits):
            del self.domains[name]

    def _clean(self, domain: Domain) -> None:
        domain.changed |= domain.pause > 0
        domain.fails = domain.pause = domain.open_until = 0
        domain.clean += 1
        if domain.clean >= domain.concurrency:
            domain.clean = 0
            domain.concurrency = min(domain.concurrency + 1, self.limits.most)

    def _put_off(self, domain: Domain, now: int) -> None:
        domain.clean = 0
        domain.fails += 1
        domain.concurrency = max(domain.concurrency // 2, 1)
        if domain.pause or domain.fails >= self.limits.concurrency:
            domain.pause = min(domain.pause * 2 or self.limits.first_pause, self.limits.longest_pause)
            domain.open_until = now + domain.pause
            domain.concurrency = self.limits.concurrency
            domain.changed = True

    def room(self, in_hand: Mapping[str, int], now: int) -> Room:
        """Say how many more of each domain may be claimed, with so many waiting here already."""
        known = {name: self._room(domain, in_hand.get(name, 0), now) for name, domain in self.domains.items()}
        most = 2 * self.limits.concurrency
        known |= {name: most - waiting for name, waiting in in_hand.items() if name not in known}
        if self.limits.per_second.get("*"):
            most = 1
        return Room(most, known)

    def _room(self, domain: Domain, waiting: int, now: int) -> int:
        if now < domain.open_until or now + SECOND < domain.slot_at:
            return 0
        wanted = 1 if domain.pause or domain.slot_at else 2 * domain.concurrency
        return wanted - waiting - (domain.under_way if domain.pause else 0)

    def next_change(self, now: int) -> int | None:
        """Say when a domain opens again, or has its next turn."""
        return min((int(at) for d in self.domains.values() if (at := max(d.open_until, d.slot_at)) > now), default=None)

    def closed_until(self, name: str, now: int) -> int:
        """Say until when a domain is closed; 0 where it is open."""
        domain = self.domains.get(name)
        return domain.open_until if domain and domain.open_until > now else 0

    def unsaved(self) -> Iterator[tuple[str, Domain]]:
        """Give what the database does not know yet."""
        for name, domain in self.domains.items():
            if domain.changed:
                domain.changed = False
                yield name, domain

    def load(self, rows: Iterable[Row[Any]]) -> None:
        """Remember what the database knows of domains that are closed."""
        for row in rows:
            self.domains[row.domain] = Domain(
                row.concurrency, fails=row.fails, pause=row.pause, open_until=row.open_until or 0
            )
