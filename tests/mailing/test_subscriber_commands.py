"""The commands about subscribers, as a user gives them."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from communique.cli import main

if TYPE_CHECKING:
    import pytest

    from communique.places import Place


def test_a_person_from_the_first_word_to_the_last(workspace: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Added, shown, exported, imported, removed, erased; and no message shows an address that it need not."""

    def run(*words: str, status: int = 0) -> str:
        assert main(words) == status
        said = capsys.readouterr()
        assert "ana@" not in said.err.lower()
        return said.out + said.err

    people = ("subscribers", "add", "Ana@Example.org", "--name", "Ana", "--set", "office=Senate", "--list", "trade")
    assert 'there is no list "trade"' in run(*people, "--consent", "yes", status=2)
    run("lists", "add", "trade", "--title", "Trade weekly", "--clearance", "public")
    assert "--consent" in run(*people, status=2)
    run(*people, "--consent", "By telephone")
    assert "1 active" in run("lists", "list")
    shown = json.loads(run("subscribers", "show", "ana@example.org", "--json"))
    assert (shown["attributes"], shown["consent"][0]["wording"]) == ({"office": "Senate"}, "By telephone")
    assert "offcie" in run("subscribers", "export", "--where", "offcie = 'x'", status=1)

    run("subscribers", "export", "--where", "office = 'Senate'", "--out", "out.csv")
    out = workspace.root / "out.csv"
    assert [row["address"] for row in csv.DictReader(out.read_text().splitlines())] == ["Ana@Example.org"]
    assert out.stat().st_mode & 0o077 == 0
    assert "0 new, 0 changed, 0 refused" in run("subscribers", "import", "out.csv")
    (workspace.root / "bad.csv").write_text("address\nnobody\nbo@example.org\n")
    assert "bad.csv:2: error: this is no address" in run("subscribers", "import", "bad.csv", "--dry-run", status=1)
    run("subscribers", "import", "bad.csv", "--report", "refused.csv", status=1)
    assert '"2","bad-address"' in (workspace.root / "refused.csv").read_text()

    run("subscribers", "remove", "ana@example.org")
    assert "has left" in run("subscribers", "import", "out.csv", "--list", "trade", "--consent", "x", status=1)
    assert "--yes" in run("subscribers", "erase", "ana@example.org", status=2)
    run("subscribers", "erase", "ana@example.org", "--yes")
    assert "suppressed (erased)" in run(*people, "--consent", "yes", status=2)
    run("subscribers", "suppress", "ANA@example.org", "--lift")
    run("keys", "rotate")
    assert (workspace.root / "communique.keys").read_text().count("[[token]]") == 2
    run("lists", "close", "trade")
    assert "is closed" in run(*people, "--consent", "yes", status=2)
    for path in workspace.root.glob("communique.db*"):
        assert b"Ana@Example.org" not in path.read_bytes()
