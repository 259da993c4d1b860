"""
A brief on its way through a build: what it has come to, what of that was made before, and why the rest was not.

Whatever decides about the bytes of a file stands in the two keys made here: the
brief's own in its trace, and for each format that of its result.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from communique.cache.store import key_of
from communique.cache.trace import Trace, inputs_of
from communique.output import Output
from communique.problems import Location, Problem, faults, in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from communique.cache.store import Cache, Result
    from communique.limits import Limits
    from communique.places import Place
    from communique.press import Press
    from communique.steps import Checked, Order, Prepared

NEVER: Final = "it was never made, or the cache was cleared"
FORCED: Final = "it was asked for, whatever there is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What all briefs of a build are made into."""

    formats: tuple[str, ...]
    pack: str
    paper: str | None
    place: Place
    out: Path
    limits: Limits
    press: Press
    jobs: int = 0  #: How many are done at once; as many as there are cores where 0.


@dataclass(slots=True)
class Draft:
    """A brief on its way."""

    order: Order
    formats: tuple[str, ...]  #: Those that are asked for; once it is prepared, those that the document kind has too.
    trace: Trace | None = None  #: What came of it last time.
    prepared: Prepared | None = None
    made: dict[str, tuple[Output | Path, ...]] = field(default_factory=dict)  #: A file that stands there, by its path.
    keys: dict[str, str] = field(default_factory=dict)  #: Format -> key of its result.
    rendered: set[str] = field(default_factory=set)  #: Formats that were made anew.
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()
    kept: tuple[Path, ...] = ()  #: Those of the files that were there already, and are as they were.
    stale: str = ""  #: Why it is loaded again.
    why: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Where its trace stands: what was asked for, and from which folder, for messages name files from there on."""
        order, here = self.order, _here(self.order.place)
        choices = (order.choices.person, order.choices.tabs)
        return key_of("brief", str(order.path), here, order.kind, order.audience, order.language, choices)

    @property
    def slug(self) -> str:
        """By what name it goes, once it is known to have no faults."""
        known = self.prepared or self.trace
        return known.slug if known else ""

    @property
    def sound(self) -> bool:
        """Whether there is something to print, and nothing against it."""
        return bool(self.prepared and self.prepared.document) and not faults(self.problems)

    @property
    def complete(self) -> bool:
        """Whether every format is there."""
        return len(self.made) == len(self.formats)

    @property
    def missing(self) -> tuple[str, ...]:
        """The formats that are not there yet."""
        return tuple(name for name in self.formats if name not in self.made)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """What is to be written, in the order of the formats."""
        return tuple(made for name in self.formats for made in self.made[name] if isinstance(made, Output))

    def outputs_of(self, name: str) -> tuple[Output, ...]:
        """Give what came of a format that was made anew."""
        return tuple(made for made in self.made[name] if isinstance(made, Output))

    def add(self, problems: Iterable[Problem]) -> None:
        """Take up problems; one without a place is the brief's."""
        placed = (p if p.location else replace(p, location=Location(str(self.order.path))) for p in problems)
        self.problems = in_order([*self.problems, *placed])

    def prepare(self, prepared: Prepared) -> None:
        """Go on with a document."""
        self.prepared = prepared
        self.add(prepared.problems)
        self.formats = tuple(name for name in self.formats if name in prepared.formats)

    def take(self, name: str, made: Sequence[Output | Path], problems: Iterable[Problem]) -> None:
        """Take up the files of a format."""
        self.made[name] = tuple(made)
        self.add(problems)

    def name(self, target: Target, cache: Cache) -> None:
        """Make the keys of the results: all that decides about their bytes."""
        of = self.prepared or self.trace
        if of is None:
            return
        measured, pages = "pdf" not in self.formats, cache.pages(target.pack).digest
        shape = (of.content, of.stem, of.kind, pages, target.pack, target.paper, target.limits.pages, measured)
        self.keys = {name: key_of(name, *shape) for name in self.formats}

    def new_trace(self, target: Target, cache: Cache) -> Trace | None:
        """Write down what it was made of, where it has no faults."""
        done = self.prepared
        if done is None or faults(self.problems):
            return None
        pages = cache.pages(target.pack).digest
        return Trace(
            conditions=conditions(self.order),
            basis=cache.texts.digest,
            problems=done.problems,
            slug=done.slug,
            stem=done.stem,
            kind=done.kind,
            content=done.content,
            formats=done.formats,
            made={**(self.trace.made if self.trace else {}), **{name: (key, pages) for name, key in self.keys.items()}},
            **inputs_of(done.inputs),
        )


