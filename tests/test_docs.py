"""What the pages say is true: fields, examples, links, commands, rules and codes."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from communique.brief.checks import check
from communique.brief.load import load
from communique.brief.paper import Paper
from communique.cli import parser
from support import code_tables, data_tables

if TYPE_CHECKING:
    from communique.places import Place

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


def test_the_tables_of_fields_are_those_of_the_models(accept: bool) -> None:
    """`pytest --accept` writes them anew; a person reads the difference."""
    page = DATA.read_text("utf-8")
    made = data_tables.fill(page)
    if accept:
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

    assert load(tmp_path, Paper).title.text


def test_the_rules_are_listed_with_their_reasons(accept: bool) -> None:
    """The page has a row for each rule, as the table of rules says it."""
    assert_filled("rules.md", "rules", code_tables.rules(), accept=accept)


def test_the_roles_are_listed(accept: bool) -> None:
    """The page on packs has a row for each role."""
    assert_filled("packs.md", "roles", code_tables.roles(), accept=accept)


def test_the_commands_are_listed_with_their_options(accept: bool) -> None:
    """The page has all that the parser knows."""
    assert_filled("commands.md", "commands", code_tables.commands(parser()), accept=accept)


SHELL = [(page, line) for page in PAGES for block in fenced(page, "sh") for line in block.splitlines()]
INLINE = [(page, match) for page in PAGES for match in re.findall(r"`(communique [^`]+)`", page.read_text("utf-8"))]


@pytest.mark.parametrize(("page", "line"), [pair for pair in SHELL if pair[1].startswith("communique")])
def test_every_command_in_an_example_can_be_given(page: Path, line: str) -> None:
    """A line of an example is one that the parser takes."""
    words = shlex.split(line, comments=True)

    assert parser().parse_args(words[1:]).command, page.name


@pytest.mark.parametrize(("page", "words"), INLINE)
def test_every_command_that_is_named_exists(page: Path, words: str) -> None:
    """What stands in running text may lack its arguments, and names commands and options that there are."""
    current = parser()
    for word in words.split()[1:]:
        below = [action for action in current._actions if isinstance(action, argparse._SubParsersAction)]
        if word.startswith("--"):
            assert word in current._option_string_actions, page.name
        elif below:
            current = below[0].choices[word]


def assert_filled(name: str, marks: str, table: str, *, accept: bool) -> None:
    """Hold the part of a page between its marks to a table; write it anew where that is accepted."""
    path = ROOT / "docs" / name
    page = path.read_text("utf-8")
    made = code_tables.filled(page, marks, table)
    assert f"<!-- {marks} -->\n" in page
    if accept:
        path.write_text(made, encoding="utf-8")
        page = made
    assert made == page


def test_every_code_has_its_sentence() -> None:
    """The page lists the codes that the source gives, each once, and no other."""
    codes = code_tables.listed((ROOT / "docs" / "problems.md").read_text("utf-8"))

    assert len(codes) == len(set(codes))
    assert set(codes) == code_tables.in_source()


def test_the_schema_beside_the_docs_is_the_schema(accept: bool) -> None:
    """Editors complete briefs with it."""
    path = ROOT / "docs" / "brief.schema.json"
    made = subprocess.run(
        [sys.executable, "-m", "communique", "schema"], capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout
    if accept:
        path.write_text(made, encoding="utf-8")

    assert path.read_text("utf-8") == made


@pytest.mark.parametrize("slug", ["us-colombia-2026-02-03", "rural-buses", "river-navigation", "weekly-2026-02"])
def test_a_sample_names_the_schema_in_its_first_line(slug: str) -> None:
    """The address in the first line leads to the schema."""
    file = ROOT / "briefs" / slug / "brief.yaml"
    first = file.read_text("utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)

    assert named is not None
    assert (file.parent / named[1]).resolve() == ROOT / "docs" / "brief.schema.json"


@pytest.mark.parametrize("slug", ["us-colombia-2026-02-03", "rural-buses", "river-navigation", "weekly-2026-02"])
def test_a_sample_is_without_fault(slug: str) -> None:
    """No error and no warning, on the day it was published."""
    paper = load(ROOT / "briefs" / slug, Paper)
    published = paper.version.published if paper.version else paper.date

    assert published is not None
    assert check(paper, today=published.start.first) == ()


LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file of the project, and to a heading in it."""
    prose = re.sub(r"^```.*?^```$|`[^`\n]+`", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for address in (a or b for a, b in LINK.findall(prose)):
        if address.startswith("https://"):
            continue
        name, _, anchor = address.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), address
        assert not anchor or anchor in anchors(target), address


def anchors(page: Path) -> set[str]:
    """List the headings of a page as their links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_example_in_the_readme_loads(tmp_path: Path) -> None:
    """What a newcomer sees first is a whole brief."""
    (tmp_path / "brief.yaml").write_text(fenced(ROOT / "README.md", "yaml")[0], encoding="utf-8")

    assert load(tmp_path).tensions


def test_the_examples_in_python_run(workspace: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One after the other, in a workspace with the sample briefs."""
    shutil.copytree(ROOT / "briefs", workspace.root / "briefs", dirs_exist_ok=True)
    names: dict[str, object] = {"__name__": "example"}
    for example in fenced(ROOT / "docs" / "python.md", "python"):
        exec(compile(example, "docs/python.md", "exec"), names)  # noqa: S102 - our own page

    assert "brief.txt" in capsys.readouterr().out


def test_the_targets_of_make_exist() -> None:
    """`make demo` is what the README says first."""
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }

    assert {"demo", "test"} <= named
    assert named <= known
