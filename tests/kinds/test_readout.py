"""The readout: cleared press lines and nothing else, whoever it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.brief.schema import Brief
from communique.document.walk import plain
from communique.errors import InvalidBrief
from support.everything import Folder as AnyFolder
from support.everything import everything, parts_of
from support.kinds import handout, sample

if TYPE_CHECKING:
    from communique.brief.base import Audience
    from communique.document.nodes import Document

BASE: dict[str, Any] = {"title": "A visit", "date": "2027-05-11", "handling": {"release": "public"}}


def made(audience: Audience = "public", **fields: Any) -> Document:
    return handout(Brief.model_validate({**BASE, **fields}), "readout", audience=audience)


def test_what_was_agreed_stands_before_what_was_raised_and_what_was_not_is_left_out() -> None:
    document = handout(sample(), "readout", audience="public")

    assert [plain(section.title) for section in document.sections] == [
        *("For the press", "What was agreed", "What was raised"),
    ]
    assert "exchange of students" not in repr(document)
    assert "Talk in private" not in repr(document)


def test_staff_have_a_sheet_on_which_each_item_is_ticked() -> None:
    document = handout(sample(), "readout")
    ticks = plain(document.sections[-1].blocks).split("\n")

    assert ticks[4:8] == ["Arrival and handshake", "☐", "☑", "☐"]
    assert ticks[16:20] == ["Exchange of students", "☐", "☐", "☑"]


def test_before_the_meeting_staff_see_a_draft_and_the_public_nothing() -> None:
    agenda = [{"topic": "Fish", "press_line": "They spoke of fish."}]

    assert "Draft" in plain(made("internal", agenda=agenda).sections)
    with pytest.raises(InvalidBrief, match="no press line"):
        made("public", agenda=agenda)


def test_a_press_line_that_is_internal_is_not_cleared() -> None:
    said: dict[str, Any] = {"text": "They quarrelled.", "audience": "internal"}
    for audience in ("internal", "public"):
        with pytest.raises(InvalidBrief, match="no press line"):
            made(audience, press_line=said, agenda=[{"topic": "Fish", "outcome": "agreed", "press_line": said}])


def test_a_brief_that_is_not_released_has_no_readout() -> None:
    with pytest.raises(InvalidBrief, match="not released"):
        made("internal", press_line="They met.", handling={"audience": "internal"})


FULL = everything()


def filled() -> dict[str, Any]:
    """Fill every field, of an item that was agreed."""
    data = everything().data
    data["agenda"][0]["outcome"] = "agreed"
    return data


COUNT = len(list(parts_of(FULL.data)))


@given(st.sets(st.integers(0, COUNT - 1)), st.sampled_from(("internal", "public")))
def test_never_a_word_of_anything_internal(internal: set[int], audience: Audience) -> None:
    """Whatever is marked internal in a brief with every field filled, no word of it is in the readout."""
    data = filled()
    hidden: set[str] = set()
    for number, (part, _) in enumerate(parts_of(data)):
        if number in internal:
            part["audience"] = "internal"
            hidden |= {
                words for words in FULL.printed.values() if words.startswith("word") and f"'{words}'" in str(part)
            }
    brief = Brief.model_validate({**data, "language": "en"}, context=AnyFolder())
    try:
        document = handout(brief, "readout", audience=audience)
    except InvalidBrief:
        return

    assert [word for word in hidden if word in repr(document)] == []


def test_only_press_lines_are_drafted() -> None:
    """Of a brief with every field filled, the public reads title, date, place and press lines."""
    document = handout(Brief.model_validate(filled(), context=AnyFolder()), "readout", audience="public")
    said = plain(document.sections)
    told = {path for path, words in FULL.printed.items() if words.startswith("word") and words in said}

    assert {path.removesuffix(".text").removesuffix(".attribution") for path in told} == {
        *("press_line", "agenda.press_line"),
    }
