"""The wheel carries all that the product needs: installed alone, it makes a brief in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def _run(*command: str | Path, cwd: Path, home: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "1767225600"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the project as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    _run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, PROJECT, cwd=folder, home=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_every_template_and_asset(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        held = set(package.namelist())
    for folder in ("templates", "assets"):
        files = [path for path in (PROJECT / folder).rglob("*") if path.is_file()]
        missing = {f"communique/_shipped/{path.relative_to(PROJECT).as_posix()}" for path in files} - held
        assert (bool(files), missing) == (True, set())
    assert "communique/py.typed" in held


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        tops = {name.split("/")[0] for name in package.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"communique"}


def test_an_installed_wheel_makes_a_brief_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    """The libraries are lent by this environment, the product itself comes from the wheel alone."""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    _run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=work, home=home)
    python = tmp_path / "venv" / "bin" / "python"
    site = Path(
        _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=work, home=home).strip()
    )
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    target = ("--target", site, "--no-deps", "--no-index", "--quiet", wheel)
    _run(sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *target, cwd=work, home=home)

    origin = _run(python, "-c", "import communique; print(communique.__file__)", cwd=work, home=home)
    assert Path(origin.strip()).is_relative_to(site)
    _run(python, "-m", "communique", "new", "first-visit", cwd=work, home=home)
    _run(python, "-m", "communique", "build", "first-visit", cwd=work, home=home)
    made = {path.name for path in (work / "out" / "first-visit").iterdir()}
    assert made == {f"brief{suffix}" for suffix in (".pdf", ".docx", ".html", ".eml", ".txt", ".web.html")}
