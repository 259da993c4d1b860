"""The Word file whole: opened again by readers that know nothing of the writer."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import docx as python_docx
import mammoth
import pytest

from communique.document.nodes import Cite, OrderedList, Table
from communique.document.walk import walk
from communique.parity import differences
from communique.readback import read_docx
from communique.specimen import HOSTILE, LONG_NAME, document_of, p, sample_document, sample_section, t
from support import judges
from support.word import WordFile, find, made, make, pack, values, words

if TYPE_CHECKING:
    from pathlib import Path

PACKS = ("default", "chancery")


@pytest.fixture(scope="module", params=PACKS)
def file(request: pytest.FixtureRequest) -> WordFile:
    """The sample, made with each pack."""
    return made(sample_document(), request.param)


@pytest.fixture(scope="module")
def data() -> bytes:
    """The sample's bytes."""
    return make(sample_document(), pack())[0]


def saved(data: bytes, folder: Path) -> Path:
    path = folder / "brief.docx"
    path.write_bytes(data)
    return path


def pandoc(path: Path, to: str = "plain") -> str:
    done = subprocess.run(
        ["pandoc", "-s", "-f", "docx", "-t", to, "--wrap=none", str(path)], capture_output=True, check=True
    )
    return done.stdout.decode()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", PACKS)
def test_microsofts_own_rules_find_nothing(name: str, tmp_path: Path) -> None:
    path = saved(make(sample_document(), pack(name))[0], tmp_path)

    assert judges.validate_docx(path) == ()


@pytest.mark.parametrize("name", PACKS)
def test_a_second_judge_finds_nothing(name: str, tmp_path: Path) -> None:
    path = saved(make(sample_document(), pack(name))[0], tmp_path)

    assert judges.audit_docx(path) == ()


def test_nothing_is_reported_of_a_shipped_letter() -> None:
    assert [make(sample_document(), pack(name))[1] for name in PACKS] == [(), ()]


def test_pandoc_reads_every_piece_in_order(data: bytes, tmp_path: Path) -> None:
    text = flat(pandoc(saved(data, tmp_path)))

    at = 0
    for fact in (
        "Solveig Ødegård",
        "Item 24:",
        "Whoever breaks the ice",
        "grounding of 2019",
        "Ministers to meet in Skagen",
    ):
        at = text.index(fact, at)


def test_mammoth_reads_headings_lists_tables_and_notes(data: bytes) -> None:
    html = mammoth.convert_to_html(io.BytesIO(data)).value

    assert re.findall(r"<h1>(?:<a[^>]*></a>)*([^<]+)", html)[:3] == ["Background", "Delegations", "Agenda"]
    assert html.count("<thead>") == 2
    assert 'alt="Three bands: blue, pale and red"' in html
    assert "<ol><li>The base is fixed each year.</li>" in html
    assert re.search(r'<li id="footnote-[^"]*">.*Harbour ledger, 2025', html)


@pytest.mark.parametrize("name", PACKS)
def test_every_piece_of_the_document_is_in_the_file_in_order(name: str) -> None:
    document = sample_document()

    assert differences(document, read_docx(make(document, pack(name))[0])) == ()


def test_footnotes_carry_the_numbers_of_the_sources(file: WordFile) -> None:
    notes = file.part("word/footnotes.xml")
    order = [int(key) for key in values(file.body, "//w:footnoteReference/@w:id")]
    texts = [words(find(notes, f"//w:footnote[@w:id='{key}']")[0]).strip() for key in order]

    assert [text.split(",")[0] for text in texts] == ["Accord", "Harbour ledger", "North Sea Wire"]
    assert values(notes, "//w:footnote/@w:type") == ["separator", "continuationSeparator"]


def test_every_repeated_number_leads_to_a_footnote_that_is_there(file: WordFile) -> None:
    names = set(values(file.body, "//w:bookmarkStart/@w:name"))
    asked = [code.split()[1] for code in values(file.body, "//w:instrText/text()") if "NOTEREF" in code]

    assert asked
    assert set(asked) <= names


