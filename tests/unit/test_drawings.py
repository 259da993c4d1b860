"""What a brief draws by itself: when, what it shows, and how it says the same in words."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from communique.brief.schema import Brief
from communique.compose import compose
from communique.document.nodes import Drawing
from communique.document.plots import SidesPlot, SparkPlot, TensionPlot, TimelinePlot
from communique.document.walk import walk
from communique.edition import edit

EVENTS = [{"date": f"2026-01-{day:02}", "text": f"Event {day}"} for day in range(1, 5)]
PERSON = {"name": "Ada", "office": "Minister", "biography": "An engineer."}


def drawings(
    kind: type[Any], language: str = "en", audience: Literal["internal", "public"] = "internal", **fields: Any
) -> list[Any]:
    """Find the drawings of a kind in a brief of these fields."""
    base = {"title": "Fish", "date": "2026-02-03", "handling": {"audience": "internal", "release": "public"}}
    made = compose(edit(Brief.model_validate({**base, **fields}), language=language, audience=audience))
    found = [node for node in walk(made) if isinstance(node, Drawing)]
    return [node for node in found if isinstance(node.plot, kind)]


def dispute(title: str, **more: Any) -> dict[str, Any]:
    """Make a tension."""
    return {"title": title, **more}


# --- the timeline


def test_four_events_are_drawn_and_three_are_not() -> None:
    assert drawings(TimelinePlot, background={"timeline": EVENTS})
    assert not drawings(TimelinePlot, background={"timeline": EVENTS[:3]})


@pytest.mark.parametrize(("asked", "count", "drawn"), [(True, 1, True), (False, 4, False), (True, 0, False)])
def test_a_brief_may_ask_for_a_drawing_or_do_without(*, asked: bool, count: int, drawn: bool) -> None:
    found = drawings(TimelinePlot, drawings={"timeline": asked}, background={"timeline": EVENTS[:count]})

    assert bool(found) is drawn


def test_events_of_background_and_tensions_share_an_axis_and_say_where_they_belong() -> None:
    tension = dispute("Visas", events=[{"date": "2025-10?", "text": "A list.", "attribution": "the report"}])
    events = [*EVENTS[:3], {"date": "2026-02/2026-03", "text": "Talks.", "last_meeting": True}]

    (found,) = drawings(TimelinePlot, background={"timeline": events}, tensions=[tension])

    first, last = found.plot.moments[0], found.plot.moments[-1]
    assert (first.lane, first.inferred, first.span, str(first.first), str(first.last)) == (
        *("Visas", True, False),
        *("2025-10-01", "2025-10-31"),
    )
    assert (last.lane, last.marked, last.span, str(last.last)) == ("", True, True, "2026-03-31")
    assert found.alt.startswith("Timeline. October 2025 (inferred), Visas: A list (according to the report). ")
    assert "Last meeting: Talks" in found.alt


def test_an_event_that_both_tell_in_the_same_words_is_drawn_once() -> None:
    """As the tension's; and it stays the last meeting, whoever says so."""
    told = {"date": "2026-01-01", "text": "Event 1.", "last_meeting": True}
    again = dispute("Visas", events=[{"date": "2026-01-01", "text": "At more length.", "short": "Event 1"}])

    (found,) = drawings(TimelinePlot, background={"timeline": [told, *EVENTS[1:]]}, tensions=[again])

    assert [(m.label, m.lane, m.marked) for m in found.plot.moments][:2] == [
        ("Event 1", "Visas", True),
        ("Event 2", "", False),
    ]


def test_many_events_are_drawn_as_several_pictures_and_too_many_only_where_asked() -> None:
    events = [{"date": f"{1900 + n}", "text": f"Event {n}"} for n in range(61)]

    three = drawings(TimelinePlot, background={"timeline": events[:60]})

    assert [len(found.plot.moments) for found in three] == [20, 20, 20]
    assert not drawings(TimelinePlot, background={"timeline": events})
    assert drawings(TimelinePlot, drawings={"timeline": True}, background={"timeline": events})


def test_what_an_audience_may_not_see_is_in_no_drawing_nor_in_its_words() -> None:
    hidden = dispute("A secret", severity="high", trend="rising", audience="internal", events=EVENTS[:1])
    shown = [dispute(title, severity="low", trend="easing") for title in ("A", "B")]

    found = drawings(object, audience="public", background={"timeline": EVENTS}, tensions=[hidden, *shown])

    assert len(found) == 2
    assert not [d for d in found if "secret" in d.alt or "secret" in repr(d.plot)]


# --- sides, tensions, sparklines


def test_the_sides_are_drawn_where_there_is_more_about_people_than_their_names() -> None:
    sides = [{"name": "Norway", "country": "NO", "principal": PERSON}, {"name": "Chad", "members": [{"name": "Bo"}]}]

    (found,) = drawings(SidesPlot, delegations=sides)

    assert [(s.name, s.code, [(x.name, x.office, x.principal) for x in s.seats]) for s in found.plot.sides] == [
        ("Norway", "NO", [("Ada", "Minister", True)]),
        ("Chad", "", [("Bo", "", False)]),
    ]
    assert found.alt == "Who meets whom. Norway: Ada, Minister. Chad: Bo."
    assert not drawings(SidesPlot, delegations=sides[1:])
    assert not drawings(SidesPlot, delegations=[{"name": "Norway"}, *sides[1:]])
    assert not drawings(SidesPlot, delegations=[sides[0], {"name": "Chad", "members": [{"name": "Bo"}] * 13}])


def test_two_tensions_that_have_both_are_drawn_against_each_other() -> None:
    whole = [dispute(title, severity="high", trend="easing") for title in ("A", "B")]

    (found,) = drawings(TensionPlot, tensions=[*whole, dispute("C", severity="low")])

    assert [mark.title for mark in found.plot.marks] == ["A", "B"]
    assert found.alt == "Tensions by severity and trend. A: High severity, Easing. B: High severity, Easing."
    assert not drawings(TensionPlot, tensions=whole[:1])


def test_a_number_with_a_series_has_a_line_by_date_that_ends_in_the_number() -> None:
    figure = {"number": 9, "label": "Ships", "as_of": "2026"}
    series = [{"date": "2025", "number": 4}, {"date": "2023-05", "number": 3.5}]

    (found,) = drawings(SparkPlot, key_figures=[{**figure, "series": series}])

    assert [str(value) for value in found.plot.values] == ["3.5", "4", "9"]
    assert [str(day) for day in found.plot.dates] == ["2023-05-01", "2025-01-01", "2026-01-01"]
    assert found.plot.ends == ("2023", "2026")
    assert found.alt == "How the number moved: May 2023: 3.5; 2025: 4; 2026: 9."
    assert not drawings(SparkPlot, key_figures=[figure])


@pytest.mark.parametrize(("language", "words"), [("es", "3 de febrero"), ("ar", "فبراير"), ("zh", "2月3日")])
def test_a_drawing_speaks_the_language_of_the_edition(language: str, words: str) -> None:
    events = [*EVENTS[:3], {"date": "2026-02-03", "text": "They meet", "last_meeting": True}]

    (found,) = drawings(TimelinePlot, language, background={"timeline": events})

    assert words in found.plot.moments[-1].when.replace("\u00a0", " ")
    assert dict(found.plot.legend)["marked"] != "Last meeting"
    assert found.plot.locale.startswith(language)
