"""
The command `communique`: arguments in, problems out.

Exit status: 0 all is well, 1 faults were found, 2 the command was called in a
way it does not know, 3 the machine failed. Nothing heavy is imported before a
command needs it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from communique.errors import CommuniqueError, EnvironmentFailed, ProblemsFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from communique.build import Event, Report
    from communique.problems import Problem

OK, FAULTS, USAGE, ENVIRONMENT = range(4)
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141
TERMINATED: Final = 143

_EPILOG = """\
examples:
  communique new spring-visit                    start a brief in briefs/spring-visit/
  communique check                               find every fault of every brief
  communique build spring-visit --format pdf     make out/spring-visit/brief.pdf
  communique build --audience public             make public editions of all briefs
  communique verify out/spring-visit             read the files back, and compare them with the brief

exit status: 0 all is well, 1 faults were found, 2 wrong use, 3 the machine failed
"""

_BRIEF = "a brief: its name in briefs/, its folder, or its YAML file; all briefs where none is named"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; whatever happens ends in an exit status and a line, never in a trace."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        chosen = parser().parse_args(arguments)
        status = _run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        _quiet_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _run(chosen: argparse.Namespace) -> int:
    """Do what was chosen, and map every exception to a status, in one place."""
    as_json = bool(getattr(chosen, "json", False))
    try:
        command: Callable[[argparse.Namespace], int] = chosen.command
        return command(chosen)
    except ProblemsFound as error:
        _show(error.problems, as_json=as_json)
        return FAULTS
    except UsageError as error:
        return _fail(str(error), "usage", USAGE, as_json=as_json)
    except EnvironmentFailed as error:
        return _fail(str(error), "environment", ENVIRONMENT, as_json=as_json)
    except CommuniqueError as error:
        return _fail(str(error), "internal-error", ENVIRONMENT, as_json=as_json)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except MemoryError:
        return _fail("there is not enough memory", "environment", ENVIRONMENT, as_json=as_json)
    except OSError as error:
        from communique.worker import describe_os_error

        return _fail(describe_os_error(error), "environment", ENVIRONMENT, as_json=as_json)
    except Exception as error:  # noqa: BLE001 -- the last resort: no trace ever reaches a user
        from communique.worker import describe
        from communique.workers import REPORT

        return _fail(f"{describe(error)}\n  hint: {REPORT}", "internal-error", ENVIRONMENT, as_json=as_json)


def _terminate(number: int, frame: object) -> None:  # noqa: ARG001 -- the signature of a signal's handler
    """Leave as for any other reason, so that nothing unfinished stays behind."""
    raise SystemExit(TERMINATED)


def _quiet_stdout() -> None:
    """Let Python's own last flush go nowhere: nobody reads any more."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- arguments -------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """Say what the command line understands."""
    top = argparse.ArgumentParser(
        prog="communique",
        description="Policy briefs as PDF, Word and e-mail from one file of briefing data.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_new(commands)
    _add_check(commands)
    _add_build(commands)
    _add_verify(commands)
    _add_schema(commands)
    _add_packs(commands)
    return top


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:  # noqa: ARG002 -- argparse's signature
        from communique import __version__

        parser.exit(message=f"communique {__version__}\n")


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], text: str, example: str = "") -> Any:
    made = commands.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=f"example: {example}" if example else None,
        allow_abbrev=False,
    )
    made.set_defaults(command=run)
    return made


def _json(command: Any) -> None:
    command.add_argument("--json", action="store_true", help="print the result as JSON, for machines")


def _add_new(commands: Any) -> None:
    new = _command(
        commands,
        "new",
        _new,
        "start a brief: a commented file to fill in",
        "communique new spring-visit --kind meeting",
    )
    new.add_argument("name", metavar="NAME", help="small letters, digits and dashes: spring-visit")
    new.add_argument(
        "--kind", choices=("meeting", "topic"), default="meeting", help="for a meeting (default), or on a topic"
    )


def _add_check(commands: Any) -> None:
    check = _command(commands, "check", _check, "find every fault of a brief", "communique check spring-visit")
    check.add_argument("briefs", metavar="BRIEF", nargs="*", help=_BRIEF)
    check.add_argument("--strict", action="store_true", help="let warnings fail too")
    _json(check)


