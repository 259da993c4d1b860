"""Templates are compiled once in a process, and again as soon as they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import pytest

from communique.packs.copy import copy_pack
from communique.packs.pack import find_pack

if TYPE_CHECKING:
    from pathlib import Path

    from communique.places import Place


@pytest.fixture
def template(workspace: Place) -> Path:
    """Make a template in a pack of one's own."""
    path = copy_pack("mine", workspace, source="default") / "brief" / "own.txt.j2"
    path.write_text("{{ word }}", encoding="utf-8")
    return path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which templates are compiled."""
    seen: list[str] = []
    real = jinja2.Environment.compile

    def noting(self: jinja2.Environment, source: str, name: str, filename: str) -> object:
        seen.append(name)
        return real(self, source, name, filename)

    monkeypatch.setattr(jinja2.Environment, "compile", noting)
    return seen


def said(workspace: Place) -> str:
    return find_pack("mine", workspace).template("own.txt.j2").render(word="peace")


def test_a_template_is_compiled_once(template: Path, workspace: Place, compiled: list[str]) -> None:
    assert [said(workspace), said(workspace)] == ["peace", "peace"]
    assert compiled == ["own.txt.j2"]


def test_a_template_that_changed_is_read_as_it_is_now(template: Path, workspace: Place, compiled: list[str]) -> None:
    first = said(workspace)
    template.write_text("{{ word }}!", encoding="utf-8")

    assert (first, said(workspace)) == ("peace", "peace!")
    template.write_text("{{ word }", encoding="utf-8")
    with pytest.raises(jinja2.TemplateSyntaxError):
        said(workspace)


def test_what_one_template_made_is_not_in_the_next(template: Path, workspace: Place) -> None:
    template.write_text("{% set kept = kept | default(word) %}{{ kept }}", encoding="utf-8")
    own = find_pack("mine", workspace)

    assert [own.template("own.txt.j2").render(word=word) for word in ("war", "peace")] == ["war", "peace"]
