"""
What a newsletter takes from briefs: which it refers to, whether it may, and the words.

A newsletter for the public that refers to a brief which the public may not
see is a fault that names both; so is one that would be out before the brief's
embargo ends. The words come from the edition of the brief for the newsletter's
own readers, so that nothing which is withheld there can come here.
"""

from __future__ import annotations

import copy
import difflib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from communique.brief.base import PictureFile
from communique.brief.markup import Line, Markup, Prose
from communique.brief.walk import walk
from communique.brief.yaml import shown
from communique.document.nodes import Cite
from communique.document.walk import rebuild
from communique.document.walk import walk as walk_tree
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from communique.brief.base import Audience
    from communique.brief.clock import Moment
    from communique.brief.newsletter import Newsletter, Story
    from communique.brief.schema import Brief
    from communique.brief.sections.sources import Source
    from communique.brief.walk import FilePath

M = TypeVar("M", bound=Markup)

PARTS_WITH_PORTRAITS: Final = ("delegations",)
"""Fields of a brief whose pictures show persons, and not what the brief is about."""


# --- which briefs


def slugs(newsletter: Newsletter) -> tuple[str, ...]:
    """Name the briefs that a newsletter refers to, each once."""
    return tuple(dict.fromkeys(story.brief for story in newsletter.stories if story.brief))


def places(newsletter: Newsletter) -> Iterator[tuple[FilePath, Story]]:
    """Go through the stories, with their places."""
    if newsletter.lead:
        yield ("lead",), newsletter.lead
    yield from ((("items", number), story) for number, story in enumerate(newsletter.items))


def unknown(newsletter: Newsletter, slug: str, known: Iterable[str]) -> Iterator[Problem]:
    """Say of every story about a brief that there is no such brief."""
    close = difflib.get_close_matches(slug, list(known), n=1)
    hint = f'did you mean "{close[0]}"?' if close else "Write the name of a folder beside the newsletter's."
    return _each(newsletter, slug, f'there is no brief "{shown(slug)}" beside this newsletter', "unknown-brief", hint)


def missing(newsletter: Newsletter) -> Iterator[Problem]:
    """Say which stories are about briefs that nobody has read, for a newsletter that was made in Python."""
    for slug in slugs(newsletter):
        if slug not in newsletter.briefs:
            yield from unknown(newsletter, slug, newsletter.briefs)


def nested(newsletter: Newsletter, slug: str) -> Iterator[Problem]:
    """Say of every story about a newsletter that it may not be."""
    hint = "Refer to the briefs that it took its stories from."
    return _each(newsletter, slug, f'"{slug}" is a newsletter; a story refers to a brief', "not-a-brief", hint)


def faulty(newsletter: Newsletter, slug: str, count: int) -> Iterator[Problem]:
    """Say of every story about a brief that it cannot be read."""
    message = f'the brief "{slug}" has {count} {"fault" if count == 1 else "faults"} of its own'
    return _each(newsletter, slug, message, "faulty-brief", f"`communique check {slug}` lists them.")


def _each(newsletter: Newsletter, slug: str, message: str, code: str, hint: str) -> Iterator[Problem]:
    for path, story in places(newsletter):
        if story.brief == slug:
            yield Problem(message=message, code=code, location=newsletter.locate((*path, "brief")), hint=hint)


# --- whether it may


def check(newsletter: Newsletter, audience: Audience | None = None) -> tuple[Problem, ...]:
    """
    Find what keeps a newsletter from its readers.

    Args:
        newsletter: with the briefs that it refers to.
        audience: who reads; without it, the widest audience that an edition may be made for.

    """
    readers = audience or newsletter.handling.release or newsletter.handling.audience
    found = [*_empty(newsletter)]
    if readers == "public":
        found += [*_without_address(newsletter), *_internal(newsletter), *_early(newsletter)]
    return tuple(found)


def _empty(newsletter: Newsletter) -> Iterator[Problem]:
    """A story has a headline: its own, or that of a brief."""
    for path, story in places(newsletter):
        if story.brief is None and story.title is None:
            message = "this story has neither a brief nor a title"
            hint = "Write `brief:` with the name of a brief, or `title:` and `text:`."
            yield Problem(message=message, code="empty-story", location=newsletter.locate(path), hint=hint)


def _without_address(newsletter: Newsletter) -> Iterator[Problem]:
    """Whoever writes to the public says where the office is found."""
    imprint = newsletter.imprint
    if imprint is None or not imprint.address or imprint.audience == "internal":
        yield Problem(
            message="this newsletter may go to the public, and has no imprint with a postal address",
            code="missing-imprint",
            location=newsletter.locate(("imprint",)),
            hint="Write `imprint:` with `publisher:` and the lines of its `address:`.",
        )


def _public(newsletter: Newsletter) -> Iterator[tuple[FilePath, Story, Brief | None]]:
    """Go through the stories that the public would read, each with its brief."""
    for path, story in places(newsletter):
        if story.audience != "internal":
            yield path, story, newsletter.briefs.get(story.brief or "")


def _internal(newsletter: Newsletter) -> Iterator[Problem]:
    """What the public reads comes from briefs that it may read."""
    for path, _, brief in _public(newsletter):
        if brief and not is_released(brief):
            yield Problem(
                message=f'the newsletter "{newsletter.slug}" may go to the public, and the brief "{brief.slug}"'
                " is internal",
                code="internal-brief",
                location=newsletter.locate((*path, "brief")),
                hint="Mark the story `audience: internal`, or write `release: public` in the brief.",
            )


