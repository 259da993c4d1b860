"""`verify` on real files: what was tampered with is found in every format, and what was not is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from communique.brief.load import load
from communique.compose import compose
from communique.document.nodes import Cite, Document, Paragraph, Text
from communique.document.walk import rebuild, walk
from communique.edition import edit
from communique.errors import RenderError
from communique.packs import find_pack
from communique.parity import verify_file
from communique.places import Place
from communique.render import OUTPUTS, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from communique.output import Output

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def document() -> Document:
    """The brief on rural buses, as composed."""
    place = Place(ROOT)
    return compose(edit(load(ROOT / "briefs" / "rural-buses"), place=place))


def made(document: Document, name: str) -> tuple[Output, ...]:
    """Make the files of one format."""
    return render(document, pack=find_pack("default", Place(ROOT)), formats=[name])


def codes(document: Document, output: Output) -> set[str]:
    """Verify a file against a document."""
    return {p.code for p in verify_file(document, output.data, name=output.name, shown=output.name)}


def without_a_paragraph(document: Document) -> Document:
    """Drop the last paragraph that stands outside the list of sources."""
    body = [section for section in document if section.kind != "sources"]
    gone = [node for section in body for node in walk(section) if isinstance(node, Paragraph)][-1]
    return rebuild(document, lambda node: None if node is gone or node == gone else node)


def with_another_number(document: Document) -> Document:
    """Change one digit of one text in the body."""
    texts = (node for section in document.at("body") for node in walk(section) if isinstance(node, Text))
    digit, target = next((c, node) for node in texts for c in node.text if c.isdigit() and c != "0")
    other = Text(target.text.replace(digit, str(int(digit) % 9 + 1), 1))
    return rebuild(document, lambda node: other if node is target or node == target else node)


def with_two_sections_swapped(document: Document) -> Document:
    """Swap two neighbours of the body of which one has no note, so that the notes keep their order."""
    sections = list(document)
    noted = [any(isinstance(node, Cite) and node.first for node in walk(section)) for section in sections]
    at = next(
        n
        for n in range(len(sections) - 1)
        if {sections[n].place, sections[n + 1].place} == {"body"} and not (noted[n] and noted[n + 1])
    )
    sections[at : at + 2] = reversed(sections[at : at + 2])
    return replace(document, sections=tuple(sections))


def with_a_wrong_note_number(document: Document) -> Document:
    """Let the last citation name another source."""
    cites = [node for section in document for node in walk(section) if isinstance(node, Cite)]
    last = max(cites, key=lambda cite: (cite.number, not cite.first))
    wrong = replace(last, number=1, source=next(c.source for c in cites if c.number == 1), first=False)
    assert wrong.number != last.number

    def change(node: Any) -> Any:
        return wrong if node == last else node

    return rebuild(document, change)


TAMPERED = {
    "missing paragraph": without_a_paragraph,
    "other number": with_another_number,
    "swapped sections": with_two_sections_swapped,
    "wrong note": with_a_wrong_note_number,
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_honest_file_has_no_difference(document: Document, name: str) -> None:
    assert [codes(document, output) for output in made(document, name)] == [set() for _ in OUTPUTS[name].files]


@pytest.mark.parametrize("name", OUTPUTS)
@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_what_was_tampered_with_is_found_in_every_format(
    document: Document, name: str, tamper: Callable[[Document], Document]
) -> None:
    """The file was made from another document than the one it is held against."""
    other = tamper(document)

    assert other != document
    for output in made(other, name):
        assert codes(document, output) & {"missing-piece", "misplaced-piece", "wrong-note"}, output.name


@pytest.mark.parametrize("name", ["brief.pdf", "brief.docx", "brief.eml"])
def test_a_file_that_is_none_is_said_to_be_unreadable(document: Document, name: str) -> None:
    with pytest.raises(RenderError, match="cannot be read"):
        verify_file(document, b"not a file of that kind", name=name, shown=name)
