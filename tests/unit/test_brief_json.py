"""The data that a PDF carries: the edition as JSON, for whoever may read the page, and loadable as a brief again."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from support.pdf_reader import ROOT
from support.straight_line import document_of, outputs_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BRIEFS = sorted(path.name for path in (ROOT / "briefs").iterdir() if path.is_dir())

BRIEF = """
title: A visit
date: 2026-02-03
handling: {audience: internal, release: public}
bottom_line: "Come in [time](https://example.org/plan). [@press]"
background: |
  First paragraph, with *stress*.

  - a point
sources:
  - {id: press, publisher: Herald, title: Page one}
  - {id: cable, publisher: Embassy, title: Secret cable, audience: internal}
sections:
  - {id: hidden, title: Secret aims, audience: internal, kind: text, text: Secret words.}
  - kind: chart
    id: ships
    title: Ships
    table: |
      Year,Ships
      2024,12
      2025,14
    alt: More ships than before.
"""


def attached(data: bytes) -> dict[str, bytes]:
    """Take out of a PDF what is attached to it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {name: held.get_file().read_bytes() for name, held in pdf.attachments.items()}


def copied(slug: str, folder: Path, data: bytes) -> Path:
    """Put the data in the place of a brief's own file, beside its pictures."""
    made = folder / slug
    shutil.copytree(ROOT / "briefs" / slug, made, ignore=shutil.ignore_patterns("*.yaml", "*.md", "*.csv"))
    (made / "brief.yaml").write_bytes(data)
    return made


@pytest.mark.parametrize("slug", BRIEFS)
def test_the_data_of_an_internal_edition_is_the_same_brief_again(slug: str, tmp_path: Path) -> None:
    document = document_of(ROOT / "briefs" / slug, "internal")
    again = document_of(copied(slug, tmp_path, document.data), "internal")

    assert again.data == document.data
    assert again.sections == document.sections


@pytest.mark.parametrize("slug", [slug for slug in BRIEFS if slug != "river-navigation"])
def test_the_data_of_a_public_edition_has_its_words_and_can_be_loaded(slug: str, tmp_path: Path) -> None:
    document = document_of(ROOT / "briefs" / slug, "public")
    again = document_of(copied(slug, tmp_path, document.data), "public")

    assert again.data == document.data


def test_a_pdf_carries_its_data_and_says_so_as_pdf_a_asks(write_brief: Callable[..., Path]) -> None:
    document = document_of(write_brief("visit", BRIEF))
    (output,) = outputs_of(document, "pdf")

    assert attached(output.data) == {"brief.json": document.data}
    assert json.loads(document.data)["title"] == "A visit"
    with pikepdf.open(BytesIO(output.data)) as pdf:
        (held,) = pdf.Root.AF
        assert (str(held.AFRelationship), str(held.UF)) == ("/Data", "brief.json")
        assert str(held.EF.F.Subtype) in {"/application/json", "/application/octet-stream"}


def test_what_the_public_may_not_see_is_not_in_the_data_either(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", BRIEF)
    (output,) = outputs_of(document_of(folder, "public"), "pdf")
    (data,) = attached(output.data).values()

    assert b"Secret" in document_of(folder).data
    assert b"Secret" not in data
    assert b"example.org" not in data  # where a link leads is no word of the page
    assert str(folder).encode() not in data


def test_the_numbers_of_a_chart_are_in_the_public_data(write_brief: Callable[..., Path]) -> None:
    data = json.loads(document_of(write_brief("visit", BRIEF), "public").data)

    assert [section["table"] for section in data["sections"]] == ["Year,Ships\n2024,12\n2025,14\n"]
    assert data["background"]["text"] == "First paragraph, with stress.\n\na point"


def test_the_same_brief_gives_the_same_data(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", BRIEF)
    assert document_of(folder).data == document_of(folder).data
