"""The rules of the trade, one function each; `communique.brief.checks` has the table and the reasons."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from communique.brief.base import Line, Part, PictureFile, Prose, QuotationPart, StatementPart
from communique.brief.charts import Chart
from communique.brief.clashes import moment, span
from communique.brief.mentions import folded
from communique.brief.walk import FilePath, walk
from communique.document import nodes
from communique.document.walk import plain
from communique.document.walk import walk as walk_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from communique.brief.schema import Brief
    from communique.brief.sections.delegations import Person

T = TypeVar("T")

LINES = 4
"""How many lines a bottom line may have."""

CHARACTERS_PER_LINE = 70
"""Letters on a printed line of the bottom line, measured in the shipped packs: 12-point type over the whole width."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: the field, what is the matter, the way out; for a word in a text, where it begins."""

    path: FilePath
    message: str
    hint: str
    markup: Line | Prose | None = None
    offset: int = 0


def every(brief: Brief, kind: type[T]) -> Iterator[tuple[FilePath, T]]:
    """Go through all values of one kind, with their places."""
    return ((path, value) for path, value in walk(brief) if isinstance(value, kind))


def texts(brief: Brief) -> Iterator[tuple[FilePath, Line | Prose]]:
    """Go through all texts, with their places."""
    return ((path, value) for path, value in walk(brief) if isinstance(value, Line | Prose))


def cited(markup: Line | Prose) -> frozenset[str]:
    """Name the sources that a text cites."""
    return frozenset(node.source for node in walk_tree(markup.parsed.blocks) if isinstance(node, nodes.Cite))


# --- the message