def _add_build(commands: Any) -> None:
    build = _command(
        commands,
        "build",
        _build,
        "make a brief's files: PDF, Word, e-mail, text and web page",
        "communique build spring-visit --format pdf,docx --audience public",
    )
    build.add_argument("briefs", metavar="BRIEF", nargs="*", help=_BRIEF)
    build.add_argument("--format", metavar="LIST", help="some of pdf,docx,email,text,web; all by default")
    build.add_argument(
        "--audience", choices=("internal", "public"), help="who reads; the brief's own audience by default"
    )
    build.add_argument("--language", metavar="CODE", help="language of labels, dates and numbers: en, es")
    build.add_argument("--pack", metavar="NAME", help="the house style; `communique packs list` shows them")
    build.add_argument("--out", metavar="DIR", help="the folder for the files; out by default")
    build.add_argument("--verbose", action="store_true", help="say each step, and how long it took")
    _json(build)


def _add_verify(commands: Any) -> None:
    verify = _command(
        commands,
        "verify",
        _verify,
        "read finished files back, and say what of the brief is missing from which",
        "communique verify out/spring-visit",
    )
    verify.add_argument("outputs", metavar="OUT", nargs="+", help="a file that build made, or a folder of such files")
    verify.add_argument("--brief", metavar="BRIEF", help="the brief, where the name of the folder does not say it")
    _json(verify)


def _add_schema(commands: Any) -> None:
    _command(
        commands,
        "schema",
        _schema,
        "print the JSON Schema of a brief, for editors",
        "communique schema > briefs/brief.schema.json",
    )


def _add_packs(commands: Any) -> None:
    text = "list, copy and check house styles"
    packs = commands.add_parser(
        "packs", help=text, description="List, copy and check house styles (packs of templates)."
    )
    actions = packs.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = _command(actions, "list", _packs_list, "list the house styles there are")
    _json(listing)
    copy = _command(actions, "copy", _packs_copy, "start a house style of your own", "communique packs copy ministry")
    copy.add_argument("name", metavar="NAME", help="the name of the new pack")
    copy.add_argument(
        "--from", dest="source", metavar="PACK", default="default", help="the pack to start from; default"
    )
    check = _command(
        actions, "check", _packs_check, "find the faults of a house style", "communique packs check ministry"
    )
    check.add_argument("names", metavar="NAME", nargs="*", help="a pack; all packs where none is named")
    _json(check)


# --- commands --------------------------------------------------------------


