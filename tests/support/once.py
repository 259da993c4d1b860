"""What is dear to make is made once in a run, however many processes the tests are shared out over."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

Made = TypeVar("Made")

SHARED: Final = "COMMUNIQUE_TEST_SHARED"
"""The variable that names the folder which the processes of a run share."""

FORMATS: Final = {"html": "email", "eml": "email", "web.html": "web", "txt": "text"}
"""The format whose files end so, where it has another name."""


def once(name: str, make: Callable[[], Made], folders: pytest.TempPathFactory) -> Made:
    """Make something of plain values, or read what another process of the same run has made; it waits for it."""
    written = _once(f"{name}.json", lambda: json.dumps(make()).encode(), _shared(folders))
    result: Made = json.loads(written)
    return result


def printed(brief: str, pack: str, paper: str = "a4", language: str = "") -> bytes:
    """Print a sample brief of ours, in its own language where none is named; many tests look at these files."""
    return made(brief, pack, "pdf", paper, language)


def made(brief: str, pack: str, ending: str, paper: str = "a4", language: str = "") -> bytes:
    """Make a file of a sample brief: ``pdf``, ``docx``, ``html``, ``eml``, ``web.html`` or ``txt``."""
    from communique.render import render
    from support.pdf_reader import pack_of
    from support.straight_line import document_in, folder_of

    form = FORMATS.get(ending, ending)

    def make() -> bytes:
        document = document_in(language, folder_of(brief))
        outputs = render(document, pack=pack_of(pack).on(paper), formats=[form])
        return pickle.dumps({output.name.partition(".")[2]: output.data for output in outputs})

    found: dict[str, bytes] = pickle.loads(
        _once(f"{brief}-{pack}-{paper}-{language}.{form}", make, Path(os.environ[SHARED]))
    )
    return found[ending]


def kept(name: str, make: Callable[[], bytes]) -> bytes:
    """Make some bytes, or read what another process of the same run has made of this name."""
    return _once(name, make, Path(os.environ[SHARED]))


def share(folders: pytest.TempPathFactory) -> None:
    """Say where the processes of this run keep what they share."""
    os.environ[SHARED] = str(_shared(folders))


def _shared(folders: pytest.TempPathFactory) -> Path:
    base = folders.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _once(name: str, make: Callable[[], bytes], folder: Path) -> bytes:
    made = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_bytes(make())
        return made.read_bytes()
