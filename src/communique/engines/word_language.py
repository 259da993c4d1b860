"""What Word calls a language, and what a language calls itself."""

from __future__ import annotations

import re
from functools import cache

_REGION = re.compile(r"[A-Z]{2}|[0-9]{3}")


@cache
def word_language(tag: str) -> str:
    """Name a language as Word does, with the region it is most likely of: ``es`` is ``es-ES``, ``zh-Hans`` is ``zh-CN``."""
    from babel.core import get_global

    parts = tag.split("-")
    if any(_REGION.fullmatch(part) for part in parts[1:]):
        return tag
    likely = get_global("likely_subtags").get("_".join(parts), "").split("_")
    return f"{parts[0]}-{likely[-1]}" if len(likely) > 1 else tag


@cache
def own_name(tag: str) -> str:
    """Name a language in its own words, with a capital where it has any: ``Español``."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:]
