"""What is kept between builds: found again by its hash, thrown away where it does not match it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from communique import inputs
from communique.cache import store
from communique.cache.basis import Basis
from communique.cache.content import content_of
from communique.cache.digests import Digests
from communique.cache.index import Index
from communique.cache.objects import Objects
from communique.cache.trace import Trace
from communique.inputs import Inputs, Listing, digest
from communique.problems import Location, Problem, Severity
from support.straight_line import document_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.places import Place

LONG_AGO = 1_700_000_000


# --- files by their bytes


def test_bytes_are_found_by_their_hash(tmp_path: Path) -> None:
    objects = Objects(tmp_path)

    assert objects.get(objects.put(b"a brief")) == b"a brief"
    assert objects.get(digest(b"another")) is None
    assert objects.size() == (1, 7)


@pytest.mark.parametrize("left", [b"", b"a brie", b"a brieF"])
def test_a_file_whose_bytes_do_not_match_is_thrown_away_and_not_given_out(tmp_path: Path, left: bytes) -> None:
    objects = Objects(tmp_path)
    name = objects.put(b"a brief")
    (kept,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept.write_bytes(left)

    assert objects.get(name) is None
    assert not kept.exists()


def test_the_file_that_was_not_used_for_the_longest_time_goes_first(tmp_path: Path) -> None:
    objects = Objects(tmp_path)
    names = [objects.put(bytes([n]) * 100) for n in range(10)]
    for n, path in enumerate(sorted((p for p in tmp_path.rglob("*") if p.is_file()), key=lambda p: p.read_bytes())):
        os.utime(path, (LONG_AGO + n, LONG_AGO + n))
    objects.get(names[0])

    assert objects.trim(1000) == 1000
    assert objects.trim(999) == 700
    assert [n for n, name in enumerate(names) if objects.get(name)] == [0, *range(4, 10)]


# --- the index


@pytest.mark.parametrize("damaged", [b"no database" * 500, b"SQLite format 3\0" + bytes(4000), b""])
def test_a_damaged_index_is_one_that_knows_nothing(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "index.db"
    path.write_bytes(damaged)
    index = Index(path)

    assert index.files() == {}
    index.close()
    index.write({}, [("trace", "key", "value")], day=1)
    assert Index(path).notes("trace", ["key"]) == {"key": "value"}


def test_notes_that_were_of_no_use_for_long_are_dropped(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.db")
    index.write({}, [("trace", "used", "1"), ("trace", "unused", "2")], day=1)
    index.used("trace", ["used"], day=50)
    index.forget(before=50)

    assert index.notes("trace", ["used", "unused"]) == {"used": "1"}


# --- digests of files


def test_a_file_is_read_again_when_its_state_is_another(tmp_path: Path) -> None:
    path = tmp_path / "brief.yaml"
    path.write_bytes(b"one")
    os.utime(path, (LONG_AGO, LONG_AGO))
    known = {os.fsencode(path): ("another state", digest(b"wrong"))}

    assert Digests(known).of(path) == digest(b"one")
    assert Digests({}).of(tmp_path) is None
    assert Digests({}).of(tmp_path / "none") is None


def test_what_was_changed_a_moment_ago_is_not_remembered(tmp_path: Path) -> None:
    """A change within the same tick of the clock would leave the same state."""
    path = tmp_path / "brief.yaml"
    path.write_bytes(b"one")
    digests = Digests({})

    assert digests.of(path) == digest(b"one")
    digests.written(path, digest(b"one"))
    assert digests.learned() == {}


# --- traces


def test_a_trace_is_read_as_it_was_written() -> None:
    problem = Problem(message="m", code="c", hint="h", severity=Severity.WARNING, location=Location("f", 3, 1))
    trace = Trace(
        conditions={"a day": "2026"},
        basis="b",
        files={"/x": "1", "/y": None},
        links={"/x": "/z"},
        listings={Listing("/", "brief.", ".yaml"): "2"},
        problems=(problem, Problem(message="m", code="c")),
        formats=("pdf",),
        made={"pdf": ("key", "basis")},
    )

    assert Trace.read(trace.written()) == trace
    assert Trace.read(trace.written()[:-4]) is None


def test_a_trace_says_in_words_what_is_another_now(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    folder.mkdir()
    (folder / "brief.yaml").write_text("one")

    def change(**seen: object) -> str:
        return Trace(conditions={}, basis="", **{"files": {}, **seen}).change(Digests({}))  # type: ignore[arg-type]

    assert change(files={str(folder / "brief.yaml"): digest(b"one"), str(folder / "none"): None}) == ""
    assert change(files={str(folder / "brief.yaml"): digest(b"two")}) == "visit/brief.yaml changed"
    assert change(files={str(folder / "brief.yaml"): None}) == "visit/brief.yaml is new"
    assert change(files={str(folder / "a.png"): digest(b"two")}) == "visit/a.png is gone"
    assert change(links={str(folder / "brief.yaml"): "/elsewhere"}) == "visit/brief.yaml is another link"
    assert change(listings={Listing(str(folder), "brief.", ".yaml"): "2"}) == "brief.*.yaml: one more, or one less"


def test_a_link_that_leads_elsewhere_is_noted(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("x")
    (tmp_path / "link.md").symlink_to("real.md")
    with inputs.noting() as met:
        inputs.looked_for(tmp_path / "real.md", tmp_path)
        inputs.looked_for(tmp_path / "link.md", tmp_path)

    assert met.links == {str(tmp_path / "link.md"): str((tmp_path / "real.md").resolve())}
    assert Inputs() != met


def test_what_everything_is_made_with_says_what_is_another_now() -> None:
    before = Basis({"weasyprint": "70.0", "assets/logo.svg": "a" * 64, "old": "1"})

    assert before.since(before) == ""
    assert Basis({**before.parts, "weasyprint": "70.1"}).since(before) == "weasyprint 70.0 -> 70.1"
    assert Basis({**before.parts, "assets/logo.svg": "b" * 64}).since(before) == "assets/logo.svg changed"
    assert Basis({"weasyprint": "70.1"}).since(before) == "weasyprint 70.0 -> 70.1, and 2 more"
    assert Basis.read(before.written) == before
    assert Basis.read("nonsense") == Basis({})


# --- the hash of a document


def test_a_document_has_one_hash_however_its_source_is_written(write_brief: Callable[..., Path]) -> None:
    text = "title: A visit\ndate: 2026-02-03\nbottom_line: They meet.\nhandling: {marking: INTERNAL}\n"
    one = content_of(document_of(write_brief("visit", text)))

    assert content_of(document_of(write_brief("visit", f"# why\n\n{text}"))) == one
    assert content_of(document_of(write_brief("visit", text.replace("meet", "met")))) != one


def test_what_is_not_known_has_a_hash_all_the_same() -> None:
    assert content_of(("a", test_what_is_not_known_has_a_hash_all_the_same)) != content_of(("a", content_of))
    assert content_of(("ab", "c")) != content_of(("a", "bc"))
    assert content_of({"b", "a"}) == content_of({"a", "b"})


# --- the folder


def test_the_cache_keeps_itself_to_itself(workspace: Place) -> None:
    """For its owner alone, and out of version control."""
    store.Cache(workspace).close()
    folder = workspace.root / ".communique"

    assert (folder / ".gitignore").read_text() == "*\n"
    assert (folder / "cache").stat().st_mode & 0o777 == 0o700
    assert store.clear(workspace).files == 0
    assert not (folder / "cache").exists()
