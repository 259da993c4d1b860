"""Chromium, as tests drive it: one browser for many pages, each at a width of screen, in light or in dark."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Page

Mode: TypeAlias = Literal["light", "dark"]

ARGUMENTS = (
    "--disable-gpu",
    "--disable-lcd-text",  # letters in greys, whatever the screen
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page that fetches anything gets nothing
)
HEIGHT = 800
"""Pixels of a window, where no picture is taken; a picture is as long as its page."""


class Browser:
    """A running Chromium."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def show(self, html: str, width: int, mode: Mode = "light") -> None:
        """Open a page in a window of a width, as a reader who wishes for light or dark sees it."""
        self.turn(width, mode)
        self._page.set_content(html, wait_until="load")

    def turn(self, width: int, mode: Mode = "light") -> None:
        """Show the same page in a window of another width, or in the other mode."""
        self._page.set_viewport_size({"width": width, "height": HEIGHT})
        self._page.emulate_media(media="screen", color_scheme=mode, reduced_motion="reduce")

    def print(self, mode: Mode = "light") -> None:
        """Show the same page as it goes to paper, for a reader whose screen is light or dark."""
        self._page.emulate_media(media="print", color_scheme=mode)

    def picture(self) -> bytes:
        """Photograph the whole page, in its whole length: PNG."""
        return self._page.screenshot(full_page=True, animations="disabled")

    def ask(self, script: str) -> Any:
        """Ask the page something in JavaScript."""
        return self._page.evaluate(script)


def chromium() -> str:
    """Find the browser of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "Chromium is not installed: run `.ci/need test`"
    return found


@contextmanager
def browser(environment: Mapping[str, str]) -> Iterator[Browser]:
    """Start Chromium with an environment, and stop it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=chromium(), args=list(ARGUMENTS), env=dict(environment), chromium_sandbox=False
        )
        yield Browser(started.new_page())
        started.close()
