"""The parts of a first `letter.docx` beside its text and its styles, and the file around them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from communique.ooxml import DECLARATION, NAMESPACES, ROOT, element, run
from communique.packs.letter_looks import identifier
from communique.word_styles import LIST_STEP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from communique.packs.letter_tokens import Tokens

EPOCH = (1980, 1, 1, 0, 0, 0)

OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
HIDDEN_FONT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
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
    "header3": ("header", "even"),
    "footer1": ("footer", "first"),
    "footer2": ("footer", "default"),
    "footer3": ("footer", "even"),
}
"""The parts of the file beside its text: their kind, and on which pages they stand."""


def numbering() -> str:
    """Write `numbering.xml`: nine levels of bullets, nine of numbers, and a list whose lines need no sign."""
    bullets = [("bullet", sign) for sign in ("•", "–", "·") * 3]
    numbers = [(form, f"%{level}.") for level, form in enumerate(("decimal", "lowerLetter", "lowerRoman") * 3, 1)]
    plain = [("bullet", "")] * 9
    lists = ((bullets, "List Bullet"), (numbers, "List Number"), (plain, "Members"))
    abstract = (_abstract(number, levels, style) for number, (levels, style) in enumerate(lists))
    instances = (element("w:num", element("w:abstractNumId", val=n), numId=n + 1) for n in range(len(lists)))
    return element("w:numbering", *abstract, *instances, **ROOT)


def _abstract(number: int, levels: list[tuple[str, str]], style: str) -> str:
    written = (
        element(
            "w:lvl",
            element("w:start", val=1),
            element("w:numFmt", val=form),
            element("w:pStyle", val=identifier(style)) if level == 0 else "",
            "" if sign else element("w:suff", val="nothing"),
            element("w:lvlText", val=sign),
            element("w:lvlJc", val="left"),
            element("w:pPr", _step(level, signed=bool(sign))),
            ilvl=level,
        )
        for level, (form, sign) in enumerate(levels)
    )
    return element("w:abstractNum", element("w:multiLevelType", val="multilevel"), *written, abstractNumId=number)


def _step(level: int, *, signed: bool) -> str:
    """Go in by a step a level, and the sign hangs before the words; what has no sign begins at the margin."""
    if not signed:
        return element("w:ind", left=LIST_STEP * level, firstLine=0)
    return element("w:ind", left=LIST_STEP * (level + 1), hanging=LIST_STEP)


def settings_part(*, embedded: bool) -> str:
    """Write `settings.xml`: pages that face each other, and fonts that stay in the file when it is saved."""
    modern = element(
        "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15
    )
    marks = "".join(element("w:footnote", id=number) for number in (-1, 0))
    return element(
        "w:settings",
        element("w:zoom", percent=100),
        element("w:embedTrueTypeFonts") + element("w:saveSubsetFonts") if embedded else "",
        element("w:mirrorMargins"),
        element("w:defaultTabStop", val=720),
        element("w:evenAndOddHeaders"),
        element("w:characterSpacingControl", val="doNotCompress"),
        element("w:footnotePr", marks),
        element("w:compat", modern),
        element("w:themeFontLang", val="en-US"),
        element("w:decimalSymbol", val="."),
        element("w:listSeparator", val=","),
        **ROOT,
    )


def theme(tokens: Tokens) -> str:
    """Write the theme: the house's colours and fonts, where Word offers them to whoever picks one."""
    c = tokens.colors
    named = {"dk1": c["ink"], "lt1": c["paper"], "dk2": c["accent"], "lt2": c["tint"]}
    named |= {f"accent{n}": c[name] for n, name in enumerate(("accent", "alert", "low", "medium", "muted", "rule"), 1)}
    named |= {"hlink": c["accent"], "folHlink": c["muted"]}
    colors = (element(f"a:{name}", element("a:srgbClr", val=color)) for name, color in named.items())
    f = tokens.fonts
    others = element("a:ea", typeface=f["chinese"]) + element("a:cs", typeface=f["arabic"])
    major = element("a:majorFont", element("a:latin", typeface=f["heading"]), others)
    minor = element("a:minorFont", element("a:latin", typeface=f["body"]), others)
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


def font_parts(count: int) -> dict[str, str]:
    """Name the parts of embedded fonts, by the identifiers of their relationships."""
    return {f"rId{n}": f"fonts/font{n}.odttf" for n in range(1, count + 1)}


def frame(fonts: int) -> dict[str, str]:
    """Write what every such file has around its parts."""
    overrides = [("/word/document.xml", f"{OFFICE}.document.main+xml")]
    overrides += [
        (f"/word/{name}.xml", THEME if kind == "theme" else f"{OFFICE}.{kind}+xml") for name, (kind, _) in PARTS.items()
    ]
    overrides += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    overrides += [("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml")]
    defaults = [("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml")]
    defaults += [("odttf", HIDDEN_FONT)] if fonts else []
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
    faces = [(f"{RELATIONS}/font", target) for target in font_parts(fonts).values()]
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": _relations(top),
        "docProps/app.xml": app,
        "docProps/core.xml": core,
        "word/_rels/document.xml.rels": _relations(inner),
        **({"word/_rels/fontTable.xml.rels": _relations(faces)} if faces else {}),
    }


def _relations(targets: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    related = (
        element("Relationship", Id=f"rId{n}", Type=kind, Target=target) for n, (kind, target) in enumerate(targets, 1)
    )
    return element("Relationships", *related, xmlns=f"{PACKAGE}/relationships")


def pack(files: Mapping[str, str | bytes]) -> bytes:
    """Pack the files, in order and without the time of day."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = files[name]
            archive.writestr(entry, content if isinstance(content, bytes) else DECLARATION + content)
    return data.getvalue()
