"""
Where templates, assets and a user's own workspace lie: the one place that knows.

In a checkout `templates/` and `assets/` stand at the top; a wheel carries them
inside the package, below ``_shipped``. A user's workspace (a folder with
`briefs/`, and `templates/`, `assets/`, `communique.toml` where wanted) overrides
them file by file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MARKS = ("communique.toml", "briefs")
"""What makes a folder a workspace."""


@lru_cache
def shipped() -> Path:
    """The folder with the `templates/` and `assets/` that come with the product."""
    package = Path(__file__).parent
    inside = package / "_shipped"
    return inside if inside.is_dir() else package.parent.parent


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace: a user's folder first, then what is shipped."""

    root: Path  #: The user's folder; absolute.

    @property
    def layers(self) -> tuple[Path, ...]:
        """The folders to look in, in order."""
        return (self.root,) if self.root == shipped() else (self.root, shipped())

    def find(self, *parts: str) -> Path | None:
        """Find a shipped or overridden file or folder: ``find("templates", "default")``."""
        return next((p for layer in self.layers if (p := layer.joinpath(*parts)).exists()), None)

    def names(self, *parts: str) -> tuple[str, ...]:
        """List what stands in a folder, over all layers, sorted."""
        folders = [layer.joinpath(*parts) for layer in self.layers]
        return tuple(sorted({entry.name for folder in folders if folder.is_dir() for entry in folder.iterdir()}))


def workspace(start: Path | None = None) -> Place:
    """Find the workspace around a folder (the current one): the nearest above that has a mark of one."""
    here = (start or Path.cwd()).resolve()
    marked = (folder for folder in (here, *here.parents) if any((folder / mark).exists() for mark in MARKS))
    return Place(next(marked, here))
