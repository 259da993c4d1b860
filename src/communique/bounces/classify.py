"""
Whether a bounce is for good: by the enhanced status code (RFC 3463), and by the words of servers that give none.

In doubt it is not: a person who is written to once more is lost less than one
who is never written to again.
"""

from __future__ import annotations

import re
from typing import Final

GONE: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
"""No such mailbox, no such domain, no address, moved away, a domain that takes no mail, shut, no way to the host."""

_VAGUE: Final = frozenset({"", "5.0.0", "5.1.0", "5.2.0", "5.3.0", "5.4.0", "5.5.0"})
"""Codes that say no more than that something is wrong: the words say what."""

_CODE: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_NOBODY: Final = re.compile(
    r"no such (?:user|mailbox|address|recipient|person|account)|(?:user|mailbox|recipient|address|account|alias)"
    r"(?: \S+)?(?: is)? (?:unknown|not found|does(?: not|n't) exist|not (?:exist|known|recogni[sz]ed)|disabled|closed|inactive)"
    r"|unknown (?:user|recipient|mailbox|address|account|local part)|does(?: not|n't) have an? \S+ account"
    r"|not a (?:valid|known) (?:user|mailbox|address)|invalid (?:recipient|mailbox)|domain (?:not found|does not exist)"
    r"|(?:host|domain) unknown|nxdomain|no (?:mailbox|account) here|user has moved|account (?:that you tried|has been (?:disabled|closed))",
    re.IGNORECASE,
)
_POLICY: Final = re.compile(
    r"spam|block|policy|reputation|blacklist|listed|dmarc|dkim|spf|authenticat|relay|quota|mailbox (?:is )?full|over ?quota|too large|try again",
    re.IGNORECASE,
)


def code_in(text: str) -> str:
    """Find an enhanced status code in a server's words; empty where there is none."""
    found = _CODE.search(text)
    return found[1] if found else ""


def is_gone(enhanced: str, said: str) -> bool:
    """Say whether an address is gone for good."""
    code = code_in(said) if enhanced in _VAGUE and code_in(said) not in _VAGUE else enhanced
    if code in GONE:
        return True
    if code not in _VAGUE:
        return False
    return bool(_NOBODY.search(said)) and not _POLICY.search(said)
