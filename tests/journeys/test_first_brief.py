"""A newcomer's first hour: start a brief, check it, build it, verify what was built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.command import communique

if TYPE_CHECKING:
    from pathlib import Path

ALL = ["brief.docx", "brief.eml", "brief.html", "brief.pdf", "brief.txt", "brief.web.html"]


@pytest.mark.parametrize("kind", ["meeting", "topic"])
def test_a_new_brief_checks_clean_builds_and_verifies(tmp_path: Path, kind: str) -> None:
    """What `new` writes has no fault and breaks no rule, and every format carries all of it."""
    started = communique("new", "spring-visit", "--kind", kind, folder=tmp_path)
    checked = communique("check", "--strict", folder=tmp_path)
    built = communique("build", folder=tmp_path)
    verified = communique("verify", "out", folder=tmp_path)

    assert [r.status for r in (started, checked, built, verified)] == [0, 0, 0, 0], (checked, built, verified)
    assert started.out == "briefs/spring-visit/brief.yaml\n"
    assert sorted(p.name for p in (tmp_path / "out" / "spring-visit").iterdir()) == ALL
    assert sorted(built.out.split()) == [f"out/spring-visit/{name}" for name in ALL]


def test_a_newsletter_is_drafted_from_the_briefs_of_some_days_and_builds(tmp_path: Path) -> None:
    """It has no fault and breaks no rule; its story is the brief's, and its file is named after its kind."""
    communique("new", "spring-visit", folder=tmp_path)
    started = communique("new", "weekly", "--kind", "newsletter", folder=tmp_path)
    checked = communique("check", "--strict", folder=tmp_path)
    built = communique("build", "weekly", "--format", "text", folder=tmp_path)
    verified = communique("verify", "out", folder=tmp_path)

    assert [r.status for r in (started, checked, built, verified)] == [0, 0, 0, 0], (checked, built, verified)
    assert built.out.split() == ["out/weekly/newsletter.txt"]
    assert "Spring visit\n====" in (tmp_path / "out" / "weekly" / "newsletter.txt").read_text()


@pytest.mark.parametrize(
    "days", [("--from", "2026-02-30"), ("--from", "2026-02-08", "--to", "2026-02-01"), ("--to", "tomorrow")]
)
def test_days_that_are_none_start_no_newsletter(tmp_path: Path, days: tuple[str, ...]) -> None:
    refused = communique("new", "weekly", "--kind", "newsletter", *days, folder=tmp_path)

    assert refused.status == 2
    assert not list(tmp_path.rglob("*.yaml"))


def test_new_names_the_brief_and_its_schema(tmp_path: Path) -> None:
    """The title is made of the name, and the editor's line leads to a schema that is there."""
    communique("new", "spring-visit", folder=tmp_path)

    folder = tmp_path / "briefs" / "spring-visit"
    text = (folder / "brief.yaml").read_text()
    schema = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert "title: Spring visit\n" in text
    assert json.loads((folder / schema).read_text())["title"] == "Communiqué brief"


def test_new_never_writes_over_a_brief(tmp_path: Path) -> None:
    communique("new", "spring-visit", folder=tmp_path)
    brief = tmp_path / "briefs" / "spring-visit" / "brief.yaml"
    brief.write_text("title: Mine\n")

    again = communique("new", "spring-visit", folder=tmp_path)

    assert again.status == 2
    assert "there already" in again.err
    assert brief.read_text() == "title: Mine\n"


@pytest.mark.parametrize("name", ["../escape", "Spring Visit", "", "a/b", ".hidden", "ñ"])
def test_new_takes_no_name_that_is_not_a_plain_word(tmp_path: Path, name: str) -> None:
    refused = communique("new", name, folder=tmp_path)

    assert refused.status == 2
    assert not list(tmp_path.rglob("*.yaml"))


def test_new_offers_a_better_name(tmp_path: Path) -> None:
    assert 'try "spring-visit"' in communique("new", "Spring Visit", folder=tmp_path).err


def test_a_pack_of_ones_own_is_copied_checked_and_built_with(tmp_path: Path) -> None:
    """`packs copy` starts one, `packs check` finds nothing, and a changed colour is in the page."""
    communique("new", "spring-visit", folder=tmp_path)
    copied = communique("packs", "copy", "ministry", folder=tmp_path)
    settings = tmp_path / "templates" / "ministry" / "pack.toml"
    settings.write_text(settings.read_text().replace("#123f6d", "#0a5c36"))
    checked = communique("packs", "check", "ministry", folder=tmp_path)
    built = communique("build", "--pack", "ministry", "--format", "web", folder=tmp_path)

    assert (copied.status, checked.status, built.status) == (0, 0, 0), (checked, built)
    assert copied.out.strip() == "templates/ministry"
    assert "#0a5c36" in (tmp_path / "out" / "spring-visit" / "brief.web.html").read_text()
    assert "ministry" in communique("packs", "list", folder=tmp_path).out
