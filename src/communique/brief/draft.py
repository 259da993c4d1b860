"""
The draft of a newsletter: the stories and the diary of some days, from the briefs of these days.

What is written is YAML with comments, sorted by date, and builds as it
stands. A brief that the public may not read has its story marked internal
from the start.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from communique.brief.load import read
from communique.brief.stories import is_released

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from communique.brief.dates import Day, PartialDate
    from communique.brief.schema import Brief

AHEAD: Final = timedelta(days=28)
"""How far a diary looks."""

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Draft:
    """Parts of a newsletter's file, as YAML."""

    stories: str
    diary: str


def draft(paths: Iterable[Path], first: date, last: date) -> Draft:
    """Write the stories of the days from `first` to `last`, and what is to come in the weeks after."""
    briefs: list[tuple[str, Brief]] = []
    left: list[str] = []
    for path in paths:
        name = path.name if path.is_dir() else path.stem
        brief, problems = read(path)
        if brief and _SLUG.fullmatch(name):
            briefs.append((name, brief))
        elif [problem.code for problem in problems] != ["not-a-brief"]:
            left.append(name)
    briefs.sort(key=lambda pair: (pair[1].date.start.first, pair[0]))
    told = [(name, brief) for name, brief in briefs if _is_of(brief, first, last)]
    coming = [(name, brief) for name, brief in briefs if last < brief.date.start.first <= last + AHEAD]
    stories = "\n".join([*_stories(told, first, last), *_left_out(left)])
    return Draft(stories=stories + "\n", diary="\n".join(_diary(coming)) + "\n")


def _is_of(brief: Brief, first: date, last: date) -> bool:
    """Whether a brief is about these days, or came out in them."""
    published = brief.version.published if brief.version else None
    return any(_meets(day, first, last) for day in (brief.date, published) if day)


def _meets(day: PartialDate, first: date, last: date) -> bool:
    """Whether a date has a day in common with a span; of a bare year nobody can say."""
    return bool(day.start.month) and day.start.first <= last and _end(day.end or day.start) >= first


def _end(day: Day) -> date:
    month = day.month or 12
    return date(day.year, month, day.day or calendar.monthrange(day.year, month)[1])


# --- YAML


def _stories(told: list[tuple[str, Brief]], first: date, last: date) -> Iterator[str]:
    if not told:
        yield f"# No brief is of the days from {first} to {last}. A story in words of your own:"
        yield from ("lead:", "  title: A story of your own", "  text: Say what happened.")
        return
    yield f"# The briefs of the days from {first} to {last}, by date."
    yield "# The story that stands first:"
    yield "lead:"
    yield from _story(*told[0], "  ")
    if told[1:]:
        yield from ("", "# The others, in the order they are printed:", "items:")
        for name, brief in told[1:]:
            yield from _story(name, brief, "  - ")


def _story(name: str, brief: Brief, begin: str) -> Iterator[str]:
    yield f"{begin}brief: {name} # {_said(brief)}"
    if not is_released(brief):
        yield f"{' ' * len(begin)}audience: internal # so is the brief: a public edition goes without this story"
    elif until := brief.handling.embargo:
        yield f"{' ' * len(begin)}# under embargo until {until}: no public edition before"


def _said(brief: Brief) -> str:
    """Name a brief in a comment: when, and what it is called."""
    return f"{brief.date}: {' '.join(brief.title.text.split())}"


def _left_out(names: list[str]) -> Iterator[str]:
    if names:
        yield f"# Left out, since `communique check` finds faults in them: {', '.join(sorted(names))}"


def _diary(coming: list[tuple[str, Brief]]) -> Iterator[str]:
    """Announce the briefs of the weeks to come."""
    if not coming:
        yield from ("# What is to come:", "# diary:", "#   - date: 2030-05-14", "#     text: What will happen")
        return
    yield from ("# What is to come, from the briefs of the next four weeks:", "diary:")
    for name, brief in coming:
        yield f"  - date: {brief.date}"
        yield f"    text: {_quoted(brief.title.text)} # {name}"
        if not is_released(brief):
            yield "    audience: internal # so is the brief"


def _quoted(text: str) -> str:
    """Write words as YAML, and as Markdown that says them."""
    plain = re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
