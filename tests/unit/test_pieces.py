"""Pieces: what a document prints, in reading order."""

from __future__ import annotations

from communique.document.nodes import Card, Cards, Cite, Column, Event, Paragraph, Row, Table, Text, Timeline
from communique.document.pieces import CITE_END, CITE_START, Piece, pieces_of, words
from support.sample_document import document_of, sample_document, sample_section


def text(words: str) -> tuple[Text, ...]:
    return (Text(words),)


def para(words: str) -> Paragraph:
    return Paragraph(inlines=text(words), path=words)


def printed(*blocks: object) -> list[str]:
    document = document_of(sample_section(*blocks))  # type: ignore[arg-type]
    return [piece.text for piece in pieces_of(document) if piece.ordered][1:]


def test_a_citation_stands_between_two_marks_of_its_own() -> None:
    cites = (Cite("a", "p. 4", number=1), Cite("b", number=2, joined=True))

    assert words((Text("They met"), *cites)) == f"They met{CITE_START}1, p. 4{CITE_END}{CITE_START}, 2{CITE_END}"


def test_an_event_is_read_date_first_then_its_mark() -> None:
    event = Event(when=text("May 2025"), mark=text("Last meeting"), blocks=(para("They met."),))

    assert printed(Timeline(events=(event,))) == ["May 2025", "Last meeting", "They met."]


def test_a_table_is_read_by_rows_below_its_head() -> None:
    rows = tuple(Row(cells=((para(a),), (para(b),))) for a, b in (("1", "2"), ("3", "4")))
    table = Table(columns=(Column(title=text("A")), Column(title=text("B"))), rows=rows, caption=text("Cap"))

    assert printed(table) == ["Cap", "A", "B", "1", "2", "3", "4"]


def test_facing_cards_are_read_one_after_the_other() -> None:
    cards = tuple(Card(title=text(side), blocks=(para(f"{side} holds"),)) for side in ("Us", "Them"))

    assert printed(Cards(cards=cards, layout="columns")) == ["Us", "Us holds", "Them", "Them holds"]


def test_the_masthead_has_no_order_and_everything_else_has() -> None:
    found = pieces_of(sample_document())
    ordered = [piece.ordered for piece in found]

    assert Piece(sample_document().front.marking, "handling.marking", ordered=False) in found
    assert ordered == sorted(ordered)


def test_nothing_empty_is_listed() -> None:
    assert all(piece.text.strip() for piece in pieces_of(sample_document()))
