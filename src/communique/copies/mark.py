"""
What stands on each page of a copy: a line at the head with number, name and code, and a watermark with the same.

Both are drawn from one font of the copy's own, a Type 3 font that holds this
copy's letters and no other's; each of its letters is a field of the master.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from math import atan2, cos, hypot, sin
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from communique.copies import token
from communique.copies.letters import EM, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from communique.copies.letters import Letter, Letters, Line
    from communique.copies.recipients import Recipient

HEAD_SIZES: Final = (8.0, 6.0)
"""Points of the line at the head, and the fewest that it shrinks to."""
WATERMARK_SIZES: Final = (56.0, 18.0)
UNDER: Final = 0.3
"""The size of the watermark's second line, beside that of the name."""
HEAD: Final = 19.0
"""Points from the upper edge to the line's feet: what a printer can still print, and above the running head."""
SIDES: Final = 36.0
DIAGONAL: Final = 0.74
"""How much of the diagonal the watermark may take."""
GREY: Final = 0.35
PALE: Final = 0.92
"""The watermark's tone: less than a tenth of black, multiplied, so that no letter of the text gets paler by it."""

NAMESPACE: Final = "urn:communique:copy:"
PREFIX: Final = "communiqueCopy"
_PROPERTIES: Final = {
    "number": ("Integer", "The number of this copy"),
    "total": ("Integer", "How many copies there are"),
    "recipient": ("Text", "Whose copy this is"),
    "token": ("Text", "A keyed hash of the document, the number and the name"),
}
SCHEMA: Final = (
    f"""<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Numbered copies</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>"""
    + "".join(
        f"""<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description>
</rdf:li>"""
        for name, (kind, description) in _PROPERTIES.items()
    )
    + "</rdf:Seq></pdfaSchema:property>\n</rdf:li>"
).encode()
"""What PDF/A asks to be said of properties that it does not know."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's size in points."""

    width: float
    height: float
    left: float = 0.0
    bottom: float = 0.0
    scale: float = 1.0  #: Below 1 where a page is set smaller, on a sheet with others.

    @classmethod
    def of(cls, box: Iterable[Any]) -> Sheet:
        """Measure the box of a page."""
        left, bottom, right, top = (float(number) for number in box)
        return cls(right - left, top - bottom, left, bottom)

    @property
    def diagonal(self) -> float:
        """Points from corner to corner."""
        return hypot(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the marks, in the language of the document."""

    copy: str  #: ``Copy {number} of {total}``; the total may be missing.
    rightwards: bool = True  #: Whether the document is read to the right.


@dataclass(slots=True)
class Drawn:
    """The marks of one copy, as what goes into the master's fields."""

    token: str
    number: int
    letters: list[Letter]  #: The largest first, so that the fields of all copies are as small as can be.
    head: bytes
    watermark: bytes
    metadata: bytes
    room: float = 1.0  #: Below 1 the marks do not fit, even in the smallest type.

    @property
    def widths(self) -> list[int]:
        """The advance of each letter."""
        return [letter.advance for letter in self.letters]

    @property
    def unicode(self) -> bytes:
        """The table that says which characters each letter stands for."""
        rows = [f"<{code:02X}> <{letter.unicode}>" for code, letter in enumerate(self.letters)]
        return "\n".join([_CMAP_HEAD, *_hundreds(rows), _CMAP_TAIL]).encode()

    @property
    def point(self) -> bytes:
        """The token as a mark in a page's content, which nobody sees."""
        return f"/CommuniqueCopy <</Number {self.number} /Token ({self.token})>> DP".encode()


_CMAP_HEAD: Final = """\
/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange"""
_CMAP_TAIL: Final = "endcmap CMapName currentdict /CMap defineresource pop end end"
_MOST_ROWS: Final = 100
"""Rows that a block of a CMap may have."""


def _hundreds(rows: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(rows), _MOST_ROWS):
        block = rows[start : start + _MOST_ROWS]
        yield "\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"])


