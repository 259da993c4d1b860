"""
Spaces at which no line may end, as printers set them: 12 km, p. 4, Mr Petro, 3 % in Spanish.

The words stay as they were written; only the space between two that belong
together becomes one that does not break. Hyphens are never put in: a reader
who copies a word gets that word.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from communique.document.nodes import Abbreviation, Cite, Text
from communique.document.walk import rebuild

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_BREAK: Final = "\u00a0"

UNITS: Final = (
    *("mm", "cm", "m", "km", "m²", "km²", "m³", "ha", "mg", "g", "kg", "t", "l", "hl"),
    *("W", "kW", "MW", "GW", "TW", "Wh", "kWh", "MWh", "GWh", "TWh", "V", "Hz", "bn", "m", "pp"),
    *("h", "min", "s", "km/h", "nm", "USD", "EUR", "COP", "GBP", "a.m.", "p.m.", "a. m.", "p. m."),
    *("thousand", "million", "billion", "trillion", "mil", "millón", "millones", "billón", "billones"),
    *("%", "‰", "°", "°C", "°F", "€", "£", "$"),
)
"""What follows a number on its line."""

BEFORE_NUMBERS: Final = (
    *(
        "p.",
        "pp.",
        "No.",
        "Nos.",
        "no.",
        "nos.",
        "vol.",
        "Vol.",
        "ch.",
        "para.",
        "paras.",
        "fig.",
        "Fig.",
        "Art.",
        "art.",
    ),
    *("Arts.", "arts.", "Article", "Articles", "article", "articles", "Annex", "Chapter", "Resolution", "§", "§§"),
    *(
        "pág.",
        "págs.",
        "núm.",
        "núms.",
        "n.º",
        "N.º",
        "cap.",
        "párr.",
        "artículo",
        "artículos",
        "Artículo",
        "€",
        "£",
        "$",
    ),
)
"""What a number follows on its line."""

BEFORE_NAMES: Final = (
    *("Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "Prof.", "Gen.", "Sen.", "St", "St."),
    *("Sr.", "Sra.", "Srta.", "D.", "Dña.", "Dra.", "Gral."),
)
"""What a name follows on its line."""


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_RULES: Final = (
    re.compile(rf"(?<=\d) (?=(?:{_any(UNITS)})(?!\w))"),
    re.compile(rf"(?<!\w)({_any(BEFORE_NUMBERS)}) (?=\d)"),
    re.compile(rf"(?<!\w)({_any(BEFORE_NAMES)}) (?=[^\W\d_])"),
    re.compile(r"(?<![\w.])([A-ZÁÉÍÓÚÑ]\.) (?=[A-ZÁÉÍÓÚÑ])"),  # initials: J. F. Kennedy
    re.compile(r"(?<=\S) (?=[–—] )"),  # a dash ends a line and begins none
)


def bind(text: str) -> str:
    """Put a space that does not break between what belongs together."""
    for rule in _RULES:
        text = rule.sub(lambda found: (found[1] if found.re.groups else "") + NO_BREAK, text)
    return text


def bound(tree: Any) -> Any:
    """Bind the words of a whole tree; code and addresses stay as they are."""
    return rebuild(tree, _change)


_FIELDS: Final[Mapping[type, str]] = {Text: "text", Cite: "locator", Abbreviation: "text"}


def _change(node: Any) -> Any:
    name = _FIELDS.get(type(node))
    return replace(node, **{name: bind(getattr(node, name))}) if name else node
