"""The newsletter as a document: what it prints, in which order, and what no e-mail goes without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.brief.load import load
from communique.brief.newsletter import Newsletter
from communique.choices import Choices
from communique.document.native import native
from communique.document.walk import plain
from communique.edition import edit
from communique.errors import InvalidBrief
from communique.kinds import KINDS
from communique.kinds.newsletter import KIND, compose
from communique.packs import find_pack
from communique.parity import verify_file
from communique.places import Place
from communique.render import OUTPUTS, render
from communique.steps import Order, prepare
from communique.writers import fit
from support.everything import Folder, newsletter
from support.mail import html_of
from support.pdf_reader import ROOT
from support.straight_line import document_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from communique.brief.base import Audience
    from communique.document.nodes import Document
    from support.golden import Golden

SAMPLE = ROOT / "briefs" / "weekly-2026-02"
HEAD = "kind: newsletter\ntitle: A week\ndate: 2026-02-07\n"


@pytest.mark.parametrize("audience", [None, "public"])
def test_the_sample_is_laid_out_as_accepted(audience: Audience | None, golden: Golden) -> None:
    golden(f"weekly-2026-02{'.public' if audience else ''}.native", native(document_of(SAMPLE, audience)))


@pytest.mark.parametrize("form", OUTPUTS)
def test_each_format_carries_all_of_it(form: str) -> None:
    document = document_of(SAMPLE, "public")
    outputs = render(document, pack=find_pack("default", Place(ROOT)), formats=[form], stem=KIND)

    assert [p for out in outputs for p in verify_file(document, out.data, name=out.name, shown=out.name)] == []
    assert [p for out in outputs for p in out.problems] == []


def test_every_field_is_printed() -> None:
    made = newsletter()
    document = composed(Newsletter.model_validate(made.data, context=Folder()))

    said = "\n".join(map(plain, (document.front, document.sections, document.notes))) + document.front.marking
    assert {path: words for path, words in made.printed.items() if words not in said} == {}


def composed(paper: Newsletter) -> Document:
    return KINDS[KIND].compose(edit(paper, place=Place(ROOT)), Choices())  # type: ignore[arg-type]


def test_it_begins_with_the_opening_and_ends_with_who_we_are(write_brief: Callable[..., Path]) -> None:
    rest = "imprint: {publisher: We}\nopening: It rained.\ncorrections: [It did not.]\n"
    rest += "items: [{title: One}, {title: Two}]\nlead: {title: First}\nsources: [{id: a, title: A}]\n"
    document = document_of(write_brief("week", HEAD + rest.replace("[It did not.]", "[{text: It did not.}]")))

    kinds = [section.kind for section in document]
    assert kinds == ["opening", "lead-story", "story", "story", "corrections", "sources", "imprint"]
    assert document.summary == "It rained."


def test_the_diary_goes_by_day_and_hour(write_brief: Callable[..., Path]) -> None:
    entries = "diary: [{date: 2026-03, text: C}, {date: 2026-02-09, start: 14:00, text: B},"
    entries += " {date: 2026-02-09, start: 09:30, time_zone: America/Bogota, text: A}]\n"
    document = document_of(write_brief("week", f"{HEAD}items: [{{title: One}}]\n{entries}"))

    (diary,) = (plain(section.blocks) for section in document if section.kind == "diary")
    assert [line for line in diary.splitlines() if len(line) == 1] == ["A", "B", "C"]
    assert "09:30 (Colombia" in diary


@pytest.mark.parametrize("limit", [30_000, 1])
def test_no_e_mail_goes_without_its_imprint_and_its_corrections(limit: int) -> None:
    kept, _, (problem,) = fit.fit(document_of(SAMPLE), html_of, limit=limit)

    assert {"imprint", "corrections", "sources"} <= {section.kind for section in kept} | {"sources"}
    assert problem.code == "email-too-long"


def test_a_long_number_loses_its_last_stories_and_names_them(write_brief: Callable[..., Path]) -> None:
    items = "".join(f"  - {{title: Story {n}, text: {'word ' * 300}}}\n" for n in range(90))
    document = document_of(write_brief("week", f"{HEAD}items:\n{items}"))

    kept, html, problems = fit.fit(document, html_of)

    assert fit.size(html) <= fit.LIMIT
    assert len(kept.sections) < len(document.sections)
    assert "Story 89" in problems[0].message


def test_a_newsletter_has_no_handouts_and_a_brief_is_no_newsletter(today: date) -> None:
    one_pager = prepare(Order(path=SAMPLE, place=Place(ROOT), today=today, kind="one-pager"))
    assert [problem.code for problem in one_pager.problems] == ["nothing-to-print"]

    with pytest.raises(InvalidBrief, match="newsletter: this is a brief"):
        compose(edit(load(ROOT / "briefs" / "rural-buses")), Choices())


@pytest.fixture
def today() -> date:
    from datetime import date

    return date(2026, 2, 7)
