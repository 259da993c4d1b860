"""
The styles that a `letter.docx` must have: by their names in Word, each with its kind.

The writer asks for no other, `communique packs check` holds every letter
against this list, and the shipped letters are drawn with all of them.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from communique.roles import ROLES, style_name

StyleKind: TypeAlias = Literal["paragraph", "character", "table"]

_WORDS: Final = frozenset({"attribution", "as-of", "mark", "pronunciation", "label"})
_TABLES: Final = frozenset({"agenda"})


def _kind(role: str) -> StyleKind:
    return "character" if role in _WORDS else "table" if role in _TABLES else "paragraph"


WORD_STYLES: Final[dict[str, StyleKind]] = {
    "Normal": "paragraph",
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
    "Card": "paragraph",
    "Card Subtitle": "paragraph",
    "Code Block": "paragraph",
    "Definition": "paragraph",
    "Definition Term": "paragraph",
    "Figure": "paragraph",
    "Key Figure": "paragraph",
    "Key Figure Label": "paragraph",
    "Key Figure Note": "paragraph",
    "Rule": "paragraph",
    "Spacer": "paragraph",
    "Table Heading": "paragraph",
    "Table Row Heading": "paragraph",
    "Table Text": "paragraph",
    "Timeline Date": "paragraph",
    "footnote text": "paragraph",
    "footnote reference": "character",
    "Hyperlink": "character",
    "Code": "character",
    "Callout Title": "character",
    "Tone Low": "character",
    "Tone Medium": "character",
    "Tone High": "character",
    "Brief Table": "table",
    "Cards": "table",
    "Key Figures": "table",
    "Timeline": "table",
    **{style_name(role): _kind(role) for role in ROLES},
}
