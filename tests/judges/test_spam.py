"""The whole messages before SpamAssassin: what lands among the spam is read by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.render import render
from support import judges
from support.pdf_reader import pack_of
from support.screens import SAMPLES, sample

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
    outputs = render(sample(brief, language), pack=pack_of(pack), formats=["email"])
    (message,) = (output.data for output in outputs if output.name.endswith(".eml"))

    score, rules = judges.spam_score(message, tmp_path)

    assert score < MOST, rules


def test_spamassassin_still_knows_spam(tmp_path: Path) -> None:
    score, rules = judges.spam_score(BAD, tmp_path)

    assert score > 5
    assert "MIME_HTML_ONLY" in rules
