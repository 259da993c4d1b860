"""
What is looked at before a letter goes out: each fault with its hint, all of them at once.

A fault stops the mailing; a warning is shown beside the number of people, before
the question. Nothing here writes anything or asks a network, unless it is told
to try the links.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from communique.mailing.addresses import InvalidAddress, parse_address
from communique.mailing.message import unknown_slots
from communique.mailing.quoted import encoded, slots_of
from communique.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from communique.mailing.letter import Letter

CLIPPED: Final = 102_000
"""Bytes of the page, as it is encoded, beyond which Gmail cuts it."""
LARGE: Final = 80_000
"""Bytes beyond which little is left for what servers on the way add."""
ATTACHED: Final = 10_000_000
"""Bytes of attachments that most servers take."""
SUBJECT: Final = 78
SPAM, SUSPECT = 5.0, 2.0
_LINK: Final = re.compile(r'href="(https?://[^"]+)"')


def check(letter: Letter) -> tuple[Problem, ...]:
    """Look a letter to lists over."""
    return (*_sender(letter), *_words(letter), *_size(letter), *_foot(letter))


def _sender(letter: Letter) -> Iterator[Problem]:
    for name, address, needed in (("address", letter.address, True), ("reply_to", letter.reply_to, False)):
        try:
            if address or needed:
                parse_address(address)
        except InvalidAddress as error:
            hint = f'Write `{name} = "office@example.org"` under [sender].'
            yield _fault("no-sender", f"the {name.replace('_', '-')} of the sender is no address: {error}", hint)


def _words(letter: Letter) -> Iterator[Problem]:
    if not letter.subject.strip():
        yield _fault("no-subject", "there is no subject", "Give the brief a title.")
    if len(letter.subject) > SUBJECT:
        message = f"the subject has {len(letter.subject)} characters; many readers show {SUBJECT} at most"
        yield _advice("long-subject", message, "Put what matters first, or shorten the title.")
    if not letter.text.strip():
        yield _fault("no-text", "there is no text for those who read none of the page", "Build the e-mail anew.")
    for name in sorted(unknown_slots(letter)):
        yield _fault("unknown-slot", f'nothing fills the slot "{name}"', "This is a mistake in a template.")


def _size(letter: Letter) -> Iterator[Problem]:
    size = len(encoded(letter.html))
    if size > CLIPPED:
        message = f"the page has {_kilobytes(size)}, and Gmail cuts it at {_kilobytes(CLIPPED)}"
        yield _fault("too-large", message, "Shorten the brief; the rest can stand behind a link.")
    elif size > LARGE:
        yield _advice("large", f"the page has {_kilobytes(size)}; Gmail cuts it at {_kilobytes(CLIPPED)}", "")
    attached = sum(len(file.data) for file in letter.attachments) * 4 // 3
    if attached > ATTACHED:
        message = f"the attachments have {_kilobytes(attached)} on the way"
        yield _advice("large-attachments", message, "Many servers refuse more than 10,000 kB.")


def _foot(letter: Letter) -> Iterator[Problem]:
    """Whoever is written to by a list must be able to leave it."""
    if not letter.pages:
        hint = 'Write `url = "https://briefs.example.org"` under [mail]: the address of `communique serve`.'
        yield _fault("no-unsubscribe", "there is no link to unsubscribe", hint)
    elif not letter.pages.startswith("https://"):
        message = "the public pages are not https: no mail program offers to unsubscribe by one click"
        yield _advice("no-https", message, "Write their https address as `url` under [mail].")
    for what, text in (("page", letter.html), ("text", letter.text)):
        if letter.pages and "unsubscribe" not in slots_of(text):
            yield _fault("no-unsubscribe", f"the {what} has no link to unsubscribe", "")


def postal_address(text: str) -> Iterator[Problem]:
    """Ask for the address that the law of many countries wants in every mailing."""
    if not text.strip():
        hint = 'Write `postal_address = "Office, 1 Street, Town"` under [sender].'
        yield _fault("no-postal-address", "there is no postal address", hint)


def spam(message: bytes) -> Iterator[Problem]:
    """Ask SpamAssassin what it makes of a message, where it is installed."""
    program = shutil.which("spamassassin")
    if program is None:
        return
    command = [program, "--local", "--test-mode"]
    told = subprocess.run(command, input=message, capture_output=True, check=False, timeout=120).stdout  # noqa: S603
    found = re.search(rb"score=(-?[\d.]+)", told)
    score = float(found[1]) if found else 0.0
    if score >= SPAM:
        yield _fault("spam", f"SpamAssassin scores it {score:.1f}; {SPAM:.0f} and more is spam", "See what it says.")
    elif score >= SUSPECT:
        yield _advice("spam", f"SpamAssassin scores it {score:.1f}; {SPAM:.0f} and more is spam", "")


def links(letter: Letter, answers: Callable[[str], str]) -> Iterator[Problem]:
    """Try the links of the page; `answers` gives what is wrong with one, or nothing."""
    for url in dict.fromkeys(_links(letter)):
        if wrong := answers(url):
            yield _advice("dead-link", f"{url} {wrong}", "Mend the link, or take it out.")


def _links(letter: Letter) -> Iterable[str]:
    return (found.replace("&amp;", "&") for found in _LINK.findall(letter.html) if not slots_of(found))


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f} kB"


def _fault(code: str, message: str, hint: str) -> Problem:
    return Problem(message=message, code=code, hint=hint, location=Location("the mailing"))


def _advice(code: str, message: str, hint: str) -> Problem:
    return Problem(message=message, code=code, hint=hint, location=Location("the mailing"), severity=Severity.WARNING)
