"""Glossary: what the short forms and terms stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief.base import Line, Part, Prose
from communique.brief.lowering import collation
from communique.document.nodes import Definition, DefinitionList

if TYPE_CHECKING:
    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks


class GlossaryTerm(Part):
    """A term or a short form."""

    named_by = ("term",)

    term: Line
    """The term: "SDN list"."""
    meaning: Prose
    """What it means, or stands for."""


def lower(parts: tuple[GlossaryTerm, ...], context: Context, path: str) -> Blocks:
    """Print the terms in alphabetical order."""
    keyed = sorted(context.keyed(parts, path), key=lambda pair: collation(pair[0].term.text))
    return (DefinitionList(items=tuple(_definition(part, at, context) for part, at in keyed), path=path),)


def _definition(part: GlossaryTerm, path: str, context: Context) -> Definition:
    meaning = context.prose(part.meaning, f"{path}.meaning", depth=1)
    return Definition(
        term=context.titled(context.line(part.term), part),
        blocks=(*meaning, *context.note(part, path)),
        path=path,
    )
