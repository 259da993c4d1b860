"""Names in a translated edition: printed as in the original unless the translation writes them otherwise."""

from __future__ import annotations

from communique.brief.load import load
from communique.compose import compose
from communique.document.walk import plain
from communique.edition import edit
from support.pdf_reader import ROOT


def test_a_name_that_is_not_translated_is_printed_and_not_its_id() -> None:
    brief = load(ROOT / "briefs" / "us-colombia-2026-02-03")
    words = plain(compose(edit(brief, language="es")).sections)

    people = [p for side in brief.delegations for p in (side.principal, *side.members) if p]
    assert len(people) > 8
    assert [person.name for person in people if person.name not in words] == []
    assert "donald-trump" not in words
