"""
One brief as it is being written: at every save it is made again, what is seen first first.

The e-mail is made in one warm process, the pages and then the Word file in another.
A spare one draws page one meanwhile, from the beginning of the brief alone. A layout
that a newer save has overtaken is ended with its process, and the spare one, warm
already, takes the next. What has faults changes nothing: the last good files
stay, and the faults stand beside them. Nothing is written to disk.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event, Lock, Thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Self

from communique.build import source_date, today
from communique.choices import NOTHING
from communique.errors import CommuniqueError, ProblemsFound
from communique.names import brief_file
from communique.preview.watcher import Watcher
from communique.problems import Location, Problem, faults, in_order
from communique.settings import FILE, Settings, read_settings
from communique.steps import Finished, Order, Prepared
from communique.worker import describe
from communique.workers import REPORT, Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future
    from pathlib import Path

    from communique.brief.base import Audience
    from communique.places import Place

LATER: Final = ("pdf", "docx")
"""Formats that are made one after the other, and nobody waits for."""

FIRST: Final = "first"
"""What page one is called among the formats, as long as the pages are on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which edition is shown."""

    audience: Audience | None = None  #: None for the brief's own.
    language: str | None = None  #: None for the brief's own.
    kind: str = "brief"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished file, as it is served."""

    data: bytes = field(repr=False)
    name: str
    key: str  #: Another for other bytes.
    sizes: tuple[tuple[int, int], ...] = ()  #: Of the pages, in pixels.


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that the page tells."""

    view: View = View()
    number: int = 0  #: Of the save that it is made from.
    working: tuple[str, ...] = ()  #: Formats that are on their way.
    shown: dict[str, Shown] = field(default_factory=dict)  #: By format; the last good ones.
    first: Shown | None = None  #: The picture of page one, where it is newer than the pages.
    formats: tuple[str, ...] = ()  #: Those that the document kind has.
    problems: tuple[Problem, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)  #: From the save to each format.

    @property
    def faulty(self) -> bool:
        """Whether what is shown is older than what was saved."""
        return bool(faults(self.problems))


class Session:
    """The brief, its workers and its watcher; leaving the block ends them all."""

    def __init__(
        self, path: Path, place: Place, view: View, *, pack: str | None, tell: Callable[[State], None]
    ) -> None:
        """Begin with nothing made; `tell` is called at every change, from any thread."""
        self.state = State(view=view)
        self._path, self._place, self._pack, self._tell = path, place, pack, tell
        self._lock, self._wake, self._ended = Lock(), Event(), Event()
        self._settings = Settings()
        with suppress(ProblemsFound):  # they are shown with the brief's
            self._settings = read_settings(place)
        self._quick, self._pages, self._spare, self._pictures = (self._lane() for _ in range(4))
        self._laying: Future[Any] | None = None
        self._warmed: dict[Workers, Future[Any]] = {}
        self._drawn: dict[tuple[str, int], bytes] = {}
        self._thread = Thread(target=self._run, name="preview", daemon=True)

    def __enter__(self) -> Self:
        """Begin to watch."""
        self._warm_up(self._pages)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """End every process at once."""
        self._ended.set()
        self._wake.set()
        for lane in (self._quick, self._pages, self._spare, self._pictures):
            lane.__exit__()
        self._thread.join(timeout=1)

    def choose(self, view: View) -> None:
        """Show another edition; nothing of the one before stays, for it must not be taken for this one."""
        number = self.state.number + 1
        self._change(view=view, number=number, shown={}, first=None, problems=(), seconds={}, working=("brief",))
        self._wake.set()

    def picture(self, key: str, number: int) -> bytes | None:
        """Draw a page of the PDF that is shown; None where it is another by now."""
        pdf, first = self.state.shown.get("pdf"), self.state.first
        if first is not None and first.key == key:
            return first.data
        if pdf is None or pdf.key != key or not 0 < number <= len(pdf.sizes):
            return None
        if (key, number) not in self._drawn:
            for old in [drawn for drawn in tuple(self._drawn) if drawn[0] != key]:
                self._drawn.pop(old, None)
            with suppress(CommuniqueError):
                self._drawn[key, number] = self._pictures.submit("page_picture", pdf.data, number).result()
        return self._drawn.get((key, number))

    # --- from a save to what is shown

    def _run(self) -> None:
        watcher = Watcher(self._watched())
        while not self._ended.is_set():
            self._wake.clear()
            try:
                read = self._make()
            except Exception as error:  # noqa: BLE001 -- whatever happens, the preview goes on
                read = ()
                self._change(problems=self._problems(error), working=())
            watcher.also(read)
            watcher.wait(self._wake)

    def _watched(self) -> Iterable[Path]:
        file = brief_file(self._path)
        folder = file.parent if self._path.is_dir() else file
        return (folder, *(self._place.root / name for name in (FILE, "templates", "assets")))

    def _make(self) -> tuple[str, ...]:
        since, number = perf_counter(), self.state.number + 1
        self._change(number=number, working=("brief",), seconds={})
        self._read_settings()
        order = self._order()
        prepared: Prepared = self._quick.submit("prepare", order).result()
        read = tuple(prepared.inputs.files)
        problems = self._placed(prepared.problems)
        self._overtake()
        if faults(problems) or not prepared.document:
            self._change(problems=problems or (_nothing(order),), working=(), first=None)
            return read
        formats = tuple(name for name in ("pdf", "email", "docx") if name in prepared.formats)
        kept = {name: made for name, made in self.state.shown.items() if name in formats}
        self._change(problems=problems, formats=formats, shown=kept, working=formats, seconds={})
        if "pdf" in formats:
            self._draw_first(prepared, number, since)
        if "email" in formats:
            self._take("email", number, since, self._finish(self._quick, prepared, "email"))
        for name in LATER:
            if name in formats:
                self._laying = self._finish(self._pages, prepared, name)
                self._laying.add_done_callback(partial(self._take, name, number, since))
        return read

    def _draw_first(self, prepared: Prepared, number: int, since: float) -> None:
        """Have page one drawn by the spare process, or by the other where that one is not warm yet."""
        ready = self._spare in self._warmed and self._warmed[self._spare].done()
        lane = self._spare if ready else self._pages
        pages = self._settings.limits.pages
        job = lane.submit("first_page", prepared, pages=pages, **self._house)
        job.add_done_callback(partial(self._take_first, number, since))

    def _take_first(self, number: int, since: float, done: Future[Any]) -> None:
        """Show page one, unless the pages are there; where it cannot be drawn, they will say why."""
        if self._ended.is_set() or done.cancelled() or done.exception() or not done.result():
            return
        data, size = done.result()
        first = Shown(data, FIRST, hashlib.sha256(data).hexdigest()[:16], (size,))
        with self._lock:
            now = self.state
            if now.number != number or "pdf" not in now.working:
                return
            self.state = replace(now, first=first, seconds={**now.seconds, FIRST: perf_counter() - since})
        self._tell(self.state)

    def _warm_up(self, lane: Workers) -> None:
        """Make a process ready for the pages, once; where that fails, the pages will say why."""
        if lane not in self._warmed:
            self._warmed[lane] = lane.submit("warm_up", kind=self.state.view.kind, **self._house)

    @property
    def _house(self) -> dict[str, Any]:
        return {"pack": self._pack or self._settings.pack, "paper": self._settings.paper, "place": self._place}

    def _finish(self, lane: Workers, prepared: Prepared, name: str) -> Future[Any]:
        pages = self._settings.limits.pages
        return lane.submit("finish", prepared, format=name, pages=pages, measure=False, **self._house)

    def _take(self, name: str, number: int, since: float, done: Future[Any]) -> None:
        """Show what was made, unless something newer was begun meanwhile."""
        if self._ended.is_set() or done.cancelled():
            return
        try:
            finished: Finished = done.result()
            first = finished.outputs[0]
            sizes = self._pictures.submit("page_sizes", first.data).result() if name == "pdf" else ()
            made = Shown(first.data, first.name, hashlib.sha256(first.data).hexdigest()[:16], sizes)
        except CommuniqueError as error:
            self._settle(name, number, problems=self._problems(error))
            return
        if name == "pdf":
            self._warm_up(self._spare)
        problems = self._placed(problem for output in finished.outputs for problem in output.problems)
        self._settle(name, number, made, problems, perf_counter() - since)

    def _settle(
        self,
        name: str,
        number: int,
        made: Shown | None = None,
        problems: tuple[Problem, ...] = (),
        seconds: float = 0.0,
    ) -> None:
        with self._lock:
            now = self.state
            if now.number != number:
                return
            took = {**now.seconds, name: seconds} if made else now.seconds
            self.state = replace(
                now,
                shown={**now.shown, name: made} if made else now.shown,
                first=None if name == "pdf" else now.first,
                problems=in_order(dict.fromkeys([*now.problems, *problems])),
                working=tuple(other for other in now.working if other != name),
                seconds=took,
            )
        self._tell(self.state)

    def _overtake(self) -> None:
        """End a layout that nobody waits for any more; the spare process takes the next."""
        laying, self._laying = self._laying, None
        if laying is not None and not laying.done():
            Thread(target=self._pages.__exit__, daemon=True).start()
            self._warmed.pop(self._pages, None)
            self._pages, self._spare = self._spare, self._lane()

    def _change(self, **what: Any) -> None:
        with self._lock:
            self.state = replace(self.state, **what)
        self._tell(self.state)

    def _read_settings(self) -> None:
        """Read the settings; where the limits are others, begin again with processes that hold them."""
        before, self._settings = self._settings.limits, read_settings(self._place)
        if before != self._settings.limits:
            self._overtake()
            self._warmed.clear()
            old = (self._quick, self._pages, self._spare, self._pictures)
            self._quick, self._pages, self._spare, self._pictures = (self._lane() for _ in old)
            for lane in old:
                lane.__exit__()

    def _lane(self) -> Workers:
        return Workers(self._settings.limits, most=1)

    def _order(self) -> Order:
        view = self.state.view
        return Order(
            path=self._path,
            place=self._place,
            today=today(),
            rules=self._settings.rules,
            audience=view.audience,
            language=view.language,
            moment=source_date(),
            kind=view.kind,
            address=self._settings.address,
        )

    # --- what is wrong

    def _problems(self, error: Exception) -> tuple[Problem, ...]:
        if isinstance(error, ProblemsFound):
            return self._placed(error.problems)
        if isinstance(error, Stopped):
            return self._placed([error.problem])
        if isinstance(error, CommuniqueError):
            return self._placed([Problem(message=str(error), code="environment")])
        return self._placed([Problem(message=describe(error), code="internal-error", hint=REPORT)])

    def _placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        here = Location(str(self._path))
        return in_order(problem if problem.location else replace(problem, location=here) for problem in problems)


def _nothing(order: Order) -> Problem:
    message = f"{order.kind}: the brief has nothing that it could say"
    return Problem(message=message, code=NOTHING, location=Location(str(order.path)), hint="Choose another document.")
