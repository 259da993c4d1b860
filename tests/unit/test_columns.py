"""The widths of a table's columns follow what stands in them."""

from __future__ import annotations

import pytest

from communique.document.columns import abreast, crowded, fits_a_phone, widths
from communique.document.nodes import Column, KeyFigure, KeyFigures, LineBreak, Row, Span, Table
from support.sample_document import p, t


def table(*rows: tuple[str, ...], given: tuple[int, ...] = ()) -> Table:
    """Make a table of these rows, the first of them its titles."""
    written = given or (0,) * len(rows[0])
    columns = tuple(Column(title=t(title), width=width) for title, width in zip(rows[0], written, strict=True))
    return Table(columns=columns, rows=tuple(Row(cells=tuple((p(cell),) for cell in row)) for row in rows[1:]))


def test_columns_alike_are_equally_wide() -> None:
    assert widths(table(("abc", "abc"), ("def", "def"))) == (50, 50)


def test_widths_that_are_written_hold() -> None:
    assert widths(table(("a", "b"), ("long " * 20, "c"), given=(30, 70))) == (30, 70)


def test_what_is_left_goes_to_the_columns_without_a_width() -> None:
    first, *others = widths(table(("a", "b", "c"), ("x", "y", "z"), given=(40, 0, 0)))

    assert first == 40
    assert others == [30, 30]


def test_a_number_gets_the_room_it_needs_beside_long_text() -> None:
    number, text, amount = widths(table(("No.", "What", "Cost"), ("1", "words and more words " * 9, "€1,234,567.00")))

    assert number < amount < text
    assert amount >= 13


@pytest.mark.parametrize("rows", [(("a",),), (("", ""),), (("", ""), ("", "")), (("a" * 500, "b"), ("c", "d" * 500))])
def test_any_table_gets_widths_that_make_a_whole(rows: tuple[tuple[str, ...], ...]) -> None:
    assert sum(widths(table(*rows))) in range(98, 103)


def test_a_ragged_row_is_no_trouble() -> None:
    ragged = Table(columns=(Column(title=t("a")), Column(title=t("b"))), rows=(Row(cells=()),))

    assert sum(widths(ragged)) == 100


def test_words_too_wide_for_the_page_share_it() -> None:
    assert widths(table(*(("a" * 200,) * 10,) * 2)) == (10,) * 10


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        ((("Year", "North", "South", "West"), ("2025", "49.0", "46.1", "3.2")), True),
        ((("Year", "On fixed lines", "On call"), ("2025", "49.0", "-")), True),
        ((("Place", "Country", "Note"), ("Washington", "United States", "The two presidents met here.")), False),
        ((("Term", "Meaning"), ("DRT", "A bus on call, which comes when somebody has ordered it.")), True),
        ((("Amt", "Zuständigkeit"), ("Wasserstraßenneubauamt", "Planfeststellungsverfahren")), False),
        ((("Words",), ("long " * 40,)), True),
    ],
)
def test_a_table_fits_a_phone_where_no_word_is_broken_and_no_sentence_is_a_column_of_words(
    rows: tuple[tuple[str, ...], ...], fits: bool
) -> None:
    assert fits_a_phone(table(*rows)) is fits


@pytest.mark.parametrize("columns", range(1, 12))
def test_widths_are_a_hundred_percent_however_many_there_are(columns: int) -> None:
    """A percent too many, and a table sticks out of its page."""
    rows = [tuple("word " * (3 * row + column) or "-" for column in range(columns)) for row in range(3)]

    assert sum(widths(table(*rows))) == 100


# --- key figures


@pytest.mark.parametrize(
    ("count", "number", "columns"),
    [
        (1, "9", 1),
        (2, "9", 2),
        (4, "9", 4),
        (5, "9", 3),
        (8, "12345678", 4),
        (8, "123456789", 3),
        (4, "123,456,789", 3),
        (4, "123,456,789.1", 2),
        (3, "1,234,567,890,123,456", 1),
    ],
)
def test_so_many_key_figures_stand_abreast_as_fill_the_rows_and_break_no_number(
    count: int, number: str, columns: int
) -> None:
    value = (*t("at least "), Span(t(number), role="number"), *t(" known operations"))
    strip = KeyFigures(figures=(KeyFigure(value=value, label=t("x")),) * count)

    assert abreast(strip) == columns


def test_key_figures_in_two_languages_stand_abreast_like_those_in_one() -> None:
    english = (*t("at least "), Span(t("126"), role="number"), *t(" deaths"))
    spanish = Span((*t("al menos "), Span(t("126"), role="number"), *t(" muertes")), language="es")
    strip = KeyFigures(figures=(KeyFigure(value=(*english, LineBreak(), spanish), label=t("x")),) * 2)

    assert abreast(strip) == 2


def test_a_table_is_crowded_when_its_longest_words_fill_more_than_a_line() -> None:
    assert not crowded(table(("Proposal", "Amount"), ("word " * 40, "€1,234,567.00")))
    assert crowded(table(("Proposal", "Donaudampfschiffahrtsgesellschaftskapitän" * 2), ("a", "b")))
