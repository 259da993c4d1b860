"""
The newsletter as a document: opening, stories, numbers, words, what is to come, corrections, imprint.

Every story is a section of its own, so that its headline stands in the
contents and, should an e-mail be too long, stories go from the end. Corrections
and the imprint stand at the back, where nothing is left out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from communique.brief.base import unique_keys
from communique.brief.clock import zone
from communique.brief.lowering import lines
from communique.brief.masthead import front_of
from communique.brief.newsletter import Newsletter
from communique.brief.sections import key_figures
from communique.brief.sections.contacts import reach
from communique.choices import NOTHING
from communique.compose import assemble, context_of, data_of
from communique.document.nodes import BulletList, Event, Link, Section, Text, Timeline
from communique.document.sealed import Sealed
from communique.document.speech import in_language, spoken
from communique.errors import InvalidBrief
from communique.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from communique.brief.lowering import Context
    from communique.brief.markup import Markup
    from communique.brief.newsletter import Correction, DiaryEntry, Imprint, Story
    from communique.choices import Choices
    from communique.document.nodes import Blocks, Document, Front, Inlines
    from communique.edition import Edition

    Around: TypeAlias = Context[Any]

KIND: Final = "newsletter"


def compose(edition: Edition[Any], choices: Choices) -> Document:  # noqa: ARG001 -- every kind is called alike
    """Lay a newsletter out; a brief is none."""
    newsletter = edition.brief
    if not isinstance(newsletter, Newsletter):
        raise InvalidBrief([_no_newsletter(edition)])
    context = context_of(edition)
    document = assemble(
        edition,
        kind=KIND,
        front=_dated(front_of(context, edition.audience, edition.translated), context),
        sections=tuple(_sections(newsletter, context)),
        summary=newsletter.opening.text.blocks if newsletter.opening else _headlines(newsletter),
        listed=True,
        data=data_of(edition),
    )
    last = [section for section in document if section.kind == "imprint"]
    contact = document.contact or (newsletter.imprint and newsletter.imprint.email) or ""
    ordered = (*(section for section in document if section.kind != "imprint"), *last)
    return replace(document, sections=ordered, contact=contact)


def _no_newsletter(edition: Edition[Any]) -> Problem:
    return Problem(
        message=f"{KIND}: this is a brief",
        code=NOTHING,
        location=edition.brief.locate(("kind",)) or edition.brief.locate(("title",)),
        hint="Refer to it from a newsletter; `communique new NAME --kind newsletter` starts one.",
    )


def _dated(front: Front, context: Around) -> Front:
    """Put the date beside the number, where readers of a newsletter look for it."""
    kicker = context.joined((front.kicker, context.date(context.brief.date)))
    return replace(front, kicker=kicker, facts=tuple(fact for fact in front.facts if fact.name != "date"))


def _headlines(newsletter: Newsletter) -> Blocks:
    return newsletter.stories[0].title.parsed.blocks if newsletter.stories and newsletter.stories[0].title else ()


def _sections(newsletter: Newsletter, context: Around) -> Iterator[Section]:
    """Lay out what the newsletter has, in the order it is printed."""
    yield from _opening(newsletter, context)
    if newsletter.lead:
        yield _story(newsletter.lead, context, "lead", "lead-story", "lead")
    for story, key in zip(newsletter.items, unique_keys(newsletter.items), strict=True):
        yield _story(story, context, f"items[{key}]", "story", f"story-{key}")
    yield from _part(context, "key_figures", newsletter.key_figures, _numbers)
    yield from _part(
        context, "quotation", newsletter.quotation, lambda part, around, path: around.quotation(part, path)
    )
    yield from _part(context, "diary", newsletter.diary, _diary)
    yield from _part(context, "corrections", newsletter.corrections, _corrections, back=True)
    yield from _part(context, "imprint", newsletter.imprint, _imprint, back=True)


def _part(context: Around, name: str, value: Any, lower: Any, *, back: bool = False) -> Iterator[Section]:
    """Make the section of a field; nothing of nothing."""
    if value:
        parts = value if isinstance(value, tuple) else (value,)
        title = context.titled(context.label(f"newsletter.{name}"), *parts)
        blocks = lower(value, context.within(*parts), name)
        yield Section(
            id=name.replace("_", "-"),
            kind=name,
            title=title,
            blocks=blocks,
            place="back" if back else "body",
            path=name,
            made_of=Sealed(value),
        )


def _opening(newsletter: Newsletter, context: Around) -> Iterator[Section]:
    part = newsletter.opening
    if part:
        title = context.titled(context.label("newsletter.opening"), part)
        blocks = (*context.prose(part.text, "opening.text", role="lead"), *context.note(part, "opening"))
        yield Section(
            id="opening",
            kind="opening",
            title=title,
            blocks=blocks,
            place="front",
            path="opening",
            made_of=Sealed(part),
        )


def _numbers(parts: Any, context: Around, path: str) -> Blocks:
    return key_figures.lower(parts, context, path)


# --- stories


def _story(story: Story, context: Around, path: str, kind: str, ident: str) -> Section:
    below = context.within(story)
    title, language = context.line(story.title), _foreign(story, story.title, context)
    title = spoken(title, language) if language else title
    blocks = (
        *below.small_print(path, *_particulars(story, context)),
        *(below.picture(story.picture, f"{path}.picture") if story.picture else ()),
        *_said(story, below, path),
        *below.labelled("newsletter.read", _link(story.link, below, f"{path}.link")),
        *below.note(story, path),
    )
    return Section(
        id=ident, kind=kind, title=context.titled(title, story), blocks=blocks, path=path, made_of=Sealed(story)
    )


def _particulars(story: Story, context: Around) -> Iterator[Inlines]:
    """Say when it was, and what those who hold it must know."""
    if story.date:
        yield context.date(story.date)
    if story.marking:
        yield context.fixed(story.marking, role="mark")
    if story.embargo:
        yield context.phrase("newsletter.embargo", moment=context.fixed(context.language.moment(story.embargo)))


def _said(story: Story, context: Around, path: str) -> Blocks:
    blocks = context.prose(story.text, f"{path}.text", depth=1)
    language = _foreign(story, story.text, context)
    return in_language(blocks, language) if language else blocks


def _foreign(story: Story, text: Markup | None, context: Around) -> str:
    """Name the language of words that are not in the newsletter's own; nothing of those that were translated."""
    language = story.language or ""
    return "" if text is None or language in {context.brief.language, text.translated_from} else language


