"""
What the public pages do: a token and a form in, an answer out. Only a POST changes anything.

An answer depends on the token and on the form, and not on whether a person is
known: who was erased is answered as who is subscribed. A button that is pressed
from a message proves that the message arrived, which settles what the ledger
did not know of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import or_, select

from communique.mailing import confirmations, questions, subscribers, subscriptions
from communique.mailing.people import FORMATS
from communique.mailing.subscriptions import Evidence
from communique.mailing.tables import content, delivery, list_, mailing_content, subscriber, subscription
from communique.mailing.tokens import Purpose, verify

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from communique.mailing.office import Office

WEB: Final = "web"
"""The part of a mailing that is shown in a browser."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Which page is shown, with which status, and what it says; `raw` is a finished page instead."""

    page: str
    status: int = 200
    values: dict[str, Any] = field(default_factory=dict)
    raw: bytes = b""


GONE: Final = Answer("gone", 404)
"""One answer to every token that opens nothing, whatever is wrong with it."""
REFUSED: Final = Answer("refused", 400)


def unsubscribe(office: Office, token: str, form: Mapping[str, str] | None) -> Answer:
    """Ask, then let the person leave the list of the token; a mail program asks nobody (RFC 8058)."""
    named = verify(office.keys, Purpose.UNSUBSCRIBE, token)
    if named is None:
        return GONE
    title = _title(office, named.list)
    if form is None:
        return Answer("unsubscribe", values={"titles": [title]})
    one_click = form.get("List-Unsubscribe") == "One-Click"
    if not one_click and "leave" not in form:
        return REFUSED
    with office.store.writing() as connection:
        evidence = Evidence("one-click" if one_click else "page:unsubscribe", office.clock())
        subscriptions.leave(connection, named.subscriber, [named.list], evidence)
        questions.arrived(connection, named.delivery, evidence.source, evidence.at)
    return Answer("unsubscribed", values={"titles": [title]})


def confirm(office: Office, token: str, form: Mapping[str, str] | None) -> Answer:
    """Ask, then let all that somebody asked for within the last days begin."""
    named = verify(office.keys, Purpose.CONFIRM, token)
    if named is None:
        return GONE
    if form is None:
        with office.store.reading() as connection:
            asked = confirmations.waiting(connection, named.subscriber, office.clock())
            asked = asked or confirmations.just_confirmed(connection, named.subscriber, office.clock())
        return _of_lists("confirm" if asked else "late", asked)
    if "confirm" not in form:
        return REFUSED
    with office.store.writing() as connection:
        evidence = Evidence("page:confirm", office.clock())
        for row in confirmations.waiting(connection, named.subscriber, evidence.at):
            subscriptions.confirm(connection, named.subscriber, row.id, evidence)
        begun = confirmations.just_confirmed(connection, named.subscriber, evidence.at)
    return _of_lists("confirmed" if begun else "late", begun)


def _of_lists(page: str, rows: Sequence[Row[Any]]) -> Answer:
    return Answer(page, values={"titles": [row.title for row in rows]})


def preferences(office: Office, token: str, form: Mapping[str, str] | None, *, languages: Container[str]) -> Answer:
    """Show what a person reads, and how; keep what they choose."""
    named = verify(office.keys, Purpose.PREFERENCES, token)
    if named is None:
        return GONE
    if form is None:
        with office.store.reading() as connection:
            return _shown(connection, named.subscriber, "preferences")
    if not {"save", "leave"} & set(form):
        return REFUSED
    with office.store.writing() as connection:
        person = subscribers.by_number(connection, named.subscriber)
        if person is None:
            return GONE
        evidence = Evidence("page:preferences", office.clock())
        questions.arrived(connection, named.delivery, evidence.source, evidence.at)
        if "leave" in form:
            subscribers.leave(connection, person.id, evidence)
        else:
            _keep(connection, person, {**form, "language": _offered(form, person, languages)}, evidence)
        return _shown(connection, named.subscriber, "saved")


def view(office: Office, token: str) -> Answer:
    """Show a mailing in the browser, as it was approved."""
    named = verify(office.keys, Purpose.VIEW, token)
    if named is None:
        return GONE
    query = (
        select(content.c.data)
        .join(mailing_content, mailing_content.c.sha256 == content.c.sha256)
        .join(delivery, delivery.c.mailing_id == mailing_content.c.mailing_id)
        .where(delivery.c.id == named.delivery, mailing_content.c.name == WEB)
    )
    with office.store.reading() as connection:
        data = connection.scalar(query)
    return Answer("view", raw=bytes(data)) if data else GONE


# --- of a person


def _title(office: Office, number: int) -> str:
    with office.store.reading() as connection:
        return str(connection.scalar(select(list_.c.title).where(list_.c.id == number)) or "")


def _shown(connection: Connection, number: int, page: str) -> Answer:
    """Tell a person what they chose: it is their own token that asks."""
    person = subscribers.by_number(connection, number)
    if person is None:
        return GONE
    states = subscriptions.lists_of(connection, number)
    lists = [
        {"id": row.id, "title": row.title, "text": row.description, "on": states.get(row.id) == "active"}
        for row in _lists(connection, number)
    ]
    said = {name: getattr(person, name) for name in ("address", "name", "language", "format")}
    return Answer(page, values={**said, "lists": lists})


def _lists(connection: Connection, number: int) -> list[Row[Any]]:
    """List what a person may choose: what is open to everybody, and what they have or had."""
    theirs = select(subscription.c.list_id).where(subscription.c.subscriber_id == number)
    query = select(list_).where(list_.c.closed_at.is_(None), or_(list_.c.open, list_.c.id.in_(theirs)))
    return list(connection.execute(query.order_by(list_.c.title, list_.c.id)))


def _offered(form: Mapping[str, str], person: Row[Any], languages: Container[str]) -> str:
    """Take a language that there is."""
    wished = form.get("language", "")
    return wished if wished in languages else str(person.language)


def _keep(connection: Connection, person: Row[Any], form: Mapping[str, str], evidence: Evidence) -> None:
    layout = form.get("format", "")
    chosen = {"language": form["language"], "format": layout if layout in FORMATS else person.format}
    change = subscriber.update().where(subscriber.c.id == person.id)
    connection.execute(change.values(**chosen, changed_at=evidence.at))
    for row in _lists(connection, person.id):
        if f"list-{row.id}" not in form:
            subscriptions.leave(connection, person.id, [row.id], evidence)
        elif subscriptions.ask(connection, person.id, row.id, evidence):
            subscriptions.confirm(connection, person.id, row.id, evidence)
