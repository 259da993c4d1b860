"""
The use cases behind the commands: names in, results out; nothing is printed here.

The command line and, later, the pages for staff stand on these.
"""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from communique import files
from communique.build import source_date, today
from communique.cache.store import Cache
from communique.choices import Choices
from communique.drafts import checked_before, keep_checked
from communique.errors import CommuniqueError, InvalidPack, ProblemsFound, UsageError
from communique.limits import Limits
from communique.names import BRIEFS, SUFFIXES, EditionName, all_briefs, begun, find_brief, is_output, near
from communique.packs import find_pack, pack_names
from communique.problems import Location, Problem, Severity, faults, in_order
from communique.steps import Order
from communique.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from communique.brief.draft import Draft
    from communique.brief.translation.work import Refreshed
    from communique.places import Place
    from communique.settings import Settings
    from communique.steps import Checked

STARTERS: Final = ("meeting", "topic", "newsletter")
"""What `new` has a text to start from for."""

SCHEMA_FILE: Final = "brief.schema.json"
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


# --- new -------------------------------------------------------------------


def new(
    name: str, *, kind: str, place: Place, days: tuple[date, date] | None = None, limits: Limits | None = None
) -> Path:
    """
    Start a brief, or a newsletter: a commented file to fill in, which builds as it stands.

    Args:
        name: of the folder.
        kind: one of `STARTERS`.
        place: the workspace.
        days: the first and the last day whose briefs a newsletter tells of; the last seven by default.
        limits: time and memory that reading the briefs may take.

    Raises:
        UsageError: the name is no slug, or is taken.

    """
    if not _NAME.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        hint = f': try "{better}"' if better else ""
        raise UsageError(f'"{name}" is no name for a brief: use small letters, digits and single dashes{hint}')
    folder = place.root / BRIEFS / name
    taken = next((p for p in (folder, *(folder.with_suffix(s) for s in SUFFIXES)) if p.exists()), None)
    if taken is not None:
        raise UsageError(f"{near(taken)} is there already; nothing was changed")
    starter = place.find("assets", "starters", f"{kind}.yaml")
    if starter is None:
        raise UsageError(f'there is no text to start a "{kind}" brief from')
    text = starter.read_text(encoding="utf-8")
    last = today()
    if kind == "newsletter":
        first, last = days or (last - timedelta(days=6), last)
        told = _draft(first, last, place, limits or Limits())
        text = text.replace("STORIES\n", told.stories).replace("DIARY\n", told.diary)
    filled = text.replace("TITLE", name.replace("-", " ").capitalize()).replace("DATE", last.isoformat())
    written = files.write(folder, {"brief.yaml": filled.encode()})
    if not (place.root / BRIEFS / SCHEMA_FILE).exists():
        files.write(place.root / BRIEFS, {SCHEMA_FILE: schema().encode()})
    return near(written[0])


def _draft(first: date, last: date, place: Place, limits: Limits) -> Draft:
    """Have the briefs of some days read, and their stories written."""
    if first > last:
        raise UsageError(f"the days from {first} to {last} end before they begin")
    with Workers(limits, most=1) as workers:
        made: Draft = workers.submit("draft", all_briefs(place), first, last).result()
    return made


