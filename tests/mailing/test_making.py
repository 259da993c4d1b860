"""Messages that are made ahead, here or in another process: the same bytes for the same person, whatever happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest

from communique.mailing import store as stores
from communique.mailing.claims import Claimed
from communique.mailing.making import Making, Unmade, start_helper
from communique.mailing.one_sender import only_sender
from communique.mailing.parcel import Parcel, Unsendable, pack
from communique.mailing.prepared import CannotBeMade, Message, Person
from communique.mailing.sender import Sender
from support.faults import pace, relay, sink
from support.office import Letter, office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FAR = 10**9
PEOPLE = 300


class Picky(Letter):
    """Makes no message for person 3, and one with a bare line end for person 4."""

    def for_person(self, person: Person) -> Message:
        if person.delivery_id == 3:
            raise CannotBeMade("no-link")
        message = super().for_person(person)
        return Message((message.body + b"\n",)) if person.delivery_id == 4 else message


def claimed(number: int) -> Claimed:
    person = Person(
        delivery_id=number, mailing_id=1, subscriber_id=number, list_id=1, address=f"p{number}@d.example",
        message_id=f"{number}@example.org", verp="v", fields={"copy": str(number)},
    )  # fmt: skip
    return Claimed(number, 1, "d.example", 0, 0, 0, person)


@pytest.fixture
def apart() -> Iterator[Making]:
    content = {1: Picky()}
    making = Making(content, start_helper(content))
    yield making
    making.close()


def _all_made(making: Making, count: int) -> dict[int, object]:
    while len(making.ready) < count:
        assert making.helper
        making.take(making.helper)
    return {one.id: made for one, made in making.ready}


def test_another_process_makes_what_would_be_made_here(apart: Making) -> None:
    here = Making({1: Picky()})
    for number in range(1, 40):
        for making in (here, apart):
            making.ask(claimed(number))
    apart.hand_over()
    made = _all_made(apart, 39)
    assert made == {one.id: made for one, made in here.ready}
    assert made[3] == Unmade("no-link")
    assert made[4] == Unsendable("line-ends", "message")
    assert sum(isinstance(one, Parcel) for one in made.values()) == 37


def test_what_a_process_had_in_hand_when_it_was_killed_is_made_here(apart: Making) -> None:
    assert apart.helper
    for number in (1, 2, 3):
        apart.ask(claimed(number))
    os.kill(apart.helper.process, signal.SIGKILL)
    sleep(0.05)
    apart.hand_over()
    with pytest.raises((EOFError, OSError)):
        apart.take(apart.helper)
    apart.go_on_here()
    apart.ask(claimed(5))
    assert [(one.id, type(made)) for one, made in apart.ready] == [(1, Parcel), (2, Parcel), (3, Unmade), (5, Parcel)]


def test_what_is_taken_back_does_not_come_after_all(apart: Making) -> None:
    for number in range(1, 11):
        apart.ask(claimed(number))
    apart.hand_over()
    assert {one.id for one in apart.take_back(mailing=1)} == set(range(1, 11))
    apart.ask(claimed(20))
    apart.hand_over()
    assert set(_all_made(apart, 1)) == {20}
    assert len(apart) == 1


def test_few_are_made_ahead_of_messages_with_large_attachments(apart: Making) -> None:
    content = {1: Letter(size=8_000_000)}
    large = Making(content, start_helper(content))
    for making, enough in ((apart, 100), (large, 3)):
        assert making.room(idle=5, most=100) == 2, "before anybody knows how large they are"
        making.ask(claimed(1))
        making.hand_over()
        _all_made(making, 1)
        assert making.room(idle=5, most=100) + len(making) == enough
    large.close()


def test_everybody_gets_the_same_message_however_it_was_made(tmp_path: Path) -> None:
    hashes: list[dict[str, str]] = []
    for name, from_people in (("here", FAR), ("apart", 0)):
        path = tmp_path / name
        store, mailing = office(path / "office.db", (f"p{n}@d{n % 9}.example" for n in range(PEOPLE)), stores.now())
        with sink(path / "record") as port:
            sender = Sender(store, relay(port, 4), {mailing: Letter()}, pace=replace(pace(1), apart=from_people))
            assert sender.run() == {mailing: "done"}
        hashes.append(dict(line.split()[:2] for line in (path / "record").read_text().splitlines()))
        store.close()
    assert len(hashes[0]) == PEOPLE
    assert hashes[0] == hashes[1]


def test_a_sender_goes_on_when_the_other_process_is_killed(tmp_path: Path) -> None:
    store, mailing = office(tmp_path / "office.db", (f"p{n}@d{n % 9}.example" for n in range(PEOPLE)), stores.now())
    killed: list[int] = []
    sender = Sender(store, relay(0, 4), {mailing: Letter()}, pace=replace(pace(1), apart=0))

    def kill(_progress: object) -> None:
        if not killed and sender._making.helper:
            killed.append(sender._making.helper.process)
            os.kill(killed[0], signal.SIGKILL)

    sender.watch = kill
    with sink(tmp_path / "record") as port:
        sender.relay = relay(port, 4)
        assert sender.run() == {mailing: "done"}
    assert killed
    assert len((tmp_path / "record").read_text().splitlines()) == PEOPLE
    store.close()


def test_no_process_and_no_lock_outlives_a_sender_that_is_killed(tmp_path: Path) -> None:
    store, _ = office(tmp_path / "office.db", ["ana@d.example"], stores.now())
    program = (
        "import sys, time; from pathlib import Path\n"
        "from communique.mailing import making, one_sender, store\n"
        "helper = making.start_helper({})\n"
        "with one_sender.only_sender(store.open_store(Path(sys.argv[1])), store.now):\n"
        "    print(helper.process, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(store.path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        helper = int(process.stdout.readline())
        process.kill()
    with only_sender(store, stores.now):
        deadline = monotonic() + 5
        while _lives(helper) and monotonic() < deadline:
            sleep(0.01)
        assert not _lives(helper)
    store.close()


def _lives(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:  # noqa: PTH123 -- it may go at any moment
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_is_the_same_for_everybody_is_not_copied_to_be_looked_at() -> None:
    """A message with a large attachment costs its own bytes, and no second and third copy."""
    attachment = b"x" * 76 + b"\r\n"
    message = Message((b"Subject: x\r\n\r\n", attachment * 50_000))
    pack(message)
    tracemalloc.start()
    parcel = pack(message)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(parcel, Parcel)
    assert most < 2.5 * len(parcel.wire)
