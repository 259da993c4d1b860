"""The fonts that a letter carries: a brief without a word in a script leaves that script's font behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from communique.engines.word_slots import W
from communique.ooxml import NAMESPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_R = f"{{{NAMESPACES['r']}}}"

SCRIPTS: Final = {"B1": "[\u0590-\u05ff\ufb1d-\ufb4f]", "B2": "[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"}
"""The letters of Hebrew and of Arabic, by Windows' numbers for their fonts."""


def drop_fonts(docx: Any, texts: Iterable[etree._Element]) -> None:
    """Take the embedded fonts out whose script is in none of the texts."""
    written = "".join(node.text or "" for text in texts for node in text.iter(f"{W}t"))
    unused = {charset for charset, letters in SCRIPTS.items() if not re.search(letters, written)}
    for part in _font_tables(docx):
        root = etree.fromstring(part.blob)
        dropped = [node for font in root if _charset(font) in unused for node in font if _R + "id" in node.attrib]
        for node in dropped:
            del part.rels[node.attrib[_R + "id"]]
            node.getparent().remove(node)  # type: ignore[union-attr]
        if dropped:
            part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001 - the part is a plain one


def _font_tables(docx: Any) -> Iterator[Any]:
    return (rel.target_part for rel in docx.part.rels.values() if rel.reltype.endswith("/fontTable"))


def _charset(font: etree._Element) -> str:
    node = font.find(f"{W}charset")
    return node.get(f"{W}val", "") if node is not None else ""
