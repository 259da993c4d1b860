"""How languages are written: which way, and with which letters."""

from __future__ import annotations

from typing import Final, Literal

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left, by the first part of their BCP 47 codes."""


UPRIGHT: Final = frozenset({"ar", "fa", "he", "ja", "ko", "ur", "zh"})
"""Languages whose scripts have no italics."""

IDEOGRAPHIC: Final = frozenset({"ja", "ko", "zh"})
"""Languages whose fonts a word processor keeps apart, as those of East Asia."""


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Say which way a language is written, as HTML does."""
    return "rtl" if right_to_left(language) else "ltr"


def right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return _first(language) in RIGHT_TO_LEFT


def slants(language: str) -> bool:
    """Tell whether words of a language may be set in italics."""
    return _first(language) not in UPRIGHT


def ideographic(language: str) -> bool:
    """Tell whether a language is written with the characters of East Asia."""
    return _first(language) in IDEOGRAPHIC


def _first(language: str) -> str:
    return language.partition("-")[0].lower()
