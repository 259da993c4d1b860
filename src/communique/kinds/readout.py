"""
The readout, after the meeting: what was agreed and what was raised, in words that are cleared for the press.

It is drafted from press lines that the public may read, and from nothing else,
whoever the edition is for: of a brief it takes what is left after all that is
internal has been taken out. For staff a sheet is added on which each item is
ticked; before the meeting its boxes are empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from communique.brief import press
from communique.brief.withhold import withhold
from communique.document.nodes import BulletList, Column, Paragraph, Row, Table, Text
from communique.kinds.sheet import context_of, nothing, part, sheet, when_and_where

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.brief.schema import Brief
    from communique.brief.sections.agenda import AgendaItem
    from communique.choices import Choices
    from communique.document.nodes import Blocks, Document, Inlines, Section
    from communique.edition import Edition

KIND: Final = "readout"
OUTCOMES: Final = ("agreed", "raised", "not-raised")
EMPTY, TICKED = "\u2610", "\u2611"


def compose(edition: Edition, choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay out the readout; it takes a release to the public, and a press line."""
    handling = edition.brief.handling
    if (handling.release or handling.audience) != "public":
        hint = "Write `release: public` under `handling` when its press lines are cleared."
        raise nothing(edition, KIND, "this brief is not released to the public", hint, "handling")
    cleared = replace(edition, brief=_cleared(edition))
    context = context_of(cleared)
    said = (
        *part("press_line", context.label("press_line.title"), _opening(context), path="press_line"),
        *_outcomes(context, drafted=edition.audience == "internal"),
    )
    if not said:
        hint = "Write what may be said in `press_line`, of the brief or of items of `agenda`, and each `outcome`."
        raise nothing(edition, KIND, "there is no press line that may be read in public", hint)
    ticks = part("ticks", context.label("readout.ticks"), _ticks(context)) if edition.audience == "internal" else ()
    return sheet(cleared, KIND, (*said, *ticks), facts=when_and_where(context))


def _cleared(edition: Edition) -> Brief:
    """Take out what is internal; the bottom line, too, is meant for those who go into the meeting."""
    left, _ = withhold(edition.brief, "public")
    return left.model_copy(update={"bottom_line": None, "handling": edition.brief.handling})


def _opening(context: Context) -> Blocks:
    line = context.brief.press_line
    return press.words(line, context, "press_line") if line else ()


def _outcomes(context: Context, *, drafted: bool) -> tuple[Section, ...]:
    """Print the press lines of the items under what became of them; before the meeting staff see them as a draft."""
    sections: tuple[Section, ...] = ()
    for outcome in ("agreed", "raised", *((None,) if drafted else ())):
        name = outcome or "draft"
        items = tuple(
            press.words(item.press_line, context, f"{path}.press_line")
            for item, path in context.keyed(context.brief.agenda, "agenda")
            if item.press_line and item.outcome == outcome
        )
        listed = (BulletList(items=items, role="points"),) if items else ()
        sections += part(f"readout_{name}", context.label(f"readout.{name}"), listed, path="agenda")
    return sections


def _ticks(context: Context) -> Blocks:
    """Make the sheet on which each item is ticked: raised, agreed, not raised."""
    keyed = tuple(context.keyed(context.brief.agenda, "agenda"))
    if not keyed:
        return ()
    names = ("item", *(outcome.replace("-", "_") for outcome in OUTCOMES))
    labels = (context.label("agenda.item"), *(context.label(f"outcome.{name}") for name in names[1:]))
    columns = (Column(title=labels[0]), *(Column(title=label, align="center", width=15) for label in labels[1:]))
    rows = tuple(Row(cells=_row(item, path, context), path=path) for item, path in keyed)
    return (Table(columns=columns, rows=rows, header_column=True),)


def _row(item: AgendaItem, path: str, context: Context) -> tuple[Blocks, ...]:
    topic: Inlines = context.line(item.topic)
    boxes = (Text(TICKED if item.outcome == outcome else EMPTY) for outcome in OUTCOMES)
    return (context.paragraph(topic, f"{path}.topic"), *((Paragraph(inlines=(box,)),) for box in boxes))
