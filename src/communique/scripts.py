"""Which way languages are written."""

from __future__ import annotations

from typing import Final, Literal

RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left, by the first part of their BCP 47 codes."""


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Say which way a language is written, as HTML does."""
    return "rtl" if right_to_left(language) else "ltr"


def right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left."""
    return language.partition("-")[0].lower() in RIGHT_TO_LEFT
