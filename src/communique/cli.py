"""
The command `communique`: arguments in, problems out.

Exit status: 0 all is well, 1 faults were found, 2 the command was called in a
way it does not know, 3 the machine failed. Nothing heavy is imported before a
command needs it.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from communique import cli_commands
from communique.cli_commands import ENVIRONMENT, FAULTS, USAGE
from communique.errors import CommuniqueError, EnvironmentFailed, ProblemsFound, UsageError
from communique.printing import fail, say, show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141
SIGNALLED: Final = 128
"""What the number of a signal is added to."""

_EPILOG = """\
examples:
  communique new spring-visit                    start a brief in briefs/spring-visit/
  communique check                               find every fault of every brief
  communique build spring-visit --format pdf     make out/spring-visit/brief.pdf
  communique build --audience public             make public editions of all briefs
  communique handout spring-visit                make its handouts: one-pager, run of show, seating plan …
  communique verify out/spring-visit             read the files back, and compare them with the brief

exit status: 0 all is well, 1 faults were found, 2 wrong use, 3 the machine failed
"""

_BRIEF = "a brief: its name in briefs/, its folder, or its YAML file; all briefs where none is named"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; whatever happens ends in an exit status and a line, never in a trace."""
    _end_tidily()
    _open_closed_streams()
    try:
        words = sys.argv[1:] if arguments is None else arguments
        chosen = parser(*words[:1]).parse_args(words)
        status = _run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:
        _quiet_stdout()
        return BROKEN_PIPE
    except OSError as error:  # the output could not be printed, nor that it could not
        _quiet_stdout()
        with suppress(OSError):
            say(f"communique: error: {error.strerror} [environment]")
        return ENVIRONMENT
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
        show(error.problems, as_json=as_json)
        return FAULTS
    except UsageError as error:
        return fail(str(error), "usage", USAGE, as_json=as_json)
    except EnvironmentFailed as error:
        return fail(str(error), "environment", ENVIRONMENT, as_json=as_json)
    except CommuniqueError as error:
        return fail(str(error), "internal-error", ENVIRONMENT, as_json=as_json)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except MemoryError:
        return fail("there is not enough memory", "environment", ENVIRONMENT, as_json=as_json)
    except OSError as error:
        from communique.worker import describe_os_error

        return fail(describe_os_error(error), "environment", ENVIRONMENT, as_json=as_json)
    except Exception as error:  # noqa: BLE001 -- the last resort: no trace ever reaches a user
        from communique.worker import describe
        from communique.workers import REPORT

        return fail(describe(error), "internal-error", ENVIRONMENT, as_json=as_json, hint=REPORT)


def _terminate(number: int, frame: object) -> None:  # noqa: ARG001 -- the signature of a signal's handler
    """Leave as for any other reason, so that nothing unfinished stays behind."""
    raise SystemExit(SIGNALLED + number)


def _end_tidily() -> None:
    """Tidy up when the system ends, or the terminal is closed; a command begun with `nohup` goes on."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no terminal that hangs up
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def _open_closed_streams() -> None:
    """Give what is printed somewhere to go where a stream was closed before we began."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- open as long as we run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 -- as above


