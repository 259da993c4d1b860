"""
The cache of a workspace: traces of briefs, results of formats, and the files that came of them.

It stands in `.communique/cache/`, which keeps itself out of version control. It
may be deleted at any time, and a build goes on without it where it cannot be
written: nothing is in it that cannot be made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, time
from typing import TYPE_CHECKING, Final

from communique.cache import basis
from communique.cache.basis import Basis
from communique.cache.digests import Digests
from communique.cache.index import Index
from communique.cache.objects import Objects
from communique.cache.trace import Trace, as_lists, from_lists
from communique.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from communique.places import Place
    from communique.problems import Problem

FOLDER: Final = ".communique"
"""What we keep for ourselves in a workspace."""

_DAY: Final = 86_400
_KEPT: Final = 90
"""Days after which a note that was of no use is dropped."""

_OFTEN: Final = 2.0
"""Seconds between two commits: what is not written yet is lost with a build that is killed."""


@dataclass(frozen=True, slots=True)
class Result:
    """The files of one document in one format."""

    files: tuple[tuple[str, str, str, str], ...]  #: Format, name, media type, SHA-256.
    problems: tuple[Problem, ...]


def key_of(*parts: object) -> str:
    """Make a key of plain values."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Cache:
    """What is known of a workspace, for one build."""

    def __init__(self, place: Place, *, megabytes: int = 0, read: bool = True, write: bool = True) -> None:
        """Open the cache; with neither `read` nor `write` there is none."""
        folder = place.root / FOLDER / "cache"
        self._place = place
        self._most = megabytes * 10**6
        self._reads, self._writes = read, write and _made(folder)
        self._index = Index(folder / "index.db")
        self._objects = Objects(folder / "objects")
        self._notes: list[tuple[str, str, str]] = []
        self._useful: dict[str, list[str]] = {"trace": [], "result": []}
        self._since = monotonic()
        self._day = int(time() / _DAY)
        self._kept = 0
        self._pages: dict[str, Basis] = {}
        self._before: dict[str, Basis] = {}
        known = (read or write) and (folder / "index.db").exists()
        self.digests = Digests(self._index.files() if known else {})
        self.texts = basis.of_texts(place, self.digests)

    @property
    def reads(self) -> bool:
        """Whether anything may come out of it."""
        return self._reads

    def pages(self, pack: str) -> Basis:
        """Say what a pack's pages are made with."""
        if pack not in self._pages:
            self._pages[pack] = basis.of_pages(self.texts, self._place, pack, self.digests)
        return self._pages[pack]

    # --- what was made before

    def traces(self, keys: Iterable[str]) -> dict[str, Trace]:
        """Find the traces of briefs."""
        found = self._index.notes("trace", keys) if self._reads else {}
        traces = {key: trace for key, written in found.items() if (trace := Trace.read(written))}
        self._useful["trace"] += traces
        return traces

    def results(self, keys: Iterable[str]) -> dict[str, Result]:
        """Find the results of formats."""
        found = self._index.notes("result", keys) if self._reads else {}
        results = {key: result for key, written in found.items() if (result := _result(written))}
        self._useful["result"] += results
        return results

    def files(self, result: Result, folder: Path | None) -> tuple[Output | Path, ...] | None:
        """
        Give the files of a result: by its path one that stands in the folder as it was made, the others whole.

        None where one of them is neither there nor kept.
        """
        found: list[Output | Path] = []
        for n, (form, name, media_type, digest) in enumerate(result.files):
            if folder is not None and self.digests.has(folder / name, digest):
                found.append(folder / name)
            elif (data := self._objects.get(digest)) is not None:
                problems = () if n else result.problems
                found.append(Output(format=form, name=name, media_type=media_type, data=data, problems=problems))
            else:
                return None
        return tuple(found)

    def basis_of(self, digest: str) -> Basis:
        """Read what things were made with then, to say what is other now."""
        if digest not in self._before:
            self._before[digest] = Basis.read(self._index.notes("basis", [digest]).get(digest, ""))
        return self._before[digest]

    # --- what is made now

    def keep_result(self, key: str, outputs: Sequence[Output]) -> None:
        """Keep the files of a format."""
        if not self._writes:
            return
        try:
            for output in outputs:
                self._objects.put(output.data)
                self._kept += len(output.data)
        except OSError:  # no room: the files themselves are written, and that is what counts
            self._writes = False
            return
        files = [(output.format, output.name, output.media_type, output.digest) for output in outputs]
        problems = as_lists(problem for output in outputs for problem in output.problems)
        self._notes.append(("result", key, json.dumps([files, problems])))

    def keep_trace(self, key: str, trace: Trace) -> None:
        """Keep what a brief was made of."""
        self._notes.append(("trace", key, trace.written()))
        if monotonic() - self._since > _OFTEN:
            self.flush()

    def flush(self) -> None:
        """Write down what was learned, unless what everything is made with changed in the meantime."""
        self._since = monotonic()
        if self._notes and not self._is_steady():
            self._notes, self._writes = [], False
        if not self._writes:
            return
        bases = [("basis", made.digest, made.written) for made in (self.texts, *self._pages.values()) if self._notes]
        learned = self.digests.learned()
        if learned or self._notes:
            self._index.write(learned, (*bases, *self._notes), self._day)
        self._notes = []

    def close(self) -> None:
        """Write down what is left, make room where there is none, and let go."""
        self.flush()
        if self._writes:
            for kind, keys in self._useful.items():
                self._index.used(kind, keys, self._day)
            if self._kept:
                self._make_room()
        self._index.close()

    def _is_steady(self) -> bool:
        if basis.of_texts(self._place, self.digests).digest != self.texts.digest:
            return False
        return all(
            basis.of_pages(self.texts, self._place, pack, self.digests).digest == made.digest
            for pack, made in self._pages.items()
        )

    def _make_room(self) -> None:
        """Look how much there is when a tenth of the limit may have come since it was looked at last."""
        known = int(self._index.notes("size", ["bytes"]).get("bytes", "0")) + self._kept
        if known > self._most:
            known = self._objects.trim(self._most)
            self._index.forget(self._day - _KEPT)
        self._index.write({}, [("size", "bytes", str(known))], self._day)


def _result(written: str) -> Result | None:
    try:
        files, problems = json.loads(written)
        return Result(tuple((form, name, media, digest) for form, name, media, digest in files), from_lists(problems))
    except (ValueError, TypeError):
        return None


def _made(folder: Path) -> bool:
    """Make the folder, for its owner alone, and keep it out of version control; say whether it can be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ignore = folder.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@dataclass(frozen=True, slots=True)
class Size:
    """How much a cache holds."""

    folder: Path
    briefs: int
    files: int
    bytes: int


def size(place: Place) -> Size:
    """Say how much the cache of a workspace holds."""
    folder = place.root / FOLDER / "cache"
    index = Index(folder / "index.db")
    briefs = index.count("trace") if (folder / "index.db").exists() else 0
    index.close()
    return Size(folder, briefs, *Objects(folder / "objects").size())


def clear(place: Place) -> Size:
    """Throw the cache of a workspace away, and say how much it held."""
    held = size(place)
    with suppress(FileNotFoundError):
        shutil.rmtree(held.folder)
    return held
