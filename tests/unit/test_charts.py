"""Charts and maps in a brief: where they stand, what they say in words, and the table beside them."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import ValidationError

from communique.brief.schema import Brief
from communique.compose import compose
from communique.document.nodes import Document, Drawing, Heading, Table
from communique.document.pieces import pieces_of
from communique.document.plots import ChartPlot, LocatorPlot
from communique.document.walk import plain, walk
from communique.edition import edit
from support.everything import Folder

CHART: dict[str, Any] = {
    "title": "Passengers",
    "form": "line",
    "table": "Year, Fixed lines, On call\n2026, 1046.0,\n2025, 49.5, 3\n2027, -2, 4",
    "unit": "thousand *a year*",
    "as_of": "2027",
    "source": "report",
    "note": "Counted in May",
}
SOURCES = [{"id": "report", "title": "Annual report"}]


def document(
    language: str | None = None, audience: Literal["internal", "public"] = "internal", **fields: Any
) -> Document:
    """Compose a brief of these fields."""
    base = {"title": "Fish", "date": "2026-02-03", "handling": {"audience": "internal", "release": "public"}}
    brief = Brief.model_validate({**base, "sources": SOURCES, **fields}, context=Folder())
    return compose(edit(brief, language=language, audience=audience))


def drawing(**fields: Any) -> Drawing:
    """Find the one drawing of a brief of these fields."""
    (found,) = (node for node in walk(document(**fields).sections) if isinstance(node, Drawing))
    return found


def cells(made: Drawing) -> list[list[str]]:
    """Write the table beside a drawing as texts, its head first."""
    (table,) = made.twin
    assert isinstance(table, Table)
    return [
        [plain(column.title) for column in table.columns],
        *([plain(cell) for cell in row.cells] for row in table.rows),
    ]


def chart(**changes: Any) -> Drawing:
    """Lay out the chart with changes."""
    return drawing(sections=[{"kind": "chart", **CHART, **changes}])


def test_the_plot_holds_the_numbers_by_date_and_none_where_one_is_missing() -> None:
    """A missing number stays missing in its place, through all that is done to the tree."""
    plot = chart().plot

    assert isinstance(plot, ChartPlot)
    assert plot.categories == ("2025", "2026", "2027")
    assert [[None if v is None else float(v) for v in series.values] for series in plot.series] == [
        [49.5, 1046.0, -2.0],
        [3.0, None, 4.0],
    ]
    assert plot.unit == "thousand a year"


def test_the_table_beside_it_holds_every_number_with_like_decimals() -> None:
    assert cells(chart()) == [
        ["Year", "Fixed lines", "On call"],
        ["2025", "49.5", "3.0"],
        ["2026", "1,046.0", "–"],
        ["2027", "−2.0", "4.0"],
    ]
    (table,) = chart().twin
    assert isinstance(table, Table)
    assert plain(table.caption) == "Thousand a year"


def test_the_caption_says_as_of_when_and_from_where() -> None:
    assert plain(chart().caption) == "As of 2027 · Source: Annual report · Counted in May"


def test_few_numbers_are_told_one_by_one() -> None:
    assert chart().alt == (
        "Line chart: Passengers (thousand a year). "
        "Fixed lines: 49.5 (2025); 1,046.0 (2026); −2.0 (2027). "
        "On call: 3.0 (2025); 4.0 (2027); no number for 2026."
    )


def test_of_many_numbers_the_course_and_the_extremes_are_told() -> None:
    table = "Year, A\n" + "\n".join(f"{2000 + n}, {abs(n - 7)}" for n in range(12))

    assert chart(table=table, unit=None).alt == (
        "Line chart: Passengers. A: from 7 (2000) to 4 (2011); highest 7 (2000); lowest 0 (2007)."
    )


def test_names_without_an_order_have_no_course() -> None:
    table = "Place, A\n" + "\n".join(f"Town {n}, {abs(n - 7)}" for n in range(12))

    assert "from" not in chart(table=table, form="bar").alt


def test_the_words_of_the_writer_come_first() -> None:
    assert chart(alt="Buses go up.").alt == "Buses go up."


def test_numbers_and_words_are_those_of_the_language() -> None:
    made = drawing(language="es", sections=[{"kind": "chart", **CHART}])

    assert "Gráfico de líneas" in made.alt
    assert cells(made)[2][1] == "1.046,0"
    assert isinstance(made.plot, ChartPlot)
    assert made.plot.locale == "es"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"background": {"charts": [CHART]}}, "background.charts[passengers]"),
        ({"tensions": [{"id": "x", "title": "X", "charts": [CHART]}]}, "tensions[x].charts[passengers]"),
        ({"sections": [{"id": "x", "title": "X", "charts": [CHART]}]}, "sections[x].charts[passengers]"),
        ({"sections": [{"kind": "chart", **CHART}]}, "sections[passengers]"),
    ],
)
def test_a_chart_stands_where_it_belongs_under_its_title(fields: dict[str, Any], path: str) -> None:
    made = document(**fields)
    titles = [plain(node.inlines) for node in walk(made.sections) if isinstance(node, Heading)]

    assert [node.path for node in walk(made.sections) if isinstance(node, Drawing)] == [path]
    assert "Passengers" in [*titles, *(plain(section.title) for section in made)]


def test_nothing_of_an_internal_chart_or_place_is_left_to_the_public() -> None:
    hidden = {**CHART, "audience": "internal"}
    place = {"name": "Harbour", "latitude": 1, "longitude": 2, "audience": "internal"}
    made = document(audience="public", background={"text": "Fish.", "charts": [hidden]}, places=[place])

    assert "Passengers" not in str(made)
    assert "Harbour" not in str(made)
    assert made.notes == ()


def test_a_source_that_is_withheld_is_not_named() -> None:
    made = document(audience="public", background={"charts": [CHART]}, sources=[{**SOURCES[0], "audience": "internal"}])

    assert "Annual report" not in str(made)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"form": "line", "table": "Year, A\n2025, 1"}, "one row"),
        ({"form": "area", "table": "Year, A, B\n2025, 1, -2\n2026, 1, 2"}, "below zero"),
        ({"form": "dot", "table": "Year, A, B, C, D, E\n2025, 1, 2, 3, 4, 5"}, "at most 4"),
        ({"form": "bar", "table": "Place, A\n" + "\n".join(f"{n} x, 1" for n in range(41))}, "41 names"),
        ({"form": "bar", "table": "Year, A, B\n" + "\n".join(f"{1900 + n}, 1, 2" for n in range(31))}, "62 bars"),
        ({"form": "bar", "table": "Year, A\n2025, 1\n2025-01, 2"}, "same day"),
    ],
)
def test_what_a_form_cannot_show_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as error:
        chart(**changes)
    (detail,) = error.value.errors()
    assert detail["type"] == "bad-chart"
    assert words in detail["msg"]


# --- places

TOWNS = [
    {"name": "Hainburg", "country": "AT", "latitude": 48.147, "longitude": 16.944, "note": "They meet *here*"},
    {"name": "Bogotá", "country": "CO", "latitude": 4.711, "longitude": -74.072},
    {"name": "Apia", "latitude": -13.83, "longitude": -171.77},
]


def test_a_map_says_where_each_place_lies_and_whose_outlines_it_shows() -> None:
    made = drawing(places=TOWNS)

    assert isinstance(made.plot, LocatorPlot)
    assert made.plot.countries == (("AT", "Austria"), ("CO", "Colombia"))
    assert made.alt == (
        "Map. Hainburg, Austria, 48.1° N, 16.9° E; Bogotá, Colombia, 4.7° N, 74.1° W; Apia, 13.8° S, 171.8° W."
    )
    assert "Natural Earth" in plain(made.caption)


def test_the_table_of_places_has_the_columns_that_say_anything() -> None:
    assert cells(drawing(places=TOWNS))[:3] == [
        ["Place", "Country", "Note"],
        ["Hainburg", "Austria", "They meet here"],
        ["Bogotá", "Colombia", ""],
    ]
    assert cells(drawing(places=TOWNS[2:])) == [["Place", "Position"], ["Apia", "13.8° S, 171.8° W"]]


def test_a_map_can_be_switched_off_and_is_not_drawn_of_too_many_places() -> None:
    many = [{"name": f"Town {n}", "latitude": n, "longitude": n} for n in range(31)]

    for fields in ({"places": TOWNS, "drawings": {"places": False}}, {"places": many}):
        made = document(**fields)
        assert not [node for node in walk(made.sections) if isinstance(node, Drawing)]
        assert [node for node in walk(made.sections) if isinstance(node, Table)]
    assert isinstance(drawing(places=many, drawings={"places": True}).plot, LocatorPlot)


def test_every_word_of_chart_and_map_is_a_piece_that_each_format_must_have() -> None:
    pieces = [piece.text for piece in pieces_of(document(places=TOWNS, background={"charts": [CHART]}))]

    for words in ("Passengers", "On call", "1,046.0", "Thousand a year", "Hainburg", "Colombia", "They meet here"):
        assert words in pieces
