"""
Fitting an e-mail into what mail readers show: Gmail cuts a page off at 102 KB.

Rather than be cut anywhere, the message drops whole sections from the end of the
body and says which; the text part and the other formats stay complete. What was
cut is a document again, so that `verify` can ask the page for no more than it holds.
"""

from __future__ import annotations

import binascii
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from communique.document.nodes import BulletList, Cite, OrderedList, Paragraph, Section, Text
from communique.document.walk import plain, walk
from communique.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from communique.document.nodes import Block, Document

LIMIT: Final = 102_000
"""Octets of the page as sent, in quoted-printable; Gmail hides what follows."""


KEPT: Final = frozenset(("sources", "corrections", "imprint"))
"""Kinds of sections at the back that no e-mail goes without."""


def size(html: str) -> int:
    """Count the octets of a page as it is sent: in UTF-8, quoted-printable."""
    return len(binascii.b2a_qp(html.encode("utf-8", "replace")))


def fit(
    document: Document, render: Callable[[Document], str], *, limit: int = LIMIT
) -> tuple[Document, str, tuple[Problem, ...]]:
    """
    Make the e-mail's page, short enough to be shown whole.

    Args:
        document: the edition as laid out.
        render: makes the page of a document.
        limit: octets as sent.

    Returns:
        The document that the page holds, the page, and a warning where sections were left out of it
        or where it stays too long even so.

    """
    html = render(document)
    whole = size(html)
    shorter = document
    for shorter in shortened(document) if whole > limit else ():
        html = render(shorter)
        if size(html) <= limit:
            break
    return shorter, html, () if whole <= limit else (_too_long(document, shorter, whole, size(html), limit),)


def shortened(document: Document) -> Iterator[Document]:
    """
    Give shorter and shorter documents, each without one more section and with a notice that says so.

    The sections go from the end of the body, then of the back; the sources stay as far as they are still cited,
    and so do the imprint of a newsletter and what it corrects.
    """
    left: list[Section] = []
    for section in (*reversed(document.at("body")), *(s for s in reversed(document.at("back")) if s.kind not in KEPT)):
        left.append(section)
        gone = {s.id for s in left}
        kept = tuple(s for s in document.sections if s.id not in gone)
        yield replace(document, sections=_with_notice(document, _with_sources_of(kept), gone))


def _with_notice(document: Document, kept: tuple[Section, ...], gone: set[str]) -> tuple[Section, ...]:
    """Say at the end of the body which sections are left out, in the document's order."""
    titles = [s.title for s in document.sections if s.id in gone]
    blocks: tuple[Block, ...] = (
        Paragraph(inlines=(Text(document.labels["rest_text"]),)),
        BulletList(items=tuple((Paragraph(inlines=title),) for title in titles)),
    )
    notice = Section(id="rest", kind="rest", title=(Text(document.labels["rest_title"]),), blocks=blocks)
    back = [s for s in kept if s.place == "back"]
    return (*(s for s in kept if s.place != "back"), notice, *back)


def _with_sources_of(kept: tuple[Section, ...]) -> tuple[Section, ...]:
    """Shorten the list of sources to those that are still cited; they come first, for sources are numbered as cited."""
    cited = _last_cited(section for section in kept if section.kind != "sources")
    return tuple(s for section in kept for s in (_up_to(section, cited) if section.kind == "sources" else (section,)))


def _last_cited(sections: Iterable[Section]) -> int:
    return max((n.number for section in sections for n in walk(section) if isinstance(n, Cite)), default=0)


def _up_to(section: Section, cited: int) -> tuple[Section, ...]:
    if not cited:
        return ()
    blocks = (replace(b, items=b.items[:cited]) if isinstance(b, OrderedList) else b for b in section.blocks)
    return (replace(section, blocks=tuple(blocks)),)


def _too_long(document: Document, shorter: Document, whole: int, now: int, limit: int) -> Problem:
    kept = {section.id for section in shorter}
    names = ", ".join(f'"{plain(s.title)}"' for s in document.sections if s.id not in kept)
    left = f"left out of the page: {names}" if names else "nothing could be left out"
    still = f"; it still has {now:,}" if now > limit else ""
    return Problem(
        message=f"the e-mail has {whole:,} octets and readers cut it at {limit:,}; {left}{still}",
        code="email-too-long",
        hint="Its text part is complete. Shorten the brief, or send the PDF with the message.",
        severity=Severity.WARNING,
    )
