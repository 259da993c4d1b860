"""The house keeps its rows, and each foreign library comes in by its own door."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

PROJECT = Path(__file__).parents[1]

DOORS = {
    "alembic": {"communique.mailing.store", "communique.mailing.migrations"},
    "babel": {
        "communique.language",
        "communique.brief.codes",
        "communique.engines.word_language",
        "communique.figures",
    },
    "bidi": {"communique.copies.letters"},
    "dns": {"communique.doctor.dns"},
    "docx": {"communique.engines"},
    "docxtpl": {"communique.engines"},
    "idna": {"communique.mailing.addresses"},
    "markdown": {"communique.document"},
    "matplotlib": {"communique.figures"},
    "mrml": {"communique.engines.mjml"},
    "numpy": {"communique.figures"},
    "PIL": {"communique.brief.pictures", "communique.brief.svg", "communique.figures"},
    "pikepdf": {"communique.copies"},
    "pypdfium2": {"communique.engines.pdf_picture", "communique.readback"},
    "resvg_py": {"communique.brief.svg", "communique.figures.raster"},
    "sqlalchemy": {
        "communique.mailing",
        "communique.bounces",
        "communique.doctor",
        "communique.web",
        "communique.cli_mail",
        "communique.sending",
    },
    "_ruamel_yaml": {"communique.brief.events"},
    "ruamel": {"communique.brief.events", "communique.brief.syntax", "communique.brief.yaml"},
    "starlette": {"communique.headers", "communique.preview.app", "communique.web"},
    "tqdm": {"communique.cli_bounces", "communique.cli_progress", "communique.cli_send"},
    "uvicorn": {"communique.web.server", "communique.preview.server"},
    "uharfbuzz": {"communique.copies.letters"},
    "weasyprint": {"communique.engines"},
}
"""A foreign library, and the few modules that know it."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("communique", include_external_packages=True)


def test_imports_run_downwards() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("library", DOORS)
def test_a_foreign_library_comes_in_by_its_door(library: str, graph: grimp.ImportGraph) -> None:
    users = graph.find_modules_that_directly_import(library)
    strangers = [user for user in users if not any(f"{user}.".startswith(f"{door}.") for door in DOORS[library])]
    assert users
    assert strangers == []


def test_to_check_a_brief_loads_no_engine() -> None:
    """A check is quick, for it imports nothing that only makes files."""
    program = """
import json, sys
from datetime import date
from communique.brief.checks import check
from communique.brief.load import load
check(load("briefs/us-colombia-2026-02-03"), today=date(2026, 2, 2), settings={})
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert set(json.loads(done.stdout)) & {"weasyprint", "docx", "docxtpl", "mrml", "pypdfium2"} == set()
