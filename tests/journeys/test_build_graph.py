"""A build that has nothing to do does nothing; one that is ended leaves nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import pytest

from communique.build import build
from communique.cache import basis
from communique.names import find_briefs
from communique.places import shipped
from support.command import SMALL_BRIEF, arguments, communique, environment
from support.here import Here, workers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.build import Built, Report
    from communique.places import Place

AGAIN = """
import json, sys
from communique.cli import main
sys.argv[0] = "communique"
status = main(["build", "--format", "text,web", "--json"])
print(json.dumps([status, sorted({name.split(".")[0] for name in sys.modules})]), file=sys.stderr)
"""
HEAVY = {"pydantic", "jinja2", "ruamel", "markdown", "babel", "weasyprint", "docx", "lxml", "tqdm"}
PAGE = "{{ document.title }} in the house's own words\n"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> type[Here]:
    """Build in this process."""
    made = workers()
    monkeypatch.setattr("communique.schedule.Workers", made)
    return made


def text(workspace: Place, **more: Any) -> Report:
    return build(find_briefs([], workspace), place=workspace, **{"formats": ["text"], **more})


# --- nothing twice


def test_an_unchanged_build_loads_nothing_and_says_the_same(workspace: Place, write_brief: Callable[..., Path]) -> None:
    """Its warnings are there again, and its files as they were; no library that reads or renders is imported."""
    write_brief("small", SMALL_BRIEF.replace("again", "with the UNHCX again"))
    first = communique("build", "--format", "text,web", "--json", folder=workspace.root)
    done = subprocess.run(
        [sys.executable, "-P", "-c", AGAIN], cwd=workspace.root, env=environment(), capture_output=True, check=True
    )
    status, modules = json.loads(done.stderr.decode().splitlines()[-1])
    before, after = (json.loads(out)["briefs"] for out in (first.out, done.stdout))

    assert status == 0
    assert set(modules) & HEAVY == set()
    assert after[0]["unchanged"] == before[0]["files"] == after[0]["files"]
    assert [problem["code"] for problem in after[0]["problems"]] == ["unexplained-acronym"]
    assert after[0]["problems"] == before[0]["problems"]


def test_of_many_briefs_the_one_that_changed_is_built(
    workspace: Place, write_brief: Callable[..., Path], here: type[Here]
) -> None:
    for slug in ("one", "two", "three"):
        write_brief(slug, SMALL_BRIEF)
    text(workspace)
    here.done.clear()
    write_brief("two", SMALL_BRIEF.replace("spring", "autumn"))
    report = text(workspace)

    assert here.done == ["prepare", "finish text"]
    assert [brief.slug for brief in report.briefs if not brief.kept] == ["two"]


def test_a_brief_that_says_the_same_in_other_lines_is_not_rendered(
    workspace: Place, write_brief: Callable[..., Path], here: type[Here]
) -> None:
    write_brief("small", SMALL_BRIEF)
    text(workspace)
    here.done.clear()
    write_brief("small", f"# for Ana\n{SMALL_BRIEF}")

    assert text(workspace).briefs[0].kept
    assert here.done == ["prepare"]


@pytest.mark.parametrize(
    ("jobs", "done"),
    [
        (1, ["prepare", "finish docx", "finish pdf", "finish text"]),
        (2, ["warm_up", "prepare", "finish docx", "finish pdf", "finish text"]),
    ],
)
def test_while_one_process_reads_the_brief_another_makes_ready_for_the_pages(
    jobs: int, done: list[str], workspace: Place, write_brief: Callable[..., Path], here: type[Here]
) -> None:
    write_brief("small", SMALL_BRIEF)
    text(workspace, formats=["pdf", "docx", "text"], jobs=jobs)

    assert here.done == done


def test_nothing_is_made_ready_where_no_pages_are_wanted(
    workspace: Place, write_brief: Callable[..., Path], here: type[Here]
) -> None:
    write_brief("small", SMALL_BRIEF)
    text(workspace, jobs=2)

    assert here.done == ["prepare", "finish text"]


def test_a_build_says_why_it_does_something(
    workspace: Place, write_brief: Callable[..., Path], here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    def why(**more: object) -> list[str]:
        return list(text(workspace, **more).briefs[0].why)

    def house(name: str, data: str) -> None:
        path = workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data)

    out = workspace.root / "out" / "small" / "brief.txt"
    never = "it was never made, or the cache was cleared"
    write_brief("small", SMALL_BRIEF)
    assert why() == [f"loaded: {never}", f"text made: {never}"]
    assert why() == []
    write_brief("small", SMALL_BRIEF.replace("spring", "autumn"))
    assert why() == ["loaded: small/brief.yaml changed", "text made: small/brief.yaml changed"]
    house("templates/default/brief/text.txt.j2", PAGE)
    assert why()[1:] == ["text made: templates/default/brief/text.txt.j2 is new"]
    assert why(formats=["text", "web"])[1:] == ["web made: it was never made in this format"]
    out.write_text("by somebody")
    assert why() == ["text put back: brief.txt was changed by somebody"]
    out.unlink()
    assert why() == ["text put back: brief.txt was not there"]
    assert why(rules={"no-bottom-line": "error"}) == ["loaded: [checks] in communique.toml changed"]
    monkeypatch.setattr(basis, "_installed", lambda: {"weasyprint": "70.1"})
    assert why(rules={"no-bottom-line": "error"})[0].startswith("loaded: ")
    monkeypatch.setattr(basis, "_installed", lambda: {"weasyprint": "70.2"})
    assert why(rules={"no-bottom-line": "error"}) == [
        "loaded: weasyprint 70.1 -> 70.2",
        "text made: weasyprint 70.1 -> 70.2",
    ]
    assert why(force=True)[0] == "loaded: it was asked for, whatever there is"


def test_without_a_cache_nothing_is_kept(workspace: Place, write_brief: Callable[..., Path], here: type[Here]) -> None:
    write_brief("small", SMALL_BRIEF)

    assert text(workspace, cache=False).files
    assert not (workspace.root / ".communique").exists()


def test_a_workspace_that_cannot_be_written_is_built_all_the_same(
    workspace: Place, write_brief: Callable[..., Path], here: type[Here]
) -> None:
    """A file stands where the folder of the cache would."""
    write_brief("small", SMALL_BRIEF)
    (workspace.root / ".communique").write_text("in the way")

    assert text(workspace).ok
    assert text(workspace).briefs[0].kept == ()


def test_a_check_of_an_unchanged_brief_finds_the_same_without_reading_it(
    workspace: Place, write_brief: Callable[..., Path]
) -> None:
    write_brief("small", SMALL_BRIEF.replace("again", "with the UNHCX again"))
    one, two = (communique("check", folder=workspace.root) for _ in range(2))
    write_brief("small", SMALL_BRIEF)

    assert one == two
    assert "unexplained-acronym" in two.out
    assert "no problems" in communique("check", folder=workspace.root).err


WATCHING = False
OPENED: set[str] = set()


def _watch(event: str, args: tuple[object, ...]) -> None:
    if WATCHING and event == "open" and isinstance(args[0], str | bytes | os.PathLike):
        OPENED.add(os.path.realpath(os.fsdecode(args[0])))


def test_every_file_that_is_opened_is_in_the_trace_or_part_of_the_house(
    workspace: Place, here: type[Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads a file of a brief past `brief.folder` would be served what was made of another."""
    for slug in ("rural-buses", "weekly-2026-02", "us-colombia-2026-02-03", "river-navigation"):
        source = next(p for p in (shipped() / "briefs" / slug, shipped() / "tests/samples/briefs" / slug) if p.exists())
        shutil.copytree(source, workspace.root / "briefs" / slug)
    sys.addaudithook(_watch)
    monkeypatch.setattr(sys.modules[__name__], "WATCHING", True)
    noted: set[str] = set()
    prepare = here.submit

    def submit(self: Here, function: str, *args: Any, **names: Any) -> object:
        job = prepare(self, function, *args, **names)
        if function == "prepare":
            noted.update(job.result().inputs.read)
        return job

    monkeypatch.setattr(here, "submit", submit)
    report = text(workspace, formats=["text"], cache=False)
    opened = {path for path in OPENED if path.startswith(str(workspace.root / "briefs"))}

    assert report.ok, report.problems
    assert opened
    assert opened - noted == set()


