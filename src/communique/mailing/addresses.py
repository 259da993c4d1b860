"""
An address: as it was typed, as it travels, and as a key that is the same however it is typed.

Mail is sent to the local part as typed, for only its own server knows whether
its case matters; for us `Ana@Example.org` and `ana@example.org` are one person.
A domain travels in A-labels (`xn--…`) and is shown in U-labels. A local part
beyond ASCII is kept; it can be written to where the next server has SMTPUTF8.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST: Final = 254
LONGEST_LOCAL: Final = 64
LONGEST_DOMAIN: Final = 253

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN: Final = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_LOCAL_ASCII: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*")
_ANYWHERE: Final = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+")


class InvalidAddress(ValueError):
    """A text is no address; ``str()`` says why, and never repeats it."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address."""

    typed: str  #: As somebody wrote it, without the spaces around it.
    local: str  #: Before the ``@``.
    domain: str  #: Behind it, in A-labels and small letters.
    key: str  #: One for all ways of typing it.

    @property
    def wire(self) -> str:
        """The address as it travels."""
        return f"{self.local}@{self.domain}"

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server with SMTPUTF8 can take it."""
        return not self.local.isascii()

    @property
    def shown(self) -> str:
        """The address as people read it, the domain in its own script."""
        return f"{self.local}@{_u_labels(self.domain)}"


def parse_address(text: str) -> Address:
    """
    Read an address.

    Raises:
        InvalidAddress: it is none, or one that we do not write to: quoted, with a comment, at a bare number.

    """
    typed = text.strip(" ")
    local, _, domain = typed.rpartition("@")
    if _LOCAL.fullmatch(local) is None or _DOMAIN.fullmatch(domain) is None:
        return _unusual(unicodedata.normalize("NFC", typed))
    travelling = _a_labels(domain)
    _limit(local, travelling)
    return Address(typed, local, travelling, f"{local.lower()}@{travelling}")


def _unusual(typed: str) -> Address:
    """Read an address with letters beyond ASCII, or find out what is wrong with it."""
    local, at, domain = typed.rpartition("@")
    if not at:
        raise InvalidAddress("there is no @ in it" if typed else "it is empty")
    folded = _folded(local)
    for part in (typed, folded):
        _check_characters(part)
    for part in (local, folded):
        _check_local(part)
    travelling = _a_labels(domain)
    _limit(local, travelling)
    return Address(typed, local, travelling, f"{folded}@{travelling}")


def _check_characters(typed: str) -> None:
    for character in typed:
        if unicodedata.category(character)[0] in "CZ":
            code = f"U+{ord(character):04X}"
            seen = "a space" if character == " " else f"a character that nobody sees ({code})"
            raise InvalidAddress(f"there is {seen} in it")


def _check_local(local: str) -> None:
    if not local:
        raise InvalidAddress("there is nothing before the @")
    if '"' in local:
        raise InvalidAddress("it has quotation marks; such addresses are not written to")
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise InvalidAddress("a dot stands first, last or beside another before the @")
    ascii_part = "".join(character for character in local if character.isascii())
    if not _LOCAL_ASCII.fullmatch(ascii_part):
        wrong = next(c for c in ascii_part if not _LOCAL_ASCII.fullmatch(c))
        raise InvalidAddress(f"{wrong} cannot stand before the @")


def _limit(local: str, domain: str) -> None:
    """Hold the lengths that servers refuse beyond, in octets as they travel."""
    octets = len(local) if local.isascii() else len(local.encode())
    if octets > LONGEST_LOCAL:
        raise InvalidAddress(f"more than {LONGEST_LOCAL} characters before the @")
    if len(domain) > LONGEST_DOMAIN or octets + 1 + len(domain) > LONGEST:
        raise InvalidAddress(f"longer than {LONGEST} characters")


def _folded(local: str) -> str:
    """Fold a local part until nothing changes any more; `straße` and `strasse` remain two people."""
    folded = unicodedata.normalize("NFKC", local).lower()
    again = unicodedata.normalize("NFKC", folded).lower()
    return again if again == folded else _folded(again)


# --- domains


@lru_cache(maxsize=10_000)
def _a_labels(domain: str) -> str:
    """Write a domain in A-labels by UTS 46, and refuse what no registry would give."""
    unusual = _DOMAIN.fullmatch(domain) is None or "xn--" in domain.lower()
    made = _uts46(domain) if unusual else domain.lower()
    if "." not in made:
        raise InvalidAddress("the domain has no dot" if made else "there is nothing behind the @")
    if not _DOMAIN.fullmatch(made):
        raise InvalidAddress("the part behind the @ is no domain")
    if made.rpartition(".")[2].isdigit():
        raise InvalidAddress("a domain does not end in a number")
    return made


def _uts46(domain: str) -> str:
    import idna

    if not domain:
        return ""
    try:
        made = idna.encode(domain, uts46=True).decode("ascii").lower()
        idna.decode(made)
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidAddress("the part behind the @ is no domain") from error
    return made


@lru_cache(maxsize=10_000)
def _u_labels(domain: str) -> str:
    import idna

    return idna.decode(domain) if "xn--" in domain else domain


# --- logs


def masked(address: str) -> str:
    """Write an address so that a log does not tell whose it is: ``a…@example.org``."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if at else "…"


def masked_text(text: str) -> str:
    """Mask every address in a text, such as a server's answer."""
    return _ANYWHERE.sub(lambda found: masked(found[0]), text) if "@" in text else text
