"""The examination: what is looked at, in which order, and what of it asks a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communique.doctor.dns import Resolver
from communique.doctor.finding import Finding
from communique.errors import CommuniqueError
from communique.mailing import store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from communique.doctor.dns import Texts
    from communique.mailing.store import Clock
    from communique.places import Place
    from communique.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """What an examination looks with."""

    clock: Clock = store.now
    texts: Texts = field(default_factory=Resolver)
    answers: Callable[[str], str]  #: What is wrong with a page of the web.


def examine(place: Place, instruments: Instruments, *, online: bool) -> Iterator[Finding]:
    """
    Look at everything, one finding after another.

    Args:
        place: the workspace.
        instruments: the clock, and what asks a network.
        online: ask the name servers, the relay and the public pages too.

    """
    from communique.doctor.machine import look_at_machine
    from communique.doctor.workspace import look_at_settings, look_at_workspace

    settings, findings = look_at_settings(place)
    yield from look_at_machine(place, settings.pack if settings else "default")
    yield from findings
    if settings is None:
        return
    yield from look_at_workspace(place, settings, instruments.clock)
    if online:
        yield from _look_around(place, settings, instruments)


def _look_around(place: Place, settings: Settings, instruments: Instruments) -> Iterator[Finding]:
    yield from look_at_mail_domain(place, settings, instruments.texts)
    yield from _server(place, settings, instruments.clock)
    yield from _mailbox(place, settings)
    if settings.mail.url:
        wrong = instruments.answers(f"{settings.mail.url}/pages.css")
        said = f"{settings.mail.url} {wrong}" if wrong else f"{settings.mail.url} answers"
        hint = "Start `communique serve`, and lead the web server to it." if wrong else ""
        yield Finding("server", "public pages", "fault" if wrong else "ok", said, hint)


def look_at_mail_domain(place: Place, settings: Settings, texts: Texts) -> Iterator[Finding]:
    """Look at what receivers find of the domains that mail comes from; nothing where none is set."""
    from communique.doctor.domain import Domains, look_at_domains
    from communique.outgoing import signers_of

    author = settings.sender.address.rpartition("@")[2]
    envelope = settings.relay.return_path.rpartition("@")[2] or author
    if not author:
        return
    try:
        signers = signers_of(settings, place)
    except CommuniqueError:
        return  # it is told already, where the keys were read
    yield from look_at_domains(Domains(author=author, envelope=envelope, signers=signers), texts)


def _server(place: Place, settings: Settings, clock: Clock) -> Iterator[Finding]:
    from communique.doctor.server import look_at_relay
    from communique.outgoing import relay_of

    try:
        relay = relay_of(settings, place)
    except CommuniqueError:
        return  # as above
    yield from look_at_relay(relay, clock)


def _mailbox(place: Place, settings: Settings) -> Iterator[Finding]:
    """Open the mailbox of bounces, and count what waits there."""
    from communique.bounces.mailboxes import opened
    from communique.outgoing import access_of

    if not settings.bounces.protocol:
        return
    try:
        with opened(access_of(settings, place)) as box:
            yield Finding("server", "bounces", "ok", f"the mailbox opens; {len(box):,} messages wait")
    except CommuniqueError as error:
        yield Finding("server", "bounces", "fault", str(error), "Look at what stands under [bounces].")
