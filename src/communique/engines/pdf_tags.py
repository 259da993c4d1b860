"""
What WeasyPrint's tags lack for PDF/UA-1 and a screen reader, mended just before the file is written.

Each function of `MENDS` mends one thing and can be dropped on its own when
WeasyPrint mends it; `tests/engines/test_pdf_tags.py` has a document for each.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from communique.engines.pdf_pages import join_pages, make_artifacts

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.engines.pdf_tree import Tree

PIXEL: Final = 0.75
"""Points to the CSS pixel."""

KINDS: Final = {"em": "/Span", "strong": "/Span", "code": "/Code", "pre": "/Code", "aside": "/Div", "nav": "/Div"}
"""Kinds for elements that WeasyPrint gives none."""


def repair(tree: Tree) -> None:
    """Mend the structure tree of a PDF."""
    for mend in MENDS:
        mend(tree)


def own_links(tree: Tree) -> None:
    """Tag as a link whatever holds a link's annotation: WeasyPrint gives it to the emphasis inside (clause 7.18.5)."""
    for tag in tree.tags():
        held = (tree.get(tree.get(kid).get("Obj")) for kid in tag["K"])
        if tag["S"] != "/Link" and any(found.get("Subtype") == "/Link" for found in held):
            _own_link(tag, tree)


def _own_link(tag: Any, tree: Tree) -> None:
    """Make a tag a link; a figure stays one, below a link of its own."""
    if tag["S"] != "/Figure":
        tag["S"] = "/Link"
        return
    parent = tree.get(tag["P"])
    link = tree.add("/Link", parent)
    parent["K"][parent["K"].index(tag.reference)] = link.reference
    for kid in [kid for kid in tag["K"] if tree.get(kid).get("Type") == "/OBJR"]:
        tag["K"].remove(kid)
        link["K"].append(kid)
        tree.own(link, tree.get(tree.get(kid)["Obj"])["StructParent"])
    link["K"].append(tag.reference)
    tag["P"] = link.reference


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


def name_scopes(tree: Tree) -> None:
    """Say what a header cell is the head of: the row where cells with data follow, else the column (clause 7.5)."""
    for cell in tree.tags():
        if cell["S"] == "/TH" and "A" in cell:
            data = any(kid["S"] == "/TD" for kid in tree.kids(tree.get(cell["P"])))
            cell["A"]["Scope"] = "/Row" if data else "/Column"


def name_languages(tree: Tree) -> None:
    """Say which language the words of an element are in, where the page says it."""
    import pydyf

    for tag in tree.tags():
        element = tree.element(tag)
        language = element.get("lang") if element is not None and element.tag != "html" else None
        if language:
            tag["Lang"] = pydyf.String(language)


def name_kinds(tree: Tree) -> None:
    """Give a kind to what WeasyPrint calls no structure: emphasis, code."""
    for tag in tree.tags():
        element = tree.element(tag)
        if tag["S"] == "/NonStruct" and element is not None:
            tag["S"] = KINDS.get(str(element.tag), "/NonStruct")


def place_notes(tree: Tree) -> None:
    """Tag the note at the foot of a page as one, and read it right behind the citation that it belongs to."""
    import pydyf

    notes = [tag for tag in tree.below(tree.root) if _is_note(tag, tree)]
    for empty in [note for note in notes if not note["K"]]:  # where the words stood before they went to the foot
        tree.get(empty["P"])["K"].remove(empty.reference)
        notes.remove(empty)
    if not notes:
        return
    before = _citations(tree)
    for number, note in enumerate(notes, start=1):
        note["S"] = "/Note"
        note["ID"] = pydyf.String(f"note-{number}")
        cite = before.get(id(tree.element(note)))
        if cite is not None:
            tree.get(note["P"])["K"].remove(note.reference)
            parent = tree.get(cite["P"])
            tree.move(note.reference, parent, parent["K"].index(cite.reference) + 1)


def _is_note(tag: Any, tree: Tree) -> bool:
    element, around = tree.element(tag), tree.get(tag["P"])
    if element is None or "note" not in element.get("class", "").split() or element.tag != "span":
        return False
    return around.get("Type") != "/StructElem" or tree.element(around) is not element


def _citations(tree: Tree) -> dict[int, Any]:
    """Find the tag of the citation that each note stands behind in the page's source, by the note's element."""
    tags = {id(element): tag for tag in tree.below(tree.root) if (element := tree.element(tag)) is not None}
    found = {}
    for element in {id(e): e for e in tree.made.values()}.values():
        kids = list(element)
        for cite, note in pairwise(kids):
            if "note" in note.get("class", "").split() and id(cite) in tags:
                found[id(note)] = tags[id(cite)]
    return found


def place_figures(tree: Tree) -> None:
    """Measure a figure's box as PDF does: in points, from the page's foot."""
    import pydyf

    for tag in tree.tags():
        if tag["S"] == "/Figure" and "A" in tag:
            height = float(tree.get(tag["Pg"])["MediaBox"][3])
            left, top, right, bottom = (side * PIXEL for side in tag["A"]["BBox"])
            tag["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))


MENDS: Final[tuple[Callable[[Tree], None], ...]] = (
    join_pages,
    own_links,
    settle_items,
    name_scopes,
    name_kinds,
    place_notes,
    name_languages,
    place_figures,
    make_artifacts,
)
"""What is mended, in order: what is broken over pages is joined before its parts are looked at."""
