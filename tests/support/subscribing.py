"""An office whose lists strangers may subscribe to: how its form is sent, and what is found in it afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from communique.mail_settings import Mail, RelayServer, Sender
from communique.mailing import subscribers, subscriptions
from communique.mailing.people import person
from communique.mailing.subscriptions import Evidence
from communique.places import Place
from communique.settings import Settings
from communique.web import asking
from communique.web.subscribe import SOONEST
from support.offices import NOON, everybody

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import Response

    from communique.mailing.office import Office
    from support.readers import Client


EVIDENCE = Evidence("test", NOON)
HIDDEN = re.compile(r'name="token" value="([\w-]+)"')
LINK = re.compile(r"https://briefs\.example\.org(/c/[\w-]+)")


def post_of(office: Office, port: int, folder: Path, **relay: Any) -> asking.Post:
    settings = Settings(
        mail=Mail(url="https://briefs.example.org", office="Office of the Governor"),
        sender=Sender(name="Briefs", address="briefs@example.org", postal_address="1 Quay, Harbour"),
        relay=RelayServer(host="127.0.0.1", port=port, security="none", return_path="bounces@example.org", **relay),
    )
    return asking.open_post(office, settings, Place(folder))


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
