"""Pictures and key figures in Word, with what stands below them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from communique.document.columns import abreast
from communique.document.nodes import Figure
from communique.ooxml import run
from communique.roles import style_name
from communique.writers.docx_inlines import write_inlines
from communique.writers.docx_paragraphs import write_caption, write_paragraph
from communique.writers.docx_pictures import PORTRAIT, SPARK, write_drawing
from communique.writers.docx_tables import grid_of, write_table

if TYPE_CHECKING:
    from communique.document.nodes import KeyFigure, KeyFigures
    from communique.writers.docx_paragraphs import Context, Write


def write_figure(figure: Figure, context: Context, write: Write) -> str:
    """Write a picture with its caption, and below it the same facts to be read."""
    largest = PORTRAIT if figure.role == "portrait" else context.width
    style = style_name(figure.role) if figure.role else "Figure"
    drawing = run(write_drawing(figure.picture, min(largest, context.width), context.package))
    look = "keep" if figure.caption else ""
    picture = write_paragraph(drawing, replace(context, numbering=0), style=style, look=look)
    return picture + write_caption(figure.caption, context) + write(figure.twin, context)


def write_key_figures(strip: KeyFigures, context: Context) -> str:
    """Write numbers to remember as a table without lines, as many in a row as fill it."""
    across = abreast(strip)
    grid = grid_of(context, "Key Figures", [0] * across)
    cells = [_key_figure(figure, context.box("Key Figure Note", width=grid.inner(0))) for figure in strip.figures]
    cells += [""] * (-len(cells) % across)
    return write_table(grid, [cells[i : i + across] for i in range(0, len(cells), across)])


def _key_figure(figure: KeyFigure, context: Context) -> str:
    """Write the number, how it moved, what it counts, and as of when."""
    value, label, note = (write_inlines(words, context.package) for words in (figure.value, figure.label, figure.note))
    parts = (
        (value, "Key Figure"),
        (_spark(figure, context), "Key Figure Label"),
        (label, "Key Figure Label"),
        (note, "Key Figure Note"),
    )
    return "".join(write_paragraph(words, context, style=style) for words, style in parts if words)


def _spark(figure: KeyFigure, context: Context) -> str:
    if not isinstance(figure.spark, Figure):
        return ""
    return run(write_drawing(figure.spark.picture, context.width, context.package, tallest=SPARK))
