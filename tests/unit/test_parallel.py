"""Two languages side by side: what belongs together stays together, and nothing is said twice that is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from communique.document.nodes import BulletList, Fact, Front, Limit, LineBreak, Paragraph, Parallel, Span
from communique.document.parallel import side_by_side
from communique.document.walk import plain
from support.sample_document import document_of, p, sample_section, t

if TYPE_CHECKING:
    from communique.document.nodes import Block, Blocks, Document


def test_labels_share_the_row_of_what_they_introduce() -> None:
    label = Paragraph(inlines=(Span(t("Topics:"), role="label"),))
    listed = BulletList(items=((p("One"),), (p("Two"),)))
    (rows,) = _rows(p("Before"), label, listed, p("After"))

    assert [plain(row[0]) for row in rows] == ["Before", "Topics:\nOne\nTwo", "After"]


def test_a_name_and_its_small_print_share_a_row() -> None:
    name, small = replace(p("A. Name"), role="principal"), replace(p("Head of delegation"), role="meta")
    (rows,) = _rows(name, small, p("After"))

    assert [plain(row[0]) for row in rows] == ["A. Name\nHead of delegation", "After"]


def test_an_address_that_both_have_stands_once() -> None:
    front = side_by_side([_with_author(name) for name in ("River desk", "Oficina del río")]).front

    assert plain(front.facts[0].value).split() == ["River", "desk", "Oficina", "del", "río", "desk@example.org"]


def test_lines_half_as_wide_are_not_counted() -> None:
    limited = replace(document_of(), limits=(Limit(lines=4, role="lead"), Limit(pages=1)))

    assert side_by_side([limited, limited]).limits == (Limit(pages=1),)
    assert side_by_side([limited]).limits == limited.limits


def _rows(*blocks: Block) -> list[tuple[tuple[Blocks, ...], ...]]:
    """Lay blocks out beside the same ones with other words, and list the rows of each text side by side."""
    english = document_of(sample_section(*blocks))
    spanish = document_of(sample_section(*map(_said_otherwise, blocks)))
    (section,) = side_by_side([english, spanish]).sections
    return [block.rows for block in section.blocks if isinstance(block, Parallel)]


def _said_otherwise(block: Block) -> Block:
    if isinstance(block, BulletList):
        return BulletList(items=tuple((p("Otra"),) for _ in block.items))
    assert isinstance(block, Paragraph)
    match block.inlines:
        case (Span() as span,):
            return replace(block, inlines=(replace(span, inlines=t("Otras:")),))
    return replace(block, inlines=t("Otras palabras"))


def _with_author(name: str) -> Document:
    value = (*t(name), LineBreak(), *t("desk@example.org"))
    return replace(document_of(), front=Front(title=t("T"), facts=(Fact(label=t("By"), value=value, name="authors"),)))
