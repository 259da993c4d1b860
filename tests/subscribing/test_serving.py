"""The commands, and the running pages, that ask by themselves."""

from __future__ import annotations

import socket
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx

from communique.mail_settings import Dkim, Mail, RelayServer, Sender
from communique.places import Place
from communique.settings import Settings
from communique.web import asking, server
from communique.web.caretaker import Caretaker
from support.command import arguments, communique, environment
from support.readers import Client, Mailbox
from support.subscribing import LINK

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from communique.mailing.office import Office


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
