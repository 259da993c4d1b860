"""The quick parser reads what the careful one reads, to the place of every word, or says that it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.brief.events import Odd, careful, quick
from communique.brief.marks import Lines, Scalar
from communique.brief.yaml import BrokenYaml, _Reader, read

if TYPE_CHECKING:
    from communique.brief.yaml import Data, Tree

ROOT = Path(__file__).parents[3]
SAMPLES = sorted({*ROOT.glob("briefs/*/*.yaml"), *ROOT.glob("tests/samples/briefs/*/*.yaml")})
TEXTS = [path.read_text("utf-8") for path in SAMPLES]
SIGNS = [*"\n \t:-?,[]{}#&*!|>'\"%@`~a1\r\x85\u2028\ufeff\\", ": ", "- ", "\n  ", "\n- ", "? ", "---", "\n---\n", "|-"]
SIGNS += [
    "\n...\n",
    "a: ",
    "!!str ",
    "&a ",
    "*a ",
    "|+\n",
    ">2\n",
    "| #c",
    "'a''b'",
    '"\\x41"',
    "{a: b}",
    "[a, b]",
    "é",
    "😀",
]


def told(tree: Tree) -> tuple[Data, list[tuple[int, int]], object]:
    """Say what is in a file, and where every text and every value of it stands."""
    places: list[tuple[int, int]] = []

    def walk(data: Data) -> None:
        if isinstance(data, Scalar):
            places.append((data.start, data.end))
        for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            walk(one)

    walk(tree.data)
    return tree.data, places, tree.marks.root


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Write some lines of a sample, with a slip of the pen or two."""
    lines = draw(st.sampled_from(TEXTS)).splitlines(keepends=True)
    first = draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[first : first + draw(st.integers(1, 12))])
    for _ in range(draw(st.integers(0, 4))):
        at, until = draw(st.integers(0, len(text))), draw(st.sampled_from([0, 0, 1, 4]))
        text = text[:at] + draw(st.sampled_from(["", *SIGNS])) + text[at + until :]
    return text


@given(texts())
def test_what_the_quick_parser_reads_the_careful_one_reads_too(text: str) -> None:
    try:
        fast = _Reader("brief.yaml", text, Lines.of(text), quick).read(())
    except (Odd, BrokenYaml):
        return
    if not fast.problems:
        assert told(fast) == told(_Reader("brief.yaml", text, Lines.of(text), careful).read(()))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sample_is_read_quickly_and_as_carefully(path: Path) -> None:
    text = path.read_text("utf-8")
    fast = _Reader("brief.yaml", text, Lines.of(text), quick).read(())

    assert told(fast) == told(_Reader("brief.yaml", text, Lines.of(text), careful).read(()))


@pytest.mark.parametrize(
    "text", ["a: &b c\n", "a: !!str c\n", "a:\tc\n", "a:\n", "a: |\n \n  c\n", "a: | # b\n  c\n", "a: b\u2028c: d\n"]
)
def test_what_is_read_in_two_ways_is_left_to_the_careful_parser(text: str) -> None:
    with pytest.raises(Odd):
        list(quick(text))


def test_a_fault_is_told_by_the_careful_parser() -> None:
    """Its place and its words are what a writer is shown."""
    with pytest.raises(BrokenYaml) as broken:
        read("title: A visit: to London\n", "brief.yaml")
    assert broken.value.problem.message == "a colon cannot stand here"
