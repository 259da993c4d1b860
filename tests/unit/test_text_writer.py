"""The text writer: what each node reads like in 72 columns."""

from __future__ import annotations

import pytest

from communique.document.nodes import (
    Abbreviation,
    Block,
    BulletList,
    Callout,
    Card,
    Cards,
    Cite,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionList,
    Emphasis,
    Event,
    Fact,
    Figure,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    OrderedList,
    Quotation,
    Row,
    Rule,
    Section,
    Span,
    Strong,
    Table,
    Text,
    Timeline,
)
from communique.specimen import HOSTILE, LONG_NAME, PICTURE, document_of, p, sample_section, t
from communique.writers.characters import columns
from communique.writers.text import WIDTH, write_block, write_facts, write_inline, write_inlines, write_section
from support.mail import mail_document, text_of

LONG_URL = "https://example.org/" + "a-long-way-to-go/" * 8

INLINES: list[tuple[Inline, str]] = [
    (Text("two\n words"), "two words"),
    (Emphasis(t("stressed")), "stressed"),
    (Strong(t("heavy")), "heavy"),
    (Code("a = b"), "a = b"),
    (Link(t("the report"), "https://example.org/r"), "the report <https://example.org/r>"),
    (Link(t("https://example.org/r"), "https://example.org/r"), "https://example.org/r"),
    (Link(t("a@example.org"), "mailto:a@example.org"), "a@example.org"),
    (Link(t("the tensions"), "#tensions"), "the tensions"),
    (Abbreviation("EU", "European Union"), "EU"),
    (Span(t("as of May"), role="as-of"), "as of May"),
    (LineBreak(), "\n"),
]


@pytest.mark.parametrize(("inline", "expected"), INLINES)
def test_an_inline_reads_as(inline: Inline, expected: str) -> None:
    assert write_inline(inline) == expected


def test_citations_stand_in_brackets_after_a_blank_and_a_joined_one_after_a_comma() -> None:
    words = (*t("so it is"), Cite("a", number=1, locator="p. 4"), Cite("b", number=2, joined=True), *t("."))

    assert write_block(p(*words)) == "so it is [1, p. 4], [2]."


def test_a_citation_is_never_parted_from_its_word_or_from_its_place_in_the_source() -> None:
    words = (*t("word " * 12 + "word"), Cite("a", number=1, locator="p. 4"))

    assert write_block(p(*words)).split("\n")[-1] == "word [1, p. 4]"


BLOCKS: list[tuple[Block, str]] = [
    (p("one", LineBreak(), "two"), "one\ntwo"),
    (Heading(inlines=t("Objectives")), "Objectives\n----------"),
    (Heading(inlines=t("Objectives"), level=2), "Objectives"),
    (BulletList(items=((p("a"),), (p("b"),))), "- a\n- b"),
    (BulletList(items=((p("a"), p("more")), (p("b"),))), "- a\n\n  more\n\n- b"),
    (OrderedList(items=((p("a"),), (p("b"),)), start=9), " 9. a\n10. b"),
    (OrderedList(items=((p("a"), BulletList(items=((p("b"),),))),)), "1. a\n   - b"),
    (DefinitionList(items=(Definition(term=t("KCA"), blocks=(p("A body."),)),)), "KCA\n    A body."),
    (Quotation(blocks=(p("Never."),), attribution=t("A. Bee")), "    Never.\n    — A. Bee"),
    (CodeBlock(text="a\n  b"), "    a\n      b"),
    (Rule(), "* * *"),
    (Figure(picture=PICTURE, caption=t("The flag")), "[Three bands: blue, pale and red]\nThe flag"),
    (
        KeyFigures(figures=(KeyFigure(value=t("14"), label=t("days"), note=t("in 2025")),)),
        "- 14 days\n  in 2025",
    ),
    (
        Timeline(events=(Event(when=t("May 2025"), blocks=(p("They met."),), mark=t("Last meeting")),)),
        "May 2025 (Last meeting)\n    They met.",
    ),
    (
        Cards(cards=(Card(title=t("Norway"), subtitle=t("NO"), blocks=(p("Text."),)),)),
        "Norway\n------\nNO\n\nText.",
    ),
    (Callout(title=t("Do not raise"), blocks=(p("The rift."),)), "Do not raise:\n    The rift."),
    (Callout(title=t("Who asked?"), blocks=(p("We did."),)), "Who asked?\n    We did."),
]


