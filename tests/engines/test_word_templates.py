"""Letters as people and enemies change them: every fault is said with its place, and nothing is run."""

from __future__ import annotations

import io
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from communique.engines import word
from communique.errors import InvalidPack
from communique.parity import differences
from communique.readback import read_docx
from communique.specimen import sample_document
from communique.word_styles import WORD_STYLES
from support.word import WordFile, find, letter, make, pack, pack_with, values, words, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from communique.problems import Problem

BODY = "{{p body }}"
TITLE = "{{ inlines(front.title) }}"


def refused(folder: Path, data: bytes) -> tuple[Problem, ...]:
    with pytest.raises(InvalidPack) as caught:
        make(sample_document(), pack_with(folder, data))
    problems = caught.value.problems
    assert {problem.location.file for problem in problems if problem.location} == {"templates/own/brief/letter.docx"}
    return problems


@pytest.mark.parametrize("name", ["default", "chancery"])
def test_the_shipped_letters_have_no_fault_and_every_style(name: str) -> None:
    found = word.inspect(pack(name).read("letter.docx"), file="letter.docx")

    assert found.problems == ()
    assert {style.lower() for style in WORD_STYLES} <= {style.lower() for style in found.styles}
    assert BODY in found.names


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ document.__init__.__globals__ }}",
        "{{ inlines.__self__ }}",
        "{{ front.title.__class__.__base__.__subclasses__() }}",
        "{{ labels|attr('__class__') }}",
        "{{ '{0.__class__}'.format(document) }}",
        "{% set document.title = 1 %}",
        "{{ pack.update({'a': 1}) }}",
    ],
)
def test_a_template_that_reaches_for_the_machine_is_refused(tag: str, tmp_path: Path) -> None:
    problems = refused(tmp_path, letter({TITLE: tag.replace("'", "&apos;")}))

    assert {problem.code for problem in problems} <= {
        "unsafe-template",
        "undefined-name",
        "template-error",
        "template-syntax",
    }


@pytest.mark.parametrize("part", ["word/header2.xml", "word/footer1.xml"])
def test_heads_and_feet_are_filled_in_the_same_sandbox(part: str, tmp_path: Path) -> None:
    problems = refused(tmp_path, letter({"{{ front.marking }}": "{{ front.marking.__class__ }}"}, part))

    assert [problem.code for problem in problems] == ["unsafe-template"]


def test_footnotes_of_the_letter_are_filled_in_too(tmp_path: Path) -> None:
    note = '<w:footnote w:id="1"><w:p><w:r><w:t>{{ document.title }}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    data = letter({"</w:footnotes>": note}, "word/footnotes.xml")
    made = WordFile(make(sample_document(), pack_with(tmp_path, data))[0])

    assert sample_document().title in words(made.part("word/footnotes.xml"))


def test_an_unknown_name_is_said_with_its_paragraph_and_a_guess(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, letter({TITLE: "{{ inlines(frnt.title) }}"}))

    assert problem.code == "unknown-name"
    assert problem.message == 'paragraph 3, {{ inlines(frnt.title) }}: unknown name "frnt"'
    assert problem.hint == 'Did you mean "front"?'


def test_an_unknown_field_is_said_with_its_tag(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, letter({TITLE: "{{ inlines(front.titel) }}"}))

    assert problem.code == "undefined-name"
    assert "paragraph 3, {{ inlines(front.titel) }}" in problem.message


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    problems = refused(tmp_path, letter({TITLE: "{{ nobody }}", BODY: "{{ body }}"}))

    assert sorted(problem.code for problem in problems) == ["block-in-line", "unknown-name"]


@pytest.mark.parametrize("tag", ["{{ body }}", "{{r body }}", '{{ sections("front") }}', "{{ contents }}"])
def test_blocks_inside_a_line_are_refused(tag: str, tmp_path: Path) -> None:
    problems = refused(tmp_path, letter({BODY: tag + "</w:t></w:r></w:p><w:p><w:r><w:t>{{p body }}"}))

    assert {problem.code for problem in problems} == {"block-in-line"}


def test_a_slot_that_takes_words_away_with_it_is_refused(tmp_path: Path) -> None:
    assert [problem.code for problem in refused(tmp_path, letter({BODY: "Text: {{p body }}"}))] == ["not-alone"]


def test_a_letter_without_a_place_for_the_text_is_refused(tmp_path: Path) -> None:
    assert [problem.code for problem in refused(tmp_path, letter({BODY: ""}))] == ["missing-slot"]


