"""The masthead: what stands above the first section, from the fields around the parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from communique.brief.lowering import lines, moment_of
from communique.brief.sections.contacts import reach
from communique.document.nodes import Fact, Front, Inlines, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.base import Audience
    from communique.brief.lowering import Context
    from communique.brief.paper import Author
    from communique.brief.translation.apply import Translated


def front_of(context: Context[Any], audience: Audience, translated: Translated | None = None) -> Front:
    """Make the masthead of an edition; one in another language than the brief says that it is a translation."""
    brief = context.brief
    return Front(
        title=brief.title.inlines,
        subtitle=context.line(brief.subtitle),
        kicker=_kicker(context),
        facts=(*facts_of(context), *(_translation(translated, context) if translated else ())),
        marking=brief.handling.marking or "",
        handling=tuple(handling_of(context, audience)),
    )


def _kicker(context: Context[Any]) -> Inlines:
    series = context.brief.series
    if series is None:
        return ()
    name = series.name.inlines
    number = context.code(series.number) if series.number else ()
    both = context.phrase("kicker", series=name, number=number) if number else name
    return context.joined((both, context.remarks(series)))


def _fact(context: Context[Any], name: str, value: Inlines, path: str) -> Iterator[Fact]:
    if value:
        yield Fact(label=context.label(f"fact.{name}"), value=value, name=name, path=path)


def facts_of(context: Context) -> Iterator[Fact]:
    """Say when and where, who wrote it, and which edition it is."""
    brief, version = context.brief, context.brief.version
    yield from _fact(context, "date", when(context), "date")
    yield from _fact(context, "place", context.line(getattr(brief, "place", None)), "place")  # a newsletter has none
    yield from _fact(context, "authors", lines(*(author_of(author, context) for author in brief.authors)), "authors")
    if version is None:
        return
    edition = (Text(str(version.edition)), *((Text(" · "), *note) if (note := context.remarks(version)) else ()))
    yield from _fact(context, "edition", edition, "version.edition")
    for name in ("published", "last_significant_change"):
        if date := getattr(version, name):
            yield from _fact(context, name, context.date(date), f"version.{name}")
    yield from _fact(context, "supersedes", context.line(version.supersedes), "version.supersedes")


def _translation(translated: Translated, context: Context) -> Iterator[Fact]:
    """Say what it is translated from, and how much of it is not up to the original."""
    said = [context.phrase("translation.from", language=context.spoken(translated.source))]
    for name, count in (("stale_texts", translated.stale), ("missing_texts", translated.missing)):
        if count:
            said.append(context.phrase(f"translation.{name}", count=(Text(str(count)),)))
    yield from _fact(context, "translation", context.joined(said, "; "), "language")


def when(context: Context) -> Inlines:
    """Write the date of the event, with its times on the clock of the place."""
    brief, write = context.brief, context.language
    start = getattr(brief, "start", None)  # a newsletter has no hour
    day = context.date(brief.date)
    if start is None:
        return day
    time = write.time(start)
    if brief.end:
        time = write.phrase("date.times", start=time, end=write.time(brief.end))
    if at := moment_of(brief):
        time = write.phrase("date.zone", time=time, zone=write.zone(at))
    return context.phrase("date.with_time", date=day, time=context.fixed(time))


def author_of(author: Author, context: Context[Any]) -> Inlines:
    """Write who it is, the office, and how to reach it, each on a line."""
    who = context.joined(((Text(author.name),), context.line(author.office)), context.comma)
    return lines(who, reach(author.phone, author.email, context), context.remarks(author))


def handling_of(context: Context[Any], audience: Audience) -> Iterator[Fact]:
    """Say who may see the brief and from when; a public edition says nothing of a wider one."""
    handling = context.brief.handling
    if handling.embargo:
        moment = context.fixed(context.language.moment(handling.embargo))
        yield from _fact(context, "embargo", context.phrase("fact.embargo_until", moment=moment), "handling.embargo")
    if audience == "internal" and handling.release == "public":
        yield from _fact(context, "release", context.label("fact.release_public"), "handling.release")
    yield from _fact(context, "note", context.line(handling.note), "handling.note")
    yield from _fact(context, "contact", context.line(handling.contact), "handling.contact")
