"""The kinds of section, one file each: its model, and how it is laid out as blocks."""

from __future__ import annotations

from typing import TypeAlias

from communique.brief.sections.text import TextSection

FreeSection: TypeAlias = TextSection
