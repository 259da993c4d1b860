"""
The whole line for any number of briefs: load, edit, compose, render, and write what comes of it.

Every brief is a world of its own: one with faults writes nothing, and the others
are built. The formats of a brief are made side by side, from one document, and
written together once all of them are done.
"""

from __future__ import annotations

import os
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeAlias

from communique.choices import Choices
from communique.errors import ProblemsFound, UsageError
from communique.limits import Limits
from communique.packs import find_pack
from communique.places import Place, workspace
from communique.press import UNPRESSED, Job, Press, write
from communique.problems import Location, Problem, faults, in_order
from communique.render import chosen
from communique.steps import Order
from communique.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from communique.brief.base import Audience
    from communique.brief.checks import Level
    from communique.output import Output
    from communique.steps import Prepared

Progress: TypeAlias = "Callable[[Event], None]"
"""Is told of every step that ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A step of a brief has ended; ``done`` of ``total`` jobs of the build have."""

    path: Path
    step: str  #: ``1 load``, ``2 edit``, ``3 compose``, ``4 render pdf``, ``5 write``.
    seconds: float
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What became of one brief."""

    path: Path
    slug: str = ""
    files: tuple[Path, ...] = ()  #: What was written; empty where there were faults.
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of all briefs, in the order they were named in."""

    briefs: tuple[Built, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that was written."""
        return tuple(file for brief in self.briefs for file in brief.files)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem that was met."""
        return in_order(dict.fromkeys(problem for brief in self.briefs for problem in brief.problems))

    @property
    def ok(self) -> bool:
        """Whether every brief was built."""
        return not faults(self.problems)


def build(  # noqa: PLR0913 -- each is a choice that the command offers too
    paths: Iterable[Path | str],
    *,
    formats: Iterable[str] | None = None,
    audience: Audience | None = None,
    language: str | None = None,
    pack: str = "default",
    paper: str | None = None,
    out: Path | str | None = None,
    place: Place | None = None,
    moment: datetime | None = None,
    limits: Limits | None = None,
    rules: Mapping[str, Level] | None = None,
    progress: Progress | None = None,
    kinds: Iterable[str] = ("brief",),
    choices: Choices | None = None,
    optional: bool = False,
    press: Press = UNPRESSED,
    address: str = "",
) -> Report:
    """
    Build briefs into files.

    Args:
        paths: folders with a `brief.yaml`, or YAML files.
        formats: names from `communique.render.OUTPUTS`; all of them by default.
        audience: who reads; each brief's own audience by default.
        language: of labels, dates and numbers; each brief's own by default.
        pack: the templates.
        paper: `a4` or `letter`; the pack's own by default.
        out: the folder that gets a folder for each brief; `out` in the workspace by default.
        place: the workspace; the one around the current folder by default.
        moment: the time in metadata; by default `SOURCE_DATE_EPOCH`, else each edition's own date.
        limits: time, memory and pages that a brief may take.
        rules: code of a rule of `check` -> ``off``, ``warning`` or ``error``.
        progress: is told of every step that ends.
        kinds: names from `communique.kinds.KINDS`; the brief itself by default.
        choices: what was chosen for handouts.
        address: where the public finds briefs on the web, for the links of a newsletter.
        optional: leave kinds out that have nothing to say of a brief, instead of calling it a fault.
        press: what is made of the PDFs: numbered copies, sheets for a printer.

    Raises:
        UsageError: there is no such format or document kind.
        InvalidPack: there is no such pack.
        EnvironmentFailed: the disk is full, or a library is missing.

    """
    around = place or workspace()
    target = _Target(
        formats=chosen(formats),
        pack=pack,
        paper=paper,
        place=around,
        out=Path(out) if out is not None else around.root / "out",
        limits=limits or Limits(),
        progress=progress or (lambda event: None),  # noqa: ARG005 -- the signature of what it stands for
        press=press,
    )
    orders = [
        Order(
            path=Path(path),
            place=around,
            today=today(),
            rules=rules or {},
            audience=audience,
            language=language,
            moment=moment or source_date(),
            kind=kind,
            choices=choices or Choices(),
            optional=optional,
            address=address,
        )
        for path in dict.fromkeys(paths)
        for kind in kinds
    ]
    _require_pack(pack, around)
    return _Build(target, orders).run()


def source_date() -> datetime | None:
    """Read the moment that the environment sets for reproducible builds, if it sets one."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not value:
        return None
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f'SOURCE_DATE_EPOCH is "{value[:40]}", and must be a number of seconds') from None


def today() -> date:
    """The day that rules about the past are held against."""
    moment = source_date()
    return moment.date() if moment else datetime.now(UTC).date()


def _require_pack(name: str, place: Place) -> None:
    find_pack(name, place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What all briefs of a build are made into."""

    formats: tuple[str, ...]
    pack: str
    paper: str | None
    place: Place
    out: Path
    limits: Limits
    progress: Progress
    press: Press


@dataclass(slots=True)
class _Draft:
    """A brief on its way: what it has come to so far."""

    order: Order
    prepared: Prepared | None = None
    formats: tuple[str, ...] = ()  #: Those that are asked for and that the document kind has.
    outputs: dict[str, tuple[Output, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def slug(self) -> str:
        return self.prepared.slug if self.prepared else ""

    @property
    def sound(self) -> bool:
        """Whether there is something to print, and nothing against it."""
        return bool(self.prepared and self.prepared.document) and not faults(self.problems)

    def add(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order([*self.problems, *problems])


class _Build:
    """One build: every brief is prepared, then every format of every sound brief is made, each as a job."""

    def __init__(self, target: _Target, orders: Iterable[Order]) -> None:
        self._target = target
        self._drafts = [_Draft(order, formats=_formats(order.kind, target.formats)) for order in orders]
        self._done = 0
        self._total = sum(1 + len(draft.formats) for draft in self._drafts)

    def run(self) -> Report:
        with Workers(self._target.limits, most=self._total) as workers:
            self._prepare(workers)
            self._refuse_same_slugs()
            self._render(workers)
        return Report(
            briefs=tuple(
                Built(path=d.order.path, slug=d.slug, files=d.files, problems=d.problems) for d in self._drafts
            )
        )

    # --- steps 1 to 3

    def _prepare(self, workers: Workers) -> None:
        jobs = {workers.submit("prepare", draft.order): (draft, "this brief") for draft in self._drafts}
        for draft, _, prepared in self._results(jobs):
            draft.prepared = prepared
            draft.add(prepared.problems if prepared else ())
            self._done += 1 + (0 if draft.sound else len(draft.formats))
            for step, seconds in prepared.seconds if prepared else ():
                self._tell(draft, step, seconds)

    def _refuse_same_slugs(self) -> None:
        """Two briefs of one name would write the same files: neither is built."""
        by_slug: dict[tuple[str, str], list[_Draft]] = {}
        for draft in self._drafts:
            if draft.slug:
                by_slug.setdefault((draft.slug, draft.order.kind), []).append(draft)
        for (slug, _), drafts in by_slug.items():
            for draft in drafts if len(drafts) > 1 else ():
                others = ", ".join(str(d.order.path) for d in drafts if d is not draft)
                draft.add([_same_slug(slug, others, draft.order.path)])

    # --- steps 4 and 5

    def _render(self, workers: Workers) -> None:
        jobs = {
            self._finish(workers, draft.prepared, name, measure="pdf" not in draft.formats): (draft, name)
            for name in self._target.formats  # of all briefs the PDF first: it takes longest
            for draft in self._drafts
            if draft.sound and name in draft.formats
        }
        for draft, name, finished in self._results(jobs):
            self._done += 1
            if finished is not None:
                draft.outputs[name] = finished.outputs
                draft.add(_named(p, draft) for output in finished.outputs for p in output.problems)
                self._tell(draft, f"4 render {name}", finished.seconds)
            if len(draft.outputs) == len(draft.formats):
                self._write(draft, workers)

    def _finish(self, workers: Workers, prepared: Prepared | None, name: str, *, measure: bool) -> Future[Any]:
        target = self._target
        return workers.submit(
            "finish",
            prepared,
            format=name,
            pack=target.pack,
            place=target.place,
            pages=target.limits.pages,
            paper=target.paper,
            measure=measure,
        )

    def _write(self, draft: _Draft, workers: Workers) -> None:
        if draft.prepared is None:  # pragma: no cover -- what was rendered was prepared
            return
        since = perf_counter()
        outputs = [output for name in draft.formats for output in draft.outputs.pop(name)]
        job = Job(
            prepared=draft.prepared,
            folder=self._target.out / draft.slug,
            press=self._target.press,
            pack=find_pack(self._target.pack, self._target.place, kind=draft.order.kind).on(self._target.paper),
            draw=lambda listed: self._draw(listed, workers),
            progress=lambda done, total: self._tell_copies(draft, since, done, total),
        )
        try:
            draft.files = write(outputs, job)
        except ProblemsFound as error:
            draft.add(_named(problem, draft) for problem in error.problems)
        except Stopped as error:
            draft.add([_named(error.problem, draft)])
        self._tell(draft, "5 write", perf_counter() - since)

    def _draw(self, listed: Prepared, workers: Workers) -> bytes:
        """Make the PDF of a register."""
        finished = self._finish(workers, listed, "pdf", measure=False).result()
        data: bytes = finished.outputs[0].data
        return data

    def _tell_copies(self, draft: _Draft, since: float, done: int, total: int) -> None:
        """Tell twenty times how far the copies are."""
        if done * 20 // total > (done - 1) * 20 // total:
            self._tell(draft, f"5 write copy {done} of {total}", perf_counter() - since)

    # --- jobs

    def _results(self, jobs: Mapping[Future[Any], tuple[_Draft, str]]) -> Iterator[tuple[_Draft, str, Any]]:
        """Give what comes of each job as it comes; a job that failed leaves its problems and gives None."""
        for job in as_completed(jobs):
            draft, what = jobs[job]
            try:
                result = job.result()
            except ProblemsFound as error:
                draft.add(_named(problem, draft) for problem in error.problems)
                result = None
            except Stopped as error:
                draft.add([_named(replace(error.problem, message=f"{what}: {error.problem.message}"), draft)])
                result = None
            yield draft, what, result

    def _tell(self, draft: _Draft, step: str, seconds: float) -> None:
        self._target.progress(
            Event(path=draft.order.path, step=step, seconds=seconds, done=self._done, total=self._total)
        )


def _formats(kind: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Take those formats that a document kind has."""
    from communique.kinds import KINDS

    return tuple(name for name in asked if name in KINDS[kind].formats)


def _named(problem: Problem, draft: _Draft) -> Problem:
    """Say which brief a problem without a place belongs to."""
    return problem if problem.location else replace(problem, location=Location(str(draft.order.path)))


def _same_slug(slug: str, others: str, path: Path) -> Problem:
    return Problem(
        message=f'two briefs are named "{slug}", and would write the same files; the other is {others}',
        code="same-name",
        location=Location(str(path)),
        hint="Rename one of the folders.",
    )
