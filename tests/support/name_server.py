"""A name server on this machine, which answers with what a test gives it, or as badly as it is told."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from communique.doctor.dns import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 200
"""Letters of one string of a record; a longer text is written in several, as name servers do."""


@dataclass
class NameServer:
    """The server: the texts of each name, and the names that it does not answer, or refuses."""

    port: int
    texts: dict[str, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def resolver(self, patience: float = 0.5) -> Resolver:
        """Make a resolver that asks this server."""
        return Resolver(("127.0.0.1",), self.port, patience)

    def answer(self, question: dns.message.Message) -> bytes | None:
        name = question.question[0].name.to_text().rstrip(".")
        self.asked.append(name)
        if name in self.silent or "*" in self.silent:
            return None
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA | dns.flags.AA
        if name in self.failing:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name in self.texts:
            written = [_written(text) for text in self.texts[name]]
            if written:
                answer.answer.append(
                    dns.rrset.from_text(f"{name}.", 60, dns.rdataclass.IN, dns.rdatatype.TXT, *written)
                )
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()


def _written(text: str) -> str:
    parts = [text[n : n + LONGEST] for n in range(0, len(text), LONGEST)] or [""]
    return " ".join('"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts)


@contextmanager
def name_server() -> Iterator[NameServer]:
    """Start a name server on a free port, and stop it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        server = NameServer(listening.getsockname()[1])

        def run() -> None:
            while (packet := listening.recvfrom(4096))[0] != b"stop":
                answer = server.answer(dns.message.from_wire(packet[0]))
                if answer is not None:
                    listening.sendto(answer, packet[1])

        running = threading.Thread(target=run, daemon=True)
        running.start()
        try:
            yield server
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"stop", ("127.0.0.1", server.port))
            running.join(5)
