"""
Step 4's product: finished bytes, and what was met on the way.

Mailing sees Outputs alone, never a Brief.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from communique.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One finished file of one edition."""

    format: str  #: A name from ``render.OUTPUTS``: ``pdf``, ``docx``, ``email`` …
    name: str  #: The file's name, without a folder: ``brief.public.es.pdf``.
    media_type: str
    data: bytes
    problems: tuple[Problem, ...] = ()  #: Warnings of the writer and the engine.

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes in hexadecimal: the output's address."""
        return hashlib.sha256(self.data).hexdigest()
