"""For any document: its text holds every piece in order, its MJML is well-formed, its mail fetches nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from communique.document import nodes
from communique.document.pieces import CITE_END, CITE_START, pieces_of
from communique.document.walk import rebuild
from communique.specimen import PICTURE, document_of
from communique.writers import mjml
from communique.writers.characters import legible
from communique.writers.text import write_section
from support.mail import html_of

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

HOSTILE = (
    "<b>&amp;",
    "]]>",
    "{{ 7*7 }}",
    "{% raw %}",
    "--",
    "<!--",
    "\x00\x1f",
    "\u202e",
    "東京。",
    "e\u0301",
    "x" * 90,
    "'\"",
)

words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)).map(lambda text: f"w {text} w")
urls = st.sampled_from(
    ("https://example.org/?a=1&b=<2>", "mailto:a@example.org", "#tensions", "https://e.org/" + "a" * 99)
)
plain: SearchStrategy[nodes.Inline] = st.one_of(
    st.builds(nodes.Text, words),
    st.builds(nodes.Code, words),
    st.builds(nodes.Abbreviation, words, words),
    st.builds(nodes.Cite, st.just("accord"), words, st.integers(1, 3), st.booleans(), st.booleans()),
    st.builds(nodes.LineBreak),
)


def line(of: SearchStrategy[nodes.Inline]) -> SearchStrategy[nodes.Inlines]:
    """Make a run of inlines."""
    return st.lists(of, min_size=1, max_size=3).map(tuple)


inlines = line(
    st.recursive(
        plain,
        lambda inner: st.one_of(
            st.builds(nodes.Emphasis, line(inner)),
            st.builds(nodes.Strong, line(inner)),
            st.builds(nodes.Link, line(inner), urls),
            st.builds(nodes.Span, line(inner), st.sampled_from(("", "mark")), st.sampled_from(("", "es"))),
        ),
        max_leaves=4,
    )
)
titles = st.one_of(st.just(()), inlines)
leaves: SearchStrategy[nodes.Block] = st.one_of(
    st.builds(nodes.Paragraph, inlines=inlines, role=st.sampled_from(("", "lead", "source"))),
    st.builds(nodes.Heading, inlines=inlines, level=st.integers(1, 6)),
    st.builds(nodes.CodeBlock, text=words),
    st.builds(nodes.Rule),
    st.builds(nodes.Figure, picture=st.just(PICTURE), caption=titles),
)


def several(of: SearchStrategy[nodes.Block]) -> SearchStrategy[nodes.Blocks]:
    """Make blocks below each other."""
    return st.lists(of, max_size=3).map(tuple)


def tuples(of: SearchStrategy[T]) -> SearchStrategy[tuple[T, ...]]:
    """Make one or a few of something."""
    return st.lists(of, min_size=1, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn, inner: SearchStrategy[nodes.Block]) -> nodes.Table:
    """Make a table whose rows have as many cells as it has columns."""
    columns = draw(tuples(st.builds(nodes.Column, title=titles, align=st.sampled_from(("start", "center", "end")))))
    cells = st.tuples(*(several(inner) for _ in columns))
    rows = draw(st.lists(st.builds(nodes.Row, cells=cells), max_size=3).map(tuple))
    return nodes.Table(columns=columns, rows=rows, caption=draw(titles), header_column=draw(st.booleans()))


def containers(inner: SearchStrategy[nodes.Block]) -> SearchStrategy[nodes.Block]:
    """Make the blocks that hold blocks."""
    blocks = several(inner)
    definition = st.builds(nodes.Definition, term=inlines, blocks=blocks)
    event = st.builds(nodes.Event, when=inlines, blocks=blocks, mark=titles)
    card = st.builds(nodes.Card, title=titles, blocks=blocks, subtitle=titles, tone=st.sampled_from(("", "high")))
    return st.one_of(
        st.builds(nodes.BulletList, items=tuples(blocks)),
        st.builds(nodes.OrderedList, items=tuples(blocks), start=st.integers(0, 9999)),
        st.builds(nodes.DefinitionList, items=tuples(definition)),
        tables(inner),
        st.builds(nodes.Quotation, blocks=blocks, attribution=titles),
        st.builds(
            nodes.KeyFigures, figures=tuples(st.builds(nodes.KeyFigure, value=inlines, label=inlines, note=titles))
        ),
        st.builds(nodes.Timeline, events=tuples(event)),
        st.builds(nodes.Cards, cards=tuples(card), layout=st.sampled_from(("stack", "columns"))),
        st.builds(nodes.Callout, title=titles, blocks=blocks),
    )


sections = st.builds(
    nodes.Section,
    id=st.just("s"),
    kind=st.sampled_from(("text", "open_questions")),
    title=titles,
    blocks=several(st.recursive(leaves, containers, max_leaves=6)),
    place=st.sampled_from(("front", "body", "back")),
)


def squeezed(text: str) -> str:
    """Leave only what is read: no blanks, and nothing of what no file may hold."""
    return re.sub(r"[\s\ufffd]+", "", legible(re.sub(r"\s", " ", text)))


def missing(section: nodes.Section, text: str, cite: str) -> list[str]:
    """List the pieces of a section that are not found in a text in order; `cite` says how it writes citations."""
    at, lost, read = 0, [], squeezed(text)
    for piece in (p for p in pieces_of(document_of(section)) if p.ordered):
        wanted = squeezed(re.sub(f"{CITE_START}(, )?(.*?){CITE_END}", cite, piece.text, flags=re.DOTALL))
        found = read.find(wanted, at)
        lost += [] if found >= 0 else [wanted]
        at = max(found, at)
    return lost


def without_addresses(section: nodes.Section) -> nodes.Section:
    """Let links lead to places in the document, since plain text prints other addresses between the words."""
    changed = rebuild(section.blocks, lambda n: nodes.Link(n.inlines, "#a") if isinstance(n, nodes.Link) else n)
    titled = rebuild(section.title, lambda n: nodes.Link(n.inlines, "#a") if isinstance(n, nodes.Link) else n)
    return nodes.Section(id="s", kind=section.kind, title=titled, blocks=changed)


@given(sections)
def test_plain_text_holds_every_piece_in_order(section: nodes.Section) -> None:
    section = without_addresses(section)

    assert missing(section, write_section(section), r"\1[\2]") == []


@given(sections)
def test_mjml_is_well_formed_and_holds_every_piece_in_order(section: nodes.Section) -> None:
    root = etree.fromstring(f"<mj-body>{mjml.write_section(section)}</mj-body>")

    assert missing(section, "".join(map(str, root.itertext())), r"\1\2") == []


@given(sections)
def test_the_engine_accepts_whatever_the_writer_writes(section: nodes.Section) -> None:
    assert html_of(document_of(section)).startswith("<!DOCTYPE html>")
