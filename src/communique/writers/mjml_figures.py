"""Pictures and key figures as the HTML of an e-mail: by their width alone, so that a text without its picture fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from communique.document.attachments import content_id
from communique.document.nodes import Figure
from communique.writers.mjml_inlines import attribute, box, class_attribute, write_inlines

if TYPE_CHECKING:
    from communique.document.nodes import KeyFigure, Picture

TEXT_WIDTH: Final = 544
"""Pixels that a picture may be wide: the page of 600 less its margins."""

PHONE_WIDTH: Final = 432
"""Pixels that a drawing made for a phone is wide at most."""

SPARK_WIDTH: Final = 128
"""Pixels that the small curve below a key figure is wide."""

DENSITY: Final = 2
"""Pixels that a drawing has for each that it was drawn for."""

ENLARGED: Final = 1.2
"""How much larger than it was drawn for a drawing may be shown."""

PORTRAIT_WIDTH: Final = 96
"""Pixels that the picture of a person is wide."""


def write_figure(figure: Figure) -> str:
    """Write a picture with its caption; on a phone a drawing shows what was made for one."""
    picture, room = figure.picture, PORTRAIT_WIDTH if figure.role == "portrait" else TEXT_WIDTH
    drawn, narrow = "drawn" if picture.dark else "", picture.narrow
    shown = _picture(picture, room, "picture", drawn, "desk-only" if narrow else "", figure.role)
    on_a_phone = _picture(narrow, PHONE_WIDTH, "picture", drawn, "phone-only") if narrow else ""
    caption = f'<p class="caption">{write_inlines(figure.caption)}</p>' if figure.caption else ""
    return shown + on_a_phone + caption


def write_key_figure(figure: KeyFigure) -> str:
    """Write a number large; it may break where the brief keeps number and unit together, for columns are narrow."""
    value = write_inlines(figure.value).replace("\u00a0", " ")
    spark = _picture(figure.spark.picture, SPARK_WIDTH, "spark", "drawn") if isinstance(figure.spark, Figure) else ""
    lines = f'<p class="value">{value}</p>{spark}<p class="unit">{write_inlines(figure.label)}</p>'
    note = f'<p class="note">{write_inlines(figure.note)}</p>' if figure.note else ""
    return box(lines + note, "figure")


def _picture(picture: Picture, room: int, *classes: str) -> str:
    """Write a picture; without a height, its text takes no more lines than it needs where pictures are off."""
    natural = round(picture.width * ENLARGED / DENSITY) if picture.dark else picture.width
    width = max(min(natural, room), 1)
    image = f'<img src="cid:{content_id(picture)}" alt="{attribute(picture.alt)}" width="{width}"/>'
    return f"<p{class_attribute(*classes)}>{image}</p>"