def test_every_link_inside_leads_somewhere(file: WordFile) -> None:
    names = values(file.body, "//w:bookmarkStart/@w:name")

    assert set(values(file.body, "//w:hyperlink/@w:anchor")) <= set(names)
    assert len(names) == len(set(names))


def test_the_contents_show_their_entries_before_anybody_updates_them(file: WordFile) -> None:
    field = find(file.body, "//w:sdt[w:sdtPr/w:docPartObj]")[0]
    title = find(field, "preceding-sibling::w:p[1]")[0]
    entries = [words(paragraph) for paragraph in (title, *find(field, ".//w:p"))]

    headings = [words(node) for node in find(file.body, "//w:p[w:pPr/w:pStyle/@w:val='Heading1']")]
    assert entries == ["Contents", *headings]
    assert len(headings) == 10
    assert [code.strip() for code in values(field, ".//w:instrText/text()")] == [r'TOC \o "1-1" \h \n \z']
    assert len(values(field, ".//w:hyperlink/@w:anchor")) == len(headings)


def test_a_short_brief_has_no_contents() -> None:
    file = made(document_of(sample_section(p("Short."))))

    assert not find(file.body, "//w:sdt")
    assert "Contents" not in file.text


def test_each_list_counts_from_its_own_start() -> None:
    lists = (
        OrderedList(items=((p("a"),), (p("b"),))),
        p("between"),
        OrderedList(items=((p("c"),),)),
        OrderedList(items=((p("d"),),), start=7),
    )
    file = made(document_of(sample_section(*lists)))

    used = values(file.body, "//w:numPr/w:numId/@w:val")
    starts = [values(file.part("word/numbering.xml"), f"//w:num[@w:numId='{n}']//w:startOverride/@w:val") for n in used]
    assert starts == [["1"], ["1"], ["1"], ["7"]]
    assert len(set(used)) == 3


def test_python_docx_opens_it_and_sees_headings_and_tables(data: bytes) -> None:
    document = python_docx.Document(io.BytesIO(data))

    assert [q.text for q in document.paragraphs if q.style is not None and q.style.name == "Title"] == [
        sample_document().title
    ]
    assert (
        next(q.text for q in document.paragraphs if q.style is not None and q.style.name == "Heading 1") == "Background"
    )
    assert len(document.tables) >= 6


def test_head_and_foot_carry_the_marking_on_every_page(file: WordFile) -> None:
    parts = {name: file.part(name) for name in file.parts if re.match(r"word/(header|footer)\d\.xml", name)}

    assert len(parts) == 6, "a head and a foot for page one, for right and for left pages"
    assert all("INTERNAL" in words(part) for part in parts.values())
    codes = [
        code.strip()
        for name, part in parts.items()
        if "footer" in name
        for code in values(part, "//w:instrText/text()")
    ]
    assert codes == ["PAGE", "NUMPAGES"] * 3
    assert all("Page 1 of 1" in words(part) for name, part in parts.items() if "footer" in name)


def test_the_file_says_what_it_is_and_nothing_of_who_made_it(data: bytes) -> None:
    moment = datetime(2026, 2, 3, 20, 0, tzinfo=timezone(timedelta(hours=-5)))
    document = replace(sample_document(), moment=moment, title="T" * 400)
    core = python_docx.Document(io.BytesIO(make(document, pack())[0])).core_properties

    assert (core.author, core.revision, core.language) == (", ".join(document.authors), 1, "en-US")
    assert core.last_modified_by == core.author
    assert core.created == core.modified == moment.astimezone(UTC)
    assert len(core.title) == 255
    assert (core.comments, core.keywords) == (document.summary, "INTERNAL")
    assert b"python-docx" not in b"".join(WordFile(data).parts.values())


def test_nothing_of_words_users_stays_in_the_file(file: WordFile) -> None:
    everything = b"".join(file.parts.values()).lower()

    assert not re.search(rb"rsid|/home/|/root/|/tmp/|thumbnail|attachedtemplate", everything)
    assert file.parts["docProps/app.xml"].count(b"<Application>") == 1


