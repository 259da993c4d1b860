"""The message that asks: what it says, and that nobody gets it twice, whatever breaks."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from communique.mailing import confirmations, importing, subscribers, subscriptions, tables
from communique.mailing.office import open_office
from communique.mailing.people import person
from communique.mailing.subscriptions import Evidence
from communique.web import asking
from communique.web.caretaker import Caretaker
from support.command import arguments, communique, environment
from support.offices import NOON, everybody
from support.subscribing import EVIDENCE, LINK, post_of, rows, send, stands

if TYPE_CHECKING:
    from pathlib import Path

    from communique.mailing.office import Office
    from support.readers import Client, Mailbox


def test_the_message_says_what_it_is_and_holds_nothing_that_was_typed(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    """Who fills in a form in somebody's name writes nothing to them."""
    send(office, pages, "cy@example.org", name="Buy now http://spam.example", language="es")
    caretaker.go_round()
    ((path, to, data),) = inbox[0].messages
    (message,) = inbox[0].read()

    assert (to, message["To"]) == ("cy@example.org", "cy@example.org")
    assert re.fullmatch(r"bounces\+[0-9a-f]{32}@example\.org", path)
    assert b"spam.example" not in data
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Confirme su suscripción"
    assert message["Content-Language"] == "es"
    assert {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence"} & set(message.keys()) == set()
    html: Any = message.get_body(("html",))
    plain: Any = message.get_body(("plain",))
    for text in (html.get_content(), plain.get_content()):
        assert "Alguien, probablemente usted" in text
        assert "1 Quay, Harbour" in text
        assert len(set(LINK.findall(text))) == 1
    assert "<script" not in html.get_content()
    assert "src=" not in html.get_content()  # no picture, so none that counts


def test_a_message_is_written_in_every_language(office: Office, inbox: tuple[Mailbox, int], tmp_path: Path) -> None:
    post = post_of(office, inbox[1], tmp_path)
    for code, words in post.words.items():
        owed = confirmations.Owed(
            id=1,
            address="a@example.org",
            address_hash="",
            domain="example.org",
            language=code,
            asked_at=1,
            lists=("L",),
        )
        letter = post.letter(owed)
        assert (letter.language, letter.subject) == (code, words["mail_subject"])
        assert f'dir="{words.direction}"' in letter.html
    unknown = replace(owed, language="tlh")
    assert post.letter(unknown).language == "en"


def test_who_is_added_or_imported_to_be_asked_gets_the_same_message_once(
    office: Office, caretaker: Caretaker, inbox: tuple[Mailbox, int], tmp_path: Path
) -> None:
    with office.store.writing() as connection:
        wish = person({"address": "di@example.org", "language": "es"})
        subscribers.add(connection, office.keys, wish, {"staff": (3, "asked")}, EVIDENCE)
    table = tmp_path / "people.csv"
    table.write_text("address,language\neve@example.org,ar\nana@example.org,en\n")
    importing.import_people(table, importing.Options(("trade",), "", True, "fair"), office)
    for _ in range(2):
        caretaker.go_round()

    messages = inbox[0].read()
    assert [(message["To"], message["Content-Language"]) for message in messages] == [
        ("di@example.org", "es"),
        ("eve@example.org", "ar"),
    ]  # Ana takes the list already
    office.clock.forward(8 * 86400)  # type: ignore[attr-defined]
    caretaker.go_round()
    assert [one["address"] for one in everybody(office)] == ["ana@example.org"]


def test_a_message_that_was_put_off_goes_out_later_and_one_that_was_refused_does_not(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    inbox[0].answers = {"rcpt": ["450 4.2.0 later"], "dot": ["451 4.3.0 later still"]}
    send(office, pages, "cy@example.org")
    told = []
    for _ in range(4):
        told.append(dict(caretaker.go_round().outcomes))
        office.clock.forward(3600)  # type: ignore[attr-defined]
    assert told == [{"due": 1}, {"due": 1}, {"sent": 1}, {}]
    inbox[0].answers = {"rcpt": ["550 5.1.1 nobody cy@example.org"], "dot": []}
    send(office, pages, "di@example.org")
    assert [dict(caretaker.go_round().outcomes) for _ in range(2)] == [{"failed": 1}, {}]
    assert "cy@" not in "".join(row.reason for row in rows(office, tables.confirmation))


def test_a_sender_that_dies_in_the_window_writes_to_nobody_twice(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window is on the disk before the dot; what became of the message is never written down."""

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    send(office, pages, "cy@example.org")
    with monkeypatch.context() as broken:
        broken.setattr(confirmations, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            caretaker.go_round()
    assert len(inbox[0].messages) == 1
    assert [row.state for row in rows(office, tables.confirmation)] == ["window"]
    office.clock.forward(2 * 86400)  # type: ignore[attr-defined]
    caretaker.go_round()
    assert len(inbox[0].messages) == 1
    assert [row.state for row in rows(office, tables.confirmation)] == ["unknown"]
    send(office, pages, "cy@example.org")  # they ask again themselves
    caretaker.go_round()
    assert len(inbox[0].messages) == 2


def test_senders_that_are_killed_write_to_nobody_twice_and_lose_nobody(
    workspace: Path, inbox: tuple[Mailbox, int]
) -> None:
    """Each dies by `kill -9` in the middle of its work; what nobody knows of is at most one message a kill."""
    kills, people = 2, 40
    with open_office(workspace / "communique.db", workspace / "communique.keys") as opened:
        with opened.store.writing() as connection:
            for n in range(people - 1):
                wish, now = person({"address": f"p{n}@example.org"}), Evidence("test", opened.clock())
                subscribers.add(connection, opened.keys, wish, {"trade": (1, "asked")}, now)
        for kill in range(kills):
            with subprocess.Popen(arguments("subscribers", "ask"), cwd=workspace, env=environment()) as asking_now:
                until = time.monotonic() + 30
                while len(inbox[0].messages) < 7 * (kill + 1) and time.monotonic() < until:
                    time.sleep(0.002)
                asking_now.kill()
        last = communique("subscribers", "ask", folder=workspace)
        states = [row.state for row in rows(opened, tables.confirmation)]

    asked = [to for _, to, _ in inbox[0].messages]
    assert len(asked) == len(set(asked)), "somebody was written to twice"
    assert (last.status, len(states), set(states) <= {"sent", "unknown"}) == (0, people, True)
    assert states.count("unknown") <= kills
    assert states.count("sent") <= len(asked) <= people


def test_a_relay_that_is_gone_costs_nothing_and_is_told_once(
    office: Office, pages: Client, inbox: tuple[Mailbox, int], tmp_path: Path
) -> None:
    told: list[str] = []
    away = Caretaker(office, post_of(office, 1, tmp_path), told.append)
    send(office, pages, "cy@example.org")
    for _ in range(5):
        away.go_round()
        office.clock.forward(60)  # type: ignore[attr-defined]
    assert told == ["nobody can be asked to confirm just now: Connection refused"]
    back = Caretaker(office, post_of(office, inbox[1], tmp_path), told.append)
    assert back.go_round().outcomes == {"sent": 1}


def test_who_leaves_or_is_suppressed_before_the_dot_gets_no_message(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(office, pages, "cy@example.org")
    right = confirmations.open_window

    def too_late(connection: Any, owed: Any, now: int) -> bool:
        subscribers.suppress(connection, owed.address_hash, "staff", now)
        return right(connection, owed, now)

    monkeypatch.setattr(confirmations, "open_window", too_late)
    assert caretaker.go_round().outcomes == {}
    assert inbox[0].messages == []


def test_one_process_asks_at_a_time(office: Office, pages: Client, caretaker: Caretaker) -> None:
    send(office, pages, "cy@example.org")
    asking.take_in(office)
    assert caretaker.post is not None
    with asking._alone(office.store) as mine:
        assert mine
        assert asking.ask(caretaker.post).outcomes == {}
    assert asking.ask(caretaker.post).outcomes == {"sent": 1}


def test_a_message_that_comes_back_is_known_by_its_return_path(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    send(office, pages, "cy@example.org")
    caretaker.go_round()
    ((path, _, _),) = inbox[0].messages
    token = path.partition("+")[2].partition("@")[0]
    with office.store.writing() as connection:
        for forged in ("", "0" * 32, token[:-1], "é"):
            assert not confirmations.came_back(connection, office.keys, forged, "5.1.1", office.clock())
        assert confirmations.came_back(connection, office.keys, token.upper(), "5.1.1", office.clock())
        assert confirmations.came_back(connection, office.keys, token, "4.2.2", office.clock())  # read again: known
    assert [(row.state, row.reason) for row in rows(office, tables.confirmation)] == [("failed", "5.1.1")]


# --- who never confirms


def test_who_never_confirms_is_forgotten_after_a_week(office: Office, pages: Client, caretaker: Caretaker) -> None:
    send(office, pages, "cy@example.org", name="Cy")
    send(office, pages, "ana@example.org", **{"list-2": "on"})
    caretaker.go_round()
    assert stands(office) == {
        "ana@example.org": {"trade": "active", "press": "pending"},
        "cy@example.org": {"trade": "pending"},
    }
    office.clock.forward(6 * 86400)  # type: ignore[attr-defined]
    caretaker.go_round()
    assert "cy@example.org" in stands(office)
    office.clock.forward(86400 + 60)  # type: ignore[attr-defined]
    caretaker.go_round()

    assert stands(office) == {"ana@example.org": {"trade": "active"}}
    assert [row.subscriber_id for row in rows(office, tables.confirmation)] == [1]


def test_networks_are_forgotten_after_a_month(office: Office, pages: Client, caretaker: Caretaker) -> None:
    send(office, pages, "ana@example.org", "192.0.2.1", **{"list-2": "on"})
    caretaker.go_round()
    assert [row.network_hash for row in rows(office, tables.consent) if row.act == "asked"] != [""]
    office.clock.forward(31 * 86400)  # type: ignore[attr-defined]
    caretaker.go_round()

    assert {row.network_hash for row in rows(office, tables.consent)} == {""}
    assert rows(office, tables.request) == []


def test_somebody_whom_staff_knew_before_stays_when_a_wish_is_forgotten(office: Office, caretaker: Caretaker) -> None:
    with office.store.writing() as connection:
        number, _ = subscribers.put(connection, person({"address": "di@example.org"}), office.keys, NOON - 1)
        subscriptions.ask(connection, number, 1, EVIDENCE)
    office.clock.forward(8 * 86400)  # type: ignore[attr-defined]
    caretaker.go_round()

    assert stands(office)["di@example.org"] == {}
