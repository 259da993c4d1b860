"""
Draws a first `letter.docx` from a pack's tokens: ``python -m communique.packs.letter``, or `make letters`.

The file that stands in the pack is the truth, and a house changes it in Word.
This module is where the shipped ones came from, and a start for a new pack;
it draws the same bytes each time.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from communique.ooxml import DECLARATION, NAMESPACES, ROOT, TWIPS_PER_MM, element, field, run, text
from communique.packs.letter_styles import MONO, Tokens, identifier, styles
from communique.packs.pack import find_pack, pack_names
from communique.places import Place, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "letter.docx"
SIZES = {"A4": (210, 297), "Letter": (216, 279)}  #: Millimetres.
SIDE, TOP, BOTTOM = 25, 25, 22  #: Margins, in millimetres.
EPOCH = (1980, 1, 1, 0, 0, 0)

FALLBACKS = {
    "Public Sans": ("Arial", "020B0604020202020204", "swiss"),
    "Source Serif 4": ("Georgia", "02040502050405020303", "roman"),
    MONO: ("Courier New", "020B0609020204030204", "modern"),
}
"""For a machine without the font: another name, the shape to look for, and the family."""

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "styles": ("styles", ""),
    "numbering": ("numbering", ""),
    "settings": ("settings", ""),
    "fontTable": ("fontTable", ""),
    "footnotes": ("footnotes", ""),
    "theme": ("theme", ""),
    "header1": ("header", "first"),
    "header2": ("header", "default"),
    "footer1": ("footer", "default"),
    "footer2": ("footer", "first"),
}
"""The parts of the file beside its text: their kind, and on which pages they stand."""


def draw(settings: Mapping[str, Any]) -> bytes:
    """Draw the file."""
    tokens = Tokens.of(settings)
    width = SIZES[settings["page"]["size"]][0]
    text_width = round((width - 2 * SIDE) * TWIPS_PER_MM)
    parts = {
        "styles": styles(tokens),
        "numbering": _numbering(),
        "settings": _settings(),
        "fontTable": _fonts(tokens),
        "footnotes": _footnotes(),
        "theme": _theme(tokens),
        "header1": _header(text_width, ""),
        "header2": _header(text_width, "{{ inlines(front.kicker) }}"),
        "footer1": _footer(text_width),
        "footer2": _footer(text_width),
    }
    document = element("w:document", element("w:body", *_body(text_width), _section(settings)), **ROOT)
    files = {f"word/{name}.xml": content for name, content in {"document": document, **parts}.items()}
    return _zip({**_frame(), **files})


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
        _paragraph("TOC Heading", _say("{{ labels.contents }}")),
        _only("{{p contents }}"),
        _only("{%p endif %}"),
        _only("{{p body }}"),
    )


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
        element("w:tblLook", val="0680", firstRow=0, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1),
    )


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
        element("w:pgMar", **sides, header=round(12 * TWIPS_PER_MM), footer=round(11 * TWIPS_PER_MM), gutter=0),
        element("w:titlePg"),
    )


# --- head and foot ----------------------------------------------------------


def _marking() -> str:
    return run(text("{{ front.marking }}"), properties=element("w:rStyle", val="Marking"))


def _tabs(width: int) -> str:
    center = element("w:tab", val="center", pos=width // 2)
    return element("w:tabs", center, element("w:tab", val="right", pos=width))


def _header(width: int, series: str) -> str:
    """Write the head of a page: the marking in the middle, the series at the right."""
    tab = run(element("w:tab"))
    return element(
        "w:hdr", _paragraph("header", tab, _marking(), tab, _say(series) if series else "", more=_tabs(width)), **ROOT
    )


def _footer(width: int) -> str:
    """Write the foot of a page: the title as far as there is room, the marking, and which page it is."""
    tab = run(element("w:tab"))
    page = (
        _say("{{ labels.page }} "),
        field("PAGE", _say("1")),
        _say(" {{ labels.of }} "),
        field("NUMPAGES", _say("1")),
    )
    title = _say("{{ document.title|truncate(44) }}")
    return element("w:ftr", _paragraph("footer", title, tab, _marking(), tab, *page, more=_tabs(width)), **ROOT)


# --- the other parts --------------------------------------------------------


def _numbering() -> str:
    bullets = [("bullet", sign) for sign in ("•", "–", "·") * 3]
    numbers = [(form, f"%{level}.") for level, form in enumerate(("decimal", "lowerLetter", "lowerRoman") * 3, 1)]
    abstract = (_abstract(0, bullets, "List Bullet"), _abstract(1, numbers, "List Number"))
    instances = (element("w:num", element("w:abstractNumId", val=n), numId=n + 1) for n in (0, 1))
    return element("w:numbering", *abstract, *instances, **ROOT)


def _abstract(number: int, levels: list[tuple[str, str]], style: str) -> str:
    written = (
        element(
            "w:lvl",
            element("w:start", val=1),
            element("w:numFmt", val=form),
            element("w:pStyle", val=identifier(style)) if level == 0 else "",
            element("w:lvlText", val=sign),
            element("w:lvlJc", val="left"),
            element("w:pPr", element("w:ind", left=360 * (level + 1), hanging=360)),
            ilvl=level,
        )
        for level, (form, sign) in enumerate(levels)
    )
    return element("w:abstractNum", element("w:multiLevelType", val="multilevel"), *written, abstractNumId=number)


def _settings() -> str:
    modern = element(
        "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15
    )
    marks = "".join(element("w:footnote", id=number) for number in (-1, 0))
    return element(
        "w:settings",
        element("w:zoom", percent=100),
        element("w:defaultTabStop", val=720),
        element("w:characterSpacingControl", val="doNotCompress"),
        element("w:footnotePr", marks),
        element("w:compat", modern),
        element("w:themeFontLang", val="en-US"),
        element("w:decimalSymbol", val="."),
        element("w:listSeparator", val=","),
        **ROOT,
    )


def _fonts(tokens: Tokens) -> str:
    fonts = dict.fromkeys((tokens.heading, tokens.body, MONO))
    return element("w:fonts", *(_font(name) for name in fonts), **ROOT)


def _font(name: str) -> str:
    other, panose, family = FALLBACKS.get(name, ("", "", "auto"))
    return element(
        "w:font",
        element("w:altName", val=other) if other else "",
        element("w:panose1", val=panose) if panose else "",
        element("w:charset", val="00"),
        element("w:family", val=family),
        element("w:pitch", val="fixed" if name == MONO else "variable"),
        name=name,
    )


def _theme(tokens: Tokens) -> str:
    """Write the theme: the house's colours and fonts, where Word offers them to whoever picks one."""
    c = tokens.colors
    named = {"dk1": c["ink"], "lt1": c["paper"], "dk2": c["accent"], "lt2": c["tint"]}
    named |= {f"accent{n}": c[name] for n, name in enumerate(("accent", "alert", "low", "medium", "muted", "rule"), 1)}
    named |= {"hlink": c["accent"], "folHlink": c["muted"]}
    colors = (element(f"a:{name}", element("a:srgbClr", val=color)) for name, color in named.items())
    blank = element("a:ea", typeface="") + element("a:cs", typeface="")
    major = element("a:majorFont", element("a:latin", typeface=tokens.heading), blank)
    minor = element("a:minorFont", element("a:latin", typeface=tokens.body), blank)
    return element(
        "a:theme",
        element(
            "a:themeElements",
            element("a:clrScheme", *colors, name="House"),
            element("a:fontScheme", major, minor, name="House"),
            _theme_formats(),
        ),
        xmlns_a=NAMESPACES["a"],
        name="House",
    )


