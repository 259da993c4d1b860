"""What finished files are called, and what their names say of their edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.errors import UsageError
from communique.names import EditionName, find_briefs, is_output
from communique.render import OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.places import Place


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("brief.pdf", EditionName()),
        ("brief.web.html", EditionName()),
        ("brief.public.docx", EditionName("public")),
        ("brief.es.eml", EditionName(None, "es")),
        ("brief.internal.pt-BR.web.html", EditionName("internal", "pt-BR")),
    ],
)
def test_a_name_says_which_edition_it_is(name: str, edition: EditionName) -> None:
    assert EditionName.of(name) == edition


@pytest.mark.parametrize("name", ["Notes.pdf", "brief.doc", "brief", "brief.public.es.more.pdf", "brief.pdf.part"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="not the name of a file"):
        EditionName.of(name)


def test_every_file_of_every_format_has_such_a_name() -> None:
    suffixes = [suffix for output in OUTPUTS.values() for suffix, _ in output.files]

    assert all(is_output(f"brief{suffix}") for suffix in suffixes)
    assert len(set(suffixes)) == len(suffixes)


def test_folders_without_a_brief_and_hidden_ones_are_passed_over(
    workspace: Place, write_brief: Callable[..., Path]
) -> None:
    write_brief("visit", "title: x\n")
    write_brief(".draft", "title: x\n")
    (workspace.root / "briefs" / "pictures").mkdir()
    (workspace.root / "briefs" / "brief.schema.json").write_text("{}")

    assert [path.as_posix() for path in find_briefs([], workspace)] == ["briefs/visit"]


def test_a_file_with_the_wrong_name_is_not_passed_over(workspace: Place) -> None:
    """A brief that nobody would notice is missing: its own message says what is wrong."""
    folder = workspace.root / "briefs" / "visit"
    folder.mkdir()
    (folder / "breif.yaml").write_text("title: x\n")

    assert [path.as_posix() for path in find_briefs([], workspace)] == ["briefs/visit"]
