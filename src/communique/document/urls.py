"""Which addresses a link may lead to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SCHEMES = ("https", "http", "mailto", "tel")
"""What a link may start with; besides, ``#anchor`` leads to a place in the document."""

LONGEST = 2000
"""Characters in an address; longer ones break in mail programs and in Word."""


def refusal(url: str) -> str:
    """Say why a link may not lead to an address; empty where it may."""
    if not url:
        return "this link leads nowhere"
    if len(url) > LONGEST:
        return f"this address is longer than {LONGEST} characters"
    if re.search(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\"<>\\^`{|}]", url):
        return "this address holds a character that addresses cannot have"
    if re.search(r"%(0[0-9a-f]|1[0-9a-f]|7f)", url, re.IGNORECASE):
        return "this address hides a line end or another control character"
    if url.startswith("#"):
        return "" if len(url) > 1 else "this link leads nowhere"
    return _by_scheme(url)


def _by_scheme(url: str) -> str:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "this is not an address"
    if parts.scheme not in SCHEMES:
        return f'a link cannot lead to "{parts.scheme}:"' if parts.scheme else f'"{url[:60]}" is not a whole address'
    if parts.scheme in {"https", "http"} and not parts.hostname:
        return "this address names no site"
    if parts.username or parts.password:
        return "this address holds a user name or a password"
    return "" if parts.netloc or parts.path else "this link leads nowhere"
