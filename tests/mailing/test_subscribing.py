"""To subscribe: a form, a message, a button; nobody is flooded, and no answer tells who is known."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from communique.errors import UsageError
from communique.mail_settings import Dkim, Mail, RelayServer, Sender
from communique.mailing import confirmations, importing, lists, subscribers, subscriptions, tables
from communique.mailing.limits import OF_A_LIST, OF_A_NETWORK, OF_ALL, network
from communique.mailing.office import open_office
from communique.mailing.people import person
from communique.mailing.subscriptions import Evidence
from communique.mailing.tokens import Named, Purpose, sign, verify
from communique.places import Place
from communique.settings import Settings
from communique.web import asking, server
from communique.web.app import make_app
from communique.web.caretaker import FULL, Caretaker
from communique.web.subscribe import SOONEST, TRAP
from support.command import arguments, communique, environment
from support.offices import NOON, everybody, office_at
from support.readers import Client, Mailbox, mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx import Response

    from communique.mailing.office import Office

EVIDENCE = Evidence("test", NOON)
HIDDEN = re.compile(r'name="token" value="([\w-]+)"')
LINK = re.compile(r"https://briefs\.example\.org(/c/[\w-]+)")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with two lists that are open, and one for staff; Ana takes the first, Bo was suppressed."""
    with office_at(tmp_path / "office", "trade", "press", "staff") as opened:
        with opened.store.writing() as connection:
            lists.change(connection, "trade", lists.Wanted(title="Trade & tolls", open=True))
            lists.change(connection, "press", lists.Wanted(title="Press <daily>", description="Each day", open=True))
            number, _ = subscribers.put(connection, person({"address": "ana@example.org"}), opened.keys, NOON)
            subscriptions.give(connection, number, 1, EVIDENCE)
            subscribers.suppress(connection, opened.keys.address_hash("bo@example.org"), "complaint", NOON)
        yield opened


@pytest.fixture
def inbox() -> Iterator[tuple[Mailbox, int]]:
    with mailbox() as started:
        yield started


@pytest.fixture
def caretaker(office: Office, inbox: tuple[Mailbox, int], tmp_path: Path) -> Caretaker:
    return Caretaker(office, post_of(office, inbox[1], tmp_path))


def post_of(office: Office, port: int, folder: Path, **relay: Any) -> asking.Post:
    settings = Settings(
        mail=Mail(url="https://briefs.example.org", office="Office of the Governor"),
        sender=Sender(name="Briefs", address="briefs@example.org", postal_address="1 Quay, Harbour"),
        relay=RelayServer(host="127.0.0.1", port=port, security="none", return_path="bounces@example.org", **relay),
    )
    return asking.open_post(office, settings, Place(folder))


@pytest.fixture
def pages(office: Office) -> Client:
    return Client(make_app(office, name="Office of the Governor"))


def send(office: Office, pages: Client, address: str, network: str = "", **typed: str) -> Response:
    """Fetch the form, wait as a person does, and send it."""
    (token,) = HIDDEN.findall(pages.get("/s").text)
    office.clock.forward(SOONEST)  # type: ignore[attr-defined]
    form = {"token": token, "address": address, "list-1": "on", **typed}
    return pages.post("/s", data=form, headers={"X-Forwarded-For": network} if network else {})


def rows(office: Office, table: Any) -> list[Any]:
    with office.store.reading() as connection:
        return list(connection.execute(select(table)).all())


def stands(office: Office) -> dict[str, dict[str, str]]:
    return {one["address"]: one["lists"] for one in everybody(office)}


# --- the way in


