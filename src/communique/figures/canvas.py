"""
A canvas: SVG elements in the order they are painted, measured in points.

Places are reckoned from the side that one begins to read at: where a language
is written from right to left, the canvas turns the drawing round by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from communique.figures.fallbacks import rightwards_inside, shaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.figures.look import Look, Weight

PIXELS: Final = 96 / 72
"""CSS pixels to the point."""

Anchor: TypeAlias = Literal["start", "middle", "end"]
_TURNED: Final[dict[Anchor, Anchor]] = {"start": "end", "middle": "middle", "end": "start"}


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set: size in points, weight, the name of a colour, and which end of them is given."""

    size: float
    weight: Weight = "Regular"
    fill: str = "ink"
    anchor: Anchor = "start"

    def but(self, *, fill: str | None = None, anchor: Anchor | None = None, weight: Weight | None = None) -> Type:
        """Make a variant."""
        return replace(self, fill=fill or self.fill, anchor=anchor or self.anchor, weight=weight or self.weight)


@dataclass(slots=True)
class Canvas:
    """A drawing in a look, of a width and a height in points."""

    look: Look
    width: float
    height: float = 0.0
    parts: list[str] = field(default_factory=list)
    others: set[str] = field(default_factory=set)  #: Typefaces used besides the look's own.
    shaped: bool = False  #: True where there are letters that change with their neighbours.

    def line(self, points: Iterable[tuple[float, float]], color: str, width: float = 0.75, **more: object) -> None:
        """Add an open line through points."""
        places = " ".join(f"{number(self._x(x))},{number(y)}" for x, y in points)
        self._add("polyline", "", points=places, fill="none", stroke=self.color(color), stroke_width=width, **more)

    def rect(self, x: float, y: float, width: float, height: float, **more: object) -> None:
        """Add a rectangle by the upper corner that one begins to read at."""
        left = x if self.look.rightwards else self.width - x - width
        self._add("rect", "", x=left, y=y, width=width, height=height, **self._painted(more))

    def circle(self, x: float, y: float, radius: float, **more: object) -> None:
        """Add a circle by its centre."""
        self._add("circle", "", cx=self._x(x), cy=y, r=radius, **self._painted(more))

    def path(self, steps: Iterable[tuple[str, Iterable[tuple[float, float]]]], **more: object) -> None:
        """Add a path of steps: a letter as SVG has it, and its points."""
        data = "".join(letter + " ".join(f"{number(self._x(x))},{number(y)}" for x, y in at) for letter, at in steps)
        self._add("path", "", d=data, **self._painted(more))

    def words(self, x: float, y: float, words: str, kind: Type) -> None:
        """Add words on a baseline."""
        anchor = kind.anchor if self.look.rightwards else _TURNED[kind.anchor]
        self.others |= self.look.others(words)
        self.shaped |= shaped(words)
        self._add(
            "text",
            escape(words if self.look.rightwards else rightwards_inside(words)),
            x=self._x(x),
            y=y,
            font_family=self.look.families(words),
            font_size=kind.size,
            font_weight=600 if kind.weight == "SemiBold" else None,
            fill=self.color(kind.fill),
            text_anchor=None if anchor == "start" else anchor,
            **self._fixed(words, kind),
        )

    def _fixed(self, words: str, kind: Type) -> dict[str, object]:
        """Hold words to their width on a screen that may lack the typeface, so that they collide nowhere."""
        if not (self.look.on_screen and self.look.covers(words)):
            return {}
        width = self.look.measure(words, kind.size, kind.weight)
        return {"textLength": number(width), "lengthAdjust": "spacingAndGlyphs"}

    def color(self, name: str) -> str:
        """Find a colour by its name in the pack."""
        return self.look.colors.get(name, name)

    def svg(self) -> str:
        """Write the drawing as a file of its own."""
        paper = element("rect", x=-1, y=-1, width=self.width + 2, height=self.height + 2, fill=self.color("paper"))
        return element(
            "svg",
            paper + "".join(self.parts),
            xmlns="http://www.w3.org/2000/svg",
            width=self.width * PIXELS,
            height=self.height * PIXELS,
            viewBox=f"0 0 {number(self.width)} {number(self.height)}",
        )

    def _add(self, tag: str, content: str, **attributes: object) -> None:
        self.parts.append(element(tag, content, **attributes))

    def _x(self, x: float) -> float:
        return x if self.look.rightwards else self.width - x

    def _painted(self, more: dict[str, object]) -> dict[str, object]:
        return {k: self.color(str(v)) if k in {"fill", "stroke"} and v is not None else v for k, v in more.items()}


def element(tag: str, content: str = "", **attributes: object) -> str:
    """Write an element; ``stroke_width`` becomes ``stroke-width``, what is None is left out."""
    given = "".join(
        f" {name.replace('_', '-')}={quoteattr(number(value) if isinstance(value, float) else str(value))}"
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{content}</{tag}>" if content else f"<{tag}{given}/>"


def number(value: float) -> str:
    """Write a measure as short as it is exact enough: a hundredth of a point."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written in {"", "-0"} else written
