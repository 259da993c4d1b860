"""Tries a link, as a reader's browser would, and says what is wrong with it."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Final

PATIENCE: Final = 10
"""Seconds that a server is waited for."""


def answer_of(url: str) -> str:
    """Say what is wrong with a link; empty where it leads somewhere."""
    if not url.startswith(("https://", "http://")):
        return "is no address of the web"
    request = urllib.request.Request(url, headers={"User-Agent": "communique"})  # noqa: S310 -- the scheme was looked at
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310 -- as above
            return ""
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, ValueError):
        return "does not answer"
