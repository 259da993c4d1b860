"""Pictures and key figures as HTML."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from markupsafe import Markup

from communique.document.nodes import Figure
from communique.writers.characters import legible
from communique.writers.html_inlines import class_attribute, join, write_inlines

if TYPE_CHECKING:
    from communique.document.nodes import KeyFigure, KeyFigures, Picture
    from communique.writers.html_inlines import Context, Write


_WIDE = 800
"""Pixels from which on a drawing's words would be too small on a phone: it is moved sideways there, by keys too."""


def write_figure(figure: Figure, context: Context, write: Write) -> Markup:
    """Write a picture with its caption, and below it the same facts to be read."""
    words = write_inlines(figure.caption, context)
    caption = Markup("\n<figcaption>{}</figcaption>").format(words) if words else ""
    wide = bool(figure.picture.vector) and figure.picture.width >= _WIDE
    classes = class_attribute("figure", "wide" if wide else "", figure.role)
    reached = Markup(' tabindex="0"') if wide and not context.footnotes else Markup()
    image = _image(figure.picture)
    twin = write(figure.twin, context)
    below = Markup('<div class="twin">\n{}</div>\n').format(twin) if twin else ""
    return Markup("<figure{}{}>\n{}{}\n</figure>\n{}").format(classes, reached, image, caption, below)


def _image(picture: Picture) -> Markup:
    """Carry the picture's own bytes, as lines where it has any: they are sharp at every size."""
    media_type, data = ("image/svg+xml", picture.vector) if picture.vector else (picture.media_type, picture.data)
    return Markup('<img src="data:{};base64,{}" width="{}" height="{}" alt="{}">').format(
        media_type, b64encode(data).decode("ascii"), picture.width, picture.height, legible(picture.alt)
    )


def write_key_figures(strip: KeyFigures, context: Context) -> Markup:
    """Write numbers to remember, as a list of tiles."""
    items = join(_key_figure(figure, context) for figure in strip.figures)
    classes = class_attribute("figures", f"count-{len(strip.figures)}", strip.role)
    return Markup("<ul{}>\n{}</ul>\n").format(classes, items)


def _key_figure(figure: KeyFigure, context: Context) -> Markup:
    words = {name: write_inlines(getattr(figure, name), context) for name in ("value", "label", "note")}
    lines = [Markup('<span class="figure-{}">{}</span>').format(name, said) for name, said in words.items() if said]
    if isinstance(figure.spark, Figure):
        spark = Markup('<span class="figure-spark">{}</span>').format(_image(figure.spark.picture))
        lines.insert(1 if words["value"] else 0, spark)
    return Markup("<li>{}</li>\n").format(Markup(" ").join(lines))
