"""What a pack's `pack.toml` says of its looks, in the measures that Word's styles take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from communique.packs.letter_looks import look

if TYPE_CHECKING:
    from collections.abc import Mapping

TWIP: Final = 20  #: To the point.
CUT: Final = 39.0  #: Points around what is cut out or folded; a line below it takes ten of them.
SHEETS: Final = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
"""Points from edge to edge of a sheet."""


@dataclass(frozen=True)
class Tokens:
    """The looks of a pack."""

    fonts: Mapping[str, str]
    colors: Mapping[str, str]  #: As Word writes them, without the #.
    scale: Mapping[str, tuple[float, float]]  #: Of each step: size and height of the line, in points.
    page: Mapping[str, Any]
    measure: float  #: The widest line of running text, in points.
    centred: bool
    inset: float  #: Points by which the text keeps further in than the margins.
    space: float = 24.0  #: Points above a section, and below the masthead.

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Tokens:
        """Read the tokens out of a pack's settings."""
        letter = settings.get("letter", {})
        return cls(
            fonts=settings["fonts"],
            colors={name: value.lstrip("#") for name, value in settings["colors"].items()},
            scale={step: (size, line) for step, (size, line) in settings["type"].items()},
            page=settings["page"],
            measure=settings["grid"]["measure"],
            centred=letter.get("masthead") == "centred",
            inset=letter.get("inset", 0),
        )

    @property
    def families(self) -> tuple[str, ...]:
        """Every family that a style names, once."""
        names = ("heading", "body", "code", "arabic", "chinese")
        return tuple(dict.fromkeys(self.fonts[name] for name in names))

    @property
    def sheet(self) -> tuple[int, int]:
        """Width and height of the paper, in twips."""
        width, height = sorted(SHEETS[self.page["size"]], reverse=self.page.get("lying", False))
        return round(width * TWIP), round(height * TWIP)

    @property
    def width(self) -> int:
        """The width of the text, in twips."""
        return self.sheet[0] - sum(self.sides)

    @property
    def text_height(self) -> int:
        """The height of the text, in twips."""
        return self.sheet[1] - round(float(self.page["top"] + self.page["bottom"]) * TWIP)

    def lying(self) -> Tokens:
        """Take the same looks for a sheet that lies and is cut or folded: its margins are narrow, and alike."""
        margins = {**dict.fromkeys(("top", "inner", "outer"), CUT), "bottom": CUT - 10}
        return replace(self, page={**self.page, **margins, "lying": True}, inset=0, measure=max(SHEETS["A4"]))

    def tight(self) -> Tokens:
        """Take the same looks for a handout, which has few pages: smaller headings, lines over the whole width."""
        scale = {**self.scale, "heading": self.scale["standfirst"], "standfirst": self.scale["lead"]}
        page = {**self.page, "top": min(self.page["top"], 66), "bottom": min(self.page["bottom"], 60)}
        return replace(self, scale=scale, page=page, measure=max(SHEETS["A4"]), space=9.0)

    @property
    def sides(self) -> tuple[int, int]:
        """The inner and the outer margin, in twips."""
        return round((self.page["inner"] + self.inset) * TWIP), round((self.page["outer"] + self.inset) * TWIP)

    @property
    def ragged(self) -> int:
        """How far before the margin a line of running text ends, in twips."""
        return 0 if self.centred else max(0, self.width - round(self.measure * TWIP))

    def line(self, step: str) -> float:
        """Tell how high a line of a step is."""
        return self.scale[step][1]

    def letters(self, step: str = "", face: str = "heading", *, color: str = "", **more: Any) -> str:
        """Write the look of letters: a step of the scale, a face, a colour by its name."""
        font = self._faces(face) if face else None
        return look(
            font=font, size=self.scale[step][0] if step else 0, color=self.colors[color] if color else "", **more
        )

    def _faces(self, face: str) -> dict[str, str]:
        """Name the font of each kind of script; Word chooses by the character."""
        western = self.fonts[face]
        return {"ascii": western, "hAnsi": western, "eastAsia": self.fonts["chinese"], "cs": self.fonts["arabic"]}
