"""
Whatever operators do, in whatever order, while a sender works, dies and comes back: the invariants hold.

A model beside the ledger counts what a server took, and who may be written to.
Among the sequences are those that others got wrong: a pause that skips the rest
(listmonk #1931), a mailing that is finished and was not sent (#2168, #2591), a
pause and a start that send again (#2070).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from communique.mailing import control, questions
from communique.mailing.claims import Claimed, Holder, Room, Walk, Wish, claim
from communique.mailing.ledger import Answer, Move, open_windows, reap, record, renew
from communique.mailing.one_sender import take_over
from communique.mailing.store import open_store
from support.office import NOW, add_list, add_mailing, add_people, start

if TYPE_CHECKING:
    import pytest

    from communique.mailing.store import Store

NUMBERS = count()
PEOPLE = 6
SEQUENCES = int(os.environ.get("SEQUENCES", "15"))
"""`make faults` asks for 2,000."""
HOW = st.sampled_from(["unsubscribe", "suppress", "erase"])
CODES = {"sent": 250, "queued": 451, "failed": 554}


def _some(data: st.DataObject, most: int) -> int:
    return data.draw(st.integers(1, most))


class Operators(RuleBasedStateMachine):
    """An office, a sender and a server that takes or refuses."""

    store: Store

    def __init__(self) -> None:
        super().__init__()
        self.number = next(NUMBERS)
        self.now = NOW
        self.taken: Counter[int] = Counter()  # what the server took, by delivery
        self.leased: list[Claimed] = []
        self.windows: list[Claimed] = []
        self.gone: set[int] = set()  # subscribers that must not be written to any more
        self.walk = Walk()
        with self.store.writing() as connection:
            self.list = add_list(connection, f"list-{self.number}")
            add_people(connection, (f"p{n}@{self.number}-{n % 2}.example" for n in range(PEOPLE)), self.list)
            self.mailing = add_mailing(connection, [self.list], f"mailing-{self.number}")
            start(connection, self.mailing, self.now)
            rows = connection.execute(
                text("SELECT id, subscriber_id FROM delivery WHERE mailing_id = :m"), {"m": self.mailing}
            )
            self.people = {row.id: row.subscriber_id for row in rows}
        self.holder = take_over(self.store, "sender", lambda: self.now)

    # --- the sender

    @rule(most=st.integers(1, 4))
    def claims(self, most: int) -> None:
        with self.store.writing() as connection:
            wish = Wish(self.mailing, Room(2), most)
            self.leased += claim(connection, self.holder, wish, self.walk, self.now)

    @rule(data=st.data())
    def sends_for_a_while(self, data: st.DataObject) -> None:
        """Claim, lose somebody or not, open windows and hear answers or nothing."""
        self.claims(_some(data, 4))
        if data.draw(st.booleans()):
            self.somebody_leaves(data.draw(st.integers(0, PEOPLE - 1)), data.draw(HOW))
        if self.leased:
            self.opens_windows(_some(data, 4))
        while self.windows and _some(data, 4) > 1:
            if data.draw(st.booleans()):
                self.hears_an_answer(data.draw(st.sampled_from(sorted(CODES))), data.draw(st.integers(0, 9)))
            else:
                self.hears_nothing(data.draw(st.booleans()), data.draw(st.integers(0, 9)))

    @precondition(lambda self: self.leased)
    @rule(most=st.integers(1, 3))
    def opens_windows(self, most: int) -> None:
        mine, self.leased = self.leased[:most], self.leased[most:]
        with self.store.writing() as connection:
            sending = control.state_of(connection, self.mailing) == "sending"
            may = open_windows(connection, self.holder, [(one, f"body-{one.id}") for one in mine], self.now)
        self.windows += [one for one in mine if one.id in may]
        assert sending or not may
        assert not {self.people[number] for number in may} & self.gone

    @precondition(lambda self: self.windows)
    @rule(to=st.sampled_from(sorted(CODES)), chance=st.integers(0, 9))
    def hears_an_answer(self, to: str, chance: int) -> None:
        one = self.windows.pop(chance % len(self.windows))
        self.taken[one.id] += to == "sent"
        self.record(Move(delivery=one, to=to, answer=Answer("dot", CODES[to]), next_at=self.now + 1000))

    @precondition(lambda self: self.windows)
    @rule(took=st.booleans(), chance=st.integers(0, 9))
    def hears_nothing(self, took: bool, chance: int) -> None:
        one = self.windows.pop(chance % len(self.windows))
        self.taken[one.id] += took
        self.record(Move(delivery=one, to="unknown", reason="no-answer"))

    @precondition(lambda self: self.leased)
    @rule(to=st.sampled_from(["queued", "failed"]))
    def is_refused_early(self, to: str) -> None:
        answer = Answer("rcpt", CODES[to])
        self.record(Move(delivery=self.leased.pop(), to=to, answer=answer, next_at=self.now + 1000))

    @precondition(lambda self: self.leased)
    @rule()
    def gives_back(self) -> None:
        self.record(Move(delivery=self.leased.pop(), to="queued"))

    @precondition(lambda self: self.leased or self.windows)
    @rule(took=st.booleans())
    def dies_and_comes_back(self, took: bool) -> None:
        """The server may have taken what was in the window."""
        self.taken.update({one.id: int(took) for one in self.windows})
        self.leased, self.windows = [], []
        with self.store.writing() as connection:
            reap(connection, self.now, alone=True)
        self.holder = take_over(self.store, "sender", lambda: self.now)

    @rule(seconds=st.sampled_from([1, 30, 90, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds * 1000
        with self.store.writing() as connection:
            renew(connection, self.holder, self.now)

    @precondition(lambda self: self.leased)
    @rule()
    def another_one_claims_and_is_refused(self) -> None:
        old = Holder("thief", self.holder.epoch - 1)
        stolen = [(one, "other bytes") for one in self.leased]
        with self.store.writing() as connection:
            assert not open_windows(connection, old, stolen, self.now)

    # --- the office

    @rule(on=st.booleans())
    def pauses_and_resumes(self, on: bool) -> None:
        with self.store.writing() as connection:
            control.pause(connection, self.mailing, "for a moment")
            if on:
                control.resume(connection, self.mailing)

    @rule()
    def looks_whether_it_is_done(self) -> None:
        with self.store.writing() as connection:
            state = control.finish(connection, self.mailing, self.now)
            counts = control.counts(connection, self.mailing)
        if state == "done":
            assert not sum(counts[s] for s in ("queued", "leased", "in_window", "unknown", "held"))

    @precondition(lambda self: random.Random(self.now).random() < 0.1)
    @rule()
    def cancels(self) -> None:
        with self.store.writing() as connection:
            if control.cancel(connection, self.mailing, "a mistake", self.now):
                assert not control.counts(connection, self.mailing)["queued"]

    @rule(chance=st.integers(0, PEOPLE - 1), how=HOW)
    def somebody_leaves(self, chance: int, how: str) -> None:
        person = sorted(self.people.values())[chance]
        if person in self.gone:
            return
        with self.store.writing() as connection:
            if how == "unsubscribe":
                connection.execute(
                    text("UPDATE subscription SET state = 'unsubscribed' WHERE subscriber_id = :id"), {"id": person}
                )
            elif how == "suppress":
                connection.execute(
                    text("INSERT INTO suppression SELECT address_hash, 'asked', 1 FROM subscriber WHERE id = :id"),
                    {"id": person},
                )
            else:
                questions.forget(connection, person, self.now)
                connection.execute(text("DELETE FROM subscriber WHERE id = :id"), {"id": person})
        self.gone.add(person)

    @rule()
    def somebody_joins(self) -> None:
        """A person who comes too late is no part of a mailing that is under way."""
        with self.store.writing() as connection:
            add_people(connection, [f"late-{next(NUMBERS)}@late.example"], self.list)

    @rule(verdict=st.sampled_from(sorted(questions.SETTLED)), chance=st.integers(0, 9))
    def settles_a_question(self, verdict: str, chance: int) -> None:
        settlement = questions.Settlement(verdict=verdict, who="ana", why="the log of the relay")
        with self.store.writing() as connection:
            asked = connection.scalars(
                text("SELECT id FROM delivery WHERE mailing_id = :m AND state IN ('unknown', 'held') ORDER BY id"),
                {"m": self.mailing},
            ).all()
            if asked:
                questions.resolve(connection, asked[chance % len(asked)], settlement, self.now)

    @rule(chance=st.integers(0, 9))
    def a_reader_presses_a_button(self, chance: int) -> None:
        """Whose message arrived can press its button, whatever the sender heard."""
        if readers := sorted(number for number in self.people if self.taken[number]):
            with self.store.writing() as connection:
                questions.arrived(connection, readers[chance % len(readers)], "page:preferences", self.now)

    # --- what holds

    @invariant()
    def nobody_is_written_to_twice_unless_a_person_said_so(self) -> None:
        for row in self.rows():
            assert self.taken[row.id] <= 1 + row.resends
            if row.state == "sent" and not row.resolved:
                assert self.taken[row.id] >= 1
            if row.state == "failed" and not row.resends:
                assert not self.taken[row.id]

    @invariant()
    def nobody_is_lost(self) -> None:
        assert {row.id for row in self.rows()} == set(self.people)

    @invariant()
    def what_is_in_hand_is_what_the_sender_believes(self) -> None:
        states = {row.id: row.state for row in self.rows()}
        assert {number for number, state in states.items() if state == "in_window"} == {one.id for one in self.windows}
        assert {number for number, state in states.items() if state == "leased"} == {one.id for one in self.leased}

    def rows(self) -> list[Any]:
        query = text(
            "SELECT d.*, EXISTS (SELECT 1 FROM resolution r WHERE r.delivery_id = d.id) AS resolved "
            "FROM delivery d WHERE d.mailing_id = :m"
        )
        with self.store.reading() as connection:
            return list(connection.execute(query, {"m": self.mailing}))

    def record(self, move: Move) -> None:
        with self.store.writing() as connection:
            record(connection, [move], self.now)


def test_whatever_operators_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    Operators.store = open_store(tmp_path_factory.mktemp("operators") / "office.db")
    few = settings(
        max_examples=SEQUENCES, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Operators, settings=few)
    Operators.store.close()
