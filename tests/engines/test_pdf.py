"""The PDF, read back by other programs: what a reader sees on each page, and what a machine may not find in it."""

from __future__ import annotations

import base64
import hashlib
import http.server
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import page
import pikepdf
import pytest

from communique.document.nodes import Block, BulletList, Card, Cards, Column, Heading, Row, Table
from communique.engines import pdf
from communique.errors import EnvironmentFailed, RenderError
from communique.parity import verify_file
from communique.problems import Problem, Severity
from support import judges
from support.pdf_reader import ROOT, draw, pack_of, page_of, sample, tags, texts, uncompressed
from support.sample_document import HOSTILE, LONG_NAME, document_of, p, sample_document, sample_section, t
from support.ugly_document import ugly_document

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = {"Public-Sans", "Source-Serif-4", "Source-Code-Pro"}
PACKS = ("default", "chancery")
MOMENT = sample_document().moment


def made(html: str, **options: Any) -> tuple[bytes, tuple[Problem, ...]]:
    """Make a PDF of a bare page."""
    return pdf.make(html, pack=pack_of(), moment=MOMENT, **options)


def bare(body: str, head: str = "") -> str:
    """Write a whole page around a body."""
    return f'<!DOCTYPE html><html lang="en"><head><title>Bare</title>{head}</head><body>{body}</body></html>'


# --- what a reader sees ------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS)
def test_each_page_carries_the_marking_at_top_and_bottom_and_its_number(pack: str) -> None:
    pages = texts(sample(pack))

    assert len(pages) >= 5
    for number, text in enumerate(pages, 1):
        assert text.count("INTERNAL") == 2
        assert f"Page {number} of {len(pages)}" in text


def test_running_heads_name_the_section_that_the_page_begins_in() -> None:
    pages = texts(sample())

    agenda = next(i for i, text in enumerate(pages) if "10:00" in text)
    assert "Agenda INTERNAL" in pages[agenda + 1]
    assert "Agenda INTERNAL" not in pages[agenda - 1]


def test_the_contents_name_the_page_that_each_section_starts_on() -> None:
    pages = texts(sample())

    entries = dict(re.findall(r"(Background|Delegations|Tensions|Glossary|Sources) (\d+)", pages[0] + pages[1]))
    found = {
        title: next(i for i, text in enumerate(pages, 1) if words in text)
        for title, words in (
            ("Background", "How the toll is set"),
            ("Delegations", "SOOL-vay"),
            ("Tensions", "Who pays for the ice"),
            ("Glossary", "the operator"),
            ("Sources", "Joint text on the crossing"),
        )
    }
    assert {title: int(entries[title]) for title in found} == found


@pytest.mark.parametrize("pack", PACKS)
def test_each_source_has_its_note_at_the_foot_of_the_page_that_cites_it_first(pack: str) -> None:
    """WeasyPrint 70 may move one to the next page's foot, for lines that then move there too: so CSS allows it."""
    pages = texts(sample(pack))

    for note, words in (
        ("1 Accord, Joint text", "Agree the toll"),
        ("2 Harbour ledger", "1.26 million"),
        ("3 North Sea", "KCA runs"),
    ):
        (cited,) = (number for number, text in enumerate(pages) if words in text)
        (noted,) = (number for number, text in enumerate(pages) if note in text)
        assert noted - cited in {0, 1}


def test_a_table_repeats_its_head_and_keeps_its_rows_whole() -> None:
    columns = tuple(Column(title=t(title)) for title in ("Number", "Words", "Coda"))
    rows = tuple(Row(cells=((p(f"first{i}"),), (p("word " * 40),), (p(f"last{i}"),))) for i in range(60))
    pages = texts(draw(document_of(sample_section(Table(columns=columns, rows=rows))))[0])

    holding = [text for text in pages if "first" in text]
    assert len(holding) > 3
    for text in holding:
        assert text.count("Number Words Coda") == 1
        assert re.findall(r"first(\d+)", text) == re.findall(r"last(\d+)", text)
        assert text.count("word ") % 40 == 0


