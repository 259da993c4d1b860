"""Imports and exports: all good rows or none, every refused row with its line and reason, and back again the same."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.errors import ProblemsFound, UsageError
from communique.mailing import exporting, importing, lists, subscribers, subscriptions
from communique.mailing.importing import Options, Report, import_people, refusals
from communique.mailing.importing_rows import DANGEROUS, escaped, unescaped
from communique.mailing.people import clean, person
from communique.mailing.spool import Spool
from communique.mailing.subscriptions import Evidence
from support.offices import NOON, everybody, office_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.mailing.office import Office

AGREED = Options(("trade-weekly",), "I want the weekly", source="import:people.csv")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_at(tmp_path / "office", "trade-weekly", "press") as opened:
        yield opened


def brought(office: Office, text: str | bytes, options: Options = AGREED) -> tuple[Report, dict[int, str]]:
    """Import a text; give the report, and the code of each refused row."""
    path = office.store.path.with_name("people.csv")
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    report = import_people(path, options, office)
    return report, {row.line: row.code for row in refusals(office.store, report.job)}


def test_people_come_in_with_their_lists_and_their_consent(office: Office) -> None:
    report, refused = brought(office, "address,name,language,office\nAna@Example.org,Ana Ruiz,es,Senate\n")

    assert (report.rows, report.added, report.changed, refused) == (1, 1, 0, {})
    (ana,) = everybody(office)
    assert (ana["address"], ana["address_key"], ana["name"]) == ("Ana@Example.org", "ana@example.org", "Ana Ruiz")
    assert (ana["attributes"], ana["lists"]) == ('{"office":"Senate"}', {"trade-weekly": "active"})
    assert ana["consent"] == [("trade-weekly", "given", "import:people.csv", "I want the weekly", NOON)]


def test_every_row_that_is_refused_is_reported_with_its_line(office: Office) -> None:
    rows = {
        "ana@example.org,Ana,en": None,
        "ANA@example.org,Ana again,en": "same-address",
        "no address,Bea,en": "bad-address",
        "cyd@example.org,Cy\x07d,en": "hidden-character",
        "dan@example.org,Dan": "wrong-columns",
        "eve@example.org,Eve,Spanish": "bad-language-code",
        f"fay@example.org,{'x' * 501},en": "too-long",
        '"gil@example.org\nBcc: x@example.org",Gil,en': "hidden-character",
        "hal@example.org,Hal\u202e,en": "hidden-character",
        "ida@example.org,Ida\u00a0Ruiz,en": None,
    }
    report, refused = brought(office, "email,name,language\n" + "\n".join(rows) + "\n\n")

    assert [refused.get(line) for line in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12)] == list(rows.values())
    assert (report.rows, report.added, report.refused) == (10, 2, 8)
    assert [one["name"] for one in everybody(office)] == ["Ana", "Ida Ruiz"]


def test_a_file_from_excel_is_read(office: Office) -> None:
    _, refused = brought(office, "\ufeffE-Mail;Name\r\nzoe@example.org;Zoë\r\n".encode() + b"j@example.org;Jos\xe9\r\n")

    assert refused == {3: "bad-encoding"}
    assert [one["name"] for one in everybody(office)] == ["Zoë"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (b"", "bad-csv", 0),
        (b"adress,name\n", "missing-column", 1),
        (b"address,address\n", "duplicate-column", 1),
        (b"address,Job title\n", "bad-attribute", 1),
        (b"address,domain\n", "bad-attribute", 1),
        ("address\n".encode("utf-16"), "bad-encoding", 1),
        (b'address,name\na@example.org,A\nb@example.org,"B\nc@example.org,C\n', "bad-csv", 4),
        (b'address,name\na@example.org,"A"B\n', "bad-csv", 2),
        (b"address\n" + b"a" * 200_000, "bad-csv", 2),
    ],
)
def test_a_file_that_is_no_table_changes_nothing(office: Office, text: bytes, code: str, line: int) -> None:
    with pytest.raises(ProblemsFound) as refused:
        brought(office, text)

    (problem,) = refused.value.problems
    assert problem.location is not None
    assert (problem.code, problem.location.line) == (code, line)
    assert everybody(office) == []


def test_nobody_is_put_on_a_list_without_a_word_on_how_they_agreed(office: Office) -> None:
    with pytest.raises(UsageError, match="--consent"):
        brought(office, "address\na@example.org\n", Options(("press",)))
    with pytest.raises(UsageError, match='did you mean "press"'):
        brought(office, "address\na@example.org\n", Options(("pres",), "x"))
    _, refused = brought(office, "address,lists\na@example.org,press\nb@example.org,pres\nc@example.org,\n", Options())

    assert refused == {2: "no-consent", 3: "unknown-list"}
    assert [one["lists"] for one in everybody(office)] == [{}]


def test_who_is_asked_waits_for_their_confirmation(office: Office) -> None:
    brought(office, "address\na@example.org\n", Options(("press",), ask=True, source="x"))

    (one,) = everybody(office)
    assert (one["lists"], one["consent"]) == ({"press": "pending"}, [("press", "asked", "x", "", NOON)])


def test_who_has_left_or_is_suppressed_does_not_come_back_by_an_import(office: Office) -> None:
    brought(office, "address\nleft@example.org\ngone@example.org\n")
    with office.store.writing() as connection:
        left = subscribers.find(connection, "left@example.org")
        subscribers.leave(connection, left.id, Evidence("one-click", NOON + 1))
        subscribers.erase(connection, subscribers.find(connection, "gone@example.org"), NOON + 1)
    report, refused = brought(office, "address,name\nleft@example.org,Lea\ngone@example.org,Gus\nnew@example.org,New\n")

    assert refused == {2: "has-left", 3: "suppressed"}
    assert (report.added, report.changed) == (1, 1)
    people = {one["name"]: one for one in everybody(office)}
    assert sorted(people) == ["Lea", "New"]
    assert people["Lea"]["lists"] == {"trade-weekly": "unsubscribed"}
    assert [act for _, act, *_ in people["Lea"]["consent"]] == ["given", "withdrawn"]


def test_a_file_says_what_it_has_columns_for_and_nothing_else_changes(office: Office) -> None:
    brought(office, "address,name,language,office,seat\nana@example.org,Ana,es,Senate,4\n")
    report, _ = brought(office, "address,office\nana@example.org,\n", Options())

    assert (report.added, report.changed) == (0, 1)
    (ana,) = everybody(office)
    assert (ana["name"], ana["language"], ana["attributes"]) == ("Ana", "es", '{"seat":"4"}')
    report, _ = brought(office, "address,name\nana@example.org,Ana\n", Options())
    assert (report.added, report.changed) == (0, 0)


# --- killed


PROGRAM = """
import os, signal, sys, time
from itertools import count
from pathlib import Path
from communique.mailing import importing
from support.offices import everybody, office_at

