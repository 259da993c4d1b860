"""Loading a brief: from a folder or a file, whole or with its faults, quickly and from its folder alone."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from communique.brief.load import load, read
from communique.brief.yaml import LARGEST_FILE, MOST_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.places import Place

SMALL = "title: A visit\ndate: 2026-02-03\n"


def codes(path: Path | str) -> list[str]:
    """Say what is wrong with a brief."""
    return [problem.code for problem in read(path)[1]]


def test_a_folder_and_its_file_give_the_same_brief(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("Visit of Ana Ruiz", SMALL)

    assert load(folder) == load(folder / "brief.yaml")
    assert load(folder).slug == load(folder / "brief.yaml").slug == "visit-of-ana-ruiz"


def test_a_file_of_any_name_is_a_brief_of_that_name(workspace: Place) -> None:
    (workspace.root / "Fish & ships.yaml").write_text(SMALL)

    assert load("Fish & ships.yaml").slug == "fish-ships"


def test_names_in_other_letters_are_told_apart(tmp_path: Path) -> None:
    """Built one after the other, neither writes over the files of the other."""
    slugs = set()
    for name in ("北京", "东京", "القاهرة", "Visit 北京", "Beijing"):
        (tmp_path / f"{name}.yaml").write_text("title: T\ndate: 2026-02-03\n", encoding="utf-8")
        slugs.add(load(tmp_path / f"{name}.yaml").slug)

    assert len(slugs) == 5
    assert all(slug.isascii() for slug in slugs)


def test_yaml_is_read_as_version_1_2(write_brief: Callable[..., Path]) -> None:
    brief = load(
        write_brief(
            "visit",
            """
title: On
date: 2025
start: 12:30
delegations: [{name: NO, country: NO, members: [{name: Yes}, {name: 1_000}, {name: 0777x}]}]
key_figures: [{label: off, number: 12.40}, {label: y, number: -0x1F}, {label: "~", number: 1e3}]
quotations: [{words: null and void, speaker: "null", date: 2026-02}]
""".replace("-0x1F", "0x1F"),
        )
    )

    assert (brief.title.text, str(brief.date), str(brief.start)) == ("On", "2025", "12:30:00")
    assert (brief.delegations[0].country, brief.delegations[0].name) == ("NO", "NO")
    assert [member.name for member in brief.delegations[0].members] == ["Yes", "1_000", "0777x"]
    assert [figure.number for figure in brief.key_figures] == [Decimal("12.40"), 31, 1000]
    assert str(brief.key_figures[0].number) == "12.40"


def test_an_alias_repeats_what_it_names(write_brief: Callable[..., Path]) -> None:
    yaml = SMALL + "authors: [&ana {name: Ana Ruiz}]\ndelegations: [{name: Colombia, principal: *ana}]\n"

    brief = load(write_brief("visit", yaml))

    assert brief.delegations[0].principal is not None
    assert brief.delegations[0].principal.name == brief.authors[0].name == "Ana Ruiz"


def test_scripts_that_run_from_right_to_left_are_left_alone(write_brief: Callable[..., Path]) -> None:
    text = "لقاء الرئيسين \u200f(2026)\u200f פגישה"

    assert load(write_brief("visit", f"title: {text}\ndate: 2026\n")).title.source == text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_files_of_every_system_are_read_alike(write_brief: Callable[..., Path], mark: bytes, end: bytes) -> None:
    folder = write_brief("visit", "")
    (folder / "brief.yaml").write_bytes(mark + end.join([b"title: A visit", b"date: 2026", b"place: |", b"  <b>"]))

    (problem,) = read(folder)[1]
    assert str(problem.location) == "briefs/visit/brief.yaml:4:3"


def test_long_prose_and_pictures_come_from_the_folder(write_brief: Callable[..., Path]) -> None:
    plan = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="4" height="2"/></svg>'
    yaml = SMALL + "background: {file: text/a.md}\narrival: {pictures: [{file: plan.svg, alt: The hall}]}\n"
    folder = write_brief("visit", yaml, {"plan.svg": plan})
    (folder / "text").mkdir()
    (folder / "text" / "a.md").write_text("They met.\n\n![The hall](plan.svg)\n")

    brief = load(folder)

    assert brief.background is not None
    assert brief.background.text is not None
    assert brief.background.text.text == "They met."
    assert brief.arrival is not None
    assert (brief.arrival.pictures[0].picture.alt, brief.arrival.pictures[0].picture.width) == ("The hall", 8)


def test_a_value_is_found_again_at_its_place(write_brief: Callable[..., Path]) -> None:
    brief = load(
        write_brief("visit", SMALL + "delegations:\n  - name: Colombia\n    members:\n      - name: Ana Ruiz\n")
    )

    assert str(brief.locate(("delegations", 0, "members", 0, "name"))) == "briefs/visit/brief.yaml:6:15"
    assert str(brief.locate(("delegations", 0, "members", 0, "office"))) == "briefs/visit/brief.yaml:6:9"


def test_a_brief_survives_the_way_to_another_process(write_brief: Callable[..., Path]) -> None:
    brief = load(write_brief("visit", SMALL + "background: They **met**.\n"))

    again = pickle.loads(pickle.dumps(brief))

    assert again == brief
    assert str(again.locate(("background",))) == "briefs/visit/brief.yaml:3:13"


# --- what may not be read


def test_a_brief_that_is_not_there_is_told_with_its_name(workspace: Place) -> None:
    brief, (problem,) = read("briefs/nothing")

    assert brief is None
    assert str(problem).startswith("briefs/nothing: error:")
    assert problem.code == "missing-file"


def test_a_folder_without_a_brief_is_told(workspace: Place) -> None:
    (workspace.root / "briefs" / "visit").mkdir()

    _, (problem,) = read("briefs/visit")
    assert (str(problem.location), problem.code) == ("briefs/visit/brief.yaml", "missing-file")


@pytest.mark.parametrize("link", ["a.md", "folder"])
def test_a_link_that_leads_out_of_the_folder_is_refused(write_brief: Callable[..., Path], link: str) -> None:
    name = "a.md" if link == "a.md" else "folder/secret.md"
    folder = write_brief("visit", SMALL + f"background: {{file: {name}}}\n")
    outside = folder.parents[1] / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("A secret.")
    (folder / link).symlink_to(outside / "secret.md" if link == "a.md" else outside)

    assert codes(folder) == ["outside-folder"]


def test_a_brief_that_is_a_link_out_of_its_folder_is_refused(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", SMALL)
    (folder / "brief.yaml").rename(folder.parent / "elsewhere.yaml")
    (folder / "brief.yaml").symlink_to(folder.parent / "elsewhere.yaml")

    assert codes(folder) == ["outside-folder"]


def test_a_link_within_the_folder_is_followed(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", SMALL + "background: {file: a.md}\n", {"b.md": "They met."})
    (folder / "a.md").symlink_to("b.md")

    assert codes(folder) == []


def test_a_link_in_a_circle_is_refused(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", SMALL + "background: {file: a.md}\n")
    (folder / "a.md").symlink_to("a.md")

    assert codes(folder) == ["missing-file"]


def test_a_pipe_is_refused_and_never_waited_for(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", SMALL + "background: {file: pipe}\n")
    os.mkfifo(folder / "pipe")

    assert codes(folder) == ["not-a-file"]


@pytest.mark.parametrize(
    ("data", "code"), [(b"\xff\xfe", "bad-encoding"), (b" \n", "empty-text"), (b"a" * 1_000_001, "too-large")]
)
def test_a_text_beside_the_brief_must_be_readable(write_brief: Callable[..., Path], data: bytes, code: str) -> None:
    assert codes(write_brief("visit", SMALL + "background: {file: a.md}\n", {"a.md": data})) == [code]


def test_nothing_is_fetched_from_the_network(write_brief: Callable[..., Path]) -> None:
    """A server on this machine sees no request, whatever a brief names."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2">'
        yaml = f"""{SMALL}background: {{file: "{address}.md"}}
bottom_line: |
  ![A picture]({address}.png)
arrival:
  pictures:
    - {{file: "{address}.png", alt: A}}
    - {{file: image.svg, alt: A}}
    - {{file: style.svg, alt: A}}
    - {{file: type.svg, alt: A}}
"""
        beside = {
            "image.svg": f'{drawing}<image href="{address}.png"/></svg>',
            "style.svg": f"{drawing}<style>@import '{address}.css';</style></svg>",
            "type.svg": f'<!DOCTYPE svg SYSTEM "{address}.dtd">{drawing}</svg>',
        }

        assert codes(write_brief("visit", yaml, beside)) == ["outside-folder"] * 3 + ["unsafe-picture"] * 3
        with pytest.raises(BlockingIOError):
            server.accept()


