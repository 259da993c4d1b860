"""
The commands that send: an edition to lists, a proof to colleagues, and what became of it.

What they do stands in `communique.sending` and `communique.mailing`.
"""

from __future__ import annotations

import getpass
import json
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from communique.cli_commands import FAULTS, OK
from communique.cli_mail import dated
from communique.errors import UsageError
from communique.printing import say, show, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from communique.mailing.sender import Progress
    from communique.sending import Desk, Offer

_WAITS: Final = "`communique mailings run` sends it when its time has come"


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """Open what sending needs."""
    from communique.mailing.office import open_office
    from communique.places import workspace
    from communique.sending import Desk
    from communique.settings import read_settings
    from communique.web_links import answer_of

    place = workspace()
    settings = read_settings(place)
    with open_office(place.root / settings.mail.database, place.root / settings.mail.key_file) as office:
        yield Desk(place, settings, office, answer_of)


def send(chosen: argparse.Namespace) -> int:
    """Send an edition, or a proof of it, or look it over."""
    from communique import sending

    with opened_desk() as desk:
        offered = sending.offer(_request(chosen, desk), desk)
        show(offered.problems, as_json=False)
        _tell(offered)
        if not offered.sound:
            say("nothing was sent")
            return FAULTS
        if chosen.dry_run:
            return OK
        if chosen.proof:
            number = sending.prove(offered, _names(chosen.proof), desk, _who())
            status = _run([number], desk)
            say(f"to send it as it is: communique send … --approve {offered.letter.sha256[:16]}")
            return status
        number = sending.approve(offered, _approval(chosen, offered), desk, _who())
        if offered.wanted.send_at is not None:
            say(f"approved for {_time(offered.wanted.send_at)}; {_WAITS}")
            return OK
        return _run([number], desk)


def _request(chosen: argparse.Namespace, desk: Desk) -> Any:
    from communique.sending import Request

    return Request(
        brief=chosen.brief,
        lists=tuple(_names(chosen.list)),
        where=chosen.where or "",
        at=_moment(chosen.at) if chosen.at else None,
        attach=tuple(_names(chosen.attach)),
        audience=chosen.audience,
        language=chosen.language,
        pack=chosen.pack or desk.settings.pack,
        paper=desk.settings.paper,
        again=chosen.again,
        try_links=chosen.links,
    )


def _names(text: Sequence[str] | str | None) -> list[str]:
    given = [text] if isinstance(text, str) else text or []
    return [name.strip() for part in given for name in part.split(",") if name.strip()]


def _moment(text: str) -> datetime:
    from pydantic_core import PydanticCustomError

    from communique.brief.clock import Moment

    try:
        return Moment.parse(text).at
    except PydanticCustomError as error:
        raise UsageError(f"--at: {error.message()}. {(error.context or {}).get('hint', '')}") from error


def _tell(offered: Offer) -> None:
    """Say what would be sent, and to how many people."""
    letter, wanted = offered.letter, offered.wanted
    size = f"{len(letter.html.encode()) / 1000:,.0f} kB"
    attached = ", ".join(f"{file.name} ({len(file.data) / 1000:,.0f} kB)" for file in letter.attachments)
    lines = [
        ("subject", letter.subject),
        ("from", f"{letter.sender} <{letter.address}>" if letter.sender else letter.address),
        ("lists", ", ".join(named.name for named in letter.lists.values())),
        ("filter", wanted.where),
        ("people", f"{offered.people:,}"),
        ("page", size),
        ("attached", attached),
        ("when", _time(wanted.send_at) if wanted.send_at else "now"),
        ("hash", letter.sha256[:16]),
    ]
    for name, value in lines:
        if value:
            write(f"{name + ':':10}{value}")


def _approval(chosen: argparse.Namespace, offered: Offer) -> str:
    """Have the content approved: by its hash, by --yes, or by a person who is asked."""
    if chosen.approve:
        return str(chosen.approve)
    if not chosen.yes and not _agrees(f"Send it to {offered.people:,} people? [y/N] "):
        raise UsageError("nothing was sent")
    return offered.letter.sha256


def _agrees(question: str) -> bool:
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError("say --yes or --approve HASH where nobody can be asked")
    return input(question).strip().lower() in {"y", "yes"}


