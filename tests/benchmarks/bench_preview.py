"""How long the preview takes from a save to what is seen, beside WeasyPrint's bare layout: `make bench`."""

from __future__ import annotations

import shutil
from pathlib import Path
from queue import Queue
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.results import record
from communique.brief.load import load
from communique.compose import compose
from communique.edition import edit
from communique.engines import pdf
from communique.packs import find_pack
from communique.places import Place
from communique.preview.session import Session, State, View
from communique.render import Job
from communique.writers import html

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).parents[2]
FLAGSHIP = "us-colombia-2026-02-03"
ROUNDS = 5
PATIENCE = 120


def test_the_preview(tmp_path: Path) -> None:
    """Save the flagship with another title each round, and lay its page out by itself in between."""
    folder = tmp_path / "briefs" / FLAGSHIP
    shutil.copytree(PROJECT / "briefs" / FLAGSHIP, folder)
    told: Queue[State] = Queue()
    took: dict[str, list[float]] = {name: [] for name in ("email", "first", "docx", "pdf", "bare")}
    bare = _bare()
    with Session(folder, Place(tmp_path), View(), pack=None, tell=told.put):
        _wait(told)
        for number in range(ROUNDS):
            for name, waited in _save(folder / "brief.yaml", number, told).items():
                took[name].append(waited)
            start = perf_counter()
            bare()
            took["bare"].append(perf_counter() - start)
    seconds = {name: median(all_) for name, all_ in took.items()}
    rows = [
        ("WeasyPrint lays out the page and writes it, warm", "bare"),
        ("e-mail", "email"),
        ("page one", "first"),
        ("Word file", "docx"),
        ("all pages", "pdf"),
    ]
    record(
        "preview",
        "The preview, from a save to what is told to the browser",
        ["", "seconds", "to bare WeasyPrint"],
        [(said, f"{seconds[name]:.2f}", f"{seconds[name] / seconds['bare']:.2f}") for said, name in rows],
        "The goals are 0.15 s for the e-mail, 0.7 s for page one and 1.3 of bare WeasyPrint for all pages.",
    )


def _bare() -> Callable[[], object]:
    weasyprint = pdf._weasyprint()
    place = Place(PROJECT)
    document, pack = compose(edit(load(PROJECT / "briefs" / FLAGSHIP), place=place)), find_pack("default", place)
    job = Job(document, pack)
    page = html.write_document(
        job.drawn(points=False), job.template("page.html.j2"), footnotes=True, pack=pack.settings
    ).replace("asset:", (PROJECT / "assets").as_uri() + "/")
    return lambda: weasyprint.HTML(string=page).write_pdf(presentational_hints=True, pdf_variant="pdf/ua-1")


def _save(file: Path, number: int, told: Queue[State]) -> dict[str, float]:
    """Save; say how many seconds later each format was told of."""
    text = file.read_text(encoding="utf-8")
    start = perf_counter()
    file.write_text(text + f"# {number}\n", encoding="utf-8")
    return _wait(told, start)


def _wait(told: Queue[State], start: float = 0.0) -> dict[str, float]:
    """Listen until nothing is on its way any more."""
    seen: dict[str, float] = {}
    while True:
        state = told.get(timeout=PATIENCE)
        for name in state.seconds:
            seen.setdefault(name, perf_counter() - start)
        if state.seconds and not state.working:
            return seen
