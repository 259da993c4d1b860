"""What the pages say is true: fields, examples, links, commands, rules and codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from communique.brief.load import load
from support import data_tables

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
DATA = ROOT / "docs" / "data.md"


def fenced(page: Path, language: str) -> list[str]:
    """Read the examples of a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def test_every_model_of_the_brief_has_its_table() -> None:
    """A model that a writer can fill stands on the page, once."""
    named = data_tables.named_in(DATA.read_text("utf-8"))

    assert sorted(named) == sorted(data_tables.models())


def test_the_tables_of_fields_are_those_of_the_models(request: pytest.FixtureRequest) -> None:
    """`pytest --accept` writes them anew; a person reads the difference."""
    page = DATA.read_text("utf-8")
    made = data_tables.fill(page)
    if request.config.getoption("--accept"):
        DATA.write_text(made, encoding="utf-8")
        page = made

    assert made == page


@pytest.mark.parametrize("example", fenced(DATA, "yaml"))
def test_every_example_of_data_loads(example: str, tmp_path: Path) -> None:
    """An example is a brief, or a part of one that wants only a title and a date."""
    head = "" if "\ntitle:" in f"\n{example}" else "title: Example\ndate: 2026-03-12\n"
    (tmp_path / "brief.yaml").write_text(head + example, encoding="utf-8")
    (tmp_path / "background.md").write_text("What led here.\n", encoding="utf-8")
    (tmp_path / "portrait.png").write_bytes((ROOT / "briefs/river-navigation/lindtaler.png").read_bytes())

    assert load(tmp_path).title.text
