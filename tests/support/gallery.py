"""The gallery in the docs: every golden picture of a page, by sample, pack and format."""

from __future__ import annotations

import os
from itertools import groupby
from typing import TYPE_CHECKING, Final

from ruamel.yaml import YAML

from support.page_images import PAGES
from support.pdf_reader import ROOT
from support.straight_line import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PAGE: Final = ROOT / "docs" / "gallery.md"

HEAD: Final = """# Gallery

<!-- Written by `pytest --accept tests/engines/test_golden_pages.py`; do not edit. -->

Every page of the sample briefs, as the build makes it: in both packs, in each format; the first in Spanish and in two
languages side by side too.
A click shows a page at reading size.

These pictures are the golden ones of the tests: when a page comes out otherwise, a test fails and draws the difference.
"""

FORMATS: Final = {
    "pdf": "PDF",
    "word": "Word, as LibreOffice lays it out",
    "mail-640-light": "E-mail at a desk",
    "mail-320-dark": "E-mail on a phone, in the dark",
    "web-1280-light": "Web page, its first screens",
}
"""What the pictures' names begin with, and the headings they stand under."""

FIRST: Final = 260
REST: Final = 104
"""Pixels that page one is wide in the gallery, and each other page."""


def write() -> None:
    """Write the gallery of the pictures that there are."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Make the gallery of the pictures that there are."""
    pictures = sorted(PAGES.rglob("*.png"), key=lambda path: path.relative_to(PAGES).parts)
    samples = groupby(pictures, key=lambda path: path.relative_to(PAGES).parts[0])
    return "\n".join([HEAD, *(_sample(slug, list(paths)) for slug, paths in samples)])


def _sample(slug: str, pictures: list[Path]) -> str:
    packs = groupby(pictures, key=lambda path: path.parent.name)
    parts = [_pack(slug, pack, list(paths)) for pack, paths in sorted((p, list(q)) for p, q in packs)]
    folder = folder_of(slug.partition(".")[0]).relative_to(ROOT).as_posix()
    return "\n".join([f"## {_title(slug)}\n", f"From [`{folder}`](../{folder}).\n", *parts])


def _title(slug: str) -> str:
    """Name a sample by its title, and the language where it is not its own: ``us-colombia-2026-02-03.es``."""
    name, _, language = slug.partition(".")
    brief = YAML(typ="safe", pure=True).load((folder_of(name) / "brief.yaml").read_text("utf-8"))
    return f"{brief['title']} ({language})" if language else str(brief["title"])


def _pack(slug: str, pack: str, pictures: list[Path]) -> str:
    rows = [
        f"{heading}:\n\n{_row(slug, pack, heading, chosen)}\n"
        for start, heading in FORMATS.items()
        if (chosen := [path for path in pictures if path.name.startswith(f"{start}-")])
    ]
    return "\n".join([f"### {slug} in the pack {pack}\n", *rows])


def _row(slug: str, pack: str, heading: str, pictures: Iterable[Path]) -> str:
    return "\n".join(_link(path, f"{heading}, {slug}, {pack}, {number}") for number, path in enumerate(pictures, 1))


def _link(path: Path, alt: str) -> str:
    address = os.path.relpath(path, PAGE.parent).replace(os.sep, "/")
    width = FIRST if path.stem.endswith("-01") else REST
    return f'<a href="{address}"><img src="{address}" alt="{alt}" width="{width}"></a>'