def test_no_heading_stands_alone_at_the_foot_of_a_page() -> None:
    filler = (p("filler " * 60),)
    found = set()
    for n in range(7, 11):
        blocks: tuple[Block, ...] = (
            *filler * n,
            Heading(inlines=t("Kept together")),
            p("What follows it. " + "And more. " * 60),
        )
        found |= {
            ("Kept together" in text) == ("What follows it" in text)
            for text in texts(draw(document_of(sample_section(*blocks)))[0])
        }

    assert found == {True}


def test_sides_that_face_each_other_are_kept_on_one_page_go_on_over_its_end_or_stand_below_each_other() -> None:
    """A few lines are kept together; more fill the page before they go on; the longest are read one after the other."""

    def sides(count: int) -> list[str]:
        cards = tuple(
            Card(
                title=t(name),
                blocks=(
                    BulletList(items=tuple((p(f"{LONG_NAME} of side {name} number {i}."),) for i in range(count))),
                ),
            )
            for name in ("left", "right")
        )
        section = sample_section(*(p("filler " * 40),) * 8, Cards(cards=cards, layout="columns"))
        return texts(draw(document_of(section))[0])

    for count in (3, 12, 30):
        pages = sides(count)
        holding = [text for text in pages if "of side" in text]
        for text in [" ".join(pages)] if count != 12 else holding:
            order = re.findall(r"side (left|right) number (\d+)", text)
            assert order == sorted(order, key=lambda found: (found[0], int(found[1])))
        assert sum(text.count("of side") for text in pages) == 2 * count
        assert count != 3 or len(holding) == 1


# --- what a machine reads ----------------------------------------------------


def test_metadata_come_from_the_document() -> None:
    with pikepdf.open(BytesIO(sample())) as document:
        info, root = document.docinfo, document.Root
        assert str(info["/Title"]) == sample_document().title
        assert str(info["/Author"]) == f"Ingrid Aas, {LONG_NAME}"
        assert str(info["/Subject"]) == sample_document().summary
        assert str(info["/CreationDate"]) == str(info["/ModDate"]) == "D:20260203093000+00'00"
        assert str(root.Lang) == "en"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle


def test_bookmarks_name_sections_and_cards_without_citations() -> None:
    with pikepdf.open(BytesIO(sample())) as document, document.open_outline() as outline:
        top = [str(item.title) for item in outline.root]
        tensions = next(item for item in outline.root if item.title == "Tensions")

        assert top == [
            *("Bottom line", "Key figures", "Background", "Delegations", "Agenda", "Tensions", "Open questions"),
            *("Questions and answers", "Press line", "Odds and ends", "Glossary", "Sources"),
        ]
        assert [str(item.title) for item in tensions.children] == ["Who pays for the ice", "Names on the signs"]


def test_links_lead_where_they_say() -> None:
    with pikepdf.open(BytesIO(sample())) as document:
        annotations = [note for sheet in document.pages for note in sheet.get("/Annots", [])]
        addresses = {str(note.A.URI) for note in annotations if "/A" in note}
        names = {str(note.Dest) for note in annotations if "/Dest" in note}

    assert {"https://example.org/statutes?a=1&b=2", "mailto:nordic.desk@example.org"} <= addresses
    assert {"source-accord", "source-ledger", "source-wire", "tensions", "background"} <= names


@pytest.mark.parametrize("pack", PACKS)
def test_the_file_is_tagged_and_passes_pdf_ua(pack: str, tmp_path: Path) -> None:
    file = tmp_path / "sample.pdf"
    file.write_bytes(sample(pack))

    report = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)

    assert [failure.rule_id for failure in report.failures] == []
    assert {"H1", "H2", "H3", "P", "L", "LI", "Table", "TH", "TD", "Figure", "BlockQuote", "Link", "Sect"} <= set(
        tags(sample(pack))
    )


def test_the_judge_of_pdf_ua_still_finds_faults(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(sample())) as document:
        del document.Root.StructTreeRoot
        document.save(tmp_path / "untagged.pdf")

    assert not page.validate_pdf(str(tmp_path / "untagged.pdf"), profile=page.ValidationProfile.PDF_UA_1).is_compliant