# --- nothing half


@pytest.fixture
def many(workspace: Place, write_brief: Callable[..., Path]) -> Path:
    for n in range(12):
        write_brief(f"small-{n}", SMALL_BRIEF.replace("A small", f"Number {n}, a small"))
    return workspace.root


def begun(root: Path, *given: str) -> subprocess.Popen[bytes]:
    """Begin a build, and wait until it has written something."""
    process = subprocess.Popen(
        arguments("build", *given), cwd=root, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = monotonic() + 60
    while not any(root.glob("out/*/*")) and monotonic() < until and process.poll() is None:
        sleep(0.02)
    return process


def test_ctrl_c_ends_a_build_within_a_second_and_leaves_no_half_file(many: Path) -> None:
    process = begun(many, "--format", "pdf,text")
    since = monotonic()
    process.send_signal(signal.SIGINT)
    status = process.wait(timeout=20)
    took = monotonic() - since

    assert status == 130
    assert took < 1
    assert list(many.rglob("*.part")) == []
    assert [path for path in many.glob("out/*/*.pdf") if not path.read_bytes().rstrip().endswith(b"%%EOF")] == []


def test_after_a_build_that_was_killed_and_two_at_once_everything_is_as_from_one(
    many: Path, here: type[Here], workspace: Place
) -> None:
    process = begun(many, "--format", "text")
    process.kill()
    process.wait()
    both = [begun(many, "--format", "text") for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    kept = text(workspace)
    fresh = text(workspace, force=True, cache=False, out=workspace.root / "fresh")

    def files(brief: Built) -> list[bytes]:
        return [file.read_bytes() for file in brief.files]

    assert all(brief.kept for brief in kept.briefs)
    assert [files(brief) for brief in kept.briefs] == [files(brief) for brief in fresh.briefs]