def schema(*, translation: bool = False) -> str:
    """Write the JSON Schema of a brief, or of a translation of one, the same bytes each time."""
    from communique.brief import json_schema

    made = json_schema.translation_schema() if translation else json_schema.schema()
    return json.dumps(made, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


# --- translate -------------------------------------------------------------


def translate(
    name: str, language: str, *, reviewed: tuple[str, ...] | None, place: Place, settings: Settings
) -> Refreshed:
    """
    Write the file that a brief is translated in, or bring it up to the brief as it is; nothing in it is lost.

    Raises:
        InvalidBrief: the brief or the file has faults.
        UsageError: there is no such brief, language or text.

    """
    path = find_brief(name, place)
    with Workers(settings.limits, most=1) as workers:
        done: Refreshed = workers.submit("translate", path, language, reviewed).result()
    data = done.text.encode()
    if not done.file.exists() or done.file.read_bytes() != data:
        files.write(done.file.parent, {done.file.name: data})
    return done


# --- check and verify ------------------------------------------------------


def check(paths: Iterable[Path], *, place: Place, settings: Settings) -> tuple[Problem, ...]:
    """Find every fault of every brief; one that is as it was when it was checked last is not read again."""
    day = today()
    orders = [Order(path=path, place=place, today=day, rules=settings.rules) for path in paths]
    with closing(Cache(place, megabytes=settings.cache)) as cache:
        known = checked_before(orders, cache)
        others = [order for order in orders if order.path not in known]
        with Workers(settings.limits, most=len(others)) as workers:
            jobs = [(order, workers.submit("check", order)) for order in others]
            found = [problem for order, job in jobs for problem in _checked(order, job, cache)]
    return in_order([*found, *(problem for problems in known.values() for problem in problems)])


def _checked(order: Order, job: Future[Any], cache: Cache) -> tuple[Problem, ...]:
    try:
        checked: Checked = job.result()
    except (ProblemsFound, Stopped):
        return _result(job, str(order.path))
    keep_checked(order, checked, cache)
    return checked.problems


def _result(job: Future[Any], where: str) -> tuple[Problem, ...]:
    """Wait for the problems that a job finds; that it was stopped is one of them."""
    try:
        found: tuple[Problem, ...] = job.result()
    except ProblemsFound as error:
        return error.problems
    except Stopped as error:
        return (_placed(error.problem, where),)
    return found


def _placed(problem: Problem, where: str) -> Problem:
    return Problem(message=problem.message, code=problem.code, hint=problem.hint, location=Location(where))


@dataclass(frozen=True, slots=True)
class Verified:
    """The files that were read back, and where they do not carry what their briefs say."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def verify(names: Sequence[str], *, brief: str | None, place: Place, settings: Settings) -> Verified:
    """
    Read finished files back, and hold each against its brief.

    Args:
        names: files, or folders that hold some; a file in `out/<slug>/` belongs to the brief of that name.
        brief: the brief, where the folder's name does not say it.
        place: the workspace.
        settings: limits on time and memory.

    Raises:
        UsageError: a file or its brief cannot be found.

    """
    outputs = tuple(dict.fromkeys(path for name in names for path in _outputs(Path(name))))
    orders = {path: _order(path, brief, place, settings) for path in outputs}
    with Workers(settings.limits, most=len(outputs)) as workers:
        editions = {_edition(order): order for order in orders.values()}
        jobs = {edition: workers.submit("prepare", order) for edition, order in editions.items()}
        found = [p for path, order in orders.items() for p in _differences(path, jobs[_edition(order)], workers)]
    return Verified(outputs, in_order(found))


def _outputs(path: Path) -> Iterator[Path]:
    if not path.exists():
        raise UsageError(f"there is no file {path}")
    if path.is_file():
        yield near(path)
        return
    from communique.kinds import KINDS

    within = sorted(p for p in path.rglob("*") if p.is_file() and is_output(p.name) and begun(p.name)[0] in KINDS)
    if not within:
        raise UsageError(f"{path} holds no file that `communique build` makes")
    yield from map(near, within)


def _order(path: Path, brief: str | None, place: Place, settings: Settings) -> Order:
    from communique.kinds import KINDS

    edition = EditionName.of(path.name)
    if edition.kind not in KINDS:
        raise UsageError(f'{path}: there is no document kind "{edition.kind}"; kinds are: {", ".join(KINDS)}')
    try:
        source = find_brief(brief or path.absolute().parent.name, place)
    except UsageError as error:
        raise UsageError(f"{path}: {error}; --brief names the brief") from None
    return Order(
        path=source,
        place=place,
        today=today(),
        audience=edition.audience,
        language=edition.language,
        moment=source_date(),
        kind=edition.kind,
        address=settings.address,
        choices=Choices(person=edition.person),
    )


def _edition(order: Order) -> tuple[object, ...]:
    return order.path, order.audience, order.language, order.kind, order.choices


def _differences(path: Path, preparing: Future[Any], workers: Workers) -> tuple[Problem, ...]:
    try:
        prepared = preparing.result()
    except CommuniqueError as error:
        return _result(preparing, str(path)) if isinstance(error, ProblemsFound | Stopped) else _raise(error)
    if faults(prepared.problems):
        return faults(prepared.problems)
    return _result(workers.submit("compare", prepared, file=path, shown=str(path)), str(path))


def _raise(error: Exception) -> tuple[Problem, ...]:
    raise error


# --- packs -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack, as `packs list` shows it."""

    name: str
    description: str
    own: bool  #: It stands in the workspace, or part of it does.


def list_packs(place: Place) -> tuple[PackLine, ...]:
    """List the packs that can be built with."""
    lines = []
    for name in pack_names(place):
        try:
            description = str(find_pack(name, place).settings.get("description", ""))
        except InvalidPack as error:
            description = f"cannot be used: {error.problems[0].message}"
        lines.append(PackLine(name, description, own=(place.root / "templates" / name).is_dir()))
    return tuple(lines)


def check_packs(names: Sequence[str], *, place: Place, settings: Settings) -> tuple[Problem, ...]:
    """Find every fault of some packs; of all where none is named."""
    wanted = names or pack_names(place)
    with Workers(settings.limits, most=len(wanted)) as workers:
        jobs = [(f"templates/{name}", workers.submit("inspect_pack", name, place)) for name in wanted]
        return in_order(problem for where, job in jobs for problem in _result(job, where))


# --- what is shown ---------------------------------------------------------


def as_data(problem: Problem) -> dict[str, object]:
    """Write a problem as plain data, for `--json`."""
    place = problem.location or Location("")
    return {
        "severity": str(problem.severity),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }


def count(problems: Iterable[Problem]) -> str:
    """Say how many errors and warnings there are."""
    listed = tuple(problems)
    errors = len(faults(listed))
    said = (_plural(errors, "error"), _plural(len(listed) - errors, "warning"))
    return ", ".join(part for part in said if part) or "no problems"


def _plural(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


def refused(problems: Iterable[Problem], *, strict: bool) -> bool:
    """Whether problems make a command fail; with `strict`, warnings do too."""
    return any(strict or p.severity is Severity.ERROR for p in problems)
