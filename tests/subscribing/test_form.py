"""The form: what it offers, what it refuses, and what it leads to."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communique.errors import UsageError
from communique.mailing import lists, tables
from communique.mailing.tokens import Named, Purpose, sign, verify
from communique.web import asking
from communique.web.app import make_app
from communique.web.subscribe import SOONEST, TRAP
from support.offices import everybody
from support.readers import Client, Mailbox
from support.subscribing import HIDDEN, LINK, rows, send, stands

if TYPE_CHECKING:
    from communique.mailing.office import Office
    from communique.web.caretaker import Caretaker


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
