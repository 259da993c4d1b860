"""The public face: what `import communique` offers, and what it costs."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

import communique
from support.command import SMALL_BRIEF, environment

if TYPE_CHECKING:
    from collections.abc import Callable

HEAVY = ("weasyprint", "docx", "docxtpl", "mrml", "pypdfium2", "tqdm")


def public_imports() -> set[str]:
    """Read which names the package imports for the type checker: those that it offers."""
    tree = ast.parse(Path(communique.__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    return {name.name for node in checked.body if isinstance(node, ast.ImportFrom) for name in node.names}


def test_all_names_are_the_public_names() -> None:
    assert communique.__all__ == sorted({*public_imports(), "__version__"})
    assert {name for names in communique._HOMES.values() for name in names} == public_imports()


@pytest.mark.parametrize("name", [n for n in communique.__all__ if n != "__version__"])
def test_every_public_name_is_there_and_says_what_it_is(name: str) -> None:
    public = getattr(communique, name)

    assert not isinstance(public, ModuleType)
    assert inspect.getdoc(public)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        communique.biuld  # noqa: B018 -- reading it is the test


def test_functions_are_not_hidden_by_the_modules_they_live_in() -> None:
    """`communique.build` is the function, whoever imported the module of that name, and in which order."""
    script = (
        "import communique.build, communique.render, communique.compose\n"
        "import communique\n"
        "from communique import build, render, compose\n"
        "from communique.build import Report\n"
        "assert callable(build) and callable(communique.render) and callable(communique.compose)\n"
    )

    subprocess.run([sys.executable, "-P", "-c", script], env=environment(), check=True)


def modules_after(script: str, folder: Path) -> set[str]:
    """Say what a script has imported by its end."""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", f"{script}\nimport sys\nprint(*sys.modules)"],
        cwd=folder,
        env=environment(),
        capture_output=True,
        check=True,
    )
    return set(ended.stdout.decode().splitlines()[-1].split())


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    script = "from communique.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"

    loaded = modules_after(script, tmp_path)

    assert not loaded & {*HEAVY, "pydantic", "jinja2", "ruamel"}


def test_check_imports_no_engine(write_brief: Callable[..., Path], tmp_path: Path) -> None:
    """Neither the command nor the worker that does its work pays for what it does not use."""
    folder = write_brief("small", SMALL_BRIEF)
    command = modules_after("from communique.cli import main\nassert main(['check']) == 0", tmp_path)
    worker = modules_after(
        "from datetime import date\nfrom pathlib import Path\nfrom communique import steps\n"
        "from communique.places import workspace\n"
        f"order = steps.Order(path=Path({str(folder)!r}), place=workspace(), today=date(2026, 1, 1))\n"
        "assert steps.check(order).problems == ()",
        tmp_path,
    )

    assert not command & {*HEAVY, "pydantic", "communique.cli_mail", "communique.cli_preview"}
    assert not worker & set(HEAVY)
