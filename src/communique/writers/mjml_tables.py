"""Tables as the HTML of an e-mail: a wide one is read cell by cell on a phone, each under the name of its column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.document.columns import crowded, fits_a_phone
from communique.writers.mjml_inlines import class_attribute, write_inlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.document.nodes import Blocks, Column, Row, Table


def write_table(table: Table, write: Callable[[Blocks], str]) -> str:
    """Write a table; `write` writes what stands in a cell."""
    wide = "" if fits_a_phone(table) else "wide"
    caption = f"<caption>{write_inlines(table.caption)}</caption>\n" if table.caption else ""
    head = f"<thead><tr>{''.join(map(_column, table.columns))}</tr></thead>\n"
    body = "".join(_row(table, row, write, labelled=bool(wide)) for row in table.rows)
    rows = f"<tbody>\n{body}</tbody>\n" if body else ""
    classes = class_attribute("data", wide, "crowded" if crowded(table) else "", table.role)
    return f'<table width="100%"{classes}>\n{caption}{head}{rows}</table>'


def _column(column: Column) -> str:
    width = f' width="{column.width}%"' if column.width else ""
    return f'<th scope="col"{width}{class_attribute(_align(column))}>{write_inlines(column.title)}</th>'


def _row(table: Table, row: Row, write: Callable[[Blocks], str], *, labelled: bool) -> str:
    cells = ""
    for i, (column, blocks) in enumerate(zip(table.columns, row.cells, strict=False)):
        names_row = table.header_column and i == 0
        tag, scope = ("th", ' scope="row"') if names_row else ("td", "")
        label = f'<span class="cell-label">{write_inlines(column.title)}</span> ' if labelled and not names_row else ""
        cells += f"<{tag}{scope}{class_attribute(_align(column))}>{label}{write(blocks)}</{tag}>"
    return f"<tr>{cells}</tr>\n"


def _align(column: Column) -> str:
    return column.align if column.align != "start" else ""
