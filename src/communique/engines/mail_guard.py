"""
The last look at an e-mail's HTML: it may lead somewhere when clicked, but it fetches nothing and runs nothing.

Pictures are parts of the message (``cid:``) or written out (``data:``); links
lead to ``https:``, ``http:``, ``mailto:``, ``tel:`` or a place in the page. What
stands in the conditional comments that Outlook reads is searched as well.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

FETCHING: Final = frozenset(
    {"src", "srcset", "background", "poster", "data", "action", "formaction", "codebase", "xlink:href"}
)
"""Attributes that a reader follows by itself."""

FORBIDDEN: Final = frozenset(
    [
        "applet",
        "audio",
        "base",
        "button",
        "embed",
        "form",
        "frame",
        "frameset",
        "iframe",
        "input",
        "link",
        "math",
        "object",
        "script",
        "select",
        "source",
        "svg",
        "template",
        "textarea",
        "track",
        "video",
    ]
)
"""Elements that fetch, run or ask; `mrml` writes some of them for carousels and menus."""

_LINK: Final = re.compile(r"#|https?://|mailto:|tel:", re.IGNORECASE)
_PICTURE: Final = re.compile(r"cid:|data:image/(png|jpeg);base64,", re.IGNORECASE)
_FETCHING_CSS: Final = re.compile(
    r"url\s*\(|@import|@font-face|image-set\s*\(|expression\s*\(|behavior\s*:|-moz-binding"
)
_CSS_ESCAPE: Final = re.compile(r"\\([0-9a-f]{1,6})\s?|/\*.*?\*/", re.IGNORECASE | re.DOTALL)


def guard(html: str) -> tuple[Problem, ...]:
    """Find what a mail reader would fetch or run; empty for a page that stands alone."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(dict.fromkeys(reader.found))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Problem] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in FORBIDDEN:
            self._report(f"<{tag}> is not allowed in an e-mail")
        for name, value in attrs:
            self._report(*_faults_of(tag, name, (value or "").strip()))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the name is the base class's
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style and _fetches(data):
            self._report("a style sheet of the e-mail refers to something outside it")

    def handle_comment(self, data: str) -> None:
        self.found += guard(re.sub(r"^\[if[^\]]*\]>|<!\[endif\]$", "", data.strip()))

    def _report(self, *messages: str) -> None:
        hint = "A mail fetches nothing: use pictures of the brief, and styles in the template itself."
        self.found += (Problem(message=m, code="mail-fetches", hint=hint) for m in messages)


def _faults_of(tag: str, name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"<{tag}> has the attribute {name}, which runs code"
    elif name in FETCHING and value and not _PICTURE.match(value):
        yield f"<{tag}> would fetch {value[:80]!r}"
    elif name == "href" and value and not _LINK.match(value):
        yield f"<{tag}> links to {value[:80]!r}, which is not an address for a link"
    elif name == "style" and _fetches(value):
        yield f"<{tag}> has a style that refers to something outside the e-mail"
    elif (tag, name, value.lower()) == ("meta", "http-equiv", "refresh"):
        yield "<meta> would lead the reader away"


def _fetches(css: str) -> bool:
    plain = _CSS_ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else "", css)
    return bool(_FETCHING_CSS.search(plain.lower()))
