"""The one straight line in one call: from a brief's folder to finished files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from communique import parity, readback
from communique.brief.load import load
from communique.brief.paper import Paper
from communique.choices import Choices
from communique.compose import compose
from communique.document.parallel import side_by_side
from communique.edition import edit
from communique.kinds.newsletter import KIND
from communique.kinds.newsletter import compose as compose_newsletter
from communique.names import languages
from communique.packs import find_pack
from communique.places import Place, shipped
from communique.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from communique.brief.base import Audience
    from communique.document.nodes import Document
    from communique.edition import Edition
    from communique.output import Output
    from communique.packs.pack import Pack


@cache
def default_pack() -> Pack:
    """Find the shipped default pack, without looking at the current folder."""
    return find_pack("default", Place(shipped()))


def folder_of(brief: str) -> Path:
    """Find a sample by its name: one that is shipped, or one that the tests alone have."""
    shipped_one = shipped() / "briefs" / brief
    return shipped_one if shipped_one.exists() else shipped() / "tests" / "samples" / "briefs" / brief


def document_of(folder: Path, audience: Audience | None = None) -> Document:
    """Load, edit and compose."""
    return composed(edit(load(folder, Paper), audience=audience, place=Place(shipped())))


def composed(edition: Edition[Any]) -> Document:
    """Lay a brief out as a brief, and a newsletter as a newsletter."""
    return compose_newsletter(edition, Choices()) if edition.brief.kind == KIND else compose(edition)


def document_in(language: str, folder: Path) -> Document:
    """Load a brief, and compose it in a language, or in several of them side by side (`en+es`)."""
    paper, place = load(folder, Paper), Place(shipped())
    return side_by_side(
        [composed(edit(paper, language=code, place=place)) for code in languages(language or paper.language)]
    )


def outputs_of(document: Document, *formats: str) -> tuple[Output, ...]:
    """Render with the default pack; all formats where none is named."""
    return render(document, pack=default_pack(), formats=formats or None)


def missing_from(document: Document, output: Output) -> Iterator[str]:
    """Say which pieces of a document a file lacks, or has elsewhere."""
    read = readback.READERS["." + output.name.rsplit(".", 1)[1]]
    for part, reading in read(output.data).items():
        for difference in parity.differences(document, reading):
            yield f"{output.name} {part} {difference.kind}: {difference.piece.text!r}"
