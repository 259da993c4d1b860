"""Same input, same bytes: on another machine, for another user, on another day; and nothing of the machine inside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.bytes_of import everything

PROJECT = Path(__file__).parents[2]
BRIEFS = ("us-colombia-2026-02-03", "rural-buses")

HERE = {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1", "USER": "quimby-one", "HOSTNAME": "machine-one"}
THERE = {
    "TZ": "Asia/Kolkata",
    "LANG": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "2",
    "USER": "quimby-two",
    "HOSTNAME": "machine-two",
}


def _build(folder: Path, machine: dict[str, str], umask: int, briefs: tuple[str, ...] = BRIEFS) -> dict[str, bytes]:
    """Build briefs in a fresh workspace as another user would, in a process of its own."""
    for slug in briefs:
        shutil.copytree(PROJECT / "briefs" / slug, folder / "briefs" / slug)
    home = folder / "home-of-quimby"
    home.mkdir()
    names = {**machine, "LOGNAME": machine["USER"], "LC_ALL": machine["LANG"], "HOME": str(home)}
    subprocess.run(
        [sys.executable, "-m", "communique", "build", *briefs],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **names},
        umask=umask,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
    )
    made = sorted(path for path in (folder / "out").rglob("*") if path.is_file())
    return {path.relative_to(folder / "out").as_posix(): path.read_bytes() for path in made}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Build the same briefs twice, on what look like two machines."""
    one, two = tmp_path_factory.mktemp("quimby-here"), tmp_path_factory.mktemp("quimby-there") / "deeper" / "down"
    two.mkdir(parents=True)
    return _build(one, HERE, 0o022), _build(two, THERE, 0o077)


def test_every_format_is_there(builds: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    suffixes = (".docx", ".eml", ".html", ".pdf", ".txt", ".web.html")
    assert list(builds[0]) == sorted(f"{slug}/brief{suffix}" for slug in BRIEFS for suffix in suffixes)


def test_two_machines_make_the_same_bytes(builds: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    one, two = builds
    assert [name for name in one if one[name] != two.get(name)] == []


def test_nothing_of_the_machine_is_in_any_file(builds: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    """Neither a user, nor a host, nor a path, nor the time of the build."""
    now = datetime.now(UTC)
    times = (f"{now:%Y-%m-%d}", f"{now:D:%Y%m%d}", f"{now:%d %b %Y}")
    traces = (
        "quimby",
        "machine-one",
        f"@{os.uname().nodename}",
        str(PROJECT),
        "/tmp/",  # noqa: S108 -- looked for, not used
        "/home/",
        "python-docx",
        *times,
    )
    found = [(name, t) for name, data in builds[0].items() for t in traces if t in everything(name, data)]
    assert found == []


def test_a_date_from_outside_is_the_date_of_the_files(tmp_path: Path) -> None:
    """`SOURCE_DATE_EPOCH` says when; without it the edition's own date does."""
    made = _build(tmp_path, {**HERE, "SOURCE_DATE_EPOCH": "86400"}, 0o022, BRIEFS[:1])
    pdf = everything("brief.pdf", made[f"{BRIEFS[0]}/brief.pdf"])
    word = everything("brief.docx", made[f"{BRIEFS[0]}/brief.docx"])
    mail = everything("brief.eml", made[f"{BRIEFS[0]}/brief.eml"])
    assert "D:19700102" in pdf
    assert "1970-01-02T00:00:00Z" in word
    assert re.search(r"^Date: Fri, 0?2 Jan 1970", mail, re.MULTILINE)
