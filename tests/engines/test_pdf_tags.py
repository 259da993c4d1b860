"""Each mend of the tags in a PDF, on a page that has the one thing that it mends; read back by another library."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from communique.engines import pdf, pdf_tags
from support import pdf_features as features
from support.pdf_reader import pack_of
from support.sample_document import sample_document

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def tagged() -> Iterator[Any]:
    """Lay a body out, and open the PDF: ``tagged("<p>x</p>")``."""
    opened = []

    def make(body: str) -> pikepdf.Pdf:
        data, _ = pdf.make(features.page(body), pack=pack_of(), moment=sample_document().moment)
        opened.append(pikepdf.open(BytesIO(data)))
        return opened[-1]

    yield make
    for document in opened:
        document.close()


def kids(tag: Any) -> list[Any]:
    """List the tags right below one."""
    held = tag.get("/K", [])
    among = held if isinstance(held, pikepdf.Array) else [held]
    return [kid for kid in among if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def body_of(document: pikepdf.Pdf) -> list[Any]:
    """List the tags of the page's body, behind its title."""
    (top,) = [document.Root.StructTreeRoot.K[0]]
    return kids(top)[1:]


def outline(tags: list[Any]) -> str:
    """Write tags as one line: ``L(LI(Lbl LBody))``; a run of words says nothing."""
    written = []
    for tag in tags:
        inside = outline(kids(tag))
        name = str(tag.S)[1:]
        if name != "Span" or set(tag.keys()) - {"/Type", "/S", "/K", "/P", "/Pg"}:
            written.append(f"{name}({inside})" if inside else name)
        elif inside:
            written.append(inside)
    return " ".join(written)


def find(tags: list[Any], kind: str) -> list[Any]:
    """Find all tags of a kind, in reading order."""
    found = []
    for tag in tags:
        found += [tag] if str(tag.S) == f"/{kind}" else []
        found += find(kids(tag), kind)
    return found


OUTLINES = {
    "words": ("<p>a <em>b</em> <code>c</code></p>", "P(Code)"),
    "aside and figure": (f"<aside>{features.BLOCKS['figure']}</aside>", "Div(Div(Figure Caption))"),
    "emphasis in a link": (f"<p>{features.WORDS['emphasis in a link']}</p>", "P(Link(Code))"),
    "picture in a link": (f"<p>{features.WORDS['picture in a link']}</p>", "P(Link(Figure))"),
    "link over lines": (f'<p><a href="https://example.org/">{features.LONG[:400]}</a></p>', "P(Link)"),
    "link over pages": (f'<p><a href="https://example.org/">{features.LONG}</a></p>', "P(Link)"),
    "paragraph over pages": (f"<p>{features.LONG}</p>", "P"),
    "paragraph over columns": (f'<div style="columns:2"><p>{features.LONG[:900]}</p></div>', "Div(P)"),
    "loose item": ("<ul><li><p>a</p><p>b</p></li></ul>", "L(LI(Lbl LBody(P P)))"),
    "nested lists": ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "L(LI(Lbl LBody(L(LI(Lbl LBody)))) LI(Lbl LBody))"),
    "nested list of a loose item": ("<ul><li><p>a</p><ol><li>b</li></ol></li></ul>", "L(LI(Lbl LBody(P L(LI(Lbl LBody)))))"),
    "item over pages": (f"<ul><li>{features.LONG}</li></ul>", "L(LI(Lbl LBody))"),
    "list as a table": (features.BLOCKS["list as a table"], "L(LI(LBody))"),
    "term and definition": ("<dl><dt>t</dt><dd>d</dd><dt>u</dt><dd>e</dd></dl>", "L(LI(Lbl LBody) LI(Lbl LBody))"),
    "terms and definitions": ("<dl><dt>t</dt><dt>u</dt><dd>a</dd><dd>b</dd></dl>", "L(LI(Lbl Lbl LBody(Div)))"),
    "definition without a term": ("<dl><dd>a</dd></dl>", "L(LI(LBody))"),
    "contents": ('<nav><ol><li><a href="#there">a</a></li></ol></nav>', "Div(TOC(TOCI(Lbl Reference(Link))))"),
    "contents in columns": (
        f'<nav><ol style="columns:2;list-style:none">{"<li>a</li>" * 4}</ol></nav>',
        f"Div(TOC({' '.join(['TOCI(Reference)'] * 4)}))",
    ),
    "contents in lists": (
        f'<nav><p>c</p><div>{"<ol style=list-style:none><li>a</li><li>b</li></ol>" * 2}</div></nav>',
        f"Div(P Div(TOC({' '.join(['TOCI(Reference)'] * 4)})))",
    ),
    "link as a table": (
        '<p><a style="display:table" href="#there"><span style="display:table-cell">a</span></a></p>',
        "P(Link)",
    ),
    "note": (f"<p>{features.WORDS['note']} and more</p><p>b</p>", "P(Reference Note) P"),
    "running head": ("<div class=running>head</div><p>a</p>", "P"),
    "far face of a card": ('<div aria-hidden="true"><div><p>a</p></div></div><p>a</p>', "P"),
}  # fmt: skip


@pytest.mark.parametrize("name", OUTLINES)
def test_the_tags_say_what_things_are(name: str, tagged: Any) -> None:
    body, expected = OUTLINES[name]
    assert outline(body_of(tagged(body))) == expected


SHOWN = (
    *(body for body, _ in OUTLINES.values() if len(body) < 1000),  # what is longer only takes longer
    f'<p><a href="#there">{features.LONG[:400]}</a></p>',
    f"<table><thead><tr><th>a</th></tr></thead>{'<tr><td>1</td></tr>' * 40}</table>",
    features.BLOCKS["column heads that span"],
    '<p lang="es">Hola <abbr title="Unión Europea">UE</abbr></p>',
    features.BLOCKS["figure"],
)
"""Pages on which each mend has something to do."""


