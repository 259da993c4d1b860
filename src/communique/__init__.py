"""
Communiqué turns structured briefing data into policy briefs as PDF, Word and e-mail.

One straight line, in five steps; the same numbers stand in `--verbose` output::

    brief.yaml --1 load--> Brief --2 edit--> Edition --3 compose--> Document --4 render--> Output --5 write--> files

    from communique import compose, edit, find_pack, load, render, workspace

    brief = load("briefs/us-colombia-2026-02-03")       # 1: validated data, all faults at once
    edition = edit(brief, audience="public")            # 2: as one audience reads it
    document = compose(edition)                         # 3: neutral blocks, the same for every format
    outputs = render(document, pack=find_pack("default", workspace()), formats=["pdf"])   # 4: finished bytes

`build` does all five for any number of briefs, with limits on time and memory.
What can go wrong is drawn in `communique.errors`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from communique.brief.load import load
    from communique.brief.schema import Brief
    from communique.build import Built, Event, Report, build
    from communique.compose import compose
    from communique.document.nodes import Document
    from communique.edition import Edition, edit
    from communique.errors import (
        CommuniqueError,
        EnvironmentFailed,
        InvalidBrief,
        InvalidPack,
        ProblemsFound,
        RenderError,
        UsageError,
    )
    from communique.limits import Limits
    from communique.output import Output
    from communique.packs.pack import Pack, find_pack
    from communique.places import Place, workspace
    from communique.problems import Location, Problem, Severity
    from communique.render import render

__version__ = "0.1.0"

__all__ = [
    "Brief",
    "Built",
    "CommuniqueError",
    "Document",
    "Edition",
    "EnvironmentFailed",
    "Event",
    "InvalidBrief",
    "InvalidPack",
    "Limits",
    "Location",
    "Output",
    "Pack",
    "Place",
    "Problem",
    "ProblemsFound",
    "RenderError",
    "Report",
    "Severity",
    "UsageError",
    "__version__",
    "build",
    "compose",
    "edit",
    "find_pack",
    "load",
    "render",
    "workspace",
]

_HOMES = {
    "communique.brief.load": ("load",),
    "communique.brief.schema": ("Brief",),
    "communique.build": ("Built", "Event", "Report", "build"),
    "communique.compose": ("compose",),
    "communique.document.nodes": ("Document",),
    "communique.edition": ("Edition", "edit"),
    "communique.errors": (
        *("CommuniqueError", "EnvironmentFailed", "InvalidBrief", "InvalidPack"),
        *("ProblemsFound", "RenderError", "UsageError"),
    ),
    "communique.limits": ("Limits",),
    "communique.output": ("Output",),
    "communique.packs.pack": ("Pack", "find_pack"),
    "communique.places": ("Place", "workspace"),
    "communique.problems": ("Location", "Problem", "Severity"),
    "communique.render": ("render",),
}
"""Where each public name lives; it is imported when it is first used, so that `communique --help` is quick."""


def __getattr__(name: str) -> object:
    """Import a public name from where it lives."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """Three functions of the package have the names of the modules they live in: the functions win."""

    def __setattr__(self, name: str, value: object) -> None:
        """Let importing `communique.build` not hide the function `build`."""
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
