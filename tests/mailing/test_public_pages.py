"""The public pages: only a button changes anything, forgeries open nothing, and no answer tells who is known."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import DBAPIError

from communique.mailing import lists, subscribers, subscriptions, tables
from communique.mailing.people import person
from communique.mailing.subscriptions import Evidence
from communique.mailing.tokens import Named, Purpose, sign
from communique.web.app import HEADERS, LARGEST, VIEW_POLICY, make_app
from communique.web.words import language_for, read_words
from support.axe import LANDMARKS, RULES, judge
from support.offices import NOON, everybody, office_at
from support.readers import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.mailing.office import Office

PAGES = {"u": Purpose.UNSUBSCRIBE, "c": Purpose.CONFIRM, "p": Purpose.PREFERENCES, "v": Purpose.VIEW}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with Ana on a list, Bo waiting for it, Cy who left, and Di who was erased."""
    with office_at(tmp_path / "office", "trade-weekly", "press") as opened:
        with opened.store.writing() as connection:
            lists.change(connection, "press", lists.Wanted(title="Press & <news>", description="Daily", open=True))
            steps: dict[str, Any] = {"ana": subscriptions.give, "bo": subscriptions.ask, "cy": subscriptions.give}
            for name, step in {**steps, "di": subscriptions.give}.items():
                one = person({"address": f"{name}@example.org", "name": name})
                number, _ = subscribers.put(connection, one, opened.keys, NOON)
                step(connection, number, 1, Evidence("test", NOON))
            subscribers.leave(connection, 3, Evidence("test", NOON))
            subscribers.erase(connection, subscribers.find(connection, "di@example.org"), NOON)
        yield opened


@pytest.fixture
def pages(office: Office) -> Client:
    return Client(make_app(office, name="Office of the Governor"))


def link(office: Office, page: str, subscriber: int = 1, list_id: int = 1) -> str:
    """Make the link that stands in somebody's mail."""
    return f"/{page}/{sign(office.keys, PAGES[page], Named(subscriber, list_id if page == 'u' else 0))}"


def states(office: Office) -> dict[str, dict[str, str]]:
    """Say how everybody stands to the lists."""
    return {one["name"]: one["lists"] for one in everybody(office)}


def fingerprint(office: Office) -> str:
    """Hash the database, with what waits beside it to be written into it."""
    home = office.store.path
    data = (home.with_name(home.name + ending) for ending in ("", "-wal", "-journal"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in data if path.exists())).hexdigest()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("page", PAGES)
def test_only_a_post_changes_anything(office: Office, pages: Client, method: str, page: str) -> None:
    """A scanner follows every link, and a browser fetches ahead."""
    before = fingerprint(office)
    for number in range(1, 6):
        for headers in ({}, {"Sec-Purpose": "prefetch"}):
            answered = pages.request(
                method, f"{link(office, page, number)}?List-Unsubscribe=One-Click", headers=headers
            )
            assert answered.status_code in {200, 404, 405}

    assert fingerprint(office) == before


@pytest.mark.parametrize("kind", ["urlencoded", "multipart"])
def test_one_click_needs_no_cookie_and_no_redirect(office: Office, pages: Client, kind: str) -> None:
    if kind == "urlencoded":
        answered = pages.post(link(office, "u"), data=ONE_CLICK)
    else:
        parts = {name: (None, text) for name, text in ONE_CLICK.items()}
        answered = pages.post(link(office, "u"), files=parts)

    assert (answered.status_code, "set-cookie" in answered.headers) == (200, False)
    assert states(office)["ana"] == {"trade-weekly": "unsubscribed"}
    assert everybody(office)[0]["consent"][-1][1:3] == ("withdrawn", "one-click")


def test_the_fingerprint_of_a_database_shows_every_change(office: Office, pages: Client) -> None:
    before = fingerprint(office)
    pages.post(link(office, "u"), data=ONE_CLICK)

    assert fingerprint(office) != before


def test_the_page_asks_and_its_button_unsubscribes(office: Office, pages: Client) -> None:
    asked = pages.get(link(office, "u"))
    assert "Trade weekly" in asked.text
    assert "ana" not in asked.text
    assert pages.post(link(office, "u"), data={"leave": "yes"}).status_code == 200
    assert states(office)["ana"] == {"trade-weekly": "unsubscribed"}


def test_a_post_without_the_button_does_nothing(office: Office, pages: Client) -> None:
    before = states(office)
    for page in "ucp":
        assert pages.post(link(office, page, 2), data={"other": "x"}).status_code == 400
        assert pages.post(link(office, page, 2)).status_code == 400

    assert states(office) == before


def test_a_subscription_is_confirmed_by_its_button_within_a_week(office: Office, pages: Client) -> None:
    assert pages.get(link(office, "c", 2)).status_code == 200
    assert states(office)["bo"] == {"trade-weekly": "pending"}
    assert "is confirmed" in pages.post(link(office, "c", 2), data={"confirm": "yes"}).text
    assert states(office)["bo"] == {"trade-weekly": "active"}
    assert everybody(office)[1]["consent"][-1][1:3] == ("confirmed", "page:confirm")


