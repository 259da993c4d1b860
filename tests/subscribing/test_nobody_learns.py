"""Nobody learns from an answer, or from its time, whether an address is known."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from support.offices import everybody
from support.subscribing import known_in_many_ways, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.mailing.office import Office
    from communique.web.caretaker import Caretaker
    from support.readers import Client, Mailbox


def test_an_answer_is_the_same_to_the_byte_whoever_has_the_address(office: Office, pages: Client) -> None:
    answers = [send(office, pages, address, f"10.0.{n}.1") for n, address in enumerate(known_in_many_ways(office))]

    assert len({(a.status_code, a.content, str(sorted(a.headers.items()))) for a in answers}) == 1


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """Note what the database is asked."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(office.store.engine, "before_cursor_execute", note)
    yield said
    event.remove(office.store.engine, "before_cursor_execute", note)


def test_an_answer_takes_the_same_work_whoever_has_the_address(office: Office, pages: Client) -> None:
    """Stronger than a stop-watch: while an answer is made, nothing that is known of a person is even read."""
    done = []
    for n, address in enumerate(known_in_many_ways(office)):
        with statements(office) as said:
            send(office, pages, address, f"10.0.{n}.1")
        done.append(said)

    assert all(one == done[0] for one in done)
    for table in ("subscriber", "subscription", "suppression", "consent", "confirmation", "delivery"):
        assert not any(re.search(rf"\b{table}\b", statement) for statement in done[0])
    assert any("application" in statement for statement in done[0])


def test_a_form_changes_nothing_of_somebody_who_is_known(office: Office, pages: Client, caretaker: Caretaker) -> None:
    before = everybody(office)[0]
    send(office, pages, "ANA@example.org", name="Mallory", language="es", **{"list-2": "on"})
    caretaker.go_round()
    after = everybody(office)[0]

    assert [after[key] for key in ("address", "name", "language")] == [
        before[key] for key in ("address", "name", "language")
    ]
    assert after["lists"] == {"trade": "active", "press": "pending"}


def test_who_has_the_list_is_suppressed_or_erased_gets_no_message(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    for n, address in enumerate(known_in_many_ways(office)):
        send(office, pages, address, f"10.0.{n}.1")
    caretaker.go_round()

    assert sorted(to for _, to, _ in inbox[0].messages) == [
        "left@example.org",
        "never@example.org",
        "waits@example.org",
    ]
