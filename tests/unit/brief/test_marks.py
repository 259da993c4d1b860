"""A word is found in the file, however the text that holds it is written."""

from __future__ import annotations

import pytest

from communique.brief.marks import Scalar
from communique.brief.yaml import read


@pytest.mark.parametrize(
    "yaml",
    [
        "a: before HERE after",
        "a: before\n  and HERE after",
        "a: 'it''s HERE after'",
        "a: 'first\n\n  second ''''  HERE'",
        'a: "\\u0041\\x41\\U00000041 \\"x\\" \\\\ HERE"',
        'a: "one \\\n   two\n\n   HERE"',
        "a: |\n  one\n\n    two HERE",
        "a: |2-\n    indented\n  HERE\n",
        "a: |+ # a remark\n  one\n  HERE\n\n\n",
        "a: >\n  one\n  two HERE three\n",
        "a: >-\n\n  one\n\n    more\n    HERE\n",
        "a: &name 'x HERE'",
        "a: &name\n  x HERE",
        "a: &name |\n  x HERE",
        "b: 1\nc: [x, {a: 'y HERE'}]",
        "a: ée\u0301ß😀 HERE",
    ],
)
def test_a_word_in_a_text_is_found_in_the_file(yaml: str) -> None:
    tree = read(yaml, "b.yaml")
    text = next(text for text in texts(tree.data) if "HERE" in text)
    at = text.index("HERE")
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

    place = tree.marks.locate_within(text, line, column)

    lines = yaml.split("\n")
    expected = next((n, found + 1) for n, words in enumerate(lines, 1) if (found := words.find("HERE")) >= 0)
    assert (place.line, place.column) == expected


def texts(data: object) -> list[Scalar]:
    """Collect the texts of plain data."""
    if isinstance(data, Scalar):
        return [data]
    items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for item in items for text in texts(item)]
