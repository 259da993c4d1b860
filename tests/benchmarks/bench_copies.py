"""
How many numbered copies of the flagship come a second: rendered anew, stamped by pikepdf, and filled in: `make bench`.

Each goes from the finished data to files on the disk, on one core. Ours counts
all there is to do: tokens, letters, the master, the register.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import pikepdf
import pytest

from benchmarks.results import record
from communique.brief.load import load
from communique.compose import compose
from communique.copies import distribution, mark, master, token
from communique.copies.distribution import Copies
from communique.copies.letters import Letters
from communique.copies.recipients import Recipient
from communique.edition import edit
from communique.places import Place
from communique.render import render
from support import copies
from support.pdf_reader import pack_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from communique.document.nodes import Document

PROJECT = Path(__file__).parents[2]
GIVEN = ("Ana María", "Łukasz", "Ingrid", "José", "Владимир", "محمد", "Noor", "Chloé")
FAMILY = ("Ospina Rueda", "Żółkiewski", "van der Berg", "Nguyễn", "Жуков", "بن سلمان", "O’Neill", "Smith-Jones")
MANY = 1000
ROUNDS = 3
GOAL = 1000


@pytest.fixture(scope="module")
def document() -> Document:
    brief = load(PROJECT / "briefs" / "us-colombia-2026-02-03")
    return compose(edit(brief, place=Place(PROJECT)))


@pytest.fixture(scope="module")
def data(document: Document) -> bytes:
    return _rendered(document)


def people(count: int) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(number=n + 1, name=f"{GIVEN[n % 8]} {FAMILY[n // 8 % 8]} {n}", office="Embassy") for n in range(count)
    )


@pytest.fixture
def one_core() -> Iterator[None]:
    """Let this process have one core; the benchmarks after it get theirs back."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    usual = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usual)})
    yield
    os.sched_setaffinity(0, usual)


@pytest.mark.usefixtures("one_core")
def test_three_ways_to_number_copies(document: Document, data: bytes, tmp_path: Path) -> None:
    """Ours is the only one that reaches a thousand a second."""
    copies.faces()
    rates = {
        "rendered anew": _rate(2, lambda n: (tmp_path / f"r{n}.pdf").write_bytes(_rendered(document))),
        "pikepdf": _rate(40, lambda n: (tmp_path / f"p{n}.pdf").write_bytes(_stamped(data, n))),
    }
    core = []
    for attempt in range(ROUNDS):
        start, cpu = perf_counter(), process_time()
        asked = Copies(recipients=people(MANY), key=copies.KEY)
        planned = distribution.plan(data, asked, stem="brief")
        made = distribution.make(planned, tmp_path / f"{attempt}", words=copies.WORDS, faces=copies.faces())
        core.append(MANY / (process_time() - cpu))
        rates["filled in"] = max(rates.get("filled in", 0), MANY / (perf_counter() - start))
        shutil.rmtree(made[0].parent)
    record(
        "copies",
        f"Numbered copies of {len(data) // 1024} KB, written to the disk on one core",
        ["", "copies a second"],
        [(name, f"{rate:,.1f}") for name, rate in rates.items()],
        f"By the time that the core was ours: {max(core):,.0f}. The goal is {GOAL:,}.",
    )


def _rate(count: int, make: Callable[[int], object]) -> float:
    start = perf_counter()
    for number in range(count):
        make(number)
    return count / (perf_counter() - start)


def _rendered(document: Document) -> bytes:
    return render(document, pack=pack_of(), formats=["pdf"])[0].data


def _stamped(data: bytes, number: int) -> bytes:
    """Number one copy with pikepdf alone: open the file, put the same marks on, save it."""
    of = people(number + 1)[-1]
    code = token.make(copies.KEY, document=hashlib.sha256(data).hexdigest(), number=of.number, name=of.name)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        areas = master.areas_of(pdf)
        letters = Letters(copies.faces())
        drawn = mark.draw(of, code, total=MANY, words=copies.WORDS, sheet=areas[0][0], letters=letters)
        return master.prepare(pdf, [drawn], document=hashlib.sha256(data).hexdigest(), areas=areas).copy(0)
