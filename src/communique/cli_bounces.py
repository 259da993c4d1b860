"""
The commands about what comes back: read the mailbox of bounces, and look at what was found.

What they do stands in `communique.bounces`.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from communique.cli_commands import OK
from communique.cli_mail import dated
from communique.cli_send import opened_desk
from communique.printing import say, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping

_SAID: Final = {
    "hard": "addresses that are gone: nobody is written to there again",
    "soft": "came back for a time",
    "complaint": "complaints: nobody is written to there again",
    "delay": "are still being tried",
    "reply": "automatic answers: somebody is away",
    "known": "were known already",
    "stray": "are none of ours, and wait for somebody to look: communique bounces list --strays",
}


def bounces_read(chosen: argparse.Namespace) -> int:
    """Read the mailbox of bounces, and do what follows."""
    from communique.bounces.mailboxes import opened
    from communique.bounces.reading import read_all
    from communique.outgoing import access_of, policy_of

    with opened_desk() as desk, opened(access_of(desk.settings, desk.place)) as box, _bar(len(box)) as watch:
        found = read_all(box, desk.office, policy_of(desk.settings), trial=chosen.dry_run, watch=watch)
    _tell(found, trial=chosen.dry_run)
    return OK


def _tell(found: Mapping[Any, int], *, trial: bool) -> None:
    if not found:
        write("nothing has come back")
    for name, said in _SAID.items():
        if found.get(name):
            write(f"{found[name]:>7,} {said}")
    if trial:
        say("nothing was changed")


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """Show how far the reading is; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit="message", leave=False) as bar:

        def watch(number: int) -> None:
            bar.update(number - bar.n)

        yield watch


def bounces_list(chosen: argparse.Namespace) -> int:
    """List what came back, the latest first; addresses are masked."""
    from communique.bounces.history import latest

    with opened_desk() as desk, desk.office.store.reading() as connection:
        rows = latest(connection, strays=chosen.strays, most=chosen.most)
    if chosen.json:
        write(json.dumps(dated(rows), indent=2, ensure_ascii=False))
        return OK
    for row in dated(rows):
        what = row["kind"] + (f" {row['enhanced']}" if row.get("enhanced") else "")
        about = row.get("mailing") or row.get("why") or ""
        write(f"{row['at']}  {what:18}  {row.get('address') or ''}  {about}: {row['said']}".rstrip(": "))
    return OK


def add_commands(commands: Any, command: Callable[..., Any]) -> None:
    """Add what this module has to the command line; `command` makes one command."""
    text = "see to mail that came back, and to complaints"
    made = commands.add_parser("bounces", help=text, description=text[0].upper() + text[1:] + ".")
    actions = made.add_subparsers(title="commands", metavar="COMMAND", required=True)
    reading = command(actions, "read", bounces_read, "read the mailbox of bounces, and do what follows")
    reading.add_argument("--dry-run", action="store_true", help="say what would follow, and change nothing")
    listing = command(actions, "list", bounces_list, "list what came back, the latest first")
    listing.add_argument("--strays", action="store_true", help="only what was none of ours")
    listing.add_argument("--most", type=int, default=50, metavar="N", help="how many; 50 by default")
    listing.add_argument("--json", action="store_true", help="print the result as JSON, for machines")
