"""
How long a document came out, measured on the laid-out page: its pages, and the lines of a paragraph.

A page template puts each document into ``<article class="sheet" data-kind="one-pager">``,
so that several can be measured in one layout; without such an element the whole
page is the document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.errors import RenderError
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from communique.document.nodes import Limit


def hold(document: Any, limits: Sequence[tuple[str, Limit]]) -> None:
    """
    Hold a layout against its limits; `document` is WeasyPrint's, and each limit comes with its document kind.

    Raises:
        RenderError: something is longer than it may be; the hint says how many words to cut.

    """
    if not limits:
        return
    pages = [page._page_box for page in document.pages]  # noqa: SLF001 -- WeasyPrint has no public way to its boxes
    found = tuple(problem for kind, limit in limits for problem in _judged(kind, limit, pages))
    if found:
        raise RenderError(found)


def _judged(kind: str, limit: Limit, pages: list[Any]) -> Iterator[Problem]:
    found = [lines for page in pages if (lines := list(_lines(_sheet(page, kind))))]
    if limit.pages and len(found) > limit.pages:
        over = _words(line for lines in found[limit.pages :] for line in lines)
        yield _problem(f"the {kind} runs to {_count(len(found), 'page')}, and may have {limit.pages}", over)
    if limit.lines:
        yield from _lines_judged(kind, limit, [line for lines in found for line in lines])


def _lines_judged(kind: str, limit: Limit, lines: list[Any]) -> Iterator[Problem]:
    held = [line for line in lines if limit.role in _classes(line)]
    if len(held) > limit.lines:
        over = _words(held[limit.lines :])
        what = limit.role.replace("-", " ")
        yield _problem(f"the {what} of the {kind} takes {_count(len(held), 'line')}, and may take {limit.lines}", over)


def _sheet(page: Any, kind: str) -> Any:
    """Find the part of a page that belongs to a document; the whole page where none is told apart."""
    sheets = [box for box in page.descendants() if "sheet" in _classes(box) and box.element.tag == "article"]
    if not sheets:
        return page
    return next((box for box in sheets if box.element.get("data-kind") == kind), None)


def _lines(box: Any) -> Iterator[Any]:
    """Go through the lines of a box; what stands in the page's margins is none of them."""
    if box is None or type(box).__name__ == "MarginBox":
        return
    if type(box).__name__ == "LineBox":
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child)


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


def _problem(message: str, over: int) -> Problem:
    return Problem(message=message, code="too-long", hint=f"Cut about {_count(max(over, 1), 'word')}.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
