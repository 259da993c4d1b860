"""
What WeasyPrint's tags lack for PDF/UA-1, mended just before the file is written.

It works on the objects of WeasyPrint's own PDF, whose form is nobody's promise:
the judge in the tests says whether this still holds when WeasyPrint changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def repair(document: Any, pdf: Any) -> None:  # noqa: ARG001 -- a finisher, as WeasyPrint calls it
    """Mend the structure tree of a PDF."""
    tree = _Tree(pdf)
    for element in tuple(tree.elements()):
        _own_link(element, tree)
        if element["S"] == "/LI":
            _settle_item(element, tree)
        if element["S"] == "/TH":
            _name_scope(element, tree)


class _Tree:
    """The PDF's objects, by their references."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._objects = {o.reference: o for o in pdf.objects}

    def elements(self) -> Iterator[Any]:
        return (o for o in self._objects.values() if isinstance(o, dict) and o.get("Type") == "/StructElem")

    def get(self, kid: Any) -> dict[str, Any]:
        """Find what a kid refers to; marked content, which is a number, has no fields."""
        found = self._objects.get(kid) if isinstance(kid, bytes) else None
        return found if isinstance(found, dict) else {}

    def add(self, tag: str, parent: Any) -> Any:
        import pydyf

        element = pydyf.Dictionary(
            {"Type": "/StructElem", "S": tag, "K": pydyf.Array(), "Pg": parent["Pg"], "P": parent.reference}
        )
        self._pdf.add_object(element)
        self._objects[element.reference] = element
        return element


def _own_link(element: Any, tree: _Tree) -> None:
    """Tag as a link whatever holds a link's annotation: WeasyPrint gives it to the emphasis inside (clause 7.18.5)."""
    kids = (tree.get(kid) for kid in element["K"])
    if element["S"] != "/Figure" and any(tree.get(k.get("Obj")).get("Subtype") == "/Link" for k in kids):
        element["S"] = "/Link"


def _settle_item(item: Any, tree: _Tree) -> None:
    """Keep a list item in its list; one that is laid out as a table leaves copies of itself further down."""
    if tree.get(item["P"]).get("S") == "/L":
        _wrap_body(item, tree)
        return
    for part in (item, *(tree.get(kid) for kid in item["K"])):
        if part.get("S") in {"/LI", "/LBody"}:
            part["S"] = "/Div"


def _wrap_body(item: Any, tree: _Tree) -> None:
    """Put all of a list item but its label into one body: a second paragraph stands beside it (clause 7.2)."""
    tags = {kid: tree.get(kid).get("S") for kid in item["K"]}
    if set(tags.values()) <= {"/Lbl", "/LBody"}:
        return
    body = tree.add("/LBody", item)
    for kid, tag in tags.items():
        if tag != "/Lbl":
            item["K"].remove(kid)
            body["K"].append(kid)
            tree.get(kid).update(P=body.reference, S="/Div" if tag == "/LBody" else tag)
    item["K"].append(body.reference)


def _name_scope(cell: Any, tree: _Tree) -> None:
    """Say what a header cell is the head of: the row where cells that hold data follow, else the column (clause 7.5)."""
    row = tree.get(cell["P"])
    data = any(tree.get(kid).get("S") == "/TD" for kid in row.get("K", ()))
    cell["A"]["Scope"] = "/Row" if data else "/Column"
