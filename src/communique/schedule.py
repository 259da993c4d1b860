"""
The jobs of a build, one after the other through as many processes as there are cores.

A brief goes its whole way before many others begin theirs, so that a build of
ten thousand holds no more in memory than one of ten. What was made before is
taken from the cache, and no process is started where that is all.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique import files
from communique.drafts import find_results, look_up
from communique.errors import ProblemsFound
from communique.press import UNPRESSED, Job, write
from communique.problems import faults
from communique.workers import Stopped, Workers, cores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from communique.cache.store import Cache
    from communique.drafts import Draft, Target
    from communique.steps import Prepared

Progress: TypeAlias = "Callable[[Event], None]"
"""Is told of every step that ends."""

UNCHANGED: Final = "unchanged"
"""What is told of a brief that is left as it is."""

_BRIEF: Final = "this brief"
"""What the first job of a brief is about; the others are about a format."""

_AHEAD: Final = 2
"""Briefs on their way for each process: enough that none waits for work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step of a brief has ended; ``done`` of ``total`` jobs of the build have."""

    path: Path
    step: str  #: ``1 load``, ``2 edit``, ``3 compose``, ``4 render pdf``, ``5 write``; ``unchanged``.
    seconds: float
    done: int
    total: int
    running: tuple[str, ...] = ()  #: What is being done now: ``spring-visit pdf``.
    waiting: int = 0  #: Briefs that were not begun yet.
    left: float | None = None  #: Seconds that the rest will take, as far as can be told.


class Schedule:
    """One build: what is stale of every brief is made, and everything written."""

    def __init__(self, drafts: Sequence[Draft], target: Target, cache: Cache, progress: Progress) -> None:
        """Begin nothing yet."""
        self._drafts = drafts
        self._target = target
        self._cache = cache
        self._progress = progress
        self._jobs: dict[Future[Any], tuple[Draft, str]] = {}
        self._begun = perf_counter()
        self._waiting: deque[Draft] = deque()
        self._done, self._settled = 0, 0
        self._total = sum(1 + len(draft.formats) for draft in drafts)

    def run(self) -> None:
        """Build every draft, and leave in it what came of it."""
        pressed = self._target.press != UNPRESSED
        open_ = [draft for draft in self._drafts if not faults(draft.problems)]
        if pressed:
            for draft in open_:
                draft.stale = "its copies or sheets are made each time"
        else:
            look_up(open_, self._target, self._cache, whole=False)
        for draft in self._drafts:
            if draft.stale or faults(draft.problems):
                self._waiting.append(draft)
            else:
                self._settle(draft)
        self._settled = self._done
        if self._waiting:
            self._work()

    def _settle(self, draft: Draft) -> None:
        """Leave the files of a brief as they are; one that is gone or changed is put back."""
        since = perf_counter()
        self._place(draft)
        self._done += 1 + len(draft.formats)
        self._tell(draft, UNCHANGED if not draft.outputs else "5 write", perf_counter() - since)

    # --- steps 1 to 4, in processes

    def _work(self) -> None:
        at_once = self._target.jobs or cores()
        with Workers(self._target.limits, most=min(at_once, self._total)) as workers:
            if len(self._waiting) == 1 < at_once and "pdf" in self._waiting[0].formats:
                self._warm_up(self._waiting[0], workers)
            ahead: set[int] = set()
            while self._waiting or self._jobs:
                while self._waiting and len(ahead) < _AHEAD * at_once:
                    draft = self._waiting.popleft()
                    ahead.add(id(draft))
                    self._jobs[workers.submit("prepare", draft.order)] = (draft, _BRIEF)
                done, _ = wait(self._jobs, return_when=FIRST_COMPLETED)
                for job in done:
                    draft, what = self._jobs.pop(job)
                    self._take(draft, what, job, workers)
                ahead = {id(draft) for draft, _ in self._jobs.values()}

    def _warm_up(self, draft: Draft, workers: Workers) -> None:
        """Make a process ready for the PDF, while another one reads the brief."""
        target = self._target
        kind = draft.order.kind
        workers.submit("warm_up", skill="pdf", kind=kind, pack=target.pack, place=target.place, paper=target.paper)

    def _take(self, draft: Draft, what: str, job: Future[Any], workers: Workers) -> None:
        """Go on with what came of a job; one that failed leaves its problems."""
        self._done += 1
        try:
            result = job.result()
        except ProblemsFound as error:
            draft.add(error.problems)
            result = None
        except Stopped as error:
            draft.add([replace(error.problem, message=f"{what}: {error.problem.message}")])
            result = None
        if what == _BRIEF:
            self._prepared(draft, result, workers)
        elif result is not None:
            draft.take(what, result.outputs, (p for output in result.outputs for p in output.problems))
            draft.rendered.add(what)
            self._tell(draft, f"4 render {what}", result.seconds)
            if draft.complete:
                self._finish(draft, workers)

    def _prepared(self, draft: Draft, prepared: Prepared | None, workers: Workers) -> None:
        """Begin every format that is not there already."""
        asked = len(draft.formats)
        draft.made.clear()
        draft.why[:] = [f"loaded: {draft.stale}"] if draft.stale else []
        if prepared is not None:
            draft.prepare(prepared)
        self._begin(draft, asked, workers)
        for step, seconds in prepared.seconds if prepared else ():
            self._tell(draft, step, seconds)

    def _begin(self, draft: Draft, asked: int, workers: Workers) -> None:
        if not draft.sound:
            self._done += asked
            self._keep(draft)
            return
        draft.name(self._target, self._cache)
        results = self._cache.results(draft.keys.values())
        find_results(draft, results.get, self._target, self._cache, whole=self._target.press != UNPRESSED)
        self._done += asked - len(draft.formats) + len(draft.made)
        if draft.complete:
            self._finish(draft, workers)
            return
        for name in _in_turn(draft.missing):
            job = self._render(workers, draft.prepared, name, measure="pdf" not in draft.formats)
            self._jobs[job] = (draft, name)

    def _render(self, workers: Workers, prepared: Prepared | None, name: str, *, measure: bool) -> Future[Any]:
        target = self._target
        return workers.submit(
            "finish",
            prepared,
            skill=name,
            format=name,
            pack=target.pack,
            place=target.place,
            pages=target.limits.pages,
            paper=target.paper,
            measure=measure,
        )

    # --- step 5

    def _finish(self, draft: Draft, workers: Workers) -> None:
        """Write a brief whose formats are all there, keep what came of it, and let go of it."""
        since = perf_counter()
        try:
            if self._target.press == UNPRESSED:
                self._place(draft)
            else:
                self._press(draft, workers, since)
        except ProblemsFound as error:
            draft.add(error.problems)
        except Stopped as error:
            draft.add([error.problem])
        self._keep(draft)
        self._tell(draft, "5 write", perf_counter() - since)

    def _place(self, draft: Draft) -> None:
        """Put every file into its place that is not there yet."""
        folder = self._target.out / draft.slug
        made = {output.name: output for output in draft.outputs}
        if made:
            for path in files.write(folder, {name: output.data for name, output in made.items()}):
                self._cache.digests.written(path, made[path.name].digest)
        everything = [made for name in draft.formats for made in draft.made[name]]
        draft.files = tuple(file if isinstance(file, Path) else folder / file.name for file in everything)
        draft.kept = tuple(file for file in everything if isinstance(file, Path))

    def _press(self, draft: Draft, workers: Workers, since: float) -> None:
        """Make copies or sheets, which are never kept."""
        from communique.packs import find_pack

        if draft.prepared is None:  # pragma: no cover -- what was rendered was prepared
            return
        target = self._target
        job = Job(
            prepared=draft.prepared,
            folder=target.out / draft.slug,
            press=target.press,
            pack=find_pack(target.pack, target.place, kind=draft.order.kind).on(target.paper),
            draw=lambda listed: self._draw(listed, workers),
            progress=lambda done, total: self._tell_copies(draft, since, done, total),
        )
        draft.files = write(draft.outputs, job)

    def _keep(self, draft: Draft) -> None:
        """Keep the results, and what they were made of; a file of which only numbered copies may be is not kept."""
        if self._target.press.copies is None and not faults(draft.problems):
            for name in draft.rendered:
                self._cache.keep_result(draft.keys[name], draft.outputs_of(name))
        trace = draft.new_trace(self._target, self._cache) if self._target.press == UNPRESSED else None
        if trace:
            self._cache.keep_trace(draft.key, trace)
        draft.made = {}
        if draft.prepared:
            draft.prepared = replace(draft.prepared, document=b"")

    def _draw(self, listed: Prepared, workers: Workers) -> bytes:
        """Make the PDF of a register."""
        finished = self._render(workers, listed, "pdf", measure=False).result()
        data: bytes = finished.outputs[0].data
        return data

    # --- progress

    def _tell_copies(self, draft: Draft, since: float, done: int, total: int) -> None:
        """Tell twenty times how far the copies are."""
        if done * 20 // total > (done - 1) * 20 // total:
            self._tell(draft, f"5 write copy {done} of {total}", perf_counter() - since)

    def _tell(self, draft: Draft, step: str, seconds: float) -> None:
        worked, elapsed = self._done - self._settled, perf_counter() - self._begun
        running = (
            f"{d.order.path.name} {w.removeprefix('this ')}" for job, (d, w) in self._jobs.items() if job.running()
        )
        self._progress(
            Event(
                path=draft.order.path,
                step=step,
                seconds=seconds,
                done=self._done,
                total=self._total,
                running=tuple(running),
                waiting=len(self._waiting),
                left=elapsed / worked * (self._total - self._done) if self._jobs and worked > 0 else None,
            )
        )


def _in_turn(formats: Sequence[str]) -> list[str]:
    """Put the PDF second: the process that read the brief is free for the first, the other may still be warming up for it."""
    rest = [name for name in formats if name != "pdf"]
    return [*rest[:1], *(name for name in formats if name == "pdf"), *rest[1:]]
