"""The relay, as the sender meets it: whether it is there, who it says it is, until when, and what it offers."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from communique.doctor.finding import Finding
from communique.mailing.handover import carry_on
from communique.mailing.line import Broken, Line
from communique.mailing.relay import Times
from communique.mailing.smtp import introduce

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from communique.doctor.finding import Level
    from communique.mailing.relay import Relay
    from communique.mailing.smtp import Offers
    from communique.mailing.store import Clock

GROUP: Final = "server"
SOON: Final = 14
"""Days before its end when a certificate is worth a word."""
IMPATIENT: Final = Times(connect=10, greeting=20, command=20)
USEFUL: Final = ("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "SIZE")


def look_at_relay(relay: Relay, clock: Clock) -> Iterator[Finding]:
    """Greet the relay, go into TLS, log in, and take leave; no message is begun."""
    place = f"{relay.host}:{relay.port}"
    try:
        offers, ends = _greeted(replace(relay, times=IMPATIENT))
    except Broken as error:
        hint = "Look at host, port, security, user and ca_file under [relay]."
        yield _found("relay", "fault", f"{place}: {error}", hint)
        return
    yield _found("relay", "ok", f"{place} answers" + (f", and {relay.user} may log in" if relay.user else ""))
    if ends is None:
        yield _found("certificate", "ok", f"{place} is this machine; nothing travels")
    else:
        yield _dated(place, ends, clock)
    there = [name for name in USEFUL if name in offers]
    missing = [name for name in USEFUL if name not in there]
    said = f"offers {', '.join(there) or 'nothing of use'}" + (f"; not {', '.join(missing)}" if missing else "")
    needed = {"PIPELINING": "sending is slower", "SMTPUTF8": "some addresses cannot be written to"}
    lacks = [why for name, why in needed.items() if name in missing]
    yield _found("extensions", "advice" if lacks else "ok", said, f"Without it, {', '.join(lacks)}." if lacks else "")


def _found(name: str, level: Level, said: str, hint: str = "") -> Finding:
    return Finding(GROUP, name, level, said, hint)


def _dated(place: str, ends: int, clock: Clock) -> Finding:
    days = (ends * 1000 - clock()) // 86_400_000
    until = f"the certificate of {place} is valid until {datetime.fromtimestamp(ends, UTC):%Y-%m-%d}"
    if days < SOON:
        return _found("certificate", "advice", f"{until}: {days} days", "Have it renewed.")
    return _found("certificate", "ok", until)


def _greeted(relay: Relay) -> tuple[Offers, int | None]:
    """Say what the relay offers, and when its certificate ends; raise Broken."""
    try:
        found = socket.getaddrinfo(relay.host, relay.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Broken(f"there is no such server: {error.strerror}") from error
    why: Broken | None = None
    for family, _, _, _, address in found:
        try:
            return _talked(relay, family, address)
        except Broken as error:
            why = error
    raise why or Broken("there is no such server")


def _talked(relay: Relay, family: int, address: Any) -> tuple[Offers, int | None]:
    made = socket.socket(family, socket.SOCK_STREAM)
    with closing(Line(made)) as line:
        made.settimeout(relay.times.connect)
        try:
            made.connect(address)
        except OSError as error:
            raise Broken(error.strerror or "it does not answer") from error
        made.setblocking(False)
        offers = _whole(introduce(line, relay, relay.tls()), line)
        ends = None
        if isinstance(line.socket, ssl.SSLSocket):
            certificate = line.socket.getpeercert() or {}
            ends = int(ssl.cert_time_to_seconds(str(certificate["notAfter"])))
        return offers, ends


def _whole(talk: Generator[Any, Any, Offers], line: Line) -> Offers:
    try:
        carry_on(talk, None, line)
    except StopIteration as ended:
        offers: Offers = ended.value
        return offers
    raise Broken("the server waits for something")  # it never does: an introduction only waits for the socket
