"""
SVG made safe: drawing and text, nothing that runs, loads or refers to the outside.

What draws is kept, from a list; what only describes (metadata, comments, the
marks of drawing programs) is dropped; the rest is refused with a reason. The
same picture is drawn as PNG for the formats that know no SVG.
"""

from __future__ import annotations

import io
import math
import re
from typing import TYPE_CHECKING, Final

from communique.brief.folder import refused
from communique.document.nodes import Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element
    from pydantic_core import PydanticCustomError

LARGEST = 1_000_000
"""Bytes of an SVG file."""

MOST_ELEMENTS = 5_000
"""Elements, each written out wherever it is used again; one that is slow to draw counts as many."""

_SLOW: Final = {"mask": 60, "clip-path": 20, "opacity": 20, "mix-blend-mode": 20, "stroke-dasharray": 100}
"""Attributes that make an element slow to draw, and how many elements it then counts as."""

DEEPEST = 60

LONGEST_SIDE = 2_000
"""Pixels of the PNG, which is drawn at twice the size of the SVG up to this."""

MOST_WORK = 1e9
"""Pixels times elements; a drawing with very many elements gets fewer pixels."""

_SVG = "http://www.w3.org/2000/svg"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")

_DRAWN: Final = """
svg g defs symbol use switch style path rect circle ellipse line polyline polygon text tspan textPath
linearGradient radialGradient stop clipPath mask marker pattern
"""

DRAWN: Final = frozenset(_DRAWN.split())
"""Elements that are kept."""

DROPPED: Final = frozenset(("title", "desc", "metadata"))
"""Elements that describe and draw nothing."""

REFUSED: Final[dict[str, str]] = {
    "script": "runs a script",
    "foreignObject": "holds a web page",
    "image": "holds another picture",
    "a": "holds a link",
    "animate": "moves",
    "animateMotion": "moves",
    "animateTransform": "moves",
    "set": "moves",
    "filter": "uses filters",
}
"""Elements that are refused, and why; one that stands in none of the lists is refused too."""

_URL = re.compile(r"url\(\s*[\"']?\s*(#?)([^\"')\s]*)", re.IGNORECASE)
_HASH = re.compile(r"#([^\s\"')#,{}>+~:.\[]+)")
_COLOR = re.compile(r"[0-9a-fA-F]{3,8}")
_COMMENT = re.compile(r"/\*.*?(\*/|\Z)", re.DOTALL)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(px|pt|pc|mm|cm|in|)\s*")
_UNITS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_HINT = "Export it as plain SVG, with texts as paths and pictures left out, or as PNG."


def read_svg(data: bytes, name: str) -> Picture:
    """
    Check an SVG, clean it, and draw it as PNG.

    Raises:
        PydanticCustomError: it is damaged, too large, or holds what a drawing needs not.

    """
    if len(data) > LARGEST:
        raise refused("too-large", f'"{name}" is larger than {LARGEST // 1_000_000} MB', _HINT)
    root = _parse(data, name)
    _clean(root, name)
    elements = _bound(root, name)
    width, height = _size(root, name)
    scale = min(2.0, LONGEST_SIDE / max(width, height), math.sqrt(MOST_WORK / elements / width / height))
    return _draw(root, width, height, scale, name)


def _refuse(name: str, why: str) -> PydanticCustomError:
    return refused("unsafe-picture", f'"{name}" {why}', _HINT)


def _parse(data: bytes, name: str) -> _Element:
    from lxml import etree

    if b"<!doctype" in data[:LARGEST].lower() or b"<!entity" in data.lower():
        raise _refuse(name, "declares a document type")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise refused("bad-picture", f'"{name}" is damaged' + (f" on line {line}" if line else ""), _HINT) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise refused(
            "bad-picture",
            f'"{name}" is not an SVG picture',
            'Its first element is <svg xmlns="http://www.w3.org/2000/svg">.',
        )
    return root


def _clean(root: _Element, name: str) -> None:
    """Drop what describes, refuse what does more than draw."""
    for element in list(root.iter("*")):
        space, local = _split(str(element.tag))
        if space != _SVG or local in DROPPED or _hidden(element):
            _drop(element)
        elif local in REFUSED or local not in DRAWN:
            raise _refuse(name, REFUSED.get(local, f"holds <{local[:40]}>, which is not drawn"))
        else:
            _clean_attributes(element, name)
    for style in root.iter(f"{{{_SVG}}}style"):
        style.text = _COMMENT.sub(" ", style.text or "")
        _check_style(style.text, name)
    _rename(root)


def _hidden(element: _Element) -> bool:
    """Tell a layer that is switched off: it draws nothing, and may say what nobody shall read."""
    return element.get("display") == "none" or re.search(r"display\s*:\s*none", element.get("style", "")) is not None


def _rename(root: _Element) -> None:
    """Number what has a name: drawing programs name things as the layers are, or as the file was."""
    elements = list(root.iter("*"))
    ids = {number: str(e.get("id")) for number, e in enumerate(elements, 1) if e.get("id")}
    names = {name: f"n{number}" for number, name in ids.items() if not _COLOR.fullmatch(name)}
    for element in elements:
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, names.get(str(value), str(value)))
            elif "#" in value:
                element.set(key, _HASH.sub(lambda match: f"#{names.get(match[1], match[1])}", str(value)))
        if element.tag == f"{{{_SVG}}}style":
            element.text = _HASH.sub(lambda match: f"#{names.get(match[1], match[1])}", element.text or "")


def _split(tag: str) -> tuple[str, str]:
    space, _, local = tag.rpartition("}")
    return space.removeprefix("{"), local