importing.PORTION = 50
home, path = Path(sys.argv[1]), Path(sys.argv[2])
options = importing.Options(("trade-weekly",), "I want the weekly", source="import:people.csv")
for kill in count():
    child = os.fork()
    if child == 0:
        with office_at(home) as office:
            importing.import_people(path, options, office)
        os._exit(0)
    time.sleep(0.03 + 0.04 * (kill % 4) + 0.002 * kill)
    os.kill(child, signal.SIGKILL)
    ended = os.waitpid(child, 0)[1]
    with office_at(home) as office:
        print(len(everybody(office)), flush=True)
    if ended == 0:
        break
"""
"""Starts an import again and again, kills each a little later, and prints how many people are there; until one ends."""


def test_however_often_it_is_killed_all_or_none_is_there(tmp_path: Path) -> None:
    path, home = tmp_path / "people.csv", tmp_path / "killed"
    rows = [f"person{n}@office{n % 7}.example.gov,Person {n}" for n in range(1500)]
    path.write_text("address,name\n" + "\n".join([*rows, "no address,x", rows[7]]) + "\n")
    with office_at(home, "trade-weekly"):
        pass
    paths = os.pathsep.join(str(Path(__file__).parents[2] / part) for part in ("src", "tests"))
    command = [sys.executable, "-c", PROGRAM, str(home), str(path)]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=True)
    seen = [int(line) for line in done.stdout.split()]

    assert set(seen[:-1]) <= {0, 1500}
    assert len(seen) > 1
    assert seen[-1] == 1500
    with office_at(home) as office, office_at(tmp_path / "whole", "trade-weekly") as whole:
        report = import_people(path, AGREED, whole)
        assert everybody(office) == everybody(whole)
        assert {r.line: r.code for r in refusals(office.store, 1)} == {1502: "bad-address", 1503: "same-address"}
        assert (report.added, report.refused) == (1500, 2)
        assert not list(home.glob("*-import-*"))


def test_it_goes_on_where_it_stopped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the second portion; the next run reads only what is missing, with the time of the first."""
    monkeypatch.setattr(importing, "PORTION", 2)
    put = Spool.put
    portions: list[int] = []

    def full(self: Any, *args: Any, **names: Any) -> None:
        if len(portions) == 1:
            portions.append(0)
            raise OSError
        portions.append(names["rows"])
        put(self, *args, **names)

    monkeypatch.setattr(Spool, "put", full)
    text = "address,name\n" + "".join(f'p{n}@example.org,"P {n}"\n' for n in range(5))
    with pytest.raises(OSError):
        brought(office, text)
    assert everybody(office) == []
    office.clock.forward(60)  # type: ignore[attr-defined]
    report, _ = brought(office, text)

    assert portions == [2, 0, 2, 1]
    assert (report.rows, report.added, report.resumed) == (5, 5, True)
    assert {one["consent"][0][-1] for one in everybody(office)} == {NOON}


