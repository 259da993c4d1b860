"""
Lists in the tags of a PDF: an item is a label and a body, and what belongs to an item stands in its body.

WeasyPrint puts paragraphs, nested lists and the two halves of a definition
beside each other where PDF wants them inside each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.engines.pdf_tree import Tree

_CONTENTS: Final = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/Reference"}
"""What the parts of a list are in a table of contents."""


def settle_items(tree: Tree) -> None:
    """Keep a list's item in its list; one that is laid out as a table leaves copies of itself further down."""
    for item in tree.tags():
        if item["S"] != "/LI":
            continue
        if tree.get(item["P"]).get("S") == "/L":
            _wrap_body(item, tree)
            continue
        for part in (item, *(tree.get(kid) for kid in item["K"])):
            if part.get("S") in {"/LI", "/LBody"}:
                part["S"] = "/Div"


def _wrap_body(item: Any, tree: Tree) -> None:
    """Put all of a list item but its label into one body: a second paragraph stands beside it (clause 7.2)."""
    tags = {kid: tree.get(kid).get("S") for kid in item["K"]}
    if set(tags.values()) <= {"/Lbl", "/LBody"} and list(tags.values()).count("/LBody") <= 1:
        return
    body = tree.add("/LBody", item)
    for kid, tag in tags.items():
        if tag != "/Lbl":
            item["K"].remove(kid)
            body["K"].append(kid)
            tree.get(kid).update(P=body.reference, S="/Div" if tag == "/LBody" else tag)
    item["K"].append(body.reference)


def nest_lists(tree: Tree) -> None:
    """Put a list inside of an item into the item's body: WeasyPrint puts it behind the item."""
    for outer in tree.tags():
        if outer["S"] != "/L":
            continue
        body = None
        for kid in tree.kids(outer):
            if kid["S"] == "/L" and body is not None:
                outer["K"].remove(kid.reference)
                tree.move(kid.reference, body)
            elif kid["S"] == "/LI":
                body = _part(kid, "/LBody", tree)


def pair_terms(tree: Tree) -> None:
    """Make one item of a term and what is said of it, the term its label: WeasyPrint makes an item of each."""
    for held in _lists_of("dl", tree):
        pair = None
        for item in tree.kids(held):
            element = tree.element(item)
            if item["S"] != "/LI" or element is None:
                continue
            if element.tag == "dt":
                _part(item, "/LBody", tree)["S"] = "/Lbl"
                if pair is None or _part(pair, "/LBody", tree) is not None:
                    pair = item
                    continue
            if pair is not None:
                _pour(item, pair, held, tree)


def _pour(item: Any, pair: Any, held: Any, tree: Tree) -> None:
    """Move what an item holds into another; a second body goes into the first."""
    held["K"].remove(item.reference)
    for kid in tree.kids(item):
        body = _part(pair, "/LBody", tree)
        if kid["S"] == "/LBody" and body is not None:
            kid["S"] = "/Div"
            tree.move(kid.reference, body)
        else:
            tree.move(kid.reference, pair)
    item["K"].clear()


def name_contents(tree: Tree) -> None:
    """Tag the list of a navigation as the table of contents; its columns, each a list, are one."""
    for nav in _made_from("nav", tree):
        for held in _joined(nav, tree):
            for item in (held, *tree.kids(held)):
                parts = tree.kids(item) if item["S"] == "/LI" else ()
                for part in (item, *parts):
                    part["S"] = _CONTENTS.get(part["S"], part["S"])


def _joined(nav: Any, tree: Tree) -> tuple[Any, ...]:
    """Put the items of lists that stand beside each other into the first of them; give it."""
    found = [(held, part) for part in (nav, *tree.kids(nav)) for held in tree.kids(part) if held["S"] == "/L"]
    (first, _), *others = found or [(None, None)]
    for other, part in others:
        for kid in tuple(other["K"]):
            tree.move(kid, first)
        other["K"].clear()
        part["K"].remove(other.reference)
    return (first,) if first is not None else ()


def _lists_of(kind: str, tree: Tree) -> Iterator[Any]:
    """Find the lists that were made from an element of a kind, or stand right below one."""
    for tag in _made_from(kind, tree):
        yield from (held for held in (tag, *tree.kids(tag)) if held["S"] == "/L")


def _made_from(kind: str, tree: Tree) -> Iterator[Any]:
    for tag in tree.tags():
        element = tree.element(tag)
        if element is not None and element.tag == kind:
            yield tag


def _part(item: Any, kind: str, tree: Tree) -> Any:
    """Find the part of a kind in an item."""
    return next((kid for kid in tree.kids(item) if kid["S"] == kind), None)
