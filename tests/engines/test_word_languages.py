"""The languages of a Word file, read with a reader of our own: documents from right to left, Chinese, columns, fixed words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from communique.document.nodes import Emphasis, OrderedList, Paragraph, Parallel, Quotation, Span, Text
from communique.specimen import document_of, p, sample_document, sample_section, t
from support import judges
from support.word import WordFile, find, made, make, pack, values, words

if TYPE_CHECKING:
    from pathlib import Path

    from lxml import etree

    from communique.document.nodes import Document

PARTS = ("word/document.xml", "word/header2.xml", "word/footer2.xml", "word/footnotes.xml")
NAMES = ("البحر", "Sea")


def arabic() -> Document:
    """Take the sample as an Arabic brief; its words are still Latin, and go from right to left all the same."""
    return replace(sample_document(), language="ar", prose_language="ar")


@pytest.fixture(scope="module")
def turned() -> WordFile:
    """An Arabic brief."""
    return made(arabic())


def test_every_paragraph_table_run_and_page_goes_from_right_to_left(turned: WordFile) -> None:
    for name in PARTS:
        root = turned.part(name)
        own = find(root, "//w:p[not(w:pPr/w:bidi)]") + find(root, "//w:tbl[not(w:tblPr/w:bidiVisual)]")
        assert own == [], name
        assert find(root, "//w:r[w:t and not(w:rPr/w:rtl) and not(w:rPr/w:lang)]") == [], name
    assert len(find(turned.body, "//w:sectPr/w:bidi")) == len(find(turned.body, "//w:sectPr"))


def test_bars_change_sides_when_the_file_is_turned(turned: WordFile) -> None:
    bar = "//w:style[w:name/@w:val='Lead']//w:pBdr/w:{}/@w:sz"
    plain = made(sample_document()).part("word/styles.xml")
    mirrored = turned.part("word/styles.xml")

    assert values(plain, bar.format("left")) == values(mirrored, bar.format("right")) == ["36"]


def test_words_of_another_language_turn_back_inside_an_arabic_text() -> None:
    inside = Paragraph(inlines=(Text("نص "), Span(t("Vessel Traffic Service"), language="en")))
    file = made(replace(document_of(sample_section(inside)), language="ar", prose_language="ar"))

    (run,) = find(file.body, "//w:r[contains(w:t, 'Vessel')]")
    assert values(run, "w:rPr/w:rtl/@w:val") == ["0"]
    assert values(run, "w:rPr/w:lang/@w:val") == ["en-US"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", {"val": "ar-EG", "bidi": "ar-EG"}),
        ("zh", {"val": "zh-CN", "eastAsia": "zh-CN"}),
        ("zh-Hant", {"val": "zh-TW", "eastAsia": "zh-TW"}),
        ("fr", {"val": "fr-FR"}),
    ],
)
def test_the_file_says_its_language_for_each_kind_of_script(language: str, said: dict[str, str]) -> None:
    file = made(replace(sample_document(), language=language, prose_language=language))

    (node,) = find(file.part("word/styles.xml"), "//w:rPrDefault//w:lang")
    assert {str(key).split("}")[1]: value for key, value in node.attrib.items()} == said


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_no_word_slants_where_the_script_has_no_italics(language: str) -> None:
    stressed = Paragraph(inlines=(Emphasis(t("要点")),))
    quoted = Quotation(blocks=(p("引语"),))
    section = sample_section(stressed, quoted)
    file = made(replace(document_of(section), language=language, prose_language=language))

    assert find(file.body, "//w:i") + find(file.part("word/styles.xml"), "//w:i") == []
    assert len(find(file.body, "//w:r[w:t='要点']/w:rPr/w:b")) == 1


def test_the_letters_own_fixed_words_say_their_language() -> None:
    file = made(replace(sample_document(), language="en", prose_language="es"))
    foot = file.part("word/footer2.xml")

    marked = {words(run) for run in find(foot, "//w:r[w:rPr/w:lang/@w:val='en-US']")}
    assert {word.strip() for word in marked} == {"Page", "of"}
    (title,) = find(file.body, "//w:p[w:pPr/w:pStyle/@w:val='TOCHeading']")
    assert values(title, ".//w:lang/@w:val") == ["en-US"]


def columns(*languages: str) -> WordFile:
    """Make a document of two columns: a paragraph and a list in each."""
    cells = tuple((p(name), OrderedList(items=((p(name),),))) for name in NAMES)
    block = Parallel(languages=languages, rows=(cells, cells))
    section = sample_section(block, block)
    return made(replace(document_of(section), language=languages[0], prose_language=languages[0]))


def rows(file: WordFile) -> list[etree._Element]:
    return find(file.body, "//w:tbl[w:tblPr/w:tblStyle/@w:val='Parallel']/w:tr")


def test_columns_stand_under_the_names_of_their_languages_once_a_section() -> None:
    file = columns("en", "es")

    heads = [row for row in rows(file) if find(row, "w:trPr/w:tblHeader")]
    assert [[words(cell) for cell in find(row, "w:tc")] for row in heads] == [["English", "Español"]]
    assert len(rows(file)) == 5


def test_every_word_of_a_column_says_its_language_and_its_rows_may_break() -> None:
    for row in rows(columns("en", "es")):
        first, second = find(row, "w:tc")
        assert find(first, ".//w:lang") == []
        assert set(values(second, ".//w:r[w:t]/w:rPr/w:lang/@w:val")) == {"es-ES"}
        assert find(second, ".//w:r[w:t][not(w:rPr/w:lang)]") == []
        assert find(row, "w:trPr/w:cantSplit") == []


@pytest.mark.parametrize(("languages", "turned_column"), [(("ar", "en"), 0), (("en", "ar"), 1)])
def test_a_column_goes_its_own_way(languages: tuple[str, str], turned_column: int) -> None:
    for row in rows(columns(*languages)):
        for number, cell in enumerate(find(row, "w:tc")):
            for paragraph in find(cell, ".//w:p[w:r]"):
                on = find(paragraph, "w:pPr/w:bidi[not(@w:val) or @w:val='1']")
                assert bool(on) == (number == turned_column), words(paragraph)


def test_the_arabic_font_travels_with_arabic_words_alone() -> None:
    with_words = replace(document_of(sample_section(p("مضيق السلام"))), language="ar", prose_language="ar")
    embedded = "//w:font[@w:name='Noto Naskh Arabic']/*[starts-with(local-name(), 'embed')]"
    files = made(with_words), made(document_of(sample_section(p("A strait"))))

    assert [len(find(file.part("word/fontTable.xml"), embedded)) for file in files] == [2, 0]
    fonts = [sum(name.endswith(".odttf") for name in file.parts) for file in files]
    assert fonts[0] - fonts[1] == 2, "what no font table names is not in the file"


@pytest.mark.parametrize("name", ["default", "chancery"])
def test_both_judges_find_nothing_in_a_turned_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "brief.docx"
    path.write_bytes(make(arabic(), pack(name))[0])

    assert judges.validate_docx(path) + judges.audit_docx(path) == ()
