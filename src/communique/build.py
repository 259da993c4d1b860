"""
The whole line for any number of briefs: load, edit, compose, render, and write what comes of it.

Every brief is a world of its own: one with faults writes nothing, and the others
are built. The formats of a brief are made side by side, from one document, and
written together once all of them are done. What did not change since is left.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from communique.cache.store import Cache
from communique.choices import Choices
from communique.drafts import Draft, Target
from communique.errors import UsageError
from communique.limits import MEGABYTES, Limits
from communique.names import brief_file, chosen_formats, slug_of
from communique.places import Place, workspace
from communique.press import UNPRESSED, Press
from communique.problems import Problem, faults, in_order
from communique.schedule import Event, Schedule
from communique.steps import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from communique.brief.base import Audience
    from communique.brief.checks import Level
    from communique.schedule import Progress

__all__ = ["Built", "Event", "Report", "build", "source_date", "today"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What became of one brief."""

    path: Path
    slug: str = ""
    files: tuple[Path, ...] = ()  #: What it was made into; empty where there were faults.
    kept: tuple[Path, ...] = ()  #: Those of the files that were there already, and are as they were.
    why: tuple[str, ...] = ()  #: What was done, and why it was not left as it was.
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of all briefs, in the order they were named in."""

    briefs: tuple[Built, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that was made."""
        return tuple(file for brief in self.briefs for file in brief.files)

    @property
    def kept(self) -> tuple[Path, ...]:
        """Every file that was there already, and is as it was."""
        return tuple(file for brief in self.briefs for file in brief.kept)

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
    cache: bool = True,
    force: bool = False,
    jobs: int = 0,
    megabytes: int = MEGABYTES,
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
        cache: take what did not change from `.communique/cache` in the workspace, and keep there what is made.
        force: make everything anew; it is kept all the same.
        jobs: how many processes work at once; as many as there are cores by default.
        megabytes: of finished files that are kept there.

    Raises:
        UsageError: there is no such format or document kind.
        InvalidPack: there is no such pack.
        EnvironmentFailed: the disk is full, or a library is missing.

    """
    around = place or workspace()
    target = Target(
        formats=chosen_formats(formats),
        pack=pack,
        paper=paper,
        place=around,
        out=Path(out) if out is not None else around.root / "out",
        limits=limits or Limits(),
        press=press,
        jobs=jobs,
    )
    day, when = today(), moment or source_date()
    orders = [
        Order(
            path=Path(path),
            place=around,
            today=day,
            rules=rules or {},
            audience=audience,
            language=language,
            moment=when,
            kind=kind,
            choices=choices or Choices(),
            optional=optional,
            address=address,
        )
        for path in dict.fromkeys(paths)
        for kind in kinds
    ]
    drafts = [Draft(order, target.formats) for order in orders]
    _refuse_same_names(drafts)
    known = Cache(around, megabytes=megabytes, read=cache and not force, write=cache)
    try:
        known.pages(pack)  # there is such a pack
        Schedule(drafts, target, known, progress or (lambda event: None)).run()  # noqa: ARG005 -- the signature of what it stands for
    finally:
        known.close()
    return Report(briefs=tuple(map(_built, drafts)))


def _built(draft: Draft) -> Built:
    return Built(
        path=draft.order.path,
        slug=draft.slug,
        files=draft.files,
        kept=draft.kept,
        why=tuple(draft.why),
        problems=draft.problems,
    )


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


def _refuse_same_names(drafts: Iterable[Draft]) -> None:
    """Two briefs of one name would write the same files: neither is built."""
    by_name: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        by_name.setdefault((slug_of(brief_file(draft.order.path)), draft.order.kind), []).append(draft)
    for (name, _), same in by_name.items():
        for draft in same if len(same) > 1 else ():
            others = ", ".join(str(d.order.path) for d in same if d is not draft)
            draft.add([_same_name(name, others)])


def _same_name(name: str, others: str) -> Problem:
    return Problem(
        message=f'two briefs are named "{name}", and would write the same files; the other is {others}',
        code="same-name",
        hint="Rename one of the folders.",
    )