def _early(newsletter: Newsletter) -> Iterator[Problem]:
    """Nothing is published before its embargo ends."""
    for path, story, brief in _public(newsletter):
        until = embargo(story, brief)
        if until and not is_over(until, newsletter):
            named = f'the brief "{brief.slug}"' if brief and story.embargo is None else "this story"
            yield Problem(
                message=f'{named} is under embargo until {until}, and the newsletter "{newsletter.slug}" may be out'
                " before",
                code="embargoed-brief",
                location=newsletter.locate((*path, "embargo" if story.embargo else "brief")),
                hint="Give the newsletter an `embargo` that is no earlier, or mark the story `audience: internal`.",
            )


def is_released(brief: Brief) -> bool:
    """Whether the public may read a brief."""
    return (brief.handling.release or brief.handling.audience) == "public"


def embargo(story: Story, brief: Brief | None) -> Moment | None:
    """Find the embargo of a story: the later one of its own and its brief's."""
    moments = [moment for moment in (story.embargo, brief.handling.embargo if brief else None) if moment]
    return max(moments, key=lambda moment: moment.at, default=None)


def is_over(until: Moment, newsletter: Newsletter) -> bool:
    """Whether an embargo is sure to have ended when a newsletter comes out: on an earlier day, or by its own embargo."""
    own = newsletter.handling.embargo
    if own and own.at >= until.at:
        return True
    published = newsletter.version.published if newsletter.version else None
    return until.at.date() < (published or newsletter.date).start.first


# --- the words


def told(newsletter: Newsletter, editions: Mapping[str, Brief], *, audience: Audience, address: str = "") -> Newsletter:
    """
    Put the words of briefs into the stories that refer to them; the newsletter then stands alone.

    Args:
        newsletter: as its readers may see it.
        editions: the briefs as these readers may see them, by slug.
        audience: who reads.
        address: where the public finds the briefs; each has a page below it.

    """
    work = _Telling(newsletter, editions, audience, address.rstrip("/"))
    lead = work.tell(newsletter.lead) if newsletter.lead else None
    items = tuple(map(work.tell, newsletter.items))
    return newsletter.model_copy(update={"lead": lead, "items": items, "sources": tuple(work.sources.values())})


@dataclass(slots=True)
class _Telling:
    newsletter: Newsletter
    editions: Mapping[str, Brief]
    audience: Audience
    address: str
    sources: dict[str, Source] = field(init=False)

    def __post_init__(self) -> None:
        self.sources = {source.id: source for source in self.newsletter.sources}

    def tell(self, story: Story) -> Story:
        if story.brief is None:
            return story
        brief, whole = self.editions[story.brief], self.newsletter.briefs[story.brief]
        until = embargo(story, whole)
        early = until is not None and not is_over(until, self.newsletter)
        reachable = is_released(whole) and self.address and not early
        return story.model_copy(
            update={
                **self._words(story, brief),
                "id": story.key,
                "brief": None,
                "date": story.date or brief.date,
                "link": story.link or (f"{self.address}/{whole.slug}/" if reachable else None),
                "marking": story.marking or self._marking(whole),
                "embargo": until if early else None,
            }
        )

    def _words(self, story: Story, brief: Brief) -> dict[str, Any]:
        """Take what the story does not say itself, with the sources that it cites."""
        message = brief.bottom_line.text if brief.bottom_line else None
        taken = {
            "title": None if story.title else brief.title,
            "text": None if story.text else message,
            "picture": None if story.picture else _picture(brief),
        }
        names = self._cite(brief, (value for _, part in taken.items() for _, value in walk(part)))
        words = {name: _renamed(value, names) for name, value in taken.items() if value is not None}
        foreign = brief.language != self.newsletter.language and {"title", "text"} <= set(words)
        return {**words, "language": story.language or (brief.language if foreign else None)}

    def _marking(self, brief: Brief) -> str | None:
        own = brief.handling.marking
        return own if self.audience == "internal" and own != self.newsletter.handling.marking else None

    def _cite(self, brief: Brief, values: Iterable[object]) -> dict[str, str]:
        """List the sources that words of a brief cite; one whose id another has is given a name of its own."""
        cited = {
            node.source
            for value in values
            if isinstance(value, Markup)
            for node in walk_tree(value.parsed.blocks)
            if isinstance(node, Cite)
        }
        names: dict[str, str] = {}
        for source in brief.sources:
            if source.id in cited:
                taken = self.sources.get(source.id, source)
                names[source.id] = source.id if taken == source else f"{brief.slug}-{source.id}"
                self.sources[names[source.id]] = source.model_copy(update={"id": names[source.id]})
        return names


def _picture(brief: Brief) -> PictureFile | None:
    """Find the first picture of what a brief is about."""
    found = ((path, value) for path, value in walk(brief) if isinstance(value, PictureFile))
    return next((picture for path, picture in found if path[0] not in PARTS_WITH_PORTRAITS), None)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Cite the sources by their names in the newsletter; one that these readers may not see is not cited."""

    def change(node: Any) -> Any:
        return replace(node, source=names.get(node.source, "")) if isinstance(node, Cite) else node

    if isinstance(value, Line | Prose):
        return _written(value, names).laid_out(rebuild(value.parsed.blocks, change))
    if isinstance(value, PictureFile):
        lines: dict[str, Callable[..., Any] | Any] = {
            name: _renamed(line, names) for name in ("caption", "credit") if (line := getattr(value, name)) is not None
        }
        return value.model_copy(update=lines)
    return value


def _written(value: M, names: Mapping[str, str]) -> M:
    """Write the names into the source of a text as well, which goes with the data."""
    made = copy.copy(value)
    for name, new in names.items():
        if name != new:
            made.source = re.sub(rf"@{name}(?![a-z0-9-])", f"@{new}", made.source)
    return made
