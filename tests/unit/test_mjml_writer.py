"""The MJML writer: clean HTML in rows that stack, whatever the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from communique.document.attachments import content_id, embed, pictures_of
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
    Figure,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    OrderedList,
    Paragraph,
    Parallel,
    Quotation,
    Row,
    Rule,
    Section,
    Span,
    Strong,
    Table,
    Text,
    Timeline,
    Tone,
)
from communique.specimen import HOSTILE, PICTURE, document_of, p, sample_document, sample_section, t
from communique.writers.mjml import write_block, write_blocks, write_inline, write_section, write_sections
from support.mail import PACKS, mail_document, source_of

INLINES: list[tuple[Inline, str]] = [
    (Text('a < b & "c"'), 'a &lt; b &amp; "c"'),
    (Emphasis(t("a")), "<em>a</em>"),
    (Strong(t("a")), "<strong>a</strong>"),
    (Code("a<b"), "<code>a&lt;b</code>"),
    (Link(t("a"), 'https://example.org/?a=1&b="'), '<a href="https://example.org/?a=1&amp;b=&quot;">a</a>'),
    (Link((Cite("s", number=1),), "https://example.org"), '<a href="https://example.org"><sup>1</sup></a>'),
    (Abbreviation("EU", "European Union"), '<abbr title="European Union">EU</abbr>'),
    (Cite("s", number=1, locator="p. 4"), '<sup><a href="#source-s">1, p. 4</a></sup>'),
    (Cite("s", number=2, joined=True), '<sup>, <a href="#source-s">2</a></sup>'),
    (Span(t("hei"), language="nb"), '<span lang="nb">hei</span>'),
    (Span(t("May"), role="as-of"), '<span class="as-of">May</span>'),
    (LineBreak(), "<br/>"),
]


@pytest.mark.parametrize(("inline", "expected"), INLINES)
def test_an_inline_is_written_as(inline: Inline, expected: str) -> None:
    assert write_inline(inline) == expected


BLOCKS: list[tuple[Block, str]] = [
    (p("a", role="lead"), '<p class="lead">a</p>'),
    (Heading(inlines=t("a")), "<h3>a</h3>"),
    (BulletList(items=((p("a"),),), role="points"), '<ul class="points"><li>a</li></ul>'),
    (OrderedList(items=((p("a"), p("b")),), start=3), '<ol start="3"><li>a<p>b</p></li></ol>'),
    (
        OrderedList(items=((Paragraph(inlines=t("A book"), role="source", path="sources[book]"),),)),
        '<ol><li id="source-book" class="source">A book</li></ol>',
    ),
    (
        DefinitionList(items=(Definition(term=t("a"), blocks=(p("b"),)),)),
        "<dl><dt>a</dt><dd>b</dd></dl>",
    ),
    (
        Quotation(blocks=(p("a"),), attribution=t("b")),
        '<blockquote><p>a</p><p class="by">— b</p></blockquote>',
    ),
    (CodeBlock(text="a < b"), "<pre>a &lt; b</pre>"),
    (Rule(), "<hr/>"),
]


@pytest.mark.parametrize(("block", "expected"), BLOCKS)
def test_a_block_is_written_as(block: Block, expected: str) -> None:
    assert write_block(block).replace("\n", "") == expected


def test_a_callout_is_a_box_of_its_role() -> None:
    cell = _find(write_block(Callout(title=t("T"), blocks=(p("a"),), role="do-not-raise")), "td")

    assert cell.get("class") == "callout do-not-raise"
    assert [child.get("class") for child in cell] == ["callout-title", None]


def test_a_card_is_a_box_of_its_role_and_tone_with_a_heading_that_can_be_linked_to() -> None:
    card = Card(title=t("T"), subtitle=t("s"), blocks=(p("a"),), tone="high", id="ice")
    cell = _find(write_block(Cards(cards=(card,), role="tension")), "td")

    assert cell.get("class") == "card tension high first"
    assert [(child.tag, child.get("id"), child.get("class")) for child in cell][:2] == [
        ("h3", "ice", None),
        ("p", None, "subtitle"),
    ]


def test_only_the_first_card_below_a_heading_has_no_rule_above_it() -> None:
    html = write_block(Cards(cards=(Card(title=t("A"), blocks=()),) * 3, role="question"))

    assert html.count("card question first") == 1
    assert html.index("card question first") < html.index('"card question"')


@pytest.mark.parametrize(("tone", "boxes"), [("low", "■□□"), ("medium", "■■□"), ("high", "■■■")])
def test_how_grave_a_card_is_shows_without_colour_and_is_not_read_aloud(tone: Tone, boxes: str) -> None:
    html = write_block(Cards(cards=(Card(title=t("A"), subtitle=t("Grave"), blocks=(), tone=tone),)))

    assert f'<p class="subtitle"><span class="bars" aria-hidden="true">{boxes}</span> Grave</p>' in html


def test_texts_side_by_side_stand_below_each_other_each_in_its_language_and_direction() -> None:
    rows = (((p("Peace"),), (p("سلام"),)), ((p("War"),), (p("حرب"),)))
    root = etree.fromstring(f"<x>{write_block(Parallel(languages=('en', 'ar'), rows=rows))}</x>")
    sides = [
        (s.get("lang"), s.get("dir"), s.get("class"), "".join(map(str, s.itertext())))
        for s in root.findall(".//div/div")
    ]

    assert sides == [
        ("en", "ltr", "side ltr", "Peace"),
        ("ar", "rtl", "side rtl translated", "سلام"),
        ("en", "ltr", "side ltr", "War"),
        ("ar", "rtl", "side rtl translated", "حرب"),
    ]


def test_words_that_run_the_other_way_say_so() -> None:
    assert write_inline(Span(t("سلام"), language="ar")) == '<span lang="ar" dir="rtl">سلام</span>'


def test_a_drawing_shows_on_a_phone_what_was_made_for_one() -> None:
    narrow = replace(PICTURE, data=b"narrow", width=500)
    figure = Figure(
        picture=replace(PICTURE, width=1000, dark=b"<svg/>", narrow=narrow), caption=t("Ice"), role="figure"
    )
    root = etree.fromstring(f"<x>{write_block(figure)}</x>")
    shown = [(i.getparent().get("class"), i.get("src"), i.get("width"), i.get("alt")) for i in root.iter("img")]  # type: ignore[union-attr]

    assert shown == [
        ("picture drawn desk-only figure", f"cid:{content_id(PICTURE)}", "544", PICTURE.alt),
        ("picture drawn phone-only", f"cid:{content_id(narrow)}", "432", PICTURE.alt),
    ]
    assert set(pictures_of(document_of(sample_section(figure)))) == {content_id(PICTURE), content_id(narrow)}


def test_below_a_picture_stand_its_caption_and_the_same_facts_to_be_read() -> None:
    table = Table(columns=(Column(title=t("Year")),), rows=(Row(cells=((p("2025"),),)),))
    html = write_block(Figure(picture=PICTURE, caption=t("Ice"), twin=(table,)))

    assert [html.index(part) for part in ("<img", "Ice", "<table")] == sorted(
        html.index(part) for part in ("<img", "Ice", "<table")
    )
    assert '<th scope="col">Year</th>' in html


def test_a_key_figure_shows_how_it_moved_between_number_and_label() -> None:
    spark = Figure(picture=replace(PICTURE, width=256, dark=b"<svg/>", alt="Rising since May"))
    html = write_block(KeyFigures(figures=(KeyFigure(value=t("9"), label=t("ships"), spark=spark),)))

    assert html.index(">9<") < html.index('alt="Rising since May" width="128"') < html.index("ships")


def test_the_mark_of_an_event_stands_before_what_happened() -> None:
    event = Event(when=t("May"), blocks=(p("They met."),), mark=t("Last meeting"))

    assert _words(write_block(Timeline(events=(event,)))) == "May Last meeting They met."


def test_a_picture_is_a_part_of_the_message_with_its_text_and_its_width_alone() -> None:
    """With a height, a text whose picture is off would stand in an empty box."""
    image = _find(write_block(Figure(picture=PICTURE, role="portrait")), "img")

    assert image.get("src") == f"cid:{content_id(PICTURE)}"
    assert image.get("alt") == PICTURE.alt
    assert (image.get("width"), image.get("height")) == ("48", None)


def test_a_page_that_stands_alone_has_its_pictures_written_out() -> None:
    document = document_of(sample_section(Figure(picture=PICTURE)))
    page = embed(write_section(document.sections[0]), document)

    assert "cid:" not in page
    assert 'src="data:image/png;base64,' in page


def test_what_faces_each_other_stands_in_columns_that_stack_on_a_phone() -> None:
    cards = tuple(Card(title=t(name), blocks=(p("a"),)) for name in "ABC")
    rows = _rows(sample_section(p("before"), Cards(cards=cards, layout="columns"), p("after")))

    assert [len(row.findall("mj-column")) for row in rows] == [1, 2, 1, 1]


def test_key_figures_stand_three_in_a_row_and_four_two_by_two() -> None:
    figures = tuple(KeyFigure(value=t(str(n)), label=t("days")) for n in range(4))

    assert [len(row) for row in _rows(sample_section(KeyFigures(figures=figures[:3])))] == [1, 3]
    assert [len(row) for row in _rows(sample_section(KeyFigures(figures=figures)))] == [1, 2, 2]


def test_cards_that_face_each_other_inside_a_card_stand_below_each_other() -> None:
    inner = Cards(cards=(Card(title=t("A"), blocks=()), Card(title=t("B"), blocks=())), layout="columns")
    written = write_block(Cards(cards=(Card(title=t("Outer"), blocks=(inner,)),)))

    assert [heading.tag for heading in _parse(written).iter("h3", "h4")] == ["h3", "h4", "h4"]


def test_a_wide_table_names_the_column_in_each_cell_for_phones() -> None:
    agenda = next(s for s in sample_document() if s.kind == "agenda")
    table = _find(write_block(agenda.blocks[0]), "table")
    row = table.findall(".//tbody/tr")[0]

    assert table.get("class") == "data wide agenda"
    assert [cell.tag for cell in row] == ["th", "td", "td", "td", "td"]
    assert [label.text for label in row.iter("span") if label.get("class") == "cell-label"] == [
        "Topic",
        "Lead",
        "Minutes",
        "Press",
    ]


def _texts(rows: list[etree._Element]) -> list[list[str | None]]:
    """Name the parts in each row by their classes."""
    return [[part.get("class") for part in row.findall("mj-column/mj-text/div")] for row in rows]


def test_running_text_of_one_section_and_the_next_shares_a_row() -> None:
    sections = [
        Section(id=kind, kind=kind, title=t(kind), blocks=(p("a"),)) for kind in ("background", "open_questions")
    ]
    rows = list(_parse(write_sections(sections)))

    assert _texts(rows) == [["kind-background", "kind-open-questions"]]
    assert [row.get("css-class") for row in rows] == ["row"]


def test_sections_in_front_have_rows_and_looks_of_their_own() -> None:
    front = [Section(id=k, kind=k, title=t(k), blocks=(p("a"),), place="front") for k in ("bottom_line", "other")]
    rows = list(_parse(write_sections(front)))

    assert [row.get("mj-class") for row in rows] == ["row kind-bottom-line", "row kind-other"]
    assert [row.find("mj-column").get("mj-class") for row in rows] == [  # type: ignore[union-attr]
        "kind-bottom-line-column",
        "kind-other-column",
    ]


def test_two_equal_rows_of_columns_are_both_written() -> None:
    figures = KeyFigures(figures=(KeyFigure(value=t("1"), label=t("day")), KeyFigure(value=t("1"), label=t("day"))))

    assert len(_rows(sample_section(figures, figures))) == 3


def test_words_cannot_become_markup() -> None:
    written = write_blocks((p(HOSTILE), CodeBlock(text=HOSTILE), Heading(inlines=(Code(HOSTILE),))))

    assert [child.text for child in _parse(written)][:2] == [HOSTILE, HOSTILE]


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert _words(write_block(p("a\x00\x0b\ud800\uffffb"))) == "a\ufffd\ufffd\ufffd\ufffdb"


@pytest.mark.parametrize("pack", PACKS)
def test_a_filled_in_template_is_well_formed_and_names_language_and_direction(pack: str) -> None:
    root = etree.fromstring(source_of(mail_document(), pack).encode())

    assert (root.tag, root.get("lang"), root.get("dir")) == ("mjml", "en", "ltr")


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_begins_with_the_marking_and_previews_the_bottom_line(pack: str) -> None:
    root = etree.fromstring(source_of(mail_document(), pack).encode())
    first = next(text for text in root.find("mj-body").itertext() if text.strip())  # type: ignore[union-attr]

    assert first == "INTERNAL"
    assert root.findtext(".//mj-preview") == "Agree the toll formula today; leave the ice service to the experts."
    assert (root.findtext(".//mj-title") or "").startswith("[INTERNAL] Meeting on the Kattegat crossing")


def _parse(html: str) -> etree._Element:
    return etree.fromstring(f"<div>{html}</div>")


def _find(html: str, tag: str) -> etree._Element:
    return next(_parse(html).iter(tag))


def _words(html: str) -> str:
    return " ".join(" ".join(map(str, _parse(html).itertext())).split())


def _rows(section: Section) -> list[etree._Element]:
    return list(_parse(write_section(section)))
