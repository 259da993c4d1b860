"""
The message that asks somebody to confirm: made in their language, handed over at most once for each wish.

It holds the titles of the lists and one link, and nothing that whoever filled in
the form has typed: nobody can write to a stranger through us.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, assert_never

from jinja2 import Environment, StrictUndefined

from communique.mailing import applications, confirmations, limits
from communique.mailing.addresses import masked_text
from communique.mailing.claims import Claimed
from communique.mailing.handover import Handover
from communique.mailing.letter import Letter
from communique.mailing.message import Prepared
from communique.mailing.parcel import Unsendable, pack
from communique.mailing.prepared import CannotBeMade, Person
from communique.mailing.quoted import CLOSE, OPEN
from communique.mailing.smtp import Answered, Broke, Job, Outcome, Unheard, Unwritten, Withdrawn
from communique.mailing.tokens import Named, Purpose, sign
from communique.outgoing import domain_of, relay_of, signers_of
from communique.web.words import read_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from communique.mailing.confirmations import Owed
    from communique.mailing.dkim import Signer
    from communique.mailing.office import Office
    from communique.mailing.relay import Relay
    from communique.mailing.store import Store
    from communique.places import Place
    from communique.settings import Settings
    from communique.web.words import Words

_SLOTS: Final = str.maketrans("", "", OPEN + CLOSE)
_TAKEN, _REFUSED = 2, 5
STATES: Final = {
    "sent": "asked",
    "due": "put off",
    "failed": "refused by the server",
    "unknown": "perhaps asked: no answer was heard",
}
"""What became of a message, and how that is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What it takes to ask people: who writes, in which words, by which way out."""

    office: Office
    settings: Settings
    relay: Relay
    signers: Sequence[Signer]
    words: Mapping[str, Words]

    def letter(self, person: Owed) -> Letter:
        """Write the letter of one person."""
        words = self.words.get(person.language.partition("-")[0]) or self.words["en"]
        sender = self.settings.sender
        name = sender.name or self.settings.mail.office
        lines = [line.strip() for line in (name, *sender.postal_address.splitlines()) if line.strip()]
        titles = [title.translate(_SLOTS) for title in person.lists]
        link = f"{self.settings.mail.url}/c/{sign(self.office.keys, Purpose.CONFIRM, Named(person.id))}"
        said = {"words": words, "lists": titles, "link": link, "sender": lines}
        return Letter(
            subject=words["mail_subject"],
            sender=name,
            address=sender.address,
            reply_to=sender.reply_to,
            language=words.code,
            html=_template().render(said),
            text=_text(words, titles, link, lines),
            lists={},
            service=True,
        )

    def job(self, person: Owed, now: int) -> Job:
        """Make one person's message."""
        name = confirmations.token(self.office.keys, person.id, person.asked_at)
        reader = Person(
            delivery_id=0,
            mailing_id=0,
            subscriber_id=None,
            list_id=None,
            address=person.address,
            message_id=f"{name}@{domain_of(self.settings)}",
            verp=name,
            fields={},
        )
        message = Prepared(self.letter(person), self.office.keys, now, self.signers).for_person(reader)
        claimed = Claimed(
            id=person.id, fence=0, domain=person.domain, attempts=0, leases=0, expires_at=0, person=reader
        )
        return Job(claimed, pack(message))


def _text(words: Words, titles: Sequence[str], link: str, sender: Sequence[str]) -> str:
    listed = [f"- {title}" for title in titles]
    parts = [words["mail_text"], "", *listed, "", words["mail_how"], "", link, "", words["mail_else"], "", "-- "]
    return "\n".join([*parts, *sender, ""])


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("communique.web").joinpath("confirmation.html.j2").read_text(encoding="utf-8"))


def missing(settings: Settings) -> tuple[str, ...]:
    """Name the settings without which nobody can be asked to confirm."""
    needed = {
        "url under [mail]": settings.mail.url,
        "address under [sender]": settings.sender.address,
        "host or provider under [relay]": settings.relay.host or settings.relay.provider,
    }
    return tuple(name for name, said in needed.items() if not said)


