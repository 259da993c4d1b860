"""How much time, memory and paper one brief may take before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTES: Final = 2000
"""Of finished files that are kept beside a workspace, so that nothing is made twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one step of one brief may use; a brief or template that wants more is a mistake or an attack."""

    seconds: int = 60  #: Wall time of one format, or of loading and composing.
    megabytes: int = 2048  #: Address space of one worker; fonts and libraries take some 400 of it.
    pages: int = 400  #: Pages of the PDF.
