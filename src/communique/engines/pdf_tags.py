"""
What WeasyPrint's tags lack for PDF/UA-1 and a screen reader, mended just before the file is written.

Each function of `MENDS` mends one thing and can be dropped on its own when
WeasyPrint mends it; `tests/engines/test_pdf_tags.py` has a document for each.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from communique.engines.pdf_lists import name_contents, nest_lists, pair_terms, settle_items
from communique.engines.pdf_pages import join_pages, make_artifacts, unwrap_boxes

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.engines.pdf_tree import Tree

PIXEL: Final = 0.75
"""Points to the CSS pixel."""

KINDS: Final = {
    **dict.fromkeys(("em", "strong", "abbr", "small", "span"), "/Span"),
    **dict.fromkeys(("aside", "nav", "figure", "header", "main"), "/Div"),
    **dict.fromkeys(("code", "pre"), "/Code"),
}
"""Kinds for elements that WeasyPrint gives none."""


def repair(tree: Tree) -> None:
    """Mend the structure tree of a PDF."""
    for mend in MENDS:
        mend(tree)


def own_links(tree: Tree) -> None:
    """Tag as a link whatever holds a link's annotation: WeasyPrint gives it to the emphasis inside too (clause 7.18.5)."""
    for tag in tree.tags():
        held = [kid for kid in tag["K"] if tree.get(tree.get(kid).get("Obj")).get("Subtype") == "/Link"]
        around = _link_around(tag, tree) if held else None
        if around is not None:
            _hand_over(held, tag, around, tree)
        elif held and tag["S"] == "/Figure":
            parent = tree.get(tag["P"])
            link = tree.add("/Link", parent)
            parent["K"][parent["K"].index(tag.reference)] = link.reference
            _hand_over(held, tag, link, tree)
            tree.move(tag.reference, link)
        elif held:
            tag["S"] = "/Link"


def _link_around(tag: Any, tree: Tree) -> Any:
    """Find the link that a tag is a part of."""
    around = tree.get(tag["P"])
    while around.get("Type") == "/StructElem" and around["S"] != "/Link":
        around = tree.get(around["P"])
    return around if around.get("S") == "/Link" else None


def _hand_over(annotations: list[Any], tag: Any, link: Any, tree: Tree) -> None:
    for kid in annotations:
        tag["K"].remove(kid)
        link["K"].append(kid)
        tree.own(link, tree.get(tree.get(kid)["Obj"])["StructParent"])


def name_scopes(tree: Tree) -> None:
    """Say what a header cell is the head of: the row where cells with data follow, else the column (clause 7.5)."""
    for cell in tree.tags():
        if cell["S"] == "/TH" and "A" in cell:
            data = any(kid["S"] == "/TD" for kid in tree.kids(tree.get(cell["P"])))
            cell["A"]["Scope"] = "/Row" if data else "/Column"
        elif cell["S"] == "/TD" and "A" in cell and not cell["A"].get("Headers", True):
            del cell["A"]["Headers"]  # WeasyPrint finds none below a head that spans columns; its scope says which


def name_languages(tree: Tree) -> None:
    """Say which language the words of an element are in, where the page says it."""
    import pydyf

    for tag in tree.tags():
        element = tree.element(tag)
        language = element.get("lang") if element is not None and element.tag != "html" else None
        if language:
            tag["Lang"] = pydyf.String(language)


def name_kinds(tree: Tree) -> None:
    """Give a kind to what WeasyPrint calls no structure: emphasis, code, citations."""
    for tag in tree.tags():
        element = tree.element(tag)
        if tag["S"] == "/NonStruct" and element is not None:
            cites = "cite" in element.get("class", "").split()
            tag["S"] = "/Reference" if cites else KINDS.get(str(element.tag), "/NonStruct")


def expand_abbreviations(tree: Tree) -> None:
    """Say what an abbreviation stands for."""
    import pydyf

    for tag in tree.tags():
        element = tree.element(tag)
        if element is not None and element.tag == "abbr" and element.get("title"):
            tag["E"] = pydyf.String(element.get("title"))


def leave_hidden(tree: Tree) -> None:
    """Take out what the page hides from a reader: the far face of a card, which says the same again."""
    for tag in tree.tags():
        element = tree.element(tag)
        parent = tree.get(tag["P"])
        hidden = element is not None and element.get("aria-hidden") == "true"
        if hidden and tag.reference in parent.get("K", ()):
            parent["K"].remove(tag.reference)


def drop_empty(tree: Tree) -> None:
    """Take out what holds nothing: the places that notes were moved from, and the last of several columns."""
    for tag in tree.tags():
        parent = tree.get(tag["P"])
        if tag["S"] in {"/NonStruct", "/Div"} and not tag["K"] and tag.reference in parent.get("K", ()):
            parent["K"].remove(tag.reference)


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
    leave_hidden,
    unwrap_boxes,
    join_pages,
    own_links,
    settle_items,
    nest_lists,
    pair_terms,
    name_contents,
    name_scopes,
    name_kinds,
    expand_abbreviations,
    place_notes,
    name_languages,
    place_figures,
    drop_empty,
    make_artifacts,
)
"""What is mended, in order: what is broken is joined before its parts are looked at."""
