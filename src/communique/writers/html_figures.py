"""Pictures and key figures as HTML."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from markupsafe import Markup

from communique.document.nodes import Figure
from communique.writers.characters import legible
from communique.writers.html_inlines import class_attribute, join, write_inlines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.document.nodes import KeyFigure, KeyFigures, Picture
    from communique.writers.html_inlines import Context, Write
_PHONE = "(max-width: 34rem)"
_DARK = "(prefers-color-scheme: dark)"


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
    """Write a picture; a drawing for screens with its variants, of which the browser takes the first that fits."""
    image = Markup('<img src="{}" width="{}" height="{}" alt="{}">').format(
        _address(picture), picture.width, picture.height, legible(picture.alt)
    )
    sources = join(
        Markup('<source media="{}" srcset="{}" width="{}" height="{}">').format(
            media, address, shown.width, shown.height
        )
        for media, address, shown in _variants(picture)
    )
    return Markup("<picture>{}{}</picture>").format(sources, image) if sources else image


def _variants(picture: Picture) -> Iterator[tuple[str, str, Picture]]:
    """List the variants of a drawing: when each is shown, its address, and the picture that has its size."""
    narrow = picture.narrow
    if narrow and narrow.dark:
        yield f"{_DARK} and {_PHONE}", _svg(narrow.dark), narrow
    if narrow:
        yield _PHONE, _address(narrow), narrow
    if picture.dark:
        yield _DARK, _svg(picture.dark), picture


def _address(picture: Picture) -> str:
    """Carry the picture's own bytes, as lines where it has any: they are sharp at every size."""
    return _svg(picture.vector) if picture.vector else f"data:{picture.media_type};base64,{_base64(picture.data)}"


def _svg(vector: bytes) -> str:
    return f"data:image/svg+xml;base64,{_base64(vector)}"


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


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
