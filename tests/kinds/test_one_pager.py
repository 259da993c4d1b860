"""The one-pager: one page, whatever is asked of it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communique.brief.load import load
from communique.brief.markup import Line
from communique.document.walk import plain
from communique.errors import InvalidBrief, RenderError
from communique.parity import verify_file
from support.kinds import file_of, flagship, handout

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.brief.schema import Brief

HEAD = "title: A treaty\ndate: 2026-02-03\nhandling: {audience: public}\n"


def pages(data: bytes) -> int:
    with pikepdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def test_it_says_the_message_first_and_whom_to_ask_last() -> None:
    document = handout(flagship(), "one-pager")

    assert document.sections[0].place == "front"
    assert (
        plain(document.sections[-1].blocks)
        == "Andean desk, an office invented for this exercise andean.desk@example.org"
    )
    assert document.data == b""  # a sheet that is handed out carries no data


def test_it_has_the_ask_why_it_matters_and_three_facts_that_say_where_they_come_from(
    write_brief: Callable[..., Path],
) -> None:
    more = (
        "bottom_line: The message.\nask: Vote for the treaty.\nwhy_it_matters: Your ports gain by it.\n"
        "facts: ['One [@r].', 'Hearsay.', 'Two [@r].', 'Three [@r].', 'Four [@r].']\n"
        "sources: [{id: r, title: A report}]\n"
    )
    document = handout(load(write_brief("ask", HEAD + more)), "one-pager")
    said = plain(document.sections)

    assert [section.id for section in document.sections] == ["ask", "why-it-matters", "facts"]
    assert [word in said for word in ("Vote", "Your ports", "One", "Two", "Three")] == [True] * 5
    assert [word in said for word in ("The message", "Hearsay", "Four")] == [False] * 3


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_each_format_carries_all_of_it(form: str) -> None:
    document = handout(flagship(), "one-pager")

    assert verify_file(document, file_of(document, form), name=f"one-pager.{form}", shown="one-pager") == ()


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("pack", ["default", "chancery"])
def test_the_flagship_fits_its_page_in_each_pack_and_on_each_paper(pack: str, paper: str) -> None:
    assert pages(file_of(handout(flagship(), "one-pager"), pack=pack, paper=paper)) == 1


def test_a_brief_without_a_message_has_nothing_to_leave_behind(write_brief: Callable[..., Path]) -> None:
    brief = load(write_brief("mute", HEAD))

    with pytest.raises(InvalidBrief) as caught:
        handout(brief, "one-pager")
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.location)) == ("nothing-to-print", "briefs/mute/brief.yaml:1:8")


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_message_of_more_than_four_lines_is_a_fault_that_counts_the_words_to_cut(
    form: str, write_brief: Callable[..., Path]
) -> None:
    brief = load(write_brief("wordy", f"{HEAD}bottom_line: {'We ask you to vote for the treaty. ' * 12}\n"))

    with pytest.raises(RenderError) as caught:
        file_of(handout(brief, "one-pager"), form)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "too-long",
        "the bottom line of the one-pager takes 6 lines, and may take 4",
    )
    assert re.fullmatch(r"Cut about \d\d words\.", problem.hint)


@example(900)
@given(st.integers(min_value=0, max_value=900))
def test_however_much_there_is_to_say_it_is_one_page_or_a_fault(words: int) -> None:
    brief = flagship().model_copy(update={"subtitle": Line("word " * words or "none")})

    fits, data = _made(brief)

    assert pages(data) == 1 if fits else words > 100


def _made(brief: Brief) -> tuple[bool, bytes]:
    """Make the sheet, and say whether it was not refused for its length."""
    try:
        return True, file_of(handout(brief, "one-pager"))
    except RenderError as error:
        if [problem.code for problem in error.problems] != ["too-long"]:
            raise
        return False, b""