def open_post(office: Office, settings: Settings, place: Place) -> Post:
    """
    Make ready to ask people.

    Raises:
        UsageError, EnvironmentFailed: a setting, or a key, is missing or wrong.

    """
    return Post(
        office=office,
        settings=settings,
        relay=relay_of(settings, place),
        signers=signers_of(settings, place),
        words=read_words(place),
    )


# --- one round


@dataclass(slots=True)
class Round:
    """What one round did, by what became of the messages."""

    outcomes: dict[str, int] = field(default_factory=dict)
    why: str = ""  #: Why the relay took nothing more.

    def note(self, state: str) -> None:
        """Count one."""
        self.outcomes[state] = self.outcomes.get(state, 0) + 1


def take_in(office: Office) -> int:
    """Look at the forms that came in; give how many."""
    with office.store.reading() as connection:
        if not applications.wait(connection):
            return 0
    with office.store.writing() as connection:
        return applications.take_in(connection, office.keys, office.clock())


def is_full(office: Office) -> bool:
    """Say whether so many forms came within the hour that no more are taken."""
    with office.store.reading() as connection:
        return limits.is_full(connection, office.clock())


def tidy(office: Office) -> int:
    """Forget who did not confirm in time; give how many subscriptions."""
    with office.store.writing() as connection:
        return confirmations.purge(connection, office.clock())


def ask(post: Post) -> Round:
    """Send every message that is owed now; one process does so at a time."""
    done = Round()
    with post.office.store.reading() as connection:
        if not confirmations.open_rows(connection, post.office.clock()):
            return done
    with _alone(post.office.store) as mine:
        if mine:
            _Asking(post, done).run()
    return done


@contextmanager
def _alone(store: Store) -> Iterator[bool]:
    with store.path.with_name(f"{store.path.name}-asking").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


@dataclass(slots=True)
class _Asking:
    post: Post
    done: Round
    _people: dict[int, Owed] = field(default_factory=dict)  # in hand
    _seen: set[int] = field(default_factory=set)

    def run(self) -> None:
        office = self.post.office
        with office.store.writing() as connection:
            confirmations.reap(connection, office.clock())
        handover = Handover(self.post.relay, self._may_close, self._report)
        handover.run(self._jobs())
        self.done.why = handover.why

    def _jobs(self) -> Iterator[Job]:
        office = self.post.office
        while True:
            with office.store.reading() as connection:
                found = confirmations.owed(connection, office.clock())
            fresh = [person for person in found if person.id not in self._seen]
            if not fresh:
                return
            for person in fresh:
                self._seen.add(person.id)
                self._people[person.id] = person
                if (job := self._job(person)) is not None:
                    yield job

    def _job(self, person: Owed) -> Job | None:
        try:
            return self.post.job(person, self.post.office.clock())
        except CannotBeMade as error:
            self._settle(person, "failed", error.reason)
            return None

    def _may_close(self, job: Job) -> bool:
        office = self.post.office
        with office.store.writing() as connection:
            return confirmations.open_window(connection, self._people[job.claimed.id], office.clock())

    def _report(self, job: Job, outcome: Outcome) -> None:
        state, reason = became(outcome)
        person = self._people.pop(job.claimed.id)
        if state:
            self._settle(person, state, reason)

    def _settle(self, person: Owed, state: str, reason: str) -> None:
        self.done.note(state)
        office = self.post.office
        with office.store.writing() as connection:
            confirmations.settle(connection, person, state, reason, office.clock())


def became(outcome: Outcome) -> tuple[str, str]:
    """Say what became of a message: its state, and a reason; no state where nothing is to be noted."""
    match outcome:
        case Answered(phase, reply):
            said = masked_text(f"{reply.code} {reply.enhanced} {reply.text}")
            if reply.code // 100 == _TAKEN:
                return "sent", ""
            return ("failed" if reply.code // 100 == _REFUSED and phase != "mail" else "due"), said
        case Broke(_, why) | Unwritten(why):
            return "due", why
        case Unheard(why):
            return "unknown", why
        case Unsendable(reason, _):
            return "failed", reason
        case Withdrawn():
            return "", ""
        case _:
            assert_never(outcome)
