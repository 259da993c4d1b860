"""The rules of the trade for newsletters; `communique.brief.checks` has the table and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communique.brief import stories
from communique.brief.rules import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from communique.brief.newsletter import Newsletter


def past_diary(newsletter: Newsletter, today: date) -> Iterator[Finding]:  # noqa: ARG001 -- every rule is asked alike
    """What stands in the diary comes after the newsletter."""
    for number, entry in enumerate(newsletter.diary):
        last = entry.date.end or entry.date.start
        if (last.year, last.month or 12, last.day or 31) < _day(newsletter):
            message = f"this was over before the newsletter of {newsletter.date}"
            yield Finding(("diary", number, "date"), message, "Take it out, or mend the date.")


def _day(newsletter: Newsletter) -> tuple[int, int, int]:
    first = newsletter.date.start.first
    return first.year, first.month, first.day


def no_stories(newsletter: Newsletter, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A newsletter tells something."""
    if not newsletter.stories:
        yield Finding(
            ("title",), "this newsletter has no story", "Write `lead:` or `items:`, with the names of briefs."
        )


def story_twice(newsletter: Newsletter, today: date) -> Iterator[Finding]:  # noqa: ARG001
    """A brief has one story."""
    seen = set[str]()
    for path, story in stories.places(newsletter):
        if story.brief in seen:
            message = f'another story is about "{story.brief}" already'
            yield Finding((*path, "brief"), message, "Take one of them out.")
        seen |= {story.brief} if story.brief else set()