def conditions(order: Order) -> dict[str, str]:
    """List what was asked for beside the brief, each by the words that say that it is another now."""
    return {
        "it is another day, and rules look at the date": order.today.isoformat(),
        "SOURCE_DATE_EPOCH changed": str(order.moment),
        "[checks] in communique.toml changed": json.dumps(sorted(order.rules.items())),
        "[web] in communique.toml changed": order.address,
        "another choice of handouts was asked for": str(order.optional),
    }


# --- what was made before


def checked_before(orders: Sequence[Order], cache: Cache) -> dict[Path, tuple[Problem, ...]]:
    """Give what was found in each brief that is as it was when it was checked last."""
    keys = [check_key(order) for order in orders]
    traces = cache.traces(keys)
    known = ((order, traces.get(key)) for order, key in zip(orders, keys, strict=True))
    return {
        order.path: trace.problems
        for order, trace in known
        if trace and not _other(trace, order, cache) and not trace.change(cache.digests)
    }


def keep_checked(order: Order, checked: Checked, cache: Cache) -> None:
    """Keep what was found in a brief, where that is no fault."""
    if not faults(checked.problems):
        seen = inputs_of(checked.inputs)
        basis = cache.texts.digest
        trace = Trace(conditions=conditions(order), basis=basis, problems=checked.problems, **seen)
        cache.keep_trace(check_key(order), trace)


def check_key(order: Order) -> str:
    """Where the trace of a check stands."""
    return key_of("check", str(order.path), _here(order.place))


def _here(place: Place) -> str:
    """Name the current folder from the workspace on."""
    return _way(os.getcwd(), str(place.root))  # noqa: PTH109 -- text, for there are thousands of briefs


@lru_cache(maxsize=8)
def _way(to: str, start: str) -> str:
    return os.path.relpath(to, start)


def look_up(drafts: Sequence[Draft], target: Target, cache: Cache, *, whole: bool) -> None:
    """
    Find what was made before of each brief, and why the rest is stale.

    With `whole`, files are taken as bytes even where they stand in their place.
    """
    keys = [draft.key for draft in drafts]
    traces = cache.traces(keys)
    for draft, key in zip(drafts, keys, strict=True):
        draft.trace = traces.get(key)
        draft.stale = _stale(draft, cache)
        if not draft.stale and draft.trace:
            draft.formats = tuple(name for name in draft.formats if name in draft.trace.formats)
            draft.name(target, cache)
    fresh = [draft for draft in drafts if not draft.stale]
    results = cache.results(key for draft in fresh for key in draft.keys.values())
    for draft in fresh:
        if draft.trace and find_results(draft, results.get, target, cache, whole=whole):
            draft.add(draft.trace.problems)
        else:
            draft.stale = draft.stale or "some of its files are to be made"


def find_results(
    draft: Draft, result_of: Callable[[str], Result | None], target: Target, cache: Cache, *, whole: bool
) -> bool:
    """Take up every format that was made before of these very words; say whether all are there."""
    folder = None if whole else target.out / draft.slug
    for name, key in draft.keys.items():
        result = result_of(key)
        files = cache.files(result, folder) if result else None
        if result is None or files is None:
            draft.why.append(f"{name} made: {_why_made(draft, name, target, cache)}")
            continue
        draft.take(name, files, result.problems)
        draft.why += [
            f"{name} put back: {_why_put_back(file, target.out / draft.slug)}"
            for file in files
            if isinstance(file, Output) and not whole
        ]
    return draft.complete


def _stale(draft: Draft, cache: Cache) -> str:
    """Say why a brief is to be loaded again; empty where it is not."""
    trace = draft.trace
    if not cache.reads:
        return FORCED
    if trace is None:
        return NEVER
    return _other(trace, draft.order, cache) or trace.change(cache.digests)


def _other(trace: Trace, order: Order, cache: Cache) -> str:
    """Say what is other beside the brief itself; empty where nothing is."""
    now = conditions(order)
    changed = next((words for words, value in now.items() if trace.conditions.get(words) != value), "")
    if not changed and trace.basis != cache.texts.digest:
        changed = cache.texts.since(cache.basis_of(trace.basis)) or "what everything is made with changed"
    return changed


def _why_made(draft: Draft, name: str, target: Target, cache: Cache) -> str:
    """Say why a format of a brief is made anew."""
    before = draft.trace
    if draft.stale in {FORCED, NEVER} or before is None:
        return draft.stale or NEVER
    if name not in before.made:
        return "it was never made in this format"
    if draft.prepared and draft.prepared.content != before.content:
        return draft.stale
    key, pages = before.made[name]
    if key == draft.keys[name]:
        return "it is kept no longer"
    changed = cache.pages(target.pack).since(cache.basis_of(pages))
    return changed or "another pack, paper or limit was asked for"


def _why_put_back(output: Output, folder: Path) -> str:
    there = (folder / output.name).exists()
    return f"{output.name} was changed by somebody" if there else f"{output.name} was not there"