@pytest.mark.parametrize("pack", PACKS)
def test_all_fonts_are_ours_embedded_and_subset(pack: str, tmp_path: Path) -> None:
    (tmp_path / "sample.pdf").write_bytes(sample(pack))

    listed = subprocess.run(
        ["pdffonts", str(tmp_path / "sample.pdf")], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in listed.splitlines()[2:]]

    faces = {row[0].partition("+")[2].rstrip(",") for row in rows}
    assert {re.sub("(-Semi)?(-Bold)?(-Italic)?$", "", face) for face in faces} <= OURS
    assert len(faces) > 3
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_other_scripts_are_printed_with_the_machines_fonts_and_warn_where_there_is_none() -> None:
    data, problems = draw(document_of(sample_section(p("Москва, Αθήνα"))))

    assert "Москва, Αθήνα" in " ".join(texts(data))
    assert problems == ()


def test_the_sample_is_drawn_without_a_warning() -> None:
    assert draw(sample_document())[1] == ()


# --- same input, same bytes --------------------------------------------------

AGAIN = "import hashlib; from support.pdf_reader import sample; print(hashlib.sha256(sample()).hexdigest())"


def test_two_processes_make_the_same_bytes() -> None:
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("src", "tests"))
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "USER": "nobody"}
    other = subprocess.run(
        [sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True, env=environment
    ).stdout

    assert other.strip() == hashlib.sha256(sample()).hexdigest()


def test_the_file_names_no_path_and_no_user_of_the_machine() -> None:
    data = uncompressed(sample())

    assert b"Agree the toll formula" in data
    for secret in (str(ROOT), str(Path.home()) + "/", tempfile.gettempdir() + "/"):
        assert secret.encode() not in data


# --- nothing is fetched ------------------------------------------------------


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """Listen on the loopback address, and keep what is asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listener.server_address[1]}", asked
        listener.shutdown()


WAYS = {
    "picture": ('<img src="{url}" alt="x">', ""),
    "object": ('<object data="{url}">x</object>', ""),
    "embed": ('<embed src="{url}">', ""),
    "attachment link": ('<a rel="attachment" href="{url}">x</a>', ""),
    "attachment": ("", '<link rel="attachment" href="{url}">'),
    "style sheet": ("", '<link rel="stylesheet" href="{url}">'),
    "import": ("", "<style>@import url({url});</style>"),
    "background": ("<p>x</p>", "<style>p {{ background: url({url}) }}</style>"),
    "list picture": ("<ul><li>x</li></ul>", "<style>li {{ list-style-image: url({url}) }}</style>"),
    "content": ("<p>x</p>", "<style>p::before {{ content: url({url}) }}</style>"),
    "font": ("<p>x</p>", "<style>@font-face {{ font-family: F; src: url({url}) }} p {{ font-family: F }}</style>"),
    "drawing": ('<svg width="9" height="9"><title>x</title><image href="{url}" width="9" height="9"/></svg>', ""),
    "drawing in a picture": ('<img alt="x" src="data:image/svg+xml;base64,{svg}">', ""),
}


def page_naming(way: str, url: str) -> str:
    """Write a page that names an address in one of the ways there are."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>'
    )
    encoded = base64.b64encode(svg.encode()).decode()
    body, head = (part.format(url=url, svg=encoded) for part in WAYS[way])
    return bare(body, head)


@pytest.mark.parametrize("way", WAYS)
def test_no_request_leaves(way: str, server: tuple[str, list[str]]) -> None:
    url, asked = server
    with pytest.raises(RenderError) as caught:
        made(page_naming(way, f"{url}/secret"))

    assert {problem.code for problem in caught.value.problems} == {"refused-address"}
    assert asked == []


