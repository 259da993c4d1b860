"""Each node as Word sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
    Emphasis,
    Event,
    Figure,
    Heading,
    Inline,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    Note,
    OrderedList,
    Paragraph,
    Picture,
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
from communique.ooxml import bookmark_name
from communique.specimen import PICTURE, p, sample_document, sample_section, t
from communique.word_styles import BOX_INSET, LIST_STEP, WORD_STYLES
from communique.writers.docx import write_document, write_footnote, write_section
from communique.writers.docx_inlines import write_inlines
from support.word import NotedPackage, W, find, read, values, words

if TYPE_CHECKING:
    from lxml import etree

    from communique.document.nodes import Tone


def written(*blocks: Block, package: NotedPackage | None = None) -> etree._Element:
    return read(write_section(sample_section(*blocks), package or NotedPackage()))


def inline(*inlines: Inline, package: NotedPackage | None = None) -> etree._Element:
    return read("<w:p>" + write_inlines(inlines, package or NotedPackage()) + "</w:p>")


def styles(root: etree._Element) -> list[str]:
    return values(root, "//w:pStyle/@w:val")


def test_a_section_stands_under_a_real_heading_that_links_can_reach() -> None:
    body = written(p("Text"))

    assert styles(body) == ["Heading1", "BodyText"]
    assert values(body, "//w:bookmarkStart/@w:name") == ["section"]


def test_the_lead_has_its_heading_in_its_box() -> None:
    section = Section(
        id="s", kind="bottom_line", title=t("Bottom line"), blocks=(p("Do it.", role="lead"),), place="front"
    )

    assert styles(read(write_section(section, NotedPackage()))) == ["LeadHeading", "Lead"]


def test_running_text_is_body_text_and_a_role_is_a_style() -> None:
    body = written(p("Plain"), p("Small", role="meta"))

    assert styles(body)[1:] == ["BodyText", "Meta"]


def test_a_label_alone_stays_with_what_it_introduces() -> None:
    label = Paragraph(inlines=(Span(t("Topics:"), role="label"),))
    body = written(label, BulletList(items=((p("Ice"),),)), Callout(title=(), blocks=(label,)))

    assert styles(body)[1:] == ["LabelLine", "ListBullet", "Callout"]


def test_headings_go_down_one_level_at_a_time_and_stop_at_four() -> None:
    body = written(*(Heading(inlines=t("x"), level=level) for level in (1, 2, 3, 6)))

    assert styles(body)[1:] == ["Heading2", "Heading3", "Heading4", "Heading4"]


def test_a_heading_in_a_card_stands_below_the_card() -> None:
    body = written(Cards(cards=(Card(title=t("Card"), blocks=(Heading(inlines=t("Below")),)),)))

    assert styles(body)[1:] == ["Heading2", "Heading3"]


def test_emphasis_nests_and_turns_over() -> None:
    body = inline(Emphasis((Text("a"), Strong(t("b")), Emphasis(t("c")))))

    looks = [(words(run), bool(find(run, ".//w:b")), bool(find(run, ".//w:i"))) for run in find(body, "//w:r")]
    assert looks == [("a", False, True), ("b", True, True), ("c", False, False)]


def test_words_of_every_kind_are_kept() -> None:
    body = inline(
        Text("a "),
        Code("b"),
        LineBreak(),
        Abbreviation("KCA", "Kattegat Crossing Authority"),
        Span(t("c"), role="mark"),
    )

    assert words(body) == "a bKCAc"
    assert len(find(body, "//w:br")) == 1
    assert values(body, "//w:rStyle/@w:val") == ["Code", "Mark"]


def test_another_language_is_said_on_its_run() -> None:
    assert values(inline(Text("a"), Span(t("Hei"), language="nb")), "//w:lang/@w:val") == ["nb"]


def test_a_language_from_right_to_left_turns_its_run() -> None:
    body = inline(Span(t("سلام"), language="ar"))

    assert find(body, "//w:rtl")
    assert values(body, "//w:lang/@w:bidi") == ["ar"]


def test_links_lead_out_by_a_relationship_and_in_by_a_bookmark() -> None:
    package = NotedPackage()
    body = inline(Link(t("out"), "https://example.org/?a=1&b=2"), Link(t("in"), "#open-questions"), package=package)

    assert package.links == ["https://example.org/?a=1&b=2"]
    assert values(body, "//w:hyperlink/@w:anchor") == [bookmark_name("open-questions")]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "\\\\host\\share"])
def test_a_link_that_word_should_not_follow_is_words(url: str) -> None:
    package = NotedPackage()
    body = inline(Link(t("click"), url), package=package)

    assert (words(body), package.links, find(body, "//w:hyperlink")) == ("click", [], [])


def test_a_source_has_its_footnote_once_and_then_its_number() -> None:
    body = inline(Cite("a", number=1, first=True), Text(" "), Cite("a", number=1, locator="p. 4"))

    assert values(body, "//w:footnoteReference/@w:id") == ["1"]
    assert values(body, "//w:bookmarkStart/@w:name") == ["_RefSource1"]
    assert values(body, "//w:instrText/text()") == [r" NOTEREF _RefSource1 \f \h "]
    assert words(body) == " 1,\u00a0p.\u00a04"


def test_citations_side_by_side_are_parted_by_a_comma() -> None:
    body = inline(Cite("a", number=1, first=True), Cite("b", number=2, first=True, joined=True))

    assert words(body) == ", "
    assert set(values(body, "//w:rStyle/@w:val")) == {"FootnoteReference"}


def test_a_citation_without_a_note_is_its_number() -> None:
    body = inline(Cite("x", number=9), package=NotedPackage(notes=()))

    assert words(body) == "9"
    assert not find(body, "//w:instrText")


def test_fields_are_closed() -> None:
    body = read(write_document(sample_document(), NotedPackage()))

    kinds = values(body, "//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)


def test_a_footnote_counts_itself() -> None:
    note = read(write_footnote(sample_document().notes[0], 7, NotedPackage()))

    assert values(note, "//w:footnote/@w:id") == ["7"]
    assert len(find(note, "//w:footnoteRef")) == 1
    assert words(note) == " Accord, Joint text, 12 May 2025"


def test_every_ordered_list_has_a_numbering_of_its_own() -> None:
    one = OrderedList(items=((p("a"),), (p("b"),)))
    body = written(one, one)

    numbers = values(body, "//w:numPr/w:numId/@w:val")
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_a_list_starts_where_it_says_at_its_level() -> None:
    package = NotedPackage()
    inner = OrderedList(items=((p("c"),),), start=3)
    body = written(BulletList(items=((p("a"), inner),)), package=package)

    assert ("List Number 1 3", "numbering") in package.asked
    assert values(body, "//w:numPr/w:ilvl/@w:val") == ["0", "1"]
    assert styles(body)[1:] == ["ListBullet", "ListNumber"]


def test_a_second_paragraph_of_an_item_goes_in_without_a_bullet() -> None:
    body = written(BulletList(items=((p("a"), p("b"), p("c", role="meta")),)))

    assert styles(body)[1:] == ["ListBullet", "ListContinue", "Meta"]
    assert len(find(body, "//w:numPr")) == 1
    assert values(body, "//w:p[last()]//w:ind/@w:left") == [str(LIST_STEP)]


def test_an_item_that_begins_with_no_paragraph_has_its_bullet_all_the_same() -> None:
    body = written(BulletList(items=((CodeBlock(text="x"),), ())))

    assert len(find(body, "//w:numPr")) == 2


def data_table(**changes: object) -> Table:
    columns = (Column(title=t("Time"), width=20), Column(title=t("Topic")), Column(title=t("Minutes"), align="end"))
    rows = (Row(cells=((p("10:00"),), (p("Tolls"),), (p("20"),))), Row(cells=((p("10:20"),), (), (p("5"),))))
    return replace(Table(columns=columns, rows=rows, caption=t("Order")), **changes)  # type: ignore[arg-type]


def test_a_table_repeats_its_head_and_breaks_no_row() -> None:
    body = written(data_table())

    assert [bool(find(row, "w:trPr/w:tblHeader")) for row in find(body, "//w:tr")] == [True, False, False]
    assert len(find(body, "//w:trPr/w:cantSplit")) == 3


def test_a_table_has_fixed_widths_that_fill_the_line() -> None:
    body = written(data_table())

    widths = [int(width) for width in values(body, "//w:gridCol/@w:w")]
    assert widths[0] == 1800
    assert sum(widths) == pytest.approx(9000, abs=3)
    assert values(body, "//w:tblLayout/@w:type") == ["fixed"]


def test_a_caption_stands_above_its_table_and_stays_with_it() -> None:
    body = written(data_table())

    caption = find(body, "//w:p[w:pPr/w:pStyle/@w:val='Caption']")[0]
    assert find(caption, "w:pPr/w:keepNext")
    following = caption.getnext()
    assert following is not None
    assert following.tag == f"{W}tbl"


def test_a_first_column_that_names_its_row_is_marked() -> None:
    body = written(data_table(header_column=True))

    assert values(body, "//w:tblLook/@w:firstColumn") == ["1"]
    assert styles(body).count("TableRowHeading") == 2


def test_figures_stand_at_the_right() -> None:
    assert values(written(data_table()), "//w:jc/@w:val") == ["right"] * 3


def test_a_table_without_titles_has_no_head() -> None:
    body = written(Table(columns=(Column(title=()), Column(title=())), rows=(Row(cells=((p("a"),), (p("b"),))),)))

    assert not find(body, "//w:tblHeader")


def test_a_row_that_is_too_short_or_too_long_loses_no_word() -> None:
    rows = (Row(cells=((p("a"),),)), Row(cells=((p("b"),), (p("c"),), (p("d"),))))
    body = written(Table(columns=(Column(title=t("x")), Column(title=t("y"))), rows=rows))

    assert [len(find(row, "w:tc")) for row in find(body, "//w:tr")] == [3, 3, 3]
    assert words(body).endswith("xyabcd")


def test_the_style_of_a_table_is_that_of_its_role() -> None:
    assert values(written(data_table(role="agenda")), "//w:tblStyle/@w:val") == ["Agenda"]


def test_every_cell_ends_with_a_paragraph_and_no_two_tables_touch() -> None:
    body = written(
        Cards(cards=(Card(title=t("A"), blocks=(data_table(),)),), layout="columns"), data_table(), data_table()
    )

    assert all(cell[-1].tag == f"{W}p" for cell in find(body, "//w:tc"))
    assert not find(body, "//w:tbl/following-sibling::*[1][self::w:tbl]")


def test_cards_that_face_each_other_read_card_by_card() -> None:
    cards = tuple(Card(title=t(name), subtitle=t("sub"), blocks=(p(f"{name} says"),), role="position") for name in "AB")
    body = written(Cards(cards=cards, layout="columns"))

    assert [words(cell) for cell in find(body, "//w:tc")] == ["AsubA says", "BsubB says"]
    assert styles(body)[1:4] == ["Heading2", "CardSubtitle", "Position"]


def test_more_cards_than_fit_make_another_row() -> None:
    cards = tuple(Card(title=t(str(n)), blocks=()) for n in range(5))

    assert [len(find(row, "w:tc")) for row in find(written(Cards(cards=cards, layout="columns")), "//w:tr")] == [3, 3]


@pytest.mark.parametrize(("tone", "filled"), [("low", 1), ("medium", 2), ("high", 3)])
def test_how_grave_a_card_is_fills_squares_beside_the_words(tone: Tone, filled: int) -> None:
    body = written(Cards(cards=(Card(title=t("A"), subtitle=t("Severity in words"), blocks=(), tone=tone),)))

    squares = [style for style in values(body, "//w:rStyle/@w:val") if style != "ToneGap"]
    assert squares == [f"Tone{tone.title()}"] * filled + ["ToneBlank"] * (3 - filled)
    assert words(find(body, "//w:p[last()]")[0]).strip() == "Severity in words", "the squares say nothing"


def test_a_callout_is_paragraphs_of_its_own_style_lists_too() -> None:
    body = written(
        Callout(title=t("Do not raise"), blocks=(p("a"), BulletList(items=((p("b"),),))), role="do-not-raise")
    )

    assert styles(body)[1:] == ["DoNotRaiseTitle", "DoNotRaise", "DoNotRaise"]
    assert not find(body, "//w:tbl")
    assert values(body, "//w:ind/@w:left") == [str(BOX_INSET + LIST_STEP)]


def test_two_callouts_do_not_run_into_each_other() -> None:
    callout = Callout(title=(), blocks=(p("a"),), role="sensitivity")

    assert styles(written(callout, callout))[1:] == ["Sensitivity", "Spacer", "Sensitivity"]


def test_a_mark_in_a_filled_title_keeps_its_words_and_not_its_look() -> None:
    title = (*t("Do not raise "), Span(t("(internal)"), role="mark"))
    filled, plain = (written(Callout(title=title, blocks=(), role=role)) for role in ("do-not-raise", "easing"))

    assert [values(body, "//w:rStyle/@w:val") for body in (filled, plain)] == [[], ["Mark"]]
    assert words(filled).endswith("Do not raise (internal)")


def test_a_short_callout_is_not_torn_and_a_long_one_may_be() -> None:
    short, long = (
        written(Callout(title=t("Easing"), blocks=tuple(p(text) for _ in range(3)), role="easing"))
        for text in ("word", "word " * 100)
    )

    kept = [[bool(find(node, "w:pPr/w:keepNext")) for node in find(body, "//w:p")][2:] for body in (short, long)]
    assert kept == [[True, True, False], [False, False, False]]


def test_a_quotation_is_set_apart_with_who_said_it() -> None:
    body = written(Quotation(blocks=(p("We paid."),), attribution=t("Solveig Ødegård")))

    assert styles(body)[1:] == ["Quote", "QuoteAttribution"]


def test_key_figures_are_a_table_of_numbers() -> None:
    figures = tuple(KeyFigure(value=t(str(n)), label=t("ships"), note=t("as of 2026")) for n in range(5))
    body = written(KeyFigures(figures=figures))

    assert [len(find(row, "w:tc")) for row in find(body, "//w:tr")] == [3, 3]
    assert words(find(body, "//w:tc")[0]) == "0shipsas of 2026"


def test_a_timeline_is_a_table_whose_dates_name_the_rows() -> None:
    event = Event(when=t("12 May"), blocks=(p("Signed."),), mark=t("Last meeting"))
    body = written(Timeline(events=(event,)))

    assert [words(cell) for cell in find(body, "//w:tc")] == ["12 MayLast meeting", "Signed."]
    assert values(body, "//w:tblLook/@w:firstColumn") == ["1"]


def test_a_picture_says_what_it_shows() -> None:
    body = written(Figure(picture=PICTURE, caption=t("The flag")))

    assert values(body, "//wp:docPr/@descr") == [PICTURE.alt]
    assert values(body, "//a:blip/@r:embed") == ["rIdPicture48"]
    assert styles(body)[1:] == ["Figure", "Caption"]


@pytest.mark.parametrize(("width", "height"), [(10_000, 10), (10, 10_000), (3000, 4000), (1, 1)])
def test_a_picture_keeps_its_shape_and_the_page(width: int, height: int) -> None:
    picture = Picture(data=b"", media_type="image/png", width=width, height=height, alt="x")
    body = written(Figure(picture=picture))

    cx, cy = (int(values(body, f"//wp:extent/@{side}")[0]) for side in ("cx", "cy"))
    assert 0 < cx <= 9000 * 635
    assert 0 < cy <= 9000 * 635
    assert cx / cy == pytest.approx(width / height, rel=0.05)


def test_pictures_and_bookmarks_have_numbers_of_their_own() -> None:
    body = read(write_document(sample_document(), NotedPackage()))

    numbers = values(body, "//wp:docPr/@id") + values(body, "//w:bookmarkStart/@w:id")
    assert len(numbers) == len(set(numbers)) > 10


def test_code_keeps_its_lines_and_a_break_is_a_line() -> None:
    body = written(CodeBlock(text="if x:\n    y"), Rule())

    assert len(find(body, "//w:br")) == 1
    assert values(body, "//w:t[contains(., 'y')]/text()") == ["    y"]
    assert styles(body)[1:] == ["CodeBlock", "Rule"]


def test_an_entry_of_the_sources_can_be_linked_to() -> None:
    body = written(OrderedList(items=((Paragraph(inlines=t("Accord"), role="source", path="sources[accord]"),),)))

    assert bookmark_name("source-accord") in values(body, "//w:bookmarkStart/@w:name")


def test_a_source_leads_back_to_where_it_is_cited() -> None:
    package = NotedPackage(sources=("accord",))
    cited = p("The accord holds", Cite("accord", number=1, first=True))
    entry = OrderedList(items=((Paragraph(inlines=t("Accord"), role="source", path="sources[accord]"),),))
    body = written(cited, entry, package=package)

    assert bookmark_name("cite_accord_section") in values(body, "//w:bookmarkStart/@w:name")
    assert values(body, "//w:p[w:pPr/w:pStyle/@w:val='CitedIn']//w:hyperlink/@w:anchor") == ["cite_accord_section"]


@pytest.mark.parametrize(("sources", "anchors"), [(("a",), [bookmark_name("source-a")]), ((), [])])
def test_a_footnote_leads_to_the_long_form_where_there_is_one(sources: tuple[str, ...], anchors: list[str]) -> None:
    note = Note(number=1, source="a", inlines=t("Accord, 2025"))
    package = NotedPackage(sources=sources)

    assert values(read(write_footnote(note, 1, package)), "//w:hyperlink/@w:anchor") == anchors


def test_the_members_of_a_delegation_are_a_list_without_signs() -> None:
    package = NotedPackage()
    body = written(BulletList(items=((p("JD"), p("speaks", role="meta")),), role="members"), package=package)

    assert ("Members 0 1", "numbering") in package.asked
    assert values(body, "//w:ind/@w:left") == ["0"]


def test_a_sparkline_stands_below_its_number_as_high_as_a_line() -> None:
    spark = Figure(picture=replace(PICTURE, width=400, height=100, alt="Rising since 2024"))
    body = written(KeyFigures(figures=(KeyFigure(value=t("13"), label=t("ships"), spark=spark),)))

    assert styles(body)[1:] == ["KeyFigure", "KeyFigureLabel", "KeyFigureLabel"]
    assert values(body, "//wp:docPr/@descr") == ["Rising since 2024"]
    assert values(body, "//wp:extent/@cy") == [str(480 * 635)]


def test_the_twin_of_a_picture_stands_below_its_caption() -> None:
    twin = (Table(columns=(Column(title=t("Year")),), rows=(Row(cells=((p("2029"),),)),)),)
    body = written(Figure(picture=PICTURE, caption=t("Trips"), twin=twin))

    assert styles(body)[1:] == ["Figure", "Caption", "TableHeading", "TableText"]


def test_the_writer_asks_for_no_style_that_a_letter_need_not_have() -> None:
    package = NotedPackage()
    write_document(sample_document(), package)

    asked = {name for name, kind in package.asked if kind != "numbering"}
    assert asked - set(WORD_STYLES) == set()


@pytest.mark.parametrize(
    "text", ["a\x00b\x0b\x1f", "\ud800", "\ufffe\uffff", "]]>", "<w:p>", "&amp;", "{{ 7 * 7 }}", "\u202e"]
)
def test_no_text_breaks_the_file(text: str) -> None:
    body = written(p(text), Heading(inlines=t(text)), CodeBlock(text=text), Figure(picture=replace(PICTURE, alt=text)))

    assert len(find(body, "//w:p")) == 5
    assert "49" not in words(body)


def test_a_name_of_ten_thousand_words_is_one_paragraph() -> None:
    name = "Maximiliana " * 10_000

    assert words(written(p(name))).endswith(name)


def test_words_that_introduce_a_list_stay_with_it() -> None:
    body = written(p("Points:"), BulletList(items=((p("a"),),)), p("Plain"), p("Last"))

    assert [bool(find(node, "w:pPr/w:keepNext")) for node in find(body, "//w:p")] == [False, True, False, False, False]


@pytest.mark.parametrize(("words_", "whole"), [("short", True), ("long " * 400, False)])
def test_cards_that_face_each_other_break_over_pages_only_where_they_must(words_: str, whole: bool) -> None:
    body = written(Cards(cards=(Card(title=t("A"), blocks=(p(words_),)),), layout="columns"))

    assert bool(find(body, "//w:cantSplit")) == whole


def test_small_print_in_a_callout_stays_in_its_box() -> None:
    body = written(Callout(title=(), blocks=(p("a"), p("as of May", role="meta")), role="easing"))

    assert styles(body)[1:] == ["Easing", "Easing"]
    assert values(body, "//w:rStyle/@w:val") == ["Meta"]


def test_the_parts_of_an_item_stay_together() -> None:
    body = written(BulletList(items=((p("a"), p("as of May", role="meta")), (p("b"),))))

    assert [bool(find(node, "w:pPr/w:keepNext")) for node in find(body, "//w:p")] == [False, True, False, False]
