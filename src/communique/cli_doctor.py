"""The command `doctor`: one screen that says whether this machine and this workspace are ready."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from communique.cli_commands import FAULTS, OK
from communique.printing import say, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from communique.doctor.finding import Finding

_TITLES: Final = {
    "machine": "This machine",
    "workspace": "This workspace",
    "domain": "What receivers find of your domain",
    "server": "The servers",
}


def doctor(chosen: argparse.Namespace) -> int:
    """Say line by line what is ready, and what to do about the rest."""
    from communique.doctor.examine import Instruments, examine
    from communique.doctor.finding import faulty
    from communique.places import workspace
    from communique.web_links import answer_of

    found = list(examine(workspace(), Instruments(answers=answer_of), online=chosen.online))
    if chosen.json:
        write(json.dumps({"ok": not faulty(found), "findings": [asdict(one) for one in found]}, indent=2))
    else:
        _show(found)
        if not chosen.online:
            say("--online asks the name servers, the mail server and the public pages too")
    return FAULTS if faulty(found) else OK


def _show(found: Sequence[Finding]) -> None:
    width = max(len(one.name) for one in found)
    for group, findings in groupby(found, lambda one: one.group):
        write(_TITLES[group])
        for one in findings:
            write(f"  {one.level:7} {one.name:{width}} {one.said}")
            if one.hint and one.level != "ok":
                write(f"  {'':7} {'':{width}} → {one.hint}")


def add_commands(commands: Any, command: Callable[..., Any]) -> None:
    """Add what this module has to the command line; `command` makes one command."""
    made = command(
        commands,
        "doctor",
        doctor,
        "see whether this machine and this workspace are ready",
        "communique doctor --online",
    )
    made.add_argument("--online", action="store_true", help="ask the name servers, the mail server and the pages too")
    made.add_argument("--json", action="store_true", help="print the result as JSON, for machines")