def test_an_old_confirmation_brings_nobody_back(office: Office, pages: Client) -> None:
    """Not who has left, and not who never answered in a week."""
    office.clock.forward(8 * 86400)  # type: ignore[attr-defined]
    for number in (2, 3):
        assert "has expired" in pages.post(link(office, "c", number), data={"confirm": "yes"}).text

    assert states(office) == {
        "ana": {"trade-weekly": "active"},
        "bo": {"trade-weekly": "pending"},
        "cy": {"trade-weekly": "unsubscribed"},
    }


def test_preferences_keep_what_a_person_chooses(office: Office, pages: Client) -> None:
    shown = pages.get(link(office, "p")).text
    assert "ana@example.org" in shown
    assert "Press &amp; &lt;news&gt;" in shown
    saved = pages.post(link(office, "p"), data={"save": "yes", "list-2": "on", "language": "es", "format": "text"})

    assert saved.status_code == 200
    (ana, *_) = everybody(office)
    assert (ana["lists"], ana["language"], ana["format"]) == (
        {"trade-weekly": "unsubscribed", "press": "active"},
        "es",
        "text",
    )
    assert [act for name, act, *_ in ana["consent"] if name == "press"] == ["asked", "confirmed"]
    pages.post(link(office, "p"), data={"leave": "yes", "list-2": "on"})
    assert set(states(office)["ana"].values()) == {"unsubscribed"}


def test_preferences_take_only_what_is_offered(office: Office, pages: Client) -> None:
    """Not a closed list, a list for staff, a language that is none, a layout that is none."""
    with office.store.writing() as connection:
        lists.create(connection, "staff", lists.Wanted(clearance=1), NOON)
    data = {"save": "yes", "list-1": "on", "list-3": "on", "language": "<x>", "format": "pdf"}
    pages.post(link(office, "p"), data=data)

    (ana, *_) = everybody(office)
    assert (ana["lists"], ana["language"], ana["format"]) == ({"trade-weekly": "active"}, "", "html")


def test_a_mailing_is_shown_and_can_run_and_fetch_nothing(office: Office, pages: Client) -> None:
    with office.store.writing() as connection:
        for table, row in (
            (tables.mailing, {"name": "visit", "kind": "proof", "created_at": NOON}),
            (tables.content, {"sha256": "a" * 64, "data": b"<h1>The visit</h1>"}),
            (tables.mailing_content, {"mailing_id": 1, "name": "web", "sha256": "a" * 64}),
        ):
            connection.execute(table.insert().values(row))
        change = tables.mailing.update().values(state="approved", approved_by="lead", content_sha256="a" * 64)
        connection.execute(change)
        at = {"next_at": NOON, "expires_at": NOON, "created_at": NOON, "changed_at": NOON}
        names = dict.fromkeys(("address", "address_key", "address_hash", "domain", "message_id", "verp"), "x")
        connection.execute(tables.delivery.insert().values(mailing_id=1, **at, **names))
    shown = pages.get(f"/v/{sign(office.keys, Purpose.VIEW, Named(delivery=1))}")

    assert (shown.status_code, shown.text) == (200, "<h1>The visit</h1>")
    assert shown.headers["content-security-policy"] == VIEW_POLICY
    assert "sandbox" in VIEW_POLICY
    assert "script-src" not in VIEW_POLICY
    assert pages.get(f"/v/{sign(office.keys, Purpose.VIEW, Named(delivery=2))}").content == pages.get("/v/x").content


# --- nobody learns anything


def test_forged_tokens_are_answered_alike_and_open_nothing(office: Office, pages: Client) -> None:
    before = fingerprint(office)
    for page, purpose in PAGES.items():
        right = sign(office.keys, purpose, Named(1, 1))
        other = sign(office.keys, next(p for p in PAGES.values() if p is not purpose), Named(1, 1))
        flipped = [right[:at] + ("A" if right[at] != "A" else "B") + right[at + 1 :] for at in range(len(right))]
        answers = {
            (answered.status_code, answered.content)
            for token in (*flipped, other, right[:-1], right + "A", "x", "%2e%2e", "é", "A" * 5000)
            for answered in (pages.get(f"/{page}/{token}"), pages.post(f"/{page}/{token}", data=ONE_CLICK))
            if answered.status_code != 405
        }
        assert [status for status, _ in answers] == [404]
    assert fingerprint(office) == before


