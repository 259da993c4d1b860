"""What every handout is made of: a masthead that says what it is and which version, and sections of blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from communique.brief.lowering import moment_of
from communique.brief.masthead import facts_of, handling_of, when
from communique.choices import NOTHING
from communique.compose import assemble, context_of
from communique.document.nodes import Cite, Fact, Front, Section, Text
from communique.document.walk import rebuild
from communique.errors import InvalidBrief
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communique.brief.lowering import Context
    from communique.document.nodes import Blocks, Document, Inlines, Limit
    from communique.edition import Edition

__all__ = ["context_of", "moment_of", "nothing", "part", "sheet", "uncited", "when", "when_and_where"]


def sheet(  # noqa: PLR0913 -- each is a part of the sheet
    edition: Edition,
    kind: str,
    sections: Iterable[Section],
    *,
    facts: Iterable[Fact] | None = None,
    subtitle: Inlines | None = None,
    limits: tuple[Limit, ...] = (),
) -> Document:
    """
    Make a handout of its sections.

    The kicker names the kind; the running heads repeat it, with the version.

    Args:
        edition: what one audience reads.
        kind: the document kind.
        sections: in the order they are printed.
        facts: lines below the title; when, where and which version by default.
        subtitle: a line below the title; the brief's own by default.
        limits: how long it may be.

    """
    context = context_of(edition)
    brief = edition.brief
    front = Front(
        title=brief.title.inlines,
        subtitle=context.line(brief.subtitle) if subtitle is None else subtitle,
        kicker=context.label(f"kind.{kind.replace('-', '_')}"),
        facts=tuple(sheet_facts(context) if facts is None else facts),
        marking=brief.handling.marking or "",
        handling=tuple(fact for fact in handling_of(context, edition.audience) if fact.name != "release"),
        version=_version(context),
    )
    return assemble(edition, kind=kind, front=front, sections=tuple(sections), limits=limits)


def sheet_facts(context: Context) -> Iterable[Fact]:
    """Say when, where and which version: what stands at the head of most handouts."""
    wanted = ("date", "place", "edition", "published")
    return (fact for fact in facts_of(context) if fact.name in wanted)


def when_and_where(context: Context) -> Iterable[Fact]:
    """Say when and where alone, on a sheet whose head has the version."""
    return (fact for fact in facts_of(context) if fact.name in {"date", "place"})


def _version(context: Context) -> Inlines:
    """Say which edition this is, and when it was published."""
    version = context.brief.version
    if version is None:
        return ()
    edition = (*context.label("fact.edition"), Text(f" {version.edition}"))
    return context.joined((edition, context.date(version.published) if version.published else ()))


def part(name: str, title: Inlines, blocks: Blocks, *, path: str = "", front: bool = False) -> tuple[Section, ...]:
    """Make a section of a handout; nothing of nothing. `name` is its kind, and its anchor."""
    if not blocks:
        return ()
    section = Section(id=name.replace("_", "-"), kind=name, title=title, blocks=blocks, path=path)
    return (replace(section, place="front") if front else section,)


def uncited(tree: Any) -> Any:
    """Leave the citations out, where there is no room for sources: on a card."""
    return rebuild(tree, lambda node: None if isinstance(node, Cite) else node)


def nothing(edition: Edition, kind: str, message: str, hint: str, field: str = "title") -> InvalidBrief:
    """Say that a brief lacks what a kind cannot do without; the place is that of a field."""
    brief = edition.brief
    problem = Problem(
        message=f"{kind}: {message}",
        code=NOTHING,
        location=brief.locate((field,)) or brief.locate(("title",)),
        hint=hint,
    )
    return InvalidBrief([problem])
