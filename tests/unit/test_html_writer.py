"""The HTML writer: each node becomes the element that means it, and nothing of the data becomes markup."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import jinja2
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
    Note,
    OrderedList,
    Paragraph,
    Parallel,
    Quotation,
    Row,
    Rule,
    Span,
    Strong,
    Table,
    Text,
    Timeline,
)
from communique.document.pieces import CITE_END, CITE_START, pieces_of
from communique.scripts import direction
from communique.writers.html import (
    Context,
    write_block,
    write_document,
    write_facts,
    write_inline,
    write_section,
)
from support.sample_document import HOSTILE, PICTURE, document_of, p, sample_document, sample_section, t

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTE = Note(number=1, source="accord", inlines=(Emphasis(t("Accord")), Text(", 2025")))
CONTEXT = Context(notes={"accord": NOTE})
PAGED = Context(notes={"accord": NOTE}, footnotes=True)
BODY = jinja2.Environment(autoescape=True).from_string(
    '<h1>{{ inlines(front.title) }}</h1>{{ sections("front") }}{{ sections("body") }}{{ sections("back") }}'
)


def written(node: Block | Inline, context: Context = CONTEXT) -> str:
    """Write one node on one line."""
    block = not isinstance(node, Inline)
    markup = write_block(node, context) if block else write_inline(node, context)  # type: ignore[arg-type]
    return "".join(markup.split("\n"))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Text("a < b & c"), "a &lt; b &amp; c"),
        (Emphasis(t("a")), "<em>a</em>"),
        (Strong(t("a")), "<strong>a</strong>"),
        (Code("<x>"), "<code>&lt;x&gt;</code>"),
        (Link(t("a"), "https://example.org/?a=1&b=2"), '<a href="https://example.org/?a=1&amp;b=2">a</a>'),
        (Link(t("a"), "#tensions"), '<a href="#tensions">a</a>'),
        (Abbreviation("EU", 'the "Union"'), '<abbr title="the &#34;Union&#34;">EU</abbr>'),
        (Cite("accord", number=1), '<sup class="cite"><a href="#source-accord">1</a></sup>'),
        (Cite("accord", "p. 4", 1), '<sup class="cite"><a href="#source-accord">1, p. 4</a></sup>'),
        (Cite("accord", number=1, joined=True), '<sup class="cite">, <a href="#source-accord">1</a></sup>'),
        (Span(t("a"), role="as-of"), '<span class="as-of">a</span>'),
        (Span(t("a"), language="es"), '<span lang="es">a</span>'),
        (Span(t("a"), language="ar"), '<span lang="ar" dir="rtl">a</span>'),
        (LineBreak(), "<br>"),
    ],
)
def test_each_inline_becomes_the_element_that_means_it(node: Inline, expected: str) -> None:
    assert written(node) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (p("a"), "<p>a</p>"),
        (p("a", role="lead"), '<p class="lead">a</p>'),
        (p(Span(t("Topics"), role="label")), '<p class="lead-in"><span class="label">Topics</span></p>'),
        (Heading(inlines=t("a")), '<h2 data-label="a">a</h2>'),
        (BulletList(items=((p("a"),), (p("b"),))), "<ul><li>a</li><li>b</li></ul>"),
        (BulletList(items=((p("a"),),), role="points"), '<ul class="points"><li>a</li></ul>'),
        (OrderedList(items=((p("a"),),)), "<ol><li>a</li></ol>"),
        (OrderedList(items=((p("a"),),), start=3), '<ol start="3"><li>a</li></ol>'),
        (BulletList(items=((p("a"), p("b")),)), "<ul><li>a<p>b</p></li></ul>"),
        (BulletList(items=((p("a", role="statement"),),)), '<ul><li><p class="statement">a</p></li></ul>'),
        (
            DefinitionList(items=(Definition(term=t("a"), blocks=(p("b"),)),)),
            "<dl><dt>a</dt><dd>b</dd></dl>",
        ),
        (
            Quotation(blocks=(p("a"),), attribution=t("B, 2026")),
            '<blockquote class="quotation"><p>a</p><footer>B, 2026</footer></blockquote>',
        ),
        (Quotation(blocks=(p("a"),)), '<blockquote class="quotation"><p>a</p></blockquote>'),
        (CodeBlock(text="a < b"), "<pre><code>a &lt; b</code></pre>"),
        (Rule(), "<hr>"),
        (
            KeyFigures(
                figures=(
                    KeyFigure(value=t("3"), label=t("ships"), note=t("2026")),
                    KeyFigure(value=t("4"), label=t("x")),
                )
            ),
            (
                '<ul class="figures abreast-2"><li><span class="figure-value">3</span> <span class="figure-label">ships</span> '
                '<span class="figure-note">2026</span></li>'
                '<li><span class="figure-value">4</span> <span class="figure-label">x</span></li></ul>'
            ),
        ),
        (
            Timeline(events=(Event(when=t("1998"), blocks=(p("a"),), mark=(Span(t("last"), role="mark"),)),)),
            (
                '<ol class="timeline"><li class="event marked"><p class="when">1998 <span class="mark">last</span></p>'
                '<div class="what"><p>a</p></div></li></ol>'
            ),
        ),
        (
            Callout(title=t("Note"), blocks=(p("a"),), role="editor-note"),
            '<div class="callout editor-note" role="note"><p class="callout-title">Note</p><p>a</p></div>',
        ),
        (
            Cards(cards=(Card(title=t("A"), subtitle=t("b"), blocks=(p("c"),), tone="high", role="tension", id="x"),)),
            (
                '<div class="cards stack"><article class="card tension tone-high" id="x"><h2 data-label="A">A</h2>'
                '<p class="subtitle">b</p><p>c</p></article></div>'
            ),
        ),
    ],
)
def test_each_block_becomes_the_element_that_means_it(node: Block, expected: str) -> None:
    assert written(node, Context()) == expected


def test_a_picture_carries_its_bytes_its_size_and_its_alternative() -> None:
    html = written(Figure(picture=PICTURE, caption=t("The flag"), role="portrait"))

    assert html.startswith('<figure class="figure portrait"><img src="data:image/png;base64,iVBOR')
    assert html.endswith(
        'width="48" height="32" alt="Three bands: blue, pale and red"><figcaption>The flag</figcaption></figure>'
    )


def test_a_picture_that_was_drawn_is_written_as_drawn() -> None:
    drawn = replace(PICTURE, vector=b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    assert 'src="data:image/svg+xml;base64,PHN2Zy' in written(Figure(picture=drawn))


def test_a_table_names_its_columns_and_its_rows() -> None:
    columns = (Column(title=t("Time"), width=20), Column(title=t("Topic")), Column(title=t("Min"), align="end"))
    row = Row(cells=((p("10:00"),), (p("Tolls"), p("Ice")), (p("5"),)))
    table = Table(columns=columns, rows=(row,), caption=t("Agenda"), header_column=True, role="agenda")

    assert written(table) == (
        '<table class="agenda"><caption>Agenda</caption><colgroup><col style="width: 20%"><col style="width: 41%"><col style="width: 39%"></colgroup>'
        '<thead><tr><th scope="col">Time</th><th scope="col">Topic</th><th scope="col" class="align-end">Min</th></tr></thead>'
        '<tbody><tr><th scope="row">10:00</th><td>Tolls<p>Ice</p></td><td class="align-end">5</td></tr></tbody></table>'
    )


def test_a_cell_that_stands_apart_on_a_phone_says_which_column_it_belongs_to() -> None:
    columns = tuple(Column(title=t(name)) for name in ("Time", "Topic", "Lead", "Press"))
    row = Row(cells=((p("10:00"),), (p("Tolls, and who pays for ice"),), (p("Ice"),), (p("Open"),)))
    table = Table(columns=columns, rows=(row,), header_column=True)

    assert '<table class="wide">' in written(table)
    assert '<th scope="row">10:00</th><td data-column="Topic">Tolls, and who pays for ice</td>' in written(table)
    assert "data-column" not in written(table, Context(footnotes=True))


def test_a_ragged_row_is_filled_up_and_a_table_without_titles_has_no_head() -> None:
    table = Table(columns=(Column(title=()), Column(title=())), rows=(Row(cells=((p("a"),),)),))

    assert "<thead>" not in written(table)
    assert "<tr><td>a</td><td></td></tr>" in written(table)


@pytest.mark.parametrize(("count", "rows"), [(1, []), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (7, [3, 3, 1])])
def test_cards_that_face_each_other_stand_in_rows_of_two_or_three(count: int, rows: list[int]) -> None:
    cards = Cards(cards=tuple(Card(title=t(str(i)), blocks=()) for i in range(count)), layout="columns")

    assert [row.count("<article") for row in written(cards).split('<div class="row">')[1:]] == rows


def test_columns_too_long_for_a_row_that_is_kept_together_are_marked() -> None:
    short, tall, long = (
        Cards(cards=(Card(title=t("A"), blocks=(p("word " * n),)),) * 2, layout="columns") for n in (30, 100, 300)
    )

    assert 'class="cards columns abreast-2"' in written(short)
    assert 'class="cards columns abreast-2 tall"' in written(tall)
    assert 'class="cards columns abreast-2 long"' in written(long)


def test_a_source_leads_back_to_the_first_place_in_each_section_that_cites_it() -> None:
    context = Context(notes={"accord": NOTE})
    cite = Cite(source="accord", number=1)
    first, second = (
        replace(sample_section(p("Said"), Paragraph(inlines=(cite,)), Paragraph(inlines=(cite,)), title=name), id=name)
        for name in ("Agenda", "Tensions")
    )
    entry = OrderedList(items=((Paragraph(inlines=t("Accord"), role="source", path="sources[accord]"),),))
    html = "".join(write_section(s, context) for s in (first, second, sample_section(entry, title="Sources")))

    for name in ("Agenda", "Tensions"):
        assert html.count(f'id="cite_accord_{name}"') == 1
        assert f'<a href="#cite_accord_{name}">{name}</a>' in html
    assert html.count('href="#source-accord"') == 4


def test_a_number_carries_how_it_moved_between_the_number_and_what_it_counts() -> None:
    spark = Figure(picture=PICTURE)
    strip = KeyFigures(figures=(KeyFigure(value=t("36"), label=t("boats"), spark=spark),))

    html = written(strip)

    assert html.index("figure-value") < html.index('<span class="figure-spark"><img src="data:') < html.index("boats")


def test_the_facts_of_a_picture_stand_below_it_to_be_read() -> None:
    twin = Table(columns=(Column(title=t("Year")),), rows=(Row(cells=((p("2025"),),)),))
    html = written(Figure(picture=PICTURE, caption=t("Boats"), twin=(twin,)))

    assert html.index("</figure>") < html.index('<div class="twin"><table>') < html.index("2025")


def test_texts_side_by_side_say_their_language_and_their_direction() -> None:
    pair = Parallel(languages=("en", "ar"), rows=(((p("Peace"),), (p("سلام"),)), ((p("War"),), (p("حرب"),))))
    html = written(pair)

    assert html.count('<div class="pair">') == 2
    assert '<div class="side" lang="en" dir="ltr"><p>Peace</p></div><div class="side" lang="ar" dir="rtl">' in html


def test_a_heading_never_skips_a_level_and_steps_down_inside_cards() -> None:
    inner = Cards(cards=(Card(title=t("Inner"), blocks=(Heading(inlines=t("Deep")),)),))
    outer = Cards(cards=(Card(title=t("Outer"), blocks=(Heading(inlines=t("In card"), level=3), inner)),))
    section = sample_section(Heading(inlines=t("Far down"), level=4), outer, title="Top")

    levels = [part[0] for part in write_section(section, Context()).split("<h")[1:]]

    assert levels == ["2", "3", "3", "4", "4", "5"]


def test_a_heading_keeps_its_plain_words_for_bookmarks() -> None:
    heading = Heading(inlines=(Text("Odds "), Emphasis(t("& ends")), Cite("accord", number=1, first=True)))

    assert written(heading, PAGED).startswith('<h2 data-label="Odds &amp; ends">')


def test_the_note_is_printed_at_the_first_citation_and_only_for_paged_media() -> None:
    first, later = Cite("accord", number=1, first=True), Cite("accord", number=1)
    note = '<span class="note"><span class="note-number">1</span> <em>Accord</em>, 2025</span>'

    assert written(first, PAGED).endswith(note)
    assert 'class="note"' not in written(later, PAGED)
    assert 'class="note"' not in written(first, CONTEXT)


def test_a_citation_inside_a_link_or_of_an_unknown_source_is_no_link() -> None:
    cite = Cite("accord", number=1)

    assert written(Link((Text("a"), cite), "#x")) == '<a href="#x">a<sup class="cite">1</sup></a>'
    assert written(cite, Context()) == '<sup class="cite">1</sup>'


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "x.html", ""]
)
def test_a_link_that_leads_out_of_the_ordinary_keeps_its_words_alone(url: str) -> None:
    assert written(Link(t("words"), url)) == "words"


def test_sources_carry_the_anchors_that_citations_lead_to() -> None:
    entry = Paragraph(inlines=t("Accord"), role="source", path="sources[accord]")

    assert written(OrderedList(items=((entry,),))) == '<ol><li id="source-accord" class="source">Accord</li></ol>'


def test_facts_of_the_masthead_are_a_list_of_terms_and_nothing_where_there_are_none() -> None:
    facts = (Fact(label=t("Date"), value=t("<now>"), name="date"),)

    assert write_facts(facts, "facts", CONTEXT) == (
        '<dl class="facts">\n<dt class="fact-date">Date</dt><dd class="fact-date">&lt;now&gt;</dd>\n</dl>\n'
    )
    assert write_facts((), "facts", CONTEXT) == ""


@pytest.mark.parametrize(("language", "expected"), [("en", "ltr"), ("es-MX", "ltr"), ("ar", "rtl"), ("he-IL", "rtl")])
def test_a_language_is_written_its_own_way(language: str, expected: str) -> None:
    assert direction(language) == expected


class _Reader(HTMLParser):
    """Reads the words back, and checks that what is opened is closed."""

    void = frozenset({"br", "hr", "img", "col"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        assert self.open == []
        return " ".join("".join(self.words).split())


def test_the_whole_document_is_written_in_order_and_well_formed() -> None:
    document = sample_document()
    text = _Reader(write_document(document, BODY)).text

    start = 0
    for piece in pieces_of(document):
        if piece.ordered:
            wanted = " ".join(piece.text.replace(CITE_START, "").replace(CITE_END, "").split())
            start = text.index(wanted, start) + len(wanted)


@pytest.mark.parametrize(
    "text", [HOSTILE, "<script>alert(1)</script>", "</p></section>", '" onclick="x', "{{ 7*7 }}", "&lt;b&gt;"]
)
def test_hostile_words_are_read_back_as_they_stand(text: str) -> None:
    words = t(text)
    blocks: tuple[Block, ...] = (
        p(text),
        Heading(inlines=words),
        CodeBlock(text=text),
        Figure(picture=replace(PICTURE, alt=text), caption=words),
        Table(columns=(Column(title=words),), rows=(Row(cells=((p(Abbreviation(text, text)),),)),), caption=words),
        Callout(title=words, blocks=(p(Code(text), Span(words, role="mark")),)),
        Cards(cards=(Card(title=words, subtitle=words, blocks=()),)),
    )
    section = sample_section(*blocks, title=text)
    reader = _Reader(write_document(document_of(section), BODY))

    assert reader.text.count(" ".join(text.split())) == 13
    assert reader.tags.isdisjoint({"script", "b"})


def test_control_characters_are_shown_as_replaced() -> None:
    assert written(Text("a\x00b\x0bc\x1bd\te")) == "a\ufffdb\ufffdc\ufffdd\te"


def test_what_looks_like_a_template_in_the_data_is_never_evaluated() -> None:
    assert "{{ 7 * 7 }}" in write_document(document_of(sample_section(p("{{ 7 * 7 }}"))), BODY)


def test_a_drawing_for_screens_comes_in_light_and_in_dark_each_also_for_a_phone() -> None:
    def svg(name: str) -> bytes:
        return f"<svg id='{name}'/>".encode()

    narrow = replace(PICTURE, width=20, vector=svg("narrow"), dark=svg("narrow dark"))
    html = written(Figure(picture=replace(PICTURE, vector=svg("wide"), dark=svg("wide dark"), narrow=narrow)))
    light, dark = html.split('<span class="in-dark">')

    assert html.startswith('<figure class="figure drawn"><span class="in-light"><picture>')
    assert [_drawn(part) for part in (light, dark)] == [
        ["<svg id='narrow'/>", "<svg id='wide'/>"],
        ["<svg id='narrow dark'/>", "<svg id='wide dark'/>"],
    ]
    assert html.count('<source media="screen and (max-width: 34rem)"') == 2
    assert html.count(f'alt="{PICTURE.alt}"') == 2


def _drawn(part: str) -> list[str]:
    return [b64decode(data).decode() for data in re.findall(r'"data:image/svg\+xml;base64,([^"]+)"', part)]
