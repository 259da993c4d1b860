"""
Where WeasyPrint's layout put the words, and what is wrong with it.

The layout is a tree of boxes with places on the page, in CSS pixels from its
top left corner. Its text boxes are gone through, whoever wrote the page: words
outside the page's text or off the sheet, words cut away by a box that hides
what sticks out, words that leave their cell, words printed over each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communique.document.nodes import Document
    from communique.packs.pack import Pack

LEEWAY: Final = 1.0
"""CSS pixels that a letter may reach over: italics, rounding, a full stop that hangs."""

BODY: Final = 0.5
"""The height of small letters, in parts of the size: what may never be printed over."""


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a page."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Rectangle) -> bool:
        """Whether the other lies inside, or sticks out by less than is seen."""
        return (
            other.left >= self.left - LEEWAY
            and other.right <= self.right + LEEWAY
            and other.top >= self.top - LEEWAY
            and other.bottom <= self.bottom + LEEWAY
        )

    def meets(self, other: Rectangle) -> bool:
        """Whether the two share more than is seen."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > LEEWAY
            and min(self.bottom, other.bottom) - max(self.top, other.top) > LEEWAY
        )

    def beside(self, other: Rectangle) -> bool:
        """Whether the other stays between the left and the right edge."""
        return other.left >= self.left - LEEWAY and other.right <= self.right + LEEWAY


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one line in one face, and the boxes that they have to stay in."""

    text: str
    place: Rectangle  #: From the baseline to the height of small letters.
    page: Rectangle  #: The sheet for a running head, else the part of it that is for text.
    hidden: tuple[Rectangle, ...] = ()  #: Boxes around it that cut away what sticks out.
    cell: Rectangle | None = None  #: The cell of a table that it stands in.


def laid_out(document: Document, pack: Pack) -> Any:
    """Lay out a document as the PDF is laid out, and stop before it is written."""
    from communique.render import Job
    from communique.writers import html

    page = html.write_document(
        Job(document, pack).drawn(), pack.template("page.html.j2"), footnotes=True, pack=pack.settings
    )
    return laid(page, pack)


def laid(page: str, pack: Pack) -> Any:
    """Lay out a page of HTML."""
    from communique.engines import pdf

    weasyprint = pdf._weasyprint()
    fetcher = pdf._fetcher(weasyprint, pack, [])
    return weasyprint.HTML(string=page, url_fetcher=fetcher).render(presentational_hints=True)


def faults(layout: Any) -> list[str]:
    """Say what is wrong with each page of a layout, each fault with its words."""
    return [
        f"page {number}: {fault}"
        for number, page in enumerate(layout.pages, 1)
        for fault in _of_page(tuple(runs(page._page_box)))
    ]


def _of_page(found: tuple[Run, ...]) -> Iterator[str]:
    for run in found:
        if not run.page.holds(run.place):
            yield f"outside the page: {shown(run)}"
        if not all(box.holds(run.place) for box in run.hidden):
            yield f"cut away: {shown(run)}"
        if run.cell and not run.cell.beside(run.place):
            yield f"out of its cell: {shown(run)}"
    for one, other in overlapping(found):
        yield f"over each other: {shown(one)} and {shown(other)}"


def overlapping(found: Iterable[Run]) -> Iterator[tuple[Run, Run]]:
    """Find the runs that are printed over each other."""
    ordered = sorted(found, key=lambda run: run.place.top)
    for at, run in enumerate(ordered):
        below = takewhile(lambda other, run=run: other.place.top < run.place.bottom, ordered[at + 1 :])  # type: ignore[misc]
        yield from ((run, other) for other in below if run.place.meets(other.place))


def shown(run: Run) -> str:
    """Name a run by its words and its place."""
    return f'"{run.text.strip()[:60]}" at {run.place.left:.0f},{run.place.top:.0f}'


# --- the tree of boxes -------------------------------------------------------


def runs(page: Any) -> Iterator[Run]:
    """Go through the words of a page that are seen."""
    sheet = Rectangle(0, 0, page.margin_width(), page.margin_height())
    left, top = page.content_box_x(), page.content_box_y()
    text = Rectangle(left, top, left + page.width, top + page.height)
    for child in page.children:
        running = type(child).__name__ == "MarginBox"
        yield from _inside(child, Run("", sheet, sheet if running else text))


def _inside(box: Any, around: Run) -> Iterator[Run]:
    kind = type(box).__name__
    if kind == "TextBox":
        if box.text.strip() and box.style["visibility"] == "visible":
            yield Run(box.text, _letters(box), around.page, around.hidden, around.cell)
        return
    hidden, cell = around.hidden, around.cell
    if kind == "TableCellBox":
        cell = _edges(box)
    if box.style["overflow"] != "visible":
        hidden = (*hidden, _edges(box))
    for child in getattr(box, "children", ()):
        yield from _inside(child, Run("", around.place, around.page, hidden, cell))


def _edges(box: Any) -> Rectangle:
    left, top = box.border_box_x(), box.border_box_y()
    return Rectangle(left, top, left + box.border_width(), top + box.border_height())


def _letters(box: Any) -> Rectangle:
    baseline, size = box.position_y + box.baseline, box.style["font_size"]
    return Rectangle(box.position_x, baseline - BODY * size, box.position_x + box.width, baseline)
