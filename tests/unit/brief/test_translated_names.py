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


def test_who_must_be_there_is_known_by_the_name_in_the_translation(tmp_path: Path) -> None:
    """The agenda names a person, and the host a side, by names that are written in other letters now."""
    (tmp_path / "brief.yaml").write_text(
        "title: A visit\ndate: 2026-03-12\n"
        "delegations:\n  - id: ours\n    name: Norway\n    members: [{name: Ingrid Aas, id: aas}]\n"
        "seating: {host: Norway}\nagenda: [{topic: Talk, people: [Ingrid Aas]}]\n",
        encoding="utf-8",
    )
    (tmp_path / "brief.zh.yaml").write_text(
        "language: zh\ntexts:\n"
        "  'delegations[ours].name': {from: Norway, to: 挪威}\n"
        "  'delegations[ours].members[aas].name': {from: Ingrid Aas, to: 英格丽}\n",
        encoding="utf-8",
    )
    edition = edit(load(tmp_path), language="zh")

    assert "参加：英格丽" in plain(compose(edition).sections)
    assert edition.brief.seating.host == "ours"


def test_a_withheld_person_is_no_longer_among_those_who_must_be_there(tmp_path: Path) -> None:
    """Nor is a withheld side the host, however either is typed."""
    (tmp_path / "brief.yaml").write_text(
        "title: A visit\ndate: 2026-03-12\nhandling: {release: public}\n"
        "delegations:\n  - {name: Norway, audience: internal, members: [{name: José Aas}]}\n"
        "seating: {host: norway}\nagenda: [{topic: Talk, people: [JOSE AAS, Ola]}]\n",
        encoding="utf-8",
    )
    left = edit(load(tmp_path), audience="public").brief

    assert left.agenda[0].people == ("Ola",)
    assert left.seating.host is None
