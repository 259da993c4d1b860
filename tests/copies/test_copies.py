"""Numbered copies: the same file but for whose it is, and nothing of anybody else in it."""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communique.copies import token
from communique.copies.letters import Letters, levels
from communique.copies.recipients import InvalidRecipients, Recipient
from communique.errors import RenderError
from communique.problems import Location
from communique.readback import read_pdf
from support import copies, judges
from support.copies import made, numbered
from support.once import printed
from support.pdf_reader import tags

if TYPE_CHECKING:
    from pathlib import Path

FLAGSHIP = "us-colombia-2026-02-03"
NAMES = ("Ana María Ospina", "Łukasz Żółć", "Владимир Жуков", "محمد بن سلمان", "习近平")


def text_of(path: Path) -> str:
    return " ".join("\n".join(read_pdf(path.read_bytes()).pages).split())


def letters_of(data: bytes) -> set[str]:
    """Read what the letters of the copy's own font stand for."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.pages[0].resources.XObject["/CommuniqueMark"].Resources.Font["/CommuniqueCopy"]
        table = font.ToUnicode.read_bytes().decode()
    written = re.findall(r"^<[0-9A-F]{2}> <([0-9A-F]+)>$", table, re.MULTILINE)
    return {character for code in written for character in bytes.fromhex(code).decode("utf-16-be")}


def test_each_copy_names_its_owner_on_every_page_and_nobody_else(tmp_path: Path) -> None:
    files = made(numbered(*NAMES), tmp_path, data=printed(FLAGSHIP, "default"))
    *pdfs, register = files

    for number, (path, name) in enumerate(zip(pdfs, NAMES, strict=True), start=1):
        reading = read_pdf(path.read_bytes())
        for page in reading.pages:
            assert f"Copy {number} of 5" in page
            assert set(name) - {" "} <= set(page)
        others = set("".join(NAMES)) - set(name) - set(f"Copy {number} of 5 · -") - set(token.short(_token(path)))
        assert letters_of(path.read_bytes()).isdisjoint(others), "a letter of another's name is in the font"
        for other in NAMES:
            assert (other.encode() in path.read_bytes()) == (other == name)
    assert register.read_text(encoding="utf-8").count("\n") == len(NAMES) + 1


def _token(path: Path) -> str:
    return next(iter(token.found_in(path.read_bytes())))


def test_copies_are_of_one_size_and_differ_in_their_fields_alone(tmp_path: Path) -> None:
    """No offset moves, so the table of offsets of one is that of all; and qpdf finds nothing wrong with any."""
    first, second, _ = made(numbered("Ana", "Владимир Жуков the Second"), tmp_path)
    one, other = first.read_bytes(), second.read_bytes()
    assert len(one) == len(other)
    assert one.rpartition(b"startxref")[2] == other.rpartition(b"startxref")[2]
    assert one.count(b"%%EOF") == 1, "nothing is appended that could be cut off"
    assert judges.check_pdf(first) == judges.check_pdf(second) == ()


def test_tags_bookmarks_links_and_the_attached_data_survive(tmp_path: Path) -> None:
    original = printed(FLAGSHIP, "default")
    path, _ = made(numbered("Ana María Ospina"), tmp_path, data=original)
    copy = path.read_bytes()

    assert tags(copy) == tags(original)
    with pikepdf.open(io.BytesIO(original)) as one, pikepdf.open(io.BytesIO(copy)) as other:
        with one.open_outline() as bookmarks, other.open_outline() as kept:
            assert [entry.title for entry in kept.root] == [entry.title for entry in bookmarks.root] != []
        assert [len(page.get("/Annots", [])) for page in other.pages] == [
            len(page.get("/Annots", [])) for page in one.pages
        ]
        assert (
            other.attachments["brief.json"].get_file().read_bytes()
            == one.attachments["brief.json"].get_file().read_bytes()
        )


def test_the_words_of_the_document_are_all_there(tmp_path: Path) -> None:
    original = printed(FLAGSHIP, "default")
    path, _ = made(numbered("Ana"), tmp_path, data=original)
    before, after = read_pdf(original).pages, read_pdf(path.read_bytes()).pages
    for one, other in zip(before, after, strict=True):
        assert sorted(one.split()) <= sorted(other.split()) or set(one.split()) <= set(other.split())


def test_the_same_copies_again_are_the_same_bytes(tmp_path: Path) -> None:
    people = numbered("Ana", "محمد")
    first = {path.name: path.read_bytes() for path in made(people, tmp_path / "a")}
    again = {path.name: path.read_bytes() for path in made(people, tmp_path / "b")}
    assert first == again
    assert {path.name: path.read_bytes() for path in made(people, tmp_path / "a")} == first, "in place of the old ones"
    assert len(list((tmp_path / "a").iterdir())) == 1


def test_other_recipients_never_take_the_place_of_a_register(tmp_path: Path) -> None:
    made(numbered("Ana"), tmp_path)
    made(numbered("Luis"), tmp_path)
    assert len(list(tmp_path.glob("brief.copies-*/register.csv"))) == 2


def test_copies_without_names_are_numbered(tmp_path: Path) -> None:
    *pdfs, register = made((Recipient(number=1), Recipient(number=2)), tmp_path)
    assert [path.name for path in pdfs] == ["brief.copy-1.pdf", "brief.copy-2.pdf"]
    assert "Copy 2 of 2" in text_of(pdfs[1])
    assert register.read_text(encoding="utf-8").splitlines()[1].startswith("1,2,,,,CQ")


def test_a_name_without_letters_or_room_is_a_fault_with_its_place_and_nothing_is_written(tmp_path: Path) -> None:
    people = (
        Recipient(number=1, name="Ana"),
        Recipient(number=2, name="\U0001f9ff", location=Location("list.csv", 3, 1)),
        Recipient(number=3, name="W" * 80, office="W" * 80, location=Location("list.csv", 4, 1)),
    )
    with pytest.raises(InvalidRecipients) as caught:
        made(people, tmp_path / "out")
    assert [(str(p.location), p.code) for p in caught.value.problems] == [
        ("list.csv:3:1", "missing-typeface"),
        ("list.csv:4:1", "too-long"),
    ]
    assert not (tmp_path / "out").exists()


def test_a_long_name_shrinks_until_it_fits(tmp_path: Path) -> None:
    name = "Maximiliana Wilhelmina von Hohenberg-Schwarzenstein zu Unterwald"
    path, _ = made(
        (Recipient(number=1, name=name, office="Permanent Mission to the United Nations Office at Geneva"),), tmp_path
    )
    with pikepdf.open(path) as pdf:
        sizes = [
            float(s)
            for form in ("/CommuniqueMark", "/CommuniqueWatermark")
            for s in re.findall(rb"([\d.]+) Tf", pdf.pages[0].resources.XObject[form].read_bytes())
        ]
    assert sizes[0] < 8
    assert 18 <= sizes[1] < 56


def test_stopping_half_way_leaves_nothing(tmp_path: Path) -> None:
    from communique.copies import distribution

    def stop(done: int, total: int) -> None:
        assert any(tmp_path.glob(".brief.copies-*.part/*.pdf")), f"{done} of {total}"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        distribution.make(
            copies.planned(numbered("Ana", "Luis")), tmp_path, words=copies.WORDS, faces=copies.faces(), progress=stop
        )
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_of_another_hand_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(file)
    with pytest.raises(RenderError, match="not made here"):
        made(numbered("Ana"), tmp_path, data=file.getvalue())
    with pytest.raises(RenderError, match="cannot be numbered"):
        made(numbered("Ana"), tmp_path, data=b"no PDF")


def test_the_check_sums_of_the_open_streams_are_right(tmp_path: Path) -> None:
    """Some readers do not look at them, others refuse the file."""
    path, *_ = made(numbered("Ana"), tmp_path)
    with pikepdf.open(path) as pdf:
        streams = [
            pdf.pages[0].resources.XObject[form].read_raw_bytes()
            for form in ("/CommuniqueMark", "/CommuniqueWatermark")
        ]
    assert all(zlib.decompress(raw) for raw in streams)


# --- letters


@pytest.mark.parametrize("text", ["Ana", "محمد", "محمد بن Smith 12", "Smith (علي)", "a1 ב 2"])
def test_directions_are_those_of_the_standard(text: str) -> None:
    """Put into the order of the paper by its levels, a text is what python-bidi shows."""
    import bidi

    order = list(text)
    deep = levels(text)
    for level in range(max(deep), 0, -1):
        at = 0
        while at < len(order):
            if deep[at] < level:
                at += 1
                continue
            end = next((n for n in range(at, len(order)) if deep[n] < level), len(order))
            order[at:end], deep[at:end] = order[at:end][::-1], deep[at:end][::-1]
            at = end
    shown = bidi.get_display(text)
    mirrored = {"(": ")", ")": "("}
    assert [mirrored.get(c, c) for c in order] == [mirrored.get(c, c) for c in shown] or sorted(order) == sorted(text)
    assert "".join(c for c in order if c not in "()") == "".join(c for c in shown if c not in "()")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), min_size=1, max_size=30))
def test_a_line_says_in_unicode_what_it_draws(text: str) -> None:
    drawn = Letters(copies.faces())
    if drawn.absent(text):
        return
    line = drawn.line(text)
    said = "".join(placed.letter.text for placed in line.placed)
    assert said.replace("\u200d", "") == text
    assert line.width >= 0


def test_arabic_letters_join_and_stand_from_right_to_left() -> None:
    drawn = Letters(copies.faces())
    line = drawn.line("محمد")
    assert [placed.letter.text for placed in line.placed] == list("دمحم")
    alone = {drawn.line(letter).placed[0].letter.procedure for letter in "محمد"}
    assert {placed.letter.procedure for placed in line.placed} != alone
    assert unicodedata.bidirectional("م") == "AL"
