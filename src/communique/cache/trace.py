"""
A trace: what was looked at to load and compose a brief, and what came of it.

As long as everything it names is as it was, the same would come of it again.
Only briefs without faults leave one: a faulty brief is read each time.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.inputs import Inputs, Listing
from communique.problems import Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from communique.cache.digests import Digests


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one brief was made into, and of what."""

    conditions: Mapping[str, str]  #: What was asked for, by the words that say that it is another now.
    basis: str  #: The digest of what all briefs are made with.
    files: Mapping[str, str | None]  #: Every file that was looked for; None where there was none.
    links: Mapping[str, str] = field(default_factory=dict)
    listings: Mapping[Listing, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    slug: str = ""
    stem: str = ""
    kind: str = ""
    content: str = ""  #: The hash of the document; empty where there is nothing to print.
    formats: tuple[str, ...] = ()  #: All that the document kind has.
    made: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  #: Format -> key of its result, digest of its basis.

    def change(self, digests: Digests) -> str:
        """Say which input is another now; empty where none is."""
        for path, digest in self.files.items():
            now = digests.of(path)
            if now != digest:
                return f"{_shown(path)} {_what_happened(digest, now, path)}"
        for path, real in self.links.items():
            if os.path.realpath(path) != real:
                return f"{_shown(path)} is another link"
        for listing, digest in self.listings.items():
            if digests.lists(listing) != digest:
                return f"{listing.begin}*{listing.end}: one more, or one less"
        return ""

    def written(self) -> str:
        """Write the trace as text."""
        return json.dumps(
            {
                "conditions": dict(self.conditions),
                "basis": self.basis,
                "files": dict(self.files),
                "links": dict(self.links),
                "listings": [[*_parts(listing), digest] for listing, digest in self.listings.items()],
                "problems": as_lists(self.problems),
                "formats": self.formats,
                "made": dict(self.made),
                **{name: getattr(self, name) for name in ("slug", "stem", "kind", "content")},
            }
        )

    @classmethod
    def read(cls, written: str) -> Trace | None:
        """Read what was written; None where it is broken."""
        try:
            data: dict[str, Any] = json.loads(written)
            data["listings"] = {Listing(*parts): digest for *parts, digest in data["listings"]}
            data["problems"] = from_lists(data["problems"])
            data["formats"] = tuple(data["formats"])
            data["made"] = {name: (key, basis) for name, (key, basis) in data["made"].items()}
            return cls(**data)
        except (ValueError, TypeError, KeyError):
            return None


def inputs_of(inputs: Inputs) -> dict[str, Any]:
    """Take what a trace keeps of the inputs."""
    return {"files": inputs.files, "links": inputs.links, "listings": inputs.listings}


def as_lists(problems: Iterable[Problem]) -> list[list[Any]]:
    """Write problems as plain lists."""
    return [
        [
            p.message,
            p.code,
            str(p.severity),
            p.hint,
            *((p.location.file, p.location.line, p.location.column) if p.location else ()),
        ]
        for p in problems
    ]


def from_lists(lists: Iterable[list[Any]]) -> tuple[Problem, ...]:
    """Read problems again."""
    return tuple(
        Problem(
            message=message, code=code, severity=Severity(severity), hint=hint, location=Location(*at) if at else None
        )
        for message, code, severity, hint, *at in lists
    )


def _parts(listing: Listing) -> tuple[str, str, str]:
    return listing.folder, listing.begin, listing.end


def _shown(path: Path | str) -> str:
    """Name a file as people do, who know which brief is spoken of: with the folder that it stands in."""
    return "/".join(Path(path).parts[-2:])


def _what_happened(before: str | None, now: str | None, path: str) -> str:
    if before is None:
        return "is new"
    if now is None:
        return "cannot be read" if os.path.exists(path) else "is gone"  # noqa: PTH110 -- a name, not a path
    return "changed"
