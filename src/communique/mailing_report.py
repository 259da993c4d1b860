"""What became of a mailing, on a page for the file: the ledger's counts laid out as a document, and printed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from communique import files
from communique.document.nodes import Column, Document, Fact, Front, Paragraph, Row, Section, Table, Text
from communique.language import find_language
from communique.mailing import report
from communique.names import near
from communique.packs.pack import find_pack
from communique.render import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from communique.document.nodes import Blocks, Inlines
    from communique.places import Place
    from communique.settings import Settings

KIND: Final = "mailing-report"
LANGUAGE: Final = "en"
"""The language of the command line, and so of this page."""


def write(found: dict[str, Any], place: Place, settings: Settings) -> Path:
    """Print the page into the workspace's folder of outputs; give its path."""
    pack = find_pack(settings.pack, place, kind=KIND).on(settings.paper)
    stem = f"{found['name']}.report"
    (output,) = render(document(found, place), pack=pack, formats=["pdf"], stem=stem)
    (path,) = files.write(place.root / settings.out / "mailings", {output.name: output.data})
    return near(path)


def document(found: dict[str, Any], place: Place) -> Document:
    """Lay the page out: what was sent, how many got it, and why some did not."""
    language = find_language(LANGUAGE, place)
    last = max(filter(None, (found["ended_at"], found["started_at"], found["approved_at"], 0)))
    moment = datetime.fromtimestamp(last // 1000, UTC)
    title = found["subject"] or found["name"]
    return Document(
        kind=KIND,
        slug=KIND,
        language=LANGUAGE,
        prose_language=LANGUAGE,
        audience="internal",
        front=Front(title=_text(title), kicker=_text("Mailing report"), facts=tuple(_facts(found))),
        sections=tuple(_sections(found)),
        notes=(),
        title=title,
        summary="",
        authors=(),
        contact="",
        moment=moment,
        labels=language.labels,
    )


def _facts(found: dict[str, Any]) -> Iterable[Fact]:
    yield Fact(label=_text("Mailing"), value=_text(found["name"]))
    yield Fact(label=_text("State"), value=_text(found["state"].replace("_", " ")))
    for name, value in report.facts(found):
        if name != "subject":
            yield Fact(label=_text(name.capitalize()), value=_text(value))


def _sections(found: dict[str, Any]) -> Iterable[Section]:
    people = [(state.replace("_", " "), f"{n:,}") for state, n in found["deliveries"].items() if n]
    people += [
        (f"{kind} bounces reported" if kind != "complaint" else "complaints", f"{n:,}")
        for kind, n in found["bounces"].items()
    ]
    yield _section("people", "What became of it", ("State", "People"), people)
    reasons = [
        (row["state"], " ".join(filter(None, (row["reason"], row["code"]))) or "no reason given", f"{row['people']:,}")
        for row in found["reasons"]
    ]
    if reasons:
        yield _section("reasons", "Why some did not get it", ("State", "Reason", "People"), reasons)


def _section(name: str, title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Section:
    columns = tuple(Column(title=_text(head), align="end" if head == "People" else "start") for head in heads)
    table = Table(columns=columns, rows=tuple(Row(cells=tuple(map(_cell, row))) for row in rows), header_column=True)
    return Section(id=name, kind=name, title=_text(title), blocks=(table,) if rows else (_nobody(),))


def _nobody() -> Paragraph:
    return Paragraph(inlines=_text("Nobody has been written to yet."))


def _cell(words: str) -> Blocks:
    return (Paragraph(inlines=_text(words)),)


def _text(words: str) -> Inlines:
    return (Text(words),)
