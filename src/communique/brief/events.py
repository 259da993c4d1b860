"""
The events of a YAML file: `ruamel.yaml`'s parser in C for what both of its parsers read alike, the one in Python for all else.

The parser in C takes a twentieth of the time. It is an older one, and where a
text is odd it puts an event elsewhere, reads another value, or says less of what
is wrong. So it reads only texts without anything that is read differently;
whoever finds a fault in what it gave asks `careful` instead.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_ODD: Final = re.compile(
    "[\t\x85\u2028\u2029\ufeff]"  # tabs, and line ends of which one of the two knows nothing
    "|\r(?!\n)"
    "|[|>][^\n]*(?:#|\n +\n)"  # a text in lines that begins with a comment or with blanks
    "|^(?:---|\\.\\.\\.|%)",  # more than one document, or none
    re.MULTILINE,
)
"""What the two parsers may read differently."""


class Odd(Exception):
    """Only the careful parser can be trusted with this text."""


def careful(text: str) -> Iterator[Any]:
    """Parse by the parser in Python, which raises YAMLError or, on odd input, nearly anything."""
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


def quick(text: str) -> Iterator[Any]:
    """Parse by the parser in C; raise Odd at the first thing that it might read differently, or not at all."""
    from _ruamel_yaml import CParser
    from ruamel.yaml.error import YAMLError

    if _ODD.search(text):
        raise Odd
    try:
        parser = CParser(text)
        while parser.check_event():
            event = parser.get_event()
            if _is_odd(event):
                raise Odd
            yield event
    except (YAMLError, ValueError) as error:
        raise Odd from error


def _is_odd(event: Any) -> bool:
    """Say whether an event has a name or a tag, or is a value of which nothing is there: its place is another one."""
    missing = getattr(event, "value", None) == "" and event.style not in {"'", '"'}
    return bool(missing or getattr(event, "anchor", None) or getattr(event, "tag", None))
