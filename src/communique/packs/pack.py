"""
A pack: the templates of one house style, found file by file.

A file is looked for in the user's pack, then in the shipped pack of the same
name, then in the pack that `pack.toml` names as its `base`, and last in the
default pack; so a user's pack holds only what it changes.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from communique.errors import InvalidPack
from communique.problems import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import jinja2

    from communique.places import Place

DEFAULT_PACK = "default"

HANDOUT: Final = ("handout", "brief")
"""Where handouts take theirs from: `templates/<pack>/handout/`, and what a brief has."""

KINDS: Final = {
    "brief": (),
    "newsletter": ("brief",),
    **dict.fromkeys(("name-cards", "pocket-card"), ("cards", *HANDOUT)),
}
"""Where a kind takes the files from that it has none of its own of; any other is a handout."""

PAPERS: Final = {"a4": "A4", "letter": "Letter"}
"""The papers that any pack prints on, by their names on the command line."""


def kinds_of(kind: str) -> tuple[str, ...]:
    """Name the folders of a pack where a document kind finds its files, its own first."""
    return (kind, *KINDS.get(kind, HANDOUT))


@dataclass(frozen=True)
class Pack:
    """One house style for one document kind."""

    name: str
    kind: str  #: The document kind, and so the folder: ``brief``.
    place: Place
    lineage: tuple[str, ...]  #: Names of packs to look in, the pack's own first.
    settings: Mapping[str, Any] = field(repr=False)  #: `pack.toml`, base first, own last.
    paper: str = ""  #: The paper that was asked for, where it was: ``Letter``.

    def on(self, paper: str | None) -> Pack:
        """Take the same pack on another paper; None leaves it on its own."""
        if paper is None:
            return self
        size = PAPERS[paper]
        return replace(self, paper=size, settings=_merge(dict(self.settings), {"page": {"size": size}}))

    def find(self, name: str) -> Path | None:
        """Find one of the pack's files by its name: ``page.css``, or that of another kind: ``one-pager/kind.css``."""
        of, _, file = name.rpartition("/")
        for kind in kinds_of(of or self.kind):
            for pack in self.lineage:
                for layer in self.place.layers:
                    folder = layer / "templates" / pack
                    path = folder / kind / file
                    if path.is_file():
                        return _within(path, folder, self.shown(path))
        return None

    def require(self, name: str) -> Path:
        """Find a file that the pack cannot do without."""
        path = self.find(name)
        if path is None:
            message = f'the pack "{self.name}" has no {self.kind}/{name}'
            raise InvalidPack(
                [Problem(message=message, code="missing-template", hint='Copy one from the pack "default".')]
            )
        return path

    def read(self, name: str) -> bytes:
        """Read one of the pack's files whole."""
        return self.require(name).read_bytes()

    def shown(self, path: Path) -> str:
        """Name a file as messages do: from the workspace or the product on, never by the machine's path."""
        for layer in self.place.layers:
            if path.is_relative_to(layer):
                return path.relative_to(layer).as_posix()
        return path.name

    def template(self, name: str) -> jinja2.Template:
        """Read a template in the sandbox; its errors carry file and line."""
        from communique.packs.environment import sandbox

        return sandbox(self).get_template(name)

    def environment(self) -> jinja2.Environment:
        """Make the sandbox, for a template that is no text file: `letter.docx`."""
        from communique.packs.environment import sandbox

        return sandbox(self)

    def fonts(self) -> tuple[Path, ...]:
        """List the font files of the assets, the user's own before the shipped of the same name."""
        names = [name for name in self.place.names("assets", "fonts") if name.endswith((".ttf", ".otf"))]
        return tuple(path for name in names if (path := self.asset("fonts", name)))

    def asset(self, *parts: str) -> Path | None:
        """Find a shared asset: ``asset("fonts", "PublicSans-Regular.ttf")``."""
        path = self.place.find("assets", *parts)
        layer = next((layer for layer in self.place.layers if path and path.is_relative_to(layer)), None)
        return _within(path, layer / "assets", self.shown(path)) if path and layer else None


def _within(path: Path, folder: Path, shown: str) -> Path:
    """Refuse a link that leads out of the folder that a file is looked for in."""
    if not path.resolve().is_relative_to(folder.resolve()):
        message = "this is a link that leaves its folder"
        hint = "Put the file itself here."
        raise InvalidPack([Problem(message=message, code="outside-folder", location=Location(shown), hint=hint)])
    return path


def pack_names(place: Place) -> tuple[str, ...]:
    """List the packs that can be built with, the user's and the shipped."""
    return tuple(n for n in place.names("templates") if (found := place.find("templates", n)) and found.is_dir())


def find_pack(name: str, place: Place, *, kind: str = "brief") -> Pack:
    """Find a pack by name; raise InvalidPack with a suggestion where there is none."""
    known = pack_names(place)
    if name not in known:
        hint = f"Known packs: {', '.join(known)}."
        raise InvalidPack([Problem(message=f'unknown pack "{name}"', code="unknown-pack", hint=hint)])
    lineage, settings = _lineage(name, place, known)
    return Pack(name=name, kind=kind, place=place, lineage=lineage, settings=settings)


def _lineage(name: str, place: Place, known: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Any]]:
    chain: list[str] = []
    layers: list[dict[str, Any]] = []
    current: str | None = name
    while current and current not in chain:
        chain.append(current)
        own = _settings(current, place)
        layers.append(own)
        current = own.get("base")
        if current and current not in known:
            hint = f"Known packs: {', '.join(known)}."
            raise InvalidPack(
                [Problem(message=f'unknown base "{current}" of the pack "{chain[-1]}"', code="unknown-pack", hint=hint)]
            )
    if DEFAULT_PACK not in chain:
        chain.append(DEFAULT_PACK)
        layers.append(_settings(DEFAULT_PACK, place))
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged = _merge(merged, layer)
    return tuple(chain), merged


def _settings(name: str, place: Place) -> dict[str, Any]:
    path = place.find("templates", name, "pack.toml")
    if path is None:
        return {}
    where = Location(f"templates/{name}/pack.toml")
    if not path.is_file():
        raise InvalidPack([Problem(message="this is not a regular file", code="not-a-file", location=where)])
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, a number without an end, nested without an end
        raise InvalidPack([Problem(message=f"not valid TOML: {error}", code="bad-toml", location=where)]) from error


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        k: _merge(base[k], v) if isinstance(v, dict) and isinstance(base.get(k), dict) else v for k, v in own.items()
    }
    return {**base, **both}