@pytest.mark.parametrize("way", WAYS)
def test_no_file_of_the_machine_is_read(way: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>SECRET</text></svg>')
    with pytest.raises(RenderError, match="refused-address"):
        made(page_naming(way, secret.as_uri()))


@pytest.mark.parametrize(
    "url",
    [
        "asset:../pyproject.toml",
        "asset:fonts/../../README.md",
        "asset:/etc/passwd",
        "asset:",
        "asset:%2e%2e/x",
        "ftp://x/y",
    ],
)
def test_an_asset_cannot_lead_out_of_the_assets(url: str) -> None:
    with pytest.raises(RenderError, match="refused-address"):
        made(bare(f'<img src="{url}" alt="x">'))


def test_a_relative_address_is_a_warning_for_there_is_nothing_it_could_lead_to() -> None:
    _, problems = made(bare('<img src="picture.png" alt="x">'))

    assert [problem.code for problem in problems] == ["pdf-warning"]


# --- what can go wrong -------------------------------------------------------


def test_what_weasyprint_says_becomes_a_problem() -> None:
    _, problems = made(bare('<a href="#nowhere">x</a>', "<style>p { colour: red }</style>"))

    assert {problem.code for problem in problems} == {"pdf-warning"}
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert any("colour: red" in problem.message for problem in problems)
    assert any("nowhere" in problem.message for problem in problems)


def test_a_log_record_is_shortened_for_it_may_hold_a_picture() -> None:
    record = logging.LogRecord("weasyprint", logging.ERROR, "", 0, "Bad %s", ("x" * 9999,), None)

    assert len(pdf.as_problem(record).message) < 300


def test_listening_leaves_the_logs_as_they_were() -> None:
    import weasyprint  # noqa: F401 -- its import sets a handler of its own

    loggers = [logging.getLogger(name) for name in ("weasyprint", "weasyprint.progress")]
    before = [(list(logger.handlers), logger.level) for logger in loggers]
    made(bare("x"))

    assert [(list(logger.handlers), logger.level) for logger in loggers] == before


def test_too_many_pages_stop_the_layout() -> None:
    html = bare('<p style="break-before: page">x</p>' * 60)

    with pytest.raises(RenderError, match="more than 5 pages") as caught:
        made(html, page_limit=5)
    assert [problem.code for problem in caught.value.problems] == ["too-many-pages"]


def test_a_page_as_long_as_the_limit_is_made() -> None:
    assert len(texts(made(bare('<p style="break-after: page">x</p>' * 4 + "<p>y</p>"), page_limit=5)[0])) == 5


def test_whatever_weasyprint_raises_is_one_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("box")

    monkeypatch.setattr(weasyprint.HTML, "render", fail)

    with pytest.raises(RenderError, match=r"could not be laid out: AssertionError: box \[pdf-failed\]"):
        made(bare("x"))


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)

    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name.startswith("weasyprint"):
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    with pytest.raises(EnvironmentFailed, match=r"install libpango-1\.0-0") as caught:
        made(bare("x"))
    assert "\n" not in str(caught.value)


def test_hostile_words_are_printed_as_they_stand() -> None:
    text = " ".join(texts(draw(document_of(sample_section(p(HOSTILE), title=HOSTILE), title=HOSTILE))[0]))

    assert text.count(HOSTILE) >= 2


def test_a_document_of_next_to_nothing_is_drawn_without_a_warning() -> None:
    document = sample_document()
    front = replace(document.front, subtitle=(), kicker=(), facts=(), marking="", handling=())
    data, problems = draw(replace(document, front=front, sections=(), notes=(), authors=(), summary=""))

    assert problems == ()
    assert len(texts(data)) == 1


def test_letter_paper_is_a_setting_of_the_pack() -> None:
    letter = pack_of().on("letter")
    data, _ = pdf.make(page_of(sample_document(), letter), pack=letter, moment=MOMENT)

    with pikepdf.open(BytesIO(data)) as document:
        assert [float(n) for n in document.pages[0].MediaBox] == [0, 0, 612, 792]


@pytest.mark.parametrize("pack", PACKS)
def test_a_document_made_to_break_the_layout_is_whole_and_in_order(pack: str, tmp_path: Path) -> None:
    document = ugly_document(sides=3, members=8)
    data, problems = draw(document, pack)
    (tmp_path / "ugly.pdf").write_bytes(data)

    assert problems == ()
    assert judges.validate_pdf_ua(tmp_path / "ugly.pdf") == ()
    assert verify_file(document, data, name="brief.pdf", shown="brief.pdf") == ()
