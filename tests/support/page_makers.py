"""Files turned into pictures of their pages: PDF by poppler, Word through LibreOffice, e-mail and web by Chromium."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from PIL import Image

from support import fonts
from support.browser import browser

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.browser import Browser, Mode

DPI: Final = 80
SCREEN: Final = 1400
"""Pixels of a screen: a page that scrolls is cut into pictures of this height."""


def printed(data: bytes, folder: Path) -> dict[str, Image.Image]:
    """Draw the pages of a PDF."""
    (folder / "printed.pdf").write_bytes(data)
    return pages_of(folder / "printed.pdf")


def pages_of(file: Path) -> dict[str, Image.Image]:
    """Draw the pages of a PDF file, by their numbers."""
    folder = file.with_suffix(".pages")
    folder.mkdir()
    _run(_program("pdftoppm", "poppler"), "-r", str(DPI), str(file), str(folder / "page"))
    numbered = sorted(folder.iterdir(), key=lambda path: int(path.stem.rpartition("-")[2]))
    return {f"{number:02}": _opened(path.read_bytes()) for number, path in enumerate(numbered, 1)}


def exported(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """Turn Word files into PDFs, all in one run of LibreOffice; it never says that it failed, so each has to be there."""
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    sources = (str(folder / f"{name}.docx") for name in files)
    program = _program("soffice", "LibreOffice")
    command = (program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *sources)
    _run(*command, environment=fonts.environment(folder))
    made = {name: folder / f"{name}.pdf" for name in files}
    assert [name for name, path in made.items() if not path.exists()] == []
    return made


def photographed(pages: Mapping[str, tuple[str, int, Mode]], folder: Path) -> dict[str, Image.Image]:
    """Photograph pages of HTML, each at its width and in its mode, as a reader sees them who has the packs' fonts."""
    with browser(fonts.environment(folder)) as chromium:
        return {name: _photograph(chromium, *page) for name, page in pages.items()}


def _photograph(chromium: Browser, html: str, width: int, mode: Mode) -> Image.Image:
    chromium.show(html, width, mode)
    return _opened(chromium.picture())


def screens(page: Image.Image, most: int | None = None) -> dict[str, Image.Image]:
    """Cut a long page into screens, by their numbers; the first few, where so many are enough."""
    tops = range(0, page.height, SCREEN)[:most]
    return {
        f"{number:02}": page.crop((0, top, page.width, min(page.height, top + SCREEN)))
        for number, top in enumerate(tops, 1)
    }


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGB")


def _program(name: str, shown: str) -> str:
    found = shutil.which(name)
    assert found, f"{shown} is not installed: run `.ci/need test`"
    return found


def _run(*command: str, environment: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=environment)
