"""The words that styles are written in: the look of letters, of lines, of borders; in the order that Word's schema asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.ooxml import element

if TYPE_CHECKING:
    from collections.abc import Mapping


def identifier(name: str) -> str:
    """Name a style as the file does: "List Bullet 2" is ``ListBullet2``; an English Word expects these."""
    words = "".join(word[:1].upper() + word[1:] for word in name.split())
    return {"TableNormal": "TableNormal", "Toc1": "TOC1", "Toc2": "TOC2", "TOCHeading": "TOCHeading"}.get(words, words)


def look(  # noqa: PLR0913 - the properties of a run are many, and all optional
    *,
    font: Mapping[str, str] | None = None,
    size: float = 0,
    color: str = "",
    bold: bool | None = None,
    italic: bool | None = None,
    caps: bool = False,
    small_caps: bool = False,
    spacing: int = 0,
    more: str = "",
) -> str:
    """
    Write the properties of a run; ``size`` in points, ``spacing`` of the letters in twips.

    Italic is for western letters alone: no Arabic hand slants.
    """
    return "".join(
        (
            element("w:rFonts", **font) if font else "",
            ""
            if bold is None
            else element("w:b", val=None if bold else "0") + element("w:bCs", val=None if bold else "0"),
            "" if italic is None else element("w:i", val=None if italic else "0"),
            element("w:caps") if caps else "",
            element("w:smallCaps") if small_caps else "",
            element("w:color", val=color) if color else "",
            element("w:spacing", val=spacing) if spacing else "",
            element("w:sz", val=round(size * 2)) + element("w:szCs", val=round(size * 2)) if size else "",
            more,
        )
    )


def lines(  # noqa: PLR0913 - as above
    *,
    before: float = 0,
    after: float = 0,
    line: float = 0,
    exact: bool = False,
    first: int = 0,
    left: int = 0,
    right: int = 0,
    hanging: int = 0,
    align: str = "",
    keep: bool = False,
    borders: str = "",
    shade: str = "",
    tabs: str = "",
    outline: int | None = None,
    numbering: str = "",
    together: bool = False,
) -> str:
    """
    Write the properties of a paragraph; distances in points, indents in twips.

    A ``line`` is that high at least, in points: a taller script than the pack's
    own makes room for itself.
    """
    height = round(line * 20) or None
    rule = ("exact" if exact else "atLeast") if line else None
    indent = {"left": left or None, "right": right or None, "hanging": hanging or None, "firstLine": first or None}
    return "".join(
        (
            element("w:keepNext") + element("w:keepLines") if keep else "",
            element("w:widowControl"),
            numbering,
            element("w:pBdr", borders) if borders else "",
            element("w:shd", val="clear", color="auto", fill=shade) if shade else "",
            element("w:tabs", tabs) if tabs else "",
            element("w:spacing", before=round(before * 20), after=round(after * 20), line=height, lineRule=rule),
            element("w:ind", **indent) if any(indent.values()) else "",
            element("w:contextualSpacing") if together else "",
            element("w:jc", val=align) if align else "",
            element("w:outlineLvl", val=outline) if outline is not None else "",
        )
    )


def edge(side: str, color: str, *, size: float = 0.5, space: int = 1) -> str:
    """Write one side of a border; its thickness in points."""
    return element(f"w:{side}", val="single", sz=round(size * 8), space=space, color=color)


def style(  # noqa: PLR0913 - as above
    kind: str,
    name: str,
    *,
    based: str = "",
    following: str = "",
    paragraph: str = "",
    run: str = "",
    more: str = "",
    link: str = "",
    default: bool = False,
    quick: bool = True,
) -> str:
    """Write one style."""
    builtin = kind == "paragraph" or name in ("Table Normal", "Hyperlink", "footnote reference")
    return element(
        "w:style",
        element("w:name", val=name),
        element("w:basedOn", val=identifier(based)) if based else "",
        element("w:next", val=identifier(following)) if following else "",
        element("w:link", val=identifier(link)) if link else "",
        element("w:uiPriority", val=99 if not quick else 1),
        element("w:qFormat") if quick and kind != "table" else "",
        element("w:pPr", paragraph) if paragraph else "",
        element("w:rPr", run) if run else "",
        more,
        type=kind,
        default="1" if default else None,
        customStyle=None if builtin and name in BUILTIN else "1",
        styleId=identifier(name),
    )


def paragraph(name: str, properties: str, run: str = "", *, based: str = "Normal", following: str = "") -> str:
    """Write a paragraph's style."""
    return style("paragraph", name, based=based, following=following, paragraph=properties, run=run)


BUILTIN = frozenset(
    [
        "Normal",
        "Body Text",
        "Title",
        "Subtitle",
        "heading 1",
        "heading 2",
        "heading 3",
        "heading 4",
        "List Bullet",
        "List Number",
        "List Continue",
        "List Continue 2",
        "List Continue 3",
        "caption",
        "Quote",
        "footnote text",
        "footnote reference",
        "Hyperlink",
        "toc 1",
        "toc 2",
        "TOC Heading",
        "header",
        "footer",
        "Table Normal",
    ]
)
"""The styles that Word itself knows; all others are the house's own."""
