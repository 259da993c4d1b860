"""The web page and the e-mail before axe-core: WCAG 2.2 AA, on a phone and on a desk, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.axe import LANDMARKS, MODES, RULES, WIDTHS, judge
from support.screens import pages

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BAD = """<!DOCTYPE html><html><head><title>Bad</title><style>
@media (prefers-color-scheme: dark) { body { background: #000000 } p { color: #333333 } }
@media (max-width: 400px) { pre { width: 10em; overflow: auto } }
</style></head>
<body><main><h1>Bad</h1><p>Pale in the dark</p><img src="data:,">
<pre>wider than a phone, and no key moves it: <span>0123456789012345678901234567890123456789</span></pre>
</main></body></html>"""


def test_axe_finds_nothing_in_the_web_page(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Everything there is, and the samples, in both packs, in English, Spanish and from right to left."""
    shown = pages("web", tmp_path_factory)
    found = judge(shown, tmp_path, rules=RULES + LANDMARKS)

    assert len(found) == len(shown) * len(MODES) * len(WIDTHS)
    assert {name: said for name, said in found.items() if said} == {}


def test_axe_finds_nothing_in_the_e_mail(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    shown = pages("email", tmp_path_factory)
    found = judge(shown, tmp_path)

    assert len(found) == len(shown) * len(MODES) * len(WIDTHS)
    assert {name: said for name, said in found.items() if said} == {}


def test_axe_still_finds_what_is_bad_everywhere_in_the_dark_or_on_a_phone(tmp_path: Path) -> None:
    found = {name: {line.partition(":")[0] for line in said} for name, said in judge({"bad": BAD}, tmp_path).items()}

    everything = {f"bad light {width}" for width in WIDTHS} | {f"bad dark {WIDTHS[0]}"}
    assert {name for name, said in found.items() if {"image-alt", "html-has-lang"} <= said} == everything
    assert {name for name, said in found.items() if "color-contrast" in said} == {f"bad dark {w}" for w in WIDTHS}
    assert {name for name, said in found.items() if "scrollable-region-focusable" in said} == {
        f"bad {mode} 320" for mode in MODES
    }
