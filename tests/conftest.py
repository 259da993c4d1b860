"""What every test may ask for: golden files, a fixed moment, a workspace of its own."""

from __future__ import annotations

import gc
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

from communique.places import Place
from support.golden import Golden, comparing
from support.once import share

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent

SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "ci",
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink a failure takes minutes; "search" does
    suppress_health_check=SLOW_IS_FINE,
)
settings.register_profile("search", max_examples=1000, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--accept``: what the code makes now becomes what is expected."""
    parser.addoption("--accept", action="store_true", help="rewrite the golden files; a person reads the diff")


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays for the whole run, and come less often: it took a twelfth."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the gallery anew when all workers have accepted their pictures."""
    if session.config.getoption("--accept") and not hasattr(session.config, "workerinput"):
        from support import gallery

        gallery.write()


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the processes of this run share what is dear to make."""
    share(tmp_path_factory)


@pytest.fixture(scope="session")
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether this run rewrites what is expected."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture
def golden(accept: bool) -> Golden:
    """Hold what is made against a golden file: ``golden("us-colombia.native", text)``."""
    return comparing(HERE / "golden", accept=accept)


@pytest.fixture
def moment() -> datetime:
    """The one moment at which tests take place: noon on the day before the flagship's meeting."""
    return datetime(2026, 2, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Make an empty workspace, a folder with `briefs/`, and stand in it."""
    (tmp_path / "briefs").mkdir()
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path)


@pytest.fixture
def write_brief(workspace: Place) -> Callable[..., Path]:
    """Write a brief into the workspace: ``write_brief("visit", yaml, {"background.md": prose})``."""

    def write(slug: str, yaml: str, beside: dict[str, str | bytes] | None = None) -> Path:
        folder = workspace.root / "briefs" / slug
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in {"brief.yaml": yaml, **(beside or {})}.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        return folder

    return write
