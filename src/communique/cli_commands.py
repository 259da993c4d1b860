"""
The commands as the command line calls them: options in, results printed, an exit status out.

What they do stands in `communique.commands`, for every face of the product.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.names import COPIES
from communique.printing import say, show, write

if TYPE_CHECKING:
    import argparse

    from communique.build import Report
    from communique.cache.store import Size

OK, FAULTS, USAGE, ENVIRONMENT = range(4)
"""The exit statuses."""


def new(chosen: argparse.Namespace) -> int:
    """Start a brief."""
    from communique import commands
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    days = _days(chosen.first, chosen.last, chosen.kind)
    path = commands.new(chosen.name, kind=chosen.kind, place=place, days=days, limits=read_settings(place).limits)
    write(str(path))
    say(f"fill it in, then: communique build {chosen.name}")
    return OK


def _days(first: str | None, last: str | None, kind: str) -> tuple[date, date] | None:
    """Read the days of a newsletter: both, or one of them and the week that it begins or ends."""
    from communique.build import today
    from communique.errors import UsageError

    if first is None and last is None:
        return None
    if kind != "newsletter":
        raise UsageError("--from and --to are for a newsletter: add --kind newsletter")
    end = _day(last) if last else min(today(), _day(first or "") + timedelta(days=6))
    return (_day(first) if first else end - timedelta(days=6)), end


def _day(text: str) -> date:
    from communique.errors import UsageError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f'"{text[:40]}" is no day: write 2026-02-07') from None


def check(chosen: argparse.Namespace) -> int:
    """Find every fault of briefs."""
    from communique import commands
    from communique.names import find_briefs
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    paths = find_briefs(chosen.briefs, place)
    problems = commands.check(paths, place=place, settings=read_settings(place))
    show(problems, as_json=chosen.json)
    if not chosen.json:
        say(f"{_number(len(paths), 'brief')}: {commands.count(problems)}")
    return FAULTS if commands.refused(problems, strict=chosen.strict) else OK


def build(chosen: argparse.Namespace) -> int:
    """Make the files of briefs."""
    from communique.build import build as build_briefs
    from communique.cli_copies import press_of, pressed_formats
    from communique.cli_progress import progress
    from communique.names import find_briefs, near
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    settings = read_settings(place)
    paths = find_briefs(chosen.briefs, place)
    with ExitStack() as stack:
        report = build_briefs(
            paths,
            formats=pressed_formats(chosen, _list(chosen.format)) or settings.formats,
            audience=chosen.audience,
            language=chosen.language,
            pack=chosen.pack or settings.pack,
            paper=chosen.paper or settings.paper,
            out=Path(chosen.out) if chosen.out else near(place.root / settings.out),
            place=place,
            limits=settings.limits,
            rules=settings.rules,
            address=settings.address,
            progress=progress(chosen, stack),
            press=press_of(chosen, place),
            megabytes=settings.cache,
            **_again(chosen),
        )
    _show_report(report, as_json=chosen.json, explain=chosen.explain)
    if any(problem.code == "internal-error" for problem in report.problems):
        return ENVIRONMENT
    return OK if report.ok else FAULTS


def handout(chosen: argparse.Namespace) -> int:
    """Make the handouts of briefs."""
    from communique.build import build as build_briefs
    from communique.choices import Choices
    from communique.cli_copies import press_of, pressed_formats
    from communique.cli_progress import progress
    from communique.errors import UsageError
    from communique.kinds import chosen_kinds
    from communique.names import find_briefs, near
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    settings = read_settings(place)
    kinds = chosen_kinds(_list(chosen.kind))
    formats = pressed_formats(chosen, _list(chosen.format)) or ("pdf", "docx")
    made = {name for kind in kinds for name in kind.formats}
    if strange := next((name for name in _list(chosen.format) if name not in made), None):
        raise UsageError(f'a handout is not made as "{strange}"; formats are: {", ".join(sorted(made, reverse=True))}')
    paths = find_briefs(chosen.briefs, place)
    with ExitStack() as stack:
        report = build_briefs(
            paths,
            kinds=tuple(kind.name for kind in kinds),
            choices=Choices(person=chosen.person, tabs=_list(chosen.tabs)),
            optional=not chosen.kind,
            formats=formats,
            audience=chosen.audience,
            language=chosen.language,
            pack=chosen.pack or settings.pack,
            paper=chosen.paper or settings.paper,
            out=Path(chosen.out) if chosen.out else near(place.root / settings.out),
            place=place,
            limits=settings.limits,
            rules=settings.rules,
            progress=progress(chosen, stack),
            press=press_of(chosen, place),
            megabytes=settings.cache,
            **_again(chosen),
        )
    _show_report(report, as_json=chosen.json, explain=chosen.explain)
    return OK if report.ok else FAULTS


def _again(chosen: argparse.Namespace) -> dict[str, Any]:
    """Read what becomes of that which was made before."""
    from communique.errors import UsageError

    if chosen.jobs < 0:
        raise UsageError(f"--jobs {chosen.jobs}: at least one process is needed")
    return {"cache": not chosen.no_cache, "force": chosen.force, "jobs": chosen.jobs}


def _list(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip()) if names else ()


def _show_report(report: Report, *, as_json: bool, explain: bool) -> None:
    from communique import commands

    if as_json:
        briefs = [
            {
                "brief": str(brief.path),
                "files": [str(file) for file in brief.files],
                "unchanged": [str(file) for file in brief.kept],
                **({"why": list(brief.why)} if explain else {}),
                "problems": [commands.as_data(problem) for problem in brief.problems],
            }
            for brief in report.briefs
        ]
        write(json.dumps({"ok": report.ok, "briefs": briefs}, indent=2))
        return
    if explain:
        _explain(report)
    for problem in report.problems:
        say(str(problem))
    for line in dict.fromkeys(_shown(file) for file in report.files):
        write(line)
    made = f"{_number(len(report.files) - len(report.kept), 'file')} written"
    made += f", {len(report.kept)} unchanged" if report.kept else ""
    built = len({brief.path for brief in report.briefs})
    say(f"{_number(built, 'brief')}: {made}, {commands.count(report.problems)}")


def _explain(report: Report) -> None:
    """Say of each brief what was done, and why."""
    for brief in report.briefs:
        for line in brief.why:
            say(f"{brief.path}: {line}")
    same = sum(not brief.why for brief in report.briefs)
    if same:
        say(f"{_number(same, 'brief')}: nothing changed")


def _shown(file: Path) -> str:
    """Name a file; of numbered copies, which may be many, the folder."""
    return f"{file.parent}/" if COPIES in file.parent.name else str(file)


def cache_show(chosen: argparse.Namespace) -> int:
    """Say how much is kept."""
    from communique.cache.store import size
    from communique.places import workspace

    return _show_size(size(workspace()), "", as_json=chosen.json)


def cache_clear(chosen: argparse.Namespace) -> int:
    """Throw away what is kept."""
    from communique.cache.store import clear
    from communique.places import workspace

    return _show_size(clear(workspace()), "thrown away: ", as_json=chosen.json)


def _show_size(held: Size, done: str, *, as_json: bool) -> int:
    from communique.names import near

    if as_json:
        data = {"folder": str(near(held.folder)), "briefs": held.briefs, "files": held.files, "bytes": held.bytes}
        write(json.dumps(data, indent=2))
    else:
        made = f"{_number(held.files, 'file')} of {_number(held.briefs, 'brief')}"
        write(f"{near(held.folder)}: {done}{made}, {held.bytes / 10**6:.1f} MB")
    return OK


def verify(chosen: argparse.Namespace) -> int:
    """Read finished files back."""
    from communique import commands
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    found = commands.verify(chosen.outputs, brief=chosen.brief, place=place, settings=read_settings(place))
    show(found.problems, as_json=chosen.json)
    if not chosen.json:
        say(f"{_number(len(found.files), 'file')} read back: {commands.count(found.problems)}")
    return FAULTS if commands.refused(found.problems, strict=False) else OK


def translate(chosen: argparse.Namespace) -> int:
    """Write the file of a translation, or bring it up to its brief."""
    from communique import commands
    from communique.names import near
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    reviewed = None if chosen.reviewed is None else tuple(chosen.reviewed)
    done = commands.translate(chosen.brief, chosen.to, reviewed=reviewed, place=place, settings=read_settings(place))
    names = ("translated", "stale", "missing", "untouched", "obsolete")
    if chosen.json:
        write(json.dumps({"file": str(near(done.file)), **{name: getattr(done, name) for name in names}}, indent=2))
        return OK
    write(str(near(done.file)))
    said = [f"{done.translated} translated", f"{done.stale} stale", f"{done.missing} missing"]
    said += [f"{done.untouched} left as they are"] if done.untouched else []
    said += [f"{done.obsolete} obsolete"] if done.obsolete else []
    say(", ".join(said))
    return OK


def schema(chosen: argparse.Namespace) -> int:
    """Print the JSON Schema of a brief."""
    from communique import commands

    sys.stdout.write(commands.schema(translation=chosen.translation))
    return OK


def packs_list(chosen: argparse.Namespace) -> int:
    """List the house styles."""
    from communique import commands
    from communique.places import workspace

    packs = commands.list_packs(workspace())
    if chosen.json:
        data = [{"name": p.name, "description": p.description, "own": p.own} for p in packs]
        write(json.dumps({"packs": data}, indent=2))
        return OK
    width = max((len(pack.name) for pack in packs), default=0)
    for pack in packs:
        write(f"{pack.name:{width}}  {pack.description}")
    return OK


def packs_copy(chosen: argparse.Namespace) -> int:
    """Start a house style of one's own."""
    from communique.names import near
    from communique.packs.copy import copy_pack
    from communique.places import workspace

    folder = copy_pack(chosen.name, workspace(), source=chosen.source)
    write(str(near(folder)))
    say(f"change it, then: communique packs check {chosen.name} && communique build --pack {chosen.name}")
    return OK


def packs_check(chosen: argparse.Namespace) -> int:
    """Find every fault of house styles."""
    from communique import commands
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    problems = commands.check_packs(chosen.names, place=place, settings=read_settings(place))
    show(problems, as_json=chosen.json)
    if not chosen.json:
        say(commands.count(problems))
    return FAULTS if commands.refused(problems, strict=False) else OK


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
