"""Names in a translated edition: printed as in the original unless the translation writes them otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.load import load
from communique.compose import compose
from communique.document.walk import plain
from communique.edition import edit
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_name_that_is_not_translated_is_printed_and_not_its_id() -> None:
    brief = load(ROOT / "briefs" / "us-colombia-2026-02-03")
    words = plain(compose(edit(brief, language="es")).sections)

    people = [p for side in brief.delegations for p in (side.principal, *side.members) if p]
    assert len(people) > 8
    assert [person.name for person in people if person.name not in words] == []
    assert "donald-trump" not in words


def test_a_withheld_person_is_known_by_the_name_in_the_translation_too(tmp_path: Path) -> None:
    """The translator wrote it into a sentence, in other letters than the original."""
    (tmp_path / "brief.yaml").write_text(
        "title: A visit\ndate: 2026-03-12\nhandling: {release: public}\n"
        "delegations:\n  - name: Ours\n    members: [{name: Petra Hidden, audience: internal}]\n"
        "background: The visit was prepared.\n",
        encoding="utf-8",
    )
    (tmp_path / "brief.zh.yaml").write_text(
        "language: zh\ntexts:\n"
        "  background.text: {from: The visit was prepared., to: 佩特拉筹备了访问。}\n"
        "  'delegations[ours].members[petra-hidden].name': {from: Petra Hidden, to: 佩特拉}\n",
        encoding="utf-8",
    )

    found = [p for p in edit(load(tmp_path), language="zh", audience="public").problems if p.code == "withheld-name"]
    assert ["佩特拉" in problem.message for problem in found] == [True]
    assert found[0].location is not None
    assert found[0].location.file.endswith("brief.zh.yaml")
