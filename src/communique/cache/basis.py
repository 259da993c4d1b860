"""
What every brief of a build is made with: the program, the libraries, the assets, the pack and the fonts.

Each part has a name that an office understands, and what it is now: a version
or the hash of its bytes. Two bases that differ say in words where they do.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from communique.inputs import digest
from communique.packs import find_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.cache.digests import Digests
    from communique.places import Place

PROGRAM: Final = "Communiqué"

_LIBRARIES: Final = ("libpango", "libharfbuzz", "libfontconfig", "libfreetype", "libfribidi", "libglib")
"""System libraries that shape a page."""

_INSTALLED: Final = (".dist-info", ".egg-info")
"""How the folder ends that an installed library says its version with."""

_FOLDERS: Final = (
    *("/usr/lib", "/usr/local/lib", "/usr/lib64", "/lib", "/lib64", "/opt/homebrew/lib", "/opt/local/lib"),
    *os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep),
)

_FONTS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/etc/fonts")
_SETTINGS: Final = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT")


@dataclass(frozen=True)
class Basis:
    """Parts by name."""

    parts: dict[str, str]

    @cached_property
    def digest(self) -> str:
        """The hash of it all."""
        return digest(self.written.encode())

    @cached_property
    def written(self) -> str:
        """The parts as text, for `read`."""
        return json.dumps(self.parts, sort_keys=True)

    @classmethod
    def read(cls, written: str) -> Basis:
        """Read what was written; a broken text is a basis without parts."""
        with suppress(ValueError, TypeError):
            return cls(dict(json.loads(written)))
        return cls({})

    def and_(self, more: dict[str, str]) -> Basis:
        """Add parts."""
        return Basis({**self.parts, **more})

    def since(self, before: Basis) -> str:
        """Say what is other than before: ``WeasyPrint 70.0 -> 70.1``; empty where nothing is."""
        names = [name for name in {**self.parts, **before.parts} if self.parts.get(name) != before.parts.get(name)]
        if not names:
            return ""
        name = names[0]
        more = f", and {len(names) - 1} more" if len(names) > 1 else ""
        return f"{_change(name, before.parts.get(name), self.parts.get(name))}{more}"


def _change(name: str, before: str | None, now: str | None) -> str:
    if before is None:
        return f"{name} is new"
    if now is None:
        return f"{name} is gone"
    told = len(before) < len(digest(b"")) > len(now)  # a version, and no hash
    return f"{name} {before} -> {now}" if told else f"{name} changed"


def of_texts(place: Place, digests: Digests) -> Basis:
    """Say what steps 1 to 3 depend on beside the brief: the program, its libraries and the assets."""
    return Basis({**_program(digests), **_installed(), **dict(_files(place, ("assets",), digests))})


def of_pages(texts: Basis, place: Place, pack: str, digests: Digests) -> Basis:
    """Say what step 4 depends on beside the document: all of that, the pack, and what shapes letters."""
    lineage = find_pack(pack, place).lineage
    templates = [part for name in lineage for part in _files(place, ("templates", name), digests)]
    return texts.and_({**dict(templates), **_shaping()})


def _program(digests: Digests) -> dict[str, str]:
    """Take our own source as one part: a version says too little while somebody works on it."""
    package = Path(__file__).parent.parent
    mine = [f"{name} {digests.of(path)}" for name, path in _walk(package) if not name.startswith("_shipped/")]
    return {PROGRAM: digest("\n".join(mine).encode()), "Python": f"{sys.version.split()[0]} on {sys.platform}"}


def _installed() -> dict[str, str]:
    """List the versions of all libraries: an installation holds what a product needs, and little else."""
    found: dict[str, str] = {}
    for folder in sys.path:
        for name in _names(folder):
            if name.endswith(_INSTALLED):
                library, _, version = name.removesuffix(_INSTALLED[0]).removesuffix(_INSTALLED[1]).partition("-")
                found.setdefault(library, version)
    return dict(sorted(found.items()))


def _files(place: Place, below: tuple[str, ...], digests: Digests) -> Iterator[tuple[str, str]]:
    """List the files of a folder in every layer; a user's own by the name that messages have for it."""
    for layer in place.layers:
        whose = "" if layer == place.root else "the shipped "
        for name, path in _walk(layer.joinpath(*below)):
            yield f"{whose}{'/'.join(below)}/{name}", digests.of(path) or ""


def _walk(folder: Path) -> list[tuple[str, str]]:
    """List every file below a folder, by its name from there on, in order; links are followed once."""
    found, begin = [], len(str(folder)) + 1
    for root, folders, files in os.walk(str(folder)):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [(f"{root}/{name}"[begin:], f"{root}/{name}") for name in files]
    return sorted(found)


def _shaping() -> dict[str, str]:
    """List the system's libraries that shape a page, each with its version, and its fonts."""
    fonts = [f"{name}={os.environ.get(name, '')}" for name in _SETTINGS]
    for folder in _FONTS:
        fonts += [name for name, _ in _walk(Path(folder).expanduser())]
    return {**_libraries(), "the system's fonts": digest("\n".join(fonts).encode(errors="surrogateescape"))}


def _libraries() -> dict[str, str]:
    """Find the libraries where systems keep them: the last name that a link leads to has the version in it."""
    multiarch = getattr(sys.implementation, "_multiarch", "")
    folders = dict.fromkeys(f for folder in _FOLDERS if folder for f in (f"{folder}/{multiarch}", folder))
    found: dict[str, str] = {}
    for folder in folders:
        for name in _names(folder):
            if name.startswith(_LIBRARIES) and (".so." in name or ".dylib" in name):
                found.setdefault(name, os.path.basename(os.path.realpath(f"{folder}/{name}")))  # noqa: PTH119 -- text
    return {name.partition(".so")[0]: real for name, real in sorted(found.items())}


def _names(folder: str) -> Iterable[str]:
    try:
        return os.listdir(folder or ".")  # noqa: PTH208 -- names alone
    except OSError:
        return ()
