"""
Draws a first `letter.docx` from a pack's tokens: ``python -m communique.packs.letter``, or `make letters`.

The file that stands in the pack is the truth, and a house changes it in Word.
This module is where the shipped ones came from, and a start for a new pack;
it draws the same bytes each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.ooxml import ROOT, TWIPS_PER_MM, element, field, run, text
from communique.packs.letter_looks import identifier
from communique.packs.letter_parts import PARTS, fonts, footnotes, frame, numbering, pack, settings_part, theme
from communique.packs.letter_styles import Tokens, styles
from communique.packs.pack import find_pack, pack_names
from communique.places import Place, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = "letter.docx"
SIZES = {"A4": (210, 297), "Letter": (215.9, 279.4)}  #: Millimetres.
SIDE, TOP, BOTTOM = 25, 25, 25  #: Margins, in millimetres.


def draw(settings: Mapping[str, Any]) -> bytes:
    """Draw the file."""
    tokens = Tokens.of(settings)
    width = SIZES[settings["page"]["size"]][0]
    text_width = round((width - 2 * SIDE) * TWIPS_PER_MM)
    parts = {
        "styles": styles(tokens),
        "numbering": numbering(),
        "settings": settings_part(),
        "fontTable": fonts(tokens),
        "footnotes": footnotes(),
        "theme": theme(tokens),
        "header1": _header(text_width, ""),
        "header2": _header(text_width, "{{ inlines(front.kicker) }}"),
        "footer1": _footer(text_width),
        "footer2": _footer(text_width),
    }
    document = element("w:document", element("w:body", *_body(text_width), _section(settings)), **ROOT)
    files = {f"word/{name}.xml": content for name, content in {"document": document, **parts}.items()}
    return pack({**frame(), **files})


# --- the text ---------------------------------------------------------------


def _paragraph(style: str, *content: str, more: str = "") -> str:
    return element("w:p", element("w:pPr", element("w:pStyle", val=identifier(style)), more), *content)


def _say(words: str) -> str:
    return run(text(words))


def _only(tag: str) -> str:
    """Write a paragraph that holds nothing but a tag, and goes with it."""
    return element("w:p", _say(tag))


def _body(width: int) -> tuple[str, ...]:
    """Lay out page one, and the slots: below each other, as a reader in Word sees them."""
    return (
        _paragraph("Nameplate", _say("{{ pack.title }}")),
        _only("{%p if front.kicker %}"),
        _paragraph("Kicker", _say("{{ inlines(front.kicker) }}")),
        _only("{%p endif %}"),
        _paragraph("Title", _say("{{ inlines(front.title) }}")),
        _only("{%p if front.subtitle %}"),
        _paragraph("Subtitle", _say("{{ inlines(front.subtitle) }}")),
        _only("{%p endif %}"),
        *_facts("front.facts", "Facts", "Fact Label", width),
        *_facts("front.handling", "Handling", "Handling Label", width),
        _only('{{p sections("front") }}'),
        _only('{%p if document.at("body")|length + document.at("back")|length > 2 %}'),
        _whole(width, _only("{{p contents }}")),
        _only("{%p endif %}"),
        _only("{{p body }}"),
    )


def _whole(width: int, content: str) -> str:
    """Put content into a table of one cell, which no page tears: a list of contents stays in one piece."""
    cell = element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), content, _paragraph("Spacer"))
    row = element("w:tr", element("w:trPr", element("w:cantSplit")), cell)
    return element("w:tbl", _table_properties("Line", width), _grid((width,)), row)


def _facts(name: str, style: str, label: str, width: int) -> tuple[str, ...]:
    """Write a table with a row for each fact, where there are any."""
    widths = (round(width * 0.17), width - round(width * 0.17))

    def row(*cells: str) -> str:
        written = (
            element("w:tc", element("w:tcPr", element("w:tcW", w=w, type="dxa")), cell)
            for w, cell in zip(widths, cells, strict=True)
        )
        return element("w:tr", element("w:trPr", element("w:cantSplit")), *written)

    def tag(words: str) -> str:
        return row(_paragraph("Fact", _say(words)), _paragraph("Fact"))

    value = _paragraph("Fact", _say("{{ inlines(fact.value) }}"))
    rows = (
        tag(f"{{%tr for fact in {name} %}}"),
        row(_paragraph(label, _say("{{ inlines(fact.label) }}")), value),
        tag("{%tr endfor %}"),
    )
    return (
        _only(f"{{%p if {name} %}}"),
        element("w:tbl", _table_properties(style, width), _grid(widths), *rows),
        _paragraph("Spacer"),
        _only("{%p endif %}"),
    )


def _table_properties(style: str, width: int) -> str:
    return element(
        "w:tblPr",
        element("w:tblStyle", val=identifier(style)),
        element("w:tblW", w=width, type="dxa"),
        element("w:tblLayout", type="fixed"),
        _NO_MARGINS if style == "Line" else "",
        element("w:tblLook", val="0680", firstRow=0, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1),
    )


_NO_MARGINS = element("w:tblCellMar", *(element(f"w:{side}", w=0, type="dxa") for side in ("left", "right")))
"""In a head or foot, LibreOffice does not take the margins of a style."""


def _grid(widths: tuple[int, ...]) -> str:
    return element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))


def _section(settings: Mapping[str, Any]) -> str:
    wide, high = (round(mm * TWIPS_PER_MM) for mm in SIZES[settings["page"]["size"]])
    sides = {
        side: round(mm * TWIPS_PER_MM)
        for side, mm in (("top", TOP), ("right", SIDE), ("bottom", BOTTOM), ("left", SIDE))
    }
    references = (
        element(f"w:{kind}Reference", type=pages, r_id=f"rId{n}")
        for n, (kind, pages) in enumerate(PARTS.values(), 1)
        if pages
    )
    return element(
        "w:sectPr",
        *references,
        element("w:pgSz", w=wide, h=high),
        element("w:pgMar", **sides, header=round(12 * TWIPS_PER_MM), footer=round(9 * TWIPS_PER_MM), gutter=0),
        element("w:titlePg"),
    )


# --- head and foot ----------------------------------------------------------


def _marking() -> str:
    return run(text("{{ front.marking }}"), properties=element("w:rStyle", val="Marking"))


def _thirds(width: int, style: str, *cells: str) -> str:
    """Write a line in three cells, at the left, in the middle and at the right; what is long takes two lines."""
    widths = (round(width * 0.3), width - 2 * round(width * 0.3), round(width * 0.3))
    aligned = zip(widths, ("left", "center", "right"), cells, strict=True)
    row = (
        element(
            "w:tc",
            element("w:tcPr", element("w:tcW", w=w, type="dxa")),
            _paragraph(style, cell, more=element("w:jc", val=side)),
        )
        for w, side, cell in aligned
    )
    table = element("w:tbl", _table_properties("Line", width), _grid(widths), element("w:tr", *row))
    return table + _paragraph("Spacer")


def _header(width: int, series: str) -> str:
    """Write the head of a page: the marking in the middle, the series at the right."""
    return element("w:hdr", _thirds(width, "header", "", _marking(), _say(series) if series else ""), **ROOT)


def _footer(width: int) -> str:
    """Write the foot of a page: the title, the marking, and which page it is."""
    page = (
        _say("{{ labels.page }} "),
        field("PAGE", _say("1")),
        _say(" {{ labels.of }} "),
        field("NUMPAGES", _say("1")),
    )
    title = _say("{{ document.title|truncate(36) }}")
    return element("w:ftr", _thirds(width, "footer", title, _marking(), "".join(page)), **ROOT)


def main(root: Path | None = None) -> None:
    """Draw the letter of every pack that stands in `templates/`."""
    place = Place(root or shipped())
    for name in pack_names(place):
        pack = find_pack(name, place)
        target = place.root / "templates" / name / pack.kind / NAME
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(draw(pack.settings))


if __name__ == "__main__":
    main()
