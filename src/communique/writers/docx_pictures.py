"""Pictures in Word: drawn in the line of text, with what they show as their description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.ooxml import EMU_PER_TWIP, NAMESPACES, element

if TYPE_CHECKING:
    from communique.document.nodes import Picture
    from communique.writers.docx_inlines import Package

PIXEL = 15  #: Twips, at 96 dots to the inch.
PORTRAIT = 1250  #: Twips: the width of a portrait.
SPARK = 480  #: Twips: how high a sparkline is.
TALLEST = 7200  #: Twips: a picture leaves room for its caption and for some text.


def write_drawing(picture: Picture, widest: int, package: Package, *, tallest: int = TALLEST) -> str:
    """Draw a picture, as large as it is at most."""
    cx, cy = _size(picture, widest, tallest)
    number = package.number()
    name = f"Picture {number}"
    extent = element("wp:extent", cx=cx, cy=cy)
    described = element("wp:docPr", id=number, name=name, descr=picture.alt)
    locks = element("wp:cNvGraphicFramePr", element("a:graphicFrameLocks", noChangeAspect=1))
    drawn = element(
        "pic:pic",
        element("pic:nvPicPr", element("pic:cNvPr", id=number, name=name, descr=picture.alt), element("pic:cNvPicPr")),
        element("pic:blipFill", element("a:blip", r_embed=package.picture(picture)), _STRETCHED),
        element("pic:spPr", element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", cx=cx, cy=cy)), _RECTANGLE),
    )
    graphic = element("a:graphic", element("a:graphicData", drawn, uri=NAMESPACES["pic"]))
    return element(
        "w:drawing", element("wp:inline", extent, described, locks, graphic, distT=0, distB=0, distL=0, distR=0)
    )


_STRETCHED = element("a:stretch", element("a:fillRect"))
_RECTANGLE = element("a:prstGeom", element("a:avLst"), prst="rect")


def _size(picture: Picture, widest: int, tallest: int) -> tuple[int, int]:
    """Give a picture its size at 96 dots to the inch, or what there is room for; in English Metric Units."""
    scale = min(1, widest / (picture.width * PIXEL), tallest / (picture.height * PIXEL))
    width, height = (max(round(side * PIXEL * scale), 1) * EMU_PER_TWIP for side in (picture.width, picture.height))
    return width, height
