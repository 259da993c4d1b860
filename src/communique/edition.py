"""
Step 2, edit: the brief as one audience reads it, in one language, on one date.

What this audience may not see is gone here, before any format exists, so that
no writer can leak it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Generic, cast

from communique.brief import stories
from communique.brief.newsletter import Newsletter
from communique.brief.paper import Handling, P, Paper
from communique.brief.translation.apply import Translated, translate
from communique.brief.translation.faults import check
from communique.brief.withhold import withhold
from communique.errors import InvalidBrief
from communique.language import Language, find_language
from communique.places import Place, workspace
from communique.problems import Problem, Severity, faults

if TYPE_CHECKING:
    from communique.brief.base import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Generic[P]):
    """A brief, or another paper, for one audience, in one language, on one date."""

    brief: P  #: Without anything that the audience may not see.
    audience: Audience
    language: Language  #: Of labels, dates and numbers.
    prose_language: Language  #: Of the writer's words; its quotation marks stand around quotations.
    moment: datetime  #: The time that stands in metadata; aware.
    translated: Translated | None = None  #: How far it is translated; None where it stands in its own language.
    suffix: str = ""  #: What sets its file names apart from the brief's own edition: ``.public.es``.
    problems: tuple[Problem, ...] = ()  #: Warnings met on the way.


def edit(  # noqa: PLR0913 -- each is a choice of the caller
    brief: P,
    *,
    audience: Audience | None = None,
    language: str | None = None,
    moment: datetime | None = None,
    place: Place | None = None,
    address: str = "",
) -> Edition[P]:
    """
    Make the edition of a brief, or a newsletter, for one audience and language.

    Args:
        brief: as loaded.
        audience: who reads; the brief's own audience by default.
        language: code of the language of labels, dates and numbers; the brief's own by default.
        moment: the time for metadata, aware; by default midnight UTC of the edition's own date.
        place: where the languages are found; the workspace around the current folder by default.
        address: where the public finds briefs on the web, for the links of a newsletter.

    Raises:
        InvalidBrief: the brief may not be released to this audience, or the language is unknown; a newsletter
            refers to a brief that may not.

    """
    reader = audience or brief.handling.audience
    _refuse_unreleased(brief, reader)
    found = place or workspace()
    spoken = find_language(language or brief.language, found)
    left, translated, problems = _in_language(brief, spoken, reader)
    if isinstance(left, Newsletter):
        left = cast("P", _told(left, reader, spoken, found, address))
    left._translations = {}  # noqa: SLF001 -- they may hold what this audience may not see
    own = spoken.code == brief.language
    return Edition(
        brief=left.model_copy(update={"handling": _handling(brief, left, reader, spoken)}),
        audience=reader,
        language=spoken,
        prose_language=spoken if own or translated else _prose_language(brief, found, spoken),
        moment=moment or _own_moment(left),
        translated=translated,
        suffix=("" if reader == brief.handling.audience else f".{reader}") + ("" if own else f".{spoken.code}"),
        problems=(*problems, *spoken.problems),
    )


def _told(newsletter: Newsletter, audience: Audience, language: Language, place: Place, address: str) -> Newsletter:
    """Let a newsletter tell what briefs say to the same readers, in the same language."""
    found = [*stories.missing(newsletter), *stories.check(newsletter, audience)]
    if found:
        raise InvalidBrief(found)
    briefs = {slug: newsletter.briefs[slug] for slug in stories.slugs(newsletter)}
    editions = {
        slug: edit(brief, audience=audience, language=language.code, place=place).brief
        for slug, brief in briefs.items()
    }
    told = stories.told(newsletter, editions, audience=audience, address=address)
    told._briefs = {}  # noqa: SLF001 -- they hold what this audience may not see
    return told


def _in_language(brief: P, language: Language, audience: Audience) -> tuple[P, Translated | None, tuple[Problem, ...]]:
    """Withhold what the audience may not see, and translate the rest where there is a translation."""
    translation = None if language.code == brief.language else brief.translation_into(language.code)
    if translation is None:
        left, hints = withhold(brief, audience)
        own = language.code == brief.language
        return left.model_copy(), None, (*hints, *([] if own else [_untranslated(brief, language)]))
    found = check(brief, translation)
    if faults(found):
        raise InvalidBrief(found)
    left, translated, hints = translate(brief, translation, language, audience)
    return left, translated, (*found, *hints)


def _prose_language(brief: Paper, place: Place, spoken: Language) -> Language:
    """Find the language of the prose; where it has no file, that of the labels stands in."""
    try:
        return find_language(brief.language, place)
    except InvalidBrief:
        return spoken


def _refuse_unreleased(brief: Paper, audience: Audience) -> None:
    """Stop a public edition of a brief that does not say that it may be made."""
    handling = brief.handling
    if audience == "public" and (handling.release or handling.audience) == "internal":
        problem = Problem(
            message="this brief is not released to the public",
            code="not-released",
            location=brief.locate(("handling", "release" if handling.release else "audience")),
            hint="Write `release: public` under `handling` when a public edition may be made.",
        )
        raise InvalidBrief([problem])


def _handling(brief: Paper, left: Paper, audience: Audience, language: Language) -> Handling:
    """Keep the handling that is meant for this audience; an internal edition never goes unmarked."""
    own = brief.handling
    if audience == own.audience:
        return left.handling
    marking = language.labels["audience.internal"].upper() if audience == "internal" else None
    return Handling(marking=marking, audience=audience, release=own.release, embargo=own.embargo)


def _own_moment(brief: Paper) -> datetime:
    """Midnight UTC of the day the edition was published, last changed, or is about."""
    version = brief.version
    dates = [version.published, version.last_significant_change] if version else []
    day = next((date for date in dates if date), brief.date).start.first
    return datetime.combine(day, time(), UTC)


def _untranslated(brief: Paper, language: Language) -> Problem:
    return Problem(
        message=f'the prose is in "{brief.language}"; only labels, dates and numbers are in "{language.code}"',
        code="untranslated",
        location=brief.locate(("language",)) or brief.locate(("title",)),
        hint=f"`communique translate {brief.slug} --to {language.code}` writes a file to translate it in.",
        severity=Severity.WARNING,
    )