def test_a_form_a_message_and_a_button_begin_a_subscription(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    answered = send(office, pages, "Cy@Example.org", name="Cy Díaz", language="es", **{"list-2": "on"})
    assert (answered.status_code, "Please look in your mail" in answered.text) == (200, True)
    caretaker.go_round()

    assert stands(office)["Cy@Example.org"] == {"trade": "pending", "press": "pending"}
    _, cy = everybody(office)
    assert (cy["name"], cy["language"]) == ("Cy Díaz", "es")
    assert {(act, source) for _, act, source, *_ in cy["consent"]} == {("asked", "form")}
    assert re.fullmatch(r"form en [0-9a-f]{8}: I ask for the lists .*", cy["consent"][0][3])
    (message,) = inbox[0].read()
    body: Any = message.get_body(("plain",))
    (link,) = LINK.findall(body.get_content())
    assert "Trade &amp; tolls" in pages.get(link).text
    assert stands(office)["Cy@Example.org"]["trade"] == "pending"  # to look changes nothing
    assert "is confirmed" in pages.post(link, data={"confirm": "yes"}).text
    assert stands(office)["Cy@Example.org"] == {"trade": "active", "press": "active"}
    assert "is confirmed" in pages.post(link, data={"confirm": "yes"}).text  # pressed twice


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


# --- what the form refuses


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"address": "nobody"}, "Write an e-mail address"),
        ({"address": "a@example.org\r\nBcc: b@example.org"}, "Write an e-mail address"),
        ({"address": '"a b"@example.org'}, "Write an e-mail address"),
        ({"address": "a" * 300 + "@example.org"}, "Write an e-mail address"),
        ({"address": "a\u202e@example.org"}, "Write an e-mail address"),
        ({"name": "Cy\r\nBcc: b@example.org"}, "Write the name on one line"),
        ({"name": "Cy\x00"}, "Write the name on one line"),
        ({"name": "C\u2028y"}, "Write the name on one line"),
        ({"name": "C" * 121}, "Write the name on one line"),
        ({"list-1": "", "list-3": "on"}, "Choose at least one list"),
        ({"token": ""}, "press the button once more"),
        ({"token": "forged"}, "press the button once more"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_and_nothing_is_kept(
    office: Office, pages: Client, typed: dict[str, str], sentence: str
) -> None:
    (token,) = HIDDEN.findall(pages.get("/s").text)
    office.clock.forward(SOONEST)  # type: ignore[attr-defined]
    form = {"token": token, "address": "cy@example.org", "list-1": "on", **typed}
    answered = pages.post("/s", data={name: text for name, text in form.items() if text or name != "list-1"})

    assert (answered.status_code, sentence in answered.text) == (400, True)
    assert rows(office, tables.application) == []
    (fresh,) = HIDDEN.findall(answered.text)
    assert verify(office.keys, Purpose.FORM, fresh) is not None


def test_whatever_a_form_holds_it_is_answered(office: Office, pages: Client) -> None:
    """Sixty forms of anything at all: shown again or kept, and what is kept can be read."""
    fields = st.sampled_from(["token", "address", "name", "language", "list-1", "list-2", TRAP, "x"])
    anything = st.text(max_size=40) | st.sampled_from(
        ["a@example.org", "é@bücher.example", "on", "es", "=?utf-8?q?x?="]
    )

    @settings(max_examples=60)
    @given(form=st.dictionaries(fields, anything))
    def answered(form: dict[str, str]) -> None:
        whole = {"token": sign(office.keys, Purpose.FORM, Named(office.clock() // 1000 - 10)), "list-1": "on", **form}
        told = pages.post("/s", data=whole)
        assert told.status_code in {200, 400, 429}

    answered()
    office.clock.forward(4000)  # type: ignore[attr-defined]
    asking.take_in(office)
    assert rows(office, tables.application) == []


def test_a_form_that_comes_back_too_soon_or_too_late_is_shown_again(office: Office, pages: Client) -> None:
    for seconds, status in ((SOONEST - 1, 400), (SOONEST, 200), (3600, 200), (3601, 400)):
        (token,) = HIDDEN.findall(pages.get("/s").text)
        office.clock.forward(seconds)  # type: ignore[attr-defined]
        form = {"token": token, "address": "cy@example.org", "list-1": "on"}
        assert pages.post("/s", data=form).status_code == status


def test_a_machine_that_fills_in_every_field_is_answered_and_not_kept(office: Office, pages: Client) -> None:
    right = send(office, pages, "cy@example.org")
    trapped = send(office, pages, "di@example.org", **{TRAP: "https://spam.example"})

    assert (trapped.status_code, trapped.content) == (right.status_code, right.content)
    assert [row.address for row in rows(office, tables.application)] == ["cy@example.org"]


def test_a_form_of_a_megabyte_is_refused(office: Office, pages: Client) -> None:
    assert pages.post("/s", data={"address": "a" * 1_000_000}).status_code == 413
    assert rows(office, tables.request) == []


def test_only_lists_that_are_open_are_offered_and_an_internal_one_cannot_be(office: Office, pages: Client) -> None:
    shown = pages.get("/s").text
    assert ("Press &lt;daily&gt;" in shown, "Staff" in shown) == (True, False)
    with office.store.writing() as connection, pytest.raises(UsageError, match="public papers alone"):
        lists.change(connection, "trade", lists.Wanted(clearance=1))
    with office.store.writing() as connection:
        for name in ("trade", "press"):
            lists.change(connection, name, lists.Wanted(open=False))
    assert pages.get("/s").status_code == 404


def test_the_database_itself_refuses_to_open_a_list_that_sees_internal_papers(office: Office) -> None:
    with sqlite3.connect(office.store.path) as connection, pytest.raises(sqlite3.IntegrityError, match="ck_list_open"):
        connection.execute("UPDATE list SET clearance = 1 WHERE name = 'trade'")


def test_no_form_is_shown_where_nobody_can_be_asked(office: Office) -> None:
    assert Client(make_app(office, form=False)).get("/s").status_code == 404


# --- nobody is flooded


def test_ten_thousand_forms_for_one_victim_are_one_message(
    office: Office, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    """From as many networks as there are forms, within the bounds of the form itself."""
    with office.store.writing() as connection:
        row = {"address": "victim@example.org", "lists": "[1, 2]", "at": NOON}
        connection.execute(tables.application.insert(), [row] * 300)
    for _ in range(4):
        caretaker.go_round()
        office.clock.forward(3600)  # type: ignore[attr-defined]

    assert [to for _, to, _ in inbox[0].messages] == ["victim@example.org"]
    assert rows(office, tables.application) == []


def test_an_address_is_asked_once_a_day_and_three_times_a_month(
    office: Office, pages: Client, caretaker: Caretaker, inbox: tuple[Mailbox, int]
) -> None:
    asked = []
    for hours in (12, 12, 12, 12, 12, 27 * 24, 2 * 24, 0):
        send(office, pages, "victim@example.org")
        caretaker.go_round()
        asked.append(len(inbox[0].messages))
        office.clock.forward(hours * 3600)  # type: ignore[attr-defined]

    assert asked == [1, 1, 2, 2, 3, 3, 3, 4]  # at last the first of them is a month old


def test_one_network_one_list_and_all_together_have_an_end(office: Office, pages: Client) -> None:
    one = [send(office, pages, f"a{n}@example.org", "192.0.2.7").status_code for n in range(OF_A_NETWORK + 2)]
    assert one == [200] * OF_A_NETWORK + [429] * 2
    assert send(office, pages, "b@example.org", "192.0.2.200").status_code == 429  # the same /24
    taken = OF_A_NETWORK
    while send(office, pages, f"c{taken}@example.org", f"198.51.{taken}.1").status_code == 200:
        taken += 1
    assert taken == OF_A_LIST
    assert len(rows(office, tables.application)) == OF_A_LIST


def test_all_lists_together_have_an_end(office: Office, pages: Client) -> None:
    for n in range(OF_ALL):
        with office.store.writing() as connection:
            connection.execute(tables.request.insert().values(kind="form", network_hash=str(n), at=office.clock()))
    assert send(office, pages, "a@example.org", "192.0.2.7").status_code == 429
    office.clock.forward(3600)  # type: ignore[attr-defined]
    assert send(office, pages, "a@example.org", "192.0.2.7").status_code == 200


def test_so_many_forms_that_no_more_are_taken_are_told_to_whoever_runs_the_pages(office: Office, pages: Client) -> None:
    told: list[str] = []
    quiet = Caretaker(office, None, told.append)
    with office.store.writing() as connection:
        rows = [{"kind": "form", "network_hash": str(n), "at": office.clock()} for n in range(OF_ALL - 1)]
        connection.execute(tables.request.insert(), rows)
    quiet.go_round()
    assert told == []
    for _ in range(2):
        send(office, pages, "a@example.org")
        quiet.go_round()
    assert told == [FULL]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_network_is_named(address: str, named: str) -> None:
    assert network(address) == named


def test_only_the_web_server_on_this_machine_says_where_a_request_comes_from(office: Office) -> None:
    """Whoever reaches us themselves cannot pretend to be somebody else."""
    far = Client(make_app(office), "203.0.113.9")
    near = Client(make_app(office))
    for pages, sent in ((far, "192.0.2.1"), (far, "192.0.3.1"), (near, "198.51.100.1, 192.0.2.1")):
        send(office, pages, "cy@example.org", sent)

    hashes = [row.network_hash for row in rows(office, tables.application)]
    assert hashes == [office.keys.network_hash(net) for net in ("203.0.113.0/24", "203.0.113.0/24", "192.0.2.0/24")]


# --- nobody learns anything


def known_in_many_ways(office: Office) -> list[str]:
    """Make people who are known in every way there is; name their addresses, and one that nobody has."""
    with office.store.writing() as connection:
        for name, step in (("waits", subscriptions.ask), ("left", subscriptions.give), ("erased", subscriptions.give)):
            number, _ = subscribers.put(connection, person({"address": f"{name}@example.org"}), office.keys, NOON)
            step(connection, number, 1, EVIDENCE)
            if name != "waits":
                subscribers.leave(connection, number, EVIDENCE)
        subscribers.erase(connection, subscribers.find(connection, "erased@example.org"), NOON)
    return [f"{name}@example.org" for name in ("ana", "bo", "waits", "left", "erased", "never")]


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


# --- what may break


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


# --- the commands


@pytest.fixture
def workspace(tmp_path: Path, inbox: tuple[Mailbox, int]) -> Path:
    """A workspace with a list, Ana who is to confirm, and a mail server."""
    (tmp_path / "briefs").mkdir()
    (tmp_path / "communique.toml").write_text(
        '[mail]\nurl = "https://briefs.example.org"\n[sender]\naddress = "briefs@example.org"\n'
        f'[relay]\nhost = "127.0.0.1"\nport = {inbox[1]}\nsecurity = "none"\n'
    )
    files = (tmp_path / "communique.db", tmp_path / "communique.keys")
    with open_office(*files) as opened, opened.store.writing() as connection:
        lists.create(connection, "trade", lists.Wanted(open=True), opened.clock())
        ana, now = person({"address": "ana@example.org"}), Evidence("test", opened.clock())
        subscribers.add(connection, opened.keys, ana, {"trade": (1, "asked")}, now)
    return tmp_path


def test_a_command_asks_those_who_are_to_confirm(workspace: Path, inbox: tuple[Mailbox, int]) -> None:
    added = communique("subscribers", "add", "bo@example.org", "--list", "trade", "--ask", folder=workspace)
    assert "communique subscribers ask" in added.err
    first, second = (communique("subscribers", "ask", folder=workspace) for _ in range(2))

    assert (first.status, first.err.strip()) == (0, "2 asked")
    assert (second.status, second.err.strip()) == (0, "nobody was asked")
    assert [to for _, to, _ in inbox[0].messages] == ["ana@example.org", "bo@example.org"]
    assert "open to everybody, public; 0 active, 2 to confirm" in communique("lists", "list", folder=workspace).out


def test_a_command_that_cannot_ask_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "communique.toml").write_text('[mail]\nurl = "https://briefs.example.org"\n')
    asked = communique("subscribers", "ask", folder=tmp_path)

    assert asked.status == 2
    assert "address under [sender], host or provider under [relay]" in asked.err


def test_pages_that_cannot_ask_say_why_and_answer_all_the_same(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To unsubscribe must never hang on a key that cannot be read."""
    told: list[str] = []
    served: list[Any] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **_: served.append(app))
    right = Settings(
        mail=Mail(url="https://briefs.example.org"),
        sender=Sender(address="briefs@example.org"),
        relay=RelayServer(host="127.0.0.1", security="none"),
    )
    broken = replace(right, dkim=Dkim(domain="example.org", rsa_key="nowhere.pem"))
    for said in (Settings(), broken, right):
        server.serve(office, said, Place(tmp_path), listen=("127.0.0.1", 0), tell=told.append)

    assert [Client(app).get("/s").status_code for app in served] == [404, 404, 200]
    assert [Client(app).get("/pages.css").status_code for app in served] == [200, 200, 200]
    assert len(told) == 2
    assert "url under [mail]" in told[0]
    assert "nowhere.pem" in told[1]


def test_a_round_that_breaks_off_does_not_end_the_rounds(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    done: list[int] = []

    def breaks(_office: Office) -> int:
        done.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(asking, "take_in", breaks)
    monkeypatch.setattr("communique.web.caretaker.EVERY", 0.01)
    with Caretaker(office, None, told.append):
        until = time.monotonic() + 10
        while len(done) < 3 and time.monotonic() < until:
            time.sleep(0.01)
    assert len(done) >= 3
    assert told == ["a round broke off: ZeroDivisionError"]


def test_the_running_pages_ask_by_themselves(workspace: Path, inbox: tuple[Mailbox, int]) -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = arguments("serve", "--port", str(port))
    with subprocess.Popen(command, cwd=workspace, env=environment(), stderr=subprocess.DEVNULL) as serving:
        until = time.monotonic() + 30
        while not inbox[0].messages and time.monotonic() < until:
            time.sleep(0.05)
        (message,) = inbox[0].read()
        (link,) = LINK.findall(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        pressed = httpx.post(f"http://127.0.0.1:{port}{link}", data={"confirm": "yes"})
        serving.terminate()
    assert "is confirmed" in pressed.text
    told = communique("subscribers", "show", "ana@example.org", folder=workspace).out
    assert "state active" in told
    assert "asked: state sent" in told
