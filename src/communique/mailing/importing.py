"""
An import of people from a CSV file: all of its good rows, or none, however often it is killed.

    read   rows are checked and put aside in portions, in a spool beside the database
    sort   the same address twice is refused
    apply  one transaction makes people, subscriptions and consents of what was put aside

The same file with the same options goes on where it stopped. Every row that is
refused is kept with its line and its reason.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from communique.errors import EnvironmentFailed, UsageError
from communique.mailing import spool
from communique.mailing.importing_apply import Job, apply, done_before
from communique.mailing.importing_rows import Columns, Reader, Staged, Wish, open_csv
from communique.mailing.lists import find_all
from communique.mailing.people import Refused
from communique.mailing.tables import import_job, import_refusal, list_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from communique.mailing.importing_rows import Source
    from communique.mailing.office import Office
    from communique.mailing.store import Store

PORTION: Final = 20_000
"""Rows that are put aside in one transaction."""
STALE: Final = 7 * 86_400_000
"""After this what an unfinished import put aside is thrown away."""
WISHES: Final = 10_000
"""Wishes that are remembered while reading; more are written again."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports says of all rows."""

    lists: tuple[str, ...] = ()
    wording: str = ""  #: What they agreed to; empty where they did not.
    ask: bool = False  #: They are asked to confirm.
    source: str = ""  #: Who imports what: `import:people.csv`.


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file."""

    job: int
    rows: int
    added: int
    changed: int
    refused: int
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken, or not wholly."""

    line: int
    code: str
    message: str


def import_people(
    path: Path, options: Options, office: Office, *, progress: Callable[[int], None] = lambda _: None
) -> Report:
    """
    Import the people of a file.

    Raises:
        UsageError: a list does not exist, or nobody says how these people agreed.
        ProblemsFound: the file cannot be read as CSV [bad-csv, bad-encoding, missing-column, bad-attribute].

    """
    digest, said = _digest(path), json.dumps(asdict(options), sort_keys=True, ensure_ascii=False)
    name = hashlib.sha256(f"{digest}{said}".encode()).hexdigest()[:16]
    place = office.store.path.with_name(f"{office.store.path.name}-import-{name}")
    _remove_stale(office)
    with open_csv(path) as source, spool.open_spool(place) as opened:
        reader = _reader(source, options, office)
        resumed = opened.progress is not None
        if not resumed:
            opened.begin(office.clock())
        at, line, _, started = opened.progress or (0, 0, 0, 0)
        source.go_on(at, line)
        _stage(opened, reader.at(started), progress)
        job = Job(digest, said, started, office.clock())
        with office.store.reading() as connection:
            done = done_before(connection, job)
        if not done:
            opened.sort()
            rows = opened.progress[2] if opened.progress else 0
            done = apply(office.store, place, job, reader.columns, rows)
    spool.remove(place)
    return _report(office.store, done, resumed=resumed)


def check_people(path: Path, options: Options, office: Office) -> Iterator[Refusal]:
    """Read a file as an import would, and give what it would refuse by the row alone; nothing is written."""
    with open_csv(path) as source:
        for line, found in _reader(source, options, office).rows():
            if isinstance(found, Refused):
                yield Refusal(line, found.code, str(found))


def refusals(store: Store, job: int) -> Iterator[Refusal]:
    """Give every row that was refused, in order."""
    last: tuple[int, str] = (0, "")
    while True:
        with store.reading() as connection:
            rows = connection.execute(_refused_after(job, *last)).all()
        yield from (Refusal(row.line, row.code, row.message) for row in rows)
        if not rows:
            return
        last = (rows[-1].line, rows[-1].code)


def _refused_after(job: int, line: int, code: str) -> Any:
    columns = import_refusal.c
    later = (columns.line > line) | ((columns.line == line) & (columns.code > code))
    return select(import_refusal).where(columns.job_id == job, later).order_by(columns.line, columns.code).limit(1000)


def _report(store: Store, job: int, *, resumed: bool) -> Report:
    with store.reading() as connection:
        done = connection.execute(select(import_job).where(import_job.c.id == job)).one()
    return Report(job, done.rows, done.added, done.changed, done.refused, resumed)


# --- what is asked for


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EnvironmentFailed(f"cannot read {path}: {error.strerror}") from error


def _remove_stale(office: Office) -> None:
    """Throw away what other imports put aside and nobody came back for: it is about people."""
    place = office.store.path
    for left in place.parent.glob(f"{place.name}-import-{'?' * 16}"):
        if left.stat().st_mtime * 1000 < office.clock() - STALE:
            spool.remove(left)


def _reader(source: Source, options: Options, office: Office) -> Reader:
    with office.store.reading() as connection:
        lists = _lists(connection, options)
    return Reader(source, Columns.of(source), lists, _wish(options, lists), office.keys)


def _lists(connection: Connection, options: Options) -> dict[str, int]:
    """Number all lists that are open, and see that those of the options are among them."""
    find_all(connection, options.lists)
    if options.lists and not options.wording and not options.ask:
        raise UsageError(
            'say how these people agreed, --consent "…" with the words that they agreed to; or --ask them to confirm'
        )
    return {row.name: row.id for row in connection.execute(select(list_).where(list_.c.closed_at.is_(None)))}


def _wish(options: Options, lists: Mapping[str, int]) -> Wish:
    state, act = ("pending", "asked") if options.ask else ("active", "given")
    numbers = [lists[name] for name in options.lists]
    told = (act, options.source, options.wording, 0) if options.ask or options.wording else None
    records = tuple((number, *told) for number in numbers) if told else ()
    return Wish(tuple((number, state) for number in numbers), records, told)


# --- reading


def _stage(place: spool.Spool, reader: Reader, progress: Callable[[int], None]) -> None:
    """Put rows aside, a portion in one transaction, with the place in the file that it reaches to."""
    wishes: dict[Wish, int] = {}
    rows = reader.rows()
    read = 0
    while portion := list(islice(rows, PORTION)):
        good = [(line, found) for line, found in portion if isinstance(found, Staged)]
        bad = [(line, found.code, str(found)) for line, found in portion if isinstance(found, Refused)]
        new = _new_wishes(good, wishes)
        tables = (
            (
                "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((n, *one.values, wishes[one.wish]) for n, one in good),
            ),
            ("INSERT INTO stand VALUES (?, ?, ?)", ((n, *of) for wish, n in new.items() for of in wish.states)),
            (
                "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                ((n, *of) for wish, n in new.items() for of in wish.consents),
            ),
            ("INSERT INTO refusal VALUES (?, ?, ?)", bad),
        )
        place.put(tables, at=reader.source.offset, line=reader.source.line, rows=len(portion))
        read += len(portion)
        progress(read)


def _new_wishes(rows: list[tuple[int, Staged]], known: dict[Wish, int]) -> dict[Wish, int]:
    """Number each wish by the first line that has it; give those that were not known."""
    if len(known) > WISHES:
        known.clear()
    new: dict[Wish, int] = {}
    for line, row in rows:
        if row.wish not in known:
            known[row.wish] = new[row.wish] = line
    return new
