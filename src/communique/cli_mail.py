"""
The commands about subscribers and mail: arguments in, what `communique.mailing` does, results out.

`cli` adds them to its own by one call. Nothing of the mail is imported before a
command needs it.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from communique.cli_commands import FAULTS, OK
from communique.errors import EnvironmentFailed, UsageError
from communique.printing import safe, say, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from communique.mailing.importing import Report
    from communique.mailing.office import Office
    from communique.mailing.people import Person
    from communique.mailing.subscriptions import Act, Evidence

SHOWN: Final = 20
"""Refused rows that are printed; the report has them all."""


@contextmanager
def _office() -> Iterator[Office]:
    """Open the mail of the workspace."""
    from communique.mailing.office import open_office
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    mail = read_settings(place).mail
    with open_office(place.root / mail.database, place.root / mail.key_file) as office:
        yield office


# --- subscribers


def subscribers_import(chosen: argparse.Namespace) -> int:
    """Import people from a CSV file."""
    from communique.mailing import importing

    path = Path(chosen.file)
    source = chosen.source or f"import:{path.name}"
    options = importing.Options(tuple(chosen.list), chosen.consent or "", chosen.ask, source)
    with _office() as office:
        if chosen.dry_run:
            found = list(importing.check_people(path, options, office))
            return _refusals(iter(found), len(found), chosen)
        report = importing.import_people(path, options, office, progress=_progress)
        _reported(report, chosen)
        return _refusals(importing.refusals(office.store, report.job), report.refused, chosen)


def _progress(rows: int) -> None:
    if sys.stderr.isatty():
        say(f"{rows:,} rows read")


def _reported(report: Report, chosen: argparse.Namespace) -> None:
    if chosen.json:
        return
    again = " (it went on where it had stopped)" if report.resumed else ""
    say(f"{report.rows:,} rows{again}: {report.added:,} new, {report.changed:,} changed, {report.refused:,} refused")
    if chosen.ask:
        say("`communique serve` asks them to confirm, or `communique subscribers ask` does so now")


def _refusals(found: Iterator[Any], number: int, chosen: argparse.Namespace) -> int:
    """Print the first rows that were refused, or all as data; write all where a file is named."""
    from communique.mailing import exporting

    if chosen.report:
        lines = exporting.table(["line", "code", "reason"], ([str(r.line), r.code, r.message] for r in found))
        _write_file(Path(chosen.report), lines)
    elif chosen.json:
        refused = [{"line": r.line, "code": r.code, "message": r.message} for r in found]
        write(json.dumps({"ok": not refused, "refused": refused}, indent=2, ensure_ascii=False))
    else:
        for row in islice(found, SHOWN):
            write(f"{chosen.file}:{row.line}: error: {row.message} [{row.code}]")
        if number > SHOWN:
            write(f"and {number - SHOWN:,} more; --report FILE writes them all")
    return FAULTS if number else OK


def subscribers_export(chosen: argparse.Namespace) -> int:
    """Write people as CSV."""
    from communique.mailing import exporting, lists

    with _office() as office:
        with office.store.reading() as connection:
            numbers = tuple(lists.find(connection, name, closed=True).id for name in chosen.list)
        lines = exporting.export(office.store, where=chosen.where or "", lists=numbers)
        if chosen.out:
            _write_file(Path(chosen.out), lines)
        else:
            for line in lines:
                sys.stdout.write(safe(line, sys.stdout))
    return OK


def _write_file(path: Path, lines: Iterator[str]) -> None:
    """Write lines as they come into a file that only its owner reads, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.touch(mode=0o600)
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        unfinished.replace(path)
    except OSError as error:
        raise EnvironmentFailed(f"cannot write {path}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    say(str(path))


def subscribers_add(chosen: argparse.Namespace) -> int:
    """Add somebody, or change what is said of them."""
    from communique.mailing import lists, subscribers

    if chosen.list and not chosen.consent and not chosen.ask:
        raise UsageError('say how this person agreed: --consent "…" with the words, or --ask to have them confirm')
    with _office() as office, office.store.writing() as connection:
        act: Act = "asked" if chosen.ask else "given"
        wanted = {name: (number, act) for name, number in lists.find_all(connection, chosen.list).items()}
        added = subscribers.add(connection, office.keys, _person(chosen), wanted, _evidence(chosen, office))
    for name in added.left:
        say(f"they have left the list {name}; only they can take that back")
    say("added" if added.new else "changed")
    if chosen.ask and chosen.list:
        say("`communique serve` asks them to confirm, or `communique subscribers ask` does so now")
    return FAULTS if added.left else OK


def _evidence(chosen: argparse.Namespace, office: Office) -> Evidence:
    from communique.mailing.subscriptions import Evidence

    return Evidence(chosen.source or "staff", office.clock(), getattr(chosen, "consent", None) or "")


def _person(chosen: argparse.Namespace) -> Person:
    from communique.mailing.people import Refused, attribute_name, person

    said = {"address": chosen.address, "name": chosen.name, "language": chosen.language, "format": chosen.format}
    try:
        attributes = {attribute_name(name): text for name, _, text in (pair.partition("=") for pair in chosen.set)}
        return person({name: text for name, text in {**said, **attributes}.items() if text is not None})
    except Refused as error:
        raise UsageError(str(error)) from error


def subscribers_ask(chosen: argparse.Namespace) -> int:  # noqa: ARG001 -- the signature of a command
    """Ask everybody who is to confirm a subscription, and has not been asked yet."""
    from communique.places import workspace
    from communique.settings import read_settings
    from communique.web import asking

    place = workspace()
    settings = read_settings(place)
    if lacking := asking.missing(settings):
        raise UsageError(f"nobody can be asked: communique.toml does not say {', '.join(lacking)}")
    with _office() as office:
        asking.take_in(office)
        done = asking.ask(asking.open_post(office, settings, place))
        forgotten = asking.tidy(office)
    told = ", ".join(f"{number:,} {asking.STATES[state]}" for state, number in sorted(done.outcomes.items()))
    say(told or "nobody was asked")
    if forgotten:
        say(f"{forgotten:,} subscriptions were not confirmed in time, and are forgotten")
    if done.why:
        raise EnvironmentFailed(f"the mail server took no more: {done.why}")
    return OK if set(done.outcomes) <= {"sent"} else FAULTS


def subscribers_remove(chosen: argparse.Namespace) -> int:
    """Let somebody leave some lists, or all."""
    from communique.mailing import lists, subscribers

    with _office() as office, office.store.writing() as connection:
        found = subscribers.find(connection, chosen.address)
        numbers = [lists.find(connection, name, closed=True).id for name in chosen.list] or None
        left = subscribers.leave(connection, found.id, _evidence(chosen, office), numbers)
    say(f"left {left} {'list' if left == 1 else 'lists'}")
    return OK


def subscribers_show(chosen: argparse.Namespace) -> int:
    """Show all that is kept of one person."""
    from communique.mailing import subscribers

    with _office() as office, office.store.reading() as connection:
        told = dated(subscribers.told(connection, subscribers.find(connection, chosen.address)))
    if chosen.json:
        write(json.dumps(told, indent=2, ensure_ascii=False))
        return OK
    for name, value in told.items():
        if isinstance(value, list):
            for row in value:
                write(f"{name}: " + ", ".join(f"{key} {text}" for key, text in row.items() if text not in {None, ""}))
        elif value not in (None, "", {}):
            write(f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
    return OK


def dated(value: Any, name: str = "") -> Any:
    """Write every time within data as people read it."""
    if isinstance(value, dict):
        return {key: dated(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [dated(inner) for inner in value]
    if name == "at" or name.endswith("_at"):
        return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="seconds") if value else None
    return value


def subscribers_suppress(chosen: argparse.Namespace) -> int:
    """Write to an address no more, or let it be written to again."""
    from communique.mailing import subscribers
    from communique.mailing.people import Refused, address_of

    try:
        key = address_of(chosen.address).key
    except Refused as error:
        raise UsageError(str(error)) from error
    with _office() as office, office.store.writing() as connection:
        hashed = office.keys.address_hash(key)
        if not chosen.lift:
            subscribers.suppress(connection, hashed, "staff", office.clock())
        elif not subscribers.release(connection, hashed):
            raise UsageError("this address is not suppressed")
    say("not written to any more" if not chosen.lift else "written to again")
    return OK


def subscribers_erase(chosen: argparse.Namespace) -> int:
    """Forget somebody."""
    from communique.mailing import subscribers

    with _office() as office:
        with office.store.reading() as connection:
            subscribers.find(connection, chosen.address)
        if not (chosen.yes or _agrees("Erase all that is kept of this person? [y/N] ")):
            raise UsageError("nothing was erased")
        with office.store.writing() as connection:
            subscribers.erase(connection, subscribers.find(connection, chosen.address), office.clock())
    say("erased; a keyed hash keeps the address from coming back by an import")
    return OK


def _agrees(question: str) -> bool:
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError("say --yes where nobody can be asked")
    return input(question).strip().lower() in {"y", "yes"}


# --- lists and keys


def lists_list(chosen: argparse.Namespace) -> int:
    """List the lists."""
    from communique.mailing import lists

    with _office() as office, office.store.reading() as connection:
        found = lists.listing(connection)
    if chosen.json:
        write(json.dumps([dated(row) for row in found], indent=2, ensure_ascii=False))
        return OK
    for row in found:
        people = row["people"]
        closed = "closed, " if row["closed_at"] else "open to everybody, " if row["open"] else ""
        counted = f"{people.get('active', 0):,} active, {people.get('pending', 0):,} to confirm"
        write(f"{row['name']}: {row['title']} ({closed}{lists.CLEARANCES[row['clearance']]}; {counted})")
    return OK


def lists_add(chosen: argparse.Namespace) -> int:
    """Make a list."""
    from communique.mailing import lists

    with _office() as office, office.store.writing() as connection:
        lists.create(connection, chosen.name, _wanted(chosen), office.clock())
    write(chosen.name)
    return OK


def lists_change(chosen: argparse.Namespace) -> int:
    """Change what is said of a list."""
    return _on_list(lambda module, connection, _: module.change(connection, chosen.name, _wanted(chosen)))


def lists_close(chosen: argparse.Namespace) -> int:
    """Close a list."""
    return _on_list(lambda module, connection, now: module.close(connection, chosen.name, now))


def _on_list(change: Callable[[Any, Connection, int], None]) -> int:
    from communique.mailing import lists

    with _office() as office, office.store.writing() as connection:
        change(lists, connection, office.clock())
    return OK


def _wanted(chosen: argparse.Namespace) -> Any:
    from communique.mailing.lists import CLEARANCES, Wanted

    return Wanted(
        title=chosen.title,
        description=chosen.description,
        language=chosen.language,
        clearance=CLEARANCES.index(chosen.clearance) if chosen.clearance else None,
        open={"yes": True, "no": False, None: None}[chosen.open],
    )


def keys_rotate(chosen: argparse.Namespace) -> int:  # noqa: ARG001 -- the signature of a command
    """Let a new key sign the links in mail."""
    import secrets

    from communique.mailing.keys import rotated, write_keys
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    path = place.root / read_settings(place).mail.key_file
    with _office() as office:
        write_keys(path, rotated(office.keys, secrets.token_bytes, office.clock()))
    say(f"a new key signs from now on; links that the old ones signed work for 400 days: {path.name}")
    return OK


def serve(chosen: argparse.Namespace) -> int:
    """Answer the links in mail until somebody stops it."""
    from communique.places import workspace
    from communique.settings import read_settings
    from communique.web import server

    place = workspace()
    settings = read_settings(place)
    with _office() as office:
        say(f"the public pages: http://{chosen.host}:{chosen.port} (Ctrl-C stops them)")
        server.serve(office, settings, place, listen=(chosen.host, chosen.port), tell=say)
    return OK


# --- arguments


def add_commands(commands: Any, command: Callable[..., Any]) -> None:
    """Add what this module has to the command line; `command` makes one command."""
    _add_subscribers(_group(commands, "subscribers", "keep the people who are written to"), command)
    _add_lists(_group(commands, "lists", "keep the lists that people subscribe to"), command)
    keys = _group(commands, "keys", "keep the keys that sign the links in mail")
    command(keys, "rotate", keys_rotate, "let a new key sign; links in old mail work for 400 days more")
    serving = command(commands, "serve", serve, "answer the links in mail, and let people subscribe")
    serving.add_argument("--host", default="127.0.0.1", metavar="HOST", help="where to listen; 127.0.0.1 by default")
    serving.add_argument("--port", type=int, default=8080, metavar="PORT", help="8080 by default")


def _group(commands: Any, name: str, text: str) -> Any:
    made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    return made.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _lists(command: Any, text: str) -> None:
    command.add_argument("--list", metavar="LIST", action="append", default=[], help=f"{text}; may be given again")


def _consent(command: Any) -> None:
    agreed = command.add_mutually_exclusive_group()
    agreed.add_argument("--consent", metavar="TEXT", help="they agreed: the words that they agreed to, and where")
    agreed.add_argument("--ask", action="store_true", help="they are asked to confirm by mail first")
    command.add_argument("--source", metavar="TEXT", help="where this comes from, for the record of consent")


def _json(command: Any) -> None:
    command.add_argument("--json", action="store_true", help="print the result as JSON, for machines")


def _address(command: Any) -> None:
    command.add_argument("address", metavar="ADDRESS", help="an e-mail address, however it is typed")


def _add_subscribers(actions: Any, command: Callable[..., Any]) -> None:
    _add_import_export(actions, command)
    add = command(
        actions,
        "add",
        subscribers_add,
        "add somebody, or change what is said of them",
        'communique subscribers add ana@example.org --list trade-weekly --consent "Asked by telephone, 3 March"',
    )
    _address(add)
    add.add_argument("--name", metavar="TEXT", help="as they write it")
    add.add_argument("--language", metavar="CODE", help="the language to write to them in: es")
    add.add_argument("--format", choices=("html", "text"), help="how they read mail")
    add.add_argument("--set", metavar="NAME=TEXT", action="append", default=[], help="an attribute; may be given again")
    _lists(add, "a list to put them on")
    _consent(add)
    text = "send the messages that ask people to confirm, where `communique serve` does not"
    command(actions, "ask", subscribers_ask, text, "communique subscribers ask")
    remove = command(actions, "remove", subscribers_remove, "let somebody leave lists")
    _address(remove)
    _lists(remove, "the list to leave; all where none is named")
    remove.add_argument("--source", metavar="TEXT", help="how they asked for it, for the record")
    show = command(actions, "show", subscribers_show, "show all that is kept of one person")
    _address(show)
    _json(show)
    suppress = command(actions, "suppress", subscribers_suppress, "never write to an address")
    _address(suppress)
    suppress.add_argument("--lift", action="store_true", help="let it be written to again")
    erase = command(actions, "erase", subscribers_erase, "forget a person, but for a keyed hash of the address")
    _address(erase)
    erase.add_argument("--yes", action="store_true", help="do not ask")


def _add_import_export(actions: Any, command: Callable[..., Any]) -> None:
    reading = command(
        actions,
        "import",
        subscribers_import,
        "add people from a CSV file, all of its good rows or none",
        'communique subscribers import people.csv --list trade-weekly --consent "Sign-up sheet, spring fair"',
    )
    reading.add_argument("file", metavar="FILE", help="a CSV file whose first line names the columns")
    _lists(reading, "a list to put everybody on")
    _consent(reading)
    reading.add_argument("--dry-run", action="store_true", help="only say which rows would be refused")
    reading.add_argument("--report", metavar="FILE", help="write the refused rows to this CSV file")
    _json(reading)
    writing = command(
        actions,
        "export",
        subscribers_export,
        "write people as CSV, which import reads back",
        "communique subscribers export --where \"office = 'Senate'\" --out senate.csv",
    )
    _lists(writing, "only who is on this list")
    writing.add_argument("--where", metavar="FILTER", help="only whom a filter chooses: office = 'Senate'")
    writing.add_argument("--out", metavar="FILE", help="the file to write; standard output by default")


def _add_lists(actions: Any, command: Callable[..., Any]) -> None:
    _json(command(actions, "list", lists_list, "list the lists, and how many people they have"))
    for name, run, text in (
        ("add", lists_add, "make a list"),
        ("change", lists_change, "change what is said of a list"),
    ):
        made = command(actions, name, run, text, f"communique lists {name} trade-weekly --clearance public")
        made.add_argument("name", metavar="NAME", help="small letters, digits and dashes: trade-weekly")
        made.add_argument("--title", metavar="TEXT", help="what people see")
        made.add_argument("--description", metavar="TEXT", help="what it brings, in a sentence")
        made.add_argument("--language", metavar="CODE", help="the language of its pages: es")
        made.add_argument("--clearance", choices=("public", "internal"), help="what may be sent to it")
        made.add_argument("--open", choices=("yes", "no"), help="whether strangers may subscribe on the public pages")
    closing = command(actions, "close", lists_close, "close a list; nothing is sent to it any more")
    closing.add_argument("name", metavar="NAME", help="the list")
