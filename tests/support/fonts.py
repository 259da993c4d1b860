"""The fonts that other programs find while tests run: those of the packs and Noto, and no other of the machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKS: Final = ROOT / "assets" / "fonts"
NOTO: Final = tuple(Path("/usr/share/fonts", kind, "noto") for kind in ("truetype", "opentype"))
"""Where Debian keeps the named fallbacks, `fonts-noto-core` and `fonts-noto-cjk`."""

CONFIG: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
{folders}
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="family" mode="append_last"><string>{last}</string></edit>
  </match>
  <alias><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Noto Sans Mono</family></prefer></alias>
  <alias binding="same"><family>Georgia</family><accept><family>Noto Serif</family></accept></alias>
  <alias binding="same"><family>Arial</family><accept><family>Noto Sans</family></accept></alias>
  <alias binding="same"><family>system-ui</family><accept><family>Noto Sans</family></accept></alias>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


def environment(folder: Path, *, packs: bool = True) -> dict[str, str]:
    """
    Make the environment of a program that finds these fonts alone.

    Without `packs` it is the machine of a reader who has none of a pack's
    families, as those of an e-mail have not: the fallbacks are a little wider.
    """
    folders: Sequence[Path] = (PACKS, *NOTO) if packs else NOTO
    config = folder / "fonts.conf"
    listed = "\n".join(f"  <dir>{path}</dir>" for path in folders)
    config.write_text(CONFIG.format(folders=listed, cache=folder / "cache", last="Noto Sans"), encoding="utf-8")
    return {**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC"}
