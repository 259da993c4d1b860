"""
The styles that a `letter.docx` must have: by their names in Word, each with its kind.

The writer asks for no other, `communique packs check` holds every letter
against this list, and the shipped letters are drawn with all of them.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from communique.roles import ROLES, style_name

StyleKind: TypeAlias = Literal["paragraph", "character", "table"]

LIST_STEP: Final = 280  #: Twips by which each level of a list goes in.
BOX_INSET: Final = 250  #: Twips by which the words of a callout go in, to make room for its bar.

COLUMN_GAP: Final = 480  #: Twips between the words of two columns that face each other.

MEASURED: Final = frozenset(
    ("Body Text", "Tension", "Question", "Agenda Item", "Statement", "Answer", "Definition", "Code Block", "Quote")
) | {
    *("Quote Attribution", "List Bullet", "List Number", "List Continue", "List Continue 2", "List Continue 3"),
    *("Points", "Source", "Cited In", "Label Line"),
}
"""Styles of running text, whose lines end before the margin where they would be too long to read."""

BOXES: Final = ("editor-note", "do-not-raise", "sensitivity", "if-pressed", "press-line", "easing")
"""The roles that are boxes: each has a style for its title beside the one for its text."""


def box_title(style: str) -> str:
    """Name the style of a box's title by that of its text."""
    return f"{style} Title"


_WORDS: Final = frozenset({"attribution", "as-of", "mark", "pronunciation", "label", "number"})
_TABLES: Final = frozenset({"agenda"})


def _kind(role: str) -> StyleKind:
    return "character" if role in _WORDS else "table" if role in _TABLES else "paragraph"


WORD_STYLES: Final[dict[str, StyleKind]] = {
    "Normal": "paragraph",
    "Body Text": "paragraph",
    "heading 1": "paragraph",
    "heading 2": "paragraph",
    "heading 3": "paragraph",
    "heading 4": "paragraph",
    "Front Heading": "paragraph",
    "Lead Heading": "paragraph",
    "TOC Heading": "paragraph",
    "toc 1": "paragraph",
    "List Bullet": "paragraph",
    "List Number": "paragraph",
    "List Continue": "paragraph",
    "List Continue 2": "paragraph",
    "List Continue 3": "paragraph",
    "caption": "paragraph",
    "Quote": "paragraph",
    "Quote Attribution": "paragraph",
    "Callout": "paragraph",
    "Callout Title": "paragraph",
    "Card": "paragraph",
    "Card Subtitle": "paragraph",
    "Cited In": "paragraph",
    "Code Block": "paragraph",
    "Definition": "paragraph",
    "Definition Term": "paragraph",
    "Figure": "paragraph",
    "Key Figure": "paragraph",
    "Key Figure Label": "paragraph",
    "Key Figure Note": "paragraph",
    "Label Line": "paragraph",
    "Rule": "paragraph",
    "Spacer": "paragraph",
    "Table Heading": "paragraph",
    "Table Row Heading": "paragraph",
    "Table Text": "paragraph",
    "Timeline Date": "paragraph",
    "Timeline Text": "paragraph",
    "footnote text": "paragraph",
    "footnote reference": "character",
    "Hyperlink": "character",
    "Code": "character",
    "Tone Blank": "character",
    "Tone Gap": "character",
    "Tone Low": "character",
    "Tone Medium": "character",
    "Tone High": "character",
    "Brief Table": "table",
    "Cards": "table",
    "Key Figures": "table",
    "Parallel": "table",
    "Timeline": "table",
    **{style_name(role): _kind(role) for role in ROLES},
    **{box_title(style_name(role)): "paragraph" for role in BOXES},
}