def _new(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.places import workspace

    path = commands.new(chosen.name, kind=chosen.kind, place=workspace())
    _print(str(path))
    _say(f"fill it in, then: communique build {chosen.name}")
    return OK


def _check(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    paths = commands.find_briefs(chosen.briefs, place)
    problems = commands.check(paths, place=place, settings=read_settings(place))
    _show(problems, as_json=chosen.json)
    if not chosen.json:
        _say(f"{_briefs(len(paths))}: {commands.count(problems)}")
    return FAULTS if commands.refused(problems, strict=chosen.strict) else OK


def _build(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.build import build
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    settings = read_settings(place)
    paths = commands.find_briefs(chosen.briefs, place)
    with ExitStack() as stack:
        report = build(
            paths,
            formats=_list(chosen.format) or settings.formats,
            audience=chosen.audience,
            language=chosen.language,
            pack=chosen.pack or settings.pack,
            out=Path(chosen.out) if chosen.out else commands.near(place.root / settings.out),
            place=place,
            limits=settings.limits,
            rules=settings.rules,
            progress=_progress(chosen, stack),
        )
    _show_report(report, as_json=chosen.json)
    if any(problem.code == "internal-error" for problem in report.problems):
        return ENVIRONMENT
    return OK if report.ok else FAULTS


def _list(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip()) if names else ()


def _progress(chosen: argparse.Namespace, stack: ExitStack) -> Callable[[Event], None] | None:
    """Show how a build goes: each step where it is asked for, a bar on a terminal, nothing in a pipe."""
    if chosen.verbose:
        return lambda event: _say(f"{event.path}: {event.step} ({event.seconds:.2f} s)")
    if chosen.json or not sys.stderr.isatty():
        return None
    from tqdm import tqdm

    bar = stack.enter_context(tqdm(unit="step", leave=False, bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} {postfix}"))

    def show(event: Event) -> None:
        bar.total, bar.n = event.total, event.done
        bar.set_postfix_str(_safe(f"{event.path.name} {event.step[2:]}"))

    return show


def _show_report(report: Report, *, as_json: bool) -> None:
    from communique import commands

    if as_json:
        briefs = [
            {
                "brief": str(brief.path),
                "files": [str(file) for file in brief.files],
                "problems": [commands.as_data(problem) for problem in brief.problems],
            }
            for brief in report.briefs
        ]
        _print(json.dumps({"ok": report.ok, "briefs": briefs}, ensure_ascii=False, indent=2))
        return
    for problem in report.problems:
        _say(str(problem))
    for file in report.files:
        _print(str(file))
    _say(f"{_briefs(len(report.briefs))}: {len(report.files)} files written, {commands.count(report.problems)}")


def _verify(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    found = commands.verify(chosen.outputs, brief=chosen.brief, place=place, settings=read_settings(place))
    _show(found.problems, as_json=chosen.json)
    if not chosen.json:
        _say(f"{len(found.files)} files read back: {commands.count(found.problems)}")
    return FAULTS if commands.refused(found.problems, strict=False) else OK


def _schema(chosen: argparse.Namespace) -> int:  # noqa: ARG001 -- as every command
    from communique import commands

    sys.stdout.write(commands.schema())
    return OK


def _packs_list(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.places import workspace

    packs = commands.list_packs(workspace())
    if chosen.json:
        data = [{"name": p.name, "description": p.description, "own": p.own} for p in packs]
        _print(json.dumps({"packs": data}, ensure_ascii=False, indent=2))
        return OK
    width = max((len(pack.name) for pack in packs), default=0)
    for pack in packs:
        _print(f"{pack.name:{width}}  {pack.description}")
    return OK


def _packs_copy(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.packs.copy import copy_pack
    from communique.places import workspace

    folder = copy_pack(chosen.name, workspace(), source=chosen.source)
    _print(str(commands.near(folder)))
    _say(f"change it, then: communique packs check {chosen.name} && communique build --pack {chosen.name}")
    return OK


def _packs_check(chosen: argparse.Namespace) -> int:
    from communique import commands
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    problems = commands.check_packs(chosen.names, place=place, settings=read_settings(place))
    _show(problems, as_json=chosen.json)
    if not chosen.json:
        _say(commands.count(problems))
    return FAULTS if commands.refused(problems, strict=False) else OK


# --- what is printed -------------------------------------------------------


def _briefs(number: int) -> str:
    return f"{number} brief" if number == 1 else f"{number} briefs"


def _show(problems: Iterable[Problem], *, as_json: bool) -> None:
    """Print problems as compilers do, or as data."""
    from communique import commands
    from communique.problems import faults

    listed = tuple(problems)
    if as_json:
        data = {"ok": not faults(listed), "problems": [commands.as_data(problem) for problem in listed]}
        _print(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for problem in listed:
        _print(str(problem))


def _fail(message: str, code: str, status: int, *, as_json: bool) -> int:
    """Say why a command stopped."""
    if as_json:
        _print(
            json.dumps({"ok": False, "problems": [{"severity": "error", "code": code, "message": message}]}, indent=2)
        )
    else:
        _say(f"communique: error: {message} [{code}]")
    return status


def _print(text: str) -> None:
    print(_safe(text), flush=True)  # noqa: T201 -- this is the command's output


def _say(text: str) -> None:
    print(_safe(text), file=sys.stderr, flush=True)  # noqa: T201 -- as above, beside it


def _safe(text: str) -> str:
    """Show what would act on a terminal, or turn its direction round, as an escape; a brief may hold anything."""
    return (
        "".join(
            c if c == "\n" or c.isprintable() or c == "\u00a0" else c.encode("unicode_escape").decode() for c in text
        )
        .encode(sys.stdout.encoding or "utf-8", "backslashreplace")
        .decode(sys.stdout.encoding or "utf-8")
    )
