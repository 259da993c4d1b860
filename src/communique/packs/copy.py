"""Start a pack of one's own: a copy of another one, in the workspace, to be changed or thinned out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from communique.errors import UsageError
from communique.packs.pack import find_pack

if TYPE_CHECKING:
    from pathlib import Path

    from communique.packs.pack import Pack
    from communique.places import Place

_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

COPIED: Final = ("brief", "handout")
"""The document kinds whose files a copy begins with: the brief, and what all handouts share."""

_README: Final = """\
# The pack "{name}"

Build with it: `communique build --pack {name}`. Look it over: `communique packs check {name}`.

- `pack.toml` holds the colours, the fonts and the paper size; `brief/letter.docx` and `handout/letter.docx` are
  changed in Word.
- Delete what you do not change: a file that is not here comes from the pack "{source}".
"""


def copy_pack(name: str, place: Place, *, source: str) -> Path:
    """
    Copy a pack into the workspace under a new name; return the new folder.

    Raises:
        UsageError: the name is not one, or is taken.
        InvalidPack: there is no such source.

    """
    if not _NAME.fullmatch(name):
        raise UsageError(f'"{name}" is no name for a pack: use small letters, digits and single dashes')
    folder = place.root / "templates" / name
    if place.find("templates", name) is not None:
        raise UsageError(f'there is a pack "{name}" already')
    pack = find_pack(source, place)
    kinds = [replace(pack, kind=kind) for kind in COPIED]
    files = {f"{kind.kind}/{file}": kind.read(file) for kind in kinds for file in pack_files(kind)}
    files["pack.toml"] = _settings(name, source, place).encode()
    files["README.md"] = _README.format(name=name, source=source).encode()
    for file, data in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def pack_files(pack: Pack) -> tuple[str, ...]:
    """List the files of a pack, those that it takes from the packs below it included."""
    return tuple(sorted({file for name in pack.lineage for file in pack.place.names("templates", name, pack.kind)}))


def kind_folders(pack: Pack) -> tuple[str, ...]:
    """List the document kinds that a pack has files of its own for, those of the packs below it included."""
    place = pack.place
    names = {name for base in pack.lineage for name in place.names("templates", base)}
    layers = [(layer / "templates" / base) for layer in place.layers for base in pack.lineage]
    return tuple(sorted(name for name in names if any((layer / name).is_dir() for layer in layers)))


def _settings(name: str, source: str, place: Place) -> str:
    """Write the settings of the copy: those of the source, with its own name and with the source as its base."""
    path = place.find("templates", source, "pack.toml")
    text = path.read_text(encoding="utf-8") if path else 'name = ""\n'
    text = re.sub(r"(?m)^base\s*=.*\n", "", text)
    return re.sub(r"(?m)^name\s*=.*$", f'name = "{name}"\nbase = "{source}"', text, count=1)
