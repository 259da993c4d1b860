"""Every page of the printed brief is one to hand over: full, in order, safe for a punch and for a grey printer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from communique.document.nodes import Card, Cards, Emphasis, Heading, KeyFigure, Paragraph, Quotation, Span
from communique.document.walk import plain, walk
from communique.names import languages
from communique.render import render
from support.once import printed
from support.pdf_reader import ROOT, pack_of
from support.sample_document import document_of, p, sample_document, sample_section, t
from support.straight_line import document_in
from support.straight_line import document_of as composed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image

    from communique.document.nodes import Document, Tone

BRIEFS = ("us-colombia-2026-02-03", "river-navigation", "rural-buses")
SIZES = {"a4": (595, 842), "letter": (612, 792)}
EVERY = [(brief, pack, "a4") for brief in BRIEFS for pack in ("default", "chancery")]
EVERY += [(BRIEFS[0], "default", "letter"), (BRIEFS[1], "chancery", "letter")]
TRANSLATED = [
    ("default", "a4", "es"),
    ("default", "letter", "es"),
    ("default", "a4", "en+es"),
    ("chancery", "letter", "en+es"),
]
"""Packs, papers and languages that the flagship is looked at in, besides."""

MOST_EMPTY = 0.4
"""The part of a page's height that may stay empty in one piece: what comes next is a picture or a card that is kept whole."""

each = pytest.mark.parametrize(("brief", "pack", "paper"), EVERY)


@cache
def document(brief: str) -> Document:
    """Load, edit and compose a brief of ours."""
    return composed(ROOT / "briefs" / brief)


def opened(data: bytes) -> Iterator[pypdfium2.PdfPage]:
    """Go through the pages of a file."""
    with pypdfium2.PdfDocument(data) as pdf:
        yield from pdf


def box(page: pypdfium2.PdfPage, margins: dict[str, float]) -> tuple[float, float, float, float]:
    """Give the box of the text: left, bottom, right, top."""
    width, height = page.get_size()
    side = min(margins["inner"], margins["outer"])
    return side - 6, margins["bottom"], width - side + 6, height - margins["top"]


def words(page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float) -> list[str]:
    """Read the lines of a part of a page."""
    text = page.get_textpage().get_text_bounded(left, bottom, right, top)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


# --- page one ----------------------------------------------------------------


@each
def test_page_one_carries_the_message_and_who_may_read_it(brief: str, pack: str, paper: str) -> None:
    made, text = document(brief), first_page(printed(brief, pack, paper))

    for said in message(made):
        assert said in text
    assert made.labels["contents"].casefold() in text.casefold()


@pytest.mark.parametrize(("pack", "paper", "language"), TRANSLATED)
def test_page_one_carries_it_in_every_language_and_in_two(pack: str, paper: str, language: str) -> None:
    """Where all is said twice, the contents may follow on page two."""
    text = first_page(printed(BRIEFS[0], pack, paper, language))

    for code in languages(language):
        for said in message(document_in(code or language, ROOT / "briefs" / BRIEFS[0])):
            assert said in text


def first_page(data: bytes) -> str:
    """Read page one."""
    return next(" ".join(page.get_textpage().get_text_bounded().split()) for page in opened(data))


def message(made: Document) -> Iterator[str]:
    """List what page one is for: what it is about, the message, the key figures, the facts, and who may read it."""
    front = made.front
    facts = [fact.label for fact in (*front.facts, *front.handling)]
    figures = [node.value for node in walk(made) if isinstance(node, KeyFigure)]
    for inlines in (front.title, front.subtitle, front.kicker, *facts, *figures):
        yield " ".join(plain(inlines).split())
    yield " ".join(made.summary.split()[:12])


# --- every page --------------------------------------------------------------


@each
def test_the_sheet_is_the_paper_that_was_asked_for(brief: str, pack: str, paper: str) -> None:
    assert {tuple(map(round, page.get_size())) for page in opened(printed(brief, pack, paper))} == {SIZES[paper]}


@each
def test_no_page_but_the_last_is_half_empty(brief: str, pack: str, paper: str) -> None:
    assert half_empty(printed(brief, pack, paper), pack) == []


@pytest.mark.parametrize(("pack", "paper", "language"), TRANSLATED)
def test_no_page_is_half_empty_in_other_languages_and_in_two(pack: str, paper: str, language: str) -> None:
    assert half_empty(printed(BRIEFS[0], pack, paper, language), pack) == []


def half_empty(data: bytes, pack: str) -> list[str]:
    """List the pages but the last that have too much paper without a word in one piece."""
    margins, found = pack_of(pack).settings["page"], []
    for number, image in enumerate(list(opened_images(data))[:-1], 1):
        text = range(round(margins["top"] if number > 1 else 42), round(image.height - margins["bottom"]))
        inked = [
            text.start,
            *(y for y in text if min(image.crop((40, y, image.width - 40, y + 1)).tobytes()) < 200),
            text.stop,
        ]
        gap = max(below - above for above, below in pairwise(inked))
        found += [f"page {number}: {gap} of {len(text)} points"] if gap > MOST_EMPTY * len(text) else []
    return found


def opened_images(data: bytes) -> Iterator[Image]:
    """Draw each page in grey, a pixel for a point."""
    for page in opened(data):
        yield page.render(scale=1, grayscale=True).to_pil().convert("L")


@each
def test_no_page_ends_with_a_heading(brief: str, pack: str, paper: str) -> None:
    made = document(brief)
    titles = {" ".join(plain(s.title).split()) for s in made}
    for node in walk(made):
        if isinstance(node, Card | Heading):
            titles.add(" ".join(plain(node.title if isinstance(node, Card) else node.inlines).split()))

    for page in opened(printed(brief, pack, paper)):
        lines = words(page, *box(page, pack_of(pack).settings["page"]))
        assert lines[-1] not in titles


