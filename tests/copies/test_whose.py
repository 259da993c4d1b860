"""Whose copy is this: answered from whatever another tool has left of it, and a plain no where nothing is left."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest

from communique.copies import register, token, whose
from communique.errors import UsageError
from support import copies
from support.copies import cropped, made, numbered, resaved
from support.once import printed

if TYPE_CHECKING:
    from pathlib import Path

    from communique.copies.register import Entry
    from communique.copies.whose import Answer

FLAGSHIP = "us-colombia-2026-02-03"


@pytest.fixture
def written(tmp_path: Path) -> tuple[list[bytes], tuple[Entry, ...]]:
    *pdfs, table = made(numbered("Ana María Ospina", "محمد بن سلمان"), tmp_path, data=printed(FLAGSHIP, "default"))
    return [path.read_bytes() for path in pdfs], register.read(table.read_bytes(), shown="register.csv")


def asked(data: bytes, entries: tuple[Entry, ...], key: bytes | None = copies.KEY) -> Answer:
    return whose.answer(whose.traces(data), entries, key=key)


def owners(answer: Answer) -> list[str]:
    return [entry.name for entry, _ in answer.entries]


def test_a_whole_copy_names_its_owner_in_every_place(written: tuple[list[bytes], tuple[Entry, ...]]) -> None:
    (_, second), entries = written
    answer = asked(second, entries)
    assert owners(answer) == ["محمد بن سلمان"]
    assert answer.certain
    places = answer.entries[0][1]
    assert {"page 1", "page 10", whose.METADATA, whose.IDENTIFIER, whose.PRINTED} <= set(places)
    assert answer.said["recipient"] == "محمد بن سلمان"


def test_pages_taken_out_and_saved_by_another_tool_name_their_owner(
    written: tuple[list[bytes], tuple[Entry, ...]],
) -> None:
    (first, _), entries = written
    answer = asked(resaved(first, pages=slice(3, 5), bare=True), entries)
    assert owners(answer) == ["Ana María Ospina"]
    assert answer.certain
    assert set(answer.entries[0][1]) == {"page 1", "page 2", whose.PRINTED}


def test_a_cropped_page_without_mark_watermark_and_metadata_names_its_owner(
    written: tuple[list[bytes], tuple[Entry, ...]],
) -> None:
    (first, _), entries = written
    assert owners(asked(cropped(first), entries)) == ["Ana María Ospina"]


def test_metadata_alone_is_enough(written: tuple[list[bytes], tuple[Entry, ...]]) -> None:
    (first, _), entries = written
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as source, pikepdf.new() as other:
        other.add_blank_page()
        other.Root.Metadata = other.copy_foreign(source.Root.Metadata)
        other.save(file)
    assert asked(file.getvalue(), entries).entries[0][1] == (whose.METADATA,)


def test_a_file_of_two_copies_is_told_page_by_page(written: tuple[list[bytes], tuple[Entry, ...]]) -> None:
    (first, second), entries = written
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as one, pikepdf.open(io.BytesIO(second)) as two, pikepdf.new() as both:
        both.pages.append(one.pages[0])
        both.pages.append(two.pages[1])
        both.save(file)
    answer = asked(file.getvalue(), entries)
    assert [(entry.number, places[0]) for entry, places in answer.entries] == [("1", "page 1"), ("2", "page 2")]
    assert not answer.certain


def test_a_copy_in_no_register_is_unknown_and_what_it_says_is_only_told(
    written: tuple[list[bytes], tuple[Entry, ...]],
) -> None:
    (first, _), _ = written
    answer = asked(first, ())
    assert answer.entries == ()
    assert list(answer.unknown) == [answer.said["token"]]
    assert not answer.certain


def test_a_line_of_the_register_that_was_changed_is_told_with_the_key(
    written: tuple[list[bytes], tuple[Entry, ...]],
) -> None:
    (first, _), entries = written
    table = register.table(
        copies.planned(numbered("Somebody Else"), printed(FLAGSHIP, "default")).copies, entries[0].document
    )
    shifted = table.decode().replace(register.read(table, shown="r")[0].token, entries[0].token)
    changed = register.read(shifted.encode(), shown="register.csv")
    assert asked(first, changed).forged == changed
    assert not asked(first, changed).certain
    assert asked(first, changed, key=None).forged == ()


def test_a_file_without_a_number_is_nobodys() -> None:
    answer = asked(copies.small_pdf(), ())
    assert (answer.entries, dict(answer.unknown), dict(answer.said)) == ((), {}, {})


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(UsageError, match="no PDF"):
        whose.traces(b"%PDF-1.7 nothing")


def test_the_printed_code_is_looked_up_also_where_a_digit_was_read_for_a_letter(
    written: tuple[list[bytes], tuple[Entry, ...]],
) -> None:
    _, entries = written
    code = token.short(entries[1].token)
    typed = code.lower().replace("o", "0").replace("i", "1").replace("b", "8")
    assert owners(whose.of_code(typed, entries, key=None)) == ["محمد بن سلمان"]
    with pytest.raises(UsageError, match="neither a file nor the code"):
        whose.of_code("missing.pdf", entries, key=None)


def test_a_register_that_a_spreadsheet_has_saved_is_read(written: tuple[list[bytes], tuple[Entry, ...]]) -> None:
    _, entries = written
    table = register.table(copies.planned(numbered("Ana")).copies, "0" * 64)
    saved = ("\ufeff" + table.decode().replace(",", ";").replace("\n", "\r\n")).encode()
    assert register.read(saved, shown="r")[0].name == "Ana"
    assert register.read(b"name,office\nAna,Desk\n", shown="r") == register.read(b"\xff\xfe", shown="r") == ()
    assert len(entries) == 2
