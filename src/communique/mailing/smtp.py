"""
A conversation with a mail server, written as it runs: one generator for each connection.

It yields what it waits for (`Wait` for the socket, `NEXT` for a message, `Written`
for leave to write the final dot). Commands travel together where the server
allows it.

What matters most is what is known when something breaks. Before the dot nothing
was handed over. After the dot only an answer tells.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from communique.mailing.line import Broken, RelayRefused, Reply, Wait
from communique.mailing.parcel import Unsendable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from ssl import SSLContext

    from communique.mailing.claims import Claimed
    from communique.mailing.line import Line
    from communique.mailing.parcel import Parcel
    from communique.mailing.relay import Relay

Offers: TypeAlias = "dict[str, str]"
"""What a server offers (RFC 5321, section 4.1.1.1): keywords, and what stands behind them."""
_ADDRESS: Final = re.compile(r"""([^\s<>()\[\]\\,;:"\x00-\x1f\x7f]+|"[^"\\\x00-\x1f\x7f]+")@[A-Za-z0-9.-]+""")
_LONGEST_ADDRESS: Final = 254
_GOOD: Final = {"mail": (250,), "rcpt": (250, 251, 252), "data": (354,)}
_CLOSING: Final = 421
_REFUSED: Final = 400


class Job(NamedTuple):
    """A message for one person."""

    claimed: Claimed
    parcel: Parcel | Unsendable


class Written(NamedTuple):
    """All of a message is written but the final dot; wait for leave to write that."""

    job: Job


class Leave(Enum):
    """What the ledger says to that."""

    WRITE = "write"  #: The window is open, and durable.
    SETTLED = "settled"  #: It is not: the person left, the mailing was paused …; the row is settled already.
    LATE = "late"  #: The window is open, but the lease may be over.


class Next:
    """Wait for the next message; None ends the conversation."""


NEXT: Final = Next()


class Answered(NamedTuple):
    """The server answered, for better or worse, at this step."""

    phase: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Broke:
    """The connection broke before the dot: nothing was handed over."""

    phase: str
    why: str


@dataclass(frozen=True, slots=True)
class Unwritten:
    """The window was open, but the dot was not written."""

    why: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """The dot was written, and no answer was heard."""

    why: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The window was not opened, for a reason of ours; the ledger has settled the delivery."""


Outcome: TypeAlias = Answered | Broke | Unwritten | Unheard | Withdrawn | Unsendable
Report: TypeAlias = "Callable[[Job, Outcome], None]"
Talk: TypeAlias = "Generator[Wait | Written | Next, Any, None]"


def converse(line: Line, relay: Relay, tls: SSLContext | None, report: Report) -> Talk:
    """Greet, deliver message after message, take leave."""
    offers = yield from introduce(line, relay, tls)
    for _ in range(relay.messages_per_connection):
        job = yield NEXT
        if job is None:
            break
        yield from _deliver(line, relay, offers, job, report)
    yield from _say(line, "QUIT", relay.times.quit)


# --- until the first message


def introduce(line: Line, relay: Relay, tls: SSLContext | None) -> Generator[Wait, None, Offers]:
    """Greet, go into TLS, log in; give what the server offers then."""
    if tls and relay.security == "tls":
        yield from line.handshake(tls, relay.host, relay.times.greeting)
    _expect(220, (yield from line.reply(relay.times.greeting)), "greets with")
    offers = yield from _hello(line, relay)
    if tls and relay.security == "starttls":
        if "STARTTLS" not in offers:
            raise RelayRefused("the server offers no TLS")
        _expect(220, (yield from _say(line, "STARTTLS", relay.times.command)), "answers STARTTLS with")
        yield from line.handshake(tls, relay.host, relay.times.command)
        offers = yield from _hello(line, relay)
    if relay.user:
        yield from _log_in(line, relay, offers)
    return offers


def _hello(line: Line, relay: Relay) -> Generator[Wait, None, Offers]:
    reply = yield from _say(line, f"EHLO {relay.helo}", relay.times.command)
    _expect(250, reply, "answers EHLO with")
    words = (offer.strip().upper().partition(" ") for offer in reply.lines[1:])
    return {name: rest for name, _, rest in words if name}


def _log_in(line: Line, relay: Relay, offers: Offers) -> Generator[Wait, None, None]:
    ways = offers.get("AUTH", "").split()
    seconds = relay.times.command
    if "PLAIN" in ways:
        reply = yield from _say(line, "AUTH PLAIN " + _base64(f"\0{relay.user}\0{relay.password}"), seconds)
    elif "LOGIN" in ways:
        reply = yield from _say(line, "AUTH LOGIN", seconds)
        for secret in (relay.user, relay.password):
            _expect(334, reply, "answers the log-in with")
            reply = yield from _say(line, _base64(secret), seconds)
    else:
        raise RelayRefused("the server offers no way to log in that is known here")
    if reply.code // 100 == 5:  # noqa: PLR2004 -- for good
        raise RelayRefused(f"the server refuses the user or the password: {reply.code} {reply.text}")
    _expect(235, reply, "answers the log-in with")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _say(line: Line, command: str, seconds: float) -> Generator[Wait, None, Reply]:
    yield from line.write(f"{command}\r\n".encode(), seconds)
    return (yield from line.reply(seconds))


def _expect(code: int, reply: Reply, does: str) -> None:
    if reply.code != code:
        raise Broken(f"the server {does} {reply.code} {reply.text}")


# --- one message


def _deliver(line: Line, relay: Relay, offers: Offers, job: Job, report: Report) -> Talk:
    """Hand over one message, and report what is known of it, whatever happens."""
    if isinstance(parcel := job.parcel, Unsendable):
        report(job, parcel)
        return
    if isinstance(commands := envelope(relay, offers, job.claimed, parcel), Unsendable):
        report(job, commands)
        return
    step = ["mail"]
    try:
        refusal = yield from _open(line, relay, commands, step, together="PIPELINING" in offers)
        if refusal is None:
            yield from line.write(parcel.wire, relay.times.block)
    except Broken as error:
        report(job, Broke(step[0], str(error)))
        raise
    if refusal is None:
        yield from _close(line, relay, job, report)
    else:
        report(job, refusal)
        yield from _begin_anew(line, relay, refusal, step)


def _open(
    line: Line, relay: Relay, commands: dict[str, bytes], step: list[str], *, together: bool
) -> Generator[Wait, None, Answered | None]:
    """Say from whom, to whom, and that the message comes; give the first refusal."""
    refusal: Answered | None = None
    if together:
        yield from line.write(b"".join(commands.values()), relay.times.command)
    for phase, command in commands.items():
        step[0] = step[0] if refusal else phase
        if not together:
            yield from line.write(command, relay.times.command)
        reply = yield from line.reply(relay.times.data if phase == "data" else relay.times.command)
        if reply.code in _GOOD[phase]:
            if refusal:
                step.append(phase)  # taken, although what came before was refused
        elif reply.code < _REFUSED:
            raise Broken(f"the server answers {phase} with {reply.code}")
        elif refusal is None:
            refusal = Answered(phase, reply)
        if refusal and (not together or reply.code == _CLOSING):
            break
    return refusal


def _begin_anew(line: Line, relay: Relay, refusal: Answered, step: list[str]) -> Generator[Wait, None, None]:
    """Make the connection fit for the next message after a refusal, or give it up."""
    if refusal.reply.code == _CLOSING or "data" in step[1:]:
        raise Broken("the server closes, or waits for a message that must not come")
    _expect(250, (yield from _say(line, "RSET", relay.times.command)), "answers RSET with")


def _close(line: Line, relay: Relay, job: Job, report: Report) -> Talk:
    """Ask whether the dot may be written, write it, and hear the answer."""
    leave = yield Written(job)
    if leave is Leave.LATE:
        report(job, Unwritten("leave to write the dot came too late"))
    if leave is Leave.SETTLED:
        report(job, Withdrawn())
    if leave is not Leave.WRITE:
        raise Broken("the message was withdrawn before its dot")
    if line.peek() is not None:
        report(job, (yield from _interrupted(line)))
        raise Broken("the server did not wait for the dot")
    try:
        yield from line.write(b".\r\n", relay.times.block)
        reply = yield from line.reply(relay.times.dot)
        _expect_an_answer(reply)
    except Broken as error:
        report(job, Unheard(str(error)))
        raise
    report(job, Answered("dot", reply))
    if reply.code == _CLOSING:
        raise Broken("the server closes")


def _expect_an_answer(reply: Reply) -> None:
    if reply.code // 100 == 3:  # noqa: PLR2004 -- "go on" is no answer to a dot
        raise Broken(f"the server answers the dot with {reply.code}")


def _interrupted(line: Line) -> Generator[Wait, None, Outcome]:
    """Make out why the server spoke, or hung up, before the dot."""
    try:
        reply = yield from line.reply(1)
    except Broken as error:
        return Unwritten(str(error))
    return Answered("dot", reply) if reply.code >= _REFUSED else Unwritten(f"the server said {reply.code} too early")


# --- what is written


def envelope(relay: Relay, offers: Offers, claimed: Claimed, parcel: Parcel) -> dict[str, bytes] | Unsendable:
    """Write the commands of one message, or say why this server cannot take it."""
    person = claimed.person
    address = f"{person.address.rpartition('@')[0]}@{claimed.domain}"
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        return Unsendable("bad-address", "address")
    if not address.isascii() and "SMTPUTF8" not in offers:
        return Unsendable("smtputf8", "address")
    if parcel.eight_bit and "8BITMIME" not in offers:
        return Unsendable("8bitmime", "message")
    mail, rcpt = [f"MAIL FROM:<{relay.envelope_from(person.verp)}>"], [f"RCPT TO:<{address}>"]
    if "SIZE" in offers:
        mail.append(f"SIZE={parcel.size}")
    mail += ["BODY=8BITMIME"] * parcel.eight_bit + ["SMTPUTF8"] * (not address.isascii())
    if "DSN" in offers:
        mail += ["RET=HDRS", f"ENVID={person.verp}"]
        rcpt.append("NOTIFY=FAILURE")
    said = {"mail": " ".join(mail), "rcpt": " ".join(rcpt), "data": "DATA"}
    return {phase: f"{command}\r\n".encode() for phase, command in said.items()}
