"""A brief or a template that would take for ever, or all the memory, is stopped, with a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.build import build
from communique.limits import Limits
from support.command import SMALL_BRIEF

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.build import Report
    from communique.places import Place

LIMITS = Limits(seconds=8, megabytes=1024, pages=400)

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
HUGE = "{% set ns = namespace(t='x' * 99999) %}{% for a in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}"


@pytest.fixture
def build_with(workspace: Place, write_brief: Callable[..., Path]) -> Callable[[str, str], Report]:
    """Build a small brief with a pack of one template."""

    def make(file: str, template: str, limits: Limits = LIMITS) -> Report:
        folder = write_brief("small", SMALL_BRIEF)
        pack = workspace.root / "templates" / "hostile" / "brief"
        pack.mkdir(parents=True)
        (pack / file).write_text(template)
        formats = ["pdf" if file == "page.html.j2" else "text"]
        return build([folder], formats=formats, pack="hostile", place=workspace, limits=limits)

    return make


def test_a_template_that_never_ends_is_stopped_in_time(build_with: Callable[..., Report], workspace: Place) -> None:
    report = build_with("text.txt.j2", ENDLESS, Limits(seconds=3))

    (problem,) = report.problems
    assert problem.code == "too-long"
    assert problem.message == "text: stopped after 3 seconds"
    assert problem.location is not None
    assert problem.location.file.endswith("small")
    assert not (workspace.root / "out").exists()


def test_a_template_that_eats_all_memory_is_stopped(build_with: Callable[..., Report]) -> None:
    (problem,) = build_with("text.txt.j2", HUGE).problems

    assert problem.code == "too-large"
    assert problem.message == "text: stopped: it wanted more than 1024 megabytes of memory"


def test_a_page_of_a_million_letters_a_line_does_not_end_the_build_for_the_others(
    build_with: Callable[..., Report],
) -> None:
    """Whatever limit it meets first, it is met: too long, too large or too many pages."""
    (problem,) = build_with("page.html.j2", "{% for a in range(30000) %}<p>{{ a }}</p>{% endfor %}").problems

    assert problem.code in {"too-long", "too-large", "too-many-pages"}


def test_a_pdf_of_too_many_pages_is_stopped(build_with: Callable[..., Report]) -> None:
    page = "<title>x</title>{% for a in range(20) %}<p style='break-after: page'>{{ a }}</p>{% endfor %}"

    (problem,) = build_with("page.html.j2", page, Limits(pages=5)).problems

    assert problem.code == "too-many-pages"


def test_one_hostile_brief_does_not_keep_the_others_from_being_built(
    workspace: Place, write_brief: Callable[..., Path]
) -> None:
    """The template never ends for the brief with that title, and is quick for the other."""
    slow = write_brief("slow", SMALL_BRIEF.replace("A small brief", "Slow"))
    good = write_brief("good", SMALL_BRIEF)
    pack = workspace.root / "templates" / "hostile" / "brief"
    pack.mkdir(parents=True)
    (pack / "text.txt.j2").write_text("{{ document.title }}{% if document.title == 'Slow' %}" + ENDLESS + "{% endif %}")

    report = build([slow, good], formats=["text"], pack="hostile", place=workspace, limits=Limits(seconds=4))

    assert [p.code for p in report.briefs[0].problems] == ["too-long"]
    assert [file.name for file in report.files] == ["brief.txt"]
    assert report.briefs[1].files == report.files


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{{ document.__class__.__mro__ }}", "unsafe-template"),
        ("{{ inlines.__globals__ }}", "unsafe-template"),
        ("{{ ''.__class__ }}", "unsafe-template"),
        ("{{ cycler.__init__.__globals__.os }}", "unsafe-template"),
        ("{{ range(999999999) }}", "template-error"),
        ("{% include '../../../communique.toml' %}", "missing-template"),
        ("{% include '/etc/passwd' %}", "missing-template"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "endless-template"),
        ("{% include 'text.txt.j2' %}", "endless-template"),
        ("{{ documnet.title }}", "undefined-name"),
        ("{{ 1 / 0 }}", "template-error"),
        ("{{ lipsum() }}", "undefined-name"),
        ("{% if %}", "template-syntax"),
    ],
)
def test_a_template_that_reaches_too_far_is_refused_with_its_line(
    build_with: Callable[..., Report], template: str, code: str
) -> None:
    """Nothing of the machine is in reach, and the message names file and line."""
    (problem,) = build_with("text.txt.j2", f"\n\n{template}\n").problems

    assert (problem.code, str(problem.location)) == (code, "templates/hostile/brief/text.txt.j2:3")


def test_a_template_nested_without_an_end_is_the_templates_fault(build_with: Callable[..., Report]) -> None:
    (problem,) = build_with("text.txt.j2", "{{ " + "(" * 500 + "1" + ")" * 500 + " }}").problems

    assert problem.code == "endless-template"


def test_markup_in_the_data_is_never_run_as_a_template(workspace: Place, write_brief: Callable[..., Path]) -> None:
    folder = write_brief("braces", SMALL_BRIEF.replace("A small brief", "'{{ 7 * 7 }} {% raise %} {# gone #}'"))

    report = build([folder], formats=["text", "web", "email", "docx"], place=workspace)

    assert report.ok, report.problems
    text = (workspace.root / "out" / "braces" / "brief.txt").read_text()
    assert "{{ 7 * 7 }} {% raise %} {# gone #}" in text
