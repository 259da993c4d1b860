"""Tables of data in Word, events in order, and texts that stand side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from communique.document.columns import widths
from communique.document.nodes import Paragraph, Span, Text
from communique.roles import style_name
from communique.writers.docx_inlines import write_inlines
from communique.writers.docx_paragraphs import write_caption, write_paragraph
from communique.writers.docx_tables import grid_of, write_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communique.document.nodes import Blocks, Event, Parallel, Table, Timeline
    from communique.writers.docx_paragraphs import Context, Write
    from communique.writers.docx_tables import Grid


def write_data_table(table: Table, context: Context, write: Write) -> str:
    """Write a table of data; a row that is too long widens it rather than lose a word."""
    caption = write_caption(table.caption, context, look="keep")
    count = max([len(table.columns), *(len(row.cells) for row in table.rows)])
    further = count - len(table.columns)
    titled = any(column.title for column in table.columns)
    style = style_name(table.role) if table.role else "Brief Table"
    percents = [*widths(table), *[0] * further]
    grid = grid_of(context, style, percents, header_row=titled, header_column=table.header_column)
    aligned = [{"start": "", "center": "center", "end": "right"}[column.align] for column in table.columns]
    aligned += [""] * further
    titles = [column.title for column in table.columns] + [()] * further
    head = [
        write_paragraph(write_inlines(title, context.package), context, style="Table Heading", look=align)
        for title, align in zip(titles, aligned, strict=True)
    ]
    kept = {0, len(table.rows) - 2} - {len(table.rows) - 1}
    body = [
        _row(row.cells, grid, aligned, replace(context, together=n in kept or context.together), write)
        for n, row in enumerate(table.rows)
    ]
    return caption + write_table(grid, ([head] if titled else []) + body)


def _row(cells: tuple[Blocks, ...], grid: Grid, aligned: Sequence[str], context: Context, write: Write) -> list[str]:
    padded = (*cells, *((),) * (len(grid.widths) - len(cells)))
    return [
        _cell(cell, context.box(_cell_style(grid, column), width=grid.inner(column)), aligned[column], write)
        for column, cell in enumerate(padded)
    ]


def _cell_style(grid: Grid, column: int) -> str:
    return "Table Row Heading" if grid.header_column and column == 0 else "Table Text"


def _cell(blocks: Blocks, box: Context, align: str, write: Write) -> str:
    if not blocks:
        return write_paragraph("", box)
    return "".join(
        write_paragraph(write_inlines(block.inlines, box.package), box, role=block.role, look=align)
        if isinstance(block, Paragraph)
        else write((block,), box)
        for block in blocks
    )


def write_timeline(timeline: Timeline, context: Context, write: Write) -> str:
    """Write events as a table: when, and what."""
    grid = grid_of(context, "Timeline", [26, 0], header_column=True)
    return write_table(grid, [_event(event, grid, context, write) for event in timeline.events])


def _event(event: Event, grid: Grid, context: Context, write: Write) -> list[str]:
    date = context.box("Timeline Date", width=grid.inner(0))
    marked = (Span(event.mark, role="mark"),) if event.mark else ()
    when = [write_paragraph(write_inlines(words, context.package), date) for words in (event.when, marked) if words]
    return ["".join(when), write(event.blocks, context.box("Timeline Text", width=grid.inner(1)))]


def write_parallel(parallel: Parallel, context: Context, write: Write) -> str:
    """
    Write texts side by side: a column for each language, a row for what belongs together.

    The first columns of a section stand under the names of their languages. A
    row may go on over the page, since what belongs together may be long.
    """
    titled = context.package.names_columns()
    grid = grid_of(context, "Parallel", [0] * len(parallel.languages), header_row=titled, rows_break=True)
    columns = [
        replace(
            context.box("", width=grid.inner(n)), boxed=False, narrow=True, package=context.package.speaking(language)
        )
        for n, language in enumerate(parallel.languages)
    ]
    head = [
        write_paragraph(
            write_inlines((Text(column.package.own_name(column.package.language)),), column.package),
            column,
            style="Table Heading",
        )
        for column in columns
    ]
    body = [[write(cell, column) for cell, column in zip(row, columns, strict=True)] for row in parallel.rows]
    return write_table(grid, [head, *body] if titled else body)
