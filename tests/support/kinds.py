"""Handouts for the tests: a kind made of a brief, and its PDF."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from communique.brief.load import load
from communique.choices import Choices
from communique.edition import edit
from communique.kinds import HANDOUTS, KINDS
from communique.packs.pack import find_pack
from communique.places import Place
from communique.render import render
from support.pdf_reader import ROOT

if TYPE_CHECKING:
    from communique.brief.base import Audience
    from communique.brief.schema import Brief
    from communique.document.nodes import Document

ALL = tuple(HANDOUTS)
"""The names of all handouts."""


def handout(
    brief: Brief, kind: str, *, choices: Choices | None = None, audience: Audience | None = None, **more: str
) -> Document:
    """Make one kind of document of a brief."""
    edition = edit(brief, audience=audience, language=more.get("language"), place=Place(ROOT))
    return KINDS[kind].compose(edition, choices or Choices())


def file_of(document: Document, form: str = "pdf", *, pack: str = "default", paper: str | None = None) -> bytes:
    """Make its file."""
    house = find_pack(pack, Place(ROOT), kind=document.kind).on(paper)
    return render(document, pack=house, formats=[form])[0].data


@cache
def flagship() -> Brief:
    """Load the flagship."""
    return load(ROOT / "briefs" / "us-colombia-2026-02-03")


@cache
def sample() -> Brief:
    """Load the brief that has something for every handout."""
    return load(ROOT / "tests" / "samples" / "briefs" / "state-visit")
