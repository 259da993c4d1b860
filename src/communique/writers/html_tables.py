"""Tables, and texts that stand side by side, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from communique.document.columns import fits_a_phone, widths
from communique.scripts import direction
from communique.writers.html_inlines import class_attribute, join, one_line, write_inlines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.document.nodes import Blocks, Column, Parallel, Row, Table
    from communique.writers.html_inlines import Context, Write


def write_table(table: Table, context: Context, write: Write) -> Markup:
    """Write a table; `write` writes what stands in a cell."""
    caption = write_inlines(table.caption, context)
    parts = (
        Markup("<caption>{}</caption>\n").format(caption) if caption else Markup(),
        Markup("<colgroup>{}</colgroup>\n").format(join(map(Markup('<col style="width: {}%">').format, widths(table)))),
        _head(table.columns, context),
        Markup("<tbody>\n{}</tbody>\n").format(join(_row(row, table, context, write) for row in table.rows)),
    )
    wide = "wide" if _stands_apart(table, context) else ""
    return Markup("<table{}>\n{}</table>\n").format(class_attribute(table.role, wide), join(parts))


def _stands_apart(table: Table, context: Context) -> bool:
    """Tell a table whose cells stand below each other on a phone; paper needs none of that."""
    return not context.footnotes and not fits_a_phone(table)


def _head(columns: Iterable[Column], context: Context) -> Markup:
    columns = tuple(columns)
    if not any(column.title for column in columns):
        return Markup()
    cells = join(
        Markup('<th scope="col"{}>{}</th>').format(class_attribute(_align(c)), write_inlines(c.title, context))
        for c in columns
    )
    return Markup("<thead>\n<tr>{}</tr>\n</thead>\n").format(cells)


def _row(row: Row, table: Table, context: Context, write: Write) -> Markup:
    """Write a row; cells that are missing are written empty, for a ragged table cannot be read aloud."""
    padded = (*row.cells, *(() for _ in range(len(table.columns) - len(row.cells))))
    apart = _stands_apart(table, context)
    cells = (_cell(i, write(cell, context), table, apart=apart) for i, cell in enumerate(padded[: len(table.columns)]))
    return Markup("<tr>{}</tr>\n").format(join(cells))


def _cell(index: int, words: Markup, table: Table, *, apart: bool) -> Markup:
    """Write a cell; one that may stand apart from its column carries the column's name."""
    column = table.columns[index]
    head = table.header_column and index == 0
    tag, scope = ("th", Markup(' scope="row"')) if head else ("td", "")
    name = Markup(' data-column="{}"').format(one_line(column.title)) if apart and column.title and not head else ""
    return Markup("<{0}{1}{2}{3}>{4}</{0}>").format(tag, scope, name, class_attribute(_align(column)), words)


def _align(column: Column) -> str:
    return "" if column.align == "start" else f"align-{column.align}"


def write_parallel(parallel: Parallel, context: Context, write: Write) -> Markup:
    """
    Write texts side by side, a pair for each row; the style sheet sets its cells abreast.

    It is no table to those who have it read to them: nothing in it has a head.
    """
    pairs = join(
        Markup('<div class="pair">\n{}</div>\n').format(
            join(_side(language, cell, context, write) for language, cell in zip(parallel.languages, row, strict=True))
        )
        for row in parallel.rows
    )
    count = f"abreast-{len(parallel.languages)}"
    return Markup("<div{}>\n{}</div>\n").format(class_attribute("parallel", count, parallel.role), pairs)


def _side(language: str, blocks: Blocks, context: Context, write: Write) -> Markup:
    return Markup('<div class="side" lang="{}" dir="{}">\n{}</div>\n').format(
        language, direction(language), write(blocks, context)
    )
