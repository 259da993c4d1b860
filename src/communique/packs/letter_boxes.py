"""The boxes of a first `letter.docx`: callouts, as paragraphs that carry their own bar, shade and frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from communique.packs.letter_looks import edge, lines, paragraph
from communique.word_styles import BOX_INSET as BOX
from communique.word_styles import box_title

if TYPE_CHECKING:
    from communique.packs.letter_tokens import Tokens

_BARS: Final = {
    "Callout": ("rule", 1.5),
    "Sensitivity": ("alert", 1.5),
    "Easing": ("low", 3),
    "Press Line": ("accent", 4.5),
    "If Pressed": ("rule", 1.5),
    "Editor Note": ("muted", 0.75),
}
"""The colour of a box's bar, and its breadth in points."""

_TITLES: Final = {"Sensitivity": "alert", "Easing": "low", "Editor Note": "muted", "If Pressed": "muted"}
"""The colour of a box's title, where it is not that of the text."""

_WHITE: Final = ("Editor Note", "If Pressed")  #: Boxes without a shade.


def boxes(tokens: Tokens) -> tuple[str, ...]:
    """Write two styles a box, its title's and its text's, of one frame: so that Word draws them as one."""
    return tuple(part for name in (*_BARS, "Do Not Raise") for part in _box(name, tokens))


def _box(name: str, tokens: Tokens) -> tuple[str, str]:
    frame = _frame(name, tokens)
    text = tokens.letters(_step(name), "body")
    over = {**frame, "shade": tokens.colors["alert"]} if name == "Do Not Raise" else frame
    title = paragraph(
        box_title(name),
        lines(before=9, after=3, line=tokens.line("small"), keep=True, **over),
        _title(name, tokens),
        following=name,
    )
    return title, paragraph(name, lines(after=6, line=_line(name, tokens), **frame), text)


def _step(name: str) -> str:
    return {"Editor Note": "minor", "Press Line": "subheading"}.get(name, "body")


def _line(name: str, tokens: Tokens) -> float:
    return {"Editor Note": 13.5, "Press Line": 16.5}.get(name, tokens.line("body"))


def _title(name: str, tokens: Tokens) -> str:
    if name == "Do Not Raise":
        caps: dict[str, Any] = {"small_caps": True, "spacing": 10} if tokens.centred else {"bold": True}
        return tokens.letters("body" if tokens.centred else "small", color="paper", **caps)
    color = _TITLES.get(name, "ink")
    if tokens.centred:
        return tokens.letters("body", color=color, italic=True)
    return tokens.letters("small", color=color, bold=True)


def _frame(name: str, tokens: Tokens) -> dict[str, Any]:
    """Write what a box has around it; a line in the colour of its shade is room above and below."""
    c = tokens.colors
    if name == "Do Not Raise":
        sides = (("top", 4), ("left", 11), ("bottom", 5), ("right", 11))
        borders = "".join(edge(side, c["alert"], size=1.5, space=space) for side, space in sides)
        return {"left": BOX, "right": BOX, "borders": borders}
    color, size = _BARS[name]
    if tokens.centred:
        rules = edge("top", c[color], space=5) + edge("bottom", c[color], space=4)
        return {"borders": rules, "shade": c["tint"] if name == "Press Line" else ""}
    shade = "" if name in _WHITE else c["tint"]
    room = shade or c["paper"]
    bar = edge("left", c[color], size=size, space=int(BOX / 20 - size))
    borders = edge("top", room, space=6) + bar + edge("bottom", room, space=4) + edge("right", room, space=10)
    return {"left": BOX, "right": BOX - 40, "borders": borders, "shade": shade}