def draw(  # noqa: PLR0913 -- each is a part of the mark
    recipient: Recipient, code: str, *, total: int, words: Words, sheet: Sheet, letters: Letters
) -> Drawn:
    """Draw the marks of one copy; `sheet` is the smallest page that they must fit."""
    copy = letters.line(words.copy.format(number=recipient.number, total=total))
    shown, printed = letters.line(recipient.shown), letters.spelled(token.short(code))
    between = letters.line(" · ")
    head = _joined([copy, shown, printed] if recipient.shown else [copy, printed], between, words)
    main = letters.line(recipient.name) if recipient.name else copy
    under = _joined([copy, printed], between, words) if recipient.name else printed
    size, room = _fitted(head, HEAD_SIZES, sheet.width - 2 * SIDES)
    large, wide = _fitted(main, WATERMARK_SIZES, sheet.diagonal * DIAGONAL)
    small = min(large * UNDER, sheet.diagonal * DIAGONAL / max(under.width, 1) * EM)
    codes = _codes((head, main, under))
    drawn = Drawn(code, recipient.number, list(codes), b"", b"", b"", min(room, wide))
    drawn.head = b"%s\n%.2f g\n%s" % (drawn.point, GREY, _text(head, size, 0, codes))
    drawn.watermark = b"%s\n/CommuniquePale gs %.2f g\n%s\n%s" % (
        drawn.point,
        PALE,
        _text(main, large, 0, codes),
        _text(under, small, -1.5 * small, codes),
    )
    drawn.metadata = _metadata(recipient, code, total)
    return drawn


def _fitted(line: Line, sizes: tuple[float, float], width: float) -> tuple[float, float]:
    """Take the largest size in which a line fits, and say how much of it finds room in the smallest."""
    most, least = sizes
    fits = width / max(line.width, 1) * EM
    return max(min(most, fits), least), fits / least


def _joined(lines: Sequence[Line], between: Line, words: Words) -> Line:
    """Set lines side by side, in the direction of the document, with a point between them."""
    ordered = list(lines if words.rightwards else reversed(lines))
    return together([ordered[0], *(line for after in ordered[1:] for line in (between, after))])


def _codes(lines: Iterable[Line]) -> dict[Letter, str]:
    """Give each letter of a copy its code as it is shown: the largest outline has the lowest."""
    used = {placed[0] for line in lines for placed in line.placed}
    ordered = sorted(used, key=attrgetter("order"))
    return {letter: f"<{code:02X}>" for code, letter in enumerate(ordered)}


def _text(line: Line, size: float, y: float, codes: Mapping[Letter, str]) -> bytes:
    """Write a line of text, centred on nought."""
    x = -line.width * size / EM / 2
    words = [f"BT /CommuniqueCopy {size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm ["]
    risen = 0
    for letter, before, after, rise in line.placed:
        if rise != risen:
            risen = rise
            words.append(f"] TJ {rise * size / EM:.2f} Ts [")
        words.append(f"{before or ''}{codes[letter]}{after or ''}" if before or after else codes[letter])
    words.append("] TJ 0 Ts ET")
    return "".join(words).replace("><", "").encode()


def _metadata(recipient: Recipient, code: str, total: int) -> bytes:
    """Say in the file's metadata whose copy it is."""
    values = {"number": recipient.number, "total": total, "recipient": recipient.shown, "token": code}
    said = "".join(f"<{PREFIX}:{name}>{escape(str(value))}</{PREFIX}:{name}>" for name, value in values.items())
    return f'<rdf:Description rdf:about="" xmlns:{PREFIX}="{NAMESPACE}">{said}</rdf:Description>'.encode()


def placed_on(sheets: Iterable[Sheet]) -> bytes:
    """Place both marks on each page of a sheet: artifacts, that no reader is read."""
    return "\n".join(placing for sheet in sheets for placing in _placings(sheet)).encode()


def _placings(sheet: Sheet) -> Iterator[str]:
    angle = atan2(sheet.height, sheet.width)
    along, across = cos(angle) * sheet.scale, sin(angle) * sheet.scale
    x, y = sheet.left + sheet.width / 2, sheet.bottom + sheet.height / 2
    top = sheet.bottom + sheet.height - HEAD * sheet.scale
    turned = f"{along:.4f} {across:.4f} {-across:.4f} {along:.4f} {x:.2f} {y:.2f} cm"
    level = f"{sheet.scale:.4f} 0 0 {sheet.scale:.4f} {x:.2f} {top:.2f} cm"
    for kind, where, form in (("Watermark", turned, "Watermark"), ("Header", level, "Mark")):
        yield f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC q {where} /Communique{form} Do Q EMC"


_VALUE: Final = re.compile(rf"<{PREFIX}:(\w+)>([^<]*)</{PREFIX}:\1>|{PREFIX}:(\w+)=\"([^\"]*)\"")


def read_metadata(packet: str) -> dict[str, str]:
    """Read what a file's metadata says of its copy, as we write it, or as another tool has rewritten it."""
    from html import unescape

    return {one or other: unescape(value or also) for one, value, other, also in _VALUE.findall(packet)}
