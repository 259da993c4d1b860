"""
Tags over boxes: an element is one tag, however many lines, columns and pages it is laid out in.

WeasyPrint begins a new tag for each line of a link, for each column, and on
each page for a paragraph or a table that is broken there; it repeats the tags
of a table's head, and hangs running heads outside the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from communique.engines.pdf_tree import Tree


_PARTS: Final = {"/THead", "/TBody", "/TR", "/TH", "/TD", "/LI"}
"""Kinds that WeasyPrint also gives to boxes that it adds: beside or inside each other, two of a page may be two things."""


def unwrap_boxes(tree: Tree) -> None:
    """Make one tag of an element and the boxes inside that it is laid out in: columns, grids, tables."""
    for tag in reversed(tuple(tree.below(tree.root))):
        around = tree.get(tag["P"])
        same = tag["S"] == around.get("S") and tag["S"] not in _PARTS
        if same and tree.element(tag) is not None and tree.element(tag) is tree.element(around):
            place = around["K"].index(tag.reference)
            after = around["K"][place + 1 :]
            del around["K"][place:]
            _absorb(around, tag, tree)
            around["K"].extend(after)


def join_pages(tree: Tree) -> None:
    """Join the tags of an element that is broken, from the outermost in."""
    _join_kids(tree.root, tree)


def _join_kids(parent: Any, tree: Tree) -> None:
    kept: list[Any] = []
    for kid in tree.kids(parent):
        first = _first(kid, kept, tree)
        if first is None:
            kept.append(kid)
            continue
        parent["K"].remove(kid.reference)
        if kid["S"] == "/THead":
            _forget_head(kid, first, tree)
        else:
            _absorb(first, kid, tree)
    for kid in kept:
        _join_kids(kid, tree)


def _first(tag: Any, before: list[Any], tree: Tree) -> Any:
    """Find the tag beside this one that it goes on from: the last one, or in a table the head or the cell it repeats."""
    among = before if tag["S"] in {"/THead", "/TH", "/TD"} else before[-1:]
    return next((first for first in among if _goes_on(first, tag, tree)), None)


def _goes_on(first: Any, second: Any, tree: Tree) -> bool:
    """Tell whether two tags are one element, broken over lines, columns or pages."""
    element = tree.element(second)
    same = element is not None and tree.element(first) is element and first["S"] == second["S"]
    return same and first["S"] != "/Figure" and (first["S"] not in _PARTS or first.get("Pg") != second.get("Pg"))


def _absorb(first: Any, second: Any, tree: Tree) -> None:
    """Move all that a tag holds to the one that it goes on from; content names its page where that is another."""
    import pydyf

    for kid in second["K"]:
        if isinstance(kid, int):
            content = pydyf.Dictionary({"Type": "/MCR", "Pg": second["Pg"], "MCID": kid})
            tree.own(first, tree.get(second["Pg"])["StructParents"], kid)
            first["K"].append(kid if first["Pg"] == second["Pg"] else content)
        elif tree.get(kid).get("Type") == "/OBJR":
            first["K"].append(kid)
            tree.own(first, tree.get(tree.get(kid)["Obj"])["StructParent"])
        else:
            tree.move(kid, first)
    second["K"].clear()
    second["P"] = first.reference


def _forget_head(copy: Any, head: Any, tree: Tree) -> None:
    """Let the cells of a page go by the head of the first one, whose copy is none of the table's own."""
    names = {}
    own = {id(tree.element(tag)): tag for tag in tree.below(head) if tag["S"] == "/TH"}
    for tag in tree.below(copy):
        first = own.get(id(tree.element(tag)))
        if tag["S"] == "/TH" and first is not None and "ID" in tag and "ID" in first:
            names[tag["ID"].data] = first["ID"]
    if names:
        for tag in tree.tags():
            headers = tag["A"].get("Headers") if tag["S"] == "/TD" and "A" in tag else None
            if headers:
                headers[:] = [names.get(header.data, header) for header in headers]


# --- artifacts


def make_artifacts(tree: Tree) -> None:
    """Mark as artifacts what hangs outside the tree: running heads, and the heads that a table repeats."""
    inside = {tag.reference for tag in tree.below(tree.root)}
    pages: dict[bytes, set[int]] = {}
    for tag in tree.tags():
        if tag.reference not in inside and "Pg" in tag:
            pages.setdefault(tag["Pg"], set()).update(kid for kid in tag["K"] if isinstance(kid, int))
            _drop_links(tag, tree)
    for page, contents in pages.items():
        _mark(tree, page, contents)


def _mark(tree: Tree, page: bytes, contents: set[int]) -> None:
    """Rewrite the marks of a page's content, and take them out of the table of what belongs to which tag."""
    import pydyf

    operators = tree.stream(tree.get(page)["Contents"])
    for i, value in enumerate(operators):
        if isinstance(value, dict) and value.get("MCID") in contents:
            operators[i - 1] = "/Artifact"
            operators[i] = pydyf.Dictionary({"Type": "/Pagination"})
    for number in contents:
        tree.own(None, tree.get(page)["StructParents"], number)


def _drop_links(tag: Any, tree: Tree) -> None:
    """Take the links out of what is no content: a link must have a tag (clause 7.18.5)."""
    for kid in tag["K"]:
        target = tree.get(kid)
        if target.get("Type") == "/OBJR" and "Annots" in tree.get(tag["Pg"]):
            links = tree.get(tag["Pg"])["Annots"]
            if target["Obj"] in links:
                links.remove(target["Obj"])
