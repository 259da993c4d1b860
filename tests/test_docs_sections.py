"""A new kind of section is one file and one look: the page that says so is followed word by word."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from communique.parity import normal
from communique.readback import READERS

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "sections.md").read_text("utf-8")
PLACED = re.compile(r"^`([\w./]+)`:\n((?:\n```\w+\n.*?^```\n)+)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def follow(page: str, checkout: Path) -> None:
    """Write each block of the page where the page says that it belongs."""
    for placed in PLACED.finditer(page):
        file = checkout / placed[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        for language, block in BLOCK.findall(placed[2]):
            if language == "diff":
                file.write_text(added(file.read_text("utf-8"), block), encoding="utf-8")
            else:
                with file.open("a", encoding="utf-8") as stream:
                    stream.write(block)


def added(text: str, diff: str) -> str:
    """Insert the added line of a diff behind the line that stands before it there."""
    before, new = re.findall(r"^ (.*)\n\+(.*)$", diff, re.MULTILINE)[0]
    assert text.count(f"{before}\n") == 1, before
    return text.replace(f"{before}\n", f"{before}\n{new}\n")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what a checkout holds, and follow the page in it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("src/communique", "templates", "assets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    follow(PAGE, folder)
    return folder


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command of the copy."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    command = [sys.executable, "-m", "communique", *arguments]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, check=False)


def test_the_page_names_the_files_that_it_changes() -> None:
    """One file, one row in the table, one look, and a brief to try it with."""
    assert [match[1] for match in PLACED.finditer(PAGE)] == [
        "src/communique/brief/sections/gifts.py",
        "src/communique/brief/sections/__init__.py",
        "templates/default/brief/house.css",
        "briefs/rivers/brief.yaml",
    ]


def test_the_new_kind_prints_in_every_format(checkout: Path) -> None:
    """The brief of the page builds, and each file carries the gift."""
    done = run(checkout, "build", "rivers")
    assert done.returncode == 0, done.stderr

    files = [file for file in sorted((checkout / "out" / "rivers").iterdir()) if ".public." not in file.name]
    assert len(files) == 6
    for file in files:
        for reading in READERS[file.suffix](file.read_bytes()).values():
            text = normal("".join(reading.pages))
            assert normal("A compass in a wooden box.") in text, file.name
            assert normal("A map of 1830") in text, file.name


def test_the_new_kind_keeps_what_is_internal(checkout: Path) -> None:
    """A part of the new kind is withheld like any other."""
    brief = checkout / "briefs" / "rivers" / "brief.yaml"
    brief.write_text(f"{brief.read_text('utf-8')}handling: {{release: public}}\n", encoding="utf-8")

    done = run(checkout, "build", "rivers", "--audience", "public", "--format", "text")
    assert done.returncode == 0, done.stderr

    text = (checkout / "out" / "rivers" / "brief.public.txt").read_text("utf-8")
    assert "compass" in text
    assert "1830" not in text


def test_a_fault_in_the_new_kind_has_its_place(checkout: Path) -> None:
    """The loader knows the fields of the new kind, and suggests the right one."""
    brief = checkout / "briefs" / "wrong" / "brief.yaml"
    brief.parent.mkdir()
    brief.write_text(
        "title: T\ndate: 2026\nsections:\n  - kind: gifts\n    title: G\n    gifts:\n      - to: A\n        gfit: B\n",
        encoding="utf-8",
    )

    done = run(checkout, "check", "wrong")

    assert done.returncode == 1
    assert "briefs/wrong/brief.yaml:8:9: error:" in done.stdout + done.stderr
    assert 'did you mean "gift"?' in done.stdout + done.stderr
