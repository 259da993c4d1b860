"""axe-core in Chromium: what of WCAG 2.2 AA a page breaks, at each width of screen, in light and dark."""

from __future__ import annotations

import html as html_module
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from support.judges import HOME, installed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WIDTHS: Final = (320, 375, 640, 1280)
MODES: Final = ("light", "dark")
DARK: Final = "(prefers-color-scheme: dark)"
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LANDMARKS: Final = ("best-practice",)
"""Rules beyond the norm, for a page that stands alone; a mail stands in somebody else's page."""

_INSIDE: Final = """
addEventListener("load", () => axe.run(document, {runOnly: %s, resultTypes: ["violations"], iframes: false}).then(
  (found) => parent.postMessage([name, found.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html))], "*"),
  (error) => parent.postMessage([name, ["axe failed: " + error]], "*"),
));
"""
_AROUND: Final = """
const said = {};
addEventListener("message", (event) => {
  said[event.data[0]] = event.data[1];
  if (Object.keys(said).length === document.querySelectorAll("iframe").length)
    document.body.textContent = "FOUND" + JSON.stringify(said) + "END";
});
"""


def judge(pages: Mapping[str, str], folder: Path, *, rules: tuple[str, ...] = RULES) -> dict[str, tuple[str, ...]]:
    """Ask axe-core about pages, each at every width in light and in dark; the answer's keys say which."""
    axe = (installed_axe()).read_text(encoding="utf-8")
    inside = _INSIDE % json.dumps(rules)
    frames = [
        f'<iframe name="{name} {mode} {width}" width="{width}" height="900" '
        f'srcdoc="{html_module.escape(_with(_in_mode(page, mode), axe + inside))}"></iframe>'
        for name, page in pages.items()
        for mode in MODES
        for width in WIDTHS
    ]
    path = folder / "axe.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><script>{_AROUND}</script>{''.join(frames)}", encoding="utf-8")
    return {name: tuple(found) for name, found in _run(path, folder).items()}


def installed_axe() -> Path:
    """Find axe-core among the judges from npm."""
    path = HOME / "node_modules" / "axe-core" / "axe.min.js"
    installed(path)
    return path


def _in_mode(page: str, mode: str) -> str:
    """Make what a reader's wish for dark decides the case, or never the case."""
    return page.replace(DARK, "all" if mode == "dark" else "not all")


def _with(page: str, script: str) -> str:
    body = script.replace("</", "<\\\\/")
    head, found, rest = page.partition("</head>")
    assert found, "the page has no head"
    return f"{head}<script>{body}</script>{found}{rest}"


def _run(path: Path, folder: Path) -> dict[str, list[str]]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "install chromium: axe-core looks at pages in a browser"
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=100000", "--dump-dom", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True).stdout
    match = re.search(r"<body>FOUND(.*)END</body>", dom, re.DOTALL)
    assert match, f"no answer: {dom[-500:]}"
    found: dict[str, list[str]] = json.loads(html_module.unescape(match[1]))
    return found
