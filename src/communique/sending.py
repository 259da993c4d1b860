"""
Step 5 where an edition goes out by mail: rendered, looked over, frozen, proved, approved and sent.

    brief ──build──▶ Outputs ──letter──▶ check-list ──▶ proof ──▶ approval by hash ──▶ sender

Mailing itself sees Outputs alone; this module is where they come from. Whatever
the check-list finds is said at once, before anybody is asked anything.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from communique.bounces.handling import spare_refused
from communique.build import source_date, today
from communique.doctor.dns import Resolver, is_reserved
from communique.doctor.examine import look_at_mail_domain
from communique.errors import ProblemsFound, UsageError
from communique.language import find_language
from communique.mailing import audience, checklist, lists, mailings, segments
from communique.mailing.addresses import InvalidAddress, parse_address
from communique.mailing.audience import Recipient, Tokens
from communique.mailing.footer import WORDS, Office, with_foot
from communique.mailing.letter import Letter, ListName, take_over
from communique.mailing.message import Prepared
from communique.mailing.prepared import Person
from communique.mailing.sender import Sender
from communique.names import find_brief
from communique.outgoing import domain_of, relay_of, signers_of
from communique.problems import Location, Problem, Severity, faults, in_order
from communique.steps import Order
from communique.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from communique.brief.base import Audience
    from communique.doctor.dns import Texts
    from communique.document.nodes import Document
    from communique.mailing.office import Office as MailOffice
    from communique.mailing.sender import Progress
    from communique.output import Output
    from communique.places import Place
    from communique.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody wants to send, and to whom."""

    brief: str
    lists: tuple[str, ...]
    where: str = ""
    at: datetime | None = None
    attach: tuple[str, ...] = ()  #: Formats: ``pdf``, ``docx``.
    audience: Audience | None = None
    language: str | None = None
    pack: str = "default"
    paper: str | None = None
    again: bool = False  #: Send what was sent to these lists before.
    try_links: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A letter that was looked over, with the number of people who would get it."""

    letter: Letter
    wanted: mailings.Wanted
    pages: dict[str, bytes]
    people: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is against sending it."""
        return not faults(self.problems)


@dataclass(frozen=True, slots=True)
class Desk:
    """What sending needs around it: the workspace, its settings, its store."""

    place: Place
    settings: Settings
    office: MailOffice
    answers: Callable[[str], str] = field(default=lambda _: "")  #: What is wrong with a link; asked where wanted.
    texts: Texts = field(default_factory=Resolver)  #: What the DNS says of the domains that mail comes from.

    @property
    def tokens(self) -> Tokens:
        """Make the names of deliveries under the office's own key."""
        return Tokens(self.office.keys.mac("deliveries", ""), domain_of(self.settings))


# --- from a brief to a letter