@pytest.mark.parametrize("tag", ["{{ front. }}", "{% for x in %}", "{%p if front %}", "{{ 1 +", "{% include 'x' %}"])
def test_broken_tags_are_problems_and_no_traceback(tag: str, tmp_path: Path) -> None:
    assert all(str(problem) for problem in refused(tmp_path, letter({TITLE: tag})))


@pytest.mark.parametrize("tag", ["{{ 1 / 0 }}", "{{ front.facts[999].label }}", "{{ document.at() }}"])
def test_an_expression_that_fails_is_a_problem(tag: str, tmp_path: Path) -> None:
    assert len(refused(tmp_path, letter({TITLE: tag.replace("'", "&apos;")}))) == 1


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x05\x06" + b"\0" * 18, zipped({"a.txt": b"x"})])
def test_what_is_no_word_file_is_said_to_be_none(data: bytes, tmp_path: Path) -> None:
    assert [problem.code for problem in refused(tmp_path, data)] == ["bad-letter"]


def test_a_truncated_letter_is_no_word_file(tmp_path: Path) -> None:
    assert [problem.code for problem in refused(tmp_path, letter()[:-3000])] == ["bad-letter"]


def test_a_letter_with_broken_xml_is_no_word_file(tmp_path: Path) -> None:
    assert [problem.code for problem in refused(tmp_path, letter({"</w:body>": ""}))] == ["bad-letter"]


def test_a_letter_that_unpacks_without_an_end_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO(letter())
    with (
        zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb", "w", force_zip64=True) as bomb,
    ):
        for _ in range(101):
            bomb.write(b"\0" * 1_000_000)

    (problem,) = refused(tmp_path, data.getvalue())
    assert "unpacks to more than 100 MB" in problem.message


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/footer1.xml"])
def test_a_letter_that_declares_entities_is_refused(part: str, tmp_path: Path) -> None:
    bomb = '?>\n<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = letter({'standalone="yes"?>': 'standalone="yes"' + bomb}, part)

    (problem,) = refused(tmp_path, data)
    assert f"{part} declares a document type" in problem.message


def test_a_letter_without_a_page_set_up_is_refused(tmp_path: Path) -> None:
    data = letter({TITLE: "{{ '&lt;w:p&gt;'|safe }}"})

    assert [problem.code for problem in refused(tmp_path, data)] == ["bad-letter"]


@pytest.mark.parametrize("part", ["word/_rels/document.xml.rels", "_rels/.rels"])
@pytest.mark.parametrize(
    ("kind", "target"), [("image", "http://127.0.0.1:9/x.png"), ("hyperlink", "file:///etc/passwd")]
)
def test_a_letter_that_leads_to_what_it_must_not_is_refused(part: str, kind: str, target: str, tmp_path: Path) -> None:
    image = f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    data = letter({"</Relationships>": image}, part)

    assert [problem.code for problem in refused(tmp_path, data)] == ["external-reference"]


@pytest.mark.parametrize(
    "code",
    [
        "INCLUDEPICTURE http://127.0.0.1/x.png",
        "DDEAUTO c:\\x cmd",
        "INCLUDETEXT c:\\secret.docx",
        " includepicture http://127.0.0.1/x.png",
        "INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT c:\\secret.docx",
        'IF 1 = 1 "</w:instrText><w:fldChar w:fldCharType="begin"/><w:instrText>Link Word.Document c:\\x',
    ],
)
def test_a_field_that_fetches_is_refused(code: str, tmp_path: Path) -> None:
    data = letter({TITLE: f"{TITLE}</w:t></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:t>"})

    assert [problem.code for problem in refused(tmp_path, data)] == ["external-reference"]


def test_tracked_changes_of_the_letter_would_leak_and_are_refused(tmp_path: Path) -> None:
    data = letter(
        {
            BODY: '</w:t></w:r><w:ins w:id="1" w:author="A. Clerk"><w:r><w:t>x</w:t></w:r></w:ins></w:p><w:p><w:r><w:t>{{p body }}'
        }
    )

    assert [problem.code for problem in refused(tmp_path, data)] == ["letter-remarks"]


def test_a_missing_style_is_named_and_the_file_is_made(tmp_path: Path) -> None:
    data = letter({'<w:name w:val="Do Not Raise"/>': '<w:name w:val="Never Raise"/>'}, "word/styles.xml")
    made, problems = make(sample_document(), pack_with(tmp_path, data))

    assert [(problem.code, str(problem.severity)) for problem in problems] == [("missing-style", "warning")]
    assert '"Do Not Raise"' in problems[0].message
    assert "The grounding of 2019." in WordFile(made).text
    assert [problem.code for problem in word.inspect(data, file="x").problems] == ["missing-style"]


