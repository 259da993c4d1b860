"""Pictures and key figures as HTML."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from markupsafe import Markup

from communique.document.columns import abreast
from communique.document.nodes import Figure
from communique.writers.characters import legible
from communique.writers.html_inlines import class_attribute, join, write_inlines

if TYPE_CHECKING:
    from communique.document.nodes import KeyFigure, KeyFigures, Picture
    from communique.writers.html_inlines import Context, Write
_PHONE = "screen and (max-width: 34rem)"


def write_figure(figure: Figure, context: Context, write: Write) -> Markup:
    """Write a picture with its caption, and below it the same facts to be read."""
    words = write_inlines(figure.caption, context)
    caption = Markup("\n<figcaption>{}</figcaption>").format(words) if words else ""
    classes = class_attribute("figure", "drawn" if figure.picture.dark else "", figure.role)
    image = _image(figure.picture)
    twin = write(figure.twin, context)
    below = Markup('<div class="twin">\n{}</div>\n').format(twin) if twin else ""
    return Markup("<figure{}>\n{}{}\n</figure>\n{}").format(classes, image, caption, below)


def _image(picture: Picture) -> Markup:
    """
    Write a picture; a drawing for screens twice, in light and in dark, of which the style sheet hides one.

    A choice of the browser's own, by ``<source>``, would stay dark where the page is printed.
    """
    narrow = picture.narrow
    light = _shown(picture, picture.vector, narrow.vector if narrow else b"")
    if not picture.dark:
        return light
    dark = _shown(picture, picture.dark, narrow.dark if narrow else b"")
    return Markup('<span class="in-light">{}</span><span class="in-dark">{}</span>').format(light, dark)


def _shown(picture: Picture, vector: bytes, narrow: bytes) -> Markup:
    """Write a picture as lines where it has any, for they are sharp at every size; on a phone what was drawn for one."""
    image = Markup('<img src="{}" width="{}" height="{}" alt="{}">').format(
        _svg(vector) if vector else f"data:{picture.media_type};base64,{_base64(picture.data)}",
        picture.width,
        picture.height,
        legible(picture.alt),
    )
    if not (narrow and picture.narrow):
        return image
    size = (picture.narrow.width, picture.narrow.height)
    source = Markup('<source media="{}" srcset="{}" width="{}" height="{}">').format(_PHONE, _svg(narrow), *size)
    return Markup("<picture>{}{}</picture>").format(source, image)


def _svg(vector: bytes) -> str:
    return f"data:image/svg+xml;base64,{_base64(vector)}"


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def write_key_figures(strip: KeyFigures, context: Context) -> Markup:
    """Write numbers to remember, as a list of tiles."""
    items = join(_key_figure(figure, context) for figure in strip.figures)
    classes = class_attribute("figures", f"abreast-{abreast(strip)}", strip.role)
    return Markup("<ul{}>\n{}</ul>\n").format(classes, items)


def _key_figure(figure: KeyFigure, context: Context) -> Markup:
    words = {name: write_inlines(getattr(figure, name), context) for name in ("value", "label", "note")}
    lines = [Markup('<span class="figure-{}">{}</span>').format(name, said) for name, said in words.items() if said]
    if isinstance(figure.spark, Figure):
        spark = Markup('<span class="figure-spark">{}</span>').format(_image(figure.spark.picture))
        lines.insert(1 if words["value"] else 0, spark)
    return Markup("<li>{}</li>\n").format(Markup(" ").join(lines))
