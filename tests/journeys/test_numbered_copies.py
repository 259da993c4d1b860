"""Numbered copies on the command line: from a table to files, and from a file to its owner."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.command import SMALL_BRIEF, communique

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"COMMUNIQUE_COPIES_KEY": "ab" * 32}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose brief was handed out in two copies, as booklets too."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "briefs" / "visit").mkdir(parents=True)
    (folder / "briefs" / "visit" / "brief.yaml").write_text(SMALL_BRIEF, encoding="utf-8")
    (folder / "list.csv").write_text("name,office\nAna Ospina,Embassy\n\u0645\u062d\u0645\u062f,\n", encoding="utf-8")
    made = communique("build", "visit", "--copies", "list.csv", "--imposition", "booklet", folder=folder, **KEY)
    assert made.status == 0, made.err
    return folder


def test_each_recipient_has_a_file_and_the_register_two_forms(office: Path) -> None:
    (folder,) = (office / "out" / "visit").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == [
        "brief.copy-1-ana-ospina.booklet.pdf",
        "brief.copy-1-ana-ospina.pdf",
        "brief.copy-2.booklet.pdf",
        "brief.copy-2.pdf",
        "register.csv",
        "register.pdf",
    ]


def test_the_file_without_a_number_is_kept_nowhere(office: Path) -> None:
    assert [
        path for path in (office / ".communique").rglob("*") if path.is_file() and b"%PDF" in path.read_bytes()
    ] == []


def test_a_file_names_its_owner_and_a_strange_one_nobody(office: Path) -> None:
    (copy,) = office.glob("out/visit/*/brief.copy-1-ana-ospina.pdf")
    (strange,) = office.glob("out/visit/*/register.pdf")
    known = communique("copies", "who", str(copy), folder=office, **KEY)
    assert (known.status, known.out) == (0, f"{copy}: copy 1: Ana Ospina, Embassy\n")
    assert "page 1, the identifier, the metadata, the printed words" in known.err
    unknown = communique("copies", "who", str(strange), folder=office, **KEY)
    assert unknown.status == 1
    assert "cannot tell whose copy this is" in unknown.out


def test_the_printed_code_and_json_answer_too(office: Path) -> None:
    (table,) = office.glob("out/visit/*/register.csv")
    token = table.read_text(encoding="utf-8").splitlines()[2].split(",")[5]
    answer = communique("copies", "who", f"{token[2:6]}-{token[6:10]}", "--json", folder=office, **KEY)
    assert json.loads(answer.out)["files"][0]["copies"][0]["name"] == "\u0645\u062d\u0645\u062f"


def test_a_faulty_table_builds_nothing(office: Path) -> None:
    (office / "bad.csv").write_text("name,copy number\nAna,1\n=1+1,1\n", encoding="utf-8")
    result = communique("build", "visit", "--copies", "bad.csv", "--out", "elsewhere", folder=office, **KEY)
    assert result.status == 1
    assert "bad.csv:3:1: error" in result.out
    assert "bad.csv:3:6: error" in result.out
    assert not (office / "elsewhere").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--copies", "0"), "between 1 and 10,000"),
        (("--copies", "nobody.csv"), "neither a number nor a file"),
        (("--copies", "2", "--format", "docx"), "is for PDF"),
        (("--copies", "2", "--format", "pdf,docx"), "would have no number"),
    ],
)
def test_wrong_use_is_told(office: Path, given: tuple[str, ...], said: str) -> None:
    result = communique("build", "visit", *given, folder=office, **KEY)
    assert (result.status, said in result.err) == (2, True), result.err
