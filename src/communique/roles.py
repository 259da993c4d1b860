"""
The names of looks, once: a role is the CSS class, the MJML class and the Word style.

A Word style is the role in title case without hyphens' dashes: ``do-not-raise``
is the style "Do Not Raise". ``communique packs check`` holds every template
folder against this list.
"""

from __future__ import annotations

from typing import Final

ROLES: Final[dict[str, str]] = {
    # paragraphs
    "lead": "the bottom line",
    "principal": "the head of a delegation",
    "meta": "small print below a heading: since when, how grave, who leads",
    "statement": "a fact, a point or a line to take",
    "source": "an entry in the list of sources",
    "answer": "an answer to a question",
    # spans
    "attribution": "who says so",
    "as-of": "the date that a fact holds for",
    "mark": "a short mark on an item: last meeting, open press",
    "pronunciation": "how a name is spoken",
    "label": "a fixed word before a value",
    "number": "the number of a key figure, without its unit",
    # lists
    "members": "the members of a delegation",
    "points": "points to make",
    # cards, callouts, tables, quotations
    "delegation": "one side",
    "tension": "a point of dispute",
    "position": "what one side holds",
    "question": "an open question, or one with an answer",
    "agenda-item": "an item of the agenda",
    "editor-note": "a note of the editor, printed as one",
    "do-not-raise": "what must not be raised",
    "sensitivity": "what is delicate",
    "if-pressed": "what to add if pressed",
    "press-line": "the line for the press",
    "easing": "what has eased a tension",
    "agenda": "the table of the agenda",
    "portrait": "the picture of a person",
}


def style_name(role: str) -> str:
    """Name the Word style of a role: ``do-not-raise`` is ``Do Not Raise``."""
    return role.replace("-", " ").title()
