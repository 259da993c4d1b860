"""
The distribution register: who has which copy, as a table for spreadsheets and as a page to sign.

The table is what `copies who` looks up; the page goes down our own line, as a
document like any other.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from communique.copies import token
from communique.document.nodes import Column, Fact, Front, Paragraph, Row, Section, Table, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from communique.copies.recipients import Recipient
    from communique.document.nodes import Blocks, Document

KIND: Final = "register"
"""The document kind of the page."""

FILE: Final = "register.csv"
PAGE: Final = "register.pdf"
HEAD: Final = ("copy number", "total", "name", "office", "e-mail", "token", "file", "document")
"""The columns of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy: whose it is, its token, and the name of its file."""

    recipient: Recipient
    token: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a register, as it is read back."""

    number: str
    total: str
    name: str
    office: str
    email: str
    token: str
    file: str
    document: str
    register: str = ""  #: The register's own name, for messages.

    @property
    def shown(self) -> str:
        """Say whose copy it is."""
        who = ", ".join(part for part in (self.name, self.office) if part) or "handed out without a name"
        return f"{who} <{self.email}>" if self.email else who


def table(copies: Sequence[Copy], document: str) -> bytes:
    """Write the table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for copy in copies:
        of = copy.recipient
        writer.writerow((of.number, len(copies), of.name, of.office, of.email, copy.token, copy.file, document))
    return text.getvalue().encode()


def read(data: bytes, *, shown: str) -> tuple[Entry, ...]:
    """Read a table back; nothing where it is none of ours. A spreadsheet may have saved it again."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ()
    first = text.partition("\n")[0]
    mark = next((mark for mark in ("\t", ";") if mark in first), ",")
    rows = csv.DictReader(io.StringIO(text), delimiter=mark)
    if not {"copy number", "token"} <= set(rows.fieldnames or ()):
        return ()
    return tuple(_entry(row, shown) for row in rows if token.valid(row["token"] or ""))


def _entry(row: dict[str, str | None], shown: str) -> Entry:
    values = {name: row.get(name) or "" for name in HEAD}
    return Entry(
        number=values.pop("copy number"),
        email=values.pop("e-mail"),
        register=shown,
        **values,
    )


def page(document: Document, copies: Sequence[Copy]) -> Document:
    """Lay the register out as a document: a line for each copy, with a place to sign."""
    labels = document.labels
    used = [column for column in _COLUMNS if column.always or any(column.of(copy) for copy in copies)]
    rows = tuple(Row(cells=tuple(_cell(column.of(copy)) for column in used)) for copy in copies)
    columns = tuple(Column(title=(Text(labels[f"copies.{column.label}"]),), width=column.width) for column in used)
    section = Section(
        id="register",
        kind="register",
        title=(Text(labels["copies.copies"]),),
        blocks=(Table(columns=columns, rows=rows),),
    )
    front = Front(
        title=(Text(labels["copies.register"]),),
        subtitle=document.front.title,
        kicker=document.front.kicker,
        facts=tuple(_facts(document, copies)),
        marking=document.front.marking,
        version=document.front.version,
    )
    return replace(
        document,
        kind="register",
        front=front,
        sections=(section,),
        notes=(),
        title=labels["copies.register"],
        summary="",
        data=b"",
        limits=(),
        parts=(),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the page: its label, its width in hundredths, and what stands in it."""

    label: str
    width: int
    of: Callable[[Copy], str]
    always: bool = False


_COLUMNS: Final = (
    _Column("number", 8, lambda copy: str(copy.recipient.number), always=True),
    _Column("name", 22, lambda copy: copy.recipient.name, always=True),
    _Column("office", 22, lambda copy: copy.recipient.office),
    _Column("email", 20, lambda copy: copy.recipient.email),
    _Column("code", 15, lambda copy: token.short(copy.token), always=True),
    _Column("received", 13, lambda _: "", always=True),  # a place to sign
)


def _cell(words: str) -> Blocks:
    return (Paragraph(inlines=(Text(words),)),) if words else ()


def _facts(document: Document, copies: Sequence[Copy]) -> Iterable[Fact]:
    yield Fact(label=(Text(document.labels["copies.total"]),), value=(Text(str(len(copies))),))
    yield from (fact for fact in document.front.facts if fact.name in {"date", "edition", "published"})
