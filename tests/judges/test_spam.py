"""The whole messages before SpamAssassin: what lands among the spam is read by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support import judges, once
from support.screens import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

MOST = 2.0
"""Points a message may have; from five on it is spam."""

BAD = b"""From: "CASINO WINNER" <winner@example.org>\r
Subject: YOU WON!!! ACT NOW FREE MONEY $$$\r
Content-Type: text/html\r
\r
<html><body><img src="http://192.0.2.1/a.gif"><font color="white">Viagra 100% free, click here now!!!</font></body></html>\r
"""


@pytest.mark.parametrize(("brief", "pack", "language"), SAMPLES)
def test_no_message_looks_like_spam(brief: str, pack: str, language: str, tmp_path: Path) -> None:
    score, rules = judges.spam_score(once.made(brief, pack, "eml", language=language), tmp_path)

    assert score < MOST, rules


def test_spamassassin_still_knows_spam(tmp_path: Path) -> None:
    score, rules = judges.spam_score(BAD, tmp_path)

    assert score > 5
    assert "MIME_HTML_ONLY" in rules
