"""Characters: widths as displayed, and where lines break."""

from __future__ import annotations

import pytest

from communique.writers.characters import columns, legible, one_line, pad, wrap


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("é", 1), ("e\u0301", 1), ("東京", 4), ("a\u200db", 2), ("🙂", 2), ("", 0)]
)
def test_the_width_of_a_text_is_what_a_terminal_shows(text: str, width: int) -> None:
    assert columns(text) == width


def test_words_are_wrapped_at_the_width() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]


def test_line_breaks_that_are_there_stay() -> None:
    assert wrap("one\n\ntwo", 10) == ["one", "", "two"]


def test_nothing_is_no_line() -> None:
    assert wrap("", 10) == []


def test_a_word_that_is_too_long_stays_whole() -> None:
    assert wrap("see https://example.org/long now", 10) == ["see", "https://example.org/long", "now"]


def test_text_without_blanks_breaks_between_wide_characters_but_not_before_a_full_stop() -> None:
    assert wrap("東京都港区。", 10) == ["東京都港", "区。"]


def test_a_no_break_space_is_kept() -> None:
    assert wrap("a p.\u00a04", 5) == ["a", "p.\u00a04"]


@pytest.mark.parametrize(("align", "expected"), [("start", "東 "), ("end", " 東"), ("center", "東 ")])
def test_padding_counts_columns(align: str, expected: str) -> None:
    assert pad("東", 3, align) == expected  # type: ignore[arg-type]


def test_what_no_file_may_hold_is_shown_as_replaced() -> None:
    assert legible("a\x00\r\nb\ufffe") == "a\ufffd\nb\ufffd"


def test_running_text_has_no_line_ends() -> None:
    assert one_line("a\r\n\t b\u2028c") == "a b c"
