"""
Step 3, compose: an edition laid out as neutral blocks, the same for every format.

Sources are numbered here and not in step 2, because their numbers follow the
order in which the sections are printed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

from communique.brief.base import unique_keys
from communique.brief.lowering import Context
from communique.brief.markup import PRINTED
from communique.brief.masthead import front_of
from communique.brief.sections import SECTIONS
from communique.brief.sections.sources import short_form
from communique.document.nodes import Cite, Document, Front, Limit, Note, Section
from communique.document.sealed import Sealed
from communique.document.typography import bound
from communique.document.walk import plain, rebuild
from communique.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from communique.brief.paper import P
    from communique.brief.schema import Brief
    from communique.document.nodes import Blocks
    from communique.edition import Edition

TOPIC_FIRST = (
    *("bottom_line", "ask", "key_figures", "why_it_matters", "facts"),
    *("background", "places", "tensions", "open_questions"),
)
"""What a brief on a subject prints first; a brief for a meeting follows the order of `SECTIONS`."""

LIMITS: Final = (Limit(lines=4, role="lead", severity=Severity.WARNING),)
"""The bottom line of a brief has at most four lines, which an office may overrule; on a handout it may not."""

FREE = "sections"
"""The field that holds the sections whose kind the brief names itself."""


def compose(edition: Edition, *, order: Sequence[str] | None = None) -> Document:
    """
    Lay an edition out as a document.

    Args:
        edition: what one audience reads.
        order: names of fields of the brief, in the order their sections shall
            be printed; those left out follow in the usual order. Front and
            back sections keep their place.

    """
    context = context_of(edition)
    front = front_of(context, edition.audience, edition.translated)
    sections = tuple(_sections(context, order or _usual_order(edition.brief)))
    data = data_of(edition)
    return assemble(edition, kind="brief", front=front, sections=sections, listed=True, limits=LIMITS, data=data)


def context_of(edition: Edition[P]) -> Context[P]:
    """See an edition as its sections do."""
    return Context(edition.brief, edition.language, edition.prose_language.quotes)


def assemble(  # noqa: PLR0913 -- each is a part of the document
    edition: Edition[Any],
    *,
    kind: str,
    front: Front,
    sections: tuple[Section, ...],
    summary: Blocks | None = None,
    listed: bool = False,
    limits: tuple[Limit, ...] = (),
    data: bytes = b"",
) -> Document:
    """
    Make a document of its masthead and its sections: number the sources, and set the words as their language does.

    Args:
        edition: what one audience reads.
        kind: the document kind, and so the template folder.
        front: the masthead.
        sections: in the order they are printed, without the list of sources.
        summary: the message; the brief's bottom line by default.
        listed: whether the sources are listed at the end; their notes stand at the foot of the page in any case.
        limits: how long the document may be.
        data: what the PDF carries as `brief.json`.

    """
    brief, context = edition.brief, context_of(edition)
    message = getattr(brief, "bottom_line", None)
    numbers = _Numbers({source.id for source in brief.sources})
    front, sections = _numbered(front, sections, numbers, message_first=listed)
    sources = sorted(brief.sources, key=lambda source: numbers.of.get(source.id, len(brief.sources) + 1))
    back = tuple(_section("sources", tuple(sources), context)) if sources and listed else ()
    return Document(
        kind=kind,
        slug=brief.slug,
        language=edition.language.code,
        prose_language=brief.language,
        audience=edition.audience,
        front=front,
        sections=(*sections, *bound(numbers.number(back))),
        notes=tuple(
            _note(number, source, context) for number, source in enumerate(sources[: len(numbers.of)], start=1)
        ),
        title=_one_line(front.title),
        summary=_one_line(summary if summary is not None else message.text.blocks if message else ()),
        authors=tuple(author.name for author in brief.authors),
        contact=next((author.email for author in brief.authors if author.email), ""),
        moment=edition.moment,
        labels=edition.language.labels,
        data=data,
        limits=limits,
    )


def _numbered(
    front: Front, sections: tuple[Section, ...], numbers: _Numbers, *, message_first: bool
) -> tuple[Front, tuple[Section, ...]]:
    """
    Number the sources in the order of the page: the series, the title, and the facts below it.

    A paper with a list of its sources prints its message before its facts;
    Word counts its notes as they come, and would count others.
    """
    kicker = bound(numbers.number(front.kicker))
    top = bound(numbers.number(replace(front, kicker=(), facts=(), handling=())))
    first = tuple(section for section in sections if section.place == "front") if message_first else ()
    message = bound(numbers.number(first))
    facts, handling = bound(numbers.number(front.facts)), bound(numbers.number(front.handling))
    rest = bound(numbers.number(tuple(section for section in sections if section not in first)))
    return replace(top, kicker=kicker, facts=facts, handling=handling), (*message, *rest)


def data_of(edition: Edition[Any]) -> bytes:
    """
    Write what the edition holds as JSON, which is YAML too: it can be loaded again as a brief.

    A public edition has the printed words alone: markup may hold what no page prints.
    """
    context = None if edition.audience == "internal" else PRINTED
    written: str = edition.brief.model_dump_json(exclude_defaults=True, indent=1, context=context)
    return written.encode()


# --- sections


def _usual_order(brief: Brief) -> tuple[str, ...]:
    return TOPIC_FIRST if brief.kind == "topic" else ()


def _sections(context: Context, first: Sequence[str]) -> Iterator[Section]:
    """Lay out every section but the sources, whose order is not known yet: front, body, back."""
    fields = [kind.name for kind in SECTIONS.values() if not kind.free and kind.name != "sources"]
    body = fields.index("glossary")
    fields = [*fields[:body], FREE, *fields[body:]]
    ordered = [*(name for name in first if name in fields), *(name for name in fields if name not in first)]
    places = ("front", "body", "back")
    for name in sorted(ordered, key=lambda name: places.index(_place(name))):
        value = getattr(context.brief, name)
        if value:
            yield from _free(value, context) if name == FREE else _section(name, value, context)


def _place(name: str) -> Literal["front", "body", "back"]:
    return "body" if name == FREE else SECTIONS[name].place


def section_of(context: Context, name: str) -> tuple[Section, ...]:
    """Lay out one field of the brief as it stands in the brief: a section, or nothing where it is empty."""
    value = getattr(context.brief, name)
    return tuple(_section(name, value, context)) if value else ()


def _section(name: str, value: Any, context: Context) -> Iterator[Section]:
    kind, parts = SECTIONS[name], value if isinstance(value, tuple) else (value,)
    blocks = kind.lower(value, context.within(*parts), name)
    if blocks:
        title = context.titled(context.label(f"section.{name}"), *parts)
        ident = name.replace("_", "-")
        yield Section(
            id=ident, kind=name, title=title, blocks=blocks, place=kind.place, path=name, made_of=Sealed(value)
        )


def _free(parts: Sequence[Any], context: Context) -> Iterator[Section]:
    for part, key in zip(parts, unique_keys(parts), strict=True):
        kind, path = SECTIONS[part.kind], f"{FREE}[{key}]"
        yield Section(
            id=f"section-{key}",
            kind=kind.name,
            title=context.titled(part.title.inlines, part),
            blocks=kind.lower(part, context.within(part), path),
            place=kind.place,
            path=path,
            made_of=Sealed(part),
        )


# --- citations


class _Numbers:
    """Numbers the sources in the order of their first citation, over the whole tree."""

    def __init__(self, known: set[str]) -> None:
        self.of: dict[str, int] = {}
        self._known = known
        self._dropped = False  # whether the citation just before was left out

    def number(self, tree: Any) -> Any:
        """Give every citation its number; one whose source this audience may not see is left out."""
        return rebuild(tree, self._change)

    def _change(self, node: Any) -> Any:
        if not isinstance(node, Cite):
            return node
        if node.source not in self._known:
            self._dropped = not node.joined or self._dropped
            return None
        first = node.source not in self.of
        number = self.of.setdefault(node.source, len(self.of) + 1)
        joined = node.joined and not self._dropped
        self._dropped = False
        return replace(node, number=number, first=first, joined=joined)


def _note(number: int, source: Any, context: Context) -> Note:
    return Note(number=number, source=source.id, inlines=bound(rebuild(short_form(source, context), _without_cites)))


def _without_cites(node: Any) -> Any:
    return None if isinstance(node, Cite) else node


def _one_line(node: object) -> str:
    return " ".join(plain(node).split())
