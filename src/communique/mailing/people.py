"""What may be said of a person: an address, a name, a language, a format, and attributes; each held to a form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from communique.mailing.addresses import Address, InvalidAddress, parse_address

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMATS: Final = ("html", "text")
OWN: Final = ("address", "name", "language", "format")
"""What every person has, or may have, beside attributes."""
TAKEN: Final = (*OWN, "domain", "list", "lists", "consent", "copy", "and", "or", "not", "in", "is", "empty")
"""Names that no attribute may have: they mean something in filters, tables and messages."""
LONGEST_VALUE: Final = 500

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ATTRIBUTE: Final = re.compile(r"[^\W\d]\w{0,39}")
_JOINERS: Final = str.maketrans("", "", "\u200c\u200d")  # some scripts cannot be written without them


class Refused(ValueError):
    """A value cannot be taken; `code` is stable, and ``str()`` repeats no address."""

    def __init__(self, code: str, message: str) -> None:
        """Keep both."""
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody says of a person; None where nothing is said, an empty text where it is taken back."""

    address: Address
    name: str | None = None
    language: str | None = None
    format: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def person(values: Mapping[str, str]) -> Person:
    """
    Read a person from named texts; a name that is not our own is an attribute.

    Raises:
        Refused: a value has not the form that it must have.

    """
    said = dict(zip(values, texts(list(values.values())), strict=True))
    address = address_of(said.pop("address", ""))
    name, language, form = (said.pop(own, None) for own in OWN[1:])
    return Person(address, name, language and language_of(language), form and format_of(form), said)


def texts(values: list[str]) -> list[str]:
    """Read texts, without the spaces around them; raise Refused where one is too long, or holds what nobody sees."""
    joined = "".join(values)
    if joined.isascii() and joined.isprintable() and len(joined) <= LONGEST_VALUE:
        return [value.strip() for value in values]
    return [_text(value) for value in values]


def _text(value: str) -> str:
    if len(value) > LONGEST_VALUE:
        raise Refused("too-long", f"a text is longer than {LONGEST_VALUE} characters")
    return clean(value).strip()


def address_of(text: str) -> Address:
    """Read an address."""
    try:
        return parse_address(text)
    except InvalidAddress as error:
        raise Refused("bad-address", f"this is no address: {error}") from error


@lru_cache(maxsize=1000)
def language_of(text: str) -> str:
    """Read the code of a language; an empty text is none."""
    if text and not _LANGUAGE.fullmatch(text):
        raise Refused("bad-language-code", "a language is written as es, or pt-BR")
    return text


@lru_cache(maxsize=10)
def format_of(text: str) -> str:
    """Read a format; an empty text is the usual one."""
    if text and text not in FORMATS:
        raise Refused("bad-format", "a format is html or text")
    return text


def clean(text: str) -> str:
    """Write a text in composed letters and plain spaces; raise Refused where it holds what nobody sees."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused("bad-encoding", "this is not UTF-8")
    plain = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\u202f", " "))
    hidden = next((c for c in plain.translate(_JOINERS) if not c.isprintable()), None)
    if hidden is not None:
        raise Refused("hidden-character", f"there is a character that nobody sees (U+{ord(hidden):04X})")
    return plain


def attribute_name(name: str) -> str:
    """Take a name of an attribute; raise Refused where filters could not name it."""
    composed = unicodedata.normalize("NFC", name)
    if not _ATTRIBUTE.fullmatch(composed):
        better = re.sub(r"\W+", "_", composed.strip()).strip("_").lower()[:40]
        hint = f": try {better}" if _ATTRIBUTE.fullmatch(better) else ""
        raise Refused("bad-attribute", f"“{name}” is no name of an attribute; use letters, digits and _{hint}")
    if composed.lower() in TAKEN:
        raise Refused("bad-attribute", f"“{name}” means something else already")
    return composed
