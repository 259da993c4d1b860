"""
Draws a first `letter.docx` from a pack's tokens: ``python -m communique.packs.letter``, or `make letters`.

The file that stands in the pack is the truth, and a house changes it in Word.
This module is where the shipped ones came from, and a start for a new pack;
it draws the same bytes each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique.ooxml import ROOT, element, field, run, text
from communique.packs import letter_fonts
from communique.packs.letter_looks import identifier
from communique.packs.letter_parts import (
    PARTS,
    font_parts,
    footnotes,
    frame,
    numbering,
    pack,
    settings_part,
    theme,
)
from communique.packs.letter_styles import styles
from communique.packs.letter_tokens import Tokens
from communique.packs.pack import find_pack, pack_names
from communique.places import Place, shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

NAME: Final = "letter.docx"
HEAD, FOOT = 680, 560  #: Twips from the paper's edge to the running heads and to the foot.
FOLD = 200  #: What a line below the last panel takes.
EDGE = 260  #: The same on a sheet that is cut or folded.
LABEL, GAP = 1320, 360  #: Twips of a fact's label, and between the facts and the contents.
LONG: Final = 'document.at("body")|length + document.at("back")|length > 2'
"""When there are contents: a brief of two sections needs none."""


def draw(settings: Mapping[str, Any], fonts: Iterable[Path] = (), *, kind: str = "brief") -> bytes:
    """Draw the file for a kind of `_TEXTS`; the pack's families go into it where there are files of them."""
    usual = Tokens.of(settings)
    tokens = {"brief": usual, "handout": usual.tight(), "cards": usual.lying()}[kind]
    faces = letter_fonts.embed(tokens.families, fonts)
    embedded = dict(zip(faces, font_parts(len(faces)), strict=True))
    parts = {
        "styles": styles(tokens),
        "numbering": numbering(),
        "settings": settings_part(embedded=bool(faces)),
        "fontTable": letter_fonts.table(tokens, embedded),
        "footnotes": footnotes(),
        "theme": theme(tokens),
        **_heads_and_feet(tokens, _HEADS[kind], _card_heads if kind == "cards" else _feet),
    }
    text = _TEXTS[kind](tokens)
    document = element("w:document", element("w:body", *text, _section(tokens)), **ROOT)
    files = {f"word/{name}.xml": content for name, content in {"document": document, **parts}.items()}
    hidden = {f"word/{name}": data for name, data in zip(font_parts(len(faces)).values(), faces.values(), strict=True)}
    return pack({**frame(len(faces)), **files, **hidden})


# --- the text ---------------------------------------------------------------


def _paragraph(style: str, *content: str, more: str = "") -> str:
    return element("w:p", element("w:pPr", element("w:pStyle", val=identifier(style)), more), *content)


def _say(words: str, style: str = "") -> str:
    return run(text(words), properties=element("w:rStyle", val=identifier(style)) if style else "")


def _only(tag: str) -> str:
    """Write a paragraph that holds nothing but a tag, and goes with it."""
    return element("w:p", _say(tag))


def _body(tokens: Tokens) -> tuple[str, ...]:
    """Lay out page one, and the slots: the message first, then the facts beside the contents, then the text."""
    return (
        *_masthead(tokens),
        _only('{{p sections("front") }}'),
        _paragraph("Spacer"),
        _particulars(tokens.width),
        _only("{{p body }}"),
    )


def _sheet(tokens: Tokens) -> tuple[str, ...]:
    """Lay out a handout: a masthead of a few lines, and the text."""
    return (
        *_masthead(tokens, short=True),
        _facts("front.facts", "Fact", tokens.width),
        _paragraph("Spacer"),
        _only('{{p sections("front") }}'),
        _only("{{p body }}"),
        _facts("front.handling", "Handling", tokens.width),
    )


