"""The seating plan: the table drawn, and the same plan as a table of rows for those who cannot see the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from communique.document import plots
from communique.document.nodes import Column, Drawing, Paragraph, Row, Table, Text
from communique.document.walk import plain
from communique.kinds.seating import seated
from communique.kinds.sheet import context_of, nothing, part, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.lowering import Context
    from communique.brief.sections.delegations import DelegationPart
    from communique.choices import Choices
    from communique.document.nodes import Blocks, Document, Inlines
    from communique.edition import Edition
    from communique.kinds.seating import Chair

KIND: Final = "seating-plan"
COLUMNS: Final = (("side", 17), ("number", 7), ("name", 28), ("office", 33), ("seat", 15))
"""The columns of the list, each with its share of the width in percent."""


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the plan; a table needs two delegations with people in them."""
    context = context_of(edition)
    sides = _sides(context)
    if len(sides) < 2:  # noqa: PLR2004 -- nobody sits opposite one side
        hint = "Name both sides in `delegations`, each with its `principal` and `members`."
        raise nothing(edition, KIND, "there are no two delegations to seat", hint, "delegations")
    form = _form(edition, sides)
    plan = (*context.paragraph(_explained(sides, form, context), "", role="meta"), _drawing(sides, form, context))
    sections = (
        *part("seating", context.label("seating.plan"), plan),
        *part("seating_list", context.label("seating.list"), (_list(sides, context),)),
    )
    return sheet(edition, KIND, sections, subtitle=())


def _sides(context: Context) -> tuple[DelegationPart, ...]:
    """Take the delegations with somebody in them, the host's first."""
    seating = context.brief.seating
    host = context.name(seating.host) if seating.host else ""
    there = [side for side in context.brief.delegations if side.principal or side.members]
    return tuple(sorted(there, key=lambda side: side.name != host))


def _form(edition: Edition, sides: tuple[DelegationPart, ...]) -> Literal["facing", "round"]:
    """Choose the table: the one that was asked for, or two sides facing each other, and more round one."""
    seating = edition.brief.seating
    if seating.table is None:
        return "facing" if len(sides) == 2 else "round"  # noqa: PLR2004 -- two sides face each other
    if seating.table == "facing" and len(sides) > 2:  # noqa: PLR2004 -- as above
        hint = "Write `table: round`, or leave it out."
        raise nothing(edition, KIND, f"{len(sides)} delegations cannot face each other", hint, "seating")
    return seating.table


def _explained(sides: tuple[DelegationPart, ...], form: str, context: Context) -> Inlines:
    names = [(Text(side.name),) for side in sides]
    if form == "facing":
        return context.phrase("seating.facing", first=names[0], second=names[1])
    return context.phrase("seating.round", sides=context.joined(names, context.comma))


# --- the drawing


def _drawing(sides: tuple[DelegationPart, ...], form: Literal["facing", "round"], context: Context) -> Drawing:
    plot = plots.SeatingPlot(sides=tuple(map(_table_side, sides)), form=form)
    return Drawing(plot=plot, alt=" ".join(told for side in sides for told in _told(side, context)), path="delegations")


def _table_side(side: DelegationPart) -> plots.TableSide:
    chairs = tuple(
        plots.Chair(
            name=chair.person.name,
            office=plain(chair.person.office.inlines) if chair.person.office else "",
            number=chair.number,
            hand=chair.hand,
            behind=chair.behind,
        )
        for chair in seated(side)
    )
    return plots.TableSide(name=side.name, code=side.country or "", chairs=chairs)


def _told(side: DelegationPart, context: Context) -> Iterator[str]:
    """Say in words who sits beside whom."""
    chairs = seated(side)
    table = sorted((chair for chair in chairs if not chair.behind), key=lambda chair: chair.hand)
    for name, people in (("told", table), ("told_behind", [chair for chair in chairs if chair.behind])):
        if people:
            said = context.comma.join(f"{chair.number} {chair.person.name}" for chair in people)
            yield context.language.phrase(f"seating.{name}", side=side.name, people=said)


# --- the list


def _list(sides: tuple[DelegationPart, ...], context: Context) -> Table:
    return Table(
        columns=tuple(Column(title=context.label(f"seating.{name}"), width=width) for name, width in COLUMNS),
        rows=tuple(_row(side, chair, context) for side in sides for chair in seated(side)),
        path="delegations",
    )


def _row(side: DelegationPart, chair: Chair, context: Context) -> Row:
    office = context.joined((context.line(chair.person.office), _languages(chair, context)), context.comma)
    cells = ((Text(side.name),), (Text(str(chair.number)),), (Text(chair.person.name),), office, _seat(chair, context))
    return Row(cells=tuple(map(_cell, cells)), path=f"delegations[{side.key}]")


def _cell(inlines: Inlines) -> Blocks:
    return (Paragraph(inlines=inlines),) if inlines else ()


def _languages(chair: Chair, context: Context) -> Inlines:
    """Say between which languages an interpreter interprets."""
    named = (context.fixed(context.language.language_name(code)) for code in chair.person.interprets)
    languages = context.joined(named, context.comma)
    return context.phrase("person.interprets", languages=languages) if languages else ()


def _seat(chair: Chair, context: Context) -> Inlines:
    if chair.behind:
        return context.label("seating.behind")
    if not chair.hand:
        return context.label("seating.head")
    return context.phrase("seating.right" if chair.hand > 0 else "seating.left", number=(Text(str(abs(chair.hand))),))
