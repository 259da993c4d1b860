"""
Office Open XML as strings: elements with their attributes, escaped, and the names of things.

    >>> element("w:jc", val="center")
    '<w:jc w:val="center"/>'

Word refuses a file for one wrong character, so that every string passes
through ``escape`` on its way in.
"""

from __future__ import annotations

import re
from html import escape as _escape
from typing import Final

NAMESPACES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
"""The namespaces that our elements use, by their usual prefixes."""

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ROOT: Final = {f"xmlns_{prefix}": uri for prefix, uri in NAMESPACES.items()}
"""What the outermost element of a part declares: ``element("w:document", …, **ROOT)``."""

TWIPS_PER_MM: Final = 1440 / 25.4  #: Word measures text in twentieths of a point,
EMU_PER_TWIP: Final = 635  #: and pictures in English Metric Units.

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BLANK: Final = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]")


def clean(text: str, /) -> str:
    """Put the replacement character in place of what XML cannot hold: control characters, lone surrogates."""
    return _FORBIDDEN.sub("\ufffd", text)


def escape(text: str) -> str:
    """Make text safe between tags and between quotation marks."""
    return _escape(clean(text), quote=True)


def element(name: str, /, *content: str, **attributes: str | float | None) -> str:
    """
    Write one element; ``content`` is XML already, ``None`` leaves an attribute out.

    An attribute of a ``w:`` element is in that namespace, as nearly all are; another
    prefix is written with an underscore, ``r_id`` for ``r:id``.
    """
    written = (
        f' {_attribute(name, key)}="{escape(str(value))}"' for key, value in attributes.items() if value is not None
    )
    head = name + "".join(written)
    body = "".join(content)
    return f"<{head}>{body}</{name}>" if body else f"<{head}/>"


def _attribute(name: str, key: str) -> str:
    prefix, _, rest = key.rstrip("_").partition("_")
    if rest:
        return f"{prefix}:{rest}"
    return f"w:{prefix}" if name.startswith("w:") else prefix


def bookmark_name(anchor: str) -> str:
    """
    Name the bookmark of an anchor: letters, digits and ``_``, at most 40 characters.

    What does not fit is replaced, and told apart by a checksum of the whole.
    """
    from zlib import crc32

    plain = re.sub(r"\W", "_", anchor, flags=re.ASCII)
    if plain == anchor and len(plain) <= 40 and not plain[:1].isdigit():  # noqa: PLR2004 - Word's limit, in the docstring
        return plain
    return f"a_{plain[:28]}_{crc32(anchor.encode(errors='replace')):08x}"


def text(words: str) -> str:
    """Write the text of a run; line ends and tabs are spaces here, as in any prose."""
    return element("w:t", _escape(clean(_BLANK.sub(" ", words)), quote=False), xml_space="preserve")


def run(*content: str, properties: str = "") -> str:
    """Write a run of content that shares one look."""
    return element("w:r", element("w:rPr", properties) if properties else "", *content)


def field(code: str, result: str, *, properties: str = "") -> str:
    """Write a field: Word's instruction, and the runs to show until Word follows it."""
    instruction = element("w:instrText", escape(f" {code} "), xml_space="preserve")
    return "".join(
        (
            run(element("w:fldChar", fldCharType="begin"), properties=properties),
            run(instruction, properties=properties),
            run(element("w:fldChar", fldCharType="separate"), properties=properties),
            result,
            run(element("w:fldChar", fldCharType="end"), properties=properties),
        )
    )
