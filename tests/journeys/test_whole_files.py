"""Files are replaced whole: a build that fails or is killed leaves the ones before it as they were."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from time import time
from typing import TYPE_CHECKING

import pytest

from communique import files
from communique.errors import EnvironmentFailed
from support.command import SMALL_BRIEF, arguments, communique, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from communique.places import Place

KILLED_WHILE_WRITING = """
import os, signal
from pathlib import Path
from communique import files
whole = files._write_through
def half(path, data):
    whole(path, data[: len(data) // 2])
    if path.name.startswith(".b"):
        os.kill(os.getpid(), signal.SIGKILL)
files._write_through = half
files.write(Path("out"), {"a.txt": b"new a" * 1000, "b.txt": b"new b" * 1000})
"""


def test_a_build_that_is_killed_while_it_writes_changes_nothing(tmp_path: Path) -> None:
    files.write(tmp_path / "out", {"a.txt": b"old a", "b.txt": b"old b"})

    ended = subprocess.run(
        [sys.executable, "-P", "-c", KILLED_WHILE_WRITING], cwd=tmp_path, env=environment(), check=False
    )

    assert ended.returncode == -signal.SIGKILL
    assert {name: (tmp_path / "out" / name).read_bytes() for name in ("a.txt", "b.txt")} == {
        "a.txt": b"old a",
        "b.txt": b"old b",
    }


def test_what_a_killed_build_left_is_swept_away_by_a_later_one(tmp_path: Path) -> None:
    left, fresh = tmp_path / ".brief.pdf.1.part", tmp_path / ".brief.pdf.2.part"
    for path in (left, fresh):
        path.write_bytes(b"half")
    os.utime(left, (time() - 7200, time() - 7200))

    files.write(tmp_path, {"brief.txt": b"text"})

    assert sorted(p.name for p in tmp_path.iterdir()) == [fresh.name, "brief.txt"]


def test_a_full_disk_changes_nothing_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file does not fit: the first is not put in place either."""
    files.write(tmp_path, {"a.txt": b"old a", "b.txt": b"old b"})
    whole = files._write_through

    def full(path: Path, data: bytes) -> None:
        if path.name.startswith(".b"):
            raise OSError(28, "No space left on device")
        whole(path, data)

    monkeypatch.setattr(files, "_write_through", full)
    with pytest.raises(EnvironmentFailed, match="No space left on device"):
        files.write(tmp_path, {"a.txt": b"new a", "b.txt": b"new b"})

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.txt": b"old a", "b.txt": b"old b"}


def test_a_disk_without_room_ends_the_command_with_3(workspace: Place, write_brief: Callable[..., Path]) -> None:
    """A limit on the size of files stands for a full disk."""
    write_brief("small", SMALL_BRIEF)
    communique("build", "--format", "text", folder=workspace.root)
    before = (workspace.root / "out" / "small" / "brief.txt").read_bytes()

    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))

    ended = subprocess.run(
        arguments("build", "--format", "text", "--force"),
        cwd=workspace.root,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        preexec_fn=no_room,
        check=False,
    )

    assert ended.returncode == 3, ended.stderr
    assert b"cannot write to out/small: File too large" in ended.stderr
    assert [p.name for p in (workspace.root / "out" / "small").iterdir()] == ["brief.txt"]
    assert (workspace.root / "out" / "small" / "brief.txt").read_bytes() == before


def test_finished_files_have_the_rights_that_the_user_gives_all_files(tmp_path: Path) -> None:
    written = files.write(tmp_path, {"brief.txt": b"text"})
    (tmp_path / "other").touch()

    assert written[0].stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"keep")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "brief.txt").symlink_to(secret)

    files.write(tmp_path / "out", {"brief.txt": b"text"})

    assert secret.read_bytes() == b"keep"
    assert (tmp_path / "out" / "brief.txt").read_bytes() == b"text"


def test_a_build_leaves_nothing_among_the_temporary_files(
    tmp_path: Path, write_brief: Callable[..., Path], workspace: Place
) -> None:
    """WeasyPrint keeps copies of fonts there, and a worker is ended before it can take them away."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    write_brief("small", SMALL_BRIEF)

    assert communique("build", "--format", "pdf", folder=workspace.root, TMPDIR=str(scratch)).status == 0
    assert list(scratch.iterdir()) == []
