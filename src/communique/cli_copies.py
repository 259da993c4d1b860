"""The options and commands for numbered copies: who gets one, and whose one is."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

from communique.errors import UsageError
from communique.names import COPIES
from communique.printing import say, write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from communique.copies.recipients import Recipient
    from communique.copies.register import Entry
    from communique.copies.whose import Answer
    from communique.places import Place
    from communique.press import Press

KNOWN, UNKNOWN = range(2)
"""The exit statuses of `who`."""

_LARGEST: Final = 500 * 2**20


# --- who gets a copy


def press_of(chosen: argparse.Namespace, place: Place) -> Press:
    """Read what is to be made of the PDFs."""
    from communique.press import Press

    if chosen.copies is None:
        return Press(imposition=chosen.imposition)
    from communique.copies.distribution import Copies
    from communique.copies.key import open_key

    recipients = _recipients(chosen.copies)
    key = open_key(place, secrets.token_bytes)
    return Press(copies=Copies(recipients=recipients, key=key), imposition=chosen.imposition)


def pressed_formats(chosen: argparse.Namespace, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Take the PDF alone where copies are numbered or sheets imposed, and refuse what has no number."""
    if chosen.copies is None and chosen.imposition is None:
        return asked
    option = "--copies" if chosen.copies is not None else "--imposition"
    wanted = asked or ("pdf",)
    if "pdf" not in wanted:
        raise UsageError(f"{option} is for PDF: write --format pdf")
    if chosen.copies is not None and set(wanted) != {"pdf"}:
        raise UsageError("--copies numbers the PDF alone: a file in another format would have no number")
    return wanted


def _recipients(asked: str) -> tuple[Recipient, ...]:
    from communique.copies import recipients

    if asked.isascii() and asked.isdigit():
        if not 1 <= int(asked[:9]) <= recipients.MOST:
            raise UsageError(f"--copies {asked}: between 1 and {recipients.MOST:,} copies can be made")
        return recipients.numbered(int(asked))
    path = Path(asked)
    if not path.is_file():
        raise UsageError(f"--copies {asked}: this is neither a number nor a file")
    return recipients.read(path.read_bytes(), shown=asked)


# --- whose copy one is


def who(chosen: argparse.Namespace) -> int:
    """Say whose copies files are."""
    from communique.copies import whose
    from communique.copies.key import read_key
    from communique.places import workspace
    from communique.settings import read_settings

    place = workspace()
    registers = _registers(chosen.register, place.root / read_settings(place).out)
    key = read_key(place)
    answers = []
    for name in chosen.files:
        path = Path(name)
        if path.is_file():
            answers.append((name, whose.answer(whose.traces(_data(path)), registers, key=key)))
        else:
            answers.append((name, whose.of_code(name, registers, key=key)))
    if chosen.json:
        write(
            json.dumps({"ok": all(a.certain for _, a in answers), "files": [_as_data(*a) for a in answers]}, indent=2)
        )
    else:
        for name, answer in answers:
            _show(name, answer)
    return KNOWN if all(answer.certain for _, answer in answers) else UNKNOWN


def _data(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST:
        raise UsageError(f"{path}: this file is too large")
    return path.read_bytes()


def _registers(named: Sequence[str] | None, out: Path) -> tuple[Entry, ...]:
    """Read the registers that are named, or all that the workspace has."""
    from communique.copies import register

    if named is None:
        paths: Iterable[Path] = sorted(out.glob(f"*/*{COPIES}*/{register.FILE}"))
    else:
        paths = [Path(name) for name in named]
        missing = next((path for path in paths if not path.is_file()), None)
        if missing is not None:
            raise UsageError(f"there is no register {missing}")
    entries = [register.read(path.read_bytes(), shown=str(path)) for path in paths]
    empty = next((path for path, found in zip(paths, entries, strict=False) if named and not found), None)
    if empty is not None:
        raise UsageError(f"{empty} is no register of copies")
    return tuple(entry for found in entries for entry in found)


def _show(name: str, answer: Answer) -> None:
    for entry, places in answer.entries:
        write(f"{name}: copy {entry.number}: {entry.shown}")
        say(f"  found in {', '.join(_grouped(places))}; register: {entry.register}")
        if entry in answer.forged:
            say("  warning: this line of the register was changed: its token belongs to another number or name")
    if len(answer.entries) > 1:
        say(f"  warning: {name} was put together from {len(answer.entries)} copies")
    for unknown, places in answer.unknown.items():
        write(f"{name}: a numbered copy, in none of the registers: {unknown}")
        say(f"  found in {', '.join(_grouped(places))}")
        if answer.said.get("token") == unknown:
            said = f"copy {answer.said.get('number', '?')}: {answer.said.get('recipient') or 'without a name'}"
            say(f"  the file itself says {said}; anybody could have written that. --register FILE looks it up")
    if not answer.entries and not answer.unknown:
        write(f"{name}: cannot tell whose copy this is: it has no mark of a numbered copy")
        say(
            "  it is the file without a number, or its text was made into pictures; look for the code in print, and ask"
        )
        say("  for that: communique copies who 7F3K-QX2A")


def _grouped(places: Iterable[str]) -> list[str]:
    """Name pages together: ``pages 1-3, 5``."""
    numbers = sorted({int(place.removeprefix("page ")) for place in places if place.startswith("page ")})
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    named = ", ".join("-".join(map(str, span)) for span in spans)
    pages = [f"page{'s' if len(numbers) > 1 else ''} {named}"] if numbers else []
    return [*pages, *(place for place in places if not place.startswith("page "))]


def _as_data(name: str, answer: Answer) -> dict[str, object]:
    return {
        "file": name,
        "certain": answer.certain,
        "copies": [
            {
                "number": entry.number,
                "name": entry.name,
                "office": entry.office,
                "email": entry.email,
                "token": entry.token,
                "register": entry.register,
                "found": list(places),
                "changed": entry in answer.forged,
            }
            for entry, places in answer.entries
        ],
        "unknown": [{"token": token, "found": list(places)} for token, places in answer.unknown.items()],
        "said": answer.said,
    }
