"""What people really send: names that do not fit, long delegations, one-line sections, a table without an end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from communique.document.nodes import (
    BulletList,
    Callout,
    Card,
    Cards,
    Cite,
    Column,
    Fact,
    LineBreak,
    Paragraph,
    Row,
    Section,
    Span,
    Strong,
    Table,
    Text,
)
from support.sample_document import LONG_NAME, p, sample_document, sample_section, t

if TYPE_CHECKING:
    from communique.document.nodes import Document

OFFICE = "Vice-Minister for Inter-institutional Coordination, Decentralisation and Territorial Cohesion"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


def ugly_document(sides: int = 4, members: int = 12) -> Document:
    """Make a document of everything that breaks a layout; without key figures, and with little text in places."""
    sample = sample_document()
    front = replace(
        sample.front,
        title=t(f"On {UNBROKEN} and what {LONG_NAME} has said of it, in the third of five rounds of talks"),
        facts=(
            *sample.front.facts,
            Fact(label=t("Last significant change of the document"), value=t(UNBROKEN), name="x"),
        ),
        marking="OFFICIAL-SENSITIVE: FOR THE EYES OF THE PRIVATE OFFICE ALONE",
    )
    sections = (
        sample_section(p("One line."), title="One line", ident="one"),
        _delegations(sides, members),
        sample_section(p("Another line."), title="Another " + LONG_NAME, ident="two"),
        _table(),
        _tension(),
        *(sample_section(p("Short."), title=f"Section {i}", ident=f"s{i}") for i in range(12)),
        next(section for section in sample.sections if section.id == "sources"),
    )
    return replace(sample, front=front, sections=sections)


def _delegations(sides: int, members: int) -> Section:
    cards = tuple(_side(i, members) for i in range(sides))
    block = Cards(cards=cards, layout="columns", role="delegation")
    return sample_section(block, title="Delegations", ident="delegations")


def _side(index: int, members: int) -> Card:
    head = p(Strong(t(LONG_NAME)), ", ", OFFICE, role="principal")
    items: tuple[tuple[Paragraph, ...], ...] = tuple((_member(i),) for i in range(members))
    title = t(f"The Federative Cooperative Republic of Side {index + 1} and Its Dependent Territories")
    return Card(title=title, blocks=(head, BulletList(items=items, role="members")), role="delegation")


def _member(index: int) -> Paragraph:
    return p(Strong(t(f"{index + 1} {LONG_NAME}")), LineBreak(), OFFICE, Span(t(" Interpreter"), role="meta"))


def _table() -> Section:
    columns = tuple(Column(title=t(title)) for title in ("No.", "Proposal", "Proposed by", "Amount", UNBROKEN[:40]))
    rows = tuple(
        Row(cells=tuple((p(text),) for text in (str(i), f"{OFFICE} {i}", LONG_NAME, f"€{i * 12345:,}.00", UNBROKEN)))
        for i in range(60)
    )
    return sample_section(
        Table(columns=columns, rows=rows, caption=t("All proposals")), title="Proposals", ident="table"
    )


def _tension() -> Section:
    cites = (
        Cite("accord", number=1, first=True),
        Cite("ledger", "pp. 4-19 and the whole of annex III", 2, first=True, joined=True),
        Cite("wire", number=3, first=True, joined=True),
    )
    text = "They hold what they have always held, and they say so at length. " * 30
    positions = Cards(
        cards=(
            Card(title=t("One"), blocks=(p(text),), role="position"),
            Card(title=t("Other"), blocks=(p(text),), role="position"),
        ),
        layout="columns",
        role="position",
    )
    warning = Callout(title=t("Do not raise"), blocks=(p(text * 5, *cites),), role="do-not-raise")
    card = Card(title=(Text("A dispute of "), *t(LONG_NAME)), blocks=(positions, warning), tone="high", role="tension")
    return sample_section(Cards(cards=(card,), role="tension"), title="Tensions", ident="tensions")