def _quiet_stdout() -> None:
    """Let Python's own last flush go nowhere: nobody reads any more."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# --- arguments -------------------------------------------------------------


def parser(first: str = "") -> argparse.ArgumentParser:
    """Say what the command line understands; where its first word is a command for briefs, that command alone."""
    top = argparse.ArgumentParser(
        prog="communique",
        description="Policy briefs as PDF, Word and e-mail from one file of briefing data.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    if first in _BRIEFS:
        _BRIEFS[first](commands)
        return top
    for add in (*_BRIEFS.values(), _add_mailing):
        add(commands)
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
        cli_commands.new,
        "start a brief or a newsletter: a commented file to fill in",
        "communique new weekly --kind newsletter --from 2026-02-01 --to 2026-02-07",
    )
    new.add_argument("name", metavar="NAME", help="small letters, digits and dashes: spring-visit")
    new.add_argument(
        "--kind",
        choices=("meeting", "topic", "newsletter"),
        default="meeting",
        help="a brief for a meeting (default) or on a topic, or a newsletter over briefs",
    )
    new.add_argument("--from", dest="first", metavar="DAY", help="the first day whose briefs a newsletter tells of")
    new.add_argument("--to", dest="last", metavar="DAY", help="the last day; today by default, and a week in all")


def _add_check(commands: Any) -> None:
    check = _command(
        commands, "check", cli_commands.check, "find every fault of a brief", "communique check spring-visit"
    )
    check.add_argument("briefs", metavar="BRIEF", nargs="*", help=_BRIEF)
    check.add_argument("--strict", action="store_true", help="let warnings fail too")
    _json(check)


def _add_build(commands: Any) -> None:
    build = _command(
        commands,
        "build",
        cli_commands.build,
        "make a brief's files: PDF, Word, e-mail, text and web page",
        "communique build spring-visit --format pdf,docx --audience public",
    )
    build.add_argument("briefs", metavar="BRIEF", nargs="*", help=_BRIEF)
    build.add_argument("--format", metavar="LIST", help="some of pdf,docx,email,text,web; all by default")
    build.add_argument(
        "--language", metavar="CODE", help="the language: es; en+es for both side by side; the brief's own by default"
    )
    _edition(build)
    _again(build)
    _press(build)


def _edition(command: Any) -> None:
    """Let a command say for whom, in which house style and where files are made."""
    command.add_argument(
        "--audience", choices=("internal", "public"), help="who reads; the brief's own audience by default"
    )
    command.add_argument("--pack", metavar="NAME", help="the house style; `communique packs list` shows them")
    command.add_argument(
        "--paper", choices=("a4", "letter"), help="the paper of PDF and Word; the pack's own by default"
    )
    command.add_argument("--out", metavar="DIR", help="the folder for the files; out by default")
    command.add_argument("--verbose", action="store_true", help="say each step, and how long it took")
    _json(command)


def _again(command: Any) -> None:
    """Let a command say what becomes of that which was made before."""
    command.add_argument("--force", action="store_true", help="make everything anew, also what did not change")
    command.add_argument("--explain", action="store_true", help="say what is made, and why it is not left as it was")
    command.add_argument("--no-cache", action="store_true", help="neither use nor keep anything in .communique/cache")
    command.add_argument(
        "--jobs", metavar="N", type=int, default=0, help="work in N processes; in one for each core by default"
    )


def _add_cache(commands: Any) -> None:
    text = "look at what builds keep so that nothing is made twice, or throw it away"
    cache = commands.add_parser("cache", help=text, description=f"{text[0].upper()}{text[1:]}.")
    actions = cache.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _json(_command(actions, "show", cli_commands.cache_show, "say where it is, and how much it holds"))
    _json(_command(actions, "clear", cli_commands.cache_clear, "throw it away; the next build makes everything anew"))


def _press(command: Any) -> None:
    """Let a command say what the press makes of a PDF."""
    command.add_argument(
        "--copies",
        metavar="N|FILE",
        help="number the PDF: N copies, or one for each recipient in a CSV file with the columns name, office, copy number, e-mail",
    )
    command.add_argument(
        "--imposition",
        choices=("booklet", "2up"),
        help="a file for the printer beside the PDF: pages in the order of a folded booklet, or two on a sheet",
    )


def _add_copies(commands: Any) -> None:
    from communique import cli_copies

    text = "say whose copy a file is"
    copies = commands.add_parser("copies", help=text, description="Numbered copies: say whose copy a file is.")
    actions = copies.add_subparsers(title="commands", metavar="COMMAND", required=True)
    who = _command(
        actions,
        "who",
        cli_copies.who,
        "say whose copy a PDF is, also where pages were taken out or the mark was cut off",
        "communique copies who found.pdf",
    )
    who.add_argument("files", metavar="FILE", nargs="+", help="a PDF, or the code that is printed on a copy: 7F3K-QX2A")
    who.add_argument(
        "--register",
        metavar="FILE",
        action="append",
        help="a register.csv to look it up in; by default all of the workspace's",
    )
    _json(who)


def _add_handout(commands: Any) -> None:
    handout = _command(
        commands,
        "handout",
        cli_commands.handout,
        "make what staff carry: one-pager, run of show, seating plan and the like",
        "communique handout spring-visit --kind one-pager,seating-plan",
    )
    handout.add_argument("briefs", metavar="BRIEF", nargs="*", help=_BRIEF)
    handout.add_argument(
        "--kind", metavar="LIST", help="some of the handouts, or handout-pack for all in one PDF; all by default"
    )
    handout.add_argument("--tabs", metavar="LIST", help="the handouts that a handout-pack binds, in this order")
    handout.add_argument("--for", dest="person", metavar="PERSON", help="make it for one person: a name, or an id")
    handout.add_argument("--format", metavar="LIST", help="pdf, docx or both, as is the default")
    handout.add_argument("--language", metavar="CODE", help="the language: es; the brief's own by default")
    _edition(handout)
    _again(handout)
    _press(handout)


def _add_verify(commands: Any) -> None:
    verify = _command(
        commands,
        "verify",
        cli_commands.verify,
        "read finished files back, and say what of the brief is missing from which",
        "communique verify out/spring-visit",
    )
    verify.add_argument("outputs", metavar="OUT", nargs="+", help="a file that build made, or a folder of such files")
    verify.add_argument("--brief", metavar="BRIEF", help="the brief, where the name of the folder does not say it")
    _json(verify)


def _add_translate(commands: Any) -> None:
    translate = _command(
        commands,
        "translate",
        cli_commands.translate,
        "write the file that a brief is translated in, or bring it up to the brief",
        "communique translate spring-visit --to es",
    )
    translate.add_argument("brief", metavar="BRIEF", help="a brief: its name in briefs/, its folder, or its YAML file")
    translate.add_argument("--to", metavar="CODE", required=True, help="the language to translate into: es")
    translate.add_argument(
        "--reviewed",
        metavar="PATH",
        nargs="*",
        help="these stale texts are up to the original now; all of them where none is named",
    )
    _json(translate)


def _add_schema(commands: Any) -> None:
    made = _command(
        commands,
        "schema",
        cli_commands.schema,
        "print the JSON Schema of a brief, for editors",
        "communique schema > briefs/brief.schema.json",
    )
    made.add_argument("--translation", action="store_true", help="that of a translation instead")


def _add_packs(commands: Any) -> None:
    text = "list, copy and check house styles"
    packs = commands.add_parser(
        "packs", help=text, description="List, copy and check house styles (packs of templates)."
    )
    actions = packs.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = _command(actions, "list", cli_commands.packs_list, "list the house styles there are")
    _json(listing)
    copy = _command(
        actions, "copy", cli_commands.packs_copy, "start a house style of your own", "communique packs copy ministry"
    )
    copy.add_argument("name", metavar="NAME", help="the name of the new pack")
    copy.add_argument(
        "--from", dest="source", metavar="PACK", default="default", help="the pack to start from; default"
    )
    check = _command(
        actions,
        "check",
        cli_commands.packs_check,
        "find the faults of a house style",
        "communique packs check ministry",
    )
    check.add_argument("names", metavar="NAME", nargs="*", help="a pack; all packs where none is named")
    _json(check)


def _add_preview(commands: Any) -> None:
    from communique import cli_preview

    cli_preview.add_commands(commands, _command)


def _add_mailing(commands: Any) -> None:
    from communique import cli_bounces, cli_doctor, cli_mail, cli_send

    for room in (cli_mail, cli_send, cli_bounces, cli_doctor):
        room.add_commands(commands, _command)


_BRIEFS: Final[dict[str, Callable[[Any], None]]] = {
    "new": _add_new,
    "check": _add_check,
    "translate": _add_translate,
    "build": _add_build,
    "preview": _add_preview,
    "handout": _add_handout,
    "copies": _add_copies,
    "cache": _add_cache,
    "verify": _add_verify,
    "schema": _add_schema,
    "packs": _add_packs,
}
"""The commands for briefs, each by its name, in the order in which `--help` has them."""