def _written(mends: tuple[Any, ...]) -> bytes:
    """Write the pages with some mends only."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pdf_tags, "MENDS", mends)
        return pdf.make(features.page("".join(SHOWN)), pack=pack_of(), moment=sample_document().moment)[0]


def test_no_mend_is_idle() -> None:
    """Without it something of these pages is worse: when this fails WeasyPrint has learnt it, and the mend can go."""
    mends = pdf_tags.MENDS
    complete = _written(mends)
    idle = [mend.__name__ for mend in mends if _written(tuple(kept for kept in mends if kept is not mend)) == complete]

    assert idle == []


def test_a_link_in_one_piece_owns_its_annotation_on_every_line(tagged: Any) -> None:
    document = tagged(OUTLINES["link over pages"][0])
    (link,) = find(body_of(document), "Link")
    held = [kid.Obj.objgen for kid in link.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]
    numbers = dict(zip(*[iter(document.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    drawn = [note for page in document.pages for note in page.get("/Annots", [])]

    assert len(document.pages) > 1
    assert sorted(held) == sorted(note.objgen for note in drawn)
    assert {numbers[note.StructParent].objgen for note in drawn} == {link.objgen}


def test_words_of_another_language_are_named_inside_and_around(tagged: Any) -> None:
    tags = body_of(tagged('<p>a <span lang="fr">mots</span></p><div lang="es"><p>Hola</p></div><p lang="de">ja</p>'))
    words, block, paragraph = tags
    assert [str(tag.Lang) for tag in find([words], "Span") if "/Lang" in tag] == ["fr"]
    assert [str(block.Lang), str(paragraph.Lang)] == ["es", "de"]


def test_an_abbreviation_is_expanded(tagged: Any) -> None:
    tags = body_of(tagged('<p>The <abbr title="European Union">EU</abbr></p>'))
    assert [str(tag.E) for tag in find(tags, "Span") if "/E" in tag] == ["European Union"]


def test_a_head_names_its_scope_and_a_cell_without_heads_goes_by_it(tagged: Any) -> None:
    heads = "<table><tr><th colspan=2>ab</th><th>c</th></tr><tr><th scope=row>r</th><td>2</td><td>3</td></tr></table>"
    tags = body_of(tagged(heads))
    assert [str(tag.A.Scope) for tag in find(tags, "TH")] == ["/Column", "/Column", "/Row"]
    assert [tag.A.get("/Headers", "none") for tag in find(tags, "TD") if not len(tag.A.get("/Headers", "none"))] == []


def test_a_table_over_pages_is_one_whose_cells_all_go_by_its_first_head(tagged: Any) -> None:
    document = tagged(features.BLOCKS["table over pages"])
    (table,) = body_of(document)
    names = {str(head.ID) for head in find([table], "TH")}
    asked = {str(name) for cell in find([table], "TD") for name in cell.A.get("/Headers", [])}

    assert len(document.pages) > 1
    assert [str(part.S) for part in kids(table)] == ["/THead", "/TBody"]
    assert len(find([table], "TR")) == 41
    assert asked <= names


def test_a_note_is_read_right_behind_its_citation_and_has_a_name_of_its_own(tagged: Any) -> None:
    document = tagged(features.BLOCKS["two notes in a paragraph"])
    (paragraph,) = body_of(document)
    assert outline(kids(paragraph)) == "Reference Note Reference Note"
    assert len({str(note.ID) for note in find([paragraph], "Note")}) == 2


def test_a_figure_is_measured_from_the_foot_of_its_page_in_points(tagged: Any) -> None:
    document = tagged(f'<img src="{features.IMAGE}" alt="A flag" style="display:block;width:100pt;height:50pt">')
    (figure,) = find(body_of(document), "Figure")
    left, bottom, right, top = (float(side) for side in figure.A.BBox)
    height = float(document.pages[0].MediaBox[3])

    assert (round(right - left), round(top - bottom)) == (100, 50)
    assert height / 2 < bottom < top < height
    assert str(figure.Alt) == "A flag"


def test_running_heads_are_artifacts_without_links(tagged: Any) -> None:
    document = tagged(features.BLOCKS["running head with a link"])
    marks = [
        str(drawn.operands[0])
        for page in document.pages
        for drawn in pikepdf.parse_content_stream(page)
        if str(drawn.operator) == "BDC" and "/MCID" not in drawn.operands[1]
    ]
    assert marks
    assert set(marks) == {"/Artifact"}
    assert [note for page in document.pages for note in page.get("/Annots", [])] == []


def test_every_piece_of_content_has_one_owner_and_every_tag_one_place(tagged: Any) -> None:
    """The two ways from content to tags agree: by the tree, and by the table of what belongs to which tag."""
    document = tagged("".join(body for body, _ in OUTLINES.values()))
    numbers = dict(zip(*[iter(document.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    owned = {
        (page.objgen, number): owner.objgen
        for page in document.pages
        for number, owner in enumerate(numbers[page.StructParents])
        if isinstance(owner, pikepdf.Dictionary)
    }
    assert dict(_contents(document.Root.StructTreeRoot.K[0])) == owned


def _contents(tag: Any) -> Iterator[tuple[Any, Any]]:
    for kid in tag.K if isinstance(tag.get("/K"), pikepdf.Array) else [tag.K] if "/K" in tag else []:
        if isinstance(kid, int):
            yield (tag.Pg.objgen, kid), tag.objgen
        elif "/MCID" in kid:
            yield (kid.Pg.objgen, int(kid.MCID)), tag.objgen
        elif "/S" in kid:
            assert kid.P.objgen == tag.objgen
            yield from _contents(kid)
