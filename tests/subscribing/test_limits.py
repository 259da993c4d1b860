"""Nobody is flooded: an address, a network, a list and all together have an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.mailing import tables
from communique.mailing.limits import OF_A_LIST, OF_A_NETWORK, OF_ALL, network
from communique.web.app import make_app
from communique.web.caretaker import FULL, Caretaker
from support.offices import NOON
from support.readers import Client, Mailbox
from support.subscribing import rows, send

if TYPE_CHECKING:
    from communique.mailing.office import Office


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