def _link(url: str | None, context: Around, path: str) -> Blocks:
    return context.paragraph((Link((Text(url),), url),), path, role="meta") if url else ()


# --- what is to come, what was wrong, who we are


def _diary(parts: tuple[DiaryEntry, ...], context: Around, path: str) -> Blocks:
    """Print the diary by date and hour, whatever its order in the file."""
    ordered = sorted(context.keyed(parts, path), key=lambda pair: (pair[0].date.start.first, str(pair[0].start or "")))
    return (Timeline(events=tuple(_entry(entry, context, at) for entry, at in ordered), path=path),)


def _entry(entry: DiaryEntry, context: Around, path: str) -> Event:
    what = context.joined((context.line(entry.text), context.line(entry.place)), context.comma)
    blocks = (
        *context.paragraph(context.titled(what, entry), f"{path}.text"),
        *_link(entry.link, context, f"{path}.link"),
        *context.note(entry, path),
    )
    return Event(when=_when(entry, context), blocks=blocks, path=path)


def _when(entry: DiaryEntry, context: Around) -> Inlines:
    day, write = context.date(entry.date), context.language
    if entry.start is None:
        return day
    time = write.time(entry.start)
    if entry.time_zone:
        at = datetime.combine(entry.date.start.first, entry.start, zone(entry.time_zone))
        time = write.phrase("date.zone", time=time, zone=write.zone(at))
    return context.phrase("date.with_time", date=day, time=context.fixed(time))


def _corrections(parts: tuple[Correction, ...], context: Around, path: str) -> Blocks:
    """Print each correction with the number that it mends."""
    items = tuple(
        (
            *context.prose(part.text, f"{at}.text", depth=1),
            *context.small_print(at, _number(part, context), context.mark(part)),
            *context.note(part, at),
        )
        for part, at in context.keyed(parts, path)
    )
    return (BulletList(items=items, path=path),)


def _number(part: Correction, context: Around) -> Inlines:
    number = context.code(part.number) if part.number else ()
    date = context.date(part.date) if part.date else ()
    if number and date:
        return context.phrase("newsletter.number_of", number=number, date=date)
    if number:
        return context.phrase("newsletter.number", number=number)
    return context.phrase("newsletter.dated", date=date) if date else ()


def _imprint(part: Imprint, context: Around, path: str) -> Blocks:
    """Print who publishes it and where they are found, a line for each line of the address."""
    address = lines(
        context.line(part.publisher), *((Text(line),) for line in part.address), reach(part.phone, part.email, context)
    )
    return (
        *context.paragraph(address, f"{path}.address"),
        *context.labelled(
            "newsletter.responsible", context.paragraph(context.line(part.responsible), f"{path}.responsible")
        ),
        *context.paragraph(context.line(part.note), f"{path}.note", role="meta"),
        *context.note(part, path),
    )