def _drop(element: _Element) -> None:
    """Take an element out of the tree, and leave the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _clean_attributes(element: _Element, name: str) -> None:
    for key, value in list(element.attrib.items()):
        space, local = _split(str(key))
        if local.lower().startswith("on"):
            raise _refuse(name, "runs a script")
        if key in _HREF:
            _check_reference(str(value), name)
        elif space or local.startswith(("data-", "aria-")):
            del element.attrib[key]
        else:
            _check_style(str(value), name)


def _check_reference(value: str, name: str) -> None:
    if not value.strip().startswith("#"):
        raise _refuse(name, "refers to something outside of it")


def _check_style(text: str, name: str) -> None:
    if "\\" in text or re.search(
        r"@(import|font-face|namespace)|expression\s*\(|javascript:|image-set\s*\(", text, re.IGNORECASE
    ):
        raise _refuse(name, "loads a style or a font")
    if any(not match[1] for match in _URL.finditer(text)) or re.search(r"url\(\s*/\*", text, re.IGNORECASE):
        raise _refuse(name, "refers to something outside of it")


# --- what would never be finished


def _bound(root: _Element, name: str) -> int:
    """Count the elements as if each were written out wherever it is used; refuse what explodes or turns in circles."""
    named = {str(e.get("id")): e for e in root.iter("*") if e.get("id")}
    costs: dict[_Element, int] = {}
    open_: set[_Element] = set()
    waiting = [root]
    while waiting:
        element = waiting[-1]
        if element in costs:
            waiting.pop()
            continue
        parts = list(_parts(element, named))
        if element not in open_:
            open_.add(element)
            if any(part in open_ and part not in costs for part in parts):
                raise _refuse(name, "repeats itself without an end")
            waiting += [part for part in parts if part not in costs]
        else:
            costs[element] = _weight(element) + sum(costs[part] for part in parts) * _repeats(element)
            waiting.pop()
        if len(waiting) > MOST_ELEMENTS or costs.get(element, 0) > MOST_ELEMENTS:
            raise refused("too-large", f'"{name}" has more than {MOST_ELEMENTS:,} elements', _HINT)
    if max((sum(1 for _ in e.iterancestors()) for e in root.iter("*")), default=0) > DEEPEST:
        raise refused("too-large", f'"{name}" is nested more than {DEEPEST} deep', _HINT)
    return costs[root]


def _weight(element: _Element) -> int:
    """Reckon how long an element takes to draw, a plain shape being 1."""
    slow = sum(weight for name, weight in _SLOW.items() if name in element.attrib or name in element.get("style", ""))
    return 1 + slow + len(element.text or "") // 5 + _points(element) // 100


def _repeats(element: _Element) -> int:
    """Count how often a marker is drawn along a line."""
    return max(1, _points(element)) if any(str(key).startswith("marker") for key in element.attrib) else 1


def _points(element: _Element) -> int:
    return len(element.get("d", "") + element.get("points", "")) // 5


def _parts(element: _Element, named: dict[str, _Element]) -> Iterator[_Element]:
    """Go through what is drawn with an element: what stands in it, and what it refers to."""
    yield from element
    for key, value in element.attrib.items():
        targets = [str(value).strip().removeprefix("#")] if key in _HREF else [m[2] for m in _URL.finditer(str(value))]
        yield from (named[target] for target in targets if target in named)


def _size(root: _Element, name: str) -> tuple[float, float]:
    """The size in CSS pixels: from width and height, else from the view box."""
    box = [float(n) for n in re.findall(r"-?[0-9]*\.?[0-9]+", root.get("viewBox", ""))[:4]]
    width, height = _length(root.get("width")), _length(root.get("height"))
    if len(box) == 4 and box[2] > 0 and box[3] > 0:  # noqa: PLR2004 -- x, y, width, height
        width, height = (width or (height or box[3]) * box[2] / box[3]), (height or (width or box[2]) * box[3] / box[2])
    if not width or not height or not 1 <= width <= 20_000 or not 1 <= height <= 20_000:  # noqa: PLR2004 -- CSS pixels
        raise refused(
            "bad-picture",
            f'"{name}" has no size, or a senseless one',
            "Give its <svg> a width, a height and a viewBox.",
        )
    return width, height


def _length(text: str | None) -> float:
    match = _LENGTH.fullmatch(text or "")
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


def _draw(root: _Element, width: float, height: float, scale: float, name: str) -> Picture:
    """Draw with the fonts that the product ships, so that every machine draws the same."""
    import resvg_py
    from lxml import etree

    from communique.places import shipped

    etree.cleanup_namespaces(root)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if root.get("viewBox") is None:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    vector = etree.tostring(root, encoding="unicode")
    pixels = max(1, round(width * scale)), max(1, round(height * scale))
    fonts = sorted(str(path) for path in (shipped() / "assets" / "fonts").glob("*.ttf"))
    family = "Public Sans"
    try:
        data = resvg_py.svg_to_bytes(
            svg_string=vector,
            width=pixels[0],
            height=pixels[1],
            skip_system_fonts=True,
            font_files=fonts,
            font_family=family,
            sans_serif_family=family,
            serif_family="Source Serif 4",
            monospace_family=family,
        )
    except (ValueError, RuntimeError):
        raise refused("bad-picture", f'"{name}" cannot be drawn', _HINT) from None

    from PIL import Image

    with Image.open(io.BytesIO(data)) as drawn:
        size = drawn.size
    return Picture(data=data, media_type="image/png", width=size[0], height=size[1], alt="", vector=vector.encode())
