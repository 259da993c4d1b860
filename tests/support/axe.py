"""axe-core in Chromium: what of WCAG 2.2 AA a page breaks, at each width of screen, in light and dark."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from support.browser import browser
from support.fonts import environment
from support.judges import HOME, installed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.browser import Browser, Mode

WIDTHS: Final = (320, 640, 1280)
"""A width on each side of what our pages change at: 479, 544, 559 and 704 pixels; narrow is harder than wide."""
MODES: Final[tuple[Mode, ...]] = ("light", "dark")
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LANDMARKS: Final = ("best-practice",)
"""Rules beyond the norm, for a page that stands alone; a mail stands in somebody else's page."""

COLOURS: Final = ("color-contrast", "link-in-text-block")
"""The rules that look at colours: what is asked in the dark at further widths, for only colours and pictures change."""

_ASK: Final = """
axe.run(document, {runOnly: %s, resultTypes: ["violations"], selectors: false, preload: false})
   .then((found) => found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html)))
"""


def judge(pages: Mapping[str, str], folder: Path, *, rules: tuple[str, ...] = RULES) -> dict[str, tuple[str, ...]]:
    """Ask axe-core about pages, each at every width in light and in dark; the answer's keys say which."""
    program = installed_axe().read_text(encoding="utf-8")
    with browser(environment(folder, packs=False)) as screen:
        return {
            f"{name} {said}": found
            for name, page in pages.items()
            for said, found in _judge(screen, page, program, rules)
        }


def _judge(screen: Browser, page: str, program: str, rules: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Open a page once, and ask about it in each mode at each width."""
    screen.show(page, WIDTHS[0])
    screen.ask(program)
    found = []
    for mode in MODES:
        for width in WIDTHS:
            screen.turn(width, mode)
            asked = rules if mode == "light" or width == WIDTHS[0] else COLOURS
            found.append((f"{mode} {width}", tuple(screen.ask(_ASK % json.dumps(asked)))))
    return found


def installed_axe() -> Path:
    """Find axe-core among the judges from npm."""
    path = HOME / "node_modules" / "axe-core" / "axe.min.js"
    installed(path)
    return path
