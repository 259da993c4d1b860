"""The parts of a first `letter.docx` beside its text and its styles, and the file around them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from communique.ooxml import DECLARATION, NAMESPACES, ROOT, element, run
from communique.packs.letter_looks import MONO, identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.packs.letter_styles import Tokens

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


def numbering() -> str:
    """Write `numbering.xml`: nine levels of bullets, and nine of numbers."""
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


def settings_part() -> str:
    """Write `settings.xml`."""
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


def fonts(tokens: Tokens) -> str:
    """Write `fontTable.xml`: the fonts, and what to take where one is not installed."""
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


def theme(tokens: Tokens) -> str:
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


def footnotes() -> str:
    """Write `footnotes.xml`: the two lines that stand above footnotes, and no footnote yet."""
    kinds = (("separator", -1), ("continuationSeparator", 0))
    spacing = element("w:pPr", element("w:spacing", after=0, line=240, lineRule="auto"))
    notes = (
        element("w:footnote", element("w:p", spacing, run(element(f"w:{kind}"))), type=kind, id=number)
        for kind, number in kinds
    )
    return element("w:footnotes", *notes, **ROOT)


def frame() -> dict[str, str]:
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


def pack(files: Mapping[str, str]) -> bytes:
    """Pack the files, in order and without the time of day."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, DECLARATION + files[name])
    return data.getvalue()
