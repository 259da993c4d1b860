"""The DNS, asked for texts: what a name says, that it says nothing, or that nobody answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE: Final = 5.0
"""Seconds that one question may take."""


class Unanswered(Exception):
    """Nobody answered, so nothing is known; ``str()`` says why."""


class Texts(Protocol):
    """Whatever finds the texts of a name."""

    def __call__(self, name: str) -> tuple[str, ...]:
        """Give the TXT records of a name, none where there are none; raise Unanswered."""
        ...


@dataclass(slots=True)
class Resolver:
    """
    The DNS, through the machine's own servers or through given ones.

    Each name is asked for once; when nobody answered in time, nobody is asked any more.

    """

    servers: Sequence[str] = ()
    port: int = 53
    patience: float = PATIENCE
    _known: dict[str, tuple[str, ...] | Unanswered] = field(default_factory=dict)
    _silent: Unanswered | None = None

    def __call__(self, name: str) -> tuple[str, ...]:
        """Give the TXT records of a name; raise Unanswered where nobody answers."""
        key = name.lower().rstrip(".")
        if key not in self._known:
            try:
                self._known[key] = self._silent or self._asked(key)
            except Unanswered as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, Unanswered):
            raise found
        return found

    def _asked(self, name: str) -> tuple[str, ...]:
        import dns.exception
        import dns.resolver

        try:
            answer = self._resolver().resolve(f"{name}.", "TXT", lifetime=self.patience)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.Timeout as error:
            self._silent = Unanswered("no name server answered in time")
            raise self._silent from error
        except (dns.exception.DNSException, OSError) as error:
            raise Unanswered(f"the name servers cannot say ({type(error).__name__})") from error
        return tuple(sorted(b"".join(record.strings).decode("utf-8", "replace") for record in answer))

    def _resolver(self) -> Any:
        import dns.resolver

        if not self.servers:
            return dns.resolver.Resolver()
        made = dns.resolver.Resolver(configure=False)
        made.nameservers, made.port = list(self.servers), self.port
        return made


RESERVED: Final = ("example", "invalid", "localhost", "test", "example.com", "example.net", "example.org")


def is_reserved(domain: str) -> bool:
    """Say whether a name is kept for examples (RFC 2606), so that its records say nothing."""
    return any(f".{domain.lower()}".endswith(f".{name}") for name in RESERVED)


def tags(record: str) -> dict[str, str] | None:
    """Read ``name=value; name=value``, as DKIM and DMARC write it; None where it is written otherwise, or twice."""
    found: dict[str, str] = {}
    for part in record.split(";"):
        name, equals, value = part.partition("=")
        if not part.strip():
            continue
        if not equals or not name.strip().isalnum() or name.strip() in found:
            return None
        found[name.strip()] = value.strip()
    return found
