"""The foot of every mailing: who sends it and from where, to whom, and how to leave; in the page and in the text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from communique.mailing.message import LINKS
from communique.mailing.quoted import slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.mailing.letter import Letter

WORDS: Final = ("sent_to", "unsubscribe", "preferences", "view")
"""The fixed words it needs; ``sent_to`` has the places ``{address}``, ``{list}`` and ``{copy}``."""

_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)
_STYLE: Final = (
    "max-width:600px;margin:0 auto;padding:16px 24px 24px;font:14px/1.5 system-ui,'Segoe UI',Arial,sans-serif;"
    "color:#52606d;background:#ffffff"
)


@dataclass(frozen=True, slots=True)
class Office:
    """Who sends."""

    name: str
    postal_address: str  #: On as many lines as it has.


def with_foot(letter: Letter, office: Office, words: Mapping[str, str]) -> Letter:
    """Add the foot to a letter; `words` are those of its language, by the names in `WORDS`."""
    return replace(letter, html=_page(letter.html, office, words), text=_text(letter.text, office, words))


def _sent_to(words: Mapping[str, str]) -> str:
    return words["sent_to"].format(address=slot("address"), list=slot("list"), copy=slot("copy"))


def _page(page: str, office: Office, words: Mapping[str, str]) -> str:
    lines = [line.strip() for line in (office.name, *office.postal_address.splitlines()) if line.strip()]
    who = "<br>".join(map(html.escape, lines))
    links = " · ".join(f'<a href="{slot(name)}" style="color:#123f6d">{html.escape(words[name])}</a>' for name in LINKS)
    sent = html.escape(_sent_to(words))
    paragraphs = "".join(f'<p style="margin:0 0 8px">{part}</p>' for part in (who, sent, links))
    foot = f'<div role="contentinfo" class="mailing-foot" style="{_STYLE}">{paragraphs}</div>\n'
    found = list(_END.finditer(page))
    at = found[-1].start() if found else len(page)
    return page[:at] + foot + page[at:]


def _text(text: str, office: Office, words: Mapping[str, str]) -> str:
    lines = [office.name, *(line.strip() for line in office.postal_address.splitlines())]
    links = [f"{words[name]}: {slot(name)}" for name in LINKS]
    return "\n".join([text.rstrip("\n"), "", "-- ", *filter(None, lines), "", _sent_to(words), "", *links, ""])
