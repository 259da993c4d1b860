"""Whatever is not YAML is told in words that a writer understands, at a place where a writer can mend it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.brief.syntax import SENTENCES
from communique.brief.yaml import BrokenYaml, read

BRIEF = (Path(__file__).parents[3] / "briefs" / "us-colombia-2026-02-03" / "brief.yaml").read_text(encoding="utf-8")

MARKS = [
    '"',
    "'",
    "[",
    "{",
    "}",
    "]",
    ": ",
    "- ",
    "\n",
    "\t",
    "&a ",
    "*a",
    "!x ",
    "|\n",
    ">\n",
    "? ",
    "\\",
    "\0",
    "#",
    "%",
]
MARKS += ["@", "`", "---\n", "...\n", "1e99", "\r", "\x85", "0x", "~", "{{x}}", "\u2028", '"\\ud800"', "\ufeff", "<<: "]

BROKEN = [
    ("a:\n\tb: c\n", "2:1", "a tab cannot stand here"),
    ("a: b: c\n", "1:5", "a colon cannot stand here"),
    ("a: b\nc\nd: e\n", "2:1", "a colon is missing after the name of this field"),
    ("a: 'b' c\n", "1:8", "these words stand outside of the quotation marks before them"),
    ("a:\n  - b\n c: d\n", "3:2", "this line is not indented as its neighbours are"),
    ("a: 'b\nc: d\n", "1:4", "a quotation mark is opened here and never closed"),
    ("a: 'b\n---\nc'\n", "1:4", "a quotation mark is opened here and never closed"),
    ("a: [b\nc: d\n", "1:4", "a bracket is opened here and never closed, or a comma is missing"),
    ('a: "\\q"\n', "1:6", "this backslash means nothing here"),
    ("a: %b\n", "1:4", "a text cannot begin with this character"),
    ("a: *\n", "1:5", "a text cannot begin with this character"),
    ("a: ]\n", "1:4", "a text cannot begin with this character"),
    ("a: |x\n", "1:5", "words stand behind the mark | or >"),
    ("%YAML 3.0\n---\na: b\n", "1:1", "this is another version of YAML"),
    ("[a, b] c\n", "1:8", "this cannot stand after the end of the brief"),
]


@pytest.mark.parametrize(("text", "place", "message"), BROKEN, ids=[text for text, _, _ in BROKEN])
def test_each_way_to_break_yaml_has_its_sentence(text: str, place: str, message: str) -> None:
    with pytest.raises(BrokenYaml) as caught:
        read(text, "b.yaml")

    problem = caught.value.problem
    assert (str(problem.location), problem.message, problem.code) == (f"b.yaml:{place}", message, "bad-yaml")
    assert problem.hint


def test_every_sentence_is_tried() -> None:
    assert {message for _, _, message in BROKEN} == {message for _, message, _ in SENTENCES}


@given(st.data())
def test_a_real_brief_with_marks_strewn_over_it_never_raises_anything_else(data: st.DataObject) -> None:
    text = BRIEF
    start = data.draw(st.integers(0, len(text) - 2000))
    text = text[start : start + 2000]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(MARKS)) + text[at + data.draw(st.integers(0, 5)) :]
    try:
        problems = read(text, "b.yaml").problems
    except BrokenYaml as broken:
        problems = (broken.problem,)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(p.hint and p.location and 1 <= p.location.line <= lines and p.location.column >= 1 for p in problems)