@each
def test_the_running_head_names_the_section_that_the_page_begins_in(brief: str, pack: str, paper: str) -> None:
    margins = pack_of(pack).settings["page"]
    with pypdfium2.PdfDocument(printed(brief, pack, paper)) as pdf:
        marks = [(mark.get_title(), *place(mark)) for mark in pdf.get_toc() if mark.level == 0]
        for index, page in enumerate(pdf):
            if index == 0:
                continue
            top = page.get_height() - margins["top"]
            head = " ".join(words(page, 0, top, page.get_width(), page.get_height()))
            begun = [title for title, number, y in marks if number < index or (number == index and y > top - 12)]
            assert begun[-1] in head, f"page {index + 1}"


def place(mark: pypdfium2.PdfBookmark) -> tuple[int, float]:
    """Say which page a bookmark leads to, and how high on it."""
    dest = mark.get_dest()
    _, (_, y, *_) = dest.get_view()
    return dest.get_index(), y


@each
def test_the_inner_margin_changes_sides_and_clears_a_punch(brief: str, pack: str, paper: str) -> None:
    """The holes of a punch reach 15 millimetres, 43 points, into the sheet; printers leave out six millimetres, 17 points."""
    for number, image in enumerate(opened_images(printed(brief, pack, paper)), 1):
        inked = image.point(lambda grey: 255 * (grey < 200)).getbbox()
        assert inked
        left, top, right, bottom = inked
        inner, outer = (left, image.width - right) if number % 2 else (image.width - right, left)
        assert inner >= 70
        assert outer >= 45
        assert min(top, image.height - bottom) >= 17


# --- without colour ----------------------------------------------------------


@pytest.mark.parametrize("pack", ["default", "chancery"])
def test_how_grave_a_tension_is_can_be_seen_in_grey(pack: str) -> None:
    """One, two or three of three boxes are dark, whatever their colour."""
    tones: tuple[Tone, ...] = ("low", "medium", "high")
    cards = tuple(
        Card(title=t("T"), subtitle=t(f"{tone} severity"), blocks=(p("x"),), tone=tone, role="tension")
        for tone in tones
    )
    (output,) = render(
        document_of(sample_section(Cards(cards=cards, role="tension"))), pack=pack_of(pack), formats=["pdf"]
    )
    rows = [[grey_before(f"{tone} severity", page) for tone in tones] for page in opened(output.data)]

    shares = [sum(grey < 140 for grey in row) / (18 * SCALE) for row in rows[0]]
    assert shares == pytest.approx([5 / 18, 10 / 18, 15 / 18], abs=0.06)


SCALE = 4
"""Pixels for a point, where boxes are counted."""


def grey_before(text: str, page: pypdfium2.PdfPage) -> list[int]:
    """Read the row of pixels through the middle of a line, in the 23 points before its first words."""
    image = page.render(scale=SCALE, grayscale=True).to_pil().convert("L")
    reader = page.get_textpage()
    found = reader.search(text).get_next()
    assert found
    left, bottom, _, top = reader.get_charbox(found[0])
    y = round((page.get_height() - (bottom + top) / 2) * SCALE)
    line = image.crop((round((left - 24) * SCALE), y, round((left - 3) * SCALE), y + 1))
    return list(line.tobytes())


# --- from right to left --------------------------------------------------------


@pytest.mark.parametrize("pack", ["default", "chancery"])
def test_a_page_from_right_to_left_sets_labels_and_first_figures_at_the_right(pack: str) -> None:
    made = replace(sample_document(), language="ar", prose_language="ar")
    (output,) = render(made, pack=pack_of(pack), formats=["pdf"])
    (at,) = [
        {word: left_of(word, page) for word in ("Place", "Town Hall", "1.26", "38.40")} for page in opened(output.data)
    ][:1]

    assert at["Place"] > at["Town Hall"]
    assert at["1.26"] > at["38.40"]


def left_of(text: str, page: pypdfium2.PdfPage) -> float:
    """Say how far from the left edge words stand; zero where they do not."""
    reader = page.get_textpage()
    found = reader.search(text).get_next()
    return reader.get_charbox(found[0])[0] if found else 0.0


def test_letters_of_ours_that_one_family_lacks_are_taken_from_the_other() -> None:
    """The machine's typefaces are for scripts that neither has; a formula in a heading is in none of these."""
    made = document_of(sample_section(p("CO₂, ḷ, ẞ, ₱ and Əliyev"), title="CO₂ → ḷ, ẞ, ₱, Əliyev"))
    (output,) = render(made, pack=pack_of(), formats=["pdf"])

    names = " ".join(fonts_of(output.data))
    assert "Source-Serif" in names
    assert "Noto" not in names


def fonts_of(data: bytes) -> set[str]:
    """Name the fonts of a file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}


def test_scripts_without_italics_are_never_slanted() -> None:
    """A slanted Arabic or Chinese is a machine's invention."""
    quoted = Quotation(
        blocks=(Paragraph(inlines=(Span(t("سلام"), language="ar"), Emphasis((Span(t("和平"), language="zh"),)))),)
    )
    (output,) = render(document_of(sample_section(quoted)), pack=pack_of(), formats=["pdf"])

    names = fonts_of(output.data)
    assert any("Arabic" in name for name in names)
    assert not [name for name in names if "Noto" in name and ("Oblique" in name or "Italic" in name)]
