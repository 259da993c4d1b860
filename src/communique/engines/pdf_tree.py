"""
The structure tree of a PDF that WeasyPrint is about to write: its tags, and what each was made from.

It works on the objects of WeasyPrint's own PDF, whose form is nobody's promise:
the judges in the tests say whether this still holds when WeasyPrint changes.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

Tag: TypeAlias = "dict[str, Any]"
"""A structure element: ``S`` its kind, ``K`` its kids, ``P`` its parent, ``Pg`` its page."""

Made: TypeAlias = "dict[bytes, Element]"
"""The element of the page that each tag was made from, by the tag's reference."""


@contextmanager
def watched() -> Iterator[Made]:
    """Note which element each tag is made from, as long as WeasyPrint writes a file."""
    from weasyprint.pdf import tags

    made: Made = {}
    build = tags._build_box_tree  # noqa: SLF001 -- the one place where box and tag meet

    def noted(box: Any, *rest: Any) -> Iterator[Any]:
        element = getattr(box, "_box", box).element  # what is placed absolutely stands behind a placeholder
        for tag in build(box, *rest):
            if element is not None:
                made.setdefault(tag.reference, element)
            yield tag

    tags._build_box_tree = noted  # noqa: SLF001 -- as above
    try:
        yield made
    finally:
        tags._build_box_tree = build  # noqa: SLF001 -- as above


class Tree:
    """The tags of a PDF, and the objects around them, by their references."""

    def __init__(self, pdf: Any, made: Mapping[bytes, Element]) -> None:
        self.pdf = pdf
        self.made = made
        self._objects = {o.reference: o for o in pdf.objects}

    @property
    def root(self) -> Tag:
        """The tag around the whole document."""
        return self.get(self.get(self.pdf.catalog["StructTreeRoot"])["K"][0])

    def tags(self) -> tuple[Any, ...]:
        """List all tags, also those that hang outside the tree."""
        return tuple(o for o in self._objects.values() if isinstance(o, dict) and o.get("Type") == "/StructElem")

    def below(self, tag: Tag) -> Iterator[Any]:
        """Go through a tag and all tags below it, in reading order."""
        yield tag
        for kid in self.kids(tag):
            yield from self.below(kid)

    def kids(self, tag: Tag) -> tuple[Any, ...]:
        """List the tags right below one."""
        found = (self.get(kid) for kid in tag["K"])
        return tuple(kid for kid in found if kid.get("Type") == "/StructElem")

    def get(self, reference: Any) -> Tag:
        """Find what a reference leads to; marked content, which is a number, has no fields."""
        found = self._objects.get(reference) if isinstance(reference, bytes) else None
        return found if isinstance(found, dict) else {}

    def stream(self, reference: Any) -> list[Any]:
        """Find the operators of a page's content."""
        found: list[Any] = self._objects[reference].stream
        return found

    def element(self, tag: Any) -> Element | None:
        """Find what a tag was made from; None for a run of words."""
        return self.made.get(tag.reference)

    def own(self, tag: Any, number: int, content: int | None = None) -> None:
        """
        Say which tag owns an annotation, or a piece of a page's content; None for an artifact's.

        Args:
            tag: the owner.
            number: ``StructParent`` of the annotation, or ``StructParents`` of the page.
            content: the number of the piece on its page.

        """
        numbers = self.get(self.get(self.pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
        place = numbers[::2].index(number) * 2 + 1
        reference = b"null" if tag is None else tag.reference
        if content is None:
            numbers[place] = reference
        else:
            numbers[place][content] = reference

    def add(self, kind: str, parent: Any) -> Any:
        """Make a new tag below another, without placing it among the kids."""
        import pydyf

        tag = pydyf.Dictionary(
            {"Type": "/StructElem", "S": kind, "K": pydyf.Array(), "Pg": parent["Pg"], "P": parent.reference}
        )
        self.pdf.add_object(tag)
        self._objects[tag.reference] = tag
        return tag

    def move(self, reference: Any, parent: Any, place: int | None = None) -> None:
        """Give a kid another parent: at a place among its kids, or last."""
        kid = self.get(reference)
        if kid.get("Type") == "/StructElem":
            kid["P"] = parent.reference
        parent["K"].insert(len(parent["K"]) if place is None else place, reference)