# --- nothing takes for ever


def test_fifty_megabytes_are_refused(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", SMALL + "lines_to_take:\n" + "- We welcome you.\n" * 2_900_000)
    assert (folder / "brief.yaml").stat().st_size > 50_000_000

    assert codes(folder) == ["too-large"]


def test_a_file_that_is_too_large_is_not_read(write_brief: Callable[..., Path]) -> None:
    folder = write_brief("visit", SMALL)
    os.truncate(folder / "brief.yaml", 100_000_000_000)  # with a hole in it: more than the memory of the machine

    assert codes(folder) == ["too-large"]


@pytest.mark.parametrize(
    "yaml",
    [
        "[" * LARGEST_FILE,
        "- " * (LARGEST_FILE // 2),
        "a: " + "'x\n" * (LARGEST_FILE // 4),
        "k" * LARGEST_FILE,
        SMALL + "lines_to_take:\n" + "- a\n" * 200_000,
        SMALL + 'background: "' + "\u202e" * 300_000 + '"\n',
    ],
    ids=["brackets", "lists", "quotation", "word", "items", "hidden characters"],
)
def test_a_million_bytes_of_nonsense_are_refused(write_brief: Callable[..., Path], yaml: str) -> None:
    folder = write_brief("visit", yaml[:LARGEST_FILE])

    assert codes(folder) != []


def test_more_faults_than_anybody_reads_are_counted_and_not_told(write_brief: Callable[..., Path]) -> None:
    cited = "".join(f'  - "[@s{n}] <b>"\n' for n in range(3000))
    listed = "".join(f"  - {{id: source-{n}, title: A}}\n" for n in range(2000))

    problems = read(write_brief("visit", f"{SMALL}lines_to_take:\n{cited}sources:\n{listed}"))[1]

    assert len(problems) == MOST_FAULTS + 1
    assert problems[-1].code == "more-faults"


# --- what loading needs


def test_reading_a_brief_needs_no_engine(write_brief: Callable[..., Path]) -> None:
    """`check` must start quickly, and where Pango is missing."""
    folder = write_brief("visit", SMALL + "background: They met.\n")
    program = (
        "import sys, json; from communique.brief.load import load; load(sys.argv[1]);"
        "print(json.dumps([m for m in ('weasyprint', 'docx', 'docxtpl', 'mrml', 'PIL', 'pypdfium2', 'lxml') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], check=True, capture_output=True, text=True)

    assert json.loads(done.stdout) == []
