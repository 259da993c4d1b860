"""
The form by which strangers subscribe: shown, looked over, kept.

What is wrong with the form itself is said. Whatever is right gets one answer, by
one way: it is counted and kept, and nothing that is known of the address is read.
A field that nobody sees, and a mark of when the form was fetched, keep the
simplest machines out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from communique.mailing import applications, lists
from communique.mailing.applications import Application
from communique.mailing.message import LONGEST_NAME
from communique.mailing.people import Person, Refused, address_of, clean
from communique.mailing.tokens import Named, Purpose, sign, verify
from communique.web.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sqlalchemy import Row

    from communique.mailing.addresses import Address
    from communique.mailing.office import Office
    from communique.web.words import Words

TRAP: Final = "website"
"""The field that no person fills in."""
SOONEST, LATEST = 3, 3600
"""Seconds after which a form comes back from a person."""
CLOSED: Final = Answer("closed", 404)
ASKED: Final = Answer("asked")
BUSY: Final = Answer("busy", 429)


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody comes here."""

    words: Words
    network: str  #: Empty where it is not known.
    languages: Container[str]


def subscribe(office: Office, visit: Visit, form: Mapping[str, str] | None) -> Answer:
    """Show the form; take it, and answer whoever sent it alike."""
    with office.store.reading() as connection:
        offered = lists.open_lists(connection)
    if not offered:
        return CLOSED
    if form is None:
        first = {f"list-{offered[0].id}": "on"} if len(offered) == 1 else {}
        return _shown(office, offered, {"language": visit.words.code, **first}, {})
    if form.get(TRAP):
        return ASKED
    wanted, wrong = _read(office, visit, offered, form)
    if wanted is None:
        return _shown(office, offered, {"language": visit.words.code, **form}, wrong)
    with office.store.writing() as connection:
        return ASKED if applications.keep(connection, wanted, office.clock()) else BUSY


def _read(
    office: Office, visit: Visit, offered: Sequence[Row[Any]], form: Mapping[str, str]
) -> tuple[Application | None, dict[str, str]]:
    """Read a form, or say of each field what is wrong with it, by the name of its sentence."""
    address, name = _address(form.get("address", "")), _name(form.get("name", ""))
    chosen = [row.id for row in offered if f"list-{row.id}" in form]
    right = {
        "address": address is not None,
        "name": name is not None,
        "lists": bool(chosen),
        "time": _in_time(office, form.get("token", "")),
    }
    wrong = {field: f"error_{field}" for field, good in right.items() if not good}
    if wrong or address is None or name is None:
        return None, wrong
    language = form.get("language", "")
    person = Person(address, name, language if language in visit.languages else visit.words.code)
    network = office.keys.network_hash(visit.network) if visit.network else ""
    return Application(person=person, lists=chosen, wording=wording(visit.words), network_hash=network), {}


def wording(words: Words) -> str:
    """Write what the person agreed to, under the number of the words on the page."""
    version = hashlib.sha256(repr(sorted(words.said.items())).encode()).hexdigest()[:8]
    return f"form {words.code} {version}: {words['subscribe_agree']}"


def _address(text: str) -> Address | None:
    try:
        return address_of(text.strip())
    except Refused:
        return None


def _name(text: str) -> str | None:
    try:
        name = " ".join(clean(text.strip()).split())
    except Refused:
        return None
    return name if len(name) <= LONGEST_NAME else None


def _in_time(office: Office, token: str) -> bool:
    fetched = verify(office.keys, Purpose.FORM, token)
    return fetched is not None and SOONEST <= office.clock() // 1000 - fetched.subscriber <= LATEST


def _shown(office: Office, offered: Sequence[Row[Any]], form: Mapping[str, str], wrong: Mapping[str, str]) -> Answer:
    listed = [
        {"id": row.id, "title": row.title, "text": row.description, "on": f"list-{row.id}" in form} for row in offered
    ]
    typed = {field: form.get(field, "") for field in ("address", "name", "language")}
    token = sign(office.keys, Purpose.FORM, Named(office.clock() // 1000))
    values = {**typed, "lists": listed, "token": token, "wrong": dict(wrong)}
    return Answer("again" if wrong else "subscribe", 400 if wrong else 200, values)