def no_bottom_line(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001 -- every rule is asked alike
    """A brief begins with its message."""
    if brief.bottom_line is None:
        yield Finding(("title",), "this brief has no bottom line", "Say the message in `bottom_line`, in four lines.")


def long_bottom_line(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """The message has at most four lines."""
    if brief.bottom_line is None:
        return
    lines = printed_lines(brief.bottom_line.text)
    if lines > LINES:
        most = f"{LINES} lines, about {LINES * CHARACTERS_PER_LINE} letters"
        message = f"the bottom line will print on about {lines} lines"
        yield Finding(("bottom_line", "text"), message, f"Shorten it to {most}.")


def printed_lines(text: Prose) -> int:
    """Estimate the lines that a text takes: each paragraph and list item by its letters, and one line at least."""
    lines = plain(text.blocks).split("\n")
    return sum(math.ceil(len(line) / CHARACTERS_PER_LINE) for line in lines if line)


# --- numbers, quotations, sources


def number_without_source(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A key figure and a chart name their source; a fact with a number cites one, or says who says so."""
    for number, figure in enumerate(brief.key_figures):
        if figure.source is None and not cited(figure.label):
            yield Finding(("key_figures", number), "this number has no source", "Name it: `source: id`.")
    for path, chart in every(brief, Chart):
        if chart.source is None and not cited(chart.title):
            yield Finding(path, "the numbers of this chart have no source", "Name it: `source: id`.")
    for path, fact in _facts_with_numbers(brief):
        if fact.attribution is None and not cited(fact.text):
            yield Finding(path, "the number in this fact has no source", "Cite one, as [@id], or add `attribution`.")


def number_without_date(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A key figure, a chart by name, or a fact with a number says as of when."""
    for number, figure in enumerate(brief.key_figures):
        if figure.as_of is None:
            yield Finding(("key_figures", number), "this number has no date", "Add `as_of`: 2026-01, for example.")
    for path, chart in every(brief, Chart):
        if chart.as_of is None and not chart.table.dates:
            yield Finding(path, "the numbers of this chart have no date", "Add `as_of`: 2026-01, for example.")
    for path, fact in _facts_with_numbers(brief):
        if fact.as_of is None:
            yield Finding(path, "the number in this fact has no date", "Add `as_of`: 2026-01, for example.")


def unordered_series(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """The earlier values of a number are earlier than it, and no two of them hold for one date."""
    for number, figure in enumerate(brief.key_figures):
        taken = {figure.as_of.start} if figure.as_of else set()
        for place, point in enumerate(figure.series):
            late = figure.as_of and point.date.start > figure.as_of.start
            if late or point.date.start in taken:
                path = ("key_figures", number, "series", place, "date")
                message = f"this value is {'later than the number itself' if late else 'for the same date as another'}"
                yield Finding(path, message, "The number's own value and date stand in `number` and `as_of`.")
            taken.add(point.date.start)


def _facts_with_numbers(brief: Brief) -> Iterator[tuple[FilePath, StatementPart]]:
    background = getattr(brief, "background", None)  # a newsletter has none
    for number, fact in enumerate(background.facts if background else ()):
        if any(character.isdigit() for character in _YEAR.sub("", fact.text.text)):
            yield ("background", "facts", number), fact


def quotation_without_speaker(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A quotation says who spoke."""
    for path, quotation in every(brief, QuotationPart):
        if quotation.speaker is None:
            yield Finding(path, "this quotation has no speaker", "Add `speaker`.")


def quotation_without_date(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A quotation says when it was spoken."""
    for path, quotation in every(brief, QuotationPart):
        if quotation.date is None:
            yield Finding(path, "this quotation has no date", "Add `date`, as precise as it is known.")


def uncited_source(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A source that is listed is cited."""
    used = {source for _, markup in texts(brief) for source in cited(markup)}
    used |= {source for _, part in every(brief, Part) if isinstance(source := getattr(part, "source", None), str)}
    for number, source in enumerate(brief.sources):
        if source.id not in used:
            message = f'the source "{source.id}" is listed and never cited'
            yield Finding(("sources", number, "id"), message, f"Cite it as [@{source.id}], or take it out.")


# --- sides and people


def one_sided_tension(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A tension with a position has one of another side too."""
    for number, tension in enumerate(brief.tensions):
        if len({folded(position.side) for position in tension.positions}) == 1:
            message = f'this tension has the position of "{tension.positions[0].side}" alone'
            yield Finding(("tensions", number), message, "Add what the other side holds, to `positions`.")


def unknown_side(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A position belongs to a delegation of the brief, by its id or its name."""
    known = {folded(name) for side in brief.delegations for name in (side.key, side.name)}
    ids = ", ".join(side.key for side in brief.delegations)
    for number, tension in enumerate(brief.tensions if known else ()):
        for index, position in enumerate(tension.positions):
            if folded(position.side) not in known:
                path = ("tensions", number, "positions", index, "side")
                yield Finding(path, f'no delegation is called "{position.side}"', f"The delegations are: {ids}.")


def person_twice(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A person sits in one delegation, once."""
    seen: dict[str, str] = {}
    for path, side, person in _people(brief):
        name = folded(person.name)
        if name in seen:
            message = f'"{person.name}" is in the delegation "{seen[name]}" already'
            yield Finding((*path, "name"), message, "Take the name out of one place.")
        seen.setdefault(name, side)


def _people(brief: Brief) -> Iterator[tuple[FilePath, str, Person]]:
    for number, side in enumerate(brief.delegations):
        if side.principal:
            yield ("delegations", number, "principal"), side.name, side.principal
        for index, member in enumerate(side.members):
            yield ("delegations", number, "members", index), side.name, member


# --- times


def outside_event(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """An item takes place between the start and the end of the event."""
    if brief.start and brief.end and brief.end <= brief.start:
        yield Finding(("end",), "the event ends before it starts", "Change `start` or `end`.")
        return
    for number, item in enumerate(brief.agenda):
        if item.start is None:
            continue
        start, end = span(item)
        if (brief.start and start < moment(brief.start)) or (brief.end and end > moment(brief.end)):
            message = f"this item, {start:%H:%M} to {end:%H:%M}, lies outside the event"
            yield Finding(("agenda", number, "start"), message, "Change its time, or `start` and `end` of the event.")


def time_without_zone(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A brief with times says in which zone they are."""
    timed = next((number for number, item in enumerate(brief.agenda) if item.start), None)
    if brief.time_zone is None and (brief.start or brief.end or timed is not None):
        path: FilePath = ("start",) if brief.start else ("end",) if brief.end else ("agenda", timed or 0, "start")
        yield Finding(
            path, "this time has no time zone", "Add `time_zone` to the brief: America/New_York, for example."
        )


def vague_date(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A brief with times is for a certain day."""
    timed = brief.start or any(item.start for item in brief.agenda)
    if timed and not brief.date.start.day:
        yield Finding(("date",), "this brief has times and no day", "Write the whole date: 2026-02-03.")


def two_last_meetings(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """One event of the timeline is the last meeting."""
    events = brief.background.timeline if brief.background else ()
    flagged = [number for number, event in enumerate(events) if event.last_meeting]
    for number in flagged[1:]:
        path = ("background", "timeline", number, "last_meeting")
        yield Finding(path, "another event is flagged as the last meeting already", "Keep the flag on the later one.")


def embargo_passed(brief: Brief, today: date) -> Iterator[Finding]:
    """An embargo lies ahead."""
    said = getattr(brief, "press_line", None)  # a newsletter has none
    embargoes = {("handling", "embargo"): brief.handling.embargo, ("press_line", "embargo"): said and said.embargo}
    for path, embargo in embargoes.items():
        if embargo and embargo.at.date() < today:
            yield Finding(path, f"this embargo ended on {embargo.at.date()}", "Take it out, or set the new one.")


def expired(brief: Brief, today: date) -> Iterator[Finding]:
    """A fact with a last day is not printed after it."""
    for path, statement in every(brief, StatementPart):
        if statement.expires and statement.expires < today:
            message = f"this was good until {statement.expires}"
            yield Finding((*path, "expires"), message, "Look at it again; then set a new day, or take it out.")


def overdue_question(brief: Brief, today: date) -> Iterator[Finding]:
    """An open question is answered by the day that was promised."""
    for number, question in enumerate(brief.open_questions):
        if question.due and question.due < today:
            message = f"the answer was due on {question.due}"
            yield Finding(("open_questions", number, "due"), message, "Write the answer, or a new day.")


# --- pictures and handling


def picture_without_alt(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A picture says in words what it shows."""
    for path, picture in every(brief, PictureFile):
        if picture.alt is None:
            yield Finding(path, f'the picture "{picture.file}" has no text for who cannot see it', "Add `alt`.")
    for path, markup in texts(brief):
        for node in walk_tree(markup.parsed.blocks):
            if isinstance(node, nodes.Figure) and not node.picture.alt.strip():
                at = markup.source.find("![](")
                message = "this picture has no text for who cannot see it"
                yield Finding(path, message, "Write it in the brackets: ![what it shows](file.png).", markup, at)


def unmarked(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """An internal brief carries its marking on each page."""
    if brief.handling.audience == "internal" and brief.handling.marking is None:
        yield Finding(("handling",), "this internal brief has no marking", 'Add `marking: "INTERNAL"` to `handling`.')


def internal_in_public(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A public brief that may not be released otherwise holds nothing internal."""
    if brief.handling.audience == "public":
        for path, part in _outermost(brief, "internal"):
            hint = "Make the brief internal with `release: public`, or move this to another brief."
            yield Finding((*path, "audience"), f"{_named(part)} is internal, in a brief for the public", hint)


def sensitive_in_public(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """What is delicate or must not be raised is marked internal where a public edition may be made."""
    if (brief.handling.release or brief.handling.audience) != "public":
        return
    for number, tension in enumerate(brief.tensions):
        for name in ("sensitivities", "do_not_raise"):
            for index, statement in enumerate(getattr(tension, name)):
                if "internal" not in {statement.audience, tension.audience}:
                    path = ("tensions", number, name, index)
                    message = f"this would be printed in the public edition, under {name}"
                    yield Finding(path, message, "Add `audience: internal`.")


def _outermost(brief: Brief, audience: str) -> Iterator[tuple[FilePath, Part]]:
    """Go through the parts with a marking, without those that stand inside another."""
    inside: FilePath | None = None
    for path, part in every(brief, Part):
        if inside is not None and path[: len(inside)] == inside:
            continue
        if part.audience == audience and path[:1] != ("handling",):
            inside = path
            yield path, part


def _named(part: Part) -> str:
    return f'"{part.key}"' if part.key else "this"