@pytest.mark.parametrize("page", ["u"])
def test_an_answer_does_not_tell_who_is_known(office: Office, pages: Client, page: str) -> None:
    """Subscribed, waiting, gone from the list, erased, never there: the same bytes and headers."""
    asked = [pages.get(link(office, page, number)) for number in (1, 2, 3, 4, 999)]
    done = [pages.post(link(office, page, number), data=ONE_CLICK) for number in (1, 2, 3, 4, 999)]

    assert len({(a.status_code, a.content, str(sorted(a.headers.items()))) for a in asked}) == 1
    assert len({(a.status_code, a.content, str(sorted(a.headers.items()))) for a in done}) == 1


def test_preferences_of_who_was_erased_are_a_forged_link(office: Office, pages: Client) -> None:
    assert pages.get(link(office, "p", 4)).content == pages.get("/p/forged").content


# --- headers, sizes, strangers


@pytest.mark.parametrize("path", ["/u/x", "/c/x", "/p/x", "/v/x", "/s", "/pages.css", "/", "/nothing", "/u/x/y"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_every_answer_has_the_headers_that_protect_its_reader(pages: Client, path: str, method: str) -> None:
    answered = pages.request(method, path)

    assert answered.headers["cache-control"] in {"no-store", "public, max-age=3600"}
    expected = {name.lower(): value for name, value in HEADERS.items() if name != "Cache-Control"}
    assert {name: answered.headers[name] for name in expected} == expected
    assert "set-cookie" not in answered.headers
    assert "server" not in answered.headers


def test_another_site_cannot_send_a_form_in_somebodys_name(office: Office, pages: Client) -> None:
    for origin in ("https://evil.example", "https://briefs.example.org.evil.example", "https://briefs.example.org:444"):
        answered = pages.post(link(office, "p"), data={"leave": "yes"}, headers={"Origin": origin})
        assert answered.status_code == 403
    assert states(office)["ana"] == {"trade-weekly": "active"}
    own = {"Origin": "https://briefs.example.org"}
    assert pages.post(link(office, "p"), data={"leave": "yes"}, headers=own).status_code == 200


def test_a_form_without_end_is_refused(office: Office, pages: Client) -> None:
    for body in (b"leave=" + b"x" * LARGEST, b"&".join(b"a=b" for _ in range(300))):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert pages.post(link(office, "u"), content=body, headers=headers).status_code in {400, 413}
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert pages.post(link(office, "u"), content=b"--x\r\nnonsense", headers=broken).status_code == 400
    assert states(office)["ana"] == {"trade-weekly": "active"}


def test_what_breaks_inside_is_shown_to_nobody(office: Office, pages: Client) -> None:
    """Not to the reader, and the error that a log would have names no person."""
    with office.store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE consent")
    answered = pages.post(link(office, "u"), data=ONE_CLICK)

    assert (answered.status_code, answered.content) == (500, pages.get("/u/x").content)
    assert {name: answered.headers[name.lower()] for name in HEADERS} == HEADERS
    with pytest.raises(DBAPIError) as broken, office.store.writing() as connection:
        connection.execute(tables.subscriber.insert().values(address="ana@example.org"))
    assert "ana@" not in str(broken.value)


def test_the_pages_speak_the_readers_language(office: Office, pages: Client) -> None:
    shown = pages.get(link(office, "u"), headers={"Accept-Language": "es-CO,es;q=0.9,en;q=0.5"}).text

    assert '<html lang="es" dir="ltr">' in shown
    assert "¿Darse de baja?" in shown
    assert '<html lang="ar" dir="rtl">' in pages.get("/u/x", headers={"Accept-Language": "ar"}).text
    accepted = ("", "fr", "fr,es;q=0.1", "EN-gb", "zh-Hant-TW")
    assert [language_for(said, read_words()) for said in accepted] == ["en", "en", "es", "en", "zh"]


def test_axe_finds_nothing_at_any_width_in_light_or_dark(office: Office, pages: Client, tmp_path: Path) -> None:
    style = pages.get("/pages.css").text
    shown = {
        "gone": pages.get("/u/x"),
        "unsubscribe": pages.get(link(office, "u"), headers={"Accept-Language": "es"}),
        "confirm": pages.get(link(office, "c", 2)),
        "preferences": pages.get(link(office, "p")),
        "subscribe": pages.post("/s", data={"address": "x", "name": "\x00"}, headers={"Accept-Language": "ar"}),
    }
    with_style = {
        name: answered.text.replace('<link rel="stylesheet" href="/pages.css">', f"<style>{style}</style>")
        for name, answered in shown.items()
    }
    found = judge(with_style, tmp_path, rules=RULES + LANDMARKS)

    assert {name: said for name, said in found.items() if said} == {}


def test_a_real_server_answers_below_a_path(office: Office) -> None:
    import uvicorn

    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            make_app(office, base="/mail"), log_level="critical", lifespan="off", server_header=False
        )
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, args=([listening],), daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.01)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/mail{link(office, 'u')}"
        with urllib.request.urlopen(address) as answered:
            page = answered.read().decode()
        server.should_exit = True
        running.join()
    assert 'href="/mail/pages.css"' in page
    assert "Trade weekly" in page