def _cards(tokens: Tokens) -> tuple[str, ...]:
    """Lay out what is cut or folded, on a sheet that lies: a pocket card of four panels, or a handout's page."""
    return (
        _only('{%p if document.kind == "pocket-card" %}'),
        _folded(tokens),
        _only("{%p else %}"),
        *_sheet(tokens),
        _only("{%p endif %}"),
        _paragraph("Spacer"),
    )


def _folded(tokens: Tokens) -> str:
    """Set four panels, each turned so that it stands upright once the sheet is folded: tops meet in the middle."""
    half = tokens.width // 2
    cover = (
        _paragraph("Label Line", _say("{{ pack.title }} · {{ inlines(front.kicker) }}")),
        *_given("front.marking", "Body Text", "{{ front.marking }}"),
        _paragraph("Long Title", _say("{{ inlines(front.title) }}")),
        _folded_facts("front.facts", "Fact"),
        _folded_facts("front.handling", "Handling"),
    )
    first, second, last = (
        _panel_of(test) for test in ('== "agenda"', '== "lines_to_take"', 'not in ["agenda", "lines_to_take"]')
    )
    high = (tokens.text_height - FOLD) // 2
    upper, lower = _panels(half, high, first, "".join(cover)), _panels(half, high, second, last)
    turned = [_tag(f'{{%tr if direction {sign} "rtl" %}}', (half, half)) for sign in ("!=", "==")]
    end = _tag("{%tr endif %}", (half, half))
    return element(
        "w:tbl",
        _table_properties("Line", 2 * half, upright=True),
        _grid((half, half)),
        turned[0],
        upper,
        end,
        lower,
        turned[1],
        upper,
        end,
    )


def _panel_of(test: str) -> str:
    """Ask for the sections of a panel, by their kinds."""
    return (
        _only(f"{{%p for part in document.sections if part.kind {test} %}}")
        + _only("{{p section(part) }}")
        + _only("{%p endfor %}")
    )


def _folded_facts(name: str, style: str) -> str:
    """Write each fact on a line of its own: no table stands in a panel that is turned."""
    label, value = _say("{{ inlines(fact.label) }}", f"{style} Label"), _say("{{ inlines(fact.value) }}")
    fact = _paragraph("Fact", label, _say(" "), value)
    return "".join((_only(f"{{%p for fact in {name} %}}"), fact, _only("{%p endfor %}")))


def _panels(width: int, height: int, left: str, right: str) -> str:
    """Write a row of two panels; a broken line shows where the sheet is folded."""
    fold = element("w:left", val="dashed", sz=4, space=0, color="A0A0A0")
    margins = element(
        "w:tcMar", *(element(f"w:{side}", w=340, type="dxa") for side in ("top", "left", "bottom", "right"))
    )
    turned = (("tbRl", left, ""), ("btLr", right, element("w:tcBorders", fold)))
    cells = (
        element(
            "w:tc",
            element(
                "w:tcPr", element("w:tcW", w=width, type="dxa"), borders, margins, element("w:textDirection", val=way)
            ),
            content,
            _paragraph("Spacer"),
        )
        for way, content, borders in turned
    )
    return element(
        "w:tr", element("w:trPr", element("w:cantSplit"), element("w:trHeight", val=height, hRule="exact")), *cells
    )


def _masthead(tokens: Tokens, *, short: bool = False) -> tuple[str, ...]:
    series = "{{ inlines(front.kicker) }}"
    if tokens.centred:
        plate = (_paragraph("Nameplate", _say("{{ pack.title }}")), *_given("front.kicker", "Kicker", series))
    else:
        plate = (_paragraph("Nameplate", _say("{{ pack.title }}"), run(element("w:tab")), _say(series, "Series")),)
    title = "{{ inlines(front.title) }}"
    if short:
        return (
            *plate,
            _paragraph("Long Title", _say(title)),
            *_given("front.subtitle", "Subtitle", "{{ inlines(front.subtitle) }}"),
        )
    return (
        *plate,
        _only("{%p if not document.title|length > 90 %}"),
        _paragraph("Title", _say(title)),
        _only("{%p else %}"),
        _paragraph("Long Title", _say(title)),
        _only("{%p endif %}"),
        *_given("front.subtitle", "Subtitle", "{{ inlines(front.subtitle) }}"),
    )