@pytest.mark.parametrize(("block", "expected"), BLOCKS)
def test_a_block_reads_as(block: Block, expected: str) -> None:
    assert write_block(block) == expected


def test_a_card_inside_a_card_is_a_heading_of_a_lower_level() -> None:
    inner = Cards(cards=(Card(title=t("Norway"), blocks=(p("Pays."),)),), layout="columns")
    outer = Cards(cards=(Card(title=t("Ice"), blocks=(inner,)),))

    assert write_block(outer) == "Ice\n---\n\nNorway\n\nPays."


def test_a_section_stands_under_its_underlined_title() -> None:
    section = Section(id="s", kind="text", title=t("Odds and ends"), blocks=(p("Text."),))

    assert write_section(section) == "Odds and ends\n=============\n\nText."


def _table(*rows: tuple[str, ...], header_column: bool = False) -> Table:
    cells = tuple(Row(cells=tuple((p(cell),) if cell else () for cell in row)) for row in rows)
    titled = (Column(title=t("Name")), Column(title=t("Sum"), align="end"))
    return Table(columns=titled, rows=cells, header_column=header_column)


def test_a_small_table_stands_in_aligned_columns() -> None:
    assert write_block(_table(("Oslo", "7"), ("", "1,250"))) == "Name    Sum\n----  -----\nOslo      7\n      1,250"


def test_columns_are_aligned_as_they_are_displayed() -> None:
    written = write_block(_table(("東京", "7"), ("Oslo", "8"))).split("\n")

    assert [columns(line) for line in written] == [9, 9, 9, 9]


def test_a_table_that_does_not_fit_becomes_records_under_its_titles() -> None:
    written = write_block(_table((LONG_NAME, "1"), ("B", ""), header_column=True))

    assert written == (
        "Name | Sum\n\n"
        "Name: Maximiliana Bartholomäa von und zu Hohenschwangau-Württemberg\n"
        "    de la Santísima Trinidad\n"
        "Sum: 1\n\n"
        "Name: B"
    )


def test_facts_are_continued_below_their_values() -> None:
    facts = (Fact(label=t("Place"), value=t("Skagen")), Fact(label=t("Who"), value=t(LONG_NAME)))

    assert write_facts(facts).split("\n") == [
        "Place: Skagen",
        "Who: Maximiliana Bartholomäa von und zu Hohenschwangau-Württemberg",
        "    de la Santísima Trinidad",
    ]


def test_an_address_is_never_broken() -> None:
    assert LONG_URL in write_block(p("See ", Link(t("this"), LONG_URL), "."))


def test_no_line_is_wider_than_the_page_except_an_address() -> None:
    lines = text_of(mail_document()).split("\n")

    assert [line for line in lines if columns(line) > WIDTH and "https://" not in line] == []


def test_characters_of_markup_languages_are_read_back_as_they_stand() -> None:
    assert HOSTILE in write_inlines(t(HOSTILE))


def test_control_characters_are_replaced_so_that_nothing_is_hidden() -> None:
    assert write_inlines(t("a\x00b\x1fc\x9bd\ud800")) == "a\ufffdb\ufffdc\ufffdd\ufffd"


def test_the_marking_stands_first_and_last_and_no_line_ends_in_a_blank() -> None:
    lines = text_of(mail_document()).rstrip("\n").split("\n")

    assert lines[0] == lines[-1] == "INTERNAL"
    assert [line for line in lines if line != line.rstrip()] == []


def test_there_are_never_more_than_two_blank_lines_in_a_row() -> None:
    document = document_of(sample_section(p("Body.")))

    assert "\n\n\n\n" not in text_of(document)
