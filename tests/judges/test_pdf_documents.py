"""PDF: veraPDF's verdict on documents that have one thing each, as our own writer and template make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support import copies, document_features, judges
from support.pdf_reader import draw

if TYPE_CHECKING:
    from pathlib import Path


def test_every_thing_that_a_document_can_have_keeps_both_standards(tmp_path: Path) -> None:
    names = {}
    for number, (name, blocks) in enumerate(document_features.FEATURES.items()):
        data, problems = draw(document_features.document(blocks))
        assert problems == (), name
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        names[path] = name
    for path in copies.made(copies.numbered("Ana María Ospina", "محمد بن سلمان", "习近平"), tmp_path)[:-1]:
        names[path] = f"numbered copy {path.name}"
    verdicts = judges.validate_pdfs(tuple(names), "ua1", "3a")

    assert [f"{names[path]}: {fault}" for path, found in verdicts.items() for fault in found] == []