def _given(name: str, style: str, words: str) -> tuple[str, ...]:
    """Write a paragraph that is there where the edition has its words."""
    return (_only(f"{{%p if {name} %}}"), _paragraph(style, _say(words)), _only("{%p endif %}"))


def _particulars(width: int) -> str:
    """Set the facts and the handling beside the contents, or beside each other where there are none."""
    left = round(width * 0.58)
    facts = _facts("front.facts", "Fact", left - GAP)
    below, beside = (_facts("front.handling", "Handling", room) for room in (left - GAP, width - left))
    contents = _only("{{p contents }}")
    first = (facts, _only(f"{{%p if {LONG} %}}"), below, _only("{%p endif %}"))
    second = (_only(f"{{%p if {LONG} %}}"), contents, _only("{%p else %}"), beside, _only("{%p endif %}"))
    cells = (_cell(left, *first, _paragraph("Spacer")), _cell(width - left, *second, _paragraph("Spacer")))
    return _table((left, width - left), _row(*cells))


def _facts(name: str, style: str, width: int) -> str:
    """Write a row for each fact, its label and what it says, under a line and where there are any."""
    widths = (LABEL, width - LABEL)
    label, value = _say("{{ inlines(fact.label) }}", f"{style} Label"), _say("{{ inlines(fact.value) }}")
    fact = _row(*(_cell(wide, _paragraph("Fact", words)) for wide, words in zip(widths, (label, value), strict=True)))
    rows = (_tag(f"{{%tr for fact in {name} %}}", widths), fact, _tag("{%tr endfor %}", widths))
    return "".join(
        (_only(f"{{%p if {name} %}}"), _paragraph(f"{style} Rule"), _table(widths, *rows), _only("{%p endif %}"))
    )


def _tag(words: str, widths: tuple[int, ...]) -> str:
    """Write a row that holds nothing but a tag, and goes with it."""
    return _row(_cell(widths[0], _paragraph("Fact", _say(words))), _cell(widths[1], _paragraph("Fact")))


def _row(*cells: str) -> str:
    return element("w:tr", element("w:trPr", element("w:cantSplit")), *cells)


def _table(widths: tuple[int, ...], *rows: str) -> str:
    return element("w:tbl", _table_properties("Plain", sum(widths)), _grid(widths), *rows)


def _cell(width: int, *content: str) -> str:
    return element("w:tc", element("w:tcPr", element("w:tcW", w=width, type="dxa")), *content)


def _table_properties(style: str, width: int, *, upright: bool = False) -> str:
    """Shape a table; one that is `upright` keeps its columns in their order in every language."""
    return element(
        "w:tblPr",
        element("w:tblStyle", val=identifier(style)),
        element("w:bidiVisual", val="off") if upright else "",
        element("w:tblW", w=width, type="dxa"),
        element("w:tblLayout", type="fixed"),
        _NO_MARGINS if style == "Line" else "",
        element("w:tblLook", val="0600", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    )


_NO_MARGINS = element("w:tblCellMar", *(element(f"w:{side}", w=0, type="dxa") for side in ("left", "right")))
"""In a head or foot, LibreOffice does not take the margins of a style."""


def _grid(widths: tuple[int, ...]) -> str:
    return element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))


def _section(tokens: Tokens) -> str:
    wide, high = tokens.sheet
    inner, outer = tokens.sides
    head, foot = (EDGE, EDGE) if wide > high else (HEAD, FOOT)
    top, bottom = (round(tokens.page[side] * 20) for side in ("top", "bottom"))
    references = (
        element(f"w:{kind}Reference", type=pages, r_id=f"rId{n}")
        for n, (kind, pages) in enumerate(PARTS.values(), 1)
        if pages
    )
    return element(
        "w:sectPr",
        *references,
        element("w:pgSz", w=wide, h=high, orient="landscape" if wide > high else None),
        element("w:pgMar", top=top, right=outer, bottom=bottom, left=inner, header=head, footer=foot, gutter=0),
        element("w:titlePg"),
    )


