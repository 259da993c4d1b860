"""E-mails of both packs, made of the sample document, for the tests of the e-mail and of its text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from communique.engines import mjml as engine
from communique.packs.pack import Pack, find_pack
from communique.places import Place
from communique.specimen import sample_document
from communique.writers import mjml, text

if TYPE_CHECKING:
    import jinja2

    from communique.document.nodes import Document

ROOT = Path(__file__).parents[2]
PACKS = ("default", "chancery")
REST = {"rest_title": "Read the rest", "rest_text": "Left out of this message:"}


@cache
def pack(name: str = "default") -> Pack:
    """Find a shipped pack."""
    return find_pack(name, Place(ROOT))


@cache
def template(name: str, file: str, kind: str = "brief") -> jinja2.Template:
    """Read a template of a shipped pack, once."""
    return replace(pack(name), kind=kind).template(file)


def mail_document() -> Document:
    """Make the sample document, with the words that a shortened mail needs."""
    document = sample_document()
    return replace(document, labels={**document.labels, **REST})


def source_of(document: Document, name: str = "default") -> str:
    """Fill in the e-mail template of a pack: MJML."""
    return mjml.write_document(document, template(name, "email.mjml.j2", document.kind), pack=pack(name).settings)


def html_of(document: Document, name: str = "default") -> str:
    """Make the HTML of an e-mail."""
    html, problems = engine.make(source_of(document, name), file="email.mjml.j2")
    assert problems == ()
    return html


def text_of(document: Document, name: str = "default") -> str:
    """Make the plain text of a document."""
    return text.write_document(document, template(name, "text.txt.j2"), pack=pack(name).settings)
