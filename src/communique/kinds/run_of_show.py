"""
The run of show: what happens when, who leads it, on what cue, and whether the press is there.

The version, the date, the place and the contacts stand on every page, for the
pages are handed on alone. What cannot take place as it is planned is printed
above the table, for staff.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from communique.brief.clashes import Cast, clashes
from communique.brief.masthead import when
from communique.brief.mentions import folded
from communique.brief.sections.agenda import lead_of, people_of, zone_of
from communique.compose import section_of
from communique.document.nodes import BulletList, Callout, Column, Paragraph, Row, Table, Text
from communique.kinds.people import find_person
from communique.kinds.sheet import context_of, nothing, part, sheet, uncited, when_and_where

if TYPE_CHECKING:
    from communique.brief.clashes import Clash
    from communique.brief.lowering import Context
    from communique.brief.schema import Brief
    from communique.brief.sections.agenda import AgendaItem
    from communique.choices import Choices
    from communique.document.nodes import Blocks, Document, Inlines
    from communique.edition import Edition

KIND: Final = "run-of-show"
COLUMNS: Final = {"start": 10, "minutes": 7, "item": 0, "lead": 20, "cue": 17, "press": 13, "room": 12}
"""The columns, each with its share of the width in percent; 0 takes what is left."""

CALLED: Final = 3
"""How many contacts the head of a page has room for; all of them stand at the end."""


def compose(edition: Edition, choices: Choices) -> Document:
    """Lay out the run of show, of everybody or of one person; without a time there is none."""
    context = context_of(edition)
    found = find_person(edition.brief, choices.person) if choices.person else None
    items = _items(edition.brief, found[1] if found else None)
    if not any(edition.brief.agenda[number].start for number in items):
        raise nothing(edition, KIND, "no item has a time", "Give items of `agenda` a `start`.", "agenda")
    sections = (
        *part("warnings", context.label("run_of_show.warnings"), _warnings(edition, items, context), front=True),
        *part("schedule", context.label("run_of_show.schedule"), (_table(items, context),), path="agenda"),
        *section_of(context, "contacts"),
    )
    whose = context.phrase("run_of_show.for", person=(Text(found[0]),)) if found else None
    made = sheet(edition, KIND, sections, facts=when_and_where(context), subtitle=whose)
    return replace(made, front=replace(made.front, running=_running(context), contacts=_contacts(context)))


# --- which items


def _items(brief: Brief, names: frozenset[str] | None) -> tuple[int, ...]:
    """Number the items in the order of time, those without one last; of one person those where that person is."""
    agenda = brief.agenda
    ordered = sorted(range(len(agenda)), key=lambda n: (agenda[n].start is None, agenda[n].start, n))
    if names is None:
        return tuple(ordered)
    cast = Cast(brief)
    return tuple(number for number in ordered if _is_there(names, agenda[number], cast))


def _is_there(names: frozenset[str], item: AgendaItem, cast: Cast) -> bool:
    """Whether somebody is at an item: named there, of the side that leads it, or as everybody is."""
    named = {folded(name) for key, name in cast.named(item).items() for name in (key, name)}
    return bool(names & named) or any(folded(p.name) in names for p in cast.present(item))


# --- the head of every page


def _running(context: Context) -> tuple[Inlines, ...]:
    """Write when and where, each on a line."""
    return tuple(filter(None, (when(context), uncited(context.line(context.brief.place)))))


def _contacts(context: Context) -> tuple[Inlines, ...]:
    """Write whom to call, each on a line."""
    return tuple(
        context.joined(((Text(one.name),), uncited(context.line(one.role)), context.code(one.phone or one.email or "")))
        for one in context.brief.contacts[:CALLED]
    )


# --- what cannot take place


def _warnings(edition: Edition, items: tuple[int, ...], context: Context) -> Blocks:
    """Say what cannot take place as it is planned; who is not on the staff need not know."""
    if edition.audience != "internal":
        return ()
    found = [clash for clash in clashes(edition.brief) if clash.item is None or {clash.item, clash.other} & {*items}]
    told = tuple((Paragraph(inlines=_told(clash, context)),) for clash in found)
    listed = BulletList(items=told)
    return (Callout(title=context.label("run_of_show.clashes"), blocks=(listed,), role="sensitivity"),) if told else ()


def _told(clash: Clash, context: Context) -> Inlines:
    """Say one clash, with the items it concerns by time and topic."""
    named = (context.fixed(context.language.language_name(code)) for code in clash.languages)
    languages = context.joined(named, context.comma)
    if clash.item is None:
        return context.phrase("run_of_show.no_interpreter_at_all", languages=languages)
    return context.phrase(
        f"run_of_show.{clash.kind}",
        item=_called(clash.item, context),
        other=_called(clash.other, context) if clash.other is not None else (),
        person=(Text(clash.person),),
        languages=languages,
    )


def _called(number: int, context: Context) -> Inlines:
    item = context.brief.agenda[number]
    time = context.fixed(context.language.time(item.start)) if item.start else ()
    return context.joined((time, context.line(item.topic)), " ")


# --- the table


def _table(items: tuple[int, ...], context: Context) -> Table:
    """Print a row for each item; a column that would stay empty is left out."""
    keyed = tuple(context.keyed(context.brief.agenda, "agenda"))
    rows = [(_cells(*keyed[number], context), keyed[number][1]) for number in items]
    used = [name for name in COLUMNS if any(cells[name] for cells, _ in rows)]
    return Table(
        columns=tuple(Column(title=context.label(f"run_of_show.{name}"), width=COLUMNS[name]) for name in used),
        rows=tuple(Row(cells=tuple(cells[name] for name in used), path=path) for cells, path in rows),
        caption=zone_of(context),
        header_column=True,
        path="agenda",
    )


def _cells(item: AgendaItem, path: str, context: Context) -> dict[str, Blocks]:
    """Lay out the cells of one item."""
    start = context.fixed(context.language.time(item.start)) if item.start else ()
    minutes: Inlines = (Text(str(item.minutes)),) if item.minutes else ()
    people = context.phrase("agenda.with", people=people_of(item, context)) if item.people else ()
    return {
        "start": context.paragraph(start, f"{path}.start"),
        "minutes": context.paragraph(minutes, f"{path}.minutes"),
        "item": (
            *context.paragraph(context.titled(context.line(item.topic), item), f"{path}.topic"),
            *context.prose(item.text, f"{path}.text", depth=1),
            *context.note(item, path),
        ),
        "lead": (*context.paragraph(lead_of(item, context), f"{path}.lead"), *context.small_print(path, people)),
        "cue": context.paragraph(context.line(item.cue), f"{path}.cue"),
        "press": context.paragraph(context.label(f"press.{item.press}") if item.press else (), f"{path}.press"),
        "room": context.paragraph(context.line(item.room), f"{path}.room"),
    }
