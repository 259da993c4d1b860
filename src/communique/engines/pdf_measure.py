"""
How long a document came out, measured on the laid-out page: its pages, and the lines of a paragraph.

A page template puts each document into ``<article class="sheet" data-kind="one-pager">``,
so that several can be measured in one layout; without such an element the whole
page is the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.errors import RenderError
from communique.problems import Problem, faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.document.nodes import Limit

HAIR = 0.5
"""Pixels that do not count."""


def hold(document: Any, limits: Sequence[tuple[str, Limit]]) -> tuple[Problem, ...]:
    """
    Hold a layout against its limits; `document` is WeasyPrint's, and each limit comes with its document kind.

    Returns:
        Warnings, for limits that are no more than advice.

    Raises:
        RenderError: something is longer than it may be; the hint says how many words to cut.

    """
    if not limits:
        return ()
    pages = [page._page_box for page in document.pages]  # noqa: SLF001 -- WeasyPrint has no public way to its boxes
    found = tuple(problem for kind, limit in limits for problem in _judged(kind, limit, pages))
    if faults(found):
        raise RenderError(found)
    return found


def _judged(kind: str, limit: Limit, pages: list[Any]) -> Iterator[Problem]:
    found = [lines for page in pages if (lines := list(_lines(_sheet(page, kind))))]
    if limit.pages and len(found) > limit.pages:
        over = _words(line for lines in found[limit.pages :] for _, line in lines)
        yield _problem(f"the {kind} runs to {_count(len(found), 'page')}, and may have {limit.pages}", over, limit)
    if limit.lines:
        yield from _lines_judged(kind, limit, [line for lines in found for line in lines])
    if limit.box:
        yield from _boxes_judged(kind, limit, pages)


def _lines_judged(kind: str, limit: Limit, lines: list[tuple[str, Any]]) -> Iterator[Problem]:
    """Count the lines that have the role, in each section for itself."""
    held = [(section, line) for section, line in lines if limit.role in _classes(line)]
    for section in dict.fromkeys(section for section, _ in held):
        own = [line for of, line in held if of == section]
        if len(own) > limit.lines:
            what = section.replace("-", " ") or limit.role.replace("-", " ")
            message = f"the {what} of the {kind} takes {_count(len(own), 'line')}, and may take {limit.lines}"
            yield _problem(message, _words(own[limit.lines :]), limit)


def _boxes_judged(kind: str, limit: Limit, pages: list[Any]) -> Iterator[Problem]:
    """Find the boxes that more stands in than they are high; each is named by its first words."""
    for box in (box for page in pages if (sheet := _sheet(page, kind)) for box in sheet.descendants()):
        lines = [line for _, line in _lines(box)] if limit.box in _classes(box) else []
        top = box.content_box_y() - HAIR if lines else 0
        end = top + 2 * HAIR + box.height if lines else 0
        over = [line for line in lines if line.position_y < top or line.position_y + line.height > end]
        if over:
            said = " ".join(word.text for word in _texts(lines[0])).strip()
            what = limit.box.replace("-", " ")
            yield _problem(f"“{said}” does not fit: a {what} of the {kind} is full", _words(over), limit)


def _sheet(page: Any, kind: str) -> Any:
    """Find the part of a page that belongs to a document; the whole page where none is told apart."""
    sheets = [box for box in page.descendants() if "sheet" in _classes(box) and box.element.tag == "article"]
    if not sheets:
        return page
    return next((box for box in sheets if box.element.get("data-kind") == kind), None)


def _lines(box: Any, section: str = "") -> Iterator[tuple[str, Any]]:
    """Go through the lines of a box, each with the anchor of its section; what stands in the margins is none of them."""
    if box is None or type(box).__name__ == "MarginBox":
        return
    if type(box).__name__ == "LineBox":
        yield section, box
        return
    if "section" in _classes(box):
        section = box.element.get("id", "")
    for child in getattr(box, "children", ()):
        yield from _lines(child, section)


def _classes(box: Any) -> list[str]:
    element = getattr(box, "element", None)
    return element.get("class", "").split() if element is not None and hasattr(element, "get") else []


def _words(lines: Iterable[Any]) -> int:
    """Count the words on some lines."""
    return sum(len(box.text.split()) for line in lines for box in _texts(line))


def _texts(box: Any) -> Iterator[Any]:
    if hasattr(box, "text"):
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _problem(message: str, over: int, limit: Limit) -> Problem:
    hint = f"Cut about {_count(max(over, 1), 'word')}."
    return Problem(message=message, code="too-long", hint=hint, severity=limit.severity)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