@pytest.mark.parametrize(("language", "name"), [("es", "es-ES"), ("en", "en-US"), ("pt-BR", "pt-BR"), ("nb", "nb-NO")])
def test_the_language_is_that_of_the_prose(language: str, name: str) -> None:
    file = made(replace(sample_document(), prose_language=language))

    assert values(file.part("word/styles.xml"), "//w:rPrDefault//w:lang/@w:val") == [name]
    assert values(file.part("word/settings.xml"), "//w:themeFontLang/@w:val") == [name]


def test_tags_in_the_data_are_words(file: WordFile) -> None:
    assert flat(HOSTILE) in flat(file.text)


def test_words_that_look_like_docxtpls_escapes_are_kept() -> None:
    words_ = "{_{ a }_} {_% b %_} \u201cc\u201d &lt;d&gt; \ta"
    document = replace(
        document_of(sample_section(p(words_))), title=words_, front=replace(sample_document().front, title=t(words_))
    )

    assert flat(made(document).text).count(flat(words_)) == 2


def test_control_characters_and_lone_surrogates_do_no_harm(tmp_path: Path) -> None:
    bad = "a\x00b\x08c\x1f\ud800\ufffe"
    front = replace(sample_document().front, title=t(bad), marking=bad)
    document = replace(document_of(sample_section(p(bad))), title=bad, summary=bad, authors=(bad,), front=front)
    path = saved(make(document, pack())[0], tmp_path)

    assert judges.validate_docx(path) == ()
    assert "a\ufffdb\ufffdc" in pandoc(path)


def test_an_empty_document_is_a_file_all_the_same(tmp_path: Path) -> None:
    front = replace(sample_document().front, title=(), subtitle=(), kicker=(), facts=(), handling=(), marking="")
    document = replace(sample_document(), sections=(), notes=(), authors=(), title="", summary="", front=front)
    path = saved(make(document, pack())[0], tmp_path)

    assert judges.validate_docx(path) == ()
    assert "Communiqué" in pandoc(path)


def test_a_name_without_an_end_fits() -> None:
    file = made(document_of(sample_section(p(LONG_NAME * 200))))

    assert flat(LONG_NAME * 200) in flat(file.text)


def test_a_citation_in_the_masthead_has_the_first_footnote() -> None:
    front = replace(sample_document().front, subtitle=(*t("Words"), Cite("accord", number=1, first=True)))
    file = made(replace(sample_document(), front=front))

    subtitle = find(file.body, "//w:p[w:pPr/w:pStyle/@w:val='Subtitle']")[0]
    assert len(find(subtitle, ".//w:footnoteReference")) == 1
    assert len(find(file.body, "//w:footnoteReference")) == 3


def test_the_numbers_in_a_caption_come_before_those_in_the_table() -> None:
    table = next(node for node in walk(sample_document()) if isinstance(node, Table))
    cited = replace(table, caption=(*t("Order"), Cite("accord", number=1, first=True)))
    section = sample_section(cited, p("x", Cite("ledger", number=2, first=True)))

    assert make(document_of(section), pack())[1] == ()


def test_two_processes_make_the_same_bytes(data: bytes) -> None:
    script = (
        "import sys; from support.word import make, pack; from communique.specimen import sample_document;"
        "sys.stdout.buffer.write(make(sample_document(), pack())[0])"
    )
    paths = f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r};"
    done = subprocess.run([sys.executable, "-c", paths + script], capture_output=True, check=True)

    assert done.stdout == data


def test_the_zip_has_no_time_of_day_and_is_in_order(data: bytes) -> None:
    entries = WordFile(data).entries

    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.extra for entry in entries} == {b""}


def test_libreoffice_prints_all_of_it_on_as_many_pages_as_it_should(data: bytes, tmp_path: Path) -> None:
    path = saved(data, tmp_path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        capture_output=True,
        check=True,
    )
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "brief.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()

    assert 5 <= text.count("\f") <= 10
    assert f"Page {text.count(chr(12))} of {text.count(chr(12))}" in flat(text)
    assert text.count("Minutes") > 1  # the head of the agenda, on each of its pages
    for fact in ("Do not link the two.", "Item 24", "North Sea Wire, 30 January 2026", "The figure of 1998"):
        assert fact in flat(text)