def test_a_style_of_another_kind_is_a_fault_of_the_letter() -> None:
    data = letter(
        {
            'w:type="character" w:customStyle="1" w:styleId="Mark"': 'w:type="paragraph" w:customStyle="1" w:styleId="Mark"'
        },
        "word/styles.xml",
    )

    (problem,) = word.inspect(data, file="letter.docx").problems
    assert problem.message == 'the character style "Mark" is missing: it is a paragraph style'


def test_a_letter_without_footnotes_gets_them(tmp_path: Path) -> None:
    relation = '<Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
    data = letter({relation: ""}, "word/_rels/document.xml.rels")
    made = WordFile(make(sample_document(), pack_with(tmp_path, data))[0])

    assert len(find(made.part("word/footnotes.xml"), "//w:footnote")) == 5


def test_words_keep_the_look_that_the_letter_gives_them(tmp_path: Path) -> None:
    bold = '</w:t></w:r><w:r><w:rPr><w:b/><w:sz w:val="40"/></w:rPr><w:t>About: {{ inlines(front.title) }}!'
    made = WordFile(make(sample_document(), pack_with(tmp_path, letter({TITLE: bold})))[0])

    title = find(made.body, "//w:p[w:pPr/w:pStyle/@w:val='Title']")[0]
    assert words(title) == f"About: {sample_document().title}!"
    assert len(find(title, ".//w:rPr[w:b]/w:sz[@w:val='40']")) == 3


def test_a_tag_that_word_has_cut_into_runs_is_one_tag(tmp_path: Path) -> None:
    cut = '{{ inlines(</w:t></w:r><w:r><w:t>front.</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>title) }}'
    made = WordFile(make(sample_document(), pack_with(tmp_path, letter({TITLE: cut})))[0])

    assert sample_document().title in made.text


def test_docxtpls_tag_for_runs_works_as_well(tmp_path: Path) -> None:
    made = WordFile(make(sample_document(), pack_with(tmp_path, letter({TITLE: "{{r inlines(front.title) }}"})))[0])

    assert values(made.body, "//w:p[w:pPr/w:pStyle/@w:val='Title']//w:t/text()") == [sample_document().title]


def test_a_letter_may_print_one_section_where_it_likes(tmp_path: Path) -> None:
    data = letter(
        {
            BODY: '{%p for s in document %}</w:t></w:r></w:p><w:p><w:r><w:t>{%p if s.kind == "agenda" %}</w:t></w:r></w:p><w:p><w:r><w:t>{{p section(s) }}</w:t></w:r></w:p><w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p><w:p><w:r><w:t>{%p endfor %}'
        }
    )
    made = WordFile(make(sample_document(), pack_with(tmp_path, data))[0])

    assert "Item 24" in made.text
    assert "grounding" not in made.text


def test_a_letter_that_changes_the_order_of_the_footnotes_is_refused(tmp_path: Path) -> None:
    front = '{{p sections("front") }}'
    data = letter(
        {
            front: "{{p body }}</w:t></w:r></w:p><w:p><w:r><w:t>{{p sections(&quot;front&quot;) }}",
            BODY + "</w:t></w:r></w:p><w:sectPr": "</w:t></w:r></w:p><w:sectPr",
        }
    )

    assert [problem.code for problem in refused(tmp_path, data)] == ["footnote-order"]


def test_what_word_remembers_of_its_users_goes(tmp_path: Path) -> None:
    data = letter(
        {"<w:zoom": '<w:zoom w:percent="90"/><w:rsids><w:rsidRoot w:val="00A1B2C3"/></w:rsids><w:zoom'},
        "word/settings.xml",
    )
    made = WordFile(make(sample_document(), pack_with(tmp_path, data))[0])

    assert b"rsid" not in made.parts["word/settings.xml"]


def test_a_letter_saved_by_another_word_processor_still_works(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(letter())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "saved")]
    subprocess.run(["soffice", profile, *convert, str(tmp_path / "letter.docx")], capture_output=True, check=True)
    made, problems = make(sample_document(), pack_with(tmp_path, (tmp_path / "saved" / "letter.docx").read_bytes()))

    assert problems == ()
    assert differences(sample_document(), read_docx(made)) == ()
