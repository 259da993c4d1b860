"""`communique preview`: a real server over HTTP, and a real browser that sees what was saved."""

from __future__ import annotations

import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest

from support.axe import RULES, installed_axe
from support.browser import chromium
from support.command import SMALL_BRIEF, arguments, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE: Final = 60_000
"""Milliseconds; what is waited for comes much earlier, but a busy machine is no fault."""
TITLE: Final = "title: A small brief"


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview") / "briefs" / "small"
    folder.mkdir(parents=True)
    file = folder / "brief.yaml"
    file.write_text(SMALL_BRIEF, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def running(brief: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        arguments("preview", "small", "--no-open"),
        cwd=brief.parents[2],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    yield process, process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert said.splitlines()[-1] == "goodbye"
    assert "Traceback" not in said
    names = {path.name for path in brief.parents[2].rglob("*")}
    assert names <= {"briefs", "small", "brief.yaml", "moved"}, "nothing is written into the workspace"


def test_who_saves_sees_it_and_a_fault_leaves_the_last_good_pages(
    running: tuple[subprocess.Popen[str], str], brief: Path
) -> None:
    """Save by renaming, as editors do; break the file; mend it; choose the public edition; axe finds nothing."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), chromium_sandbox=False)
        page = started.new_page(color_scheme="dark", viewport={"width": 320, "height": 800})
        page.set_default_timeout(PATIENCE)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(running[1])
        page.get_by_text("Up to date").wait_for()
        first = _drawn(page)
        page.get_by_role("link", name="E-mail").click()
        mail = page.frame_locator("iframe:not(.coming)")
        mail.get_by_role("heading", name="A small brief").first.wait_for()

        moved = brief.with_name("moved")
        moved.write_text(SMALL_BRIEF.replace(TITLE, "title: A better brief"), encoding="utf-8")
        moved.replace(brief)
        mail.get_by_role("heading", name="A better brief").first.wait_for()
        page.get_by_role("link", name="Pages").click()
        page.locator(f"img[src]:not([src='{first}'])").first.wait_for()

        brief.write_text(SMALL_BRIEF.replace("bottom_line", "botom_line"), encoding="utf-8")
        page.get_by_text("did you mean").wait_for()
        assert "brief.yaml:3:1" in page.locator("#problems .place").first.inner_text()
        page.get_by_text("the last version without faults").wait_for()
        assert page.locator(".sheets img[src]").count() == 1
        assert _faults_of_access(page) == []

        shutil.rmtree(brief.parent)
        page.get_by_text("missing-file").wait_for()
        brief.parent.mkdir()
        brief.write_text(SMALL_BRIEF, encoding="utf-8")
        page.get_by_text("Up to date").wait_for()
        page.get_by_label("Audience").select_option("public")
        page.locator("a[href$='brief.public.pdf']").wait_for()
        brief.write_text(SMALL_BRIEF.replace("public", "none"), encoding="utf-8")
        page.get_by_label("Audience").select_option("internal")
        page.locator("a[href$='brief.public.pdf']").wait_for(state="hidden")
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert broken == []
        started.close()


def _drawn(page: Any) -> str:
    image = page.locator(".sheets img[src]").first
    image.wait_for()
    return str(image.get_attribute("src"))


def _faults_of_access(page: Any) -> list[str]:
    page.evaluate(installed_axe().read_text(encoding="utf-8"))
    ask = "(rules) => axe.run(document, {runOnly: rules, iframes: false}).then((found) => found.violations.map((v) => v.id))"
    return list(page.evaluate(ask, list(RULES)))


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("", {"Host": "evil.example"}, 421),  # a site that gave its name our address
        ("/..%2f..%2fetc/passwd", {}, 404),
        ("/file/pdf/..%2f..%2fbrief.yaml", {}, 404),
        ("/picture/none/1.png", {}, 404),
    ],
)
def test_it_answers_nobody_else(
    running: tuple[subprocess.Popen[str], str], path: str, headers: dict[str, str], status: int
) -> None:
    """Another host's name, and a way out of the folder, are refused."""
    assert _status(running[1].rstrip("/") + (path or "/"), headers) == status


def test_without_the_secret_nothing_is_shown(running: tuple[subprocess.Popen[str], str]) -> None:
    """Who uses the same machine and finds the port sees nothing."""
    address = urlsplit(running[1])
    assert address.hostname == "127.0.0.1"
    assert _status(f"http://{address.netloc}/", {}) == 404
    assert _status(f"http://{address.netloc}/guessed/events", {}) == 404


def test_another_site_may_not_choose(running: tuple[subprocess.Popen[str], str]) -> None:
    """A form on another page is no choice of the writer's."""
    asked = f"{running[1]}choose?kind=brief&audience=public&language="
    assert _status(asked, {"Origin": "https://evil.example"}, data=b"") == 403


def _status(address: str, headers: dict[str, str], data: bytes | None = None) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=30) as answer:  # noqa: S310 -- our own server
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
