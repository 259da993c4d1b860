"""What is installed on this machine: Python, the libraries of the PDF, the fonts of the pack, SQLite."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from communique.doctor.finding import Finding
from communique.errors import EnvironmentFailed, ProblemsFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from communique.doctor.finding import Level
    from communique.places import Place

GROUP: Final = "machine"
OLDEST_PYTHON: Final = (3, 11)
READ: Final = ("heading", "body", "code")
"""Uses of a font without which no page looks right; the others are for scripts that a brief may not have."""


def look_at_machine(place: Place, pack: str) -> Iterator[Finding]:
    """Look at all of it."""
    from communique.engines import libraries
    from communique.mailing.store import newest_sqlite

    yield look_at_python(sys.version_info[:3])
    yield from look_at_pdf(libraries.weasyprint_version, libraries.subsets_quickly)
    yield from look_at_fonts(place, pack, installed_families)
    yield look_at_sqlite(newest_sqlite())


def _found(name: str, level: Level, said: str, hint: str = "") -> Finding:
    return Finding(GROUP, name, level, said, hint)


def look_at_python(version: tuple[int, ...]) -> Finding:
    """Look at the Python that runs."""
    from communique import __version__

    said = f"Communiqué {__version__} on Python {'.'.join(map(str, version))}"
    if version < OLDEST_PYTHON:
        return _found("Python", "fault", said, f"Install Python {'.'.join(map(str, OLDEST_PYTHON))} or later.")
    return _found("Python", "ok", said)


def look_at_pdf(version: Callable[[], str], quick: Callable[[], bool]) -> Iterator[Finding]:
    """Look at the library that makes PDF, and at the one that makes its fonts small."""
    try:
        yield _found("PDF", "ok", f"WeasyPrint {version()}")
    except EnvironmentFailed as error:
        hint = "Install libpango-1.0-0 and libpangoft2-1.0-0 (Debian, Ubuntu), or pango (Fedora, Homebrew)."
        yield _found("PDF", "fault", str(error), hint)
        return
    if quick():
        yield _found("font subsets", "ok", "HarfBuzz makes them")
    else:
        said = "libharfbuzz-subset is not found: each PDF takes seconds longer"
        yield _found("font subsets", "advice", said, "Install libharfbuzz-subset0 (Debian, Ubuntu), or harfbuzz.")


def look_at_fonts(place: Place, name: str, installed: Callable[[], frozenset[str]]) -> Iterator[Finding]:
    """Look for every family that the pack names, among its own files and those of the machine."""
    from communique.packs import find_pack

    try:
        pack = find_pack(name, place)
    except ProblemsFound as error:
        yield _found("fonts", "fault", error.problems[0].message, "Run `communique packs check`.")
        return
    own = {path.stem.partition("-")[0] for path in pack.fonts()}
    families = {use: str(family) for use, family in pack.settings.get("fonts", {}).items()}
    there = {family for family in families.values() if family.replace(" ", "") in own} | installed()
    missing = {use: family for use, family in families.items() if family not in there}
    if not missing:
        yield _found("fonts", "ok", f"the {len(families)} families of the pack {name}")
    for use, family in missing.items():
        hint = "Install it, or put its files into assets/fonts/."
        yield _found("fonts", "fault" if use in READ else "advice", f"there is no {family} for {use}", hint)


def installed_families() -> frozenset[str]:
    """Ask fontconfig for the families of this machine; none where it is not there."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    told = subprocess.run([program, ":", "family"], capture_output=True, check=False, timeout=60)  # noqa: S603 -- a program of the machine
    return frozenset(
        name.strip() for line in told.stdout.decode("utf-8", "replace").splitlines() for name in line.split(",")
    )


def look_at_sqlite(module: ModuleType) -> Finding:
    """Look at SQLite by the version rule of the store."""
    from communique.mailing.store import journal_for

    journal = journal_for(module.sqlite_version_info)
    said = f"{module.sqlite_version} of {module.__name__.partition('.')[0]}, journal {journal.mode}, synchronous {journal.synchronous}"
    if journal.mode == "wal":
        return _found("SQLite", "ok", said)
    hint = "Nothing is lost so, and sending is slower: the reset of the write-ahead log is mended from 3.51.3 on. "
    return _found("SQLite", "advice", said, hint + "Install pysqlite3.")
