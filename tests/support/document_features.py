"""
Documents that have one thing each, written by our own writer and laid out by our own template.

The kinds of words stand together in every place that words may stand in; what
is built of blocks is a document of its own, as Markdown where a brief would
have it so. What a template could do besides is in `support.pdf_features`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.document import markdown
from communique.document.nodes import (
    Abbreviation,
    BulletList,
    Callout,
    Card,
    Cards,
    Cite,
    Code,
    Column,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Event,
    Fact,
    Figure,
    Front,
    Heading,
    Inlines,
    KeyFigure,
    KeyFigures,
    LineBreak,
    Link,
    OrderedList,
    Parallel,
    Quotation,
    Row,
    Span,
    Strong,
    Table,
    Timeline,
)
from communique.document.walk import walk
from support.sample_document import PICTURE, document_of, p, sample_document, sample_section, t

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.document.nodes import Blocks

WORDS: Final[Inlines] = (
    *t("plain "),
    Emphasis((*t("stressed "), Strong(t("and strong")))),
    Code("x = 1"),
    Link((Emphasis(t("a")), *t(" stressed "), Code("link")), "https://example.org/"),
    Abbreviation("EU", "European Union"),
    Cite("accord", number=1, first=True),
    Cite("ledger", number=2, first=True, joined=True),
    Cite("accord", locator="p. 4", number=1),
    Span(t("mots"), language="fr"),
    Span((Emphasis(t("Wörter")),), language="de"),
    Span(t("label"), role="label"),
    LineBreak(),
    *t("another line"),
)
"""Each kind of words once."""

LONG: Final = "The ferry crosses at the narrows whenever the wind allows it. " * 80
COLUMNS: Final = tuple(Column(title=t(title)) for title in ("Number", "Words", "Coda"))


def table(rows: int = 2, words: str = "words", **options: object) -> Table:
    """Make a table of so many rows."""
    made = tuple(Row(cells=((p(f"{n}"),), (p(words),), ())) for n in range(rows))
    return Table(columns=COLUMNS, rows=made, **options)  # type: ignore[arg-type]


def figure(caption: Inlines = (), **options: object) -> Figure:
    """Make a figure."""
    return Figure(picture=PICTURE, caption=caption, **options)  # type: ignore[arg-type]


def cards(count: int, words: str = "What is said.") -> Cards:
    """Make cards that face each other."""
    made = tuple(Card(title=t(f"Side {n}"), blocks=(p(words), BulletList(items=((p(words),),)))) for n in range(count))
    return Cards(cards=made, layout="columns")


PLACES: Final[dict[str, Callable[[Inlines], Blocks]]] = {
    "a paragraph": lambda words: (p(*words),),
    "a heading": lambda words: (Heading(inlines=words), p("Below.")),
    "an item": lambda words: (BulletList(items=((p(*words),), (p("second"),))),),
    "an item of two paragraphs": lambda words: (OrderedList(items=((p(*words), p(*words)), (p("second"),)), start=3),),
    "a term": lambda words: (DefinitionList(items=(Definition(term=words, blocks=(p("what it is"),)),)),),
    "a definition": lambda words: (DefinitionList(items=(Definition(term=t("Term"), blocks=(p(*words),)),)),),
    "a cell": lambda words: (Table(columns=COLUMNS[:1], rows=(Row(cells=((p(*words),),)),)),),
    "a column's head": lambda words: (Table(columns=(Column(title=words),), rows=(Row(cells=((p("cell"),),)),)),),
    "a row's head": lambda words: (
        Table(columns=COLUMNS[:2], rows=(Row(cells=((p(*words),), (p("cell"),))),), header_column=True),
    ),
    "a table's caption": lambda words: (table(caption=words),),
    "a quotation": lambda words: (Quotation(blocks=(p(*words),)),),
    "an attribution": lambda words: (Quotation(blocks=(p("Said."),), attribution=words),),
    "a figure's caption": lambda words: (figure(words),),
    "a key figure": lambda words: (KeyFigures(figures=(KeyFigure(value=t("12"), label=words, note=words),)),),
    "an event": lambda words: (Timeline(events=(Event(when=words, blocks=(p(*words),), mark=t("Last")),)),),
    "a card's title": lambda words: (Cards(cards=(Card(title=words, blocks=(p("x"),), subtitle=words, tone="high"),)),),
    "a card": lambda words: (Cards(cards=(Card(title=t("Card"), blocks=(p(*words),), tone="low"),)),),
    "a callout": lambda words: (Callout(title=words, blocks=(p(*words),)),),
    "texts side by side": lambda words: (Parallel(languages=("en", "es"), rows=(((p(*words),), (p(*words),)),)),),
}

MARKDOWN: Final = {
    "a loose list": "- one\n\n- two\n\n    and more\n",
    "a list in a list in a list": "- a\n    1. b\n        - c\n    2. d\n",
    "a quotation in an item": "- a\n\n    > said\n",
    "code in an item": "- a\n\n        x = 1\n",
    "a table of one row": "| a | b |\n|---|--:|\n| 1 | 2 |\n",
    "a table with empty cells": "| a |  |\n|---|---|\n|  | 2 |\n",
    "a ragged table": "| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2 | 3 |\n",
    "a definition list": "Term\n: One.\n: Two.\n\nOther\n: Three.\n",
    "lines of code": "```\nfirst\n    second\n```\n",
    "a break between thoughts": "a\n\n---\n\nb\n",
    "headings of all levels": "# a\n\nx\n\n## b\n\nx\n\n### c\n\nx\n\n# d\n\nx\n",
    "headings that skip a level": "# a\n\nx\n\n### c\n\nx\n",
    "a quotation of paragraphs and lists": "> a\n>\n> - b\n> - c\n",
    "an address": "Write to <desk@example.org> or see <https://example.org/a?b=c&d=e>.",
    "signs": "“a” ‘b’ — … € § ½ 10\u00a0km · ≥ ≤ − × ł ő ž",
}

BLOCKS: Final[dict[str, Blocks]] = {
    **{name: markdown.parse(text).blocks for name, text in MARKDOWN.items()},
    "a paragraph over pages": (p(LONG),),
    "a link over pages": (p(LONG[:2500], Link(t(LONG[:2500]), "https://example.org/")),),
    "an item over pages": (BulletList(items=((p(LONG),), (p("second"),))),),
    "a quotation over pages": (Quotation(blocks=(p(LONG),), attribution=t("who")),),
    "a callout over pages": (Callout(title=t("Note"), blocks=(p(LONG),)),),
    "words of another language over pages": (p(Span(t(LONG), language="fr")),),
    "a table over pages": (table(50),),
    "a captioned table over pages": (table(50, caption=t("What it counts")),),
    "a table with row heads over pages": (table(50, header_column=True),),
    "a table whose rows are long": (table(12, LONG[:1200]),),
    "a table of one cell over pages": (table(1, LONG),),
    "a figure without a caption": (figure(),),
    "a figure with its table": (figure(t("A chart"), twin=(table(),)),),
    "a figure beside key figures": (
        KeyFigures(figures=(KeyFigure(value=t("12"), label=t("ships"), spark=figure()),) * 3),
    ),
    "a figure in an item": (BulletList(items=((p("a"), figure(t("b"))),)),),
    "a figure in a cell": (Table(columns=COLUMNS[:1], rows=(Row(cells=((figure(t("b")),),)),)),),
    "two sides": (cards(2),),
    "three sides": (cards(3),),
    "sides over pages": (cards(2, LONG[:3000]),),
    "a table in a card": (Cards(cards=(Card(title=t("Card"), blocks=(table(),)),)),),
    "a table in an item": (BulletList(items=((p("a"), table()),)),),
    "three languages side by side": (
        Parallel(languages=("en", "es", "fr"), rows=(((p("a"),), (p("b"),), (p("c"),)),) * 3),
    ),
    "right to left beside left to right": (
        Parallel(languages=("en", "ar"), rows=(((p("Hello"),), (p("مرحبا"),)), ((p("Thanks"),), (p("شكرا"),)))),
    ),
    "languages side by side over pages": (
        Parallel(languages=("en", "es"), rows=(((p(LONG[:3000]),), (p(LONG[:3000]),)),) * 4),
    ),
    "a timeline over pages": (
        Timeline(events=tuple(Event(when=t(f"{n} May"), blocks=(p("It happened."),)) for n in range(1, 80))),
    ),
    "a citation on each page": (*(p(LONG[:4000], Cite("accord", number=1)) for _ in range(2)),),
    "notes on two pages": (
        p("a", Cite("accord", number=1, first=True)),
        p(LONG),
        p("b", Cite("ledger", number=2, first=True)),
    ),
    "other scripts": (p(Span(t("Ελληνικά"), language="el"), " ", Span(t("Русский"), language="ru")),),
    "nothing": (),
}

FEATURES: Final[dict[str, Blocks]] = {
    **{f"words in {place}": made(WORDS) for place, made in PLACES.items()},
    **BLOCKS,
}
"""The blocks of each document, by what it has."""

_FRONT: Final = Front(title=t("One thing"), facts=(Fact(label=t("Date"), value=t("Today"), name="date"),))


def document(blocks: Blocks) -> Document:
    """Make a document of one section, with the sources, and a front of next to nothing."""
    cited = any(isinstance(node, Cite) for node in walk(blocks))
    sources = sample_document().sections[-1:] if cited else ()
    return document_of(sample_section(*blocks), *sources, front=_FRONT, authors=(), title="One thing")