def offer(request: Request, desk: Desk) -> Offer:
    """
    Render an edition, make a letter of it, and look it over; nothing is kept.

    Raises:
        ProblemsFound: the brief has faults.
        UsageError: there is no such brief or list, or the filter has a fault.

    """
    edition = _rendered(request, desk)
    with desk.office.store.reading() as connection:
        found = lists.find_all(connection, request.lists)
        titles = {number: lists.find(connection, name).title for name, number in found.items()}
    named = {number: ListName(name=name, title=titles[number] or name) for name, number in found.items()}
    letter = _letter(edition, named, desk)
    wanted = mailings.Wanted(
        name=edition.name,
        lists=tuple(found.values()),
        where=request.where,
        marking=lists.CLEARANCES.index(edition.document.audience),
        embargo_until=_milliseconds(edition.embargo),
        send_at=_milliseconds(request.at),
    )
    people = _counted(letter, wanted, desk)
    problems = in_order([*edition.problems, *_looked_over(letter, wanted, request, desk, people)])
    return Offer(letter=letter, wanted=wanted, pages=edition.pages, people=people, problems=problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """A rendered edition."""

    name: str
    document: Document
    embargo: datetime | None
    mail: Output
    attached: tuple[Output, ...]
    pages: dict[str, bytes]  #: What the public pages show of it.
    problems: tuple[Problem, ...]


def _rendered(request: Request, desk: Desk) -> _Edition:
    settings = desk.settings
    order = Order(
        path=find_brief(request.brief, desk.place),
        place=desk.place,
        today=today(),
        rules=settings.rules,
        audience=request.audience,
        language=request.language,
        moment=source_date(),
        address=settings.address,
    )
    formats = ("email", "web", *request.attach)
    with Workers(settings.limits, most=len(formats)) as workers:
        try:
            prepared = workers.submit("prepare", order).result()
            if faults(prepared.problems):
                raise ProblemsFound(prepared.problems)
            jobs = {
                name: workers.submit(
                    "finish",
                    prepared,
                    format=name,
                    pack=request.pack,
                    place=desk.place,
                    pages=settings.limits.pages,
                    paper=request.paper,
                )
                for name in formats
            }
            outputs = {name: job.result().outputs for name, job in jobs.items()}
        except Stopped as error:
            raise ProblemsFound([replace(error.problem, location=Location(str(order.path)))]) from error
    mail = next(output for output in outputs["email"] if output.name.endswith(".eml"))
    made = [output for group in outputs.values() for output in group]
    document: Document = pickle.loads(prepared.document)  # noqa: S301 -- our own bytes, from one of our workers
    return _Edition(
        name=f"{prepared.slug}.{document.audience}.{document.language}",
        document=document,
        embargo=prepared.embargo,
        mail=mail,
        attached=tuple(output for name in request.attach for output in outputs[name]),
        pages={"web": outputs["web"][0].data},
        problems=(*prepared.problems, *(problem for output in made for problem in output.problems)),
    )


def _letter(edition: _Edition, named: dict[int, ListName], desk: Desk) -> Letter:
    sender, mail = desk.settings.sender, desk.settings.mail
    address = sender.address or edition.document.contact
    letter = Letter(
        subject="",
        sender=sender.name or mail.office,
        address=address,
        reply_to=sender.reply_to,
        lists=named,
        list_domain=sender.list_domain or address.rpartition("@")[2],
        pages=mail.url,
        archive=sender.archive,
        feedback_id=sender.feedback_id,
    )
    words = find_language(edition.document.language, desk.place).labels
    office = Office(sender.name or mail.office, sender.postal_address)
    filled = take_over(letter, edition.mail, edition.attached)
    return with_foot(filled, office, {name: words[f"mailing.{name}"] for name in WORDS})


# --- looked over


def _counted(letter: Letter, wanted: mailings.Wanted, desk: Desk) -> int:
    """Count who would get it, as the mailing itself would find them."""
    with desk.office.store.trying() as connection:
        draft = mailings.freeze(connection, letter, replace(wanted, marking=0), {}, desk.office.clock())
        return audience.count(connection, draft, segments.segment(connection, wanted.where))


def _looked_over(
    letter: Letter, wanted: mailings.Wanted, request: Request, desk: Desk, people: int
) -> Iterator[Problem]:
    now = desk.office.clock()
    yield from checklist.check(letter)
    yield from checklist.postal_address(desk.settings.sender.postal_address)
    yield from _clearances(wanted, desk)
    if wanted.embargo_until and max(now, wanted.send_at or now) < wanted.embargo_until:
        hint = "Send it later: --at with a time after the embargo."
        yield _fault("embargo", "it would go out before its embargo ends", hint)
    if wanted.send_at and wanted.send_at < now:
        yield _fault("past-time", "the time to send it has passed", "Give a time that is still to come, or none.")
    if not people:
        yield _fault("nobody", "nobody would get it", "See `communique lists list`, and the filter.")
    yield from _sent_before(wanted, request, desk)
    if desk.settings.rules.get("spam") != "off":
        yield from checklist.spam(_specimen(letter, desk))
    yield from _readiness(letter, desk)
    if request.try_links:
        yield from checklist.links(letter, desk.answers)


def _readiness(letter: Letter, desk: Desk) -> Iterator[Problem]:
    """Ask the DNS whether receivers can tell that the mail is ours: as `communique doctor --online` does."""
    level = desk.settings.rules.get("domain", "warning")
    if level == "off" or is_reserved(letter.address.rpartition("@")[2]):
        return
    for one in look_at_mail_domain(desk.place, desk.settings, desk.texts):
        if one.level == "fault":
            problem = _fault("domain-not-ready", one.said, one.hint)
            yield problem if level == "error" else replace(problem, severity=Severity.WARNING)


def _clearances(wanted: mailings.Wanted, desk: Desk) -> Iterator[Problem]:
    """Say which lists may not see the marking; the database would refuse them too."""
    with desk.office.store.reading() as connection:
        for row in lists.listing(connection):
            if row["id"] in wanted.lists and row["clearance"] < wanted.marking:
                marking = lists.CLEARANCES[wanted.marking]
                message = (
                    f"the edition is {marking}, and the list {row['name']} is {lists.CLEARANCES[row['clearance']]}"
                )
                yield _fault("not-cleared", message, "Send the public edition: --audience public.")


def _sent_before(wanted: mailings.Wanted, request: Request, desk: Desk) -> Iterator[Problem]:
    with desk.office.store.reading() as connection:
        row = mailings.sent_before(connection, wanted.name, wanted.lists)
    if row is None:
        return
    message = f"this edition went to one of these lists before, as the mailing {row.name}"
    if request.again:
        yield replace(_fault("sent-before", message, ""), severity=Severity.WARNING)
    else:
        yield _fault("sent-before", message, "Nobody wants it twice. If it is meant, say --again.")


def _specimen(letter: Letter, desk: Desk) -> bytes:
    """Make the message as somebody would get it, for SpamAssassin."""
    person = _somebody(next(iter(letter.lists), None))
    return Prepared(letter, desk.office.keys, desk.office.clock()).for_person(person).body


def _somebody(list_id: int | None) -> Person:
    return Person(
        delivery_id=1,
        mailing_id=1,
        subscriber_id=1,
        list_id=list_id,
        address="somebody@example.org",
        message_id="specimen@example.org",
        verp="specimen",
        fields={"name": "Somebody", "copy": "1"},
    )


# --- kept, proved, approved, begun


def prove(offered: Offer, addresses: Sequence[str], desk: Desk, who: str) -> int:
    """Begin to send a proof to colleagues; give the number of its mailing."""
    letter = replace(offered.letter, subject=f"[PROOF {offered.letter.sha256[:8]}] {offered.letter.subject}")
    wanted = replace(
        offered.wanted, name=f"{offered.wanted.name}.proof", kind="proof", lists=(), where="", send_at=None
    )
    now = desk.office.clock()
    people = [_colleague(address, desk) for address in addresses]
    with desk.office.store.writing() as connection:
        number = mailings.freeze(connection, letter, wanted, offered.pages, now)
        mailings.approve(connection, number, letter.sha256, who, now)
        mailings.begin(connection, number, desk.tokens, now, people)
    return number


def _colleague(text: str, desk: Desk) -> Recipient:
    try:
        address = parse_address(text)
    except InvalidAddress as error:
        raise UsageError(f"a proof cannot go to one of these addresses: {error}") from error
    return Recipient(
        address=address.wire,
        address_key=address.key,
        address_hash=desk.office.keys.address_hash(address.key),
        domain=address.domain,
        fields={"name": "", "list": "proof"},
    )


def approve(offered: Offer, sha256: str, desk: Desk, who: str) -> int:
    """
    Keep a letter, approve it by its hash, and begin to send it, or leave it until its time; give its number.

    Raises:
        UsageError: the hash is not that of this content.
        ProblemsFound: something is against sending it.

    """
    if not offered.sound:
        raise ProblemsFound(offered.problems)
    now = desk.office.clock()
    with desk.office.store.writing() as connection:
        number = mailings.freeze(connection, offered.letter, offered.wanted, offered.pages, now)
        mailings.approve(connection, number, sha256, who, now)
        if offered.wanted.send_at is None:
            mailings.begin(connection, number, desk.tokens, now)
    return number


# --- sent


def run(numbers: Sequence[int], desk: Desk, watch: Callable[[Progress], None]) -> dict[int, str]:
    """
    Send mailings until each has ended, is paused, or we are told to stop; give the state of each.

    Raises:
        EnvironmentFailed: another process sends, or the relay will not have us.

    """
    signers = signers_of(desk.settings, desk.place)
    with desk.office.store.reading() as connection:
        letters = {n: mailings.prepared(connection, n, desk.office.keys, signers) for n in numbers}
    sender = Sender(desk.office.store, relay_of(desk.settings, desk.place), letters, desk.office.clock, watch=watch)
    with sender.stops_on_signals():
        states = sender.run()
    with desk.office.store.writing() as connection:
        for number in numbers:
            spare_refused(connection, number, desk.office.clock())
    return states


def begin_due(desk: Desk) -> tuple[list[int], list[str]]:
    """Begin the mailings whose time has come; give what is to be sent, and the names of those that are too late."""
    with desk.office.store.writing() as connection:
        now = desk.office.clock()
        rows, late = mailings.due(connection, now)
        for row in rows:
            if row.state == "approved":
                mailings.begin(connection, row.id, desk.tokens, now)
    return [row.id for row in rows], [row.name for row in late]


def begin_now(connection: Connection, number: int, desk: Desk) -> int:
    """Begin an approved mailing whatever its time was, because a person says so."""
    return mailings.begin(connection, number, desk.tokens, desk.office.clock())


def _milliseconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp() * 1000) if moment else None


def _fault(code: str, message: str, hint: str) -> Problem:
    return Problem(message=message, code=code, hint=hint, location=Location("the mailing"))
