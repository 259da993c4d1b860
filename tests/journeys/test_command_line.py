"""The command line: what it prints where, and the status that it ends with."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import shlex
import signal
import struct
import subprocess
import termios
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from support.command import SMALL_BRIEF, arguments, communique, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.places import Place

BROKEN = "title: A broken brief\ndate: 2026-02-03\noffcie: none\n"


@pytest.fixture
def folder(workspace: Place, write_brief: Callable[..., Path]) -> Path:
    """A workspace with one small brief."""
    write_brief("small", SMALL_BRIEF)
    return workspace.root


# --- naming briefs


@pytest.mark.parametrize("name", ["small", "briefs/small", "briefs/small/brief.yaml"])
def test_a_brief_is_named_by_slug_folder_or_file(folder: Path, name: str) -> None:
    assert communique("build", name, "--format", "text", folder=folder).out == "out/small/brief.txt\n"


def test_a_brief_may_be_one_file(folder: Path) -> None:
    (folder / "briefs" / "single.yaml").write_text(SMALL_BRIEF)

    assert communique("build", "single", "--format", "text", folder=folder).out == "out/single/brief.txt\n"


def test_no_brief_means_all_of_them(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("other", SMALL_BRIEF)

    assert communique("build", "--format", "text", folder=folder).out == "out/other/brief.txt\nout/small/brief.txt\n"


def test_the_workspace_is_found_from_a_folder_below(folder: Path) -> None:
    built = communique("build", "small", "--format", "text", folder=folder / "briefs" / "small")

    assert built.status == 0
    assert (folder / "out" / "small" / "brief.txt").is_file()


def test_an_unknown_brief_is_wrong_use_with_a_suggestion(folder: Path) -> None:
    missing = communique("build", "smal", folder=folder)

    assert missing.status == 2
    assert missing.err == 'communique: error: there is no brief "smal"; did you mean "small"? [usage]\n'


def test_a_workspace_without_briefs_says_how_to_start_one(tmp_path: Path) -> None:
    empty = communique("build", folder=tmp_path)

    assert empty.status == 2
    assert "communique new NAME" in empty.err


# --- what is printed, and where


def test_check_prints_faults_as_compilers_do(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("broken", BROKEN)

    checked = communique("check", folder=folder)

    assert checked.status == 1
    assert checked.out.startswith(
        'briefs/broken/brief.yaml:3:1: error: unknown field "offcie" [unknown-field]\n  hint: '
    )
    assert checked.err.startswith("2 briefs: 1 error")


def test_check_as_json_is_for_machines(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("broken", BROKEN)

    data = json.loads(communique("check", "broken", "--json", folder=folder).out)

    assert data["ok"] is False
    fault = next(p for p in data["problems"] if p["code"] == "unknown-field")
    assert (fault["severity"], fault["file"], fault["line"], fault["column"]) == (
        "error",
        "briefs/broken/brief.yaml",
        3,
        1,
    )


def test_warnings_fail_only_where_that_is_asked_for(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("unmarked", "title: A brief\ndate: 2026-02-03\n")

    assert communique("check", "unmarked", folder=folder).status == 0
    assert communique("check", "unmarked", "--strict", folder=folder).status == 1


def test_the_settings_can_switch_a_rule_off_or_make_it_an_error(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("unmarked", SMALL_BRIEF.replace("marking: INTERNAL, ", ""))
    settings = folder / "communique.toml"

    settings.write_text('[checks]\nunmarked = "off"\n')
    assert communique("check", "unmarked", "--strict", folder=folder).status == 0
    settings.write_text('[checks]\nunmarked = "error"\n')
    assert communique("build", "unmarked", "--format", "text", folder=folder).status == 1
    assert not (folder / "out").exists()


def test_build_names_its_files_on_standard_output_alone(folder: Path) -> None:
    """A pipe gets the paths and nothing else: no bar, no count."""
    built = communique("build", "small", "--format", "text,web", folder=folder)

    assert built.out == "out/small/brief.txt\nout/small/brief.web.html\n"
    assert built.err == "1 brief: 2 files written, no problems\n"


def test_a_terminal_gets_a_bar_and_standard_output_stays_clean(folder: Path) -> None:
    master, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        arguments("build", "small", "--format", "text"),
        cwd=folder,
        env=environment(TERM="xterm"),
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    out, _ = process.communicate(timeout=60)
    os.close(terminal)
    shown = ""
    with suppress(OSError):  # the end of a terminal is an error
        while data := os.read(master, 4096):
            shown += data.decode()
    os.close(master)

    assert out == b"out/small/brief.txt\n"
    assert "2/2" in shown
    assert shown.endswith("1 brief: 1 file written, no problems\r\n")


def test_verbose_says_the_five_steps_by_number(folder: Path) -> None:
    said = communique("build", "small", "--format", "text", "--verbose", folder=folder).err

    steps = [line.split(": ", 1)[1].split(" (")[0] for line in said.splitlines()[:5]]
    assert steps == ["1 load", "2 edit", "3 compose", "4 render text", "5 write"]


def test_build_as_json_lists_files_and_problems_by_brief(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("broken", BROKEN)

    built = communique("build", "--format", "text", "--json", folder=folder)

    data = json.loads(built.out)
    assert built.status == 1
    assert [(b["brief"], b["files"]) for b in data["briefs"]] == [
        ("briefs/broken", []),
        ("briefs/small", ["out/small/brief.txt"]),
    ]


def test_another_audience_or_language_shows_in_the_name(folder: Path) -> None:
    built = communique(
        "build", "small", "--format", "text,web", "--audience", "public", "--language", "es", folder=folder
    )

    assert built.out == "out/small/brief.public.es.txt\nout/small/brief.public.es.web.html\n"
    assert communique("verify", "out", folder=folder).status == 0


def test_control_characters_of_a_brief_never_reach_the_terminal(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("hostile", 'title: "x"\ndate: 2026-02-03\n"\\e[31m\\u202Eevil": 1\n')

    checked = communique("check", "hostile", folder=folder)

    assert checked.status == 1
    assert "\x1b" not in checked.out + checked.err
    assert "\u202e" not in checked.out + checked.err


# --- the exit status


@pytest.mark.parametrize(
    "given",
    [
        ["build", "--format", "pfd"],
        ["build", "--audience", "nobody"],
        ["frobnicate"],
        [],
        ["verify", "nowhere"],
        ["verify", "communique.toml"],
        ["packs", "copy", "Not A Name"],
        ["packs", "copy", "default"],
        ["build", "--forma", "pdf"],
    ],
)
def test_wrong_use_ends_with_2(folder: Path, given: list[str]) -> None:
    (folder / "communique.toml").touch()

    assert communique(*given, folder=folder).status == 2


@pytest.mark.parametrize(
    "given",
    [["build", "--pack", "chancry"], ["build", "--language", "xx"], ["packs", "check", "chancry"]],
)
def test_faults_end_with_1(folder: Path, given: list[str]) -> None:
    assert communique(*given, folder=folder).status == 1


def test_a_bad_source_date_is_wrong_use(folder: Path) -> None:
    built = communique("build", "--format", "text", folder=folder, SOURCE_DATE_EPOCH="yesterday")

    assert built.status == 2
    assert "SOURCE_DATE_EPOCH" in built.err


def test_a_folder_that_cannot_be_made_ends_with_3(folder: Path) -> None:
    """A file stands where the folder for the output should be."""
    (folder / "out").write_text("in the way")

    built = communique("build", "--format", "text", folder=folder)

    assert built.status == 3
    assert built.err.startswith("communique: error: cannot write to out/small: ")


def test_two_briefs_of_one_name_are_refused_both(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "small"
    elsewhere.mkdir(parents=True)
    (elsewhere / "brief.yaml").write_text(SMALL_BRIEF)

    built = communique("build", "small", "elsewhere/small", "--format", "text", folder=folder)

    assert built.status == 1
    assert built.err.count("[same-name]") == 2
    assert not (folder / "out").exists()


def test_a_faulty_brief_writes_nothing_and_the_others_are_built(folder: Path, write_brief: Callable[..., Path]) -> None:
    write_brief("broken", BROKEN)

    built = communique("build", "--format", "text", folder=folder)

    assert built.status == 1
    assert [p.name for p in (folder / "out").iterdir()] == ["small"]


def test_a_mistake_of_ours_is_one_line_with_a_way_to_report_it(folder: Path) -> None:
    """A starter text that is no text at all stands for any mistake that nobody thought of."""
    starters = folder / "assets" / "starters"
    starters.mkdir(parents=True)
    (starters / "meeting.yaml").write_bytes(b"\xff\xfe\x00")

    failed = communique("new", "visit", folder=folder)

    assert failed.status == 3
    assert failed.err.startswith("communique: error: UnicodeDecodeError: ")
    assert "[internal-error]\n  hint: This is a mistake in Communiqué. Please report it" in failed.err


# --- pipes and signals


def test_a_reader_that_goes_away_is_no_error(folder: Path) -> None:
    """`communique schema | true` ends without a word."""
    process = subprocess.Popen(
        arguments("schema"), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # long before the first byte is written
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait() == 141
    assert said == b""


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_error(folder: Path, closed: str) -> None:
    command = f"{shlex.join(arguments('schema'))} {closed}"
    ended = subprocess.run(["sh", "-c", command], cwd=folder, env=environment(), capture_output=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("given", [["schema"], ["check", "--json"]])
def test_a_full_disk_behind_standard_output_ends_with_3(folder: Path, given: list[str]) -> None:
    command = f"{shlex.join(arguments(*given))} >/dev/full"
    ended = subprocess.run(["sh", "-c", command], cwd=folder, env=environment(), capture_output=True, check=False)

    assert ended.returncode == 3
    assert ended.stderr.startswith(b"communique: error: No space left on device")
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_build_that_is_stopped_leaves_no_trace(
    folder: Path, write_brief: Callable[..., Path], number: signal.Signals, status: int
) -> None:
    """Stopped while a template never ends: nothing is written, and no worker stays behind."""
    pack = folder / "templates" / "slow" / "brief"
    pack.mkdir(parents=True)
    (pack / "text.txt.j2").write_text("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    process = subprocess.Popen(
        arguments("build", "--pack", "slow", "--format", "text", "--verbose"),
        cwd=folder,
        env=environment(),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stderr is not None
    while b"3 compose" not in process.stderr.readline():
        pass
    process.send_signal(number)
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait(timeout=20) == status
    assert b"Traceback" not in said
    assert not (folder / "out").exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
