"""Fitting an e-mail: whole sections go, from the end of the body, and the page says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.document.walk import plain
from communique.problems import Severity
from communique.specimen import document_of, p, sample_section
from communique.writers.fit import fit, size
from communique.writers.mjml import write_section
from support.mail import mail_document

if TYPE_CHECKING:
    from communique.document.nodes import Document


def page(document: Document) -> str:
    """Stand in for the real page: the written sections alone."""
    return "\n".join(write_section(section) for section in document)


def _shortened(limit: int) -> tuple[Document, str]:
    document, html, problems = fit(mail_document(), page, limit=limit)
    assert [problem.code for problem in problems] == ["email-too-long"]
    assert size(html) <= limit
    return document, html


def test_a_page_that_fits_is_left_as_it_is() -> None:
    document = mail_document()

    assert fit(document, page) == (document, page(document), ())


def test_size_counts_octets_as_sent() -> None:
    assert size("a=é") == len("a=3D=C3=A9")


def test_sections_are_left_out_from_the_end_of_the_body() -> None:
    whole = [section.id for section in mail_document()]
    shorter, _ = _shortened(size(page(mail_document())) - 500)
    left = [ident for ident in whole if ident not in {section.id for section in shorter}]

    assert left == ["notes"]
    assert [section.id for section in shorter][-3:] == ["rest", "glossary", "sources"]


def test_the_page_names_what_was_left_out_in_the_documents_order() -> None:
    shorter, html = _shortened(size(page(mail_document())) - 900)
    notice = next(section for section in shorter if section.id == "rest")

    assert plain(notice).split("\n") == ["Read the rest", "Left out of this message:", "Press line", "Odds and ends"]
    assert "Read the rest" in html


def test_only_sources_that_are_still_cited_stay_and_keep_their_numbers() -> None:
    shorter, html = _shortened(4000)

    assert "delegations" not in {section.id for section in shorter}
    assert "source-accord" in html
    assert "source-wire" not in html.replace("#source-wire", "")


def test_a_page_without_citations_has_no_sources_left() -> None:
    sources = mail_document().sections[-1]
    long = sample_section(p("word " * 500))
    document = document_of(long, sources, labels=mail_document().labels)
    shorter, _, _ = fit(document, page, limit=700)

    assert [section.id for section in shorter] == ["rest"]


def test_the_front_is_never_left_out_and_the_warning_says_so() -> None:
    shorter, html, problems = fit(mail_document(), page, limit=10)
    (problem,) = problems

    assert [section.place for section in shorter][:2] == ["front", "front"]
    assert size(html) > 10
    assert "it still has" in problem.message


def test_the_warning_names_size_limit_and_sections() -> None:
    _, _, (problem,) = fit(mail_document(), page, limit=size(page(mail_document())) - 500)

    assert problem.severity is Severity.WARNING
    assert "readers cut it at" in problem.message
    assert '"Odds and ends"' in problem.message
    assert problem.hint
