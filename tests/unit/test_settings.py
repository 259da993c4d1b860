"""`communique.toml`: what may stand there, and where a fault is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from communique.limits import Limits
from communique.settings import InvalidSettings, Settings, read_settings

if TYPE_CHECKING:
    from communique.places import Place


def faults(workspace: Place, source: str | bytes) -> list[tuple[str, str]]:
    """Read settings that are refused, and give code and place of each fault."""
    data = source.encode() if isinstance(source, str) else source
    (workspace.root / "communique.toml").write_bytes(data)
    with pytest.raises(InvalidSettings) as refused:
        read_settings(workspace)
    return [(problem.code, str(problem.location)) for problem in refused.value.problems]


def test_without_a_file_everything_is_as_shipped(workspace: Place) -> None:
    assert read_settings(workspace) == Settings()


def test_every_setting_is_read(workspace: Place) -> None:
    (workspace.root / "communique.toml").write_text(
        '[build]\npack = "chancery"\npaper = "letter"\nformats = ["pdf", "text"]\nout = "made"\n'
        '[checks]\nexpired = "error"\n[limits]\nseconds = 5\nmegabytes = 900\npages = 20\n'
    )

    assert read_settings(workspace) == Settings(
        pack="chancery",
        paper="letter",
        formats=("pdf", "text"),
        out="made",
        rules={"expired": "error"},
        limits=Limits(seconds=5, megabytes=900, pages=20),
    )


def test_all_faults_are_told_at_once_each_with_its_line(workspace: Place) -> None:
    source = (
        '[build]\npakc = "x"\nformats = ["pfd"]\npaper = "a5"\n'
        '[checks]\nexpired = "maybe"\nexpierd = "off"\n\n'
        "[limits]\nseconds = 0\npages = true\n\n[colours]\n"
    )

    assert faults(workspace, source) == [
        ("unknown-setting", "communique.toml:2"),
        ("bad-setting", "communique.toml:3"),
        ("bad-setting", "communique.toml:4"),
        ("bad-setting", "communique.toml:6"),
        ("unknown-setting", "communique.toml:7"),
        ("bad-setting", "communique.toml:10"),
        ("bad-setting", "communique.toml:11"),
        ("unknown-setting", "communique.toml:13"),
    ]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("[build\n", ("bad-toml", "communique.toml:1")),
        (b"\xff", ("bad-encoding", "communique.toml")),
        ("build = 1\n", ("wrong-type", "communique.toml:1")),
        ('[build]\nformats = "pdf"\n', ("bad-setting", "communique.toml:2")),
        ("[build]\nformats = []\n", ("bad-setting", "communique.toml:2")),
        ("[build]\nformats = [[]]\n", ("bad-setting", "communique.toml:2")),
        ("[build]\nout = 3\n", ("bad-setting", "communique.toml:2")),
        ('[web]\naddress = "briefs.example.org"\n', ("bad-setting", "communique.toml:2")),
    ],
)
def test_a_fault_has_its_code_and_place(workspace: Place, source: str | bytes, fault: tuple[str, str]) -> None:
    assert faults(workspace, source) == [fault]


def test_a_misspelt_setting_gets_a_suggestion(workspace: Place) -> None:
    (workspace.root / "communique.toml").write_text("[limits]\nsecnods = 3\n")

    with pytest.raises(InvalidSettings, match='did you mean "seconds"'):
        read_settings(workspace)
