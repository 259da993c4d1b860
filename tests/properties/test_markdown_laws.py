"""Markdown, whatever is written: it never raises, and no word is lost without a fault."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from communique.document.markdown import parse, parse_line, plain_text
from communique.document.nodes import Cite, Text
from communique.document.walk import walk

MARKS = [
    "*",
    "**",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "&",
    "#",
    "- ",
    "1. ",
    "> ",
    "|",
    "---",
    "\n",
    "\n\n",
    "    ",
]
MARKS += [
    "![",
    "](",
    "[@",
    "@a",
    ";",
    ":",
    ": ",
    "\\",
    "~~~\n",
    "```\n",
    "&amp;",
    "&#60;",
    "<b>",
    "</b>",
    "<!--",
    "*[",
    "]: ",
]
WORD = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
WORDS = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
SOUP = st.lists(st.one_of(st.sampled_from(MARKS), WORD), max_size=40).map("".join)


@given(st.one_of(st.text(max_size=200), SOUP))
def test_no_text_raises(text: str) -> None:
    parse(text)
    parse_line(text)


@given(WORDS)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain_text(parse(text).blocks) == text
    assert plain_text(parse_line(text).blocks) == text


@given(SOUP)
def test_every_word_is_read_back_where_there_is_no_fault(text: str) -> None:
    parsed = parse(text)
    if parsed.faults:
        return
    cited = " ".join(node.source + node.locator for node in walk(parsed.blocks) if isinstance(node, Cite))
    links = " ".join(getattr(node, "url", "") + getattr(node, "expansion", "") for node in walk(parsed.blocks))
    found = plain_text(parsed.blocks) + cited + links
    written = re.sub(r"&(amp|#60);", "", text)

    assert not missing(written, found)


def missing(written: str, found: str) -> set[str]:
    """Letters that were written more often than they were found."""
    letters = {letter: written.count(letter) for letter in set(re.findall("[a-z]", written))}
    return {letter for letter, times in letters.items() if found.count(letter) < times}


@given(SOUP)
def test_no_text_node_holds_a_control_character_or_a_line_feed(text: str) -> None:
    nodes = [node.text for node in walk(parse(text).blocks) if isinstance(node, Text)]

    assert not [t for t in nodes if re.search("[\x00-\x1f]", t)]


@given(SOUP)
def test_every_fault_stands_within_the_text(text: str) -> None:
    lines = text.split("\n")
    for fault in parse(text).faults:
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