def _who() -> str:
    """Name who approves; the store keeps it, and no message has it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "staff"


def _time(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M} UTC"


def _run(numbers: Sequence[int], desk: Desk) -> int:
    """Send, with a bar where there is a terminal, and say what became of it."""
    from communique import sending
    from communique.mailing import report

    with _bar(desk, numbers) as watch:
        states = sending.run(numbers, desk, watch)
    with desk.office.store.reading() as connection:
        told = [report.told(connection, number) for number in numbers]
    for one in told:
        write(report.text(one))
    return OK if all(state == "done" for state in states.values()) else FAULTS


@contextmanager
def _bar(desk: Desk, numbers: Sequence[int]) -> Iterator[Callable[[Progress], None]]:
    """Show how many are done, the rate and the time left; nothing in a pipe."""
    from communique.mailing import control

    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with desk.office.store.reading() as connection:
        counts = [control.counts(connection, number) for number in numbers]
    total = sum(sum(one.values()) for one in counts)
    begun = sum(one["sent"] for one in counts)
    with tqdm(total=total, initial=begun, unit="person", leave=False) as bar:

        def watch(progress: Progress) -> None:
            bar.n = begun + progress.moved.get("sent", 0) + progress.moved.get("failed", 0)
            bar.set_postfix_str(progress.waiting_for)
            bar.refresh()

        yield watch


# --- mailings


def mailings_list(chosen: argparse.Namespace) -> int:
    """List the mailings."""
    from communique.mailing import mailings

    with opened_desk() as desk, desk.office.store.reading() as connection:
        rows = [(row, counts) for row, counts in mailings.listing(connection)]
    if chosen.json:
        found = [{**dict(row._mapping), "deliveries": counts} for row, counts in rows]  # noqa: SLF001 -- SQLAlchemy's own way to a dict
        write(json.dumps(dated(found), indent=2, ensure_ascii=False))
        return OK
    for row, counts in rows:
        people = sum(counts.values())
        said = ", ".join(f"{n:,} {state.replace('_', ' ')}" for state, n in counts.items() if n)
        write(
            f"{row.id:>4}  {row.name}: {row.state.replace('_', ' ')}, {people:,} people"
            + (f" ({said})" if said else "")
        )
    return OK


def mailings_show(chosen: argparse.Namespace) -> int:
    """Show what became of a mailing."""
    from communique.mailing import mailings, report

    with opened_desk() as desk, desk.office.store.reading() as connection:
        told = report.told(connection, mailings.find(connection, chosen.mailing).id)
    write(json.dumps(dated(told), indent=2, ensure_ascii=False) if chosen.json else report.text(told))
    return OK


def mailings_run(chosen: argparse.Namespace) -> int:  # noqa: ARG001 -- the signature of a command
    """Send on: what is under way, and what is due."""
    from communique import sending

    with opened_desk() as desk:
        numbers, late = sending.begin_due(desk)
        for name in late:
            say(f"{name} is too late to go by itself: communique mailings release {name} sends it now")
        if not numbers:
            say("nothing is due")
            return FAULTS if late else OK
        return max(_run(numbers, desk), FAULTS if late else OK)


def mailings_release(chosen: argparse.Namespace) -> int:
    """Send an approved mailing now, whatever its time was."""
    from communique import sending
    from communique.mailing import mailings

    with opened_desk() as desk:
        with desk.office.store.writing() as connection:
            row = mailings.find(connection, chosen.mailing)
            if row.state != "approved":
                raise UsageError(f"{row.name} is {row.state.replace('_', ' ')}; only an approved mailing is released")
            sending.begin_now(connection, row.id, desk)
        return _run([row.id], desk)


def mailings_pause(chosen: argparse.Namespace) -> int:
    """Open no more windows."""
    from communique.mailing import control

    return _moved(chosen, lambda c, n, _: control.pause(c, n, chosen.why or "paused by staff"), "it was not being sent")


def mailings_resume(chosen: argparse.Namespace) -> int:
    """Send a paused mailing on."""
    from communique.mailing import control

    status = _moved(chosen, lambda c, n, _: control.resume(c, n), "it was not paused")
    say("`communique mailings run` sends it on")
    return status


def mailings_cancel(chosen: argparse.Namespace) -> int:
    """Write to nobody else."""
    from communique.mailing import control

    wait = "its open conversations end first: try again in a moment"
    return _moved(chosen, lambda c, n, now: control.cancel(c, n, chosen.why or "cancelled by staff", now), wait)


def _moved(chosen: argparse.Namespace, move: Callable[[Any, int, int], bool], otherwise: str) -> int:
    from communique.mailing import mailings

    with opened_desk() as desk, desk.office.store.writing() as connection:
        row = mailings.find(connection, chosen.mailing)
        done = move(connection, row.id, desk.office.clock())
    if not done:
        raise UsageError(f"{row.name}: {otherwise}")
    return OK


def mailings_resolve(chosen: argparse.Namespace) -> int:
    """Settle what became of deliveries that nobody knows."""
    from communique.mailing import control, mailings, report
    from communique.mailing.questions import Settlement, resolve

    settlement = Settlement(verdict=chosen.verdict, who=_who(), why=chosen.why, evidence=chosen.evidence or "")
    with opened_desk() as desk, desk.office.store.writing() as connection:
        row = mailings.find(connection, chosen.mailing)
        asked = report.questions(connection, row.id, chosen.address or "")
        settled = sum(resolve(connection, number, settlement, desk.office.clock()) for number in asked)
        control.finish(connection, row.id, desk.office.clock())
    if not settled:
        raise UsageError("there is no such question" if not asked else "these cannot be settled so")
    say(f"{settled:,} settled" + ("; `communique mailings run` sends them" if chosen.verdict == "resend" else ""))
    return OK


def mailings_report(chosen: argparse.Namespace) -> int:
    """Write what became of a mailing: text, CSV or a page for the file."""
    from communique import mailing_report
    from communique.mailing import exporting, mailings, report

    with opened_desk() as desk, desk.office.store.reading() as connection:
        row = mailings.find(connection, chosen.mailing)
        told = report.told(connection, row.id)
        if chosen.format == "text":
            write(report.text(told))
        elif chosen.format == "csv":
            for line in exporting.table(report.COLUMNS, report.rows(connection, row.id)):
                sys.stdout.write(line)
        else:
            path = mailing_report.write(told, desk.place, desk.settings)
            write(str(path))
    return OK


# --- arguments


def add_commands(commands: Any, command: Callable[..., Any]) -> None:
    """Add what this module has to the command line; `command` makes one command."""
    _add_send(commands, command)
    text = "see what became of mailings, pause them, and settle questions"
    made = commands.add_parser("mailings", help=text, description=text[0].upper() + text[1:] + ".")
    actions = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    listing = command(actions, "list", mailings_list, "list the mailings, the latest first")
    listing.add_argument("--json", action="store_true", help="print the result as JSON, for machines")
    command(actions, "run", mailings_run, "send what is under way and what is due, until it is done")
    for name, run, said in (
        ("show", mailings_show, "show what became of a mailing"),
        ("pause", mailings_pause, "open no more conversations about a mailing"),
        ("resume", mailings_resume, "let a paused mailing be sent on"),
        ("cancel", mailings_cancel, "write to nobody else"),
        ("release", mailings_release, "send an approved mailing now, whatever its time was"),
        ("resolve", mailings_resolve, "settle what became of deliveries of which nobody knows"),
        ("report", mailings_report, "write what became of a mailing"),
    ):
        one = command(actions, name, run, said, f"communique mailings {name} trade-weekly.public.en")
        one.add_argument(
            "mailing", metavar="MAILING", help="its name or number, as `communique mailings list` shows it"
        )
        _options(name, one)


def _options(name: str, command: Any) -> None:
    if name == "show":
        command.add_argument("--json", action="store_true", help="print the result as JSON, for machines")
    if name in {"pause", "cancel"}:
        command.add_argument("--why", metavar="TEXT", help="the reason, for the record")
    if name == "report":
        command.add_argument("--format", choices=("text", "csv", "pdf"), default="text", help="text by default")
    if name == "resolve":
        command.add_argument(
            "--as", dest="verdict", choices=("sent", "resend", "abandon"), required=True, help="what is to become of it"
        )
        command.add_argument("--why", metavar="TEXT", required=True, help="how you know, for the record")
        command.add_argument("--evidence", metavar="TEXT", help="a line of the server's log, a reply")
        command.add_argument(
            "--address", metavar="ADDRESS", help="only this person's; all questions where none is named"
        )


def _add_send(commands: Any, command: Callable[..., Any]) -> None:
    one = command(
        commands,
        "send",
        send,
        "mail an edition to lists, after a check-list and a question",
        "communique send spring-visit --list trade-weekly --audience public --proof ana@example.org",
    )
    one.add_argument("brief", metavar="BRIEF", help="a brief or a newsletter: its name, its folder, or its YAML file")
    one.add_argument("--list", metavar="LIST", action="append", required=True, help="a list; may be given again")
    one.add_argument("--where", metavar="FILTER", help="only whom a filter chooses: office = 'Senate'")
    one.add_argument("--at", metavar="TIME", help='when: "2026-02-03 09:30 America/Bogota"; now where nothing is said')
    one.add_argument("--attach", metavar="LIST", action="append", help="files to attach: pdf,docx; none by default")
    one.add_argument("--proof", metavar="ADDRESS", action="append", help="send only a proof, to these colleagues")
    one.add_argument("--dry-run", action="store_true", help="go through the check-list, and send nothing")
    one.add_argument("--approve", metavar="HASH", help="send it if its content has this hash, without a question")
    one.add_argument("--yes", action="store_true", help="send it without a question")
    one.add_argument("--again", action="store_true", help="send it although these lists had it before")
    one.add_argument("--links", action="store_true", help="try the links of the page too")
    one.add_argument("--audience", choices=("internal", "public"), help="who reads; the brief's own by default")
    one.add_argument("--language", metavar="CODE", help="the language; the brief's own by default")
    one.add_argument("--pack", metavar="NAME", help="the house style")