def _theme_formats() -> str:
    """Write the plainest shapes that a theme can have; it must have some."""
    fill = element("a:solidFill", element("a:schemeClr", val="phClr"))
    effect = element("a:effectStyle", element("a:effectLst"))
    return element(
        "a:fmtScheme",
        element("a:fillStyleLst", fill * 3),
        element("a:lnStyleLst", *(element("a:ln", fill, w=width) for width in (6350, 12700, 19050))),
        element("a:effectStyleLst", effect * 3),
        element("a:bgFillStyleLst", fill * 3),
        name="House",
    )


def _footnotes() -> str:
    kinds = (("separator", -1), ("continuationSeparator", 0))
    spacing = element("w:pPr", element("w:spacing", after=0, line=240, lineRule="auto"))
    notes = (
        element("w:footnote", element("w:p", spacing, run(element(f"w:{kind}"))), type=kind, id=number)
        for kind, number in kinds
    )
    return element("w:footnotes", *notes, **ROOT)


def _frame() -> dict[str, str]:
    """Write what every such file has around its parts."""
    overrides = [("/word/document.xml", f"{OFFICE}.document.main+xml")]
    overrides += [
        (f"/word/{name}.xml", THEME if kind == "theme" else f"{OFFICE}.{kind}+xml") for name, (kind, _) in PARTS.items()
    ]
    overrides += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    overrides += [("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")]
    defaults = (("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml"))
    types = element(
        "Types",
        *(element("Default", Extension=extension, ContentType=kind) for extension, kind in defaults),
        *(element("Override", PartName=part, ContentType=kind) for part, kind in overrides),
        xmlns=f"{PACKAGE}/content-types",
    )
    top = (
        (f"{RELATIONS}/officeDocument", "word/document.xml"),
        (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{RELATIONS}/extended-properties", "docProps/app.xml"),
    )
    inner = [(f"{RELATIONS}/{kind}", f"{name}.xml") for name, (kind, _) in PARTS.items()]
    core = element("cp:coreProperties", xmlns_cp=f"{PACKAGE}/metadata/core-properties")
    app = element("Properties", xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": _relations(top),
        "docProps/app.xml": app,
        "docProps/core.xml": core,
        "word/_rels/document.xml.rels": _relations(inner),
    }


def _relations(targets: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    related = (
        element("Relationship", Id=f"rId{n}", Type=kind, Target=target) for n, (kind, target) in enumerate(targets, 1)
    )
    return element("Relationships", *related, xmlns=f"{PACKAGE}/relationships")


def _zip(files: Mapping[str, str]) -> bytes:
    """Pack the files, in order and without the time of day."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, DECLARATION + files[name])
    return data.getvalue()


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