def test_what_was_put_aside_and_forgotten_is_thrown_away(office: Office) -> None:
    left = office.store.path.with_name("communique.db-import-0123456789abcdef")
    left.write_bytes(b"people")
    os.utime(left, (NOON / 1000 - 8 * 86400,) * 2)
    brought(office, "address\na@example.org\n")

    assert not left.exists()


# --- and back


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=12).map(clean).map(str.strip)
NASTY = st.sampled_from(["=1+1", "'=1", "''", "@x", '=HYPERLINK("http://x")', "-2", "＝1", '"', ";", "a,b", "'", "O'H"])
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "address": st.from_regex(r"[a-z+=-][a-z0-9'=+-]{0,5}@(example|例え)\.org", fullmatch=True),
            "name": WORDS | NASTY,
            "language": st.sampled_from(["", "es", "pt-BR"]),
            "format": st.sampled_from(["html", "text"]),
            "office": WORDS | NASTY,
            "región": WORDS | NASTY,
        }
    ),
    max_size=6,
    unique_by=lambda one: one["address"],
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(["give", "ask", "confirm", "leave"]), st.integers(1, 2), WORDS | NASTY
    ),
    max_size=12,
)


@given(PEOPLE, STEPS)
def test_what_is_exported_comes_back_the_same(people: list[dict[str, str]], steps: list[Any]) -> None:
    """Into an empty office, and into the same one: nothing is lost, nothing is added."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with office_at(folder / "one", "press", "trade") as one, office_at(folder / "two", "press", "trade") as two:
            _populate(one, people, steps)
            before = everybody(one)
            text = "".join(exporting.export(one.store))
            assert all(cell[:1] not in set(DANGEROUS) - {"'"} for row in csv.reader(text.splitlines()) for cell in row)
            for office in (one, two):
                report, refused = brought(office, text, Options())
                assert refused == {}
                assert everybody(office) == before
                assert "".join(exporting.export(office.store)) == text or office is two
            assert report.changed == 0


def _populate(office: Office, people: list[dict[str, str]], steps: list[Any]) -> None:
    """Add people, and let them come and go."""
    with office.store.writing() as connection:
        numbers = [subscribers.put(connection, person(one), office.keys, NOON)[0] for one in people]
        for at, (who, step, list_id, wording) in enumerate(steps):
            if who < len(numbers):
                evidence = Evidence("form:/subscribe", NOON + at, wording)
                if step == "leave":
                    subscriptions.leave(connection, numbers[who], [list_id], evidence)
                else:
                    getattr(subscriptions, step)(connection, numbers[who], list_id, evidence)


@given(st.text(max_size=8) | NASTY)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert escaped(text)[:1] not in set(DANGEROUS) - {"'"}


def test_an_export_may_be_a_part(office: Office) -> None:
    text = "address,office\na@example.org,Senate\nb@example.org,House\n"
    brought(office, text)
    brought(office, "address,office\nc@example.org,Senate\n", Options())

    def exported(**chosen: Any) -> list[str]:
        return [row["address"] for row in csv.DictReader(exporting.export(office.store, **chosen))]

    assert exported(where="office = 'Senate'") == ["a@example.org", "c@example.org"]
    assert exported(lists=[1]) == ["a@example.org", "b@example.org"]
    assert exported(where="office = 'Senate'", lists=[1]) == ["a@example.org"]
    with office.store.reading() as connection:
        assert [row["people"] for row in lists.listing(connection)] == [{}, {"active": 2}]