# --- head and foot ----------------------------------------------------------


_Cells: TypeAlias = tuple[tuple[str, str, str], ...]
"""What stands at the left, in the middle and at the right, on the first page, on right-hand and on left-hand pages."""


def _brief_heads() -> _Cells:
    """Name the series and the section; page one has a masthead instead."""
    series, marking = _say("{{ inlines(front.kicker) }}"), _say("{{ front.marking }}", "Marking")
    section = field("STYLEREF 1", "", properties=element("w:rStyle", val="Section"))
    return (("", marking, ""), (series, marking, section), (section, marking, series))


def _sheet_heads() -> _Cells:
    """Name the kind and the version on every page, and what else a sheet that is handed on alone must say."""
    kind = _say("{{ inlines(front.kicker) }}", "Section") + _say("{{ inlines(front.below_kind) }}")
    version, marking = (
        _say("{{ inlines(front.version + front.below_version) }}"),
        _say("{{ front.marking }}", "Marking"),
    )
    return ((version, marking, kind), (version, marking, kind), (kind, marking, version))


def _feet() -> _Cells:
    """Name the title, and count the pages."""
    title, marking = _say("{{ document.title|truncate(36) }}"), _say("{{ front.marking }}", "Marking")
    words = _say("{{ labels.page }} "), _say(" {{ labels.of }} ")
    page = words[0] + field("PAGE", _say("1")) + words[1] + field("NUMPAGES", _say("1"))
    return ((title, marking, page), (title, marking, page), (page, marking, title))


def _card_heads() -> _Cells:
    """Say nothing beside what is cut out but the marking; a sheet that is folded has it on its cover."""
    marking = ("", _say('{% if document.kind != "pocket-card" %}{{ front.marking }}{% endif %}', "Marking"), "")
    return (marking, marking, marking)


_HEADS: Final = {"brief": _brief_heads, "handout": _sheet_heads, "cards": _card_heads}
_TEXTS: Final = {"brief": _body, "handout": _sheet, "cards": _cards}
"""What each kind of letter has at the head of its pages, and as its text."""


def _heads_and_feet(tokens: Tokens, heads: Callable[[], _Cells], feet: Callable[[], _Cells]) -> dict[str, str]:
    """
    Write the heads and feet: the marking in the middle of each, and what leads a thumb at the outer edge.

    The section's name is a field over the headings, which Word fills page by
    page; it asks for them by level, for in another Word their style has another
    name.
    """
    width = tokens.width
    return {
        **{
            f"header{n}": element("w:hdr", _thirds(width, "header", *cells), **ROOT)
            for n, cells in enumerate(heads(), 1)
        },
        **{
            f"footer{n}": element("w:ftr", _thirds(width, "footer", *cells), **ROOT)
            for n, cells in enumerate(feet(), 1)
        },
    }


def _thirds(width: int, style: str, *cells: str) -> str:
    """Write a line in three cells, at the left, in the middle and at the right; what is long takes two lines."""
    widths = (round(width * 0.345), width - 2 * round(width * 0.345), round(width * 0.345))
    aligned = zip(widths, ("left", "center", "right"), cells, strict=True)
    row = (_cell(w, _paragraph(style, cell, more=element("w:jc", val=side))) for w, side, cell in aligned)
    table = element("w:tbl", _table_properties("Line", width), _grid(widths), element("w:tr", *row))
    return table + _paragraph("Spacer")


def main(root: Path | None = None) -> None:
    """Draw the letter of every pack that stands in `templates/`."""
    place = Place(root or shipped())
    for name in pack_names(place):
        pack = find_pack(name, place)
        for kind in _HEADS:
            target = place.root / "templates" / name / kind / NAME
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(draw(pack.settings, pack.fonts(), kind=kind))


if __name__ == "__main__":
    main()
