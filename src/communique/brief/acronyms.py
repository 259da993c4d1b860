"""The rule for acronyms: each is spelled out once, somewhere in the brief."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from communique.brief.rules import Finding, texts
from communique.document.nodes import Abbreviation, Code, CodeBlock, Text
from communique.document.walk import plain, rebuild
from communique.document.walk import walk as walk_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from communique.brief.base import Line, Prose
    from communique.brief.schema import Brief

_KNOWN: Final = """
US USA UK EU UN UAE ID OK TV PM AM CEO AI IT HR PR IP GDP VAT NGO NATO OECD WHO IMF WTO UNESCO UNICEF NASA FBI CIA DNA
HIV AIDS COVID PDF SMS SUV GPS AD BC BCE CE GMT UTC CET CEST EST EDT CST CDT MST MDT PST PDT COT Q1 Q2 Q3 Q4 G7 G20
UE EE UU EEUU ONU OTAN OMS FMI OMC OCDE ONG PIB IVA CO2 VIP PS CV URL USB SOS
"""

KNOWN: Final = frozenset(_KNOWN.split())
"""Short forms that every reader knows, in English and Spanish."""

LONGEST = 6
"""Letters; a longer word in capitals is stress, or a marking."""

_ACRONYM = re.compile(r"(?<![\w@#/.&-])([^\W\d_a-z][^\W_a-z]{1,7})(s?)(?![\w@/])(?!\.\w)")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")


def unexplained(brief: Brief, today: date) -> Iterator[Finding]:  # noqa: ARG001 -- every rule is asked alike
    """
    Find short forms that are spelled out nowhere.

    Spelled out is: a term of the glossary, ``*[ABC]: words`` in Markdown,
    "words (ABC)" or "ABC (words)" in any text. Names of people and sides,
    codes of currencies, Roman numbers and lines all in capitals are left alone.
    """
    explained = _explained(brief) | KNOWN | _names(brief)
    for path, markup in texts(brief):
        for found in _acronyms(_prose(markup)):
            if found not in explained:
                explained |= {found}
                hint = f'Spell it out: "the words ({found})", or add it to the glossary.'
                at = re.search(rf"(?<!\w){found}(?!\w)", markup.source)
                yield Finding(path, f'"{found}" is not spelled out', hint, markup, at.start() if at else 0)


def _prose(markup: Line | Prose) -> str:
    """Write the words of a text, without what is to be taken literally."""
    return plain(rebuild(markup.parsed.blocks, lambda node: Text("") if isinstance(node, Code | CodeBlock) else node))


def _acronyms(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for match in () if line.isupper() and " " in line else _ACRONYM.finditer(line):
            word = match[1]
            letters = sum(c.isalpha() for c in word)
            if 2 <= len(word) <= LONGEST and letters > 1 and word.isupper() and not _ROMAN.fullmatch(word):  # noqa: PLR2004
                yield word


def _explained(brief: Brief) -> frozenset[str]:
    found = {word for term in getattr(brief, "glossary", ()) for word in re.findall(r"\w+", term.term.text)}
    for _, markup in texts(brief):
        found |= {node.text for node in walk_tree(markup.parsed.blocks) if isinstance(node, Abbreviation)}
        found |= set(
            re.findall(r"[^\W\d_]['’”\"»]?\s\((?:the\s|el\s|la\s|los\s|las\s)?([^\W_a-z]{2,8})s?[);,:]", markup.text)
        )
        found |= set(re.findall(r"(?<!\w)([^\W_a-z]{2,8})s?\s\((?=[^)]*[a-zà-ÿ]{3,})", markup.text))
    return frozenset(found)


def _names(brief: Brief) -> frozenset[str]:
    """Words of names, and codes of currencies."""
    from communique.brief.codes import currencies

    sides = getattr(brief, "delegations", ())  # a newsletter has neither sides nor a glossary
    people = [p.name for side in sides for p in (side.principal, *side.members) if p]
    names = [*people, *(side.name for side in sides), *(author.name for author in brief.authors)]
    words = {word.upper() for name in names for word in re.findall(r"\w+", name)}
    return frozenset(words | set(currencies()) | {side.country for side in sides if side.country})
