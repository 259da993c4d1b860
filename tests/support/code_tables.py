"""Codes, rules and roles, as they stand in the docs and in the source."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from communique.brief.checks import RULES
from communique.roles import ROLES, style_name

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parents[2] / "src" / "communique"
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
ROW = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)

NO_CODES = {
    *ROLES,
    *("same-origin", "no-referrer", "no-store"),  # values of headers
    *("utf-8", "utf-8-sig", "us-ascii", "quoted-printable"),  # encodings
    *("bottom-line", "key-figures", "open-questions", "agenda-tolls", "lead-story"),  # ids and kinds of sections
    *("desk-only", "phone-only", "long-title"),  # classes
    *("fc-match", "fc-list"),  # programs
    *("one-pager", "read-ahead", "run-of-show", "lines-to-take", "seating-plan", "name-card", "name-cards"),  # handouts
    *("pocket-card", "handout-pack", "mailing-report", "not-raised"),  # kinds of documents, and a value
    *("aria-hidden", "data-kind", "utf-16-be", "e-mail"),  # words of HTML, an encoding, a column
    *("clip-path", "mix-blend-mode", "stroke-dasharray"),  # attributes of SVG
    *("length-kilometer", "custom-properties", "http-equiv", "lead-in", "undisclosed-recipients"),  # words of formats
}
"""Literals that look like a code and are none."""


def rules() -> str:
    """Write the table of the rules."""
    rows = [
        f"| `{rule.code}` | {(rule.find.__doc__ or '').strip().splitlines()[0]} | {rule.reason} | {rule.level} |"
        for rule in RULES.values()
    ]
    return "\n".join(["| Code | Rule | Reason | Level |", "|---|---|---|---|", *rows]) + "\n"


def roles() -> str:
    """Write the table of the roles."""
    rows = [f"| `{role}` | {style_name(role)} | {meaning} |" for role, meaning in ROLES.items()]
    return "\n".join(["| Role | Style in Word | Is the look of |", "|---|---|---|", *rows]) + "\n"


def filled(page: str, name: str, table: str) -> str:
    """Write a table into the page anew, between its marks."""
    return re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + table + m[2], page, flags=re.DOTALL)


def listed(page: str) -> list[str]:
    """List the codes that begin the rows of a page's tables."""
    return ROW.findall(page)


def in_source() -> set[str]:
    """Find every code that the source can give to a problem, but for those of the rules."""
    files = {file: ast.parse(file.read_text("utf-8")) for file in sorted(SOURCE.rglob("*.py"))}
    found = {code for file, tree in files.items() for code in (_given if _is_mail(file) else _codes)(tree)}
    return found - NO_CODES - set(RULES)


def _is_mail(file: Path) -> bool:
    """Whether a module is about mail, where most words with a dash are names of header fields and states."""
    return file.parts[len(SOURCE.parts)] in {
        "bounces",
        "mailing",
        "web",
        "cli_bounces.py",
        "cli_mail.py",
        "cli_send.py",
        "sending.py",
        "outgoing.py",
    }


def _given(tree: ast.Module) -> Iterator[str]:
    """Go through what is given as `code`, and to the functions that make faults of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"_fault", "_advice", "Refused", "_refused"}:
            yield from (str(given.value) for given in node.args[:1] if isinstance(given, ast.Constant))


def _codes(tree: ast.Module) -> Iterator[str]:
    """Go through the literals that are written as codes are, and through what is given as `code`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            if not node.value.startswith("mj-"):
                yield node.value
        elif isinstance(node, ast.keyword) and node.arg == "code" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)
        elif isinstance(node, ast.JoinedStr) and ast.unparse(node) == "f'{d.kind}-piece'":
            yield from ("missing-piece", "misplaced-piece")


def commands(parser: argparse.ArgumentParser, name: str = "") -> str:
    """Write a heading for each command, with what it does, and a table of what it takes."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if inner:
        return "".join(commands(below, f"{name} {word}".strip()) for word, below in inner[0].choices.items())
    rows = [f"| `{_written(action)}` | {action.help} |" for action in parser._actions if action.dest != "help"]
    table = "\n".join(["| Takes | |", "|---|---|", *rows]) + "\n\n" if rows else ""
    return f"\n## communique {name}\n\n{parser.description}\n\n{table}"


def _written(action: argparse.Action) -> str:
    value = " \\| ".join(map(str, action.choices)) if action.choices else str(action.metavar or "")
    if not action.option_strings:
        return f"{value}…" if action.nargs in {"*", "+"} else value
    return f"{action.option_strings[-1]} {value}".strip() if action.nargs != 0 else action.option_strings[-1]
